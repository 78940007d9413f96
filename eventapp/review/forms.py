"""What does an organiser send with a decision? Shape only."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.validators import AnyOf, DataRequired, Length

from eventapp.forms import Form
from eventapp.review.service import LONGEST_REASON, Decision

MOST_CONTACTS = 2500
_LARGEST_ID = 2**31 - 1


def _contact_id(text: object) -> int:
    """An id as the database can hold it.

    Raises:
        ValueError: It is none; the form says so.
    """
    number = int(str(text)) if str(text).isascii() and str(text).isdigit() else 0
    if not 0 < number <= _LARGEST_ID:
        raise ValueError
    return number


class DecisionForm(Form):
    """One decision about some contacts."""

    contact = SelectMultipleField(
        "contact", coerce=_contact_id, validate_choice=False, validators=[DataRequired(), Length(max=MOST_CONTACTS)]
    )
    decision = StringField("decision", validators=[DataRequired(), AnyOf(list(Decision))])
    reason = StringField(_l("Reason"), validators=[Length(max=LONGEST_REASON)])
