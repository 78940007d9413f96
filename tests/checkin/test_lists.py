"""What happens at doors with lists: days, rooms, exits, places that run out, nights, and doors without network."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from eventapp.checkin.models import CheckIn, DoorEntry
from eventapp.checkin.queries import door_list
from eventapp.checkin.service import DoorAnswer, redeem, take_back
from eventapp.core.admission import Admission, Direction, last_night
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.service import erase
from tests.checkin.doors import NOW, enter, inside, leave, log, make_list, request_of, told
from tests.desk import Desk, contents, make_desk
from tests.factories import MadeAttendee, make_attendee, make_event

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def arrivals() -> list[int]:
    """Who has arrived at the event, as the rest of the house sees it."""
    return list(db.session.scalars(select(CheckIn.registration_id).where(CheckIn.undone_at.is_(None))))


def test_the_first_entry_by_any_list_is_the_arrival(desk: Desk) -> None:
    """Whoever is let in to a session has come to the event; a second list makes no second arrival."""
    anna = desk.attendee()
    with desk.app.app_context():
        session, room = make_list(desk), make_list(desk, name="Saal")
        assert enter(desk, anna, session).verdict is Admission.IN
        assert arrivals() == [anna.id]
        assert enter(desk, anna, room).verdict is Admission.IN
        assert enter(desk, anna, None).verdict is Admission.IN
        assert arrivals() == [anna.id]


def test_the_answer_names_the_door(desk: Desk) -> None:
    """„Schon da seit 09:12, Tür 2“: since when, and where; each list by itself."""
    anna = desk.attendee("Anna Schmidt", organisation="TU Clausthal")
    with desk.app.app_context():
        day, other = make_list(desk), make_list(desk)
        enter(desk, anna, day, door="Tür 2")
        again = enter(desk, anna, day, now=NOW + HOUR)
        assert (again.verdict, again.since, again.door) == (Admission.ALREADY_IN, NOW, "Tür 2")
        assert again.person is not None
        assert (again.person.name, again.person.organisation) == ("Anna Schmidt", "TU Clausthal")
        assert enter(desk, anna, other).verdict is Admission.IN


def test_every_entry_and_refusal_is_in_the_log(desk: Desk) -> None:
    """With door and host, also what nobody knows; a repeated request is logged once."""
    anna = desk.attendee()
    with desk.app.app_context():
        list_id = make_list(desk)
        first = enter(desk, anna, list_id, nonce="one-nonce")
        assert enter(desk, anna, list_id, nonce="one-nonce", now=NOW + HOUR) == first
        enter(desk, anna, list_id, door="Tür 2")
        enter(desk, "A" * 26, list_id)
        assert log() == [("in", "", "Tür 1"), ("already_in", "", "Tür 2"), ("unknown_badge", "", "Tür 1")]
        assert set(db.session.scalars(select(DoorEntry.account_id))) == {desk.host_id}


def test_a_nonce_names_one_thing(desk: Desk) -> None:
    """The same nonce for somebody else, by another list or the other way does nothing."""
    anna, berta = desk.attendee("Anna"), desk.attendee("Berta")
    with desk.app.app_context():
        list_id, other = make_list(desk, counts_exits=True), make_list(desk)
        enter(desk, anna, list_id, nonce="one-nonce")
        before = contents(desk.app)
        reused = DoorAnswer(Admission.REUSED_NONCE)
        assert enter(desk, berta, list_id, nonce="one-nonce") == reused
        assert enter(desk, anna, other, nonce="one-nonce") == reused
        assert leave(desk, anna, list_id, nonce="one-nonce") == reused
        assert contents(desk.app) == before


def test_out_and_in_again(desk: Desk) -> None:
    """Where exits are counted, whoever left may come back; nobody leaves who is not in."""
    anna = desk.attendee()
    with desk.app.app_context():
        room = make_list(desk, counts_exits=True)
        assert leave(desk, anna, room).verdict is Admission.NOT_IN
        assert enter(desk, anna, room).verdict is Admission.IN
        assert leave(desk, anna, room, now=NOW + MINUTE).verdict is Admission.OUT
        assert inside(room) == set()
        assert arrivals() == [anna.id]
        assert leave(desk, anna, room).verdict is Admission.NOT_IN
        assert enter(desk, anna, room, now=NOW + 2 * MINUTE).verdict is Admission.IN
        assert inside(room) == {anna.id}
        assert leave(desk, anna, make_list(desk)).verdict is Admission.NO_EXITS


def test_a_lounge_lets_in_often(desk: Desk) -> None:
    """Each time is an entry; one person counts once."""
    anna = desk.attendee()
    with desk.app.app_context():
        lounge = make_list(desk, repeat="often", capacity=1)
        assert [enter(desk, anna, lounge).verdict for _ in range(3)] == [Admission.IN] * 3
        assert inside(lounge) == {anna.id}


def test_a_room_is_full(desk: Desk) -> None:
    """Nobody more gets in until somebody leaves; whoever is in may be scanned again."""
    anna, berta, carla = (desk.attendee(name) for name in ("Anna", "Berta", "Carla"))
    with desk.app.app_context():
        room = make_list(desk, counts_exits=True, capacity=2)
        enter(desk, anna, room), enter(desk, berta, room)
        assert enter(desk, carla, room).verdict is Admission.FULL
        assert enter(desk, anna, room).verdict is Admission.ALREADY_IN
        assert arrivals() == [anna.id, berta.id]
        leave(desk, anna, room)
        assert enter(desk, carla, room).verdict is Admission.IN
        assert enter(desk, anna, room).verdict is Admission.FULL


def test_hours_and_closing_by_hand(desk: Desk) -> None:
    """Before it opens, after it closes, and once somebody closed it, nobody gets in; who is in may leave."""
    anna, berta = desk.attendee("Anna"), desk.attendee("Berta")
    with desk.app.app_context():
        day = make_list(desk, opens_at=NOW, closes_at=NOW + HOUR, counts_exits=True)
        assert enter(desk, anna, day, now=NOW - MINUTE).verdict is Admission.CLOSED
        assert enter(desk, anna, day).verdict is Admission.IN
        assert enter(desk, berta, day, now=NOW + HOUR).verdict is Admission.CLOSED
        assert leave(desk, anna, day, now=NOW + HOUR).verdict is Admission.OUT
        closed = make_list(desk, closed_at=NOW)
        assert enter(desk, berta, closed).verdict is Admission.CLOSED


def test_a_list_that_ends_at_night(desk: Desk) -> None:
    """Who is in at four in the morning counts as gone: places are free, and everybody enters anew."""
    anna, berta = desk.attendee("Anna"), desk.attendee("Berta")
    night = last_night(NOW, "Europe/Berlin") + 24 * HOUR
    with desk.app.app_context():
        room = make_list(desk, capacity=1, ends_at_night=True)
        evening, morning = night - MINUTE, night + 4 * HOUR
        assert enter(desk, anna, room, now=evening).verdict is Admission.IN
        assert enter(desk, berta, room, now=evening).verdict is Admission.FULL
        assert door_list(desk.event_id, list_id=room, now=evening).count.arrived == 1
        assert door_list(desk.event_id, list_id=room, now=morning).count.arrived == 0
        assert enter(desk, berta, room, now=morning).verdict is Admission.IN
        assert enter(desk, anna, room, now=morning).verdict is Admission.FULL
        leaving = make_list(desk, counts_exits=True, ends_at_night=True)
        enter(desk, anna, leaving, now=evening)
        assert leave(desk, anna, leaving, now=morning).verdict is Admission.NOT_IN
        assert enter(desk, anna, leaving, now=morning).verdict is Admission.IN


def test_by_force(desk: Desk) -> None:
    """With a reason, whoever would be refused gets in; the log says against what and why."""
    anna, berta = desk.attendee("Anna"), desk.attendee("Berta")
    with desk.app.app_context():
        room = make_list(desk, capacity=1)
        enter(desk, anna, room)
        forced = enter(desk, berta, room, reason="Referentin")
        assert (forced.verdict, forced.despite) == (Admission.FORCED, Admission.FULL)
        assert inside(room) == {anna.id, berta.id}
        again = enter(desk, berta, room, reason="Noch einmal", now=NOW + HOUR)
        assert (again.verdict, again.despite) == (Admission.FORCED, Admission.ALREADY_IN)
        reasons = db.session.scalars(select(DoorEntry.reason).order_by(DoorEntry.id)).all()
        assert reasons == ["", "Referentin", "Noch einmal"]
        assert enter(desk, berta, room).since == NOW


def test_what_a_door_without_network_tells_is_kept(desk: Desk) -> None:
    """Full, closed, replaced: they are in already, so that the log has it, with what would have been said."""
    anna, berta = desk.attendee("Anna"), desk.attendee("Berta")
    with desk.app.app_context():
        room = make_list(desk, capacity=1)
        at = NOW - HOUR
        assert told(desk, anna, room, at).verdict is Admission.IN
        late = told(desk, berta, room, at + MINUTE)
        assert (late.verdict, late.despite, late.since) == (Admission.IN, Admission.FULL, at + MINUTE)
        closed = make_list(desk, closed_at=NOW - 2 * HOUR)
        assert told(desk, anna, closed, at).despite is Admission.CLOSED
        assert inside(room) == {anna.id, berta.id}
        [came, _] = db.session.scalars(select(CheckIn).order_by(CheckIn.id))
        assert (came.registration_id, came.happened_at) == (anna.id, at)


def test_of_two_offline_entries_the_later_one_is_the_double(desk: Desk) -> None:
    """Whichever is told first: who came in first came in, and the answer at the door says so."""
    anna, berta = desk.attendee("Anna"), desk.attendee("Berta")
    with desk.app.app_context():
        day = make_list(desk)
        told(desk, anna, day, NOW - 2 * HOUR, door="Tür 1")
        assert told(desk, anna, day, NOW - HOUR, door="Tür 2").despite is Admission.ALREADY_IN
        told(desk, berta, day, NOW - HOUR, door="Tür 2")
        assert told(desk, berta, day, NOW - 2 * HOUR, door="Tür 1").despite is None
        assert log() == [
            ("in", "", "Tür 1"),
            ("in", "already_in", "Tür 2"),
            ("in", "already_in", "Tür 2"),
            ("in", "", "Tür 1"),
        ]
        for person in (anna, berta):
            answer = enter(desk, person, day)
            assert (answer.since, answer.door) == (NOW - 2 * HOUR, "Tür 1")


def test_what_is_told_late_moves_nobody_who_has_moved_on(desk: Desk) -> None:
    """An old entry does not bring back who has left since, an old exit does not send away who came back."""
    anna = desk.attendee()
    with desk.app.app_context():
        room = make_list(desk, counts_exits=True)
        enter(desk, anna, room, now=NOW), leave(desk, anna, room, now=NOW + 20 * MINUTE)
        told(desk, anna, room, NOW + 10 * MINUTE)
        assert inside(room) == set()
        enter(desk, anna, room, now=NOW + 40 * MINUTE)
        told(desk, anna, room, NOW + 30 * MINUTE, direction=Direction.EXIT)
        assert inside(room) == {anna.id}


def test_taking_back_restores_what_was(desk: Desk) -> None:
    """An exit taken back: in since before. An entry: out. The only one: never there, and not arrived."""
    anna = desk.attendee()

    def undo() -> Admission:
        return take_back(
            anna.id, list_id=room, event_id=desk.event_id, account_id=desk.host_id, now=NOW + 3 * MINUTE
        ).verdict

    with desk.app.app_context():
        room = make_list(desk, counts_exits=True)
        enter(desk, anna, room)
        leave(desk, anna, room, now=NOW + MINUTE)
        assert undo() is Admission.UNDONE
        again = enter(desk, anna, room, now=NOW + 2 * MINUTE)
        assert (again.verdict, again.since) == (Admission.ALREADY_IN, NOW)
        assert undo() is Admission.UNDONE
        assert (inside(room), arrivals()) == (set(), [])
        assert undo() is Admission.NOT_IN
        assert enter(desk, anna, room).verdict is Admission.IN
        assert arrivals() == [anna.id]


def test_taking_back_one_list_leaves_the_arrival_by_another(desk: Desk) -> None:
    """Who is in somewhere else has come to the event; a quarter of an hour later nothing is taken back."""
    anna = desk.attendee()
    with desk.app.app_context():
        day, room = make_list(desk), make_list(desk)
        enter(desk, anna, day), enter(desk, anna, room)
        by_host = {"event_id": desk.event_id, "account_id": desk.host_id}
        assert take_back(anna.id, list_id=day, now=NOW + MINUTE, **by_host).verdict is Admission.UNDONE
        assert arrivals() == [anna.id]
        late = take_back(anna.id, list_id=room, now=NOW + 16 * MINUTE, **by_host)
        assert (late.verdict, late.since) == (Admission.TOO_LATE, NOW)


def test_a_list_of_another_event_is_none(desk: Desk) -> None:
    """Nor does a badge of another event open anything; one of the same series is told apart."""
    anna, other = desk.attendee(), make_desk(desk.app, desk.app.test_client())
    stranger = other.attendee()
    with desk.app.app_context():
        own, foreign = make_list(desk), make_list(other)
        before = contents(desk.app)
        assert redeem(request_of(desk, anna, foreign)) is None
        assert contents(desk.app) == before
        assert enter(desk, stranger, own) == DoorAnswer(Admission.UNKNOWN_BADGE)
        series_id = db.session.get_one(Event, desk.event_id).series_id
        earlier = make_attendee(make_event(series_id=series_id), "Ben")
        assert enter(desk, earlier, own) == DoorAnswer(Admission.OTHER_EVENT)
        assert enter(desk, earlier.short_code, own) == DoorAnswer(Admission.UNKNOWN_BADGE)


def test_erasing_forgets_where_somebody_was(desk: Desk) -> None:
    """No entry, no presence, no arrival stays."""
    anna, berta = desk.attendee("Anna"), desk.attendee("Berta")
    with desk.app.app_context():
        room = make_list(desk)
        enter(desk, anna, room), enter(desk, berta, room), enter(desk, anna, room)
        erase(anna.id, account_id=None, now=NOW)
        assert inside(room) == {berta.id}
        assert set(db.session.scalars(select(DoorEntry.registration_id))) == {berta.id}


def at_doors(desk: Desk, people: list[MadeAttendee], list_id: int) -> list[DoorAnswer]:
    """What as many doors say as people stand there, in the same moment."""
    barrier, answers = threading.Barrier(len(people)), list[DoorAnswer]()

    def pass_door(number: int) -> None:
        with desk.app.app_context():
            barrier.wait()
            answers.append(enter(desk, people[number], list_id, door=f"Tür {number + 1}"))
            db.session.remove()

    doors = [threading.Thread(target=pass_door, args=[number]) for number in range(len(people))]
    for door in doors:
        door.start()
    for door in doors:
        door.join()
    return answers


@pytest.mark.slow
def test_four_doors_redeem_one_badge_at_once(desk: Desk) -> None:
    """500 times: exactly one lets in, three say at which door that was; the log has all four."""
    anna = desk.attendee()
    with desk.app.app_context():
        lists = [make_list(desk) for _ in range(500)]
    for list_id in lists:
        answers = at_doors(desk, [anna] * 4, list_id)
        [entered] = [answer for answer in answers if answer.verdict is Admission.IN]
        refused = [answer for answer in answers if answer.verdict is Admission.ALREADY_IN]
        assert [(answer.door, answer.since) for answer in refused] == [(entered.door, NOW)] * 3
    rows = contents(desk.app)
    assert (len(rows["door_entries"]), len(rows["presences"]), len(rows["check_ins"])) == (2000, 500, 1)


@pytest.mark.slow
def test_the_last_place_is_given_once(desk: Desk) -> None:
    """Four people at four doors of a room for two, 25 times: two get in."""
    people = [desk.attendee(name) for name in ("Anna", "Berta", "Carla", "Dora")]
    with desk.app.app_context():
        rooms = [make_list(desk, capacity=2) for _ in range(25)]
    for room in rooms:
        verdicts = sorted(answer.verdict for answer in at_doors(desk, people, room))
        assert verdicts == [Admission.FULL, Admission.FULL, Admission.IN, Admission.IN]
