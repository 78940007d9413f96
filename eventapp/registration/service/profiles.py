"""How does somebody change what they tell about themselves: telephone number, topics and answers?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from eventapp.core.phone_numbers import tidy_phone
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.events.models import Topic
from eventapp.extensions import db
from eventapp.registration.models import Purpose, Registration, RegistrationTopic, Side
from eventapp.registration.service.consents import record_consent
from eventapp.registration.service.questions import keep_answers

MOST_CHOSEN = 5
"""Topics on each side: who ticks everything says nothing, and would be everybody's match."""


@dataclass(frozen=True)
class Profile:
    """What a person tells about themselves; all of it is voluntary, but for what organisers require.

    Attributes:
        phone: Telephone number, or "".
        offers: Ids of topics that the person offers.
        seeks: Ids of topics that the person seeks.
        answers: To the questions of the event, by their ids (core.asking).
    """

    phone: str = ""
    offers: Collection[int] = ()
    seeks: Collection[int] = ()
    answers: Mapping[int, str] = field(default_factory=dict)


def change_profile(registration_id: int, profile: Profile, *, phone_words: str, now: datetime) -> None:
    """Keeps what a person tells about themselves in place of what stood there.

    A number taken back takes the consent to show it along: another one entered later is not shown unasked.

    Args:
        registration_id: Whose it is.
        profile: What they entered.
        phone_words: In which words the consent to show the number was asked for, kept as proof.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        registration = session.get_one(Registration, registration_id)
        lock_event(session, registration.event_id)
        phone = tidy_phone(profile.phone)
        registration.phone_is_listed = registration.phone_is_listed and phone == registration.phone
        registration.phone = phone
        if registration.phone is None and registration.shares_phone:
            record_consent(session, registration, Purpose.PHONE, phone_words, given=False, now=now)
        choose_topics(session, registration, offers=profile.offers, seeks=profile.seeks)
        keep_answers(session, registration.event_id, registration.id, profile.answers)


def choose_topics(
    session: Session, registration: Registration, *, offers: Collection[int], seeks: Collection[int]
) -> None:
    """Makes these the person's topics, inside the caller's transaction, which holds the event.

    Topics that the event does not have (any more) are passed over: no choice is worth an error.
    """
    at_event = set(session.scalars(select(Topic.id).where(Topic.event_id == registration.event_id)))
    session.execute(delete(RegistrationTopic).where(RegistrationTopic.registration_id == registration.id))
    for side, chosen in ((Side.OFFERS, offers), (Side.SEEKS, seeks)):
        for topic_id in sorted(at_event.intersection(chosen))[:MOST_CHOSEN]:
            session.add(
                RegistrationTopic(
                    event_id=registration.event_id, registration_id=registration.id, topic_id=topic_id, side=side
                )
            )
