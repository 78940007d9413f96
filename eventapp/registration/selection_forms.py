"""Whom does an organiser mean, and what is to be done with all of them?"""

from wtforms import Field, SelectMultipleField, StringField, ValidationError

from eventapp.core.places import Status
from eventapp.forms import Form
from eventapp.registration.forms import YES
from eventapp.registration.service import Decision

TICKED, ALL_FOUND = "ticked", "found"
MAIL = "mail"
"""The ticket mail once more."""
PRINT = "print"
"""Their badges; the page that says with whom sends them on to the pages of badges."""
ACTIONS = (*Decision, MAIL, PRINT)


class SelectionForm(Form):
    """What the list of registrations sends, and the page after it; nothing else was chosen on our pages."""

    action = StringField()
    scope = StringField(default=TICKED)
    uid = SelectMultipleField(choices=[], validate_choice=False)
    q = StringField(default="")
    status = StringField(default="")
    confirmed = StringField(default="")

    def validate_action(self, field: Field) -> None:
        """It is one of the buttons."""
        if field.data not in ACTIONS:
            raise ValidationError("")

    def validate_scope(self, field: Field) -> None:
        """Those ticked, or all found."""
        if field.data not in (TICKED, ALL_FOUND):
            raise ValidationError("")

    def validate_status(self, field: Field) -> None:
        """Nothing, or where registrations stand."""
        if field.data and field.data not in list(Status):
            raise ValidationError("")

    def validate_confirmed(self, field: Field) -> None:
        """The button of the page after the list, or not pressed yet."""
        if field.data not in ("", YES):
            raise ValidationError("")
