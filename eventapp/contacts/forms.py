"""What may a phone send? Shape only: what it means is decided by the services."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import AnyOf, DataRequired, Length, Optional, Regexp

from eventapp.registration.models import Purpose

YES, NO = "yes", "no"


@dataclass(frozen=True)
class ConsentWords:
    """In which words a consent is asked for."""

    title: Any
    meaning: Any

    @property
    def text(self) -> str:
        """What is kept as proof: all that was shown, in the language in which it was read."""
        return f"{self.title}. {self.meaning}"


CONSENTS = {
    Purpose.TRACKING: ConsentWords(
        _l("I take part in contact tracking"),
        _l(
            "When I scan a badge or mine is scanned, it is saved who met whom and when. Both see the contact, "
            "and the organisers see it in the contact graph."
        ),
    ),
    Purpose.PROJECTOR: ConsentWords(
        _l("My name may be shown on the projector"),
        _l("In the contact graph and the standings. Without this, a number stands there instead of the name."),
    ),
    Purpose.EMAIL: ConsentWords(
        _l("My contacts may see my e-mail address"),
        _l("Only people whom I have met at this event see it, in their list of contacts."),
    ),
}
_EARLIEST_YEAR, _LATEST_YEAR = 2000, 9000
"""A phone's clock outside of these is no clock; the very first and last years cannot change their time zone."""


class ScanForm(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """One reading of a badge."""

    code = StringField(validators=[DataRequired(), Length(max=2000)])
    nonce = StringField(validators=[DataRequired(), Regexp(r"[A-Za-z0-9_-]{8,64}\Z")])
    scanned_at = StringField()

    @property
    def phone_time(self) -> datetime | None:
        """The phone's clock as an aware moment; None where it says nothing usable, which costs nobody a scan."""
        try:
            moment = datetime.fromisoformat(self.scanned_at.data or "")
        except ValueError:
            return None
        if moment.tzinfo is None or not _EARLIEST_YEAR <= moment.year <= _LATEST_YEAR:
            return None
        return moment.astimezone(UTC)


class ConsentForm(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """One consent given or withdrawn."""

    purpose = StringField(validators=[DataRequired(), AnyOf(list(Purpose))])
    given = StringField(validators=[DataRequired(), AnyOf([YES, NO])])
    confirmed = StringField(validators=[Optional(), AnyOf([YES, NO])])


class KnownBeforeForm(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """Whether the two knew each other before."""

    known = StringField(validators=[DataRequired(), AnyOf([YES, NO])])


def read_scan() -> ScanForm:
    """The scan in this request, sent as JSON by the scanner or as a form by the page without JavaScript."""
    if not request.is_json:
        return ScanForm()
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # brackets nested some thousand times
        body = None
    fields = body if isinstance(body, dict) else {}
    return ScanForm(MultiDict({name: value for name, value in fields.items() if isinstance(value, str)}))
