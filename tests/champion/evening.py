"""An evening that can be frozen: who met whom, and what the database holds afterwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from eventapp import clock
from eventapp.champion.models import FrozenResult
from eventapp.champion.service import FrozenStanding, frozen_standings
from eventapp.extensions import db
from eventapp.registration.models import Purpose, Registration
from tests.factories import MadeAttendee, make_account, make_attendee, make_event, scan

ON_THE_PROJECTOR = (Purpose.TRACKING, Purpose.PROJECTOR)
MINUTE = timedelta(minutes=1)


@dataclass
class Evening:
    """An event with its organiser and the people at it, by first name."""

    app: Flask
    event_id: int
    slug: str
    organiser_id: int
    people: dict[str, MadeAttendee]
    start: datetime

    def meet(self, *pairs: tuple[str, str], at: int = 0) -> None:
        """Pairs meet, so many minutes after the start."""
        with self.app.app_context():
            for scanner, target in pairs:
                scan(self.people[scanner], self.people[target], now=self.start + at * MINUTE)

    def number(self, name: str) -> int:
        """A person's pseudonym."""
        with self.app.app_context():
            return db.session.get_one(Registration, self.people[name].id).number

    def results(self) -> list[FrozenResult]:
        """All frozen results, the first one first."""
        with self.app.app_context():
            return list(db.session.scalars(select(FrozenResult).order_by(FrozenResult.version)))

    def frozen(self, version: int = 1) -> dict[str, FrozenStanding]:
        """The lines of a result by first name."""
        names = {self.number(name): name for name in self.people}
        return {names[line.number]: line for line in frozen_standings(self.results()[version - 1])}


def make_evening(app: Flask, **organisations: str) -> Evening:
    """An event at which everybody named is of the organisation given, agrees to everything, and has arrived."""
    with app.app_context():
        organiser = make_account()
        organiser_id = organiser.id
        event = make_event(organiser=organiser)
        event_id, slug = event.id, event.slug
        people = {
            name: make_attendee(event, f"{name} Probe", organisation=organisation, consents=ON_THE_PROJECTOR)
            for name, organisation in organisations.items()
        }
        return Evening(app, event_id, slug, organiser_id, people, clock.now())
