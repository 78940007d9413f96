"""What can be chosen before badges are printed? Shape only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from eventapp.badges.queries import Order
from eventapp.badges.sheet.options import Back, Duplex
from eventapp.badges.stock import Stock
from eventapp.core.codes import BadgeCode, read_code
from eventapp.core.text import clean_line
from eventapp.forms import Form
from eventapp.prints.choosing import Arrival, Filter, Printed, Role
from eventapp.prints.looks import passages_in
from eventapp.prints.models import Reason
from eventapp.prints.orders import AGAIN

LONGEST_SEARCH = 200
_HAS_ROLE = "role-"
"""Stands before the name of a role, so that none is taken for „team“."""
LONGEST_BACK = 1000
KEEP, MAIL, VOID = "keep", "mail", "void"
"""What becomes of the codes on earlier badges and tickets."""
FOUND, LOOK = "found", "look"
"""All that the filter means are printed; nobody is, the back is only looked at."""
MOST_CHOSEN = 5000
"""People ticked at once; whoever wants more takes all that the filter shows."""
REASONS: Mapping[Reason, Any] = {
    Reason.FIRST: _l("First print"),
    Reason.NEW_CODE: _l("New code"),
    Reason.CHANGED: _l("Changed"),
    Reason.MISPRINT: _l("Came out wrong"),
    Reason.DAMAGED: _l("Damaged"),
    Reason.SPARE: _l("Spare"),
    Reason.OTHER: _l("No reason given"),
}
ORDERS: Mapping[Order, Any] = {
    Order.FAMILY_NAME: _l("By family name"),
    Order.GIVEN_NAME: _l("By first name"),
    Order.ORGANISATION: _l("By organisation"),
    Order.REGISTERED: _l("By time of registration"),
}


def _choices(words: Mapping[Any, Any], nothing: Any = None) -> list[SelectChoice]:
    """The choices of a field; with `nothing`, one that leaves it open comes first."""
    first = [] if nothing is None else [SelectChoice("", nothing)]
    return first + [SelectChoice(key.value, label) for key, label in words.items()]


def _first_if_none(place: int | None) -> int:
    """A sheet begins at its first place, unless it is said otherwise."""
    return 1 if place is None else place


class FilterForm(Form):
    """On what is printed, whom a host means, and in which order. It comes in the address, and again with the badges.

    What makes no sense is as if it were left out.
    """

    stock = SelectField(_l("Paper"), validate_choice=False)
    design = SelectField(_l("Design"), validate_choice=False)
    order = SelectField(_l("Order"), choices=_choices(ORDERS), default=Order.FAMILY_NAME.value)
    q = StringField(_l("Name or organisation"), [Length(max=LONGEST_SEARCH)], filters=[lambda text: text or ""])
    organisation = SelectField(_l("Organisation"), validate_choice=False)
    role = SelectField(_l("Comes as"), validate_choice=False)
    arrival = SelectField(
        _l("Arrival"),
        choices=_choices({Arrival.MISSING: _l("Not arrived yet"), Arrival.ARRIVED: _l("Arrived")}, _l("All")),
    )
    day = SelectField(_l("Arrived on"), validate_choice=False)
    printed = SelectField(
        _l("Printed"),
        choices=_choices(
            {
                Printed.PENDING: _l("New or changed since the last print"),
                Printed.NEVER: _l("Never printed"),
                Printed.BEFORE: _l("Printed before"),
            },
            _l("All"),
        ),
    )

    def wanted(self) -> Filter:
        """Whom the host means."""
        return Filter(
            search=clean_line(self.q.data or "")[:LONGEST_SEARCH],
            organisation=self.organisation.data or "",
            role=_one_of(Role, self.role.data),
            badge_role=_badge_role(self.role.data),
            arrival=_one_of(Arrival, self.arrival.data),
            day=_day(self.day.data),
            printed=_one_of(Printed, self.printed.data),
        )

    def chosen_order(self) -> Order:
        """In which order the badges come out."""
        return _one_of(Order, self.order.data) or Order.FAMILY_NAME

    def in_address(self) -> dict[str, str]:
        """What was chosen, as it stands in an address."""
        names = ("stock", "design", "order", "q", "organisation", "role", "arrival", "day", "printed")
        return {name: self[name].data for name in names if self[name].data}


def filter_form(
    values: Any,
    stocks: Mapping[str, Sequence[tuple[str, str]]],
    organisations: Iterable[str],
    roles: Iterable[str],
    days: Iterable[date],
) -> FilterForm:
    """The form with what can be chosen at an event.

    Args:
        values: What an address or a form says.
        stocks: Papers in groups, each with key and label.
        organisations: Names.
        roles: Of the event, by name.
        days: Of the event.
    """
    form = FilterForm(formdata=values, meta={"csrf": False})
    form.stock.choices = dict(stocks)
    form.organisation.choices = [("", _("All")), *((name, name) for name in organisations)]
    form.role.choices = [
        *_choices({Role.ATTENDEE: _l("Attendees"), Role.TEAM: _l("Team")}, _l("All")),
        *((f"{_HAS_ROLE}{name}", name) for name in roles),
    ]
    form.day.choices = [("", _("Any day")), *((day.isoformat(), day) for day in days)]
    return form


class PeopleField(Field):  # type: ignore[misc]  # wtforms carries no types
    """The people who were ticked, by what names them in addresses."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keeps what can name somebody."""
        self.data = [text for text in valuelist[:MOST_CHOSEN] if isinstance(read_code(text), BadgeCode)]


