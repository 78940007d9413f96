"""Does one form at the desk let somebody in who has not registered, once, with what they said aloud?"""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.accounts.audit import entries
from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from eventapp.checkin.models import AdmissionList, WalkIn
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose, Registration
from eventapp.registration.queries import consent_records
from tests.checkin.doors import log, make_list
from tests.contacts.phones import Phone
from tests.desk import Desk, contents
from tests.factories import over_for

pytestmark = pytest.mark.one_database
LINK = re.compile("<title>Code zum Anmelden</title>")


def send(desk: Desk, query: str = "", **fields: str) -> TestResponse:
    """Sends the form as the page has made it, filled in."""
    page = desk.get(f"{desk.path}/door/walk-in{query}").text
    [nonce] = re.findall(r'name="nonce" type="hidden" value="([^"]+)"', page)
    return desk.client.post(f"{desk.path}/door/walk-in{query}", data={"nonce": nonce, "name": "Gerda Neu", **fields})


def people(desk: Desk) -> list[Registration]:
    """Everybody registered, the latest last."""
    mine = Registration.event_id == desk.event_id
    return list(db.session.scalars(select(Registration).where(mine).order_by(Registration.id)))


def refused(desk: Desk, answer: TestResponse, before: Any, *, status: int = 409) -> str:
    """The page that came back: nothing was written, and what was typed stands in it."""
    assert answer.status_code == status
    assert contents(desk.app) == before
    assert 'value="Gerda Neu"' in answer.text
    return answer.text


def test_one_form_and_they_are_in(desk: Desk) -> None:
    """Registered with what was said aloud and to whom, checked in, and signed in on their phone by a code."""
    desk.attendee("Anna Schmidt", organisation="TU Clausthal")
    form = desk.get(f"{desk.path}/door/walk-in?q=Gerda").text
    assert re.search(r'<input[^>]*id="name"[^>]*value="Gerda"', form)
    assert '<option value="TU Clausthal">' in form
    assert "checked" not in form
    answer = send(desk, organisation="IHK", tracking="y")
    assert answer.status_code == 200
    assert "Willkommen" in answer.text
    assert LINK.search(answer.text)
    with desk.app.app_context():
        gerda = people(desk)[-1]
        assert gerda.organisation is not None
        assert (gerda.name, gerda.organisation.name, gerda.email) == ("Gerda Neu", "IHK", None)
        proof = [(row.purpose, row.given, row.spoken_at, row.heard_by_id) for row in consent_records(gerda.id)]
        assert proof == [
            (Purpose.TRACKING, True, "Ola Nowak", desk.host_id),
            (Purpose.PROJECTOR, False, "Ola Nowak", desk.host_id),
        ]
        assert log() == [("in", "", "Ola Nowak")]


def test_with_an_address_the_ticket_goes_there_too(desk: Desk) -> None:
    """And only then anybody is asked who may see it."""
    assert send(desk, email="gerda@example.net", share_email="y").status_code == 200
    with desk.app.app_context():
        gerda = people(desk)[-1]
        assert (gerda.email, gerda.shares_email, gerda.tracking_consent) == ("gerda@example.net", True, None)
    assert [row for row in contents(desk.app)["outbox_mails"] if "gerda@example.net" in row]


def test_the_code_is_shown_once(desk: Desk) -> None:
    """Loading the answer again registers nobody, lets nobody in twice, and says that the code was shown."""
    nonce = "a-form-of-the-desk"
    first = send(desk, nonce=nonce)
    before = contents(desk.app)
    again = send(desk, nonce=nonce)
    assert LINK.search(first.text)
    assert (again.status_code, LINK.search(again.text)) == (200, None)
    assert "Er wurde gleich nach der Anmeldung schon gezeigt" in again.text
    assert contents(desk.app) == before
    assert len(before["registrations"]) == len(before["door_entries"]) == 1


