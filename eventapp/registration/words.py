"""In which words do pages speak of questions and answers, and of invitation codes?"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.core.asking import NO, WITH_OPTIONS, YES, Kind, chosen_in
from eventapp.events.models import Question
from eventapp.language import current, full_date
from eventapp.registration.service import Redeeming

KINDS: Mapping[Kind, Any] = {
    Kind.TEXT: _l("Short text"),
    Kind.PARAGRAPH: _l("Long text"),
    Kind.CHOICE: _l("One choice"),
    Kind.CHOICES: _l("Several choices"),
    Kind.YES_NO: _l("Yes or no"),
    Kind.NUMBER: _l("A number"),
    Kind.DAY: _l("Date"),
}

REDEEMING: Mapping[Redeeming, Any] = {
    Redeeming.UNKNOWN: _l("This event has no such code. Please compare it with your invitation."),
    Redeeming.ENDED: _l("This code is no longer valid. Without it, you register like everybody else."),
    Redeeming.USED_UP: _l("This code was for so many people, and all of them have registered."),
}
"""Why somebody cannot register with a code."""


def offered(question: Question) -> dict[str, str]:
    """What can be answered, by its key: the options, or yes and no; nothing where people write themselves."""
    if question.kind == Kind.YES_NO:
        return {YES: str(_("Yes")), NO: str(_("No"))}
    return question.options_in(current())


def said(question: Question, answer: str) -> str:
    """An answer as its reader reads it; a dash where there is none."""
    if not answer:
        return "–"  # noqa: RUF001 - a dash
    if question.kind in {*WITH_OPTIONS, Kind.YES_NO}:
        names = offered(question)
        return ", ".join(names[key] for key in chosen_in(answer) if key in names)
    if question.kind == Kind.NUMBER:
        return str(format_decimal(Decimal(answer)))
    return full_date(date.fromisoformat(answer)) if question.kind == Kind.DAY else answer
