"""What can people see of their own contacts, and what can they change?"""

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
from tests.contacts.phones import Phone, contacts, statements
from tests.factories import MadeAttendee, make_attendee, make_event, scan

MUTUAL = Rules(confirmation=Confirmation.MUTUAL)
Change = Callable[[MadeAttendee], Changing]


def reject(who: MadeAttendee) -> Changing:
    """„Das war kein Gespräch“."""
    return own_contacts.reject_contact(1, registration_id=who.id, now=clock.now())


def restore(who: MadeAttendee) -> Changing:
    """Takes it back."""
    return own_contacts.restore_contact(1, registration_id=who.id)


def confirm(who: MadeAttendee) -> Changing:
    """Says yes."""
    return own_contacts.confirm_contact(1, registration_id=who.id, now=clock.now())


def know(who: MadeAttendee) -> Changing:
    """„Wir kannten uns schon“."""
    return own_contacts.set_known_before(1, registration_id=who.id, known=True)


def forget(who: MadeAttendee) -> Changing:
    """Takes it back."""
    return own_contacts.set_known_before(1, registration_id=who.id, known=False)


def a_contact(rules: Rules | None = None) -> tuple[MadeAttendee, MadeAttendee, MadeAttendee]:
    """Anna scanned Ben; Cleo is a third one of the event."""
    event = make_event(rules=rules)
    anna, ben, cleo = (make_attendee(event, name) for name in ("Anna Schmidt", "Ben Öztürk", "Cleo Young"))
    scan(anna, ben)
    return anna, ben, cleo


def close(event_id: int) -> None:
    """The organiser closes contact tracking."""
    with write_session(db.session()) as session:
        session.execute(update(Event).where(Event.id == event_id).values(contacts_closed_at=clock.now()))


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


def test_the_page_of_a_contact_says_all_that_one_may_know(app: Flask) -> None:
    """Name, organisation, time on the event's wall, who scanned, why it does not count; the address if shared."""
    with app.app_context():
        event = make_event()
        anna = make_attendee(event, "Anna Schmidt", organisation="MDZ Hannover", email="anna@example.org")
        both = (Purpose.TRACKING, Purpose.EMAIL)
        ben = make_attendee(event, "Ben Öztürk", organisation="MDZ Hannover", email="b+en@example.org", consents=both)
        moment = datetime.combine(clock.now().date(), datetime.min.time(), UTC).replace(hour=22)
        scan(anna, ben, now=moment)
    mine = Phone(app, anna, language="de").get(f"/events/{anna.slug}/contacts").get_data(as_text=True)
    for words in ("Ben Öztürk", "MDZ Hannover", "von mir gescannt", "Er zählt nicht: Beide kommen aus derselben"):
        assert words in mine
    assert ('<span class="num">23:00</span>' in mine) or ('<span class="num">00:00</span>' in mine)
    assert 'href="mailto:b%2Ben@example.org"' in mine
    theirs = Phone(app, ben, language="de").get(f"/events/{anna.slug}/contacts").get_data(as_text=True)
    assert "hat mich gescannt" in theirs
    assert "anna@example.org" not in theirs
    with app.app_context():
        own_contacts.decide_consent(ben.id, Purpose.EMAIL, "Text", given=False, now=clock.now())
    assert "example.org" not in Phone(app, anna).get(f"/events/{anna.slug}/contacts").get_data(as_text=True)


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


def test_the_list_costs_the_same_for_three_and_for_sixty(app: Flask) -> None:
    """The number of questions to the database does not grow with the contacts."""
    with app.app_context():
        event = make_event()
        anna = make_attendee(event)
        others = [make_attendee(event, f"Person {number}", checked_in=number % 2 == 0) for number in range(60)]
        for other in others[:3]:
            scan(anna, other)
    phone = Phone(app, anna)
    with statements(app) as for_three:
        assert phone.get(phone.path("/contacts")).status_code == 200
    with app.app_context():
        for other in others[3:]:
            scan(anna, other)
    with statements(app) as for_sixty:
        assert phone.get(phone.path("/contacts")).get_data(as_text=True).count('class="contact"') == 60
    assert len(for_sixty) == len(for_three)
    assert len(for_three) <= 8


def test_the_buttons_do_what_they_say(app: Flask) -> None:
    """Reject, undo, known before and not after all: each leads back to the contact, and the page tells."""
    with app.app_context():
        anna, ben, _cleo = a_contact()
    phone = Phone(app, ben)
    for path, fields, expected in (
        ("reject", {}, "Noted: that was no conversation."),
        ("restore", {}, "The contact is back."),
        ("known-before", {"known": "yes"}, "the two knew each other before"),
        ("known-before", {"known": "no"}, "We knew each other before"),
    ):
        response = phone.post(phone.path(f"/contacts/1/{path}"), **fields)
        assert (response.status_code, response.location) == (303, phone.path("/contacts#contact-1"))
        assert expected in phone.get(phone.path("/contacts")).get_data(as_text=True)
    assert "Anna Schmidt" in phone.get(phone.path("/contacts")).get_data(as_text=True)
    assert phone.post(phone.path("/contacts/1/known-before"), known="perhaps").status_code == 400
    assert anna.slug == ben.slug


