"""Does a scan still count that a phone without network delivers after the end?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select, update

from eventapp import clock
from eventapp.contacts.models import Contact, Scan
from eventapp.contacts.own_contacts import Changing, reject_contact
from eventapp.contacts.scan_facts import ScanRequest
from eventapp.contacts.service import ScanAnswer, record_scan
from eventapp.core.codes import BadgeCode
from eventapp.core.contact_rules import Confirmation, Rules, Verdict
from eventapp.database import WRITES, write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from tests.contacts.phones import Phone, statements
from tests.factories import MadeAttendee, close_and_record, make_attendee, make_event, scan

MINUTE = timedelta(minutes=1)


@dataclass
class Cellar:
    """Two people who met where there is no network, at an event that has ended since."""

    app: Flask
    anna: MadeAttendee
    ben: MadeAttendee
    cleo: MadeAttendee
    end: datetime

    def deliver(  # noqa: PLR0913 what tests vary
        self,
        *,
        scanned: timedelta = -MINUTE,
        arrived: timedelta = MINUTE,
        wrong_by: timedelta = timedelta(0),
        nonce: str = "n0123456789",
        back: bool = False,
        says_when: bool = True,
    ) -> ScanAnswer:
        """Anna's phone sends what it scanned, both counted from the end; or Ben's."""
        scanner, target = (self.ben, self.anna) if back else (self.anna, self.ben)
        now = self.end + arrived
        with self.app.app_context():
            return record_scan(
                ScanRequest(
                    event_id=scanner.event_id,
                    scanner_id=scanner.id,
                    code=BadgeCode(target.code),
                    nonce=nonce,
                    scanned_at=self.end + scanned + wrong_by,
                    sent_at=now + wrong_by if says_when else None,
                    now=now,
                )
            )

    def change_event(self, **values: object) -> None:
        """Another event."""
        with self.app.app_context(), write_session(db.session()) as session:
            event = session.get_one(Event, self.anna.event_id)
            for name, value in values.items():
                setattr(event, name, value)

    def contacts(self) -> list[Contact]:
        """What is kept."""
        with self.app.app_context():
            return list(db.session.scalars(select(Contact)))


@pytest.fixture(params=["planned", "by hand"])
def cellar(app: Flask, request: pytest.FixtureRequest) -> Cellar:
    """The end came by the clock, or by an organiser's hand."""
    end = clock.now()
    with app.app_context():
        event = make_event()
        anna, ben, cleo = (make_attendee(event, name) for name in ("Anna", "Ben", "Cleo"))
        made = Cellar(app, anna, ben, cleo, end)
    made.change_event(tracking_opens_at=end - timedelta(hours=8))
    made.change_event(**{"tracking_closes_at" if request.param == "planned" else "contacts_closed_at": end})
    return made


def test_inside_the_grace_period_it_counts(cellar: Cellar) -> None:
    """Under the last moment before the end, whatever the phone says; the log keeps when it came."""
    assert cellar.deliver(scanned=-30 * MINUTE).verdict is Verdict.NEW_CONTACT
    [contact] = cellar.contacts()
    assert contact.made_at == cellar.end - timedelta(microseconds=1)
    with cellar.app.app_context():
        kept = db.session.scalars(select(Scan)).one()
        assert (kept.received_at, kept.scanned_at) == (cellar.end + MINUTE, cellar.end - 30 * MINUTE)


@pytest.mark.parametrize("wrong_by", [timedelta(days=400), timedelta(days=-400), -2 * MINUTE, 2 * MINUTE])
def test_a_wrong_clock_neither_helps_nor_hurts(cellar: Cellar, wrong_by: timedelta) -> None:
    """A minute before the end counts, a minute after it does not, by whichever clock."""
    assert cellar.deliver(wrong_by=wrong_by, scanned=MINUTE, arrived=2 * MINUTE).verdict is Verdict.CLOSED
    answer = cellar.deliver(wrong_by=wrong_by, arrived=2 * MINUTE, nonce="n1123456789")
    assert answer.verdict is Verdict.NEW_CONTACT


