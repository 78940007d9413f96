"""What is chosen to make a screen of the hall? Shape only."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from eventapp.core.text import clean_line
from eventapp.forms import Form
from eventapp.projector.models import Theme, View

LONGEST_NAME = 100
VIEWS: dict[View, Any] = {
    View.GRAPH: _l("The contact graph"),
    View.COUNT: _l("The contacts of today"),
    View.LATEST: _l("The latest contacts"),
    View.TOP: _l("The first ten, as a race"),
}
THEMES: dict[Theme, Any] = {
    Theme.DARK: _l("Dark, for a hall with the lights down"),
    Theme.LIGHT: _l("Light, for a room in daylight"),
}


class ProjectorForm(Form):
    """A new screen."""

    name = StringField(
        _l("Name of the screen"),
        [
            DataRequired(_l("Please say where the screen hangs.")),
            Length(max=LONGEST_NAME, message=_l("This is longer than %(max)d characters.")),
        ],
        filters=[clean_line],
        default="",
        description=_l("Where it hangs, so that you know it again: “Stage”, “Foyer”."),
    )
    views = SelectMultipleField(
        _l("What it shows, in turn"),
        [DataRequired(_l("Please choose at least one."))],
        choices=[SelectChoice(view.value, words) for view, words in VIEWS.items()],
        default=[view.value for view in View],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=True,
    )
    theme = RadioField(
        _l("Appearance"),
        [DataRequired(_l("Please choose one."))],
        choices=[SelectChoice(theme.value, words) for theme, words in THEMES.items()],
        default=Theme.DARK.value,
    )
