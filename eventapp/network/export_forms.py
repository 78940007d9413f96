"""Which file does an organiser take along?"""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import AnyOf

from eventapp.core.graph import GraphFormat
from eventapp.forms import Form


class ExportForm(Form):
    """One file of the network; the buttons of the page are the choices."""

    file = StringField(
        _l("File"), validators=[AnyOf(list(GraphFormat), message=_l("Please choose one of the files."))]
    )
    names = BooleanField(_l("With the names of those who agreed to it"))
