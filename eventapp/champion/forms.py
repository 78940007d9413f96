"""What does an organiser enter to correct a result?"""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length


class ReasonForm(FlaskForm):  # type: ignore[misc] # flask_wtf carries no types
    """Why contact tracking is opened again, or a result corrected."""

    reason = StringField(
        _l("Reason"), [DataRequired(_l("Please say why; the reason stands in the log.")), Length(max=500)]
    )
