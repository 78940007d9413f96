"""What may a phone send? Shape only: what it means is decided by the services."""

from datetime import UTC, datetime

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import AnyOf, DataRequired, Length, Optional, Regexp

from eventapp.registration.models import Purpose

YES, NO = "yes", "no"
_EARLIEST_YEAR, _LATEST_YEAR = 2000, 9000
"""A phone's clock outside of these is no clock; the very first and last years cannot change their time zone."""


class ScanForm(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """One reading of a badge."""

    # Labels, though nobody sees them: without one, WTForms loads its translations at each scan to make one up.
    code = StringField("code", validators=[DataRequired(), Length(max=2000)])
    nonce = StringField("nonce", validators=[DataRequired(), Regexp(r"[A-Za-z0-9_-]{8,64}\Z")])
    scanned_at = StringField("scanned_at")

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
