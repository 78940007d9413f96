"""What is typed and chosen for a design? Shape only; each field of a badge has a small form of its own."""

from collections.abc import Mapping
from dataclasses import fields as names_of
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FloatField, HiddenField, RadioField, SelectField, StringField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp
from wtforms.widgets import ColorInput

from eventapp.badges.design import Align, Anchor, Design, Field, FieldKind, Template
from eventapp.badges.design.checks import faults_of
from eventapp.badges.design.document import (
    COLOUR,
    LARGEST_SIDE,
    LARGEST_TYPE,
    LONGEST_TEXT,
    MOST_FIELDS,
    SMALLEST_TYPE,
)
from eventapp.badges.fonts import Weight
from eventapp.core.text import clean_line
from eventapp.designs.models import LONGEST_NAME
from eventapp.designs.service import Kept
from eventapp.designs.words import ALIGNS, ANCHORS, KINDS, MISTAKES, WEIGHTS
from eventapp.forms import Form, sent_texts

_TOO_LONG = _l("This is longer than %(max)d characters.")
_NUMBER = _l("Please enter a number.")
_NAMES = [field.name for field in names_of(Field)]


def _choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(key.value, label) for key, label in words.items()]


class _NumberField(FloatField):  # type: ignore[misc]  # wtforms carries no types
    """A number with a point or a comma, as people type it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Takes what was typed."""
        try:
            super().process_formdata([text.strip().replace(",", ".") for text in valuelist])
        except ValueError:
            raise ValueError(str(_NUMBER)) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:g}"


def _millimetres(label: Any, least: float = 0) -> _NumberField:
    between = NumberRange(least, LARGEST_SIDE, _l("Between %(min)s and %(max)s millimetres."))
    return _NumberField(label, [InputRequired(_NUMBER), between], render_kw={"step": "0.5"})


def _points(label: Any) -> _NumberField:
    between = NumberRange(SMALLEST_TYPE, LARGEST_TYPE, _l("Between %(min)s and %(max)s points."))
    return _NumberField(label, [InputRequired(_NUMBER), between], render_kw={"step": "0.5"})


class FieldForm(PlainForm):  # type: ignore[misc]  # wtforms carries no types
    """One field of a badge."""

    kind = SelectField(choices=_choices(KINDS))
    shown = BooleanField(_l("Show on the badge"))
    text = StringField(
        _l("Text"), [Length(max=LONGEST_TEXT, message=_TOO_LONG)], filters=[lambda text: clean_line(text or "")]
    )
    follows = BooleanField(_l("Right below the text before it"))
    x = _millimetres(_l("From the left (mm)"))
    y = _millimetres(_l("From above (mm)"))
    width = _millimetres(_l("Width (mm)"), 0.1)
    height = _millimetres(_l("Height (mm)"), 0.1)
    size = _points(_l("Size of type (pt)"))
    floor = _points(_l("Smallest size (pt)"))
    weight = SelectField(_l("Weight"), choices=_choices(WEIGHTS))
    colour = StringField(
        _l("Colour"),
        [Regexp(COLOUR, message=_l("Please enter a colour such as #0b5a4c."))],
        filters=[lambda text: (text or "").strip().lower()],
        widget=ColorInput(),
    )
    align = SelectField(_l("Across"), choices=_choices(ALIGNS))
    anchor = SelectField(_l("Upright"), choices=_choices(ANCHORS))

    def field(self) -> Field:
        """What was typed, as a field; call it after validating."""
        return Field(
            FieldKind(self.kind.data),
            x=round(self.x.data, 3),
            y=round(self.y.data, 3),
            width=round(self.width.data, 3),
            height=round(self.height.data, 3),
            size=round(self.size.data, 3),
            floor=round(self.floor.data, 3),
            weight=Weight(self.weight.data),
            colour=self.colour.data,
            align=Align(self.align.data),
            anchor=Anchor(self.anchor.data),
            follows=self.follows.data,
            shown=self.shown.data,
            text=self.text.data,
        )