class PrintForm(Form):
    """How badges are printed that were ticked or found."""

    person = PeopleField()
    scope = StringField()
    """`FOUND`, `LOOK`; else those that were ticked."""
    only_pending = BooleanField(_l("Only those that are new or have changed since their last print"))
    start = IntegerField(
        _l("Begin at place"),
        [Optional(), NumberRange(1, 500, _l("Such a place is not on the sheet."))],
        filters=[_first_if_none],
        default=1,
        description=_l("Counted row by row, so that a half-used sheet is used up."),
    )
    back = RadioField(
        _l("Back side"),
        choices=[
            SelectChoice(Back.NONE.value, _l("Nothing")),
            SelectChoice(Back.MIRROR.value, _l("The same as on the front: badges turn around")),
            SelectChoice(Back.DESIGN.value, _l("Another design, with the values of each person")),
            SelectChoice(Back.TEXT.value, _l("A text for all: programme, Wi-Fi, emergency number")),
        ],
        default=Back.NONE.value,
    )
    back_design = SelectField(_l("Design of the back"), validate_choice=False)
    back_seen = HiddenField()
    """Which back the host has been warned of: sent once more, it is printed as it is."""
    back_text = TextAreaField(
        _l("Text on the back"),
        [Length(max=LONGEST_BACK, message=_l("This is longer than %(max)d characters."))],
        description=_l("The first line is a heading. An empty line begins the next part."),
    )
    duplex = RadioField(
        _l("The printer turns the paper"),
        choices=[
            SelectChoice(Duplex.LONG_EDGE.value, _l("along the long edge")),
            SelectChoice(Duplex.SHORT_EDGE.value, _l("along the short edge")),
        ],
        default=Duplex.LONG_EDGE.value,
    )
    again = SelectField(
        _l("Why again?"),
        choices=_choices({reason: REASONS[reason] for reason in AGAIN}),
        default=Reason.OTHER.value,
        description=_l("Stands in the log for those that were printed before and have not changed."),
    )
    codes = RadioField(
        _l("Codes on the badges"),
        choices=[
            SelectChoice(KEEP, _l("Keep them: older badges and tickets go on working")),
            SelectChoice(MAIL, _l("New ones: older badges and tickets stop working, the new tickets go out by mail")),
            SelectChoice(VOID, _l("New ones without a mail: only the new badges work")),
        ],
        default=KEEP,
    )

    def validate_on(self, stock: Stock) -> bool:
        """Whether badges can be printed so on a stock; else its fields say why not."""
        return is_on(stock, self.start, is_valid=self.validate())

    def options(self) -> dict[str, Any]:
        """What the sheet takes, as it is kept."""
        return {
            "start": self.start.data,
            "back": self.back.data,
            "back_design": (self.back_design.data or "") if self.back.data == Back.DESIGN else "",
            "duplex": self.duplex.data,
            "passages": passages_in(self.back_text.data or "") if self.back.data == Back.TEXT else [],
        }


def is_on(stock: Stock, start: IntegerField, *, is_valid: bool) -> bool:
    """Whether a sheet can begin at a place; else the field says how many there are.

    Args:
        stock: The sheet.
        start: The field of the place.
        is_valid: Whether all else is well.
    """
    if not start.errors and start.data > stock.per_page:
        places = ngettext("This sheet has one place.", "This sheet has %(num)s places.", stock.per_page)
        start.errors = [*start.errors, places]
    return is_valid and not start.errors


class SinglePrintForm(Form):
    """Where on its paper one badge is printed, why again, and whether its code goes on working."""

    stock = StringField()
    start = PrintForm.start
    again = PrintForm.again
    codes = PrintForm.codes

    def validate_on(self, stock: Stock) -> bool:
        """Whether a badge can be printed so on a stock; else its fields say why not."""
        return is_on(stock, self.start, is_valid=self.validate())

    def options(self, stock: Stock) -> dict[str, Any]:
        """What the sheet takes, as it is kept."""
        return {"start": self.start.data} if stock.per_page > 1 else {}


class DeskPrinterForm(Form):
    """What the label printer of this desk holds."""

    stock = StringField()
    at_once = BooleanField()


def _one_of(words: Any, text: str | None) -> Any:
    return words(text) if text in set(words) else None


def _badge_role(text: str | None) -> str:
    return (text or "").removeprefix(_HAS_ROLE) if (text or "").startswith(_HAS_ROLE) else ""


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
