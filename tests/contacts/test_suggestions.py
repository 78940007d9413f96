"""Does „Wen Sie noch treffen sollten“ name those who fit, and only among people who agreed to it?"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import pytest
from flask import Flask

from eventapp import clock
from eventapp.checkin.service import undo_check_in
from eventapp.contacts import own_contacts, suggestions
from eventapp.contacts.queries import own_contacts as contacts_of
from eventapp.contacts.suggestions import Finding, SuggestedPerson, suggestions_for
from eventapp.core.suggestions import Guest, best, shortlist
from eventapp.core.topics import Interests
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.events.queries import event_by_id
from eventapp.extensions import db
from eventapp.registration.models import Purpose, Registration
from eventapp.registration.queries import registration, topic_uses
from eventapp.registration.service import Profile, TopicChanges, change_profile, change_topics
from tests.contacts.phones import Phone, at_once, statements
from tests.factories import CONSENT_TEXT, MadeAttendee, make_account, make_attendee, make_event, scan, today

BOTH = (Purpose.TRACKING, Purpose.SUGGESTIONS)
TOPICS = ("KI", "Förderung", "Robotik")


@dataclass(frozen=True)
class Hall:
    """Anna seeks AI and offers robots; Ben offers AI and seeks robots."""

    event_id: int
    anna: MadeAttendee
    ben: MadeAttendee


@pytest.fixture
def hall(app: Flask) -> Hall:
    """Two people who fit."""
    with app.app_context():
        event = make_event(topics=TOPICS)
        return Hall(event.id, _anna(event), _ben(event))


def _anna(event: Event) -> MadeAttendee:
    return make_attendee(
        event,
        "Anna Schmidt",
        organisation="MDZ Hannover",
        email="anna@example.org",
        consents=BOTH,
        seeks=("KI",),
        offers=("Robotik",),
    )


def _ben(event: Event) -> MadeAttendee:
    return make_attendee(
        event,
        "Ben Öztürk",
        organisation="IHK",
        email="ben@example.org",
        consents=BOTH,
        offers=("KI",),
        seeks=("Robotik",),
    )


def found(who: MadeAttendee) -> list[str]:
    """Who is suggested to somebody, by name."""
    return [person.name for person in suggestions_for(who.id, now=clock.now()).people]


def finding(who: MadeAttendee) -> Finding:
    """What the page says to somebody."""
    return suggestions_for(who.id, now=clock.now()).finding


def consent(who: MadeAttendee, purpose: Purpose, *, given: bool) -> None:
    """Somebody gives or withdraws a consent."""
    own_contacts.decide_consent(who.id, purpose, CONSENT_TEXT, given=given, now=clock.now())


def test_both_are_told_why(app: Flask, hall: Hall) -> None:
    """The same pair, seen from both sides."""
    with app.app_context():
        [ben] = suggestions_for(hall.anna.id, now=clock.now()).people
        [anna] = suggestions_for(hall.ben.id, now=clock.now()).people
        uid = registration(hall.ben.id).uid
    assert ben == SuggestedPerson(uid, "Ben Öztürk", "IHK", ["KI"], ["Robotik"], [], new_circles=1)
    assert (anna.name, anna.they_offer, anna.they_seek) == ("Anna Schmidt", ["Robotik"], ["KI"])


def _leaves(hall: Hall) -> None:
    undo_check_in(hall.ben.id, event_id=hall.event_id, account_id=make_account().id, now=clock.now())


def _changes_firm(hall: Hall) -> None:
    with write_session(db.session()) as session:
        anna, ben = (session.get_one(Registration, who.id) for who in (hall.anna, hall.ben))
        ben.organisation_id = anna.organisation_id


def _joins_the_team(hall: Hall) -> None:
    with write_session(db.session()) as session:
        session.get_one(Registration, hall.ben.id).is_staff = True


def _met_and_rejected(hall: Hall) -> None:
    scan(hall.ben, hall.anna)
    _reject(hall.anna, "Ben Öztürk")


def _reject(who: MadeAttendee, name: str) -> None:
    [contact_id] = [contact.id for contact in contacts_of(who.id) if contact.name == name]
    own_contacts.reject_contact(contact_id, registration_id=who.id, now=clock.now())


def _declined_by(decliner: str, declined: str) -> Callable[[Hall], None]:
    def decline(hall: Hall) -> None:
        who, whom = getattr(hall, decliner), getattr(hall, declined)
        assert suggestions.decline(who.id, registration(whom.id).uid, now=clock.now())

    return decline


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda hall: consent(hall.ben, Purpose.SUGGESTIONS, given=False), id="withdrew the consent"),
        pytest.param(lambda hall: consent(hall.ben, Purpose.TRACKING, given=False), id="left contact tracking"),
        pytest.param(
            lambda hall: change_profile(hall.ben.id, Profile(), phone_words="", now=clock.now()), id="no topics"
        ),
        pytest.param(_leaves, id="not checked in"),
        pytest.param(_changes_firm, id="same organisation"),
        pytest.param(_joins_the_team, id="on the team"),
        pytest.param(lambda hall: scan(hall.anna, hall.ben), id="met"),
        pytest.param(lambda hall: scan(hall.ben, hall.anna), id="met, scanned by the other"),
        pytest.param(_met_and_rejected, id="met, and that was no conversation"),
        pytest.param(_declined_by("anna", "ben"), id="declined"),
        pytest.param(_declined_by("ben", "anna"), id="declined by the other"),
    ],
)
def test_neither_is_suggested_to_the_other(app: Flask, hall: Hall, change: Callable[[Hall], None]) -> None:
    """It holds at once, for both sides."""
    with app.app_context():
        assert (found(hall.anna), found(hall.ben)) == (["Ben Öztürk"], ["Anna Schmidt"])
        change(hall)
        assert (found(hall.anna), found(hall.ben)) == ([], [])


def test_who_met_at_an_earlier_event_is_not_suggested(app: Flask) -> None:
    """The same people of the series, known by their confirmed addresses; at a later event they have not met yet."""
    with app.app_context():
        earlier = make_event(title="Früher", first_day=today() - timedelta(days=1), days=3, topics=TOPICS)
        series_id = earlier.series_id
        then = (_anna(earlier), _ben(earlier))
        event = make_event(title="Heute", series_id=series_id, topics=TOPICS)
        anna, ben = _anna(event), _ben(event)
        later = make_event(title="Später", series_id=series_id, first_day=today() + timedelta(days=9), topics=TOPICS)
        _anna(later), _ben(later)
        assert found(anna) == ["Ben Öztürk"]
        scan(*then)
        assert (found(anna), found(ben)) == ([], [])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda hall: consent(hall.anna, Purpose.SUGGESTIONS, given=False), Finding.NOT_AGREED),
        (lambda hall: consent(hall.anna, Purpose.TRACKING, given=False), Finding.NOT_OFFERED),
        (
            lambda hall: change_profile(hall.anna.id, Profile(), phone_words="", now=clock.now()),
            Finding.NO_TOPICS,
        ),
        (
            lambda hall: undo_check_in(
                hall.anna.id, event_id=hall.event_id, account_id=make_account().id, now=clock.now()
            ),
            Finding.NOT_THERE,
        ),
        (lambda hall: scan(hall.anna, hall.ben), Finding.NOBODY_FITS),
        (
            lambda hall: change_topics(
                hall.event_id,
                TopicChanges(dict.fromkeys((use.topic.id for use in topic_uses(hall.event_id)), "")),
                account_id=None,
                now=clock.now(),
            ),
            Finding.NOT_OFFERED,
        ),
    ],
)
def test_the_page_says_what_is_missing(
    app: Flask, hall: Hall, change: Callable[[Hall], object], expected: Finding
) -> None:
    """Agreeing, choosing topics, arriving: each page opens, and names nobody."""
    with app.app_context():
        assert finding(hall.anna) is Finding.FOUND
        change(hall)
        assert finding(hall.anna) is expected
    phone = Phone(app, hall.anna)
    page = phone.get(phone.path("/me"))
    assert page.status_code == 200
    assert "Ben Öztürk" not in page.text
    assert ('id="suggestions"' in page.text) is (expected is not Finding.NOT_OFFERED)


def test_after_the_event_nobody_is_suggested(app: Flask, hall: Hall) -> None:
    """Whoever was there has left."""
    with app.app_context():
        end = event_by_id(hall.event_id).tracking_closes_at
        assert suggestions_for(hall.anna.id, now=end).finding is Finding.NOT_OFFERED
        assert suggestions_for(hall.anna.id, now=end - timedelta(seconds=1)).finding is Finding.FOUND


def test_a_bridge_comes_first(app: Flask) -> None:
    """Of two who offer the same, the one who knows people where I know nobody; taken-back contacts are no bridge."""
    with app.app_context():
        event = make_event(topics=TOPICS)
        anna = _anna(event)
        bridge, hub, retracted = (
            make_attendee(event, name, organisation=name, consents=BOTH, offers=("KI",))
            for name in ("Brücke", "Nabe", "Rücknahme")
        )
        near = [make_attendee(event, f"Nah {number}", organisation=f"Nah {number}") for number in range(3)]
        far = [make_attendee(event, f"Fern {number}", organisation=f"Fern {number}") for number in range(4)]
        for other in near:
            scan(anna, other)
            scan(hub, other)
        for other in far:
            scan(bridge, other)
            scan(retracted, other)
            _reject(other, "Rücknahme")
        people = suggestions_for(anna.id, now=clock.now()).people
        assert people[0].name == "Brücke"
        assert {person.name: person.new_circles for person in people} == {"Brücke": 5, "Nabe": 1, "Rücknahme": 1}


@pytest.mark.slow
def test_the_database_ranks_as_the_rule_does(app: Flask) -> None:
    """It hands over the best forty of seventy, also of fifty equal ones, as the rule applied to all."""
    random = Random(7)  # noqa: S311 no secret
    with app.app_context():
        event = make_event(topics=TOPICS)
        names = [(random.sample(TOPICS[:2], random.randint(0, 2)), random.sample(TOPICS[:2], 1)) for _ in range(10)]
        names += [([], ["Robotik"])] * 10
        names += [(["Robotik"], [])] * 50
        people = [
            make_attendee(event, f"Person {number}", consents=BOTH, offers=offers, seeks=seeks)
            for number, (offers, seeks) in enumerate(names)
        ]
        ids = {use.topic.name: use.topic.id for use in topic_uses(event.id)}
        guests = {
            person.id: Guest(
                person.id,
                registration(person.id).organisation_id,
                Interests(frozenset(ids[name] for name in offers), frozenset(ids[name] for name in seeks)),
            )
            for person, (offers, seeks) in zip(people, names, strict=True)
        }
        uids = {registration(person.id).uid: person.id for person in people}
        for person in people[:20]:
            me = guests[person.id]
            expected = best(me, shortlist(me, guests.values(), left_out=()), known=(), circles={})
            told = [uids[each.uid] for each in suggestions_for(person.id, now=clock.now()).people]
            assert told == [each.match.person_id for each in expected]
            assert len(told) == 3


def test_the_page_gives_the_reasons(app: Flask, hall: Hall) -> None:
    """In words, with the name and the organisation, and in the event's form of address."""
    page = Phone(app, hall.anna, language="de").get(f"/events/{hall.anna.slug}/me").text
    assert "Wen Sie noch treffen sollten" in page
    [person] = re.findall(r'<li class="person person--suggested">.*?</li>\s*</ul>.*?</li>', page, re.DOTALL)
    for words in ("Ben Öztürk", "IHK", ": KI", ": Robotik", "Organisation, in der Sie noch niemanden kennen"):
        assert words in person
    assert "example.org" not in person


