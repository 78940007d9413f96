"""What may a phone send? Shape only: what it means is decided by the services."""

from datetime import UTC, datetime

from wtforms import StringField
from wtforms.validators import AnyOf, DataRequired, Length, Optional, Regexp

from eventapp.forms import Form
from eventapp.registration.models import Purpose

YES, NO = "yes", "no"
_EARLIEST_YEAR, _LATEST_YEAR = 2000, 9000
"""A phone's clock outside of these is no clock; the very first and last years cannot change their time zone."""


class ScanForm(Form):
    """One reading of a badge."""

    class Meta:
        """CSRFProtect has checked the request; a form that is never shown draws no token of its own."""

        csrf = False

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


class ConsentForm(Form):
    """One consent given or withdrawn."""

    purpose = StringField(validators=[DataRequired(), AnyOf(list(Purpose))])
    given = StringField(validators=[DataRequired(), AnyOf([YES, NO])])
    confirmed = StringField(validators=[Optional(), AnyOf([YES, NO])])


class KnownBeforeForm(Form):
    """Whether the two knew each other before."""

    known = StringField(validators=[DataRequired(), AnyOf([YES, NO])])
