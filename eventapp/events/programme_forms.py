"""What an organiser types about the programme of an event: its days and its breaks."""

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, IntegerField, TextAreaField, TimeField, ValidationError
from wtforms.validators import InputRequired, NumberRange, Optional

from eventapp.core.breaks import BreakProblem, read_break
from eventapp.core.text import clean_line
from eventapp.events.models import LONGEST_GRACE, LONGEST_REVIEW
from eventapp.forms import Form

LONGEST_LINE = 200
MOST_DAYS = 14
MOST_BREAKS = 50
FIRST_YEAR, LAST_YEAR = 2000, 2100
_FROM_TO = _l("From %(min)d to %(max)d minutes.")


def plain_lines(text: str | None) -> str:
    """Lines without signs that nobody sees."""
    return "\n".join(clean_line(line) for line in (text or "").splitlines()).strip("\n")


class ProgrammeForm(Form):
    """The days of an event and its breaks."""

    most_days = MOST_DAYS
    """An event that lasts longer already may go on to do so."""

    first_day = DateField(_l("First day"), [InputRequired(_l("Please choose the first day."))])
    day_count = IntegerField(
        _l("Number of days"), [InputRequired(_l("Please enter how many days it lasts."))], default=1
    )
    breaks = TextAreaField(
        _l("Breaks of the programme"),
        filters=[plain_lines],
        description=_l(
            "One per line, such as 10:30-11:00 Coffee; with a date before it if only that day has it. "
            "They stand behind the new contacts, so that one sees what a break brings."
        ),
    )

    tracking_ends = TimeField(
        _l("On the last day, contacts are collected until"),
        [Optional()],
        description=_l("By the clock on the wall there. Empty: until midnight."),
    )
    grace_minutes = IntegerField(
        _l("Then phones deliver for so many minutes"),
        [NumberRange(0, LONGEST_GRACE, _FROM_TO)],
        default=10,
        description=_l("Who had no network scanned all the same: what was scanned before the end still counts."),
    )
    review_minutes = IntegerField(
        _l("Then you check for so many minutes"),
        [NumberRange(0, LONGEST_REVIEW, _FROM_TO)],
        default=15,
        description=_l("The hall reads that the result is being checked. It is recorded when you say so."),
    )

    def validate_first_day(self, field: Field) -> None:
        """Catches years with a mistyped digit."""
        if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(_("Please check the year."))

    def validate_day_count(self, field: Field) -> None:
        """An event has days, and an end."""
        if field.data is not None and not 1 <= field.data <= self.most_days:
            raise ValidationError(_("An event lasts from 1 to %(most)d days.", most=self.most_days))

    def validate_breaks(self, _field: Field) -> None:
        """Each line is a break of one of the days."""
        if len(self.break_lines()) > MOST_BREAKS:
            raise ValidationError(_("These are more than %(most)d breaks.", most=MOST_BREAKS))
        for line in self.break_lines():
            found, said = read_break(line, self.days()), line[:40]
            if found is BreakProblem.BACKWARDS:
                raise ValidationError(_("This break ends before it begins: %(line)s", line=said))
            if found is BreakProblem.OTHER_DAY and self.days():
                raise ValidationError(_("There is no event on the day of this break: %(line)s", line=said))
            if found is BreakProblem.UNREADABLE or len(line) > LONGEST_LINE:
                raise ValidationError(_("Please write a break like 10:30-11:00 Coffee: %(line)s", line=said))

    def break_lines(self) -> list[str]:
        """The breaks typed."""
        return [line for line in (self.breaks.data or "").split("\n") if line]

    def days(self) -> list[date]:
        """The days typed; none as long as they are not valid."""
        first, count = self.first_day.data, self.day_count.data or 0
        if first is None or not FIRST_YEAR <= first.year <= LAST_YEAR or not 1 <= count <= self.most_days:
            return []
        return [first + timedelta(days=number) for number in range(count)]