def test_confirming_on_the_page(app: Flask) -> None:
    """Where both have to agree, the scanned one finds a button; the scanner does not."""
    with app.app_context():
        anna, ben, _cleo = a_contact(MUTUAL)
    button = '/contacts/1/confirm"'
    assert button not in Phone(app, anna).get(f"/events/{anna.slug}/contacts").get_data(as_text=True)
    phone = Phone(app, ben)
    assert button in phone.get(phone.path("/contacts")).get_data(as_text=True)
    assert phone.post(phone.path("/contacts/1/confirm")).status_code == 303
    assert "Contact confirmed." in phone.get(phone.path("/contacts")).get_data(as_text=True)


def test_a_closed_event_says_so_kindly(app: Flask) -> None:
    """No buttons any more; one pressed on an old page is answered in words."""
    with app.app_context():
        _anna, ben, _cleo = a_contact()
        close(ben.event_id)
    phone = Phone(app, ben)
    assert "/reject" not in phone.get(phone.path("/contacts")).get_data(as_text=True)
    assert phone.post(phone.path("/contacts/1/reject")).status_code == 303
    assert "nothing can be changed any more" in phone.get(phone.path("/contacts")).get_data(as_text=True)
    assert contacts(app)[0].rejected_at is None


@pytest.mark.parametrize("action", ["reject", "restore", "confirm", "known-before"])
def test_the_contact_of_others_is_like_none(app: Flask, action: str) -> None:
    """Whether the id belongs to other people, to another event, to nobody, or to no database."""
    with app.app_context():
        _anna, _ben, cleo = a_contact()
        stranger = make_attendee(make_event(title="Anderswo"))
    bodies = set()
    for owner, contact_id in ((cleo, 1), (cleo, 99), (cleo, 10**30), (stranger, 1)):
        phone = Phone(app, owner)
        response = phone.post(phone.path(f"/contacts/{contact_id}/{action}"), known="yes")
        assert response.status_code == 404
        bodies.add(response.get_data(as_text=True).split("<main")[1].split("</main>", maxsplit=1)[0])
    assert len(bodies) == 1
    assert contacts(app)[0].rejected_at is None


def test_leaving_is_asked_once_more(app: Flask) -> None:
    """The first tap only warns, with the number of contacts that would go; the second one erases."""
    with app.app_context():
        anna, ben, _cleo = a_contact()
    phone = Phone(app, anna)
    page = phone.post(phone.path("/consents"), purpose="tracking", given="no")
    assert "1 contact will be erased at once" in page.get_data(as_text=True)
    assert len(contacts(app)) == 1
    response = phone.post(phone.path("/consents"), purpose="tracking", given="no", confirmed="yes")
    assert response.status_code == 303
    assert contacts(app) == []
    assert "Without contact tracking" in phone.get(phone.path("/me")).get_data(as_text=True)
    other = Phone(app, ben)
    assert "No contacts yet" in other.get(other.path("/contacts")).get_data(as_text=True)
    phone.post(phone.path("/consents"), purpose="tracking", given="yes")
    assert "Scan a badge" in phone.get(phone.path("/me")).get_data(as_text=True)
    with app.app_context():
        proof = [(record.given, record.text[:30]) for record in consent_records(anna.id)]
    assert [given for given, _text in proof] == [True, False, True]
    assert proof[-1][1] == "I take part in contact trackin"


@pytest.mark.parametrize(
    "fields",
    [{}, {"purpose": "everything", "given": "yes"}, {"purpose": "email", "given": "perhaps"}, {"purpose": "\x00"}],
)
def test_a_consent_that_makes_no_sense_changes_nothing(app: Flask, fields: dict[str, str]) -> None:
    """400, and no proof is written."""
    with app.app_context():
        anna = make_attendee(make_event())
    phone = Phone(app, anna)
    assert phone.post(phone.path("/consents"), **fields).status_code == 400
    with app.app_context():
        assert len(consent_records(anna.id)) == 1


def test_the_own_page_shows_badge_numbers_and_consents(app: Flask) -> None:
    """The QR code, the short code as people read it, both numbers; no e-mail switch without an address."""
    with app.app_context():
        anna, _ben, _cleo = a_contact()
        mailed = make_attendee(make_event(title="Zweites"), "Mia", email="mia@example.org")
    page = Phone(app, anna).get(f"/events/{anna.slug}/me").get_data(as_text=True)
    assert '<svg class="qr"' in page
    assert f"{anna.short_code[:4]} {anna.short_code[4:]}" in page
    assert "My name may be shown on the projector" in page
    assert "my e-mail address" not in page
    assert "my e-mail address" in Phone(app, mailed).get(f"/events/{mailed.slug}/me").get_data(as_text=True)


def test_signing_out_makes_the_cookie_worthless(app: Flask) -> None:
    """On this phone, and for whoever copied its cookie."""
    with app.app_context():
        anna = make_attendee(make_event())
    phone, copy = Phone(app, anna), Phone(app, anna)
    assert phone.post(phone.path("/me/sign-out")).status_code == 303
    with phone.client.session_transaction() as session:
        assert session["attendees"] == {}
    assert copy.client.get(copy.path("/me"), headers={"Accept": "application/json"}).status_code == 401
