"""How are the questions of an event asked in a form, and what was answered?"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from flask_babel import gettext as _
from wtforms import Field, RadioField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from eventapp.core.asking import LONGEST_PARAGRAPH, LONGEST_TEXT, NO, YES, Flaw, Kind, chosen_in, read_answer
from eventapp.core.text import clean_line, clean_text
from eventapp.events.models import Question
from eventapp.forms import Form

_FIELD = "question_"
_SEEN_AT_ONCE = 7
"""More to choose from stands in a list that opens."""


class AnswersForm(Form):
    """A form that asks the questions of an event, too; see `asking`."""

    questions: Sequence[Question] = ()

    @property
    def question_fields(self) -> list[Field]:
        """The fields of the questions, in order."""
        return [self[_FIELD + str(question.id)] for question in self.questions]

    def answers(self) -> dict[int, str]:
        """What was answered, by question, once it is valid; empty where nothing was."""
        return {question.id: self[_FIELD + str(question.id)].answer for question in self.questions}


_Form = TypeVar("_Form", bound=AnswersForm)


def asking(
    form: type[_Form], questions: Sequence[Question], language: str, answered: Mapping[int, str] | None = None
) -> type[_Form]:
    """A form that asks these questions, too.

    Args:
        form: The form without them.
        questions: Of the event.
        language: Of the reader.
        answered: What stands so far, of those who change it; they may leave open what they were never asked.
    """
    if not questions:
        return form
    fields: dict[str, Any] = {}
    for question in questions:
        stands = None if answered is None else answered.get(question.id, "")
        fields[f"{_FIELD}{question.id}"] = _field(question, language, stands)
    return type(f"Asking{form.__name__}", (form,), {**fields, "questions": tuple(questions)})


class _Answered:
    """Reads an answer as its question wants it; the field has it as `answer` then."""

    def __init__(self, question: Question, *, is_required: bool) -> None:
        self._asked, self._is_required = question.asked, is_required
        self.field_flags = {"required": True} if is_required else {"optional": True}

    def __call__(self, _form: Form, field: Field) -> None:
        found = read_answer(self._asked, field.raw_data or [])
        if isinstance(found, Flaw):
            raise ValidationError(_sentence(found, self._asked.kind))
        if self._is_required and not found:
            raise ValidationError(_("Please answer this question."))
        field.answer = found


def _field(question: Question, language: str, answered: str | None) -> Any:
    kind = Kind(question.kind)
    is_required = question.is_required and answered != ""
    label, options = question.wording_in(language), question.options_in(language)
    helps = [question.help_in(language), _("The answer stands on your badge.") if question.is_on_badge else ""]
    about: dict[str, Any] = {
        "validators": [_Answered(question, is_required=is_required)],
        "description": " ".join(filter(None, helps)),
        "default": answered or "",
    }
    if kind is Kind.PARAGRAPH:
        return TextAreaField(label, filters=[lambda text: clean_text(text or "")], **about)
    if kind in {Kind.TEXT, Kind.NUMBER, Kind.DAY}:
        shown = _EXTRA.get(kind, {})
        return StringField(label, filters=[lambda text: clean_line(text or "")], **about, **shown)
    if kind is Kind.YES_NO:
        options = {YES: _("Yes"), NO: _("No")}
    about["validate_choice"] = False  # read_answer says what can be chosen
    if kind is Kind.CHOICE and len(options) > _SEEN_AT_ONCE:
        return SelectField(label, choices=[SelectChoice("", _("Please choose")), *_choices(options)], **about)
    if kind is Kind.CHOICES:
        about |= {"default": chosen_in(answered or ""), "widget": ListWidget(prefix_label=False)}
        return SelectMultipleField(label, choices=_choices(options), option_widget=CheckboxInput(), **about)
    # Whoever chose one cannot choose none again, unless that can be chosen, too.
    none = [] if is_required else [SelectChoice("", _("No answer"))]
    return RadioField(label, choices=[*_choices(options), *none], **about)


_EXTRA: Mapping[Kind, dict[str, Any]] = {
    Kind.NUMBER: {"render_kw": {"inputmode": "decimal"}},
    Kind.DAY: {"widget": DateInput()},
}


def _choices(options: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(key, name) for key, name in options.items()]


def _sentence(flaw: Flaw, kind: Kind) -> str:
    longest = LONGEST_TEXT if kind is Kind.TEXT else LONGEST_PARAGRAPH
    sentences = {
        Flaw.SEVERAL: _("Please give one answer."),
        Flaw.TOO_LONG: _("That is too long. At most %(most)s characters fit here.", most=longest),
        Flaw.NO_OPTION: _("Please choose from the answers that stand here."),
        Flaw.NO_NUMBER: _("Please enter a number such as 12 or 1.5, without signs between the thousands."),
        Flaw.NO_DAY: _("Please enter a date such as 2026-11-30."),
    }
    return str(sentences[flaw])
