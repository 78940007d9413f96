"""What may a door send? Shape only: what it means is decided by the service."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TimeField,
    ValidationError,
)
from wtforms.validators import AnyOf, DataRequired, Length, NumberRange, Optional, Regexp

from eventapp.checkin.lists import ListSettings
from eventapp.checkin.models import AdmissionList
from eventapp.core.admission import Direction, Repeat
from eventapp.core.text import clean_line
from eventapp.forms import Form

LONGEST_SEARCH = 2000
LONGEST_REASON = 200
LONGEST_NAME = 100
MOST_PLACES = 1_000_000
_UID = Regexp(r"[A-Z0-9]{26}\Z")


class CheckInForm(Form):
    """Somebody comes in: by what was scanned or typed, or by their row in the list."""

    code = StringField(validators=[Optional(), Length(max=LONGEST_SEARCH)])
    uid = StringField(validators=[Optional(), _UID])
    nonce = StringField(validators=[DataRequired(), Regexp(r"[A-Za-z0-9_-]{8,64}\Z")])
    direction = StringField(validators=[Optional(), AnyOf([*Direction])])
    reason = StringField(validators=[Optional(), Length(max=LONGEST_REASON)], filters=[clean_line], default="")
    """Why they are to be let in whatever the rules say."""
    q = StringField(validators=[Optional(), Length(max=LONGEST_SEARCH)])
    """What was searched, so that the page comes back as it was."""

    @property
    def names_one(self) -> bool:
        """Whether it says who comes in, in exactly one way."""
        return bool(self.code.data) != bool(self.uid.data)


class UndoForm(Form):
    """Somebody's arrival is taken back."""

    uid = StringField(validators=[DataRequired(), _UID])
    q = StringField(validators=[Optional(), Length(max=LONGEST_SEARCH)])


class SettleForm(Form):
    """An alarm is settled."""

    next = StringField(validators=[Optional(), Length(max=LONGEST_SEARCH)])
    """The page to come back to."""


class ListForm(Form):
    """A list by which doors let people in."""

    name = StringField(
        _l("Name of the list"),
        [DataRequired(_l("Please give the list a name.")), Length(max=LONGEST_NAME)],
        filters=[clean_line],
        default="",
        description=_l("As the doors show it: “Saturday”, “Workshop robotics”."),
    )
    room = StringField(_l("Room"), [Length(max=LONGEST_NAME)], filters=[clean_line], default="")
    day = SelectField(_l("Day"), default="")
    opens = TimeField(_l("From"), [Optional()])
    closes = TimeField(
        _l("Until"),
        [Optional()],
        description=_l("By the clock on the wall there. Empty: the list closes by itself at 4 am in the night."),
    )
    repeat = RadioField(
        _l("How often may a person enter?"),
        choices=[
            SelectChoice(Repeat.ONCE.value, _l("Once; who left and was counted out may come back")),
            SelectChoice(Repeat.OFTEN.value, _l("Each time they pass: a lounge, a buffet")),
        ],
        default=Repeat.ONCE,
    )
    counts_exits = BooleanField(_l("Count people out when they leave"))
    capacity = IntegerField(
        _l("Places"),
        [Optional(), NumberRange(1, MOST_PLACES, _l("At least one."))],
        description=_l("As many may be in at once. Empty: no limit."),
    )
    ends_at_night = BooleanField(
        _l("Everybody is out at 4 am in the night"),
        description=_l("For a list of several days: the count begins anew each morning, and everybody enters again."),
    )

    def offer_days(self, days: Iterable[tuple[date, str]]) -> None:
        """Offers the days of the event."""
        self.day.choices = [
            SelectChoice("", _l("Every day")),
            *(SelectChoice(day.isoformat(), label) for day, label in days),
        ]

    def name_may_be_empty(self) -> None:
        """The list that an event has by itself needs no name."""
        self.name.validators = self.name.validators[1:]
        self.name.flags.required = False

    def fill(self, shown: AdmissionList, zone: str) -> None:
        """Shows a list as it is."""
        there = ZoneInfo(zone)
        values: dict[str, Any] = {
            "name": shown.name,
            "room": shown.room,
            "day": shown.day.isoformat() if shown.day else "",
            "opens": shown.opens_at.astimezone(there).time() if shown.opens_at else None,
            "closes": shown.closes_at.astimezone(there).time() if shown.closes_at else None,
            "repeat": shown.repeat,
            "counts_exits": shown.counts_exits,
            "capacity": shown.capacity,
            "ends_at_night": shown.ends_at_night,
        }
        for name, value in values.items():
            self[name].data = value

    def validate_opens(self, field: Field) -> None:
        """Hours belong to a day."""
        if not self.day.data and (field.data or self.closes.data):
            raise ValidationError(_("Please choose the day of these hours."))

    @property
    def settings(self) -> ListSettings:
        """What was typed; only of a valid form."""
        return ListSettings(
            name=self.name.data,
            room=self.room.data,
            day=date.fromisoformat(self.day.data) if self.day.data else None,
            opens=self.opens.data,
            closes=self.closes.data,
            repeat=Repeat(self.repeat.data),
            counts_exits=self.counts_exits.data,
            capacity=self.capacity.data,
            ends_at_night=self.ends_at_night.data,
        )
