"""In which words, and with which status, is each verdict told?"""

import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from eventapp import clock
from eventapp.accounts.audit import entries
from eventapp.contacts.answers import RETRY_AFTER_SECONDS
from eventapp.contacts.models import Scan
from eventapp.core.codes import new_badge_code, new_short_code
from eventapp.core.contact_rules import MISS_LIMIT, Verdict
from eventapp.database import write_session
from eventapp.extensions import db
from tests.contacts.meetings import VERDICTS, Meeting, new_contact, pair, too_many_misses
from tests.contacts.phones import Phone


def test_the_table_holds_every_verdict() -> None:
    """A new verdict needs a row here, and with it words, a kind and a status."""
    assert [row[0] for row in VERDICTS] == list(Verdict)


@pytest.mark.parametrize(("verdict", "arrange", "status", "kind"), VERDICTS)
def test_every_verdict_is_told_in_words(
    app: Flask, verdict: Verdict, arrange: Callable[[], Meeting], status: int, kind: str
) -> None:
    """As JSON and as a page, with the same sentences, in German and in English; named is only who may be."""
    with app.app_context():
        meeting = arrange()
    answers = []
    for language in ("en", "de"):
        phone = Phone(app, meeting.scanner, language=language)
        nonce = secrets.token_hex(8)
        response = phone.scan(meeting.code, nonce)
        answer = response.get_json()
        assert (response.status_code, answer["verdict"], answer["kind"]) == (status, verdict.name, kind)
        assert bool(answer["person"]) is verdict.names_person
        assert ("Ben Öztürk" in str(answer)) is verdict.names_person
        assert (response.headers.get("Retry-After") == str(RETRY_AFTER_SECONDS)) is (status == 429)
        page = phone.post(phone.path("/scan"), code=meeting.code, nonce=nonce)
        assert page.status_code == status
        for words in (answer["title"], answer["text"]):
            assert words
            assert words in page.get_data(as_text=True)
        with app.app_context():
            kept = db.session.scalar(select(func.count()).select_from(Scan).where(Scan.nonce == nonce))
        assert kept == (0 if status == 429 else 1)
        answers.append(answer)
        if verdict.makes_contact or verdict is Verdict.CONFIRMED:
            break  # the pair's next scan is another verdict
    if len(answers) == 2:
        assert answers[0]["title"] != answers[1]["title"]


def test_the_answer_names_the_person_and_counts_the_contact(app: Flask) -> None:
    """What the scanner shows in large letters, word for word."""
    with app.app_context():
        meeting = new_contact()
    assert Phone(app, meeting.scanner, language="de").scan(meeting.code).get_json() == {
        "verdict": "NEW_CONTACT",
        "kind": "new",
        "title": "Neu kennengelernt",
        "text": "Kontakt 1, neu. Er zählt.",
        "person": {"name": "Ben Öztürk", "organisation": "MDZ Hannover"},
        "contact_number": 1,
        "topics": [],
        "icebreaker": None,
    }


def test_a_badge_of_another_event_looks_like_none(app: Flask) -> None:
    """Byte for byte the same 404, and no trace of whose badge it was."""
    with app.app_context():
        anna, _ben = pair()
        stranger, _other = pair(title="Anderswo")
    phone = Phone(app, anna)
    answers = [phone.scan(code) for code in (stranger.code, stranger.short_code, new_badge_code(), "no code at all")]
    assert {(answer.status_code, answer.data) for answer in answers} == {(404, answers[0].data)}
    with app.app_context():
        assert [row.target_id for row in db.session.scalars(select(Scan))] == [None] * 4


def test_guessing_codes_ends_after_thirty(app: Flask) -> None:
    """Then even a valid code is not looked up, the organisers find an entry, and other phones go on working."""
    with app.app_context():
        anna, ben = pair()
    phone = Phone(app, anna)
    guesses = [phone.scan(new_short_code()).status_code for _number in range(MISS_LIMIT + 1)]
    assert guesses == [404] * MISS_LIMIT + [429]
    assert phone.scan(ben.code).status_code == 429
    assert Phone(app, ben).scan(anna.code).status_code == 200
    with app.app_context():
        found = [(entry.action, entry.about) for entry in entries(anna.event_id) if entry.action.startswith("scans")]
    assert found == [("scans.paused", {"registration_id": anna.id})]


def test_a_pause_loses_no_scan(app: Flask) -> None:
    """A scan refused for guessing is not kept, so that the same request goes through when the pause is over."""
    with app.app_context():
        meeting = too_many_misses()
    phone = Phone(app, meeting.scanner)
    assert phone.scan(meeting.code, "nonce-0001").status_code == 429
    with app.app_context(), write_session(db.session()) as session:
        session.execute(update(Scan).values(received_at=clock.now() - timedelta(minutes=11)))
    assert phone.scan(meeting.code, "nonce-0001").get_json()["verdict"] == "NEW_CONTACT"
