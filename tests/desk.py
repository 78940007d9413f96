"""A host's desk for tests: an event, a host signed in, and what the database holds before and after."""

from dataclasses import dataclass
from typing import Self

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event as sqlalchemy_event
from werkzeug.test import TestResponse

from eventapp import clock, tables
from eventapp.accounts.models import Account
from eventapp.accounts.service import issue_sign_in_link, use_link_to_sign_in
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Registration
from tests.factories import MadeAttendee, make_account, make_attendee, make_event

Contents = dict[str, list[tuple[object, ...]]]


@dataclass
class Desk:
    """An event with a host, whose browser `client` is."""

    app: Flask
    client: FlaskClient
    event_id: int
    slug: str
    host_id: int

    @property
    def path(self) -> str:
        """Where the event's pages stand."""
        return f"/events/{self.slug}"

    def get(self, path: str) -> TestResponse:
        """What the host's browser gets, read to its end: a PDF's file is closed by then."""
        return self.client.get(path, buffered=True)

    def attendee(
        self,
        name: str = "Anna Schmidt",
        organisation: str = "",
        *,
        checked_in: bool = False,
        is_staff: bool = False,
    ) -> MadeAttendee:
        """Somebody registered who has a badge and has not arrived yet, unless said otherwise."""
        with self.app.app_context():
            event = db.session.get_one(Event, self.event_id)
            return make_attendee(event, name, organisation=organisation, checked_in=checked_in, is_staff=is_staff)

    def uid(self, attendee: MadeAttendee) -> str:
        """What names a registration in the host's addresses."""
        with self.app.app_context():
            return db.session.get_one(Registration, attendee.id).uid


def make_desk(app: Flask, client: FlaskClient) -> Desk:
    """An event, and its host signed in in the client."""
    with app.app_context():
        host = make_account()
        host_id = host.id
        event = make_event(host=host)
        event_id, slug = event.id, event.slug
    sign_in(app, client, host_id)
    return Desk(app, client, event_id, slug, host_id)


def sign_in(app: Flask, client: FlaskClient, account: Account | int) -> None:
    """Signs an account in in a client."""
    account_id = account if isinstance(account, int) else account.id
    with app.app_context():
        token = use_link_to_sign_in(issue_sign_in_link(account_id, now=clock.now()), now=clock.now())
    with client.session_transaction() as session:
        session["account"] = token


def contents(app: Flask) -> Contents:
    """Every row of every table."""
    with app.app_context():
        return {
            table.name: sorted((tuple(row) for row in db.session.execute(table.select())), key=repr)
            for table in tables.metadata.sorted_tables
        }


class Statements:
    """Counts the SQL statements sent while it is open."""

    def __init__(self, app: Flask) -> None:
        """Counts nothing yet."""
        with app.app_context():
            self._engine = db.engine
        self.sent: list[str] = []

    def __enter__(self) -> Self:
        """Begins to count."""
        sqlalchemy_event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        """Stops."""
        sqlalchemy_event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.sent.append(statement)