def test_a_form_whose_entry_was_lost_is_completed(desk: Desk) -> None:
    """The server fell over between registering and letting in: the same form, sent again, lets the person in."""
    gerda = desk.attendee("Gerda Neu")
    with desk.app.app_context(), write_session(db.session()) as session:
        session.add(
            WalkIn(event_id=desk.event_id, registration_id=gerda.id, nonce="lost-half-way", made_at=clock.now())
        )
    assert "Willkommen" in send(desk, nonce="lost-half-way").text
    assert len(contents(desk.app)["registrations"]) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Bitte geben Sie den Namen ein."),
        ({"name": "Gerda", "email": "gerda"}, "Das @ fehlt"),
        ({"share_email": "y"}, "Bitte oben die Adresse eintragen"),
        ({"organisation": "x" * 201}, "zu lang"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(desk: Desk, fields: dict[str, str], sentence: str) -> None:
    """Nothing is written and nothing that was typed is lost."""
    before = contents(desk.app)
    answer = send(desk, **{"organisation": "IHK", "tracking": "y", **fields})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "checked" in answer.text
    assert contents(desk.app) == before


def test_whoever_is_registered_is_offered_first(desk: Desk) -> None:
    """Mistyped, turned round, with a name more, or by the address; the host decides; an address is nobody else's."""
    anna = desk.attendee("Gerda Anna Neu", organisation="TU Clausthal")
    with desk.app.app_context(), write_session(db.session()) as session:
        session.execute(
            update(Registration)
            .where(Registration.id == anna.id)
            .values(email="g@example.net", email_key="g@example.net")
        )
    before, uid = contents(desk.app), desk.uid(anna)
    page = refused(desk, send(desk, tracking="y"), before)
    assert "Ist es diese Person?" in page
    assert f'value="{uid}"' in page
    assert "checked" in page
    by_address = refused(desk, send(desk, email="G@Example.net", is_new="yes"), before)
    assert "hat diese E-Mail-Adresse" in by_address
    assert "Dann nehmen Sie die Adresse unten heraus" in by_address
    for alike in ("Neu, Gerda", "Greda Neu", "gérda neu"):
        assert f'value="{uid}"' in send(desk, name=alike).text
    assert contents(desk.app) == before
    assert send(desk, is_new="yes").status_code == 200
    assert send(desk, name="Gerd Alt").status_code == 200
    assert len(contents(desk.app)["registrations"]) == 3


def test_a_full_list_takes_nobody(desk: Desk) -> None:
    """Nobody is registered; a host cannot overrule it, an organiser can, with a reason that is kept."""
    with desk.app.app_context():
        list_id = make_list(desk, capacity=1)
    send(desk, f"?list={list_id}", name="Erste Person")
    before = contents(desk.app)
    assert "Veranstalter können sie mit einem Grund" in refused(desk, send(desk, f"?list={list_id}"), before)
    assert send(desk, f"?list={list_id}", reason="Presse").status_code == 403
    assert contents(desk.app) == before
    with desk.app.app_context():
        grant_role(desk.host_id, Role.ORGANISER, event_id=desk.event_id)
    assert 'name="reason"' in refused(desk, send(desk, f"?list={list_id}"), contents(desk.app))
    assert "Gegen die Regeln" in send(desk, f"?list={list_id}", reason="Presse").text
    with desk.app.app_context():
        assert log() == [("in", "", "Ola Nowak"), ("forced", "full", "Ola Nowak")]


def test_nobody_walks_in_when_nobody_can_register(desk: Desk) -> None:
    """Before the event is published, after its end, and where the door is closed: said, with nothing written."""
    with desk.app.app_context(), write_session(db.session()) as session:
        session.execute(update(Event).values(over_for(timedelta(minutes=1))))
    assert "Gerade kann sich niemand anmelden" in refused(desk, send(desk), contents(desk.app))
    with desk.app.app_context(), write_session(db.session()) as session:
        session.execute(update(Event).values(tracking_closes_at=clock.now() + timedelta(days=1)))
    send(desk, name="Erste Person")
    with desk.app.app_context(), write_session(db.session()) as session:
        session.execute(update(AdmissionList).values(closed_at=clock.now()))
    assert "Nicht geöffnet" in refused(desk, send(desk), contents(desk.app))


def test_a_form_without_its_name_is_refused(desk: Desk) -> None:
    """Without a nonce of ours nothing could be sent twice without harm."""
    assert send(desk, nonce="").status_code == 400
    assert send(desk, nonce="<>").status_code == 400


def test_erasing_takes_everything(app: Flask, desk: Desk) -> None:
    """Of somebody erased, no form, no consent and no entry is left."""
    send(desk, tracking="y")
    with app.app_context():
        grant_role(desk.host_id, Role.ORGANISER, event_id=desk.event_id)
        uid = people(desk)[-1].uid
    desk.client.post(f"{desk.path}/registrations/{uid}/delete", data={"confirmed": "yes"})
    left = contents(app)
    assert [left[table] for table in ("walk_ins", "consent_records", "door_entries", "registrations")] == [[]] * 4


def test_a_note_for_the_door(desk: Desk) -> None:
    """Whoever checks them in reads it, and nobody else: not the badge, not the person, not the log."""
    anna = desk.attendee("Anna Schmidt", organisation="IHK")
    path = f"{desk.path}/registrations/{desk.uid(anna)}/correct"
    note = {"name": "Anna Schmidt", "organisation": "IHK", "attention": " Bitte <b>Frau Klein</b>\nrufen "}
    desk.client.post(path, data=note)
    desk.client.post(path, data=note)  # nothing new
    fields = {"uid": desk.uid(anna), "nonce": "0123456789abcdef"}
    page = desk.client.post(f"{desk.path}/door/check-in", data=fields).text
    assert "Hinweis: Bitte &lt;b&gt;Frau Klein&lt;/b&gt; rufen" in page
    own = Phone(desk.app, anna)
    for page in (own.get(f"{desk.path}/me").text, desk.get(f"{desk.path}/registrations/{desk.uid(anna)}/badge").text):
        assert "Frau Klein" not in page
    with desk.app.app_context():
        [entry] = [entry for entry in entries(desk.event_id) if entry.action == "registration.corrected"]
        assert entry.about == {"registration_id": anna.id, "changed": "attention"}


def test_the_desk_corrects_more_than_a_slip(desk: Desk) -> None:
    """Name and organisation, as a host types them; the log says who did it, and an empty name is refused."""
    anna = desk.attendee("Anna Schmit", organisation="TU Clausthl")
    path = f"{desk.path}/registrations/{desk.uid(anna)}/correct"
    assert 'value="TU Clausthl"' in desk.get(path).text
    before = contents(desk.app)
    refusal = desk.client.post(path, data={"name": "", "organisation": "IHK"})
    assert (refusal.status_code, "Bitte geben Sie den Namen ein." in refusal.text) == (422, True)
    assert contents(desk.app) == before
    assert desk.client.post(path, data={"name": "Berta Maier", "organisation": "IHK"}).status_code == 303
    with desk.app.app_context():
        berta = people(desk)[-1]
        assert (berta.name, berta.organisation and berta.organisation.name) == ("Berta Maier", "IHK")
        [entry] = [entry for entry in entries(desk.event_id) if entry.action == "registration.corrected"]
        assert (entry.account_id, entry.about["changed"]) == (desk.host_id, "name, organisation")
        with write_session(db.session()) as session:
            session.execute(update(Event).values(recorded_at=clock.now()))
    refusal = desk.client.post(path, data={"name": "Berta Maier", "organisation": "TU Clausthal"})
    assert (refusal.status_code, "Das Ergebnis ist festgehalten" in refusal.text) == (422, True)
    assert desk.client.post(path, data={"name": "Berta Mayer", "organisation": "IHK"}).status_code == 303
