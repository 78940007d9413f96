"""What may a door send? Shape only: what it means is decided by the service."""

from wtforms import StringField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from eventapp.forms import Form

LONGEST_SEARCH = 2000
_UID = Regexp(r"[A-Z0-9]{26}\Z")


class CheckInForm(Form):
    """Somebody comes in: by what was scanned or typed, or by their row in the list."""

    code = StringField(validators=[Optional(), Length(max=LONGEST_SEARCH)])
    uid = StringField(validators=[Optional(), _UID])
    nonce = StringField(validators=[DataRequired(), Regexp(r"[A-Za-z0-9_-]{8,64}\Z")])
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
