"""What can people change about their own contacts, and what do both read then?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from eventapp import clock
from eventapp.contacts import own_contacts
from eventapp.contacts.models import Contact, Scan
from eventapp.contacts.own_contacts import Changing
from eventapp.contacts.queries import by_day, changes_after, contact_counts
from eventapp.contacts.queries import own_contacts as contacts_of
from eventapp.core.contact_rules import Confirmation, Reason, Rules
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from eventapp.registration.queries import consent_records
from tests.factories import MadeAttendee, make_attendee, make_event, scan

MUTUAL = Rules(confirmation=Confirmation.MUTUAL)
Change = Callable[[MadeAttendee], Changing]


def reject(who: MadeAttendee) -> Changing:
    """„Das war kein Gespräch“."""
    return own_contacts.reject_contact(1, registration_id=who.id, now=clock.now())


def restore(who: MadeAttendee) -> Changing:
    """Takes it back."""
    return own_contacts.restore_contact(1, registration_id=who.id, now=clock.now())


def confirm(who: MadeAttendee) -> Changing:
    """Says yes."""
    return own_contacts.confirm_contact(1, registration_id=who.id, now=clock.now())


def know(who: MadeAttendee) -> Changing:
    """„Wir kannten uns schon“."""
    return own_contacts.set_known_before(1, registration_id=who.id, known=True, now=clock.now())


def forget(who: MadeAttendee) -> Changing:
    """Takes it back."""
    return own_contacts.set_known_before(1, registration_id=who.id, known=False, now=clock.now())


def a_contact(rules: Rules | None = None) -> tuple[MadeAttendee, MadeAttendee, MadeAttendee]:
    """Anna scanned Ben; Cleo is a third one of the event."""
    event = make_event(rules=rules)
    anna, ben, cleo = (make_attendee(event, name) for name in ("Anna Schmidt", "Ben Öztürk", "Cleo Young"))
    scan(anna, ben)
    return anna, ben, cleo


def close(event_id: int) -> None:
    """The organiser records the result."""
    with write_session(db.session()) as session:
        session.execute(update(Event).where(Event.id == event_id).values(recorded_at=clock.now()))


def reasons(*people: MadeAttendee) -> list[list[Reason]]:
    """Why each one's contacts count or not, as each one reads it."""
    db.session.rollback()
    return [[contact.reason for contact in contacts_of(who.id)] for who in people]


COUNTS, REJECTED, KNOWN, WAITS = Reason.COUNTS, Reason.REJECTED, Reason.KNOWN_BEFORE, Reason.NOT_CONFIRMED


@pytest.mark.parametrize(
    ("rules", "steps", "outcomes", "anna_reads", "ben_reads"),
    [
        (Rules(), [], [], [COUNTS], [COUNTS]),
        (Rules(), [("ben", reject)], ["changed"], [], [REJECTED]),
        (Rules(), [("anna", reject)], ["changed"], [REJECTED], []),
        (Rules(), [("ben", reject), ("ben", reject)], ["changed", "unchanged"], [], [REJECTED]),
        (Rules(), [("ben", reject), ("ben", restore)], ["changed", "changed"], [COUNTS], [COUNTS]),
        (Rules(), [("ben", reject), ("anna", restore)], ["changed", "unchanged"], [], [REJECTED]),
        (Rules(), [("ben", restore)], ["unchanged"], [COUNTS], [COUNTS]),
        (Rules(), [("ben", reject), ("anna", reject)], ["changed", "unchanged"], [], [REJECTED]),
        (Rules(), [("anna", know)], ["changed"], [KNOWN], [KNOWN]),
        (Rules(), [("anna", know), ("ben", forget)], ["changed", "unchanged"], [KNOWN], [KNOWN]),
        (Rules(), [("anna", know), ("ben", know), ("anna", forget)], ["changed"] * 3, [KNOWN], [KNOWN]),
        (Rules(), [("anna", know), ("anna", forget)], ["changed", "changed"], [COUNTS], [COUNTS]),
        (Rules(require_not_known_before=False), [("anna", know)], ["changed"], [COUNTS], [COUNTS]),
        (Rules(), [("cleo", reject), ("cleo", know)], ["not_yours", "not_yours"], [COUNTS], [COUNTS]),
        (Rules(), [("cleo", restore), ("cleo", confirm)], ["not_yours", "not_yours"], [COUNTS], [COUNTS]),
        (MUTUAL, [], [], [WAITS], [WAITS]),
        (MUTUAL, [("anna", confirm)], ["unchanged"], [WAITS], [WAITS]),
        (MUTUAL, [("ben", confirm)], ["changed"], [COUNTS], [COUNTS]),
        (MUTUAL, [("ben", confirm), ("ben", confirm)], ["changed", "unchanged"], [COUNTS], [COUNTS]),
        (MUTUAL, [("ben", confirm), ("ben", reject)], ["changed", "changed"], [], [REJECTED]),
        (MUTUAL, [("ben", reject), ("ben", restore), ("ben", confirm)], ["changed"] * 3, [COUNTS], [COUNTS]),
    ],
)
def test_who_may_change_a_contact_and_what_both_read_then(  # noqa: PLR0913, PLR0917 a table's columns
    app: Flask,
    rules: Rules,
    steps: list[tuple[str, Change]],
    outcomes: list[str],
    anna_reads: list[Reason],
    ben_reads: list[Reason],
) -> None:
    """Each row: what somebody does, what comes of it, and how the contact counts for either."""
    with app.app_context():
        anna, ben, cleo = a_contact(rules)
        people = {"anna": anna, "ben": ben, "cleo": cleo}
        assert [change(people[who]) for who, change in steps] == outcomes
        assert reasons(anna, ben, cleo) == [anna_reads, ben_reads, []]


