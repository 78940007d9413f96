"""A form with one field of each kind, as the style page shows them."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from eventapp.forms import Form


class StyleForm(Form):
    """One field of each kind; required and optional, so that both labels are seen."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=120)])
    organisation = StringField(_l("Organisation"), [InputRequired()])
    email = EmailField(_l("E-mail address"), [InputRequired()])
    code = StringField(_l("Code under the QR code"))
    zone = SelectField(_l("Time zone"), choices=[SelectChoice("Europe/Berlin"), SelectChoice("Europe/Vienna")])
    about = TextAreaField(_l("About the event"))
    picture = FileField(_l("Photo of the badge"))
    confirmation = RadioField(
        _l("When does a contact count?"),
        choices=[
            SelectChoice("objection", _l("At once, unless the other person objects")),
            SelectChoice("mutual", _l("When both have confirmed it")),
        ],
        default="objection",
    )
    topics = SelectMultipleField(
        _l("What I offer"),
        choices=["IT-Sicherheit", "Robotik", "Nachhaltigkeit", "Prozesse automatisieren"],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    tracking = BooleanField(_l("Record whom I meet"))
    projector = BooleanField(_l("Show my name on the projector"))
