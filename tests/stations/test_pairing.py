"""Does a tablet become a station by its code alone, once, and only until it is revoked?"""

import re
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select, update

from eventapp import clock
from eventapp.accounts.audit import entries
from eventapp.core.codes import secret_hash
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.stations import service
from eventapp.stations.models import ContactStation
from eventapp.stations.queries import StationState, state_of, stations
from eventapp.stations.service import MOST_STATIONS, PAIRING_TIME, make_station, pair, renew_pairing, revoke
from tests.contacts.phones import at_once
from tests.factories import make_account, make_event
from tests.pages import sign_in
from tests.stations.tablet import ENGLISH, EVENT, Foyer, hold

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.measured]


def test_pairing_takes_a_button(foyer: Foyer) -> None:
    """Looking at the address shows a button and uses nothing up; pressing it leads to the station's page."""
    tablet = foyer.app.test_client()
    for _ in range(3):
        page = tablet.get(f"/station/pair/{foyer.secret}", headers=ENGLISH)
        assert page.status_code == 200
        assert "Make this device the station “Bar”?" in page.text
    assert tablet.get(f"{EVENT}/station").status_code == 401
    assert tablet.post(f"/station/pair/{foyer.secret}").location == f"{EVENT}/station"
    assert "Hold the first badge to the camera" in tablet.get(f"{EVENT}/station", headers=ENGLISH).text


def test_a_photographed_code_does_not_work_twice(foyer: Foyer) -> None:
    """After the tablet was paired, whoever has a photo of the code sees that it is dead, and gets no cookie."""
    foyer.pair()
    thief = foyer.app.test_client()
    for response in (thief.get(f"/station/pair/{foyer.secret}"), thief.post(f"/station/pair/{foyer.secret}")):
        assert response.status_code == 410
    assert thief.get(f"{EVENT}/station").status_code == 401


def test_many_tablets_at_the_same_moment_are_one_station(foyer: Foyer) -> None:
    """Eight press the button together: one of them is the station."""
    tablets = [foyer.app.test_client() for _ in range(8)]
    answers = at_once([partial(tablet.post, f"/station/pair/{foyer.secret}") for tablet in tablets])
    assert sorted(answer.status_code for answer in answers) == [303] + [410] * 7


def test_only_hashes_are_stored(foyer: Foyer) -> None:
    """Neither the pairing code nor the secret in the cookie stands in the database."""
    tablet = foyer.pair()
    with tablet.session_transaction() as session:
        token = session["station"]
        assert session.permanent
    with foyer.app.app_context():
        station = foyer.station()
        assert (station.token_hash, station.pairing_hash) == (secret_hash(token), None)
        assert token not in repr([vars(entry) for entry in entries(foyer.event_id)])


def test_a_code_expires(foyer: Foyer) -> None:
    """Half an hour after it was made, a code is worth nothing; a new one is made with a click."""
    with foyer.app.app_context():
        now = clock.now()
        secret = make_station(foyer.event_id, name="Garten", account_id=foyer.account_id, now=now - PAIRING_TIME)
        assert secret is not None
        assert pair(secret, now=now) is None
        [garden] = [station for station in stations(foyer.event_id) if station.name == "Garten"]
        assert state_of(garden, now=now) is StationState.EXPIRED
        renewed = renew_pairing(garden.id, event_id=foyer.event_id, account_id=foyer.account_id, now=now)
        assert renewed is not None
        assert pair(secret, now=now) is None
        tablet = pair(renewed, now=now + PAIRING_TIME - timedelta(seconds=1))
        assert tablet is not None
        assert tablet.slug == "netzwerktreffen"


def test_a_tablet_goes_on_until_its_successor_is_paired(foyer: Foyer) -> None:
    """A new code takes nothing from the old tablet before another one has used it."""
    old = foyer.pair()
    with foyer.app.app_context():
        secret = renew_pairing(
            foyer.station().id, event_id=foyer.event_id, account_id=foyer.account_id, now=clock.now()
        )
    assert old.get(f"{EVENT}/station").status_code == 200
    new = foyer.app.test_client()
    new.post(f"/station/pair/{secret}")
    assert (old.get(f"{EVENT}/station").status_code, new.get(f"{EVENT}/station").status_code) == (401, 200)


def test_revoking_works_at_once(foyer: Foyer) -> None:
    """The next pair of badges is refused, the page too, and the pairing code of a waiting station is dead."""
    tablet = foyer.pair()
    assert hold(tablet, foyer.anna.code, foyer.ben.code).status_code == 200
    with foyer.app.app_context():
        station_id = foyer.station().id
    assert foyer.organiser.post(f"{EVENT}/stations/{station_id}/revoke").status_code == 303
    assert hold(tablet, foyer.anna.code, foyer.ben.code).status_code == 401
    page = tablet.get(f"{EVENT}/station", headers=ENGLISH)
    assert page.status_code == 401
    assert "This device is not a contact station" in page.text
    with foyer.app.app_context():
        now = clock.now()
        assert state_of(foyer.station(), now=now) is StationState.REVOKED
        assert revoke(station_id, event_id=foyer.event_id, account_id=foyer.account_id, now=now)
        assert renew_pairing(station_id, event_id=foyer.event_id, account_id=foyer.account_id, now=now) is None
        actions = [entry.action for entry in entries(foyer.event_id) if entry.action.startswith("station.")]
    assert actions == ["station.revoked", "station.paired", "station.made"]


def test_a_revoked_station_cannot_be_paired(foyer: Foyer) -> None:
    """Its code was still waiting."""
    with foyer.app.app_context():
        revoke(foyer.station().id, event_id=foyer.event_id, account_id=foyer.account_id, now=clock.now())
    assert foyer.app.test_client().post(f"/station/pair/{foyer.secret}").status_code == 410