class NameForm(Form):
    """What a design is called, and what its page is asked to do."""

    name = StringField(
        _l("Name of the design"),
        [DataRequired(_l("Please give the design a name.")), Length(max=LONGEST_NAME, message=_TOO_LONG)],
        filters=[lambda text: clean_line(text or "")],
    )
    count = HiddenField()
    action = HiddenField()
    new = SelectField(
        _l("Another field"),
        choices=[SelectChoice(kind.value, KINDS[kind]) for kind in FieldKind],
        validate_choice=False,
    )


class EditorForm:
    """The whole form of a design: its name, and a part for each of its fields."""

    def __init__(self, name: str, design: Design, *, is_sent: bool) -> None:
        """Takes what this request sends, or the design as it is kept."""
        self._kept = design
        if is_sent:
            self.head = NameForm()
            self.parts = _sent_parts(self.head.count.data)
        else:
            self.head = NameForm(formdata=None, name=name)
            self.parts = [part_of(field, number) for number, field in enumerate(design.fields)]

    def validate(self) -> bool:
        """Whether it is a design that can be used; else its fields say why not."""
        is_valid = self.head.validate()
        wrong = [part for part in self.parts if not part.validate()]
        if wrong:
            return False
        faults = faults_of(self.design())
        for fault in faults:
            place = self.parts[fault.number].x
            place.errors = [*place.errors, MISTAKES[fault.mistake]]
        return bool(is_valid and not faults)

    def design(self) -> Design:
        """What was typed, with the pictures that are kept; call it after validating."""
        return replace(self._kept, fields=tuple(part.field() for part in self.parts))

    @property
    def wrong(self) -> list[tuple[str, Any, Any, str]]:
        """Each entry that needs another look: its id, whose it is, what it is called, why."""
        found = [(self.head.name.id, "", self.head.name.label.text, error) for error in self.head.name.errors]
        for part in self.parts:
            label = KINDS.get(part.kind.data, "")
            found += [(each.id, label, each.label.text, error) for each in part for error in each.errors]
        return found

    def rearrange(self) -> bool:
        """Do what was asked for without saving: add, remove or move a field. False when nothing of that was asked."""
        action, _, place = (self.head.action.data or "").partition("-")
        number = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else -1  # noqa: PLR2004 - digits
        if action == "add" and len(self.parts) < MOST_FIELDS and self.head.new.data in list(FieldKind):
            self.parts.append(_as_typed(part_of(_new_field(FieldKind(self.head.new.data), self._kept), 0)))
        elif action == "remove" and 0 <= number < len(self.parts):
            del self.parts[number]
        elif action == "up" and 0 < number < len(self.parts):
            self.parts.insert(number - 1, self.parts.pop(number))
        else:
            return False
        self.parts = [_renumbered(part, number) for number, part in enumerate(self.parts)]
        return True


def part_of(field: Field, number: int) -> FieldForm:
    """The form of a field as it is kept."""
    return FieldForm(prefix=f"f{number}", data={name: getattr(field, name) for name in _NAMES})


def _as_typed(part: FieldForm) -> FieldForm:
    """A form with its values as if they had been typed, so that nothing is asked for that stands there."""
    for field in part:
        field.raw_data = [field.data]
    return part


def _sent_parts(count: str | None) -> list[FieldForm]:
    number = int(count) if count and count.isascii() and count.isdigit() and len(count) < 4 else 0  # noqa: PLR2004
    texts = sent_texts()
    return [FieldForm(texts, prefix=f"f{place}") for place in range(min(number, MOST_FIELDS))]


def _renumbered(part: FieldForm, number: int) -> FieldForm:
    """The same entries under another number, also those that make no sense."""
    moved = FieldForm(prefix=f"f{number}", data=part.data)
    for old, new in zip(part, moved, strict=True):
        new.raw_data = getattr(old, "raw_data", None)
    return moved


def _new_field(kind: FieldKind, design: Design) -> Field:
    """A field in the upper left corner, where the next step is to move it."""
    side = min(design.width, design.height)
    return Field(kind, round(0.05 * side, 1), round(0.05 * side, 1), round(0.5 * side, 1), round(0.15 * side, 1))


class BeginForm(Form):
    """With which template, for which paper."""

    stock = StringField()
    template = RadioField(validators=[DataRequired()], choices=list(Template))


class PictureForm(Form):
    """Which picture is sent, or taken away."""

    picture = RadioField(validators=[DataRequired()], choices=list(Kept))
