"""What is typed to make a role: the word on its ribbon, and the colour?"""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp, StopValidation
from wtforms.widgets import ColorInput

from eventapp.badges.design.document import COLOUR
from eventapp.badges.design.fields import PAPER
from eventapp.badges.design.inks import SEEN_ON_PAPER, contrast
from eventapp.badges.roles import LONGEST_NAME, RoleUse
from eventapp.core.text import clean_line
from eventapp.forms import Form


class RoleForm(Form):
    """A role of an event."""

    name = StringField(
        _l("Word on the ribbon"),
        [
            DataRequired(_l("Please enter what shall stand on the badge.")),
            Length(max=LONGEST_NAME, message=_l("This is longer than %(max)d characters.")),
        ],
        filters=[lambda text: clean_line(text or "")],
        description=_l("Short words are read from afar."),
    )
    colour = StringField(
        _l("Colour"),
        [InputRequired(), Regexp(COLOUR, message=_l("Please enter a colour such as #0b5a4c."))],
        filters=[lambda text: (text or "").strip().lower()],
        widget=ColorInput(),
        default="#8a1c4a",
        description=_l("The word is set in white or black by itself, whichever is read better on it."),
    )

    def validate_colour(self, field: Field) -> None:
        """A ribbon as pale as the paper is none."""
        if COLOUR.fullmatch(field.data) and contrast(field.data, PAPER) < SEEN_ON_PAPER:
            raise StopValidation(_("This colour is so light that nobody sees it on white paper."))


class GiveForm(Form):
    """Which role somebody gets."""

    given = SelectField(_l("Role on the badge"), validate_choice=False)

    def offer(self, roles: list[RoleUse]) -> None:
        """Takes the roles of an event as its choices."""
        self.given.choices = [("", _("No role")), *((str(role.id), role.name) for role in roles)]

    def role_id(self) -> int | None:
        """The chosen role; None for none, -1 for one that cannot be."""
        text: Any = self.given.data or ""
        if not text:
            return None
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1  # noqa: PLR2004 - digits
