"""What does a badge say of what its holder answered at registration?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eventapp.core.asking import FITS_ON_BADGE, WITH_OPTIONS, YES, Kind, chosen_in
from eventapp.events.models import Question

_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class BadgeQuestion:
    """A question whose answers stand on badges, in the words of the event: German, whoever prints.

    Attributes:
        id: Of the question.
        kind: What is answered.
        label: Stands before the answer; of yes and no, in its place.
        options: What can be chosen, by key.
    """

    id: int
    kind: Kind
    label: str
    options: tuple[tuple[str, str], ...] = ()

    def printed(self, answer: str) -> str:
        """An answer as it is printed; empty where there is nothing to say."""
        if self.kind is Kind.YES_NO:
            return self.label if answer == YES else ""
        said = self._said(answer)
        return f"{self.label} {said}".strip() if said else ""

    def _said(self, answer: str) -> str:
        if self.kind in WITH_OPTIONS:
            names = dict(self.options)
            return ", ".join(names[key] for key in chosen_in(answer) if key in names)
        return answer.replace(".", ",") if self.kind is Kind.NUMBER else answer


def on_badges(questions: Iterable[Question]) -> tuple[BadgeQuestion, ...]:
    """Those of an event's questions whose answers stand on badges, in their order."""
    return tuple(
        BadgeQuestion(
            question.id,
            Kind(question.kind),
            question.badge_label or (question.wording if question.kind == Kind.YES_NO else ""),
            tuple(question.options_in("de").items()),
        )
        for question in questions
        if question.is_on_badge and question.kind in FITS_ON_BADGE
    )


def printed_answers(answers: str, questions: Sequence[BadgeQuestion]) -> str:
    """All that a badge says of somebody's answers.

    Args:
        answers: One in a line, each after the id of its question and a colon.
        questions: Those whose answers stand on badges.
    """
    given = {id_: answer for id_, _, answer in (line.partition(":") for line in answers.split("\n"))}
    said = (question.printed(given.get(str(question.id), "")) for question in questions)
    return _BETWEEN.join(filter(None, said))
