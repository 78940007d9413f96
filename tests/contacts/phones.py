"""Phones of attendees, as test clients: what they open and send, and what the database has to do for it."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any, TypeVar

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventapp.contacts.models import Contact
from eventapp.extensions import db
from tests.factories import MadeAttendee

T = TypeVar("T")


class Phone:
    """A browser in which an attendee is signed in."""

    def __init__(self, app: Flask, owner: MadeAttendee | None, *, language: str = "en") -> None:
        """Signs the owner in, as the personal link would; without one it is a stranger's browser."""
        self.client: FlaskClient = app.test_client()
        self.owner = owner
        self.language = language
        if owner is not None:
            with self.client.session_transaction() as session:
                session["attendees"] = {owner.slug: owner.token}

    def path(self, rest: str) -> str:
        """An address below the owner's event."""
        assert self.owner is not None
        return f"/events/{self.owner.slug}{rest}"

    def get(self, path: str) -> TestResponse:
        """Opens a page."""
        return self.client.get(path, headers={"Accept-Language": self.language})

    def post(self, path: str, **fields: str) -> TestResponse:
        """Sends a form."""
        return self.client.post(path, data=fields, headers={"Accept-Language": self.language})

    def scan(self, code: str, nonce: str = "", **more: Any) -> TestResponse:
        """Sends a scan as the scanner does."""
        body = {"code": code, "nonce": nonce or secrets.token_hex(16), **more}
        return self.client.post(self.path("/scan"), json=body, headers={"Accept-Language": self.language})


def at_once(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Makes all calls at the same moment, each in a thread of its own; their results in order."""
    barrier = Barrier(len(calls))

    def start(call: Callable[[], T]) -> T:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(start, calls))


def contacts(app: Flask) -> list[Contact]:
    """All contacts in the database."""
    with app.app_context():
        return list(db.session.scalars(select(Contact).order_by(Contact.id)))


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Collects what is asked of the database, without the words that begin a transaction."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    with app.app_context():
        engine = db.engine
    sqlalchemy_event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sqlalchemy_event.remove(engine, "before_cursor_execute", note)
