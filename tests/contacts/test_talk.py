"""What do two people who have just met read about what they share?"""

import pytest
from flask import Flask

from eventapp import clock
from eventapp.contacts.own_contacts import decide_consent
from eventapp.contacts.talk import icebreaker_of
from eventapp.registration.models import Purpose
from tests.contacts.meetings import pair
from tests.contacts.phones import Phone, statements
from tests.contacts.topics import give_icebreakers, give_topics
from tests.factories import make_attendee, make_event

QUESTIONS = ["Was hat Sie überrascht?", "Wobei bräuchten Sie Hilfe?", "Was läuft gut?"]


def test_what_i_seek_and_they_offer_comes_first(app: Flask) -> None:
    """Then what I offer and they seek, then what both offer or both seek; each topic once, in its best place."""
    with app.app_context():
        anna, ben = pair()
        give_topics(anna, offers=["Förderung", "Robotik", "Logistik"], seeks=["KI & Daten", "Robotik", "Recht"])
        give_topics(ben, offers=["KI & Daten", "Logistik", "Robotik"], seeks=["Förderung", "Recht", "Gießen"])
    hers = Phone(app, anna, language="de").scan(ben.code).get_json()
    assert hers["topics"] == [
        "Bietet, was Sie suchen: KI & Daten, Robotik",
        "Sucht, was Sie bieten: Förderung",
        "Gemeinsames Thema: Logistik, Recht",
    ]
    his = Phone(app, ben, language="en").scan(anna.code).get_json()
    assert his["topics"] == [
        "Offers what you are looking for: Förderung",
        "Is looking for what you offer: KI & Daten, Robotik",
        "A topic of both: Logistik, Recht",
    ]


def test_both_get_the_same_question(app: Flask) -> None:
    """Whoever scans, however often; as JSON, as a page, and when the same request is sent again."""
    with app.app_context():
        anna, ben = pair()
        give_icebreakers(anna.event_id, QUESTIONS)
    phone = Phone(app, anna)
    first = phone.scan(ben.code, "nonce-0001")
    question = first.get_json()["icebreaker"]
    assert question in QUESTIONS
    assert phone.scan(ben.code, "nonce-0001").data == first.data
    assert Phone(app, ben).scan(anna.code).get_json()["icebreaker"] == question
    page = phone.post(phone.path("/scan"), code=ben.code, nonce="nonce-0001").get_data(as_text=True)
    assert question in page


def test_questions_are_spread_over_the_pairs() -> None:
    """Whoever meets thirty people reads each question several times."""
    for me in range(1, 20):
        asked = [icebreaker_of(QUESTIONS, me, other) for other in range(100, 130)]
        assert all(asked.count(question) >= 3 for question in QUESTIONS)
    assert icebreaker_of(QUESTIONS, 7, 3) == icebreaker_of(QUESTIONS, 3, 7)
    assert icebreaker_of([], 1, 2) == ""


@pytest.mark.parametrize("refuses", ["anna", "ben"])
def test_nothing_is_told_without_a_contact(app: Flask, refuses: str) -> None:
    """Whoever takes no part, or has left, shares no topic and no question."""
    with app.app_context():
        people = dict(zip(("anna", "ben"), pair(), strict=True))
        for person in people.values():
            give_topics(person, offers=["KI"])
        give_icebreakers(people["anna"].event_id, QUESTIONS)
        decide_consent(people[refuses].id, Purpose.TRACKING, "Nein", given=False, now=clock.now())
    answer = Phone(app, people["anna"]).scan(people["ben"].code).get_json()
    assert (answer["topics"], answer["icebreaker"]) == ([], None)


def test_a_nonce_of_another_scan_tells_nothing_of_its_badge(app: Flask) -> None:
    """The first answer comes again, with the topics of the person whom it names."""
    with app.app_context():
        event = make_event()
        anna, ben, cleo = (make_attendee(event, name) for name in ("Anna Schmidt", "Ben Öztürk", "Cleo Maurer"))
        give_topics(anna, seeks=["KI", "Recht"])
        give_topics(ben, offers=["KI"])
        give_topics(cleo, offers=["Recht"])
    phone = Phone(app, anna)
    first = phone.scan(ben.code, "nonce-0001")
    assert phone.scan(cleo.code, "nonce-0001").data == first.data
    assert "KI" in first.text
    assert "Recht" not in first.text


def test_talking_costs_one_read_after_the_write_and_none_without_topics(app: Flask) -> None:
    """Somebody without topics waits for nothing; a question alone needs no read at all."""
    with app.app_context():
        event = make_event()
        anna, ben, cleo = (make_attendee(event, name) for name in ("Anna Schmidt", "Ben Öztürk", "Cleo Maurer"))
        give_icebreakers(event.id, QUESTIONS)
        give_topics(anna, offers=["KI"])
    asked = {}
    for scanner in (anna, cleo):
        phone = Phone(app, scanner)
        phone.scan("no code at all")
        with statements(app) as asked[scanner.id]:
            assert phone.scan(ben.code).get_json()["icebreaker"] in QUESTIONS
    assert [line.split()[0] for line in asked[cleo.id]].count("SELECT") == 2  # of the sign-in and of the facts
    assert asked[anna.id][:-1] == asked[cleo.id]
    assert "registration_topics" in asked[anna.id][-1]
