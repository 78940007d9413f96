"""Pages: what the team did at an event, and what happened to one registration."""

from collections.abc import Iterable
from datetime import date, datetime
from http import HTTPStatus
from itertools import groupby
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventapp.accounts.roles import Right
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.history import person as one
from eventapp.history import queries
from eventapp.history.words import DOERS, KINDS, TOLD, Kind, actions_of, on_days
from eventapp.prints.forms import REASONS
from eventapp.programme.days import asks_days
from eventapp.programme.queries import chosen_days, has_sessions, wished_of_all
from eventapp.registration.queries import registration_by_uid

bp = Blueprint("history", __name__)

ON_A_PAGE = 100
_MOST_PAGES = 1_000_000


class Timed(Protocol):
    """What happened at a moment."""

    @property
    def at(self) -> datetime:
        """When."""


Happened = TypeVar("Happened", bound=Timed)


@bp.get("/events/<slug>/history")
@with_right(Right.ORGANISE)
def event(event: Event) -> ResponseReturnValue:
    """The event's log in words, the latest first, all or one kind."""
    kind = request.args.get("kind", type=Kind)
    number = min(max(1, request.args.get("page", 1, type=int)), _MOST_PAGES)
    page = queries.log_page(event.id, actions=actions_of(kind) if kind else None, number=number, size=ON_A_PAGE)
    return render_template(
        "history/event.html",
        event=event,
        page=page,
        days=_by_day(page.entries, event),
        kind=kind,
        kinds=KINDS,
        told=TOLD,
        doers=DOERS,
        on_days=on_days,
        address=lambda number: url_for("history.event", slug=event.slug, kind=kind, page=number),
    )


@bp.get("/events/<slug>/registrations/<uid>/history")
@with_right(Right.ORGANISE)
def person(event: Event, uid: str) -> ResponseReturnValue:
    """What happened to one registration, in order."""
    whose = registration_by_uid(event.id, uid) or abort(HTTPStatus.NOT_FOUND)
    days = _by_day(one.history(whose), event)
    return render_template(
        "history/person.html",
        event=event,
        person=whose,
        days=days,
        told=TOLD,
        doers=DOERS,
        on_days=on_days,
        reasons=REASONS,
        programme=wished_of_all(event.id, whose.id).get(whose.id, ()),
        has_programme=asks_days(event) or has_sessions(event.id),
        comes_on=chosen_days(whose.id) if asks_days(event) else (),
    )


def _by_day(happened: Iterable[Happened], event: Event) -> list[tuple[date, list[Happened]]]:
    """What happened on each day by the event's clocks, in its order."""
    zone = ZoneInfo(event.time_zone)
    return [(day, list(those)) for day, those in groupby(happened, key=lambda each: each.at.astimezone(zone).date())]
