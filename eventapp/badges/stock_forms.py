"""What is typed to enter a paper that somebody measured?"""

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, StopValidation

from eventapp.badges.own_sizes import LONGEST_NAME
from eventapp.badges.stock import Kind, Measured, Misfit
from eventapp.badges.stock.own import LARGEST_PAGE, MOST_COLUMNS, MOST_ROWS, SMALLEST_BADGE
from eventapp.core.text import clean_line
from eventapp.forms import Form


class LengthField(StringField):  # type: ignore[misc]  # wtforms carries no types
    """Millimetres, with a decimal comma or point."""

    def __init__(self, label: Any, smallest: float, largest: float, **kwargs: Any) -> None:
        """Takes lengths between two others, both included."""
        super().__init__(label, [InputRequired(_l("Please enter a length.")), self._check], **kwargs)
        self._smallest, self._largest = smallest, largest

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads what was typed; `data` is None when it is no number."""
        if not valuelist:
            return
        try:
            number = float(valuelist[0].strip().removesuffix("mm").strip().replace(",", "."))
        except ValueError:
            number = float("nan")
        self.data = round(number, 3) if abs(number) < float("inf") else None

    def _value(self) -> str:
        """What stands in the field: what was typed, or the length."""
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(format_decimal(self.data))

    def _check(self, _form: Form, field: "LengthField") -> None:
        if field.data is None:
            raise StopValidation(_("Please enter the length as a number of millimetres, such as 63.5."))
        if not self._smallest <= field.data <= self._largest:
            limits = {"min": format_decimal(self._smallest), "max": format_decimal(self._largest)}
            raise StopValidation(_("Between %(min)s and %(max)s mm.", **limits))


class SizeForm(Form):
    """A paper of one's own."""

    name = StringField(
        _l("Name"),
        [
            DataRequired(_l("Please give the paper a name.")),
            Length(max=LONGEST_NAME, message=_l("This is longer than %(max)d characters.")),
        ],
        filters=[clean_line],
        default="",
        description=_l("What stands on the package, so that you find it again."),
    )
    kind = RadioField(
        _l("What it is"),
        choices=[
            SelectChoice(Kind.SHEET.value, _l("Labels that are peeled off a sheet")),
            SelectChoice(Kind.INSERT.value, _l("Cards that are broken out of a perforated sheet")),
            SelectChoice(Kind.CARD.value, _l("Plain paper or card, with marks where to cut")),
            SelectChoice(Kind.ROLL.value, _l("Roll of a label printer")),
        ],
        default=Kind.SHEET.value,
    )
    page_width = LengthField(_l("Width of the page"), SMALLEST_BADGE, LARGEST_PAGE, default=210.0)
    page_height = LengthField(_l("Height of the page"), SMALLEST_BADGE, LARGEST_PAGE, default=297.0)
    columns = IntegerField(
        _l("Badges side by side"),
        [
            InputRequired(_l("Please enter how many.")),
            NumberRange(1, MOST_COLUMNS, _l("Between %(min)d and %(max)d.")),
        ],
        default=2,
    )
    rows = IntegerField(
        _l("Badges below each other"),
        [InputRequired(_l("Please enter how many.")), NumberRange(1, MOST_ROWS, _l("Between %(min)d and %(max)d."))],
        default=5,
    )
    width = LengthField(_l("Width of a badge"), SMALLEST_BADGE, LARGEST_PAGE, default=90.0)
    height = LengthField(_l("Height of a badge"), SMALLEST_BADGE, LARGEST_PAGE, default=54.0)
    margin_left = LengthField(_l("From the left edge of the paper to the first badge"), 0, LARGEST_PAGE, default=15.0)
    margin_top = LengthField(_l("From the upper edge of the paper to the first badge"), 0, LARGEST_PAGE, default=13.5)
    gap_x = LengthField(_l("Gap between two badges side by side"), 0, LARGEST_PAGE, default=0.0)
    gap_y = LengthField(_l("Gap between two badges below each other"), 0, LARGEST_PAGE, default=0.0)
    is_folded = BooleanField(
        _l("Folded badges"),
        description=_l("Front and back stand on one side of the paper. The height of a badge is that of one half."),
    )

    def measured(self) -> Measured:
        """What was entered, when all fields are good."""
        names = ("page_width", "page_height", "columns", "rows", "width", "height")
        more = ("margin_left", "margin_top", "gap_x", "gap_y", "name")
        values = {name: self[name].data for name in (*names, *more)}
        return Measured(**values, kind=Kind(self.kind.data), is_folded=bool(self.is_folded.data))

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all fields are good, and the badges have room on the page."""
        if not super().validate(extra_validators):
            return False
        measured = self.measured()
        for misfit in measured.misfits:
            field, sentence = _about(misfit, measured)
            self[field].errors = [*self[field].errors, sentence]
        return not measured.misfits


def _about(misfit: Misfit, measured: Measured) -> tuple[str, str]:
    """At which field a misfit is told, and what would help."""
    if misfit is Misfit.TOO_BROAD:
        used, page = format_decimal(round(measured.used_width, 2)), format_decimal(measured.page_width)
        return "columns", _(
            "Side by side this takes %(used)s mm, but the page is only %(page)s mm wide. Please print fewer side by "
            "side, or make the badge, the gap or the left margin smaller.",
            used=used,
            page=page,
        )
    used, page = format_decimal(round(measured.used_height, 2)), format_decimal(measured.page_height)
    return "rows", _(
        "Below each other this takes %(used)s mm, but the page is only %(page)s mm high. Please print fewer below "
        "each other, or make the badge, the gap or the upper margin smaller.",
        used=used,
        page=page,
    )
