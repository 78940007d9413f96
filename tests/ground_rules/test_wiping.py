"""Is everything gone that happened while an event was tried out, and nothing else?"""

from datetime import timedelta

import pytest
from sqlalchemy import ColumnElement, Table, func, select

from eventapp import clock, tables
from eventapp.accounts.service import INVITATION_MAIL
from eventapp.badges.service import replace_badge
from eventapp.champion.service import crown
from eventapp.config import Config
from eventapp.contacts.models import ContactReview
from eventapp.database import write_session
from eventapp.doors.queries import devices
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.mailings.models import Audience, Mailing
from eventapp.mailings.service import Draft, send, write
from eventapp.network.measuring import claim_next
from eventapp.registration.models import Person
from eventapp.stations.queries import stations
from eventapp.test_mode.service import end
from tests.conftest import open_app
from tests.factories import close_and_record
from tests.ground_rules.hall import FOREIGN, OWN, Hall

pytestmark = [pytest.mark.slow, pytest.mark.measured]

STAYS = {
    "admission_lists": "set up",
    "audit_entries": "who did what, without names: the log of the team is never shortened",
    "badge_roles": "set up",
    "certificate_choices": "set up",
    "contact_stations": "set up, and paired with no tablet any more",
    "door_device_lists": "set up",
    "door_devices": "set up, and paired with no phone any more",
    "event_days": "set up",
    "event_organisations": "set up",
    "event_roles": "the team",
    "invitation_codes": "set up; that somebody used them is gone",
    "mailings": "those that were only written",
    "meeting_tables": "set up: their signs may be printed",
    "one_time_links": "invitations to the team",
    "outbox_mails": "invitations to the team",
    "programme_sessions": "set up",
    "projectors": "set up",
    "questions": "set up",
    "topics": "set up",
}
"""All tables of which an event has rows after its test, and why. Whoever adds a table decides: it stands here, or
eventapp/test_mode/wiping.py deletes from it."""


def rows_of(event_id: int) -> dict[str, int]:
    """How many rows every table has that belong to an event, by its number or by what they refer to."""
    conditions: dict[Table, ColumnElement[bool]] = {}
    for table in tables.metadata.sorted_tables:
        if "event_id" in table.c:
            conditions[table] = table.c.event_id == event_id
            continue
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            whole = key.column.table
            if whole in conditions:
                conditions[table] = key.parent.in_(select(key.column).where(conditions[whole]))
                break
    counts = {
        table.name: db.session.scalar(select(func.count()).select_from(table).where(condition)) or 0
        for table, condition in conditions.items()
    }
    db.session.rollback()
    return counts


def _test_whole_event(hall: Hall) -> None:
    """Lets everything that can happen at an event happen at the own one, as a test."""
    own, now = hall.places[OWN], clock.now()
    with write_session(db.session()) as session:
        session.get_one(Event, own.event_id).test_mode_since = now - timedelta(days=1)
        session.add(ContactReview(event_id=own.event_id, contact_id=own.contact_id, decision="kept", happened_at=now))
    draft = Draft(Audience.ATTENDEES, "Dank", "Danke, {name}")
    mailing = write(draft, event_id=own.event_id, account_id=own.organiser_id, now=now)
    send(mailing.id, account_id=own.organiser_id, now=now)
    replace_badge(own.met.id, own.event_id, account_id=own.host_id, now=now)
    while claim_next(now=now + timedelta(hours=1)) is not None:
        pass
    close_and_record(own.event_id, account_id=own.organiser_id, now=now)
    crown(own.event_id, account_id=own.organiser_id, now=now)


def test_nothing_of_a_test_is_left(filled: tuple[Config, Hall]) -> None:
    """Of an event at which everything happened, exactly the named tables hold rows; other events keep all theirs."""
    settings, hall = filled
    own, foreign = hall.places[OWN], hall.places[FOREIGN]
    with open_app(settings) as app, app.app_context():
        _test_whole_event(hall)
        before, others = rows_of(own.event_id), rows_of(foreign.event_id)
        assert {table for table, count in before.items() if not count} == set()
        wiped = end(own.event_id, account_id=own.organiser_id, now=clock.now())
        assert wiped is not None
        assert (wiped.happened.people, wiped.happened.contacts, wiped.happened.devices) == (5, 2, 3)
        after = rows_of(own.event_id)
        assert {table for table, count in after.items() if count} == set(STAYS)
        whole = set(STAYS) - {"mailings", "outbox_mails", "audit_entries"}
        assert {table: after[table] for table in whole} == {table: before[table] for table in whole}
        assert after["audit_entries"] == before["audit_entries"] + 1
        assert rows_of(foreign.event_id) == others
        event = db.session.get_one(Event, own.event_id)
        assert (event.contacts_closed_at, event.recorded_at, event.test_mode_since) == (None, None, None)
        mails = select(OutboxMail.kind).where(OutboxMail.event_id == own.event_id)
        assert set(db.session.scalars(mails)) == {INVITATION_MAIL}
        assert db.session.scalars(select(Mailing.sent_at).where(Mailing.event_id == own.event_id)).all() == [None]
        assert not [device for device in devices(own.event_id) if device.token_hash or device.pairing_hash]
        assert not [station for station in stations(own.event_id) if station.token_hash or station.pairing_hash]
        of_series = Person.series_id == event.series_id
        assert db.session.scalar(select(func.count()).where(of_series)) == 0
        assert end(own.event_id, account_id=own.organiser_id, now=clock.now()) is None
