"""Can people say what they offer, seek and how to call them, when they register and later, and take it back?"""

import re
from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.contacts.own_contacts import decide_consent
from eventapp.events.queries import event_by_slug
from eventapp.extensions import db
from eventapp.registration.models import Purpose, Registration
from eventapp.registration.queries import chosen_topics, consent_records, registration, topic_uses
from eventapp.registration.service import MOST_CHOSEN, TopicChanges, change_topics
from tests.contacts.phones import Phone
from tests.factories import CONSENT_TEXT, make_attendee, make_event, scan

pytestmark = pytest.mark.one_database

PATH = "/events/netzwerktreffen/register"
ANNA = {"name": "Anna Schmidt", "organisation": "MDZ Hannover", "email": "anna@example.org"}
TOPICS = tuple(f"Thema {number}" for number in range(8))
MORE = {
    "share_phone": ("shares_phone", Purpose.PHONE),
    "findable": ("is_findable", Purpose.SEARCH),
    "suggestions": ("is_suggested", Purpose.SUGGESTIONS),
}


@pytest.fixture
def topics(app: Flask) -> list[int]:
    """The ids of the topics of a published event."""
    with app.app_context():
        return [use.topic.id for use in topic_uses(make_event(topics=TOPICS).id)]


def send(client: FlaskClient, **fields: str | Sequence[int]) -> TestResponse:
    """Sends the registration form."""
    return client.post(PATH, data={**ANNA, **fields}, headers={"Accept-Language": "en"})


def registered(app: Flask) -> tuple[Registration, list[str], list[str]]:
    """The one person registered, and the topics that they offer and seek."""
    with app.app_context():
        person = db.session.scalars(select(Registration)).one()
        chosen = chosen_topics(person.id)
        return person, [topic.name for topic in chosen.offers], [topic.name for topic in chosen.seeks]


def test_registering_with_all_of_it(app: Flask, client: FlaskClient, topics: list[int]) -> None:
    """Number, topics and the three consents are kept, each with its words."""
    answer = send(
        client,
        phone="+49 (0)631/205-7501",
        offers=topics[:2],
        seeks=topics[2:3],
        **dict.fromkeys(MORE, "y"),
    )
    assert answer.status_code == 303
    anna, offers, seeks = registered(app)
    assert (anna.phone, offers, seeks) == ("+49 631 205 7501", ["Thema 0", "Thema 1"], ["Thema 2"])
    assert (anna.shares_phone, anna.is_findable, anna.is_suggested) == (True, True, True)
    assert (anna.shows_name, anna.shares_email, anna.tracking_consent) == (False, False, None)
    with app.app_context():
        kept = {record.purpose: (record.given, record.text) for record in consent_records(anna.id)}
    page = client.get(PATH, headers={"Accept-Language": "en"}).text
    for name, (_, purpose) in MORE.items():
        [(label, meaning)] = re.findall(rf'<label for="{name}">([^<]+)</label>\s*<p[^>]*>([^<]+)</p>', page)
        assert kept[purpose] == (True, f"{label}. {meaning}")


@pytest.mark.parametrize("name", MORE)
def test_each_consent_stands_by_itself(app: Flask, client: FlaskClient, topics: list[int], name: str) -> None:
    """One tick gives one consent, and the number and topics give none."""
    assert send(client, phone="0631 205750", offers=topics[:1], **{name: "y"}).status_code == 303
    anna, *_ = registered(app)
    assert {field for field, _ in MORE.values() if getattr(anna, field)} == {MORE[name][0]}


@pytest.mark.usefixtures("topics")
def test_nothing_of_it_is_needed_or_ticked(app: Flask, client: FlaskClient) -> None:
    """It is folded away at first, and registering without it works as before."""
    page = client.get(PATH, headers={"Accept-Language": "en"}).text
    assert _checked(page) == []
    assert re.search(r'<details class="fold">\s*<summary><span>My topics, telephone and more \(optional\)', page)
    assert send(client).status_code == 303
    anna, offers, seeks = registered(app)
    assert (anna.phone, offers, seeks) == (None, [], [])


