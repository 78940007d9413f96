"""What happens when somebody scans a badge?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from eventapp import clock
from eventapp.contacts.models import Contact, Scan
from eventapp.contacts.own_contacts import decide_consent
from eventapp.core.contact_rules import Confirmation, Reason, Rules, Verdict
from eventapp.database import WRITES
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from tests.contacts.phones import statements
from tests.factories import MadeAttendee, make_attendee, make_event, scan


def contacts() -> list[Contact]:
    """All contacts, as the database has them now."""
    db.session.rollback()
    return list(db.session.scalars(select(Contact)))


def test_first_scan_makes_a_contact_that_names_the_person_met(app: Flask) -> None:
    """The scanner learns name and organisation, and that it counts."""
    with app.app_context():
        event = make_event()
        anna = make_attendee(event, "Anna Schmidt")
        ben = make_attendee(event, "Ben Öztürk", organisation="MDZ Hannover")
        answer = scan(anna, ben)
        assert answer.verdict is Verdict.NEW_CONTACT
        assert answer.reason is Reason.COUNTS
        assert answer.person is not None
        assert (answer.person.name, answer.person.organisation) == ("Ben Öztürk", "MDZ Hannover")
        assert answer.contact_number == 1
        assert len(contacts()) == 1


def test_scanning_back_finds_the_same_contact(app: Flask) -> None:
    """A pair has one contact, whoever scans and however often."""
    with app.app_context():
        event = make_event()
        anna, ben = make_attendee(event), make_attendee(event, "Ben")
        scan(anna, ben)
        assert scan(ben, anna).verdict is Verdict.ALREADY_MET
        assert scan(anna, ben).verdict is Verdict.ALREADY_MET
        assert len(contacts()) == 1


def test_the_same_nonce_gets_the_first_answer_again(app: Flask) -> None:
    """A repeated request changes nothing and is answered as at first."""
    with app.app_context():
        event = make_event()
        anna, ben = make_attendee(event), make_attendee(event, "Ben")
        first = scan(anna, ben, nonce="n1")
        assert scan(anna, ben, nonce="n1") == first
        assert first.verdict is Verdict.NEW_CONTACT
        assert len(list(db.session.scalars(select(Scan)))) == 1


def test_a_nonce_keeps_its_answer_whatever_comes_with_it_later(app: Flask) -> None:
    """A phone that says another code by a nonce of before gets the old answer, and no contact is made."""
    with app.app_context():
        event = make_event()
        anna, ben = make_attendee(event), make_attendee(event, "Ben")
        assert scan(anna, anna, nonce="n1").verdict is Verdict.OWN_BADGE
        assert scan(anna, ben, nonce="n1").verdict is Verdict.OWN_BADGE
        assert contacts() == []


def test_without_consent_no_contact_exists_and_nobody_is_named(app: Flask) -> None:
    """Whoever scans: the answer is neutral and the scan does not keep whom it met."""
    with app.app_context():
        event = make_event()
        anna, ben = make_attendee(event), make_attendee(event, "Ben", consents=())
        answer = scan(anna, ben)
        assert (answer.verdict, answer.person) == (Verdict.NO_CONSENT, None)
        assert scan(ben, anna).verdict is Verdict.NO_OWN_CONSENT
        assert contacts() == []
        assert [row.target_id for row in db.session.scalars(select(Scan))] == [None, None]


def test_the_database_refuses_a_contact_without_consent(app: Flask) -> None:
    """Even code that forgets the rule cannot write such a row."""
    with app.app_context():
        event = make_event()
        anna, ben = make_attendee(event), make_attendee(event, "Ben", consents=())
        with pytest.raises(IntegrityError), db.engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO contacts (event_id, low_id, high_id, scanner_id, made_at, met_before,"
                    " known_by_low, known_by_high, change_no)"
                    " VALUES (:event, :low, :high, :low, '2026-01-01', false, false, false, 1)"
                ),
                {"event": event.id, "low": anna.id, "high": ben.id},
            )


def test_tracking_closes_at_the_end_of_the_last_day(app: Flask) -> None:
    """Before and after the event's days no contact arises; a known one stays known."""
    with app.app_context():
        event = make_event(days=1)
        anna, ben, cleo = (make_attendee(event, name) for name in ("Anna", "Ben", "Cleo"))
        scan(anna, ben)
        later = clock.now() + timedelta(days=2)
        assert scan(anna, cleo, now=later).verdict is Verdict.CLOSED
        assert scan(anna, ben, now=later).verdict is Verdict.ALREADY_MET
        assert scan(anna, cleo, now=later - timedelta(days=9)).verdict is Verdict.CLOSED


