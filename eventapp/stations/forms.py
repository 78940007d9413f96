"""What is typed to make a station, and what a station sends? Shape only."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length, Regexp

from eventapp.core.text import clean_line
from eventapp.forms import Form

LONGEST_NAME = 100
_LONGEST_CODE = 2000


class StationForm(Form):
    """A new station."""

    name = StringField(
        _l("Name of the station"),
        [
            DataRequired(_l("Please say where the station stands.")),
            Length(max=LONGEST_NAME, message=_l("This is longer than %(max)d characters.")),
        ],
        filters=[clean_line],
        default="",
        description=_l("Where it stands, so that you know it again: “Bar”, “Foyer left”."),
    )


class PairForm(Form):
    """Two badges, read by the camera or a hand scanner, or typed as short codes."""

    first = StringField(
        _l("First short code"),
        [DataRequired(_l("Please type the first short code.")), Length(max=_LONGEST_CODE)],
    )
    second = StringField(
        _l("Second short code"),
        [DataRequired(_l("Please type the second short code.")), Length(max=_LONGEST_CODE)],
    )
    nonce = StringField("nonce", [DataRequired(), Regexp(r"[A-Za-z0-9_-]{8,64}\Z")])
