"""What may somebody send who prints a door's paper, or enters what was ticked on it?"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateTimeLocalField,
    Field,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional, Regexp

from eventapp.checkin.forms import LONGEST_SEARCH
from eventapp.checkin.paper import Order
from eventapp.core.admission import Direction
from eventapp.events.models import Event
from eventapp.forms import Form

LONGEST_CODES = 50_000
"""Signs of typed codes: those of five thousand people."""
BEFORE_THE_EVENT = timedelta(days=1)
SHOWN_AS = "%Y-%m-%dT%H:%M"


class PaperForm(Form):
    """A paper to be printed."""

    order = RadioField(
        _l("Sorted by"),
        [DataRequired()],
        choices=[SelectChoice(Order.NAME, _l("Name")), SelectChoice(Order.ORGANISATION, _l("Organisation"))],
        default=Order.NAME,
    )


class TicksForm(Form):
    """What was ticked on a paper; with `do` or `page`, the ticks are kept and the page shows other people."""

    codes = TextAreaField(
        _l("Short codes"),
        [Length(max=LONGEST_CODES, message=_l("That is very much at once. Please send it in several parts."))],
        default="",
        description=_l("The bold signs are enough, separated by blanks or lines. Badges can be scanned, too."),
    )
    people = SelectMultipleField(validate_choice=False, choices=[], default=())
    at = DateTimeLocalField(
        _l("When it was"),
        [InputRequired(_l("Please say when it was."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        description=_l("By the clock on the wall there."),
    )
    direction = RadioField(
        _l("Which way"),
        [DataRequired()],
        choices=[
            SelectChoice(Direction.ENTRY, _l("Coming in")),
            SelectChoice(Direction.EXIT, _l("Going out")),
        ],
        default=Direction.ENTRY,
    )
    nonce = StringField(validators=[DataRequired(), Regexp(r"[a-f0-9]{16}\Z")])
    q = StringField(validators=[Optional(), Length(max=LONGEST_SEARCH)], default="")
    page = StringField(validators=[Optional(), Regexp(r"[1-9][0-9]{0,3}\Z")], default="")
    do = StringField(validators=[Optional(), AnyOf(["search", "enter"])], default="")

    def happened_by(self, event: Event, now: datetime) -> None:
        """Takes the event's clocks: nothing was ticked tomorrow, or long before anybody could come."""
        there = ZoneInfo(event.time_zone)
        self._latest = now.astimezone(there).replace(tzinfo=None)
        begins = datetime.combine(min(day.date for day in event.days), datetime.min.time())
        self._earliest = min(begins, self._latest) - BEFORE_THE_EVENT
        if not self.is_submitted():
            self.at.data = self._latest.replace(second=0, microsecond=0)

    def validate_at(self, field: Field) -> None:
        """What was ticked has happened, and at this event."""
        if field.data is None:
            return  # no time at all, as has been said
        if field.data > self._latest:
            raise ValidationError(_("That has not happened yet."))
        if field.data < self._earliest:
            raise ValidationError(_("That was before the event."))

    @property
    def shows_more(self) -> bool:
        """Whether other people are to be shown, and nothing entered yet."""
        return self.do.data == "search" or bool(self.page.data)
