"""What is typed to make tables and to start a round? Shape only."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from eventapp.core.text import clean_line
from eventapp.forms import Form

LONGEST_NAME = 100
MOST_AT_ONCE = 100
LONGEST_ROUND = 240
"""Minutes."""
_TOO_LONG = _l("This is longer than %(max)d characters.")


class TablesForm(Form):
    """New tables: some with numbers, or one with a name."""

    count = IntegerField(
        _l("How many tables"),
        [
            InputRequired(_l("Please enter how many tables.")),
            NumberRange(1, MOST_AT_ONCE, _l("Between %(min)d and %(max)d tables at once.")),
        ],
        default=12,
    )
    name = StringField(
        _l("Name"),
        [Length(max=LONGEST_NAME - 4, message=_TOO_LONG)],
        filters=[clean_line],
        default="",
        description=_l("“Table” when empty; several get numbers. Also a session or a working group."),
    )


class TableNameForm(Form):
    """Another name for a table."""

    name = StringField(
        _l("Name of the table"),
        [
            DataRequired(_l("Please enter a name for the table.")),
            Length(max=LONGEST_NAME, message=_TOO_LONG),
        ],
        filters=[clean_line],
        default="",
    )


class RoundForm(Form):
    """A new round."""

    minutes = IntegerField(
        _l("Minutes"),
        [
            InputRequired(_l("Please enter how many minutes the round lasts.")),
            NumberRange(1, LONGEST_ROUND, _l("Between %(min)d and %(max)d minutes.")),
        ],
        default=10,
    )
