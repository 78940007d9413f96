"""What does a new event take over from an earlier one that it is made after?"""

from collections.abc import Callable

from sqlalchemy.orm import Session

from eventapp.events.models import Event, Question, Topic

AtCopying = Callable[[Session, Event, Event], None]
_at_copying: list[AtCopying] = []
_SETTINGS = (
    "titles",
    "icebreakers",
    "places",
    "has_waiting_list",
    "requires_approval",
    "offer_hours",
    "requires_second_factor",
    "asks_days",
)
"""What an organiser sets on other pages than the event's own form; no moments, which lie in the past by now."""
_OF_A_QUESTION = (
    "place",
    "kind",
    "is_required",
    "is_on_badge",
    "wording",
    "wording_en",
    "help",
    "help_en",
    "badge_label",
    "options",
)


def at_copying(step: AtCopying) -> AtCopying:
    """Decorates what a later domain takes over, within the transaction that makes the new event.

    It is given the event that is the model and the new one, whose days stand already. Events know no later domain,
    so that they add themselves.
    """
    _at_copying.append(step)
    return step


def take_over(session: Session, model: Event, made: Event) -> None:
    """Gives a new event what was prepared for an earlier one; no people, no team, nothing that happened.

    Args:
        session: The write session, in which the new event was added.
        model: The event that it is made after.
        made: The new event, with the settings of its form.
    """
    for name in _SETTINGS:
        setattr(made, name, getattr(model, name))
    made.topics = [Topic(name=topic.name, key=topic.key) for topic in model.topics]
    made.questions = [
        Question(**{name: getattr(question, name) for name in _OF_A_QUESTION}) for question in model.questions
    ]
    session.flush()
    for step in _at_copying:
        step(session, model, made)
