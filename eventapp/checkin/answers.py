"""How does the door's answer read, and with which status does it leave the server?"""

from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from flask import get_template_attribute
from flask_babel import gettext as _

from eventapp import clock
from eventapp.checkin.service import DoorAnswer
from eventapp.checkin.walk_ins import WalkingIn, WalkInOutcome
from eventapp.core.admission import Admission
from eventapp.events.models import Event
from eventapp.language import full_date, local_date_time, local_time

_MACROS = "checkin/_answers.html"
_STATUS = {
    Admission.UNKNOWN_BADGE: HTTPStatus.NOT_FOUND,
    Admission.OTHER_EVENT: HTTPStatus.NOT_FOUND,
    Admission.REPLACED_BADGE: HTTPStatus.GONE,
    Admission.NOT_IN: HTTPStatus.CONFLICT,
    Admission.NO_EXITS: HTTPStatus.CONFLICT,
    Admission.FULL: HTTPStatus.CONFLICT,
    Admission.CLOSED: HTTPStatus.CONFLICT,
    Admission.WAITING_LIST: HTTPStatus.CONFLICT,
    Admission.NOT_APPROVED: HTTPStatus.CONFLICT,
    Admission.CANCELLED: HTTPStatus.CONFLICT,
    Admission.TOO_LATE: HTTPStatus.CONFLICT,
    Admission.REUSED_NONCE: HTTPStatus.CONFLICT,
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
    person = answer.person
    time = since(answer.since, event.time_zone) if answer.since else ""
    return {
        "verdict": answer.verdict.value,
        "kind": _from_template("kinds")[answer.verdict],
        "title": str(_from_template("title")(answer.verdict, time, answer.door)),
        "text": " ".join(filter(None, (*_notes(answer), str(_from_template("text")(answer.verdict, time))))),
        "person": {"name": person.name, "organisation": person.organisation} if person else None,
        "contact_number": None,
    }


def _notes(answer: DoorAnswer) -> Iterator[str]:
    """What whoever stands at the door has to know of somebody, whatever the door says."""
    if answer.person and answer.person.attention:
        yield _("Note: %(text)s", text=answer.person.attention)
    if answer.other_days:
        yield _("Had registered for another day: %(days)s.", days=", ".join(map(full_date, answer.other_days)))


def walk_in_words(outcome: WalkInOutcome, event: Event) -> AnswerInWords:
    """The same where a walk-in was not registered: somebody is called alike, or nobody may come in."""
    if outcome.answer is not None:
        words = in_words(outcome.answer, event)
        return {**words, "text": f"{words['text']} {_('This person was not registered.')}".strip()}
    if outcome.verdict is WalkingIn.SIMILAR:
        names = ", ".join(each.name for each in outcome.namesakes.people)
        words = _in_words("similar", "hint", _("Is it this person?"), names)
    else:
        words = _in_words("not_open", "refused", _("Nobody can register for this event now"), "")
    return words


def _in_words(verdict: str, kind: str, title: str, text: str) -> AnswerInWords:
    return {
        "verdict": verdict,
        "kind": kind,
        "title": title,
        "text": text,
        "person": None,
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


def status_of(verdict: Admission) -> HTTPStatus:
    """The HTTP status of a verdict: 404 a code of no badge of this event, 410 a replaced one, 409 any other refusal.

    Who is in already is told so with 200: a door without scripts shows that as an answer, not as an error.
    """
    return _STATUS.get(verdict, HTTPStatus.OK)


def _from_template(name: str) -> Any:
    return get_template_attribute(_MACROS, name)
