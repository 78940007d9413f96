"""What does an organiser enter to end an event, choose its titles, or correct its result?"""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from eventapp.core.titles import Title
from eventapp.forms import Form

AHEAD = 5
"""Minutes of the countdown when contact tracking is closed by hand."""


class ReasonForm(Form):
    """Why contact tracking is opened again, or a result corrected."""

    reason = StringField(
        _l("Reason"), [DataRequired(_l("Please say why; the reason stands in the log.")), Length(max=500)]
    )


class CloseForm(Form):
    """When contact tracking is closed: now, or after a countdown."""

    minutes = IntegerField(validators=[InputRequired(), AnyOf([0, AHEAD])])


class NamingForm(Form):
    """What somebody has told an organiser about their name on the projector."""

    number = IntegerField(validators=[InputRequired()])
    given = StringField(validators=[AnyOf(["yes", "no"])])


class TitlesForm(Form):
    """Which titles an event awards, beside the champion's."""

    titles = SelectMultipleField(
        _l("Further titles"),
        choices=[SelectChoice(str(title), str(title)) for title in Title if title is not Title.CHAMPION],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, *args: Any, chosen: list[str], **kwargs: Any) -> None:
        """Takes the titles chosen so far."""
        super().__init__(*args, data={"titles": chosen}, **kwargs)

    def chosen(self) -> list[Title]:
        """What was ticked, once it is valid."""
        return [Title(title) for title in self.titles.data or ()]
