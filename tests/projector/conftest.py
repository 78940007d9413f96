"""A hall with a screen on its wall."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp import clock
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.projector.models import Projector, Theme, View
from eventapp.projector.service import make_projector, revoke
from tests.champion.evening import Evening, make_evening
from tests.desk import sign_in
from tests.live.conftest import end_streams
from tests.live.listening import Listener, serving


@dataclass
class Wall:
    """An evening whose network hangs on the wall.

    Attributes:
        organiser: A browser in which the organiser is signed in.
        computer: The one at the projector: nobody ever signed in there.
        secret: Of the screen's address.
    """

    evening: Evening
    organiser: FlaskClient
    computer: FlaskClient
    secret: str

    @property
    def page(self) -> str:
        """The path of the screen."""
        return f"/projector/{self.secret}"

    @property
    def list(self) -> str:
        """The path of the organiser's list."""
        return f"/events/{self.evening.slug}/projector"

    def projector(self) -> Projector:
        """The screen in the database; call it inside an app context."""
        return db.session.scalars(select(Projector).where(Projector.event_id == self.evening.event_id)).one()

    def news(self) -> dict[str, Any]:
        """What the screen is told."""
        answer = self.computer.get(f"{self.page}/news.json")
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json or {}
        return found

    def revoke(self) -> None:
        """Switches the screen off."""
        with self.evening.app.app_context():
            projector_id = self.projector().id
            assert revoke(
                projector_id, event_id=self.evening.event_id, account_id=self.evening.organiser_id, now=clock.now()
            )

    def set_event(self, **values: object) -> None:
        """Changes the event's row."""
        with self.evening.app.app_context(), write_session(db.session()) as session:
            event = session.get_one(Event, self.evening.event_id)
            for name, value in values.items():
                setattr(event, name, value)


def make_wall(app: Flask, *, views: tuple[View, ...] = tuple(View), theme: Theme = Theme.DARK) -> Wall:
    """Anna, Ben, Cleo and Dora, of whom nobody has met anybody yet."""
    return hang(app, make_evening(app, Anna="A", Ben="B", Cleo="C", Dora="A"), views=views, theme=theme)


def hang(app: Flask, evening: Evening, *, views: tuple[View, ...] = tuple(View), theme: Theme = Theme.DARK) -> Wall:
    """Makes a screen for an evening."""
    organiser = app.test_client()
    sign_in(app, organiser, evening.organiser_id)
    with app.app_context():
        secret = make_projector(
            evening.event_id,
            name="Bühne",
            views=views,
            theme=theme,
            account_id=evening.organiser_id,
            now=clock.now(),
        )
    assert secret is not None
    return Wall(evening, organiser, app.test_client(), secret)


@pytest.fixture
def wall(app: Flask) -> Wall:
    """A screen with every view."""
    return make_wall(app)


@dataclass
class Line:
    """The wall as it is really served, and what listens to it."""

    wall: Wall
    address: str
    listeners: list[Listener]

    def listen(self, query: str = "?after=0") -> Listener:
        """Opens the stream, without a cookie."""
        self.listeners.append(Listener(self.address, f"{self.wall.page}/live{query}", {}))
        return self.listeners[-1]


@pytest.fixture
def line(wall: Wall) -> Iterator[Line]:
    """The wall served over a real connection."""
    with serving(wall.evening.app) as address:
        line = Line(wall, address, [])
        yield line
        for listener in line.listeners:
            listener.close()
        end_streams()
