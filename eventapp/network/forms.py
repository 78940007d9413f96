"""What may a screen send about its picture?"""

from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp, ValidationError

from eventapp.forms import Form
from eventapp.network.positions import are_places

MOST_VERSIONS = 2**31 - 1


class PositionsForm(Form):
    """Where a screen has put everybody, or that it wants to know."""

    screen = StringField(validators=[InputRequired(), Regexp(r"\A[0-9a-f]{16,40}\Z")])
    version = IntegerField(validators=[Optional(), NumberRange(0, MOST_VERSIONS)], default=0)
    places = StringField()

    def validate_places(self, field: StringField) -> None:
        """As they travel."""
        if field.data and not are_places(field.data):
            raise ValidationError
