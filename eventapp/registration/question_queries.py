"""What was asked at registration, and what was answered?"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from eventapp.core.asking import WITH_OPTIONS, Kind, chosen_in
from eventapp.events.models import Question
from eventapp.extensions import db
from eventapp.registration.models import Answer


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an event, and what came of it.

    Attributes:
        question: Which one.
        answers: How many people answered.
        chosen: How often each option was chosen, by its key; of yes and no, how often each was said.
    """

    question: Question
    answers: int
    chosen: Mapping[str, int]


def question_of(event_id: int, question_id: int) -> Question | None:
    """A question, within the event."""
    return db.session.scalar(select(Question).where(Question.event_id == event_id, Question.id == question_id))


def all_asked(event_id: int) -> list[Asked]:
    """The questions of an event in their order, with what came of them; three reads however many answered."""
    questions = db.session.scalars(select(Question).where(Question.event_id == event_id)).all()
    counts = select(Answer.question_id, func.count()).where(Answer.event_id == event_id).group_by(Answer.question_id)
    answered: dict[int, int] = {row[0]: row[1] for row in db.session.execute(counts)}
    values = (
        select(Answer.question_id, Answer.value, func.count())
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.event_id == event_id, Question.kind.in_([*WITH_OPTIONS, Kind.YES_NO]))
        .group_by(Answer.question_id, Answer.value)
    )
    chosen: dict[int, Counter[str]] = {question.id: Counter() for question in questions}
    for question_id, value, count in db.session.execute(values):
        for key in chosen_in(value):
            chosen[question_id][key] += count
    in_order = sorted(questions, key=lambda question: (question.place, question.id))
    return [Asked(question, answered.get(question.id, 0), chosen[question.id]) for question in in_order]


def asked_of_all(question: Question) -> Asked:
    """One question, with what came of it."""
    return next(asked for asked in all_asked(question.event_id) if asked.question.id == question.id)


def answers_of(registration_id: int) -> dict[int, str]:
    """What somebody answered, by question."""
    return answers_of_all([registration_id]).get(registration_id, {})


def answers_of_all(registration_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """What people answered, by registration and question; who answered nothing is left out."""
    rows = db.session.execute(
        select(Answer.registration_id, Answer.question_id, Answer.value).where(
            Answer.registration_id.in_(registration_ids)
        )
    )
    answers: dict[int, dict[int, str]] = {}
    for registration_id, question_id, value in rows:
        answers.setdefault(registration_id, {})[question_id] = value
    return answers
