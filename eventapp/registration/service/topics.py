"""How does an organiser change the topics of an event, also those that people have chosen, and its icebreakers?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.core.text import clean_line, comparison_key
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.events.models import Event, Topic
from eventapp.extensions import db
from eventapp.registration.models import RegistrationTopic

LONGEST_KEY = 100


@dataclass(frozen=True)
class TopicChanges:
    """What an organiser wants.

    Attributes:
        names: Topics by their ids, as they are to be called; "" removes one. Those not named stay as they are.
        new: Names of further topics.
        icebreakers: All questions that may be shown to two people who have just met.
    """

    names: Mapping[int, str] = field(default_factory=dict)
    new: Sequence[str] = ()
    icebreakers: Sequence[str] = ()


def topic_key(name: str) -> str:
    """The form in which names of topics are compared; some signs become many, so it is cut to fit."""
    return comparison_key(name)[:LONGEST_KEY]


def change_topics(event_id: int, changes: TopicChanges, *, account_id: int | None, now: datetime) -> None:
    """Renames, removes and adds topics.

    Whoever chose a topic keeps it under its new name; a topic that goes is chosen by nobody any more. A name that
    stands already is not taken twice.

    Args:
        event_id: The event.
        changes: What the organiser wants.
        account_id: Who wants it; None: a command on the server.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        topics = {topic.id: topic for topic in session.scalars(select(Topic).where(Topic.event_id == event_id))}
        wanted = {id_: clean_line(name) for id_, name in changes.names.items() if id_ in topics}
        _remove(session, [topics.pop(id_) for id_, name in wanted.items() if not name])
        _rename(session, topics, {id_: name for id_, name in wanted.items() if name})
        taken = {topic.key for topic in topics.values()}
        for name in map(clean_line, changes.new):
            if name and topic_key(name) not in taken:
                taken.add(topic_key(name))
                session.add(Topic(event_id=event_id, name=name, key=topic_key(name)))
        session.get_one(Event, event_id).icebreakers = [line for line in map(clean_line, changes.icebreakers) if line]
        record(session, "event.topics_changed", event_id=event_id, account_id=account_id, now=now)


def _remove(session: Session, topics: Sequence[Topic]) -> None:
    session.execute(delete(RegistrationTopic).where(RegistrationTopic.topic_id.in_([topic.id for topic in topics])))
    for topic in topics:
        session.delete(topic)
    session.flush()


def _rename(session: Session, topics: Mapping[int, Topic], names: Mapping[int, str]) -> None:
    renamed = {topics[id_]: name for id_, name in _without_clashes(topics, names).items()}
    for topic in renamed:
        topic.key = f" {topic.id}"  # two topics may swap their names, one row after the other
    session.flush()
    for topic, name in renamed.items():
        topic.name, topic.key = name, topic_key(name)


def _without_clashes(topics: Mapping[int, Topic], names: Mapping[int, str]) -> Mapping[int, str]:
    """The new names that leave each name standing once; the form says so before, this holds when two save at once."""
    kept = dict(names)
    while True:
        keys = Counter(topic_key(kept.get(id_, topic.name)) for id_, topic in topics.items())
        clashing = [id_ for id_, name in kept.items() if keys[topic_key(name)] > 1]
        if not clashing:
            return kept
        for id_ in clashing:
            del kept[id_]
