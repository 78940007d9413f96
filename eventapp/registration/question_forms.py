"""What may an organiser type to ask something at registration?"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, Field, IntegerField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from eventapp.core.asking import FITS_ON_BADGE, MOST_OPTIONS, WITH_OPTIONS, Kind
from eventapp.core.text import comparison_key
from eventapp.forms import Form
from eventapp.registration.forms import cleaned
from eventapp.registration.question_queries import Asked
from eventapp.registration.service import Option, QuestionEntry

LONGEST_WORDING, LONGEST_HELP, LONGEST_OPTION, LONGEST_LABEL = 200, 300, 100, 40
FEWEST_OPTIONS = 2
OPTIONS_SHOWN = 6
"""So many fields stand open for a new question; the others are folded away."""
_TOO_LONG = _l("This is longer than %(max)d characters.")
_OPTION, _ENGLISH, _PLACE, _NEW = "option_", "_en", "_place", "new"


def _line(label: Any, longest: int, description: Any = "", *validators: Any) -> StringField:
    length = Length(max=longest, message=_TOO_LONG)
    return StringField(label, [*validators, length], filters=[cleaned], default="", description=description)


class OptionRow:
    """The fields of one option."""

    def __init__(self, form: Form, key: str, chosen: int) -> None:
        """Finds them in a form; `chosen` is how many people chose the option so far."""
        self.key, self.chosen = key, chosen
        self.name: Field = form[_OPTION + key]
        self.english: Field = form[_OPTION + key + _ENGLISH]
        self.place: Field | None = next((field for field in form if field.name == _OPTION + key + _PLACE), None)
        """Of one that there is; new ones come after them."""

    def option(self) -> Option:
        """What was typed."""
        return Option(self.name.data, self.english.data, self.key)

    @property
    def goes(self) -> bool:
        """Whether people who chose it lose their answer."""
        return bool(self.chosen and not self.name.data)


class QuestionForm(Form):
    """A question of the event; made by `question_form`, which adds the fields of its options."""

    kind: Kind
    keys: Sequence[str] = ()
    """Of the options that there are and of those that can be added, as their fields are called."""
    chosen: Mapping[str, int] = {}

    wording = _line(_l("Question in German"), LONGEST_WORDING, "", DataRequired(_l("Please enter the question.")))
    wording_en = _line(_l("Question in English"), LONGEST_WORDING, _l("Empty: the German one is shown to everybody."))
    help = _line(_l("Help in German"), LONGEST_HELP, _l("A sentence below the question."))
    help_en = _line(_l("Help in English"), LONGEST_HELP)
    is_required = BooleanField(
        _l("Must be answered"),
        description=_l("Nobody registers without an answer. The desk at the door does not ask."),
    )
    is_on_badge = BooleanField(
        _l("Print the answer on the badge"),
        description=_l("Wherever the design has the field “Answers”. People read it before they answer."),
    )
    badge_label = _line(_l("Words on the badge"), LONGEST_LABEL)
    may_forget = BooleanField(_l("These answers may go"))

    @property
    def rows(self) -> list[OptionRow]:
        """The options, each with its fields."""
        return [OptionRow(self, key, self.chosen.get(key, 0)) for key in self.keys]

    @property
    def forgotten(self) -> int:
        """How many answers go with the options that were emptied."""
        return sum(row.chosen for row in self.rows if row.goes)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Looks at each field, and then at the options together."""
        return bool(super().validate(*args, **kwargs)) & self._options_are_good()

    def entry(self) -> QuestionEntry:
        """What was typed, once it is valid."""
        on_badge = self.kind in FITS_ON_BADGE
        rows = sorted(self.rows, key=lambda row: (row.place and row.place.data) or len(self.keys) + 1)
        return QuestionEntry(
            self.wording.data,
            self.wording_en.data,
            self.help.data,
            self.help_en.data,
            is_required=self.is_required.data,
            is_on_badge=on_badge and self.is_on_badge.data,
            badge_label=self.badge_label.data if on_badge else "",
            options=[row.option() for row in rows],
        )

    def _options_are_good(self) -> bool:
        if self.kind not in WITH_OPTIONS:
            return True
        seen: set[str] = set()
        for row in self.rows:
            key = comparison_key(row.name.data)
            if row.english.data and not key and row.place is None:  # of one that there was, it goes along
                _wrong(row.name, _("The German wording is missing here."))
            elif key in seen:
                _wrong(row.name, _("This stands there twice."))
            seen.update({key} - {""})
        if len(seen) < FEWEST_OPTIONS:
            empty = next((row for row in self.rows if not row.name.data), self.rows[0])
            _wrong(empty.name, _("Please enter at least two answers to choose from."))
        if self.forgotten and not self.may_forget.data:
            sentence = ngettext(
                "%(num)s person chose what you have emptied; their choice would be deleted. Tick this if it may go.",
                "%(num)s people chose what you have emptied; their choice would be deleted. Tick this if it may go.",
                self.forgotten,
            )
            _wrong(self.may_forget, sentence)
        return not any(field.errors for field in self)


def question_form(kind: Kind, asked: Asked | None) -> QuestionForm:
    """The form for a question.

    Args:
        kind: What is answered to it.
        asked: The question and what came of it; None for a new one.
    """
    options = asked.question.options if asked else []
    fields: dict[str, Any] = {"kind": kind, "chosen": asked.chosen if asked else {}}
    if kind in WITH_OPTIONS:
        keys = [option["key"] for option in options]
        keys += [f"{_NEW}{number}" for number in range(1, MOST_OPTIONS - len(keys) + 1)]
        fields["keys"] = keys
        for number, key in enumerate(keys, start=1):
            fields |= _fields_of(key, number, options[number - 1] if number <= len(options) else None)
    form: QuestionForm = type("FilledQuestionForm", (QuestionForm,), fields)(obj=asked.question if asked else None)
    if kind not in FITS_ON_BADGE:
        del form.is_on_badge, form.badge_label
    else:
        form.badge_label.description = _badge_label_hint(kind)
    return form


def _fields_of(key: str, number: int, option: Mapping[str, str] | None) -> dict[str, Any]:
    name, english = (
        _line(_("Answer %(number)s", number=number), LONGEST_OPTION),
        _line(_("In English"), LONGEST_OPTION),
    )
    fields = {_OPTION + key: name, _OPTION + key + _ENGLISH: english}
    if option is None:
        return fields
    name.kwargs["default"], english.kwargs["default"] = option["name"], option["name_en"]
    place = IntegerField(_("Position"), [Optional(), NumberRange(1, MOST_OPTIONS)], default=number)
    return {**fields, _OPTION + key + _PLACE: place}


def _badge_label_hint(kind: Kind) -> str:
    if kind is Kind.YES_NO:
        return str(_("Printed for those who answer with yes. Empty: the question itself."))
    return str(_("Stands before the answer, such as “Years:”. Empty: the answer alone."))


def _wrong(field: Field, sentence: str) -> None:
    field.errors = [*field.errors, sentence]
