"""How does the door's answer read, and with which status does it leave the server?"""

from datetime import datetime
from http import HTTPStatus
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from flask import get_template_attribute

from eventapp import clock
from eventapp.checkin.service import CheckingIn, DoorAnswer
from eventapp.events.models import Event
from eventapp.language import local_date_time, local_time

_MACROS = "checkin/_answers.html"
_STATUS = {
    CheckingIn.UNKNOWN_BADGE: HTTPStatus.NOT_FOUND,
    CheckingIn.REPLACED_BADGE: HTTPStatus.GONE,
    CheckingIn.NOT_IN: HTTPStatus.CONFLICT,
    CheckingIn.TOO_LATE: HTTPStatus.CONFLICT,
}


class PersonInWords(TypedDict):
    """Whom the answer is about."""

    name: str
    organisation: str


class AnswerInWords(TypedDict):
    """The door's answer in the host's language, in the shape that the scanner shows."""

    verdict: str
    kind: str
    title: str
    text: str
    person: PersonInWords | None
    contact_number: None


def in_words(answer: DoorAnswer, event: Event) -> AnswerInWords:
    """Puts an answer into the sentences of templates/checkin/_answers.html."""
    person = answer.registration
    time = since(answer.arrived_at, event.time_zone) if answer.arrived_at else ""
    organisation = person.organisation.name if person and person.organisation else ""
    return {
        "verdict": answer.verdict.value,
        "kind": _from_template("kinds")[answer.verdict],
        "title": str(_from_template("title")(answer.verdict, time)),
        "text": str(_from_template("text")(answer.verdict, time)),
        "person": {"name": person.name, "organisation": organisation} if person else None,
        "contact_number": None,
    }


def since(moment: datetime, zone: str) -> str:
    """The time of an arrival as the event's clocks show it; with its day, when that is not today."""
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    return (
        local_time(moment, zone)
        if moment.astimezone(ZoneInfo(zone)).date() == today
        else local_date_time(moment, zone)
    )


def status_of(verdict: CheckingIn) -> HTTPStatus:
    """The HTTP status of a verdict: 404 a code of no badge of this event, 410 a replaced one, 409 nothing to undo."""
    return _STATUS.get(verdict, HTTPStatus.OK)


def _from_template(name: str) -> Any:
    return get_template_attribute(_MACROS, name)
