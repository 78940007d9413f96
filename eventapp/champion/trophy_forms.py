"""What does an organiser enter for a trophy?"""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Regexp, ValidationError

from eventapp.assets import FOLDER
from eventapp.champion.trophy.order import HIGHEST, LOWEST
from eventapp.champion.trophy_orders import LONGEST_LINE, RIGHT_TO_LEFT, TrophyText, unprintable
from eventapp.core.text import clean_line
from eventapp.forms import Form

FONTS = FOLDER / "vendor" / "fonts"


def _cleaned(text: str | None) -> str | None:
    return text if text is None else clean_line(text)


class _Printable:
    """Our fonts have every character of a line."""

    def __call__(self, _form: Form, field: StringField) -> None:
        """Says which characters they lack."""
        lacking = unprintable(field.data or "", FONTS)
        if lacking == [RIGHT_TO_LEFT]:
            raise ValidationError(
                _("Letters that are written from the right cannot be formed. Please enter it in other letters.")
            )
        if lacking:
            raise ValidationError(_("No font has these characters: %(characters)s", characters=", ".join(lacking)))


def _line(label: Any) -> StringField:
    return StringField(
        label,
        [
            DataRequired(_l("Please fill this in.")),
            Length(max=LONGEST_LINE, message=_l("At most %(max)d characters fit around the foot.")),
            _Printable(),
        ],
        filters=[_cleaned],
    )


class TrophyForm(Form):
    """What stands on the foot, and how high the trophy is."""

    name = _line(_l("Name"))
    event = _line(_l("Event"))
    year = StringField(
        _l("Year"),
        [DataRequired(_l("Please fill this in.")), Regexp("[0-9]{4}$", message=_l("Please give four digits."))],
        filters=[_cleaned],
    )
    height = IntegerField(
        _l("Height in millimetres"),
        [
            InputRequired(_l("Please fill this in.")),
            # NumberRange makes a float of it, which not every number fits in.
            AnyOf(range(LOWEST, HIGHEST + 1), _l("Between %(min)s and %(max)s.", min=LOWEST, max=HIGHEST)),
        ],
    )

    def text(self) -> TrophyText:
        """What was entered, once it is valid."""
        return TrophyText(self.name.data, self.event.data, self.year.data)
