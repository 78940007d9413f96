"""Is what somebody notes about a contact kept, found again, and seen by nobody else?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventapp import clock
from eventapp.contacts import own_contacts
from eventapp.contacts.models import ContactNote
from eventapp.contacts.notes import DONE, LONGEST_NOTE, Entry, Note, Saving, finish_follow_up, notes_of, save_note
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from tests.contacts.phones import Phone, at_once, contacts
from tests.contacts.test_own_contacts import a_contact, close
from tests.factories import MadeAttendee, make_attendee, make_event, scan

pytestmark = [pytest.mark.slow, pytest.mark.measured]

LATER = date(2099, 11, 30)


def save(contact_id: int, who: MadeAttendee, **entry: object) -> Saving:
    """Saves a note now."""
    return save_note(contact_id, Entry(**entry), registration_id=who.id, now=clock.now())  # type: ignore[arg-type]


def kept(who: MadeAttendee) -> list[Note]:
    """All notes of a person."""
    db.session.rollback()
    return list(notes_of(who.id).values())


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        (Entry(), Note()),
        (Entry(text=" eins \r\n\r\nzwei\u202e\x00 "), Note(text="eins\n\nzwei")),
        (Entry(tags=" KI, ki ,#KI,, Förderung,"), Note(tags=("KI", "Förderung"))),
        (Entry(tags=",".join(map(str, range(20)))), Note(tags=tuple(map(str, range(10))))),
        (Entry(follow_up="  Angebot\tschicken "), Note(follow_up="Angebot schicken")),
        (Entry(text="\u0958" * LONGEST_NOTE), Note(text="\u0915\u093c" * (LONGEST_NOTE // 2))),
        (Entry(wants_reminder=True), Note()),
        (Entry(follow_up_on=LATER, wants_reminder=True), Note(follow_up_on=LATER, wants_reminder=True)),
    ],
)
def test_what_is_typed_and_what_stands_then(app: Flask, typed: Entry, stands: Note) -> None:
    """Lines stay lines, tags stand once, nothing outgrows its column, no reminder without its day."""
    with app.app_context():
        anna, _ben, _cleo = a_contact()
        assert save_note(1, typed, registration_id=anna.id, now=clock.now()) is Saving.SAVED
        assert kept(anna) == [stands]


def test_a_note_can_be_changed_and_emptied(app: Flask) -> None:
    """The later one replaces the earlier one, also after the result stands."""
    with app.app_context():
        anna, _ben, _cleo = a_contact()
        save(1, anna, text="eins", tags="KI")
        close(anna.event_id)
        assert save(1, anna, follow_up="Anrufen") is Saving.SAVED
        assert kept(anna) == [Note(follow_up="Anrufen")]
        assert kept(anna)[0].is_open


def test_done_moves_the_follow_up_into_the_note(app: Flask) -> None:
    """It is no longer open, its words are not lost, its reminder does not come; a second tap changes nothing."""
    with app.app_context():
        anna, ben, cleo = a_contact()
        save(1, anna, text="Kennt Eva", follow_up="Anrufen", follow_up_on=LATER, wants_reminder=True)
        for _tap in range(2):
            assert finish_follow_up(1, registration_id=anna.id, now=clock.now()) is Saving.SAVED
        assert kept(anna) == [Note(text=f"Kennt Eva\n{DONE} Anrufen")]
        assert finish_follow_up(1, registration_id=ben.id, now=clock.now()) is Saving.SAVED
        assert finish_follow_up(1, registration_id=cleo.id, now=clock.now()) is Saving.NOT_YOURS


def test_a_full_note_stays_as_it_is(app: Flask) -> None:
    """Where there is no room for what was done, the note keeps its own words."""
    with app.app_context():
        anna, _ben, _cleo = a_contact()
        save(1, anna, text="x" * LONGEST_NOTE, follow_up="Anrufen")
        finish_follow_up(1, registration_id=anna.id, now=clock.now())
        assert kept(anna) == [Note(text="x" * LONGEST_NOTE)]


def test_nobody_keeps_notes_on_contacts_of_others(app: Flask) -> None:
    """Not of other people, not where none is, and not once the other one said that it was no conversation."""
    with app.app_context():
        anna, ben, cleo = a_contact()
        assert save(1, cleo, text="fremd") is Saving.NOT_YOURS
        assert save(999, anna, text="fehlt") is Saving.NOT_YOURS
        own_contacts.reject_contact(1, registration_id=ben.id, now=clock.now())
        assert save(1, anna, text="abgelehnt") is Saving.NOT_YOURS
        assert save(1, ben, text="war nichts") is Saving.SAVED
        assert db.session.scalar(select(func.count()).select_from(ContactNote)) == 1


@pytest.mark.parametrize("leaver", [0, 1])
def test_leaving_contact_tracking_deletes_the_notes_of_both(app: Flask, leaver: int) -> None:
    """Whoever of the two leaves: nothing noted about the contact is left in the database; other notes stay."""
    with app.app_context():
        anna, ben, cleo = a_contact()
        scan(ben, cleo)
        other_id = next(contact.id for contact in contacts(app) if contact.id != 1)
        save(1, anna, text="über Ben")
        save(1, ben, text="über Anna")
        if leaver == 0:
            save(other_id, ben, text="über Cleo")
        own_contacts.decide_consent((anna, ben)[leaver].id, Purpose.TRACKING, "Nein", given=False, now=clock.now())
        left = db.session.scalars(select(ContactNote.text)).all()
        assert left == (["über Cleo"] if leaver == 0 else [])


def test_two_tabs_saving_at_once(app: Flask) -> None:
    """Neither fails, and one of the two stands."""
    with app.app_context():
        anna, _ben, _cleo = a_contact()
    phones = [Phone(app, anna) for _number in range(4)]
    answers = at_once(
        [
            lambda phone=phone, n=n: phone.post(phone.path("/contacts/1"), text=f"{n}").status_code  # type: ignore[misc]
            for n, phone in enumerate(phones)
        ]
    )
    assert answers == [303] * 4
    with app.app_context():
        assert [note.text for note in kept(anna)] in [[str(n)] for n in range(4)]


@pytest.mark.parametrize(
    ("hour", "saving"), [(5, Saving.SAVED), (8, Saving.TOO_LATE)], ids=["before eight", "after eight"]
)
def test_a_reminder_whose_morning_is_over_is_refused(app: Flask, hour: int, saving: Saving) -> None:
    """Eight o'clock on the clock of the event's place; saved again later, a reminder that went out is no obstacle."""
    day = date(2099, 11, 30)
    with app.app_context():
        anna, _ben, _cleo = a_contact()
        now = datetime(2099, 11, 30, hour, tzinfo=UTC)
        entry = Entry(follow_up_on=day, wants_reminder=True)
        assert save_note(1, entry, registration_id=anna.id, now=now) is saving
        again = save_note(1, entry, registration_id=anna.id, now=now + timedelta(days=1))
        assert again is saving


def test_the_page_keeps_and_shows_it_to_its_owner_alone(app: Flask) -> None:
    """Saved by a plain form; neither the other person nor a third one ever gets a word of it."""
    with app.app_context():
        anna, ben, cleo = a_contact()
    phone = Phone(app, anna)
    form = {"text": "Geheim <b>\r\nzwei", "tags": "KI, Stahl", "follow_up": "Anrufen", "follow_up_on": "2099-11-30"}
    answer = phone.post(phone.path("/contacts/1"), **form)
    assert (answer.status_code, answer.location) == (303, phone.path("/contacts/1"))
    for path in ("/contacts/1", "/contacts"):
        page = phone.get(phone.path(path)).get_data(as_text=True)
        for words in ("Geheim &lt;b&gt;", "KI", "Anrufen", "30 November 2099"):
            assert words in page
    for other in (ben, cleo):
        theirs = Phone(app, other)
        for path in ("/contacts", "/contacts/1", "/contacts.csv", "/contacts.pdf", "/contacts.vcf", "/contacts.ics"):
            assert b"Geheim" not in theirs.get(theirs.path(path)).data
    stranger = Phone(app, cleo)
    for answer in (
        stranger.get(stranger.path("/contacts/1")),
        stranger.post(stranger.path("/contacts/1"), text="x"),
        stranger.post(stranger.path("/contacts/1/done")),
        stranger.get(stranger.path("/contacts/1.vcf")),
        stranger.get(stranger.path("/contacts/1.ics")),
    ):
        assert answer.status_code == 404
    assert phone.post(phone.path("/contacts/1/done")).status_code == 303
    assert "✓ Anrufen" in phone.get(phone.path("/contacts/1")).get_data(as_text=True)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("text", "x" * 2001, "At most 2000 characters"),
        ("follow_up", "x" * 301, "At most 300 characters"),
        ("follow_up_on", "1500-01-01", "in the coming years"),
        ("follow_up_on", "9999-12-31", "in the coming years"),
        ("follow_up_on", "morgen", "Not a valid date"),
        ("wants_reminder", "y", "so that the reminder knows its day"),
    ],
)
def test_what_does_not_fit_comes_back_with_a_sentence(app: Flask, field: str, value: str, sentence: str) -> None:
    """With what was typed, and nothing is kept."""
    with app.app_context():
        anna, _ben, _cleo = a_contact()
    phone = Phone(app, anna)
    answer = phone.post(phone.path("/contacts/1"), **{"tags": "bleibt", field: value})
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert sentence in page
    assert 'value="bleibt"' in page
    with app.app_context():
        assert kept(anna) == []


def test_two_thousand_characters_with_line_ends_fit(app: Flask) -> None:
    """A browser counts a line end as one character, and sends two."""
    with app.app_context():
        anna, _ben, _cleo = a_contact()
    phone = Phone(app, anna)
    text = "\r\n".join(["xxx"] * 500)
    assert phone.post(phone.path("/contacts/1"), text=text).status_code == 303
    with app.app_context():
        assert len(kept(anna)[0].text) == 1999


def test_a_reminder_is_offered_only_with_an_address(app: Flask) -> None:
    """Without an e-mail address there is nowhere to send it to, whatever a request says."""
    with app.app_context():
        event = make_event()
        anna = make_attendee(event, "Anna Schmidt")
        ben = make_attendee(event, "Ben Öztürk", email="ben@example.org")
        scan(anna, ben)
    form = {"follow_up_on": "2099-11-30", "wants_reminder": "y"}
    for who, is_offered in ((anna, False), (ben, True)):
        phone = Phone(app, who)
        assert ('name="wants_reminder"' in phone.get(phone.path("/contacts/1")).get_data(as_text=True)) is is_offered
        phone.post(phone.path("/contacts/1"), **form)
        with app.app_context():
            assert kept(who)[0].wants_reminder is is_offered
    late = Phone(app, ben).post(f"/events/{ben.slug}/contacts/1", follow_up_on="2001-01-01", wants_reminder="y")
    assert late.status_code == 400
    assert "of that day is over" in late.get_data(as_text=True)


@pytest.mark.each_case_on_both
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Cleo Müller", "Ben Öztürk"]),
        ("q=ozturk", ["Ben Öztürk"]),
        ("q=mueller", ["Cleo Müller"]),
        ("q=stahlwerk", ["Cleo Müller"]),
        ("q=foerder", ["Ben Öztürk"]),
        ("q=ben+hund", ["Ben Öztürk"]),
        ("q=ben+stahl", []),
        ("tag=ki", ["Ben Öztürk"]),
        ("tag=k", []),
        ("only=open", ["Ben Öztürk"]),
        ("only=scanned_me", ["Cleo Müller"]),
        ("only=scanned_me&q=ben", []),
        ("only=nonsense", ["Cleo Müller", "Ben Öztürk"]),
        ("q=%00&tag=%00", ["Cleo Müller", "Ben Öztürk"]),
        ("q=%ED%A0%80", []),
    ],
)
def test_whom_the_search_finds(app: Flask, query: str, names: list[str]) -> None:
    """By name, organisation, tag and note, however umlauts are written; still to do; who scanned me."""
    with app.app_context():
        event = make_event()
        anna = make_attendee(event, "Anna Schmidt")
        ben = make_attendee(event, "Ben Öztürk")
        cleo = make_attendee(event, "Cleo Müller", organisation="Stahlwerk Süd")
        scan(anna, ben)
        scan(cleo, anna)
        save(1, anna, text="Hat einen Hund", tags="KI", follow_up="Förderung schicken")
    phone = Phone(app, anna)
    page = phone.get(phone.path(f"/contacts?{query}")).get_data(as_text=True)
    assert [name for name in ("Cleo Müller", "Ben Öztürk") if f">{name}</a>" in page] == names
    assert ("Nothing found" in page) is (not names)
