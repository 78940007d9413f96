"""Which registrations does an organiser take along, and as what?"""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import AnyOf, Optional

from eventapp.checkin.people_file import FileFormat
from eventapp.core.places import Status
from eventapp.forms import Form


class PeopleFileForm(Form):
    """A file of those whom the list shows; its buttons are the choices."""

    file = StringField(validators=[AnyOf(list(FileFormat), message=_l("Please choose one of the files."))])
    q = StringField()
    status = SelectField(validators=[Optional()], choices=["", *Status])
