"""Which topics have the people in the picture chosen?"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from eventapp.events.models import Event, Topic
from eventapp.extensions import db
from eventapp.registration.models import Registration, RegistrationTopic, TrackingConsent


@dataclass(frozen=True, slots=True)
class ChosenTopics:
    """Topics of an event as the picture colours them.

    Attributes:
        topics: Names of those that somebody has chosen, the most frequent first.
        people: Places in `topics`, by pseudonym number; whether they are offered or sought makes no difference.
    """

    topics: list[str]
    people: dict[int, list[int]]


def chosen_topics(event: Event) -> ChosenTopics:
    """What the people in contact tracking have chosen."""
    rows = db.session.execute(
        select(Registration.number, Topic.name)
        .join(RegistrationTopic, RegistrationTopic.registration_id == Registration.id)
        .join(Topic, Topic.id == RegistrationTopic.topic_id)
        .join(TrackingConsent, TrackingConsent.registration_id == Registration.id)
        .where(Registration.event_id == event.id)
        .distinct()
    ).all()
    sizes = Counter(name for _number, name in rows)
    topics = sorted(sizes, key=lambda name: (-sizes[name], name))
    places = {name: place for place, name in enumerate(topics)}
    people: defaultdict[int, list[int]] = defaultdict(list)
    for number, name in rows:
        people[number].append(places[name])
    return ChosenTopics(topics, {number: sorted(chosen) for number, chosen in people.items()})
