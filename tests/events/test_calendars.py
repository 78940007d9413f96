"""Does an event get into a calendar, change there, and out of it again?"""

from datetime import timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from eventapp import clock
from eventapp.badges.mails import compose_ticket
from eventapp.database import write_session
from eventapp.events.models import EventDay
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.registration.service import cancel, mail_tickets_again
from tests.contacts.phones import Phone
from tests.factories import make_attendee, make_event, today

pytestmark = pytest.mark.one_database
FIRST = today() + timedelta(days=30)


def entries(content: bytes) -> list[dict[str, object]]:
    """What a calendar reads."""
    read = Calendar.from_ical(content)
    return [
        {
            "method": str(read["method"]),
            "uid": str(entry["uid"]),
            "sequence": int(str(entry["sequence"])),
            "days": (entry.decoded("dtstart"), entry.decoded("dtend")),
            "status": str(entry["status"]),
            "place": str(entry["location"]),
        }
        for entry in read.walk("VEVENT")
    ]


def test_in_every_mail_and_on_the_own_page(app: Flask) -> None:
    """Each stretch of days is one entry, the same in all of them; a later one is a later version; cancelled goes."""
    with app.app_context():
        event = make_event(title="Netzwerk, Treffen; Herbst", first_day=FIRST, days=2)
        anna = make_attendee(event, email="anna@example.org", checked_in=False)
        with write_session(db.session()) as session:
            session.add(EventDay(event_id=event.id, date=FIRST + timedelta(days=6)))
        now = clock.now()
    own = entries(Phone(app, anna).get(f"/events/{anna.slug}/me/place.ics").data)
    assert [entry["days"] for entry in own] == [
        (FIRST, FIRST + timedelta(days=2)),
        (FIRST + timedelta(days=6), FIRST + timedelta(days=7)),
    ]
    assert {(entry["method"], entry["status"], entry["place"]) for entry in own} == {
        ("PUBLISH", "CONFIRMED", "Kaiserslautern")
    }
    with app.app_context():
        mail_tickets_again(event.id, [anna.id], now=now)
        mailed = sent_with_it(now + timedelta(hours=1))
        assert [entry["uid"] for entry in mailed] == [entry["uid"] for entry in own]
        assert [entry["sequence"] for entry in mailed] == [3600, 3600]
        cancel(anna.id, now=now)
        gone = sent_with_it(now + timedelta(hours=2))
    assert [(entry["uid"], entry["method"], entry["status"]) for entry in gone] == [
        (entry["uid"], "CANCEL", "CANCELLED") for entry in own
    ]
    assert [entry["sequence"] for entry in gone] == [7200, 7200]


def sent_with_it(now: object) -> list[dict[str, object]]:
    """What the latest mail brings for the calendar."""
    mail = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert mail is not None
    composed = compose_ticket(mail, now)  # type: ignore[arg-type]
    assert composed is not None
    [calendar] = [each.content for each in composed.attachments if each.filename == "event.ics"]
    return entries(calendar)
