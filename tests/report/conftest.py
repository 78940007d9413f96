"""What the tests of the report share: an event with people of large and of small organisations who have met."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp import clock
from eventapp.champion import service
from eventapp.contacts.models import Contact
from eventapp.contacts.notes import Entry, save_note
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.network import measuring, positions
from eventapp.registration.models import Purpose, Registration
from tests.champion.evening import ON_THE_PROJECTOR
from tests.desk import sign_in
from tests.factories import MadeAttendee, close_and_record, make_account, make_attendee, make_event, scan

ORGANISATIONS = ("Großwerk",) * 5 + ("Mittelwerk",) * 3 + ("Kleinwerk",) * 2 + ("Einzelwerk",) * 2
NAMES = (
    *("Adalbert Ahrensfeld", "Berthild Brunnwald", "Cunigunde Cronhardt", "Diethelm Dachsberg", "Ehrentraud Elbholz"),
    *("Friedlinde Fuchsgrund", "Gernhold Grauthal", "Hiltrud Hagenbusch", "Irmfried Iltisberg", "Jorinde Jachthal"),
    *("Kunibert Kranzhof", "Liutgard Lindenwerth"),
)


@dataclass
class Filled:
    """An event to report on.

    Attributes:
        app: The app.
        event_id: The event.
        slug: Its address.
        organiser_id: Who is signed in.
        people: Those who came.
        secrets: Whatever would name one of them: parts of names, addresses, ids, codes, and words of a note.
        may_be_named: Everybody agreed to be named in the hall.
    """

    app: Flask
    event_id: int
    slug: str
    organiser_id: int
    people: list[MadeAttendee]
    secrets: set[str]
    may_be_named: bool

    def announce(self) -> None:
        """The result is recorded and the champion announced."""
        with self.app.app_context():
            close_and_record(self.event_id, account_id=self.organiser_id, now=clock.now())
            service.crown(self.event_id, account_id=self.organiser_id, now=clock.now())

    def measure(self) -> None:
        """The network is measured, as the work beside the server does."""
        with self.app.app_context():
            event = db.session.get_one(Event, self.event_id)
            measuring.keep(event, measuring.measure(event, now=clock.now()))


@pytest.fixture(params=[(Purpose.TRACKING, Purpose.EMAIL), ON_THE_PROJECTOR], ids=["unnamed", "named"])
def filled(request: pytest.FixtureRequest, app: Flask, client: FlaskClient) -> Filled:
    """Twelve people, all of whom met the first five; once nobody agreed to be named, once everybody did."""
    with app.app_context():
        ola = make_account("ola@example.org")
        ola_id = ola.id
        event = make_event(title="Treffen", organiser=ola)
        event_id, slug = event.id, event.slug
        people = [
            make_attendee(
                event,
                name,
                organisation=where,
                email=f"{name.split()[0]}@kontakt.example".lower(),
                consents=request.param,
            )
            for name, where in zip(NAMES, ORGANISATIONS, strict=True)
        ]
        for place, one in enumerate(people):
            for other in people[place + 1 : 6]:
                scan(one, other)
            if place > 5:
                scan(people[0], one)
        rows = db.session.execute(
            select(Registration.name, Registration.uid, Registration.email, Registration.number)
        )
        found: list[Any] = list(rows)
        contacts = list(db.session.scalars(select(Contact.id).where(Contact.low_id == people[0].id)))
        db.session.rollback()
        places = " ".join(f"{row[3]},{place * 40},{place % 3 * 90}" for place, row in enumerate(found))
        positions.share(event_id, "a" * 24, version=0, places=places, now=clock.now())
        for contact_id in contacts[:4]:
            entry = Entry(follow_up="Angebot von Ahrensfeld schicken")
            save_note(contact_id, entry, registration_id=people[0].id, now=clock.now())
    secrets = {part for name, uid, email, _number in found for part in (*name.split(), uid, email)}
    secrets |= {person.code for person in people} | {"Angebot"}
    made = Filled(app, event_id, slug, ola_id, people, secrets, Purpose.PROJECTOR in request.param)
    made.measure()
    sign_in(app, client, ola_id)
    return made


def told(text: str, secrets: set[str]) -> set[str]:
    """Which secrets stand in a text, whatever their case and however its lines are broken."""
    plain = re.sub(r"[\s\u00ad]+", "", text).casefold()
    return {secret for secret in secrets if secret.casefold() in plain}
