"""The door's rules: once in is in, whoever asks again hears the same, and a mistake can be taken back."""

import secrets
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from eventapp import clock
from eventapp.accounts.audit import entries
from eventapp.badges.service import replace_badge
from eventapp.checkin.models import CheckIn, DoorEntry
from eventapp.checkin.queries import door_list
from eventapp.checkin.service import (
    DoorAnswer,
    check_in,
    check_in_by_code,
    undo_check_in,
)
from eventapp.core.admission import UNDO_WITHIN, Admission
from eventapp.core.codes import badge_address, format_short_code
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Registration
from tests.desk import Desk, contents, make_desk
from tests.factories import MadeAttendee

NOW = clock.now()


def scan(desk: Desk, text: str, nonce: str = "", **more: timedelta) -> DoorAnswer:
    """A code is scanned or typed at the door."""
    return check_in_by_code(
        text,
        event_id=desk.event_id,
        nonce=nonce or secrets.token_hex(8),
        account_id=desk.host_id,
        now=NOW + more.get("after", timedelta()),
    )


def click(desk: Desk, person: MadeAttendee, nonce: str = "") -> DoorAnswer:
    """The button beside a name is pressed."""
    return check_in(
        person.id,
        event_id=desk.event_id,
        nonce=nonce or secrets.token_hex(8),
        account_id=desk.host_id,
        now=NOW,
    )


def at_four_doors(desk: Desk, code: str) -> list[str]:
    """What four doors say that scan a code in the same moment."""
    barrier, answers = threading.Barrier(4), list[str]()

    def redeem() -> None:
        with desk.app.app_context():
            barrier.wait()
            answers.append(scan(desk, code).verdict)
            db.session.remove()

    doors = [threading.Thread(target=redeem) for _ in range(4)]
    for door in doors:
        door.start()
    for door in doors:
        door.join()
    return answers


def test_every_form_of_the_code_lets_its_holder_in(desk: Desk) -> None:
    """The badge's address, also as a German computer garbles it, the bare code, and the short code as typed."""
    anna, berta, carla, dora, emil = (desk.attendee(name) for name in ("Anna", "Berta", "Carla", "Dora", "Emil"))
    garbled = str.maketrans(":/-zyZY", "Ö-ßyzYZ")
    forms = {
        anna: badge_address("https://a-z.example", anna.code),
        berta: badge_address("https://a-z.example", berta.code).translate(garbled),
        carla: carla.code.lower(),
        dora: format_short_code(dora.short_code).lower() + "\n",
        emil: badge_address("https://an.older.address.example", emil.code),
    }
    with desk.app.app_context():
        for person, text in forms.items():
            answer = scan(desk, text)
            assert answer.verdict is Admission.IN
            assert answer.person is not None
            assert (answer.person.registration_id, answer.since) == (person.id, NOW)


def test_once_in_is_in(desk: Desk) -> None:
    """A second scan, and a second click, say since when; there is one arrival."""
    anna = desk.attendee()
    with desk.app.app_context():
        assert click(desk, anna).verdict is Admission.IN
        again = scan(desk, anna.code, after=timedelta(hours=2))
        assert (again.verdict, again.since) == (Admission.ALREADY_IN, NOW)
        assert click(desk, anna).verdict is Admission.ALREADY_IN
    assert len(contents(desk.app)["check_ins"]) == 1


def test_a_repeated_request_gets_the_first_answer(desk: Desk) -> None:
    """The answer was lost on its way; the phone asks again and hears „Willkommen“, as at first."""
    anna = desk.attendee()
    with desk.app.app_context():
        first = scan(desk, anna.code, "nonce-of-a-phone")
        before = contents(desk.app)
        repeated = scan(desk, anna.code, "nonce-of-a-phone", after=timedelta(minutes=3))
        assert (repeated.verdict, repeated.since) == (first.verdict, first.since)
        assert contents(desk.app) == before


def test_a_repeated_request_gets_the_first_answer_even_when_the_badge_was_replaced_since(desk: Desk) -> None:
    """Who came in with the old badge came in; the same badge scanned anew is told that it was replaced."""
    anna = desk.attendee()
    with desk.app.app_context():
        assert scan(desk, anna.code, "nonce-of-a-phone").verdict is Admission.IN
        replace_badge(anna.id, desk.event_id, account_id=None, now=NOW)
        assert scan(desk, anna.code, "nonce-of-a-phone").verdict is Admission.IN
        replaced = scan(desk, anna.code)
        assert replaced.verdict is Admission.REPLACED_BADGE
        assert replaced.person is not None
        assert replaced.person.registration_id == anna.id


