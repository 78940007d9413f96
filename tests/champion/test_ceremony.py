"""Does the ceremony show title by title what was recorded, and only the names of those who agreed?"""

import json
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp import clock
from eventapp.accounts.models import AuditEntry
from eventapp.champion.ceremony import MOST_NAMED
from eventapp.champion.models import FrozenResult
from eventapp.core.titles import Title
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.registration.models import ConsentRecord, Purpose
from tests.champion.evening import Evening, make_evening
from tests.champion.test_routes import ENGLISH, change_event, get, post, record, withdraw, words
from tests.desk import sign_in
from tests.pages import database_contents

CHOSEN = [Title.CHAMPION, Title.BRIDGE_BUILDER, Title.ORGANISATION]


@pytest.fixture
def evening(app: Flask, client: FlaskClient) -> Evening:
    """Anna met four, Ben and Cleo two each, who are of one organisation with Carl; the organiser is signed in."""
    made = make_evening(app, Anna="Werk A", Ben="Werk B", Bea="Werk B", Carl="Werk B", Dora="Werk D")
    change_event(made, titles=CHOSEN)
    made.meet(("Anna", "Ben"), at=1)
    made.meet(("Bea", "Anna"), at=2)
    made.meet(("Anna", "Carl"), at=3)
    made.meet(("Dora", "Anna"), at=4)
    made.meet(("Dora", "Ben"), at=5)
    made.meet(("Carl", "Dora"), at=6)
    sign_in(app, client, made.organiser_id)
    return made


def steps(client: FlaskClient, evening: Evening) -> list[str]:
    """What each step of the ceremony says, the opening first."""
    page = get(client, evening, "/ceremony")
    return [words("<body" + step) for step in re.findall(r"<section(.*?)</section>", page, re.DOTALL)]


def test_title_by_title(client: FlaskClient, evening: Evening) -> None:
    """The further titles first, then the third, the second, and last the champion, each with measure and worth."""
    assert "No result is recorded yet." in words(get(client, evening, "/ceremony"))
    record(client, evening)
    shown = [step.partition(">")[2].strip() for step in steps(client, evening)]
    assert [step[:24] for step in shown] == [
        "Award ceremony 5 people ",
        "Organisation of the even",
        "Bridge-builder Whoever b",
        "Place 3 2 contacts that ",
        "Place 2 3 contacts that ",
        "Vernetzungschampion The ",
    ]
    assert shown[1].endswith("Werk B 1.7 contacts for each person")
    assert shown[3].endswith("2 contacts that count Ben Probe Werk B")
    assert shown[4].endswith("3 contacts that count Dora Probe Werk D")
    assert shown[5].endswith("Anna Probe Werk A 4 contacts that count")


def test_the_champions_network_in_the_order_of_time(client: FlaskClient, evening: Evening) -> None:
    """Each contact that counted with its moment, and which of these people have met; no name, and no number."""
    record(client, evening)
    page = get(client, evening, "/ceremony")
    [network] = json.loads(unescape(re.findall(r'data-networks="([^"]*)"', page)[0]))
    moments = [moment for moment, _colour in network["contacts"]]
    assert moments == [int(evening.start.timestamp()) + 60 * minute for minute in (1, 2, 3, 4)]
    assert [colour for _moment, colour in network["contacts"]] == [0, 0, 0, 1]
    assert network["links"] == [[0, 3], [2, 3]]


def test_without_consent_no_name_is_in_the_page(client: FlaskClient, evening: Evening) -> None:
    """Neither name nor organisation, so that no key can show it; only the number."""
    withdraw(evening, "Anna", Purpose.PROJECTOR)
    record(client, evening)
    page = get(client, evening, "/ceremony")
    assert f"Attendee {evening.number('Anna')}" in page
    assert "Anna" not in page
    assert "Werk A" not in page


def naming(client: FlaskClient, evening: Evening, name: str, given: str) -> str:
    """The organiser notes what somebody has said."""
    path = f"/events/{evening.slug}/champion/naming"
    number = evening.number(name)
    return client.post(path, data={"number": number, "given": given}, follow_redirects=True).text


def test_who_agrees_when_asked_is_named(app: Flask, client: FlaskClient, evening: Evening) -> None:
    """The consent is kept with what was asked and by whom; the log has it; it can be taken back as easily."""
    withdraw(evening, "Anna", Purpose.PROJECTOR)
    record(client, evening)
    assert "Has agreed to be named: Anna Probe" in get(client, evening)
    naming(client, evening, "Anna", "yes")
    assert "Anna Probe" in steps(client, evening)[-1]
    assert "Do not name after all: Anna Probe" in get(client, evening)
    assert "geschehen" in naming(client, evening, "Anna", "yes")  # twice changes nothing
    naming(client, evening, "Anna", "no")
    assert "Anna" not in get(client, evening, "/ceremony")
    with app.app_context():
        person = evening.people["Anna"].id
        kept = db.session.scalars(select(ConsentRecord).where(ConsentRecord.registration_id == person)).all()[-2:]
        log = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()[-2:]
        assert [(row.purpose, row.given) for row in kept] == [(Purpose.PROJECTOR, True), (Purpose.PROJECTOR, False)]
        assert kept[0].text.startswith("Mündlich gesagt zu Ola Nowak: Mein Name darf auf der Leinwand stehen.")
        assert [(row.action, row.account_id, row.about) for row in log] == [
            ("consent.told", evening.organiser_id, {"registration_id": person}),
            ("consent.withdrawal_told", evening.organiser_id, {"registration_id": person}),
        ]


