"""Does everybody get their contacts by mail after the event: once, not too early, and with what is shared then?"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from eventapp import clock
from eventapp.contacts.due_mails import (
    CONTACT_LIST,
    LIST_COMES_AFTER,
    LIST_COMES_WITHIN,
    enqueue_contact_lists,
    enqueue_reminders,
)
from eventapp.contacts.models import Contact
from eventapp.contacts.own_contacts import decide_consent, reject_contact, restore_contact
from eventapp.database import write_session
from eventapp.events.models import Address, Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from tests.conftest import BASE_URL
from tests.contacts.letters import (
    EIGHT,
    HOUR,
    SECOND,
    Pair,
    change_event,
    change_person,
    close_all,
    deliver,
    left,
    link_in,
    moved,
    outbox,
    rejected,
    rejected_by_the_other,
    remind,
    texts,
    without_address,
)
from tests.contacts.phones import at_once
from tests.factories import make_attendee, make_event, scan
from tests.mail.smtp_server import Mailbox


@pytest.mark.parametrize("by_hand", [True, False])
def test_the_list_comes_an_hour_after_the_end(met: Pair, mailbox: Mailbox, *, by_hand: bool) -> None:
    """To both, once; whether an organiser closed contact tracking or the last day was over."""
    end = clock.now()
    change_event(**({"contacts_closed_at": end} if by_hand else {"tracking_closes_at": end}))
    moments = (end, end + LIST_COMES_AFTER - SECOND, end + LIST_COMES_AFTER, end + timedelta(days=2))
    assert [enqueue_contact_lists(now) for now in moments] == [0, 0, 2, 0]
    messages = deliver(mailbox, end + timedelta(days=2))
    assert sorted(str(message["To"]) for message in messages) == ["anna@example.org", "ben@example.org"]
    assert len(met) == len(outbox(CONTACT_LIST))


def test_closed_early_and_over_is_one_list(met: Pair) -> None:
    """Closed by hand first, and then the last day ends: no second mail."""
    assert met
    end = clock.now()
    change_event(contacts_closed_at=end, tracking_closes_at=end + timedelta(hours=5))
    assert [enqueue_contact_lists(end + hours * HOUR) for hours in (1, 6, 7)] == [2, 0, 0]


def rehearsal(_now: datetime) -> Mapping[str, object]:
    """It was one."""
    return {"is_rehearsal": True}


def draft(_now: datetime) -> Mapping[str, object]:
    """It was never published."""
    return {"published_at": None}


def long_ago(now: datetime) -> Mapping[str, object]:
    """The server was away for more than a week."""
    return {"contacts_closed_at": now - LIST_COMES_WITHIN - SECOND}


def opened_again(_now: datetime) -> Mapping[str, object]:
    """Within the hour, an organiser took the closing back."""
    return {"contacts_closed_at": None}


@pytest.mark.parametrize("change", [rehearsal, draft, long_ago, opened_again])
def test_no_list_comes(met: Pair, change: Callable[[datetime], Mapping[str, object]]) -> None:
    """Of rehearsals, drafts, events of last month, and those that go on."""
    assert met
    now = clock.now()
    close_all(now - HOUR)
    change_event(**change(now))
    assert enqueue_contact_lists(now) == 0
    assert outbox(CONTACT_LIST) == []


def test_opened_again_it_comes_after_the_real_end(met: Pair) -> None:
    """An hour after the second closing, not after the first; nobody gets two."""
    assert met
    now = clock.now()
    close_all(now)
    close_all(now + HOUR / 2)  # opened in between
    assert [enqueue_contact_lists(now + minutes * HOUR / 60) for minutes in (60, 89, 90, 91)] == [0, 0, 2, 0]


def test_a_list_that_went_out_does_not_come_again(met: Pair) -> None:
    """Opened again after it, and closed once more."""
    assert met
    now = clock.now()
    close_all(now - HOUR)
    assert enqueue_contact_lists(now) == 2
    close_all(now + HOUR)
    assert enqueue_contact_lists(now + 3 * HOUR) == 0


def test_many_processes_look_for_lists_and_one_sends(app: Flask, met: Pair) -> None:
    """Six at the same moment."""
    now = clock.now()
    close_all(now - HOUR)

    def look() -> int:
        with app.app_context():
            return enqueue_contact_lists(now)

    assert sum(at_once([look] * 6)) == len(met)
    assert len(outbox(CONTACT_LIST)) == len(met)


def test_who_gets_no_list(app: Flask, met: Pair) -> None:
    """Who met nobody, whose only contact was rejected, and who has no address; people of other events neither."""
    anna, _ben = met
    with app.app_context():
        event = db.session.get_one(Event, anna.event_id)
        make_attendee(event, "Cleo", email="cleo@example.org")
        dora, emil = make_attendee(event, "Dora", email="dora@example.org"), make_attendee(event, "Emil")
        fritz = make_attendee(event, "Fritz")
        other = make_event(title="Anderes")
        running = [make_attendee(other, name, email=f"{name}@example.net") for name in ("Gerda", "Hans")]
        for pair in ((dora, emil), (fritz, anna), running):
            scan(*pair)
        [rejected_id] = db.session.scalars(select(Contact.id).where(Contact.low_id == dora.id))
        reject_contact(rejected_id, registration_id=emil.id, now=clock.now())
        now = clock.now()
        with write_session(db.session()) as session:
            session.execute(update(Event).where(Event.id == anna.event_id).values(contacts_closed_at=now - HOUR))
        assert enqueue_contact_lists(now) == 2
    assert [mail.recipient for mail in outbox(CONTACT_LIST)] == ["anna@example.org", "ben@example.org"]


def test_what_the_list_says(met: Pair, mailbox: Mailbox) -> None:
    """Everybody met, with what they share; the same in text and HTML, with a link that signs in."""
    anna, _ben = met
    cleo = make_attendee(db.session.get_one(Event, anna.event_id), "Cleo Maurer", email="cleo@example.org")
    scan(cleo, anna)
    now = clock.now()
    close_all(now - HOUR)
    enqueue_contact_lists(now)
    [message] = [message for message in deliver(mailbox, now) if message["To"] == "anna@example.org"]
    parts = texts(message)
    for part in ("plain", "html"):
        for words in (
            "Danke fürs Dabeisein bei",
            "Daraus sind 2 Kontakte geworden:",
            "2 davon zählen für die Rangliste.",
            "Urkunden, wenn das Team welche anbietet.",
            "Cleo Maurer",
            "Werk 1",
            "ben@example.org",
            "+49 30 23125 000",
            f"{BASE_URL}/events/{anna.slug}/privacy",
        ):
            assert words in parts[part], (part, words)
        assert "cleo@example.org" not in parts[part], "she does not share it"
    assert "Ben &lt;Öztürk&gt;" in parts["html"]
    assert "- Ben <Öztürk>, Werk 1\n  ben@example.org\n" in parts["plain"]
    assert link_in(parts["plain"]) in parts["html"]
    assert "\n\n\n" not in parts["plain"]


def withdrawn(met: Pair) -> None:
    """Ben shares nothing any more."""
    for purpose in (Purpose.EMAIL, Purpose.PHONE):
        decide_consent(met[1].id, purpose, "Nein", given=False, now=clock.now())


def test_addresses_are_those_shared_when_it_is_sent(met: Pair, mailbox: Mailbox) -> None:
    """Withdrawn while the mail waited, an address is not in it; Ben himself is."""
    now = clock.now()
    close_all(now - HOUR)
    enqueue_contact_lists(now)
    withdrawn(met)
    [message] = [message for message in deliver(mailbox, now) if message["To"] == "anna@example.org"]
    for text in texts(message).values():
        assert "ben@example.org" not in text
        assert "23125" not in text
    assert "Ben <Öztürk>" in texts(message)["plain"]


@pytest.mark.parametrize("change", [left, rejected_by_the_other, rejected, moved, without_address])
def test_a_waiting_list_becomes_pointless(met: Pair, mailbox: Mailbox, change: Callable[[Pair], None]) -> None:
    """Without contacts that stand, and at an address that is no longer theirs, Anna gets none."""
    now = clock.now()
    close_all(now - HOUR)
    enqueue_contact_lists(now)
    change_event(contacts_closed_at=None)  # opened again, so that one may still reject
    change(met)
    assert "anna@example.org" not in [message["To"] for message in deliver(mailbox, now)]
    assert {mail.last_error for mail in outbox(CONTACT_LIST)} == {None}


def test_a_rejection_taken_back_is_in_the_list(met: Pair, mailbox: Mailbox) -> None:
    """What counts is what stands when the mail goes out."""
    now = clock.now()
    rejected(met)
    restore_contact(1, registration_id=met[0].id, now=now)
    close_all(now - HOUR)
    assert enqueue_contact_lists(now) == 2
    assert len(deliver(mailbox, now)) == 2


LANGUAGES = pytest.mark.parametrize(
    ("locale", "address", "greeting", "foreign"),
    [
        ("de", Address.SIE, "Guten Tag Anna Schmidt,", r"\b([Dd]u|[Dd]ein\w*|[Dd]ir|Hello|your?)\b"),
        ("de", Address.DU, "Hallo Anna Schmidt,", r"\b(Sie|Ihnen|Ihre?\w*|Hello|your?)\b"),
        ("en", Address.SIE, "Hello Anna Schmidt,", r"\b(Sie|Ihre?|und|der|die|das|du|dein)\b"),
        ("en", Address.DU, "Hello Anna Schmidt,", r"\b(Sie|Ihre?|und|der|die|das|du|dein)\b"),
    ],
)
"""A reader's language, how the event addresses people, how a mail begins, and words that may not stand in it."""