def test_declining_and_taking_it_back(app: Flask, hall: Hall) -> None:
    """Two buttons; whoever was declined learns nothing, and sees no one who declined them."""
    phone, other = Phone(app, hall.anna), Phone(app, hall.ben)
    page = phone.get(phone.path("/me")).text
    uid = re.findall(r'name="uid" value="(\w+)"', page)[0]
    assert phone.post(phone.path("/suggestions/decline"), uid=uid).location == phone.path("/me#suggestions")
    page = phone.get(phone.path("/me")).text
    assert "person--suggested" not in page
    assert "Suggest again: Ben Öztürk" in page
    assert "Anna" not in other.get(other.path("/me")).text
    assert phone.post(phone.path("/suggestions/decline"), uid=uid).status_code == 303, "pressed twice"
    assert other.post(other.path("/suggestions/take-back"), uid=_uid(app, hall.anna)).status_code == 303
    assert "person--suggested" not in phone.get(phone.path("/me")).text, "only who declined can take it back"
    assert phone.post(phone.path("/suggestions/take-back"), uid=uid).status_code == 303
    assert "person--suggested" in phone.get(phone.path("/me")).text


def _uid(app: Flask, who: MadeAttendee) -> str:
    with app.app_context():
        return registration(who.id).uid


def test_declining_twice_at_once(app: Flask, hall: Hall) -> None:
    """Both requests are answered alike."""
    uid = _uid(app, hall.ben)
    phones = [Phone(app, hall.anna) for _ in range(4)]
    path = phones[0].path("/suggestions/decline")
    answers = at_once([lambda phone=phone: phone.post(path, uid=uid).status_code for phone in phones])  # type: ignore[misc] # mypy cannot infer lambdas with defaults
    assert answers == [303] * 4


