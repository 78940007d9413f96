"""Does a program that fills in thousands of forms find an end, and a successful announcement none?"""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp import background, clock
from eventapp.accounts import attempts
from eventapp.accounts.models import Account, Role
from eventapp.accounts.service import grant_role
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.registration import service
from eventapp.registration.models import Registration
from eventapp.registration.service import RUSH, Entry, Registering, register
from tests.contacts.phones import at_once
from tests.factories import make_account, make_event
from tests.pages import sign_in

LIST = "/events/netzwerktreffen/registrations"
FORM = "/events/netzwerktreffen/register"


@pytest.fixture
def event_id(app: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    """An event of a small house: of three in an hour somebody has to be told."""
    monkeypatch.setattr(attempts, "REGISTRATIONS", attempts.Limit("registrations", 3, timedelta(hours=1)))
    with app.app_context():
        event = make_event(organiser=make_account("ola@example.org"))
        for email, role in (("otto@example.org", Role.ORGANISER), ("hanna@example.org", Role.HOST)):
            grant_role(make_account(email).id, role, event_id=event.id)
        return event.id


def come(event_id: int, number: int, *, minutes: int = 0) -> Registering:
    """Somebody registers, some minutes from now."""
    entry = Entry(f"Gast {number}", email=f"gast{number}@example.org")
    return register(entry, event_id=event_id, now=clock.now() + timedelta(minutes=minutes)).verdict


def told() -> list[str]:
    """Who has a mail about it in the outbox."""
    return list(db.session.scalars(select(OutboxMail.recipient).where(OutboxMail.kind == RUSH)))


def test_it_stops_and_the_organisers_are_told_once(app: Flask, event_id: int) -> None:
    """Of six at the same moment three come in; whoever the organisers or a desk register, comes in all the same."""

    def one(number: int) -> Registering:
        with app.app_context():
            return come(event_id, number)

    verdicts = at_once([lambda number=number: one(number) for number in range(6)])  # type: ignore[misc] # bound now
    assert sorted(verdicts) == [Registering.REGISTERED] * 3 + [Registering.TOO_MANY] * 3
    with app.app_context():
        assert told() == ["ola@example.org", "otto@example.org"]
        db.session.rollback()
        for entry in (Entry("Vera"), Entry("Wim", email="wim@example.org", is_invited=True)):
            assert register(entry, event_id=event_id, now=clock.now()).verdict is Registering.REGISTERED
        other = make_event(title="Herbst").id
        assert come(other, 1) is Registering.REGISTERED
        assert come(event_id, 7, minutes=61) is Registering.REGISTERED


def test_an_organiser_lets_more_in(app: Flask, client: FlaskClient, event_id: int) -> None:
    """Whoever is sent away keeps what they typed; the list says so, and one button opens the door again."""
    with app.app_context():
        for number in (0, 0, 0, 1, 1, 2):  # whoever comes again counts once
            assert come(event_id, number) is not Registering.TOO_MANY
    organiser = app.test_client()
    with app.app_context():
        ola = db.session.scalars(select(Account).where(Account.email == "ola@example.org")).one()
        sign_in(organiser, ola)
    assert "Mehr zulassen" in organiser.get(LIST).text
    typed = {"name": "Zoë Späth", "email": "zoe@example.org"}
    answer = client.post(FORM, data=typed)
    assert (answer.status_code, "Zoë Späth" in answer.text, "später noch einmal" in answer.text) == (429, True, True)
    assert organiser.post(f"{LIST}/let-more-in", follow_redirects=True).status_code == 200
    assert "Mehr zulassen" not in organiser.get(LIST).text
    assert client.post(FORM, data=typed).status_code == 303
    with app.app_context():
        assert db.session.scalar(select(Registration.name).where(Registration.email_key == "zoe@example.org"))


def test_what_the_mail_says(app: Flask, event_id: int) -> None:
    """How many, what it can mean, and where to look."""
    with app.app_context(), app.test_request_context():
        for number in range(4):
            come(event_id, number)
        [mail, _] = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == RUSH)).all()
        written = background.COMPOSERS[RUSH](mail, clock.now())
        assert written is not None
        assert "3 Personen" in written.text
        assert LIST in written.text
        assert LIST in written.html
        assert service.is_rush(event_id, now=clock.now())