def test_one_nonce_never_lets_two_people_in(desk: Desk) -> None:
    """A request that names itself like one for somebody else does nothing and says so."""
    anna, berta = desk.attendee("Anna"), desk.attendee("Berta")
    with desk.app.app_context():
        click(desk, anna, "one-nonce")
        before = contents(desk.app)
        assert click(desk, berta, "one-nonce").verdict is Admission.REUSED_NONCE
        assert scan(desk, berta.code, "one-nonce").verdict is Admission.REUSED_NONCE
        assert contents(desk.app) == before


@pytest.mark.parametrize(
    "text", ["", "Schwarze", "A" * 26, "https://example.org/b/" + "A" * 26, "\x00\ud800", "x" * 9000]
)
def test_what_is_no_badge_of_this_event_is_unknown(desk: Desk, text: str) -> None:
    """Whatever is scanned, nobody comes in; the log says that somebody tried, and nothing of what."""
    desk.attendee()
    with desk.app.app_context():
        assert scan(desk, text) == DoorAnswer(Admission.UNKNOWN_BADGE)
        [entry] = db.session.scalars(select(DoorEntry))
        assert (entry.verdict, entry.registration_id, entry.account_id) == ("unknown_badge", None, desk.host_id)
    assert contents(desk.app)["check_ins"] == []


def test_a_badge_of_another_event_looks_like_none(desk: Desk) -> None:
    """Nobody learns whose badge it is."""
    other = make_desk(desk.app, desk.app.test_client())
    stranger = other.attendee()
    with desk.app.app_context():
        assert scan(desk, stranger.code) == DoorAnswer(Admission.UNKNOWN_BADGE)
        assert scan(desk, stranger.short_code) == DoorAnswer(Admission.UNKNOWN_BADGE)


def test_four_doors_scan_one_badge_at_once(desk: Desk) -> None:
    """Exactly one says „Willkommen“, the three others „schon da“; ten times over."""
    for number in range(10):
        code = desk.attendee(f"Person {number}").code
        assert sorted(at_four_doors(desk, code)) == ["already_in", "already_in", "already_in", "in"]
    assert len(contents(desk.app)["check_ins"]) == 10


def test_an_arrival_is_a_change_that_live_pages_see(desk: Desk) -> None:
    """Checking in and taking it back each take the event's next change number, and no other scan does."""
    anna = desk.attendee()

    def numbers() -> tuple[int, int]:
        with desk.app.app_context():
            event = db.session.get_one(Event, desk.event_id)
            return event.change_no, db.session.get_one(Registration, anna.id).change_no

    start, _ = numbers()
    with desk.app.app_context():
        click(desk, anna)
    assert numbers() == (start + 1, start + 1)
    with desk.app.app_context():
        scan(desk, anna.code)
    assert numbers() == (start + 1, start + 1)
    with desk.app.app_context():
        undo_check_in(anna.id, event_id=desk.event_id, account_id=desk.host_id, now=NOW)
    assert numbers() == (start + 2, start + 2)


def test_undo_within_a_quarter_of_an_hour(desk: Desk) -> None:
    """The person is expected again, may come in anew, and the log says who took it back."""
    anna = desk.attendee()
    with desk.app.app_context():
        click(desk, anna)
        answer = undo_check_in(anna.id, event_id=desk.event_id, account_id=desk.host_id, now=NOW + UNDO_WITHIN)
        assert answer.verdict is Admission.UNDONE
        assert door_list(desk.event_id).count.arrived == 0
        [entry] = [entry for entry in entries(desk.event_id) if entry.action == "check_in.undone"]
        assert (entry.account_id, entry.about) == (desk.host_id, {"registration_id": anna.id})
        assert scan(desk, anna.code).verdict is Admission.IN
        rows = db.session.scalars(select(CheckIn).order_by(CheckIn.id)).all()
        assert [row.undone_at for row in rows] == [NOW + UNDO_WITHIN, None]


def test_no_undo_afterwards(desk: Desk) -> None:
    """A second later it stands, and the answer says since when the person is in."""
    anna = desk.attendee()
    late = NOW + UNDO_WITHIN + timedelta(seconds=1)
    with desk.app.app_context():
        click(desk, anna)
        answer = undo_check_in(anna.id, event_id=desk.event_id, account_id=desk.host_id, now=late)
        assert (answer.verdict, answer.since) == (Admission.TOO_LATE, NOW)
        assert door_list(desk.event_id).count.arrived == 1


def test_nothing_to_undo(desk: Desk) -> None:
    """Taking back what never was changes nothing."""
    anna = desk.attendee()
    before = contents(desk.app)
    with desk.app.app_context():
        answer = undo_check_in(anna.id, event_id=desk.event_id, account_id=desk.host_id, now=NOW)
    assert answer.verdict is Admission.NOT_IN
    assert contents(desk.app) == before