def test_who_is_not_at_the_event_cannot_be_declined(app: Flask, hall: Hall) -> None:
    """Neither oneself, nor somebody of another event, nor nobody."""
    with app.app_context():
        stranger = make_attendee(make_event(title="Other"))
    phone = Phone(app, hall.anna)
    for uid in (_uid(app, hall.anna), _uid(app, stranger), "X" * 26):
        for action in ("decline", "take-back"):
            assert phone.post(phone.path(f"/suggestions/{action}"), uid=uid).status_code == 404
    for nonsense in ({}, {"uid": "x"}, {"uid": "\0"}):
        assert phone.post(phone.path("/suggestions/decline"), **nonsense).status_code == 400


@pytest.mark.slow
def test_the_page_costs_the_same_in_a_small_and_in_a_full_hall(app: Flask, hall: Hall) -> None:
    """The number of questions to the database does not grow with the people."""
    phone = Phone(app, hall.anna)
    with statements(app) as for_one:
        assert phone.get(phone.path("/me")).text.count("person--suggested") == 1
    with app.app_context():
        event = event_by_id(hall.event_id)
        for number in range(30):
            make_attendee(event, f"Person {number}", consents=BOTH, offers=("KI", "Förderung"))
    with statements(app) as for_thirty:
        assert phone.get(phone.path("/me")).text.count("person--suggested") == 3
    assert len(for_thirty) == len(for_one)