def test_without_topics_none_are_asked(app: Flask, client: FlaskClient) -> None:
    """Nor is the consent to suggestions, of which no proof is kept either."""
    with app.app_context():
        make_event()
    page = client.get(PATH, headers={"Accept-Language": "en"}).text
    assert 'name="suggestions"' not in page
    assert 'name="offers"' not in page
    assert send(client, suggestions="y", offers=[1]).status_code == 303
    anna, offers, _ = registered(app)
    assert (anna.is_suggested, offers) == (False, [])
    with app.app_context():
        assert Purpose.SUGGESTIONS not in {record.purpose for record in consent_records(anna.id)}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"phone": "call me"}, "does not look like a telephone number"),
        ({"share_phone": "y"}, "enter the number above"),
        ({"offers": list(range(1, MOST_CHOSEN + 2))}, f"at most {MOST_CHOSEN} topics"),
    ],
)
@pytest.mark.usefixtures("topics")
def test_what_is_wrong_is_said_in_the_open(
    app: Flask, client: FlaskClient, fields: dict[str, str | list[int]], sentence: str
) -> None:
    """The folded part opens, and nothing is saved."""
    answer = send(client, **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert '<details class="fold" open>' in answer.text
    with app.app_context():
        assert db.session.scalars(select(Registration)).all() == []


def test_topics_of_others_or_gone_are_passed_over(app: Flask, client: FlaskClient, topics: list[int]) -> None:
    """A topic that went while the form was open, one of another event, a nonsense: the rest is kept."""
    with app.app_context():
        event = event_by_slug("netzwerktreffen")
        assert event is not None
        change_topics(event.id, TopicChanges({topics[0]: ""}), account_id=None, now=clock.now())
        [foreign] = topic_uses(make_event(title="Other", topics=("KI",)).id)
        chosen = [str(topics[0]), str(foreign.topic.id), str(topics[1]), "-1", "9" * 40, "x", "\x00"]
    assert client.post(PATH, data={**ANNA, "offers": chosen[:4]}).status_code == 303
    assert registered(app)[1] == ["Thema 1"]
    assert client.post(PATH, data={**ANNA, "email": "b@example.org", "seeks": chosen[4:]}).status_code == 303


def test_the_own_page_shows_and_changes_it(app: Flask) -> None:
    """What was chosen stands ticked on the form, and what is sent takes its place."""
    with app.app_context():
        event = make_event(topics=TOPICS)
        anna = make_attendee(event, phone="+49 631 205750", offers=("Thema 1",), seeks=("Thema 2", "Thema 3"))
        ids = [use.topic.id for use in topic_uses(event.id)]
    phone = Phone(app, anna)
    own = phone.get(phone.path("/me")).text
    assert "+49 631 205750" in own
    assert "Thema 2, Thema 3" in own
    form = phone.get(phone.path("/me/profile")).text
    assert 'value="+49 631 205750"' in form
    ticked = [re.findall(r'name="(\w+)"', tag) + re.findall(r'value="(\d+)"', tag) for tag in _checked(form)]
    assert ticked == [["offers", str(ids[1])], ["seeks", str(ids[2])], ["seeks", str(ids[3])]]
    answer = phone.client.post(phone.path("/me/profile"), data={"phone": "", "offers": ids[4:6]})
    assert (answer.status_code, answer.location) == (303, phone.path("/me#about-me"))
    person, offers, seeks = registered(app)
    assert (person.phone, offers, seeks) == (None, ["Thema 4", "Thema 5"], [])
    wrong = phone.post(phone.path("/me/profile"), phone="x")
    assert wrong.status_code == 422
    assert "does not look like a telephone number" in wrong.text


def _checked(page: str) -> list[str]:
    return [tag for tag in re.findall(r'<input[^>]*type="checkbox"[^>]*>', page) if "checked" in tag]


def test_the_number_is_shown_to_contacts_while_both_number_and_consent_stand(app: Flask) -> None:
    """Agreeing shows it, withdrawing hides it; a number taken back ends the consent, also for a new one."""
    with app.app_context():
        event = make_event()
        anna, ben = make_attendee(event, phone="+49 631 205750"), make_attendee(event, "Ben Öztürk")
        scan(ben, anna)
    mine, theirs = Phone(app, anna), Phone(app, ben)

    def is_seen() -> bool:
        return "205750" in theirs.get(theirs.path("/contacts")).text

    assert not is_seen()
    mine.post(mine.path("/consents"), purpose="phone", given="yes")
    assert is_seen()
    mine.post(mine.path("/consents"), purpose="phone", given="no")
    assert not is_seen()
    mine.post(mine.path("/consents"), purpose="phone", given="yes")
    mine.post(mine.path("/me/profile"), phone="", offers="")
    assert not is_seen()
    assert "consent-phone" not in mine.get(mine.path("/me")).text, "nothing to agree to without a number"
    mine.post(mine.path("/me/profile"), phone="+49 631 205750")
    assert not is_seen()
    with app.app_context():
        records = [record for record in consent_records(anna.id) if record.purpose == Purpose.PHONE]
        assert [record.given for record in records] == [True, False, True, False]
        assert all(record.text.startswith("My contacts may see my telephone number. ") for record in records)


@pytest.mark.parametrize("purpose", Purpose)
def test_every_consent_is_given_and_withdrawn_on_the_own_page(app: Flask, purpose: Purpose) -> None:
    """It says yes or no, and the button turns it."""
    with app.app_context():
        event = make_event(topics=TOPICS)
        anna = make_attendee(event, email="anna@example.org", phone="+49 631 205750", consents=())
    phone = Phone(app, anna)

    def answer() -> str:
        page = phone.get(phone.path("/me")).text
        [said] = re.findall(rf'id="consent-{purpose}".*?<strong>(\w+)</strong>', page, re.DOTALL)
        return str(said)

    assert answer() == "no"
    phone.post(phone.path("/consents"), purpose=purpose, given="yes")
    assert answer() == "yes"
    phone.post(phone.path("/consents"), purpose=purpose, given="no", confirmed="yes")
    assert answer() == "no"
    with app.app_context():
        assert [(row.purpose, row.given) for row in consent_records(anna.id)] == [(purpose, True), (purpose, False)]


def test_a_consent_that_stands_can_be_withdrawn_when_its_object_is_gone(app: Flask) -> None:
    """The event's topics went: the consent to suggestions is still there to be withdrawn."""
    with app.app_context():
        anna = make_attendee(make_event(), consents=())
        decide_consent(anna.id, Purpose.SUGGESTIONS, CONSENT_TEXT, given=True, now=clock.now())
    phone = Phone(app, anna)
    assert "consent-suggestions" in phone.get(phone.path("/me")).text
    phone.post(phone.path("/consents"), purpose="suggestions", given="no")
    assert "consent-suggestions" not in phone.get(phone.path("/me")).text
    with app.app_context():
        assert not registration(anna.id).is_suggested
