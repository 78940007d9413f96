"""What is typed and chosen for certificates? Shape only; pictures come beside the form."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from eventapp.certificates.models import FEWEST_EVENTS, Kind
from eventapp.certificates.service import LONGEST_NAME, Picture
from eventapp.core.text import clean_line
from eventapp.forms import Form
from eventapp.language import LANGUAGES

LONGEST_DAY = 24
_TOO_LONG = _l("This is longer than %(max)d characters.")


class ChoiceForm(Form):
    """What an event offers, and who signs; a field for the hours of each day is added by `choice_form`."""

    attendance = BooleanField(_l("Certificate of attendance, for everybody who arrived"), default=True)
    titles = BooleanField(_l("Certificates of titles, the Vernetzungschampion first"), default=True)
    series = BooleanField(_l("Certificate of the series, for those who keep coming"))
    least_events = IntegerField(
        _l("Events to come to for the certificate of the series"),
        [InputRequired(_l("Please enter a number.")), NumberRange(1, 100, _l("Between %(min)d and %(max)d events."))],
        default=FEWEST_EVENTS,
        description=_l("Counted up to this event. It holds for all events of the series."),
    )
    signer_name = StringField(
        _l("Who signs"), [Length(max=LONGEST_NAME, message=_TOO_LONG)], filters=[clean_line], default=""
    )
    signer_role = StringField(
        _l("Role or organisation"), [Length(max=LONGEST_NAME, message=_TOO_LONG)], filters=[clean_line], default=""
    )

    @property
    def kinds(self) -> list[Kind]:
        """What is ticked."""
        ticked = {Kind.ATTENDANCE: self.attendance, Kind.TITLE: self.titles, Kind.SERIES: self.series}
        return [kind for kind, field in ticked.items() if field.data]

    def hours_field(self, day: date) -> StringField:
        """The field for the hours of a day."""
        return self[_name(day)]

    def hours_of(self, days: Sequence[date]) -> dict[date, float]:
        """The hours that were entered, by day; call it after validating."""
        hours = {day: _number(self.hours_field(day).data or "") for day in days}
        return {day: number for day, number in hours.items() if number is not None}


class PictureForm(Form):
    """Which picture is sent, or taken away."""

    picture = RadioField(validators=[DataRequired()], choices=list(Picture))


class PrintForm(Form):
    """What is to be printed."""

    kind = RadioField(validators=[DataRequired()], choices=list(Kind))
    language = RadioField(validators=[DataRequired()], choices=list(LANGUAGES))


class OwnForm(Form):
    """Which certificate an attendee fetches."""

    kind = RadioField(validators=[DataRequired()], choices=list(Kind))
    title = StringField(validators=[Length(max=60)], default="")
    language = RadioField(validators=[DataRequired()], choices=list(LANGUAGES))


class NameForm(Form):
    """A name to compare with the one on a certificate."""

    name = StringField(
        _l("Name on the certificate"),
        [
            DataRequired(_l("Please enter the name as it stands on the certificate.")),
            Length(max=LONGEST_NAME, message=_TOO_LONG),
        ],
        filters=[clean_line],
        default="",
    )


def choice_form(days: Mapping[date, Any], **kwargs: Any) -> ChoiceForm:
    """The form of an event with a field for the hours of each day.

    Args:
        days: What each field is called.
        kwargs: As for any form.
    """
    fields = {_name(day): _hours_field(label) for day, label in days.items()}
    form: ChoiceForm = type("ChoiceFormWithDays", (ChoiceForm,), fields)(**kwargs)
    return form


def _hours_field(label: str) -> StringField:
    return StringField(label, [_check_hours], filters=[clean_line], default="")


def _check_hours(_form: Form, field: Field) -> None:
    if field.data and _number(field.data) is None:
        raise ValidationError(_l("Please enter a number of hours, such as 6.5."))


def _number(text: str) -> float | None:
    """Hours as somebody types them, with a point or a comma; None for anything else."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 < number <= LONGEST_DAY else None


def _name(day: date) -> str:
    return f"hours_{day:%Y%m%d}"
