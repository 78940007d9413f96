"""Does a reminder come in the morning on which somebody wanted it, once, and only while there is something to do?"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from eventapp import clock
from eventapp.contacts.due_mails import (
    FOLLOW_UP,
    enqueue_reminders,
)
from eventapp.contacts.notes import Entry, finish_follow_up, save_note
from tests.conftest import BASE_URL
from tests.contacts.letters import (
    DAY,
    EIGHT,
    HOUR,
    SECOND,
    Pair,
    change_event,
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
from tests.mail.smtp_server import Mailbox


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"])
def test_a_reminder_comes_at_eight_where_the_event_is(met: Pair, zone: str) -> None:
    """Not a second earlier, and then once."""
    change_event(time_zone=zone)
    remind(met[0])
    eight = datetime.combine(DAY, time(8), ZoneInfo(zone)).astimezone(UTC)
    assert [enqueue_reminders(now) for now in (eight - SECOND, eight, eight + HOUR)] == [0, 1, 0]
    [mail] = outbox(FOLLOW_UP)
    assert (mail.recipient, mail.event_id, mail.about) == (
        "anna@example.org",
        met[0].event_id,
        {"registration_id": met[0].id, "contact_id": 1},
    )


def test_a_server_that_was_away_sends_it_late(met: Pair) -> None:
    """Days later a reminder still comes, once."""
    remind(met[0])
    assert [enqueue_reminders(EIGHT + timedelta(days=3)) for _ in range(2)] == [1, 0]


def test_many_processes_look_and_one_sends(app: Flask, met: Pair) -> None:
    """Six at the same moment: both sides' reminders stand in the outbox once."""
    for who in met:
        remind(who)

    def look(now: datetime) -> int:
        with app.app_context():
            return enqueue_reminders(now)

    assert sum(at_once([partial(look, EIGHT)] * 6)) == 2
    assert sorted(mail.recipient for mail in outbox(FOLLOW_UP)) == ["anna@example.org", "ben@example.org"]


def no_reminder(met: Pair) -> None:
    """Only the follow-up was wanted."""
    entry = Entry(follow_up="Angebot schicken", follow_up_on=DAY)
    save_note(1, entry, registration_id=met[0].id, now=clock.now())


def done(met: Pair) -> None:
    """It was done in time."""
    finish_follow_up(1, registration_id=met[0].id, now=clock.now())


def put_off(met: Pair) -> None:
    """It was moved to the next day."""
    remind(met[0], DAY + timedelta(days=1))


UNWANTED = [no_reminder, done, put_off, left, rejected_by_the_other, rejected, moved, without_address]


@pytest.mark.parametrize("change", [no_reminder, done, put_off, left, without_address])
def test_no_reminder_is_due(met: Pair, change: Callable[[Pair], None]) -> None:
    """Where nothing is to be done any more, or not yet, or nobody could read it, nothing gets into the outbox."""
    remind(met[0])
    change(met)
    enqueue_reminders(EIGHT)
    assert outbox(FOLLOW_UP) == []


@pytest.mark.parametrize("change", UNWANTED)
def test_a_waiting_reminder_becomes_pointless(met: Pair, mailbox: Mailbox, change: Callable[[Pair], None]) -> None:
    """What changes between outbox and mail server is seen at the moment of sending: no mail goes out."""
    remind(met[0])
    assert enqueue_reminders(EIGHT) == 1
    change(met)
    assert deliver(mailbox, EIGHT) == []
    [mail] = outbox(FOLLOW_UP)
    assert mail.last_error is None
    assert deliver(mailbox, EIGHT + timedelta(hours=20)) == [], "nor later"


def test_a_later_day_reminds_again(met: Pair, mailbox: Mailbox) -> None:
    """Put off while the first mail waited, it comes on the new day, once, and names that day."""
    remind(met[0])
    enqueue_reminders(EIGHT)
    put_off(met)
    assert deliver(mailbox, EIGHT) == []
    tomorrow = EIGHT + timedelta(days=1)
    assert [enqueue_reminders(now) for now in (EIGHT + HOUR, tomorrow, tomorrow)] == [0, 1, 0]
    [message] = deliver(mailbox, tomorrow)
    assert "15. Mai 2099" in texts(message)["plain"]


def test_what_a_reminder_says(met: Pair, mailbox: Mailbox) -> None:
    """What, with whom, until when, how to reach them, and a link that signs in; the same in text and HTML."""
    remind(met[0])
    enqueue_reminders(EIGHT)
    [message] = deliver(mailbox, EIGHT)
    assert message["To"] == "anna@example.org"
    parts = texts(message)
    assert parts["subject"] == "Erinnerung: Angebot schicken, Ben <Öztürk>"
    words = ("Guten Tag Anna Schmidt,", "Netzwerktreffen", "Angebot schicken", "Werk 1", "14. Mai 2099")
    for part in ("plain", "html"):
        for sentence in (*words, "ben@example.org", "+49 30 23125 000"):
            assert sentence in parts[part], (part, sentence)
        assert "Nord & Co." not in parts[part]
    assert "Ben &lt;Öztürk&gt;" in parts["html"]
    assert "<Öztürk>" not in parts["html"]
    assert parts["html"].count(link_in(parts["plain"])) >= 1


def test_the_link_of_a_reminder_signs_in(app: Flask, met: Pair, mailbox: Mailbox) -> None:
    """Weeks after the event, on a phone that was never signed in."""
    day = clock.now().date() + timedelta(days=1)
    remind(met[0], day)
    now = clock.now() + timedelta(days=2)
    assert enqueue_reminders(now) == 1
    [message] = deliver(mailbox, now)
    link = link_in(texts(message)["plain"]).removeprefix(BASE_URL)
    phone = app.test_client()
    assert phone.post(link).status_code == 303
    assert phone.get(f"/events/{met[0].slug}/contacts").status_code == 200
