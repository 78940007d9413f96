"""How does an organiser change what is asked at registration, also after people have answered?"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.core.asking import FITS_ON_BADGE, MOST_OPTIONS, MOST_QUESTIONS, WITH_OPTIONS, Kind, without
from eventapp.core.text import clean_line
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.events.models import Question
from eventapp.extensions import db
from eventapp.registration.models import Answer


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose.

    Attributes:
        name: How it reads; empty: it goes.
        name_en: In English; empty: as in German.
        key: Of one that there is; "" for a new one.
    """

    name: str
    name_en: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """A question as an organiser wants it; what its attributes mean stands in events.models.Question."""

    wording: str
    wording_en: str = ""
    help: str = ""
    help_en: str = ""
    is_required: bool = False
    is_on_badge: bool = False
    badge_label: str = ""
    options: Sequence[Option] = ()


class Asking(StrEnum):
    """What came of changing the questions."""

    CHANGED = "changed"
    TOO_MANY = "too_many"
    MISSING = "missing"
    """There is no such question (any more)."""


def add_question(event_id: int, kind: Kind, entry: QuestionEntry, *, account_id: int | None, now: datetime) -> Asking:
    """Asks something more, after what is asked already.

    Args:
        event_id: Of which event.
        kind: What is answered; it stays so.
        entry: The question.
        account_id: Who asks it; None: a command on the server.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        others = _questions(session, event_id)
        if len(others) >= MOST_QUESTIONS:
            return Asking.TOO_MANY
        place = max((other.place for other in others), default=0) + 1
        question = Question(event_id=event_id, place=place, kind=kind, **_values(kind, entry, {}))
        session.add(question)
        session.flush()
        about = {"question_id": question.id}
        record(session, "question.added", event_id=event_id, account_id=account_id, now=now, **about)
    return Asking.CHANGED


def change_question(
    event_id: int, question_id: int, entry: QuestionEntry, *, account_id: int | None, now: datetime
) -> Asking:
    """Asks it in other words, or offers other options.

    Whoever chose an option keeps it under its new name; an option that goes is chosen by nobody any more.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        question = _question(session, event_id, question_id)
        if question is None:
            return Asking.MISSING
        known = {option["key"]: option for option in question.options}
        for name, value in _values(Kind(question.kind), entry, known).items():
            setattr(question, name, value)
        if set(known) - {option["key"] for option in question.options}:
            _forget_chosen(session, question)
        about = {"question_id": question_id}
        record(session, "question.changed", event_id=event_id, account_id=account_id, now=now, **about)
    return Asking.CHANGED


def move_question(event_id: int, question_id: int, *, up: bool, account_id: int | None, now: datetime) -> Asking:
    """Asks it before the question above it, or after the one below; at the end of the list it stays where it is."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        questions = _questions(session, event_id)
        places = {question.id: place for place, question in enumerate(questions)}
        if question_id not in places:
            return Asking.MISSING
        place, other = places[question_id], places[question_id] + (-1 if up else 1)
        if 0 <= other < len(questions):
            questions[place], questions[other] = questions[other], questions[place]
        for number, question in enumerate(questions, start=1):
            question.place = number
        about = {"question_id": question_id}
        record(session, "question.moved", event_id=event_id, account_id=account_id, now=now, **about)
    return Asking.CHANGED


def remove_question(event_id: int, question_id: int, *, account_id: int | None, now: datetime) -> Asking:
    """Asks it no more, and forgets what was answered."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        question = _question(session, event_id, question_id)
        if question is None:
            return Asking.MISSING
        session.execute(delete(Answer).where(Answer.question_id == question_id))
        session.delete(question)
        about = {"question_id": question_id}
        record(session, "question.removed", event_id=event_id, account_id=account_id, now=now, **about)
    return Asking.CHANGED


def keep_answers(session: Session, event_id: int, registration_id: int, answers: Mapping[int, str]) -> None:
    """Makes these somebody's answers in place of what they answered to the same questions.

    Inside the caller's transaction, which holds the event. What is not asked (any more), and options that went while
    the page was open, are passed over.

    Args:
        session: The caller's.
        event_id: The event.
        registration_id: Whose answers.
        answers: By question; empty takes one back.
    """
    if not answers:
        return
    asked = {question.id: question for question in _questions(session, event_id) if question.id in answers}
    of_person = Answer.registration_id == registration_id
    session.execute(delete(Answer).where(of_person, Answer.question_id.in_(asked)))
    for id_, question in asked.items():
        given = answers[id_]
        value = without(question.asked, given) if question.kind in WITH_OPTIONS else given
        if value:
            session.add(Answer(event_id=event_id, registration_id=registration_id, question_id=id_, value=value))


def _questions(session: Session, event_id: int) -> list[Question]:
    rows = session.scalars(select(Question).where(Question.event_id == event_id))
    return sorted(rows, key=lambda question: (question.place, question.id))


def _question(session: Session, event_id: int, question_id: int) -> Question | None:
    return session.scalar(select(Question).where(Question.event_id == event_id, Question.id == question_id))


def _values(kind: Kind, entry: QuestionEntry, known: Mapping[str, Mapping[str, str]]) -> dict[str, object]:
    is_on_badge = entry.is_on_badge and kind in FITS_ON_BADGE
    return {
        "wording": clean_line(entry.wording),
        "wording_en": clean_line(entry.wording_en),
        "help": clean_line(entry.help),
        "help_en": clean_line(entry.help_en),
        "is_required": entry.is_required,
        "is_on_badge": is_on_badge,
        "badge_label": clean_line(entry.badge_label) if is_on_badge else "",
        "options": _options(entry.options, known) if kind in WITH_OPTIONS else [],
    }


def _options(wanted: Sequence[Option], known: Mapping[str, object]) -> list[dict[str, str]]:
    kept = [option for option in wanted if clean_line(option.name)]
    return [
        {
            "key": option.key if option.key in known else secrets.token_hex(4),
            "name": clean_line(option.name),
            "name_en": clean_line(option.name_en),
        }
        for option in kept[:MOST_OPTIONS]
    ]


def _forget_chosen(session: Session, question: Question) -> None:
    """Takes options that are gone out of what people chose; of many people's answers only few differ."""
    of_question = Answer.question_id == question.id
    for value in session.scalars(select(Answer.value).where(of_question).distinct()).all():
        left = without(question.asked, value)
        same = (of_question, Answer.value == value)
        if not left:
            session.execute(delete(Answer).where(*same))
        elif left != value:
            session.execute(update(Answer).where(*same).values(value=left))
