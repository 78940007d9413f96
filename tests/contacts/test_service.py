"""What happens when somebody scans a badge?"""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from eventapp import clock
from eventapp.contacts.models import Contact, Scan
from eventapp.core.contact_rules import Reason, Verdict
from eventapp.extensions import db
from tests.factories import make_attendee, make_event, scan


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
