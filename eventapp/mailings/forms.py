"""What may organisers write to many people?"""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, ValidationError

from eventapp.core.mail_text import unknown_placeholders
from eventapp.core.text import clean_line, clean_text
from eventapp.forms import Form
from eventapp.mailings.models import LONGEST_SUBJECT, LONGEST_TEXT, Audience
from eventapp.mailings.service import Draft

_TOO_LONG = _l("This is longer than %(max)d characters.")
_SUBJECT, _TEXT = Length(max=LONGEST_SUBJECT, message=_TOO_LONG), Length(max=LONGEST_TEXT, message=_TOO_LONG)
AUDIENCES = {
    Audience.ATTENDEES: _l("Everybody with a place"),
    Audience.CHECKED_IN: _l("Whoever has come"),
    Audience.NOT_COME: _l("Whoever has a place and has not come"),
    Audience.UNCONFIRMED: _l("Whoever has never opened the personal link"),
    Audience.WAITING: _l("Whoever waits for a place"),
    Audience.CANCELLED: _l("Whoever has cancelled"),
    Audience.TITLES: _l("Champion and other titles"),
}
"""What the audiences are called."""


def _line(text: Any) -> str:
    return clean_line(text or "")


def _lines(text: Any) -> str:
    return clean_text(text or "")


def check_placeholders(_form: Form, field: Field) -> None:
    """What stands in braces is filled in for each person, so that it has to mean something.

    Raises:
        ValidationError: Something there does not; the sentence names it.
    """
    unknown = unknown_placeholders(field.data)
    if unknown and unknown[0].endswith("."):  # a sentence of a text to begin with
        sentence = _("“{%(prompt)s}” is still there. Please put your own words in its place.")
        raise ValidationError(sentence % {"prompt": unknown[0]})
    if unknown:
        raise ValidationError(_("{%(word)s} is no placeholder. These are listed above.", word=unknown[0][:40]))


class MailingForm(Form):
    """A mailing: to whom, and what, in German and perhaps in English."""

    audience = RadioField(
        _l("To whom"), [DataRequired(_l("Please choose to whom it goes."))], default=Audience.ATTENDEES
    )
    subject = StringField(
        _l("Subject"), [DataRequired(_l("Please enter a subject.")), _SUBJECT, check_placeholders], filters=[_line]
    )
    text = TextAreaField(
        _l("Text"), [DataRequired(_l("Please enter a text.")), _TEXT, check_placeholders], filters=[_lines]
    )
    subject_en = StringField(_l("Subject in English"), [_SUBJECT, check_placeholders], filters=[_line])
    text_en = TextAreaField(
        _l("Text in English"),
        [_TEXT, check_placeholders],
        filters=[_lines],
        description=_l("For those who registered in English. Empty: they get the German one."),
    )

    def __init__(self, sizes: Mapping[Audience, int], **kwargs: Any) -> None:
        """Takes to how many each audience would go now."""
        super().__init__(**kwargs)
        self.audience.choices = [
            SelectChoice(audience.value, f"{label} ({sizes[audience]})") for audience, label in AUDIENCES.items()
        ]

    def draft(self) -> Draft:
        """What was written, once it is valid."""
        return Draft(
            Audience(self.audience.data), self.subject.data, self.text.data, self.subject_en.data, self.text_en.data
        )


class TrialForm(Form):
    """In which language an organiser tries a mailing."""

    language = StringField(validators=[DataRequired(), AnyOf(["de", "en"])])
