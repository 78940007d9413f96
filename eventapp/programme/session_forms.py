"""What may an organiser say of a session, and of days?"""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from eventapp.core.text import clean_line, clean_text
from eventapp.events.models import MOST_PLACES, Event
from eventapp.forms import Form
from eventapp.language import full_date
from eventapp.programme.models import ProgrammeSession
from eventapp.programme.planning import SessionEntry

LONGEST_TITLE, LONGEST_ROOM, LONGEST_SPEAKERS, LONGEST_ABOUT = 150, 100, 200, 3000
_TOO_LONG = _l("This is longer than %(max)d characters.")


def _line(label: Any, longest: int, description: Any = "", *validators: Any) -> StringField:
    length = Length(max=longest, message=_TOO_LONG)
    cleaned = [lambda text: clean_line(text or "")]
    return StringField(label, [*validators, length], filters=cleaned, default="", description=description)


def _text(label: Any, description: Any = "") -> TextAreaField:
    length = Length(max=LONGEST_ABOUT, message=_TOO_LONG)
    cleaned = [lambda text: clean_text(text or "")]
    return TextAreaField(label, [length], filters=cleaned, default="", description=description)


class SessionForm(Form):
    """A session of the programme."""

    title = _line(_l("Title in German"), LONGEST_TITLE, "", DataRequired(_l("Please enter the title.")))
    day = SelectField(_l("Day"), validate_choice=False)
    starts = TimeField(_l("Begins"), [InputRequired(_l("Please enter when it begins."))])
    ends = TimeField(_l("Ends"), [InputRequired(_l("Please enter when it ends."))])
    room = _line(_l("Room"), LONGEST_ROOM)
    is_bookable = BooleanField(
        _l("People book a place"),
        default=True,
        description=_l("Without the tick it stands in the programme, and whoever is there comes."),
    )
    capacity = IntegerField(
        _l("Number of places"),
        [Optional(), NumberRange(1, MOST_PLACES, _l("From %(min)d to %(max)d places."))],
        description=_l("Empty: as many as people come."),
    )
    has_waiting_list = BooleanField(
        _l("Keep a waiting list"),
        default=True,
        description=_l("Whoever comes too late gets the next place that becomes free, unasked and told by mail."),
    )
    speakers = _line(_l("Who leads it"), LONGEST_SPEAKERS)
    about = _text(_l("What it is about, in German"))
    title_en = _line(_l("Title in English"), LONGEST_TITLE, _l("Empty: the German one is shown to everybody."))
    about_en = _text(_l("What it is about, in English"))

    def __init__(self, event: Event, stands: ProgrammeSession | None = None) -> None:
        """Takes the event, and the session that is to be changed."""
        self._zone = ZoneInfo(event.time_zone)
        super().__init__(data=_as_typed(stands, self._zone) if stands else None)
        self.day.flags.required = True
        self.day.choices = [SelectChoice(day.date.isoformat(), full_date(day.date)) for day in event.days]

    def validate_day(self, field: Field) -> None:
        """It is a day of the event."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_("Please choose a day of the event."))

    def validate_ends(self, field: Field) -> None:
        """It lasts some time, on its day."""
        if field.data and self.starts.data and field.data <= self.starts.data:
            raise ValidationError(_("It has to end later than it begins, on the same day."))

    def entry(self) -> SessionEntry:
        """What was typed, once it is valid."""
        day = date.fromisoformat(self.day.data)
        return SessionEntry(
            title=self.title.data,
            title_en=self.title_en.data,
            about=self.about.data,
            about_en=self.about_en.data,
            speakers=self.speakers.data,
            room=self.room.data,
            starts_at=self._moment(day, self.starts.data),
            ends_at=self._moment(day, self.ends.data),
            is_bookable=self.is_bookable.data,
            capacity=self.capacity.data,
            has_waiting_list=self.has_waiting_list.data,
        )

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self._zone)


def _as_typed(stands: ProgrammeSession, zone: ZoneInfo) -> dict[str, Any]:
    begins, ends = stands.starts_at.astimezone(zone), stands.ends_at.astimezone(zone)
    same = ("title", "title_en", "about", "about_en", "speakers", "room", "is_bookable", "capacity")
    return {
        **{name: getattr(stands, name) for name in same},
        "has_waiting_list": stands.has_waiting_list,
        "day": begins.date().isoformat(),
        "starts": begins.time(),
        "ends": ends.time(),
    }


class AsksDaysForm(Form):
    """Whether people say on which days they come."""

    asks_days = BooleanField(
        _l("Ask on which days people come"),
        description=_l("At registration and on their own page. Nobody is refused at the door for another day."),
    )