def test_only_who_is_honoured_can_be_named(client: FlaskClient, evening: Evening) -> None:
    """Consent is noted for the ceremony only: not before there is a result, not for others, not by others."""
    withdraw(evening, "Bea", Purpose.PROJECTOR)
    withdraw(evening, "Anna", Purpose.PROJECTOR)
    path = f"/events/{evening.slug}/champion/naming"
    anna, bea = evening.number("Anna"), evening.number("Bea")
    before = database_contents(evening.app)
    assert client.post(path, data={"number": anna, "given": "yes"}).status_code == 303
    assert database_contents(evening.app) == before
    record(client, evening)
    before = database_contents(evening.app)
    for number in (bea, "9" * 40, "-1"):
        page = client.post(path, data={"number": number, "given": "yes"}, headers=ENGLISH, follow_redirects=True)
        assert "The ceremony does not name this person." in page.text
    for form in ({"number": anna, "given": "maybe"}, {"number": "Anna", "given": "yes"}, {"given": "yes"}):
        assert client.post(path, data=form).status_code == 400
    assert database_contents(evening.app) == before
    stranger = evening.app.test_client()
    sign_in(evening.app, stranger, make_evening(evening.app).organiser_id)
    assert stranger.post(path, data={"number": anna, "given": "yes"}).status_code == 404
    assert "Anna" not in get(client, evening, "/ceremony")


@pytest.mark.parametrize("many", [2, 4, MOST_NAMED + 1])
def test_a_shared_place(app: Flask, client: FlaskClient, many: int) -> None:
    """All who share it are named; where nobody could read so many, it says how many they are."""
    hubs = [f"Hub{number}" for number in range(many)]
    evening = make_evening(app, **dict.fromkeys(hubs, "A"), Ben="B", Bea="B")
    sign_in(app, client, evening.organiser_id)
    evening.meet(*((hub, other) for hub in hubs for other in ("Ben", "Bea")))
    record(client, evening)
    place_of_hubs = steps(client, evening)[-2]
    if many > MOST_NAMED:
        assert f"{many} share it" in place_of_hubs
        assert "Hub" not in get(client, evening, "/ceremony")
    else:
        assert all(f"{hub} Probe" in place_of_hubs for hub in hubs)
    assert "Vernetzungschampions" in steps(client, evening)[-1]
    assert all(f"{name} Probe" in steps(client, evening)[-1] for name in ("Ben", "Bea"))


def test_nobody_to_crown(app: Flask, client: FlaskClient) -> None:
    """The page says so, and has no step but this."""
    evening = make_evening(app, Anna="A", Ben="A")
    sign_in(app, client, evening.organiser_id)
    record(client, evening)
    [only] = steps(client, evening)
    assert "Nobody has a contact that counts. There is nobody to crown." in only
    assert "data-crown-url" not in get(client, evening, "/ceremony")


def test_the_page_crowns_what_it_has_shown(client: FlaskClient, evening: Evening) -> None:
    """Twice is once; a result that was corrected meanwhile is not announced by a page that shows the earlier one."""
    record(client, evening)
    path = f"/events/{evening.slug}/champion/ceremony/"
    post(client, evening, "correct", reason="Ein Fehler")
    assert client.post(f"{path}1").json == {"outcome": "superseded"}
    assert "The result is being checked" in words(get(client, evening, "/stage"))
    assert client.post(f"{path}2").json == {"outcome": "done"}
    assert client.post(f"{path}2").json == {"outcome": "already_done"}
    assert "Anna Probe" in words(get(client, evening, "/stage"))
    assert "data-crown-url" not in get(client, evening, "/ceremony")


def record_by_hand(evening: Evening, **more: object) -> None:
    """A second result that holds what was written then, and no evidence."""
    with evening.app.app_context(), write_session(db.session()) as session:
        old = session.scalars(select(FrozenResult)).one()
        line = {"rank": 1, "number": evening.number("Anna"), "counted": 3, "contacts": 3}
        standing = {**line, "organisations_met": 2, "reached_at": clock.now().isoformat()}
        session.add(
            FrozenResult(
                event_id=old.event_id,
                version=2,
                frozen_at=old.frozen_at,
                reason="Von früher",
                record={"standings": [standing], **more},
                sha256="0" * 64,
            )
        )


def test_a_result_from_before_there_was_evidence(client: FlaskClient, evening: Evening) -> None:
    """Its champion has as many contacts, of which nothing else is known."""
    record(client, evening)
    record_by_hand(evening)
    page = get(client, evening, "/ceremony")
    assert "Anna Probe" in page
    assert "[[0, 12], [0, 12], [0, 12]]" in unescape(page)


def test_days_in_their_order(client: FlaskClient, evening: Evening) -> None:
    """What weighs least comes first, but the first day before the second."""
    record(client, evening)
    days = ("2026-10-24", "2026-10-25")
    line = {"numbers": [evening.number("Ben")], "organisations": [], "value": "2"}
    of_days = [{"title": "champion_of_day", "day": day, **line} for day in days]
    record_by_hand(evening, titles=[*of_days, {"title": "best_newcomer", "day": None, **line}])
    shown = [step.partition(">")[2].strip() for step in steps(client, evening)]
    assert [step[:30] for step in shown[1:4]] == [
        "Discovery of the event The bes",
        "Champion of Saturday 24 Octobe",
        "Champion of Sunday 25 October ",
    ]
