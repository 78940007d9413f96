"""A lounge with two tables and people who sit down at them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.core.contact_rules import Rules
from eventapp.extensions import db
from eventapp.rounds import queries
from eventapp.rounds.models import TableSeat
from eventapp.rounds.seats import Joining, join_table
from eventapp.rounds.service import Starting, make_tables, start_round
from tests.contacts.phones import Phone, contacts
from tests.factories import MadeAttendee, make_account, make_attendee, make_event
from tests.pages import sign_in

EVENT = "/events/netzwerktreffen"
ROUNDS = f"{EVENT}/rounds"
ENGLISH = {"Accept-Language": "en"}
MINUTES = 10
"""How long a round lasts."""
PEOPLE = ("Anna Schmidt", "Ben Öztürk", "Cleo Maurer", "Dora Fuchs", "Emil Frei")
TABLES = ("Insel", "Fenster")


@dataclass
class Lounge:
    """An event with an organiser who is signed in, people, and two tables; no round runs yet.

    Attributes:
        tables: Ids and codes of the tables.
        now: The lounge's own clock, for what is done without a page.
    """

    app: Flask
    organiser: FlaskClient
    event_id: int
    account_id: int
    people: Sequence[MadeAttendee]
    tables: Sequence[tuple[int, str]]
    now: datetime = field(default_factory=clock.now)

    def start(self, minutes: int = MINUTES) -> None:
        """A round begins; call it inside an app context."""
        started = start_round(self.event_id, minutes=minutes, account_id=self.account_id, now=self.now)
        assert started is Starting.STARTED

    def sit(self, person: MadeAttendee, table: int = 0) -> Joining:
        """Somebody says „I sit here“; call it inside an app context."""
        return join_table(self.tables[table][0], event_id=self.event_id, registration_id=person.id, now=self.now)

    def wait(self, **time: float) -> None:
        """Time goes by."""
        self.now += timedelta(**time)

    def phone(self, person: MadeAttendee | None) -> Phone:
        """Somebody's browser; without a person, a stranger's."""
        return Phone(self.app, person)

    def address(self, table: int = 0) -> str:
        """What a table's QR code opens."""
        return f"/T/{self.tables[table][1]}"

    def get(self, path: str = ROUNDS) -> TestResponse:
        """What the organiser sees, in English."""
        return self.organiser.get(path, headers=ENGLISH, buffered=True)

    def send(self, path: str, **fields: str) -> TestResponse:
        """A form of the organiser's."""
        return self.organiser.post(f"{ROUNDS}/{path}", data=fields, headers=ENGLISH)

    def names(self) -> list[str]:
        """The names of the tables, as they are now."""
        with self.app.app_context():
            return [table.name for table in queries.tables(self.event_id)]


def make_lounge(app: Flask, rules: Rules | None = None) -> Lounge:
    """Five people of five organisations at an event whose tables are called „Insel“ and „Fenster“."""
    organiser = app.test_client()
    with app.app_context():
        account = make_account()
        event = make_event(organiser=account, rules=rules)
        event_id, account_id = event.id, account.id
        people = [make_attendee(event, name, organisation=f"Werk {name[0]}") for name in PEOPLE]
        make_tables(event_id, TABLES, now=clock.now())
        tables = [(table.id, table.code) for table in queries.tables(event_id)]
        sign_in(organiser, account)
    return Lounge(app, organiser, event_id, account_id, people, tables)


def pairs(app: Flask) -> list[tuple[int, int]]:
    """Who has met whom, in the order in which it happened."""
    return [(contact.low_id, contact.high_id) for contact in contacts(app)]


def seats() -> set[tuple[int, int, int]]:
    """All seats that were ever taken, as round, table and person; call it inside an app context."""
    db.session.rollback()
    return {(seat.round_id, seat.table_id, seat.registration_id) for seat in db.session.scalars(select(TableSeat))}
