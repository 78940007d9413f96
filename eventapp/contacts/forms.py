"""What may a phone send? Shape only: what it means is decided by the services."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, Optional, Regexp, ValidationError

from eventapp.contacts.notes import LONGEST_FOLLOW_UP, LONGEST_NOTE, LONGEST_TAG, MOST_TAGS, Note
from eventapp.forms import Form, sent_texts
from eventapp.registration.models import Purpose

YES, NO = "yes", "no"
_LONGEST_CODE = 2000
_NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")
_EARLIEST_YEAR, _LATEST_YEAR = 2000, 9000
"""A phone's clock outside of these is no clock; the very first and last years cannot change their time zone."""


@dataclass(frozen=True, slots=True)
class ScanForm:
    """One reading of a badge, as a phone sends it.

    No form of WTForms: nobody ever sees it with an error beside a field, and its fields would take a tenth of a
    scan's time to make.

    Attributes:
        code: What was read or typed.
        nonce: Names this scan.
        scanned_at: The phone's clock at the scan, as it says it.
        sent_at: The same clock at sending: what went by in between is right even where the clock is wrong.
        way: How the phone came by the code.
    """

    code: str
    nonce: str
    scanned_at: str
    sent_at: str
    way: str

    @classmethod
    def sent(cls) -> "ScanForm | None":
        """What this request sends; None where it is no scan at all."""
        texts = sent_texts()
        form = cls(*(texts.get(field, "") for field in cls.__slots__))
        is_scan = form.code.strip() and len(form.code) <= _LONGEST_CODE and _NONCE.fullmatch(form.nonce)
        return form if is_scan else None


def phone_time(said: str) -> datetime | None:
    """A phone's clock as an aware moment; None where it says nothing usable."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    if moment.tzinfo is None or not _EARLIEST_YEAR <= moment.year <= _LATEST_YEAR:
        return None
    return moment.astimezone(UTC)


class PeopleForm(Form):
    """Whom somebody looks for at the event, by name."""

    q = StringField(_l("Find somebody by name"), validators=[DataRequired(), Length(max=200)])


class ConsentForm(Form):
    """One consent given or withdrawn."""

    purpose = StringField(validators=[DataRequired(), AnyOf(list(Purpose))])
    given = StringField(validators=[DataRequired(), AnyOf([YES, NO])])
    confirmed = StringField(validators=[Optional(), AnyOf([YES, NO])])


class SuggestionForm(Form):
    """Whom a person declines to be suggested, or takes that back."""

    uid = StringField(validators=[DataRequired(), Regexp(r"[A-Z0-9]{26}\Z")])


class KnownBeforeForm(Form):
    """Whether the two knew each other before."""

    known = StringField(validators=[DataRequired(), AnyOf([YES, NO])])


def _line_ends(text: str | None) -> str:
    """Line ends as they are counted in the browser: a form sends two characters for each."""
    return (text or "").replace("\r\n", "\n")


class NoteForm(Form):
    """What a person keeps about a contact."""

    text = TextAreaField(
        _l("Note"),
        [Length(max=LONGEST_NOTE, message=_l("At most %(max)d characters fit here."))],
        filters=[_line_ends],
    )
    tags = StringField(
        _l("Tags"),
        [Length(max=(LONGEST_TAG + 2) * MOST_TAGS, message=_l("At most %(max)d characters fit here."))],
        description=_l("Separated by commas, such as: supplier, AI, call back"),
    )
    follow_up = StringField(
        _l("What I want to do next"),
        [Length(max=LONGEST_FOLLOW_UP, message=_l("At most %(max)d characters fit here."))],
    )
    follow_up_on = DateField(_l("Until when"), [Optional()])
    wants_reminder = BooleanField(
        _l("Remind me by mail"), description=_l("A mail comes in the morning of that day, from eight o'clock on.")
    )

    @classmethod
    def showing(cls, note: Note) -> "NoteForm":
        """The form with what is kept already."""
        return cls(
            formdata=None,
            data={
                "text": note.text,
                "tags": ", ".join(note.tags),
                "follow_up": note.follow_up,
                "follow_up_on": note.follow_up_on,
                "wants_reminder": note.wants_reminder,
            },
        )

    def validate_follow_up_on(self, field: DateField) -> None:
        """A day that calendars have."""
        if field.data is not None and not _EARLIEST_YEAR <= field.data.year < _LATEST_YEAR:
            raise ValidationError(_l("Please choose a day in the coming years."))

    def validate_wants_reminder(self, field: BooleanField) -> None:
        """A reminder needs its day."""
        if field.data and not isinstance(self.follow_up_on.data, date):
            raise ValidationError(_l("Please say until when, so that the reminder knows its day."))
