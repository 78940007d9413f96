"""Are a scan and its contact one statement on PostgreSQL, where all scans of an event wait for its row?"""

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from eventapp import clock
from eventapp.contacts import scan_writing
from eventapp.contacts.models import Contact, Scan
from eventapp.contacts.scan_facts import ScanRequest
from eventapp.contacts.scan_writing import Overtaken
from eventapp.core.contact_rules import MadeContact, Reason, Verdict
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.hot_path import hot_connection
from tests.contacts.phones import Phone, statements
from tests.factories import MadeAttendee, make_attendee, make_event

pytestmark = [
    pytest.mark.measured,
    pytest.mark.parametrize("settings", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True),
]


def keep(anna: MadeAttendee, ben: MadeAttendee, nonce: str) -> bool:
    """Writes what follows from Anna's scan of Ben, without a look at what is there."""
    now = clock.now()
    request = ScanRequest(anna.event_id, anna.id, None, nonce, None, now)
    numbers = {"reason": Reason.COUNTS, "target_id": ben.id, "contact_number": 1}
    scan = scan_writing.scan_values(request, Verdict.NEW_CONTACT, **numbers)  # type: ignore[arg-type]
    contact = MadeContact(0, min(anna.id, ben.id), max(anna.id, ben.id), now, None)
    with hot_connection(db.engine) as connection:
        return scan_writing.keep_contact(connection, scan, contact)


def rows() -> tuple[int, int, int]:
    """Scans, contacts, and the event's change number."""
    db.session.rollback()
    wanted = (select(func.count(Scan.id)), select(func.count(Contact.id)), select(Event.change_no))
    scans, contacts, change_no = (db.session.scalar(each) for each in wanted)
    return scans or 0, contacts or 0, change_no or 0


def test_a_new_contact_is_one_statement(app: Flask) -> None:
    """Beside the reads of the sign-in and of the facts."""
    with app.app_context():
        event = make_event()
        anna, ben = make_attendee(event), make_attendee(event, "Ben")
    phone = Phone(app, anna)
    phone.scan("no code at all")
    with statements(app) as asked:
        assert phone.scan(ben.code).status_code == 200
    assert [line.split()[0] for line in asked] == ["SELECT", "SELECT", "WITH"]


def test_a_nonce_that_came_before_writes_nothing(app: Flask) -> None:
    """Not the contact of another scan either, which took the nonce along."""
    with app.app_context():
        event = make_event()
        anna, ben, cleo = (make_attendee(event, name) for name in ("Anna", "Ben", "Cleo"))
        assert keep(anna, ben, "n1") is True
        before = rows()
        assert keep(anna, cleo, "n1") is False
        assert rows() == before


def test_when_contacts_were_closed_in_between_nothing_is_written(app: Flask) -> None:
    """No scan without its contact, and no change number without both."""
    with app.app_context():
        event = make_event()
        anna, ben = make_attendee(event), make_attendee(event, "Ben")
        with write_session(db.session()) as session:
            session.execute(update(Event).values(contacts_closed_at=clock.now()))
        before = rows()
        with pytest.raises(Overtaken):
            keep(anna, ben, "n1")
        assert rows() == before