def test_scanning_back_confirms(app: Flask) -> None:
    """Where both have to agree, the second scan says yes for the other side."""
    with app.app_context():
        anna, ben, _cleo = a_contact(MUTUAL)
        assert contacts_of(ben.id)[0].awaits_me
        assert not contacts_of(anna.id)[0].awaits_me
        assert scan(ben, anna).reason is Reason.COUNTS
        assert reasons(anna, ben) == [[COUNTS], [COUNTS]]


@pytest.mark.parametrize("change", [reject, restore, confirm, know, forget])
def test_after_closing_nothing_changes(app: Flask, change: Change) -> None:
    """The result stands, whoever asks."""
    with app.app_context():
        anna, ben, _cleo = a_contact(MUTUAL)
        close(anna.event_id)
        assert change(ben) is Changing.FROZEN
        assert reasons(anna, ben) == [[WAITS], [WAITS]]


def test_every_change_takes_the_next_number(app: Flask) -> None:
    """So that open screens see each of them; what changes nothing takes none."""
    with app.app_context():
        _anna, ben, _cleo = a_contact()
        seen = []
        for change in (reject, reject, restore, know, know, forget):
            change(ben)
            seen.append(db.session.scalar(select(Event.change_no)) or 0)
            db.session.rollback()
        assert seen == [seen[0], seen[0], *(seen[0] + number for number in (1, 2, 2, 3))]


@pytest.mark.parametrize("leaver", ["anna", "ben"])
def test_leaving_contact_tracking_erases_the_contacts_for_both(app: Flask, leaver: str) -> None:
    """No row is left that joins the two, screens drop the line, the other one's contacts stay."""
    with app.app_context():
        anna, ben, cleo = a_contact()
        scan(ben, cleo)
        scan(cleo, anna)
        cursor = db.session.scalar(select(Event.change_no)) or 0
        who, other = (anna, ben) if leaver == "anna" else (ben, anna)
        own_contacts.decide_consent(who.id, Purpose.TRACKING, "Text", given=False, now=clock.now())
        assert len(contacts_of(who.id)) == 0
        assert [contact.name for contact in contacts_of(other.id)] == ["Cleo Young"]
        touching = (Contact.low_id == who.id) | (Contact.high_id == who.id)
        assert db.session.scalar(select(func.count()).select_from(Contact).where(touching)) == 0
        traces = (Scan.scanner_id == who.id) | (Scan.target_id == who.id)
        assert db.session.scalar(select(func.count()).select_from(Scan).where(traces)) == 0
        changes = changes_after(anna.event_id, cursor)
        assert sorted(changes.removed_contact_ids) == ([1, 3] if leaver == "anna" else [1, 2])
        assert {row.id for row in changes.people} == {anna.id, ben.id, cleo.id}
        assert (consent_records(who.id)[-1].given, consent_records(who.id)[-1].text) == (False, "Text")
        own_contacts.decide_consent(who.id, Purpose.TRACKING, "Text", given=True, now=clock.now())
        assert scan(anna, ben).contact_number == (1 if leaver == "anna" else 2)


def test_a_day_ends_at_midnight_on_the_event_s_wall(app: Flask) -> None:
    """A contact at 23:30 UTC belongs to the next day in Berlin."""
    with app.app_context():
        anna, ben, cleo = a_contact()
        evening = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
        with write_session(db.session()) as session:
            session.execute(update(Contact).values(made_at=evening))
        scan(cleo, anna)
        with write_session(db.session()) as session:
            moved = update(Contact).where(Contact.scanner_id == cleo.id)
            session.execute(moved.values(made_at=evening + timedelta(hours=1)))
        days = by_day(contacts_of(anna.id), "Europe/Berlin")
        assert [(day.isoformat(), [contact.name for contact in own]) for day, own in days] == [
            ("2026-11-22", ["Cleo Young"]),
            ("2026-11-21", ["Ben Öztürk"]),
        ]
        assert len(by_day(contacts_of(ben.id), "UTC")) == 1


def test_the_two_numbers_leave_rejected_contacts_out(app: Flask) -> None:
    """Contacts that stand, and those of them that count."""
    with app.app_context():
        anna, ben, cleo = a_contact()
        scan(anna, cleo)
        know(ben)
        counts = contact_counts(contacts_of(anna.id))
        assert (counts.contacts, counts.counted) == (2, 1)
        reject(anna)
        counts = contact_counts(contacts_of(anna.id))
        assert (counts.contacts, counts.counted) == (1, 1)
