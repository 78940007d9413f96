"""Topics and icebreakers of a test's event, and who offers or seeks what."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from eventapp.core.text import comparison_key
from eventapp.database import write_session
from eventapp.events.models import Event, Topic
from eventapp.extensions import db
from eventapp.registration.models import Registration, RegistrationTopic, Side
from tests.factories import MadeAttendee


def give_topics(attendee: MadeAttendee, *, offers: Iterable[str] = (), seeks: Iterable[str] = ()) -> None:
    """Lets an attendee offer and seek topics, which the event gets if it has none of that name."""
    with write_session(db.session()) as session:
        for side, names in ((Side.OFFERS, offers), (Side.SEEKS, seeks)):
            for name in names:
                key = {"event_id": attendee.event_id, "key": comparison_key(name)}
                topic = session.scalar(select(Topic).filter_by(**key))
                if topic is None:
                    topic = Topic(name=name, **key)
                    session.add(topic)
                    session.flush()
                session.add(
                    RegistrationTopic(
                        event_id=attendee.event_id, registration_id=attendee.id, topic_id=topic.id, side=side
                    )
                )


def give_icebreakers(event_id: int, questions: Sequence[str]) -> None:
    """Gives an event its list of questions."""
    with write_session(db.session()) as session:
        session.get_one(Event, event_id).icebreakers = list(questions)


def let_find(*attendees: MadeAttendee, agrees: bool = True) -> None:
    """Lets people agree, or not any more, to be found by name."""
    with write_session(db.session()) as session:
        for attendee in attendees:
            session.get_one(Registration, attendee.id).is_findable = agrees
