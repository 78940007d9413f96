"""Does every mail go out once, whatever fails on the way?"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from benchmarks.processes import free_port
from eventapp import background, clock
from eventapp.config import Config
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.mail.service import CLAIM_LASTS, RETRY_AFTER, ComposedMail, deliver_one, enqueue, failing_mails
from eventapp.mail.transport import TIMEOUT_SECONDS, SmtpTransport
from tests.contacts.phones import at_once
from tests.factories import make_event
from tests.mail.smtp_server import Mailbox, smtp_server

NOTE = "note"
SENDER = "tickets@example.org"


def compose_note(mail: OutboxMail, _now: datetime) -> ComposedMail:
    """A mail that says what it is about."""
    return ComposedMail(mail.recipient, "Note", f"about {mail.about}")


COMPOSERS = {NOTE: compose_note}


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """An SMTP server that takes mails."""
    with smtp_server() as mailbox:
        yield mailbox


def put(*recipients: str, kind: str = NOTE, now: datetime | None = None) -> None:
    """Puts a mail for each recipient into the outbox."""
    with write_session(db.session()) as session:
        for recipient in recipients:
            enqueue(session, kind, recipient=recipient, locale="de", now=now or clock.now(), about={"number": 1})


def put_and_fail() -> float:
    """Puts a mail into the outbox in a transaction that fails behind it."""
    with write_session(db.session()) as session:
        enqueue(session, NOTE, recipient="anna@example.org", locale="de", now=clock.now(), about={})
        session.flush()
        return 1 / session.query(OutboxMail).filter_by(kind="").count()


def deliver_all(url: str, now: datetime) -> int:
    """Sends all mails that are due at a moment; says how many were tried."""
    tried = 0
    with closing(SmtpTransport(url, SENDER)) as post:
        while deliver_one(COMPOSERS, post, now=now):
            tried += 1
    return tried


def outbox() -> Sequence[OutboxMail]:
    """All mails in the outbox, as they are in the database now."""
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def recipients(mailbox: Mailbox) -> list[str]:
    """To whom the server was given mails."""
    return [recipient for delivery in mailbox.deliveries for recipient in delivery.recipients]


def test_mail_and_its_cause_are_one(app: Flask) -> None:
    """When what causes a mail is rolled back, there is no mail."""
    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            put_and_fail()
        assert outbox() == []


def test_the_oldest_goes_first_and_each_once(app: Flask, mailbox: Mailbox) -> None:
    """Mails leave in the order in which they came; a second look finds none."""
    with app.app_context():
        now = clock.now()
        put("b@example.org", now=now)
        put("a@example.org", now=now - timedelta(minutes=1))
        assert deliver_all(mailbox.url, now) == 2
        assert deliver_all(mailbox.url, now + timedelta(days=1)) == 0
        assert recipients(mailbox) == ["a@example.org", "b@example.org"]
        assert all(mail.sent_at == now and mail.last_error is None for mail in outbox())


def test_a_server_that_is_down_loses_nothing(app: Flask) -> None:
    """While the SMTP server is away mails wait with their reason; when it is back they go out."""
    with app.app_context():
        now, port = clock.now(), free_port()
        put("anna@example.org", "ben@example.org", now=now)
        assert deliver_all(f"smtp://127.0.0.1:{port}", now) == 2
        assert [(mail.sent_at, mail.attempts) for mail in outbox()] == [(None, 1), (None, 1)]
        assert all("ConnectionRefusedError" in (mail.last_error or "") for mail in outbox())
        with smtp_server(port) as mailbox:
            assert deliver_all(mailbox.url, now + RETRY_AFTER[0] - timedelta(seconds=1)) == 0
            assert deliver_all(mailbox.url, now + RETRY_AFTER[0]) == 2
        assert sorted(recipients(mailbox)) == ["anna@example.org", "ben@example.org"]
        assert all(mail.sent_at and mail.last_error is None for mail in outbox())


def test_one_that_fails_stops_no_other(app: Flask, mailbox: Mailbox) -> None:
    """A refused address, a kind that nobody writes and an address that is none wait; the mails behind them go."""
    mailbox.refused = {"gone@example.org"}
    with app.app_context():
        put("gone@example.org")
        put("odd@example.org", kind="unknown")
        put("a@example.org, b@example.org", "anna@example.org")
        assert deliver_all(mailbox.url, clock.now()) == 4
        assert recipients(mailbox) == ["anna@example.org"]
        gone, odd, two, anna = outbox()
        assert "550" in (gone.last_error or "")
        assert "KeyError" in (odd.last_error or "")
        assert "EmailSyntaxError" in (two.last_error or "")
        assert anna.sent_at is not None


def test_after_the_last_pause_it_is_given_up_and_shown(app: Flask, mailbox: Mailbox) -> None:
    """A mail is tried once and after each pause, then no more; the organiser sees it all the time."""
    mailbox.refused = {"gone@example.org"}
    with app.app_context():
        event_id, now = make_event().id, clock.now()
        with write_session(db.session()) as session:
            enqueue(session, NOTE, recipient="gone@example.org", locale="de", now=now, event_id=event_id, about={})
        assert failing_mails(event_id) == []
        for pause in (timedelta(), *RETRY_AFTER):
            now += pause
            assert deliver_all(mailbox.url, now) == 1
            assert [mail.recipient for mail in failing_mails(event_id)] == ["gone@example.org"]
        [mail] = outbox()
        assert (mail.gave_up_at, mail.attempts) == (now, len(RETRY_AFTER) + 1)
        assert deliver_all(mailbox.url, now + timedelta(days=30)) == 0
        assert [mail.recipient for mail in failing_mails(event_id)] == ["gone@example.org"]


def test_nothing_to_say_any_more(app: Flask, mailbox: Mailbox) -> None:
    """A mail that has become pointless is put aside without being sent."""
    with app.app_context():
        put("anna@example.org")
        transport = SmtpTransport(mailbox.url, SENDER)
        assert deliver_one({NOTE: lambda _mail, _now: None}, transport, now=clock.now())
        assert mailbox.deliveries == []
        assert not deliver_one(COMPOSERS, transport, now=clock.now() + timedelta(days=1))


def test_several_senders_send_each_mail_once(app: Flask, mailbox: Mailbox) -> None:
    """Four senders at once, as in several processes, share the mails and double none."""
    with app.app_context():
        put(*(f"p{number}@example.org" for number in range(24)))
    now = clock.now()

    def send() -> int:
        with app.app_context():
            return deliver_all(mailbox.url, now)

    tried = at_once([send] * 4)
    assert sum(tried) == 24
    assert sorted(recipients(mailbox)) == sorted(f"p{number}@example.org" for number in range(24))


def test_a_sender_that_dies_gives_the_mail_back(app: Flask, mailbox: Mailbox) -> None:
    """A mail that was claimed and never settled is taken up again after the claim has run out, not before."""

    class Death(BaseException):
        """The process ends."""

    def die(_mail: OutboxMail, _now: datetime) -> ComposedMail:
        raise Death

    with app.app_context():
        now = clock.now()
        put("anna@example.org", now=now)
        with pytest.raises(Death):
            deliver_one({NOTE: die}, SmtpTransport(mailbox.url, SENDER), now=now)
        assert deliver_all(mailbox.url, now + CLAIM_LASTS - timedelta(seconds=1)) == 0
        assert deliver_all(mailbox.url, now + CLAIM_LASTS) == 1
        assert recipients(mailbox) == ["anna@example.org"]


def test_a_claim_outlasts_the_slowest_server() -> None:
    """A server that takes all of its time at every step is still waited for by one sender only."""
    # NOOP and QUIT on the last connection; connect, greeting, EHLO, STARTTLS, handshake, EHLO, AUTH (2); MAIL, RCPT,
    # DATA, text
    steps = 14
    assert timedelta(seconds=steps * TIMEOUT_SECONDS) < CLAIM_LASTS


def test_no_connection_is_held_while_the_server_takes_its_time(app: Flask) -> None:
    """During the talk with the SMTP server, the database is free: no transaction is open."""
    open_transactions = []

    class Slow:
        """A transport that looks at the session while it sends."""

        def send(self, _mail: ComposedMail) -> None:
            open_transactions.append(db.session().in_transaction())

        def close(self) -> None:
            """Nothing is open."""

    with app.app_context():
        put("anna@example.org")
        assert deliver_one(COMPOSERS, Slow(), now=clock.now())
    assert open_transactions == [False]


def test_the_background_work_sends_by_the_settings(app: Flask, mailbox: Mailbox) -> None:
    """What the server's background work does at every look: all due mails, by the configured way."""
    config: Config = app.extensions["eventapp_config"]
    app.extensions["eventapp_config"] = replace(config, smtp_url=mailbox.url)
    with app.app_context():
        put("anna@example.org", kind="unknown")
    assert background.deliver_due(app) == 1
    assert background.deliver_due(app) == 0