def close(anna: MadeAttendee, _ben: MadeAttendee) -> None:
    """The organiser closes contact tracking and records the result."""
    with db.engine.connect().execution_options(**WRITES) as connection, connection.begin():
        closing = update(Event).where(Event.id == anna.event_id)
        connection.execute(closing.values(contacts_closed_at=clock.now(), recorded_at=clock.now()))


def withdraw(_anna: MadeAttendee, ben: MadeAttendee) -> None:
    """Ben leaves contact tracking."""
    decide_consent(ben.id, Purpose.TRACKING, "Text", given=False, now=clock.now())


def scan_back(anna: MadeAttendee, ben: MadeAttendee) -> None:
    """Ben's phone is faster."""
    scan(ben, anna)


def send_twice(anna: MadeAttendee, ben: MadeAttendee) -> None:
    """Anna's phone has sent the same request before, and its answer was lost."""
    scan(anna, ben, nonce="n1")


@pytest.mark.each_case_on_both
@pytest.mark.parametrize(
    ("overtake", "confirmation", "verdict", "left"),
    [
        (close, Confirmation.OBJECTION, Verdict.CLOSED, 0),
        (withdraw, Confirmation.OBJECTION, Verdict.NO_CONSENT, 0),
        (scan_back, Confirmation.OBJECTION, Verdict.ALREADY_MET, 1),
        (scan_back, Confirmation.MUTUAL, Verdict.CONFIRMED, 1),
        (send_twice, Confirmation.OBJECTION, Verdict.NEW_CONTACT, 1),
    ],
)
def test_what_happens_between_reading_and_writing_is_seen(
    app: Flask,
    overtake: Callable[[MadeAttendee, MadeAttendee], None],
    confirmation: Confirmation,
    verdict: Verdict,
    left: int,
) -> None:
    """The facts of a scan are read without a lock; whoever comes in between is noticed, and it is judged again."""
    with app.app_context():
        event = make_event(rules=Rules(confirmation=confirmation))
        anna, ben = make_attendee(event), make_attendee(event, "Ben")
        overtaken: list[str] = []

        def overtake_once(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if "new_contacts_lately" in statement and not overtaken:
                overtaken.append(statement)
                overtake(anna, ben)

        sqlalchemy_event.listen(db.engine, "after_cursor_execute", overtake_once)
        assert scan(anna, ben, nonce="n1").verdict is verdict
        assert len(overtaken) == 1
        assert len(contacts()) == left


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_everything_about_a_scan_is_found_by_indexes(app: Flask) -> None:
    """So a scan costs the same among a million contacts; SQLite says how it goes about its statements.

    What grows is read from indexes that hold all that is asked: earlier meetings by both people's registrations, the
    standing contacts of a person without a look at the contacts themselves.
    """
    with app.app_context():
        meeting = make_event()
        anna, ben = make_attendee(meeting), make_attendee(meeting, "Ben Öztürk")
        with statements(app) as sent:
            scan(anna, ben)
        [facts] = [statement for statement in sent if "standing_contacts" in statement]
        explained = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {facts}", (None,) * facts.count("?"))
        plan = [row.detail for row in explained]
    assert not [step for step in plan if step.startswith("SCAN") and "CONSTANT" not in step]
    for index in ("ix_contacts_low_id_rejected_at", "ix_contacts_high_id_rejected_at"):
        assert any(f"USING COVERING INDEX {index}" in step for step in plan)
    assert sum("ix_registrations_person_id_event_id" in step for step in plan) == 2