@LANGUAGES
def test_each_mail_speaks_its_readers_language(  # noqa: PLR0913, PLR0917 a line of the table, and two fixtures
    met: Pair, mailbox: Mailbox, locale: str, address: Address, greeting: str, foreign: str
) -> None:
    """German with Sie or du as the event has it, or English, whatever the sender's process speaks."""
    change_event(address=address)
    change_person(met[0], locale=locale)
    remind(met[0], follow_up="")
    enqueue_reminders(EIGHT)
    close_all(EIGHT - LIST_COMES_AFTER)
    assert enqueue_contact_lists(EIGHT) == 2
    mails = [texts(each) for each in deliver(mailbox, EIGHT) if each["To"] == "anna@example.org"]
    assert len(mails) == 2
    for parts in mails:
        for part in ("plain", "html"):
            assert greeting in parts[part]
            assert not re.search(foreign, re.sub(r"<[^>]*>|https?://\S+", " ", parts[part])), part
        assert f'<html lang="{locale}">' in parts["html"]
    german = ["Erinnerung: Kontakt aufnehmen, Ben <Öztürk>", "Die Kontakte aus Netzwerktreffen"]
    english = ["Reminder: Get in touch, Ben <Öztürk>", "The contacts from Netzwerktreffen"]
    assert sorted(parts["subject"] for parts in mails) == sorted(german if locale == "de" else english)
