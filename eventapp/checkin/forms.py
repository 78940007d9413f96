"""What may a door send? Shape only: what it means is decided by the service."""

from typing import TypeVar

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import DataRequired, Length, Optional, Regexp

F = TypeVar("F", bound=FlaskForm)
LONGEST_SEARCH = 2000
_UID = Regexp(r"[A-Z0-9]{26}\Z")


class CheckInForm(FlaskForm):  # type: ignore[misc]  # flask_wtf carries no types
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


class UndoForm(FlaskForm):  # type: ignore[misc]  # flask_wtf carries no types
    """Somebody's arrival is taken back."""

    uid = StringField(validators=[DataRequired(), _UID])
    q = StringField(validators=[Optional(), Length(max=LONGEST_SEARCH)])


def read(form: type[F]) -> F:
    """A form with what this request sends, as JSON from a script or as a form from the page without scripts."""
    sent: F = form(_fields_of_json()) if request.is_json else form()
    return sent


def _fields_of_json() -> MultiDict[str, str]:
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # brackets nested some thousand times
        body = None
    fields = body if isinstance(body, dict) else {}
    return MultiDict({name: value for name, value in fields.items() if isinstance(value, str)})
