"""What does an organiser enter to correct a result?"""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from eventapp.forms import Form


class ReasonForm(Form):
    """Why contact tracking is opened again, or a result corrected."""

    reason = StringField(
        _l("Reason"), [DataRequired(_l("Please say why; the reason stands in the log.")), Length(max=500)]
    )