def test_outside_it_does_not(cellar: Cellar) -> None:
    """After the grace period, without a time, or live after the end: closed, and nothing is kept."""
    assert cellar.deliver(arrived=10 * MINUTE).verdict is Verdict.CLOSED
    assert cellar.deliver(says_when=False, nonce="n1123456789").verdict is Verdict.CLOSED
    assert cellar.deliver(scanned=MINUTE, arrived=MINUTE, nonce="n2123456789").verdict is Verdict.CLOSED
    with cellar.app.app_context():
        assert scan(cellar.anna, cellar.ben, now=cellar.end + MINUTE).verdict is Verdict.CLOSED
    assert cellar.contacts() == []


def test_a_grace_period_of_nothing(cellar: Cellar) -> None:
    """An organiser may want the end to be the end."""
    cellar.change_event(grace_minutes=0)
    assert cellar.deliver(arrived=timedelta(seconds=1)).verdict is Verdict.CLOSED


def test_a_recorded_result_ends_it(cellar: Cellar) -> None:
    """Also while phones still deliver; a repeated nonce gets its first answer all the same."""
    assert cellar.deliver().verdict is Verdict.NEW_CONTACT
    with cellar.app.app_context():
        close_and_record(cellar.anna.event_id, account_id=None, now=cellar.end + 2 * MINUTE)
    assert cellar.deliver(arrived=3 * MINUTE).verdict is Verdict.NEW_CONTACT
    cellar.ben = cellar.cleo
    assert cellar.deliver(arrived=3 * MINUTE, nonce="n1123456789").verdict is Verdict.CLOSED
    assert len(cellar.contacts()) == 1


def test_a_result_recorded_between_reading_and_writing_is_seen(cellar: Cellar) -> None:
    """A late scan is judged without a lock: whatever is recorded meanwhile has it, or it is closed out."""
    recorded: list[str] = []

    def record_once(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "new_contacts_lately" in statement and not recorded:
            recorded.append(statement)
            with db.engine.connect().execution_options(**WRITES) as connection, connection.begin():
                connection.execute(update(Event).values(recorded_at=cellar.end))

    with cellar.app.app_context():
        sqlalchemy_event.listen(db.engine, "after_cursor_execute", record_once)
        assert cellar.deliver().verdict is Verdict.CLOSED
    assert len(recorded) == 1
    assert cellar.contacts() == []


def test_a_late_yes_counts_where_both_have_to_agree(cellar: Cellar) -> None:
    """Both scanned in the cellar: the second one confirms, under the same last moment."""
    cellar.change_event(confirmation=Confirmation.MUTUAL)
    assert cellar.deliver().verdict is Verdict.NEW_CONTACT
    assert cellar.deliver(back=True, nonce="n1123456789").verdict is Verdict.CONFIRMED
    [contact] = cellar.contacts()
    assert contact.confirmed_at == contact.made_at == cellar.end - timedelta(microseconds=1)


def test_so_long_one_may_object(cellar: Cellar) -> None:
    """Ben reads of a late contact and says that it was no conversation; after the grace period nobody can."""
    cellar.deliver()
    [contact] = cellar.contacts()
    with cellar.app.app_context():
        late = reject_contact(contact.id, registration_id=cellar.ben.id, now=cellar.end + 10 * MINUTE)
        assert late is Changing.FROZEN
        in_time = reject_contact(contact.id, registration_id=cellar.ben.id, now=cellar.end + 9 * MINUTE)
        assert in_time is Changing.CHANGED


def test_a_phone_delivers_over_http(app: Flask) -> None:
    """The same by the form that the scanner sends; no statement more than in time."""
    with app.app_context():
        event = make_event(rules=Rules())
        anna, ben, cleo = (make_attendee(event, name) for name in ("Anna", "Ben", "Cleo"))
        event_id = event.id
    phone = Phone(app, anna)
    phone.scan("no code at all")
    with statements(app) as in_time:
        assert phone.scan(ben.code).status_code == 200
    end = clock.now()
    with app.app_context(), write_session(db.session()) as session:
        session.get_one(Event, event_id).contacts_closed_at = end
    sent_at, scanned_at = clock.now(), end - MINUTE
    with statements(app) as late:
        answer = phone.scan(cleo.code, scanned_at=scanned_at.isoformat(), sent_at=sent_at.isoformat())
    assert answer.get_json()["verdict"] == Verdict.NEW_CONTACT.name
    assert len(late) == len(in_time)