def test_pairing_signs_everybody_out(foyer: Foyer) -> None:
    """A tablet stands among people: the organiser's own sign-in ends, and every copy of its cookie with it."""
    with foyer.organiser.session_transaction() as session:
        account = session["account"]
        session["language"] = "en"
    assert foyer.organiser.get(f"{EVENT}/stations").status_code == 200
    foyer.organiser.post(f"/station/pair/{foyer.secret}")
    with foyer.organiser.session_transaction() as session:
        assert set(session) - {"_permanent", "csrf_token"} == {"language", "station"}
    copy = foyer.app.test_client()
    with copy.session_transaction() as session:
        session["account"] = account
    assert copy.get(f"{EVENT}/stations").status_code == 303


def test_the_code_is_shown_once(foyer: Foyer) -> None:
    """A new station's address stands on the next page, as text and QR, and on no page after it."""
    made = foyer.organiser.post(f"{EVENT}/stations", data={"name": "Foyer\u202e"}, headers=ENGLISH)
    assert made.status_code == 303
    page = foyer.organiser.get(f"{EVENT}/stations", headers=ENGLISH).text
    assert "Pair the tablet for “Foyer”" in page
    found = re.search(r"http://localhost(/station/pair/[0-9a-f]{40})", page)
    assert found is not None
    assert '<svg class="qr"' in page
    assert "/station/pair/" not in foyer.organiser.get(f"{EVENT}/stations").text
    assert foyer.app.test_client().post(found[1]).status_code == 303


def test_a_new_code_for_a_station(foyer: Foyer) -> None:
    """By its button in the list; for a revoked one there is a sentence."""
    with foyer.app.app_context():
        station_id = foyer.station().id
    foyer.organiser.post(f"{EVENT}/stations/{station_id}/pairing")
    assert "/station/pair/" in foyer.organiser.get(f"{EVENT}/stations").text
    foyer.organiser.post(f"{EVENT}/stations/{station_id}/revoke")
    foyer.organiser.post(f"{EVENT}/stations/{station_id}/pairing", headers=ENGLISH)
    page = foyer.organiser.get(f"{EVENT}/stations", headers=ENGLISH).text
    assert "This station was revoked. Make a new one." in page
    assert "/station/pair/" not in page


@pytest.mark.parametrize("name", ["", " ", "x" * 101])
def test_a_station_needs_a_name(foyer: Foyer, name: str) -> None:
    """Empty and endless ones are refused."""
    assert foyer.organiser.post(f"{EVENT}/stations", data={"name": name}).status_code == 422


def test_an_event_has_so_many_stations(foyer: Foyer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is told."""
    assert MOST_STATIONS >= 20
    monkeypatch.setattr(service, "MOST_STATIONS", 1)
    foyer.organiser.post(f"{EVENT}/stations", data={"name": "Zweite"}, headers=ENGLISH)
    page = foyer.organiser.get(f"{EVENT}/stations", headers=ENGLISH).text
    assert "There are very many stations already." in page


def test_wrong_codes_are_counted(foyer: Foyer) -> None:
    """Whoever tries secrets is stopped after a while, whatever comes then."""
    guesser = foyer.app.test_client()
    for number in range(100):
        assert guesser.post(f"/station/pair/{number}").status_code == 410
    assert guesser.post(f"/station/pair/{foyer.secret}").status_code == 429


def test_the_state_of_each_station_is_listed(foyer: Foyer) -> None:
    """Waiting, paired, revoked: the organiser sees which."""
    address = f"{EVENT}/stations"
    assert "Waits for its tablet until" in foyer.organiser.get(address, headers=ENGLISH).text
    foyer.pair()
    assert "Paired since" in foyer.organiser.get(address, headers=ENGLISH).text
    with foyer.app.app_context():
        revoke(foyer.station().id, event_id=foyer.event_id, account_id=foyer.account_id, now=clock.now())
    assert "Revoked" in foyer.organiser.get(address, headers=ENGLISH).text


def test_a_station_of_another_event_is_like_none(app: Flask, foyer: Foyer) -> None:
    """Its id under my address is 404, and its service changes nothing."""
    with app.app_context():
        other = make_event(title="Anderes", organiser=make_account())
        station_id = foyer.station().id
        assert not revoke(station_id, event_id=other.id, account_id=foyer.account_id, now=clock.now())
        stranger = app.test_client()
        sign_in(stranger, make_account())
    for action in ("revoke", "pairing"):
        assert stranger.post(f"{EVENT}/stations/{station_id}/{action}").status_code == 404
    with app.app_context():
        assert foyer.station().revoked_at is None


def test_a_station_ends_with_the_event(foyer: Foyer) -> None:
    """After the last moment of the event, and while an organiser has closed contact tracking, it only says so."""
    tablet = foyer.pair()
    with foyer.app.app_context(), write_session(db.session()) as session:
        session.execute(update(Event).values(contacts_closed_at=clock.now()))
    page = tablet.get(f"{EVENT}/station", headers=ENGLISH)
    assert page.status_code == 403
    assert "Contacts are no longer collected." in page.text
    assert hold(tablet, foyer.anna.code, foyer.ben.code).status_code == 403
    with foyer.app.app_context(), write_session(db.session()) as session:
        session.execute(update(Event).values(contacts_closed_at=None))
    assert tablet.get(f"{EVENT}/station").status_code == 200
    with foyer.app.app_context(), write_session(db.session()) as session:
        session.execute(update(Event).values(tracking_closes_at=clock.now()))
    assert tablet.get(f"{EVENT}/station").status_code == 403
    with foyer.app.app_context():
        assert db.session.scalars(select(ContactStation)).one().revoked_at is None
