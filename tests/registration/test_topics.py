"""Can an organiser change topics and icebreakers, also those that people have chosen?"""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.events.queries import event_by_slug
from eventapp.registration.queries import chosen_topics, topic_uses
from eventapp.registration.service import TopicChanges, change_topics
from eventapp.registration.topic_forms import LONGEST_ICEBREAKER, LONGEST_TOPIC, MOST_ICEBREAKERS, MOST_TOPICS
from tests.factories import MadeAttendee, make_account, make_attendee, make_event
from tests.pages import sign_in

PATH = "/events/netzwerktreffen/settings/topics"


@pytest.fixture
def anna(app: Flask, client: FlaskClient) -> MadeAttendee:
    """Offers AI and seeks robots; the browser is the organiser's."""
    with app.app_context():
        account = make_account()
        event = make_event(organiser=account, topics=("KI", "Robotik"), icebreakers=("Was bringt Sie her?",))
        anna = make_attendee(event, offers=("KI",), seeks=("Robotik",))
        sign_in(client, account)
    return anna


def ids(app: Flask) -> dict[str, int]:
    """The topics of the event."""
    with app.app_context():
        event = event_by_slug("netzwerktreffen")
        assert event is not None
        return {use.topic.name: use.topic.id for use in topic_uses(event.id)}


def send(client: FlaskClient, names: dict[int, str], new: str = "", icebreakers: str = "") -> TestResponse:
    """Sends the form."""
    fields = {f"topic_{id_}": name for id_, name in names.items()}
    data = {**fields, "new": new, "icebreakers": icebreakers}
    return client.post(PATH, data=data, headers={"Accept-Language": "en"})


def chosen(app: Flask, anna: MadeAttendee) -> tuple[list[str], list[str]]:
    """What Anna offers and seeks."""
    with app.app_context():
        found = chosen_topics(anna.id)
        return [topic.name for topic in found.offers], [topic.name for topic in found.seeks]


def test_the_page_shows_what_there_is(client: FlaskClient, anna: MadeAttendee) -> None:
    """Each topic in a field, with how many people chose it; icebreakers one per line."""
    page = client.get(PATH, headers={"Accept-Language": "en"}).text
    assert re.findall(r'name="topic_\d+"[^>]*value="([^"]+)"', page) == ["KI", "Robotik"]
    assert "1 offer it, 0 seek it" in page
    assert "Was bringt Sie her?</textarea>" in page
    assert f'href="{PATH}"' in client.get(f"/events/{anna.slug}/settings").text


def test_renaming_keeps_who_chose_it(app: Flask, client: FlaskClient, anna: MadeAttendee) -> None:
    """Also in a swap of two names."""
    known = ids(app)
    assert send(client, {known["KI"]: "  Künstliche\tIntelligenz ", known["Robotik"]: "Robotik"}).status_code == 303
    assert chosen(app, anna) == (["Künstliche Intelligenz"], ["Robotik"])
    assert send(client, {known["KI"]: "Robotik", known["Robotik"]: "KI"}).status_code == 303
    assert chosen(app, anna) == (["Robotik"], ["KI"])


def test_removing_takes_it_from_those_who_chose_it(app: Flask, client: FlaskClient, anna: MadeAttendee) -> None:
    """An emptied field removes the topic; the others stay chosen. The same name can come back, chosen by nobody."""
    known = ids(app)
    assert send(client, {known["KI"]: " ", known["Robotik"]: "Robotik"}, new="KI\n\n ki\x00").status_code == 422
    assert send(client, {known["KI"]: " ", known["Robotik"]: "Robotik"}, new="KI").status_code == 303
    assert chosen(app, anna) == ([], ["Robotik"])
    assert set(ids(app)) == {"KI", "Robotik"}


def test_lines_are_cleaned_and_kept(app: Flask, client: FlaskClient, anna: MadeAttendee) -> None:
    """Empty lines and signs that nobody sees go; icebreakers keep their order."""
    names = {id_: name for name, id_ in ids(app).items()}
    assert (
        send(client, names, "Datenräume\r\n\r\n  Handwerk  digital\u200b", "Zuerst?\r\n\r\nDanach?").status_code
        == 303
    )
    assert set(ids(app)) == {"KI", "Robotik", "Datenräume", "Handwerk digital"}
    with app.app_context():
        event = event_by_slug(anna.slug)
        assert event is not None
        assert event.icebreakers == ["Zuerst?", "Danach?"]


@pytest.mark.parametrize(
    ("new", "icebreakers", "sentence"),
    [
        ("ki", "", "twice: KI"),
        ("Neu\nNEU", "", "twice: Neu"),
        ("x" * (LONGEST_TOPIC + 1), "", "too long"),
        ("\n".join(f"Thema {number}" for number in range(MOST_TOPICS - 1)), "", f"at most {MOST_TOPICS} topics"),
        ("", "x" * (LONGEST_ICEBREAKER + 1), "too long"),
        ("", "\n".join(["Wie?"] * (MOST_ICEBREAKERS + 1)), f"at most {MOST_ICEBREAKERS} icebreakers"),
    ],
)
@pytest.mark.usefixtures("anna")
def test_what_is_wrong_is_said(app: Flask, client: FlaskClient, new: str, icebreakers: str, sentence: str) -> None:
    """Nothing is saved, and what was typed stands there again."""
    names = {id_: name for name, id_ in ids(app).items()}
    answer = send(client, names, new, icebreakers)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert set(ids(app)) == {"KI", "Robotik"}


@pytest.mark.usefixtures("anna")
def test_a_name_that_is_too_long_is_said_at_its_field(app: Flask, client: FlaskClient) -> None:
    """The field of the topic itself is marked."""
    known = ids(app)
    answer = send(client, {known["KI"]: "x" * (LONGEST_TOPIC + 1), known["Robotik"]: "Robotik"})
    assert answer.status_code == 422
    assert f'id="topic_{known["KI"]}-error"' in answer.text


def test_two_organisers_at_once_lose_nothing(app: Flask, anna: MadeAttendee) -> None:
    """Who saves a page opened earlier leaves the topics that came since, and the names that were taken."""
    known = ids(app)
    with app.app_context():
        now = clock.now()
        change_topics(anna.event_id, TopicChanges(new=("Datenräume",)), account_id=None, now=now)
        late = TopicChanges({known["KI"]: "datenräume", known["Robotik"]: "Roboter"}, new=("Datenräume",))
        change_topics(anna.event_id, late, account_id=None, now=now)
        both = TopicChanges({known["KI"]: "Gleich", known["Robotik"]: "gleich", 2**31 - 1: "Fremd"})
        change_topics(anna.event_id, both, account_id=None, now=now)
    assert set(ids(app)) == {"KI", "Roboter", "Datenräume"}
    assert chosen(app, anna) == (["KI"], ["Roboter"])


def test_topics_of_another_event_stay_as_they_are(app: Flask, client: FlaskClient, anna: MadeAttendee) -> None:
    """A field for a foreign topic changes nothing."""
    with app.app_context():
        [foreign] = topic_uses(make_event(title="Other", topics=("Fremd",)).id)
        foreign_id, event_id = foreign.topic.id, foreign.topic.event_id
    names = {id_: name for name, id_ in ids(app).items()}
    assert send(client, {**names, foreign_id: ""}).status_code == 303
    with app.app_context():
        change_topics(anna.event_id, TopicChanges({foreign_id: ""}), account_id=None, now=clock.now())
        assert [use.topic.name for use in topic_uses(event_id)] == ["Fremd"]
