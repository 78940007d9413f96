"""What can be chosen before badges are printed?"""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from eventapp.badges.queries import Order
from eventapp.forms import Form


class PrintForm(Form):
    """All badges, in an order."""

    order = RadioField(
        _l("Order"),
        choices=[
            SelectChoice(Order.FAMILY_NAME.value, _l("By family name")),
            SelectChoice(Order.GIVEN_NAME.value, _l("By first name")),
            SelectChoice(Order.ORGANISATION.value, _l("By organisation")),
        ],
        default=Order.FAMILY_NAME.value,
        description=_l("In this order the badges come out of the printer, row by row."),
    )
