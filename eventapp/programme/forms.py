"""What may people wish about sessions and days, and how are sessions named to them?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    Field,
    SelectChoice,
    SelectMultipleField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from eventapp.core.timetable import first_clash
from eventapp.events.models import Event
from eventapp.forms import Form
from eventapp.language import current, full_date, local_date_time, local_time
from eventapp.programme.models import ProgrammeSession
from eventapp.programme.queries import Numbers

_EN_DASH = "\N{EN DASH}"


def _boxes(label: Any, choices: Sequence[tuple[str, str]], *validators: Any) -> Any:
    return SelectMultipleField(
        label,
        [*validators],
        choices=[SelectChoice(value, name) for value, name in choices],
        validate_choice=False,  # in our own words
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def days_field(event: Event) -> Any:
    """The days of an event as boxes, of which at least one is ticked."""
    return _boxes(
        _l("On which days do you come?"),
        [(day.date.isoformat(), full_date(day.date)) for day in event.days],
        _some_day,
    )


def _some_day(_form: Form, field: Field) -> None:
    offered = {choice.value for choice in field.choices}
    if not offered.issuperset(field.data or ()):
        raise ValidationError(_("Please choose from the days of the event."))
    if not field.data:
        raise ValidationError(_("Please choose at least one day."))


def days_form(event: Event, chosen: Sequence[date]) -> Any:
    """The days of an event, with those ticked on which somebody comes."""
    return _days_form(event)(formdata=None, data={"coming_days": [day.isoformat() for day in chosen]})


def sent_days_form(event: Event) -> Any:
    """The days as somebody has just chosen them."""
    return _days_form(event)()


def _days_form(event: Event) -> Any:
    return type("DaysForm", (Form,), {"coming_days": days_field(event)})


def sessions_field(sessions: Sequence[ProgrammeSession]) -> Any:
    """Sessions as boxes, of which no two may be at the same time."""
    by_id = {str(each.id): each for each in sessions}

    def fit(_form: Form, field: Field) -> None:
        chosen = set(field.data or ())
        if not by_id.keys() >= chosen:
            raise ValidationError(_("Please choose from the sessions that stand here."))
        clash = first_clash(each for id_, each in by_id.items() if id_ in chosen)
        if clash is not None:
            one, other = (each.title_in(current()) for each in clash)
            raise ValidationError(
                _("“%(one)s” and “%(other)s” are at the same time. Please choose one of them.", one=one, other=other)
            )

    # Not WTForms' Optional: it looks at the first value sent, and lets pass whatever comes behind an empty one.
    fit.field_flags = {"optional": True}  # type: ignore[attr-defined] # as WTForms wants it of a validator
    choices = [(id_, each.title_in(current())) for id_, each in by_id.items()]
    return _boxes(_l("Which sessions do you book?"), choices, fit)


def when_and_where(session: ProgrammeSession, zone: str) -> str:
    """When a session is, by the clock at the event, and where."""
    when = f"{local_date_time(session.starts_at, zone)}{_EN_DASH}{local_time(session.ends_at, zone)}"
    return " · ".join(filter(None, (when, session.room)))


def room_left(session: ProgrammeSession, numbers: Numbers) -> str:
    """How many places are free, for whoever might book one."""
    free = numbers.free(session)
    if free is None:
        return ""
    if free:
        return str(ngettext("%(num)s place free", "%(num)s places free", free))
    return str(_("full, waiting list") if session.has_waiting_list else _("full"))


def hints(sessions: Sequence[ProgrammeSession], numbers: Mapping[int, Numbers], zone: str) -> dict[str, str]:
    """What stands below each box, by the id of its session."""
    return {
        str(each.id): " · ".join(
            filter(
                None,
                (when_and_where(each, zone), each.speakers, room_left(each, numbers.get(each.id, Numbers()))),
            )
        )
        for each in sessions
    }
