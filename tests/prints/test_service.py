"""The print log: who printed whose badge when, on what, and why again."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from eventapp import clock
from eventapp.accounts.audit import entries
from eventapp.badges.queries import current_codes
from eventapp.badges.service import replace_badge
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.prints.models import BadgePrint, Reason, State
from eventapp.prints.orders import AT_ONCE
from eventapp.prints.queries import history, job_under_way, last_prints, left_out, log_page, printed_holders
from eventapp.prints.service import Placing, cancel
from eventapp.registration.models import Registration
from eventapp.registration.service import erase
from tests.desk import Desk, make_desk
from tests.prints.orders import crowd, job_of, order, state_of

NOON = datetime(2036, 3, 9, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def reasons(desk: Desk, person: int) -> list[str]:
    """Why somebody's badge was printed, the latest first."""
    with desk.app.app_context():
        return [line.reason for line in history(desk.event_id, person)]


def test_the_log_says_who_when_and_on_what(desk: Desk) -> None:
    """In the order in which the badges come out; the audit log has the number, and no name."""
    anna, berta = desk.attendee("Anna").id, desk.attendee("Berta").id
    with desk.app.app_context():
        placed = order(desk, berta, anna, now=NOON)
        assert (placed.verdict, state_of(desk, placed)) == (Placing.PLACED, State.DIRECT)
        [line] = history(desk.event_id, anna)
        assert (line.at, line.by, line.stock_name, line.reason) == (NOON, "Ola Nowak", "A4", Reason.FIRST)
        assert [holder.name for _, holder in printed_holders(job_of(desk, placed))] == ["Berta", "Anna"]
        [job] = log_page(desk.event_id, number=1, size=10).jobs
        assert (job.badges, job.account_id, job.key) == (2, desk.host_id, placed.key)
        entry = entries(desk.event_id)[0]
        assert (entry.action, entry.account_id, entry.about) == ("badges.printed", desk.host_id, {"badges": 2})


def test_the_log_says_why_again(desk: Desk) -> None:
    """What shows in the data is said by itself: a new code, another name; else what the host says."""
    anna = desk.attendee("Anna").id
    with desk.app.app_context():
        order(desk, anna, now=NOON)
        order(desk, anna, now=NOON, again=Reason.DAMAGED)
        with write_session(db.session()) as session:
            session.execute(update(Registration).values(name="Anna Zorn"))
        order(desk, anna, now=NOON, again=Reason.DAMAGED)
        replace_badge(anna, desk.event_id, account_id=None, now=LATER)
        order(desk, anna, now=LATER + timedelta(seconds=1), again=Reason.DAMAGED)
    assert reasons(desk, anna) == [Reason.NEW_CODE, Reason.CHANGED, Reason.DAMAGED, Reason.FIRST]


def test_a_reprint_keeps_the_code_unless_told_otherwise(desk: Desk) -> None:
    """Voiding gives everybody printed a new code, and nobody else."""
    people = crowd(desk, 3)
    with desk.app.app_context():
        before = {id_: badge.code for id_, badge in current_codes(people).items()}
        order(desk, *people)
        assert {id_: badge.code for id_, badge in current_codes(people).items()} == before
        order(desk, *people[:2], voids_codes=True)
        after = {id_: badge.code for id_, badge in current_codes(people).items()}
    assert after[people[2]] == before[people[2]]
    assert not {after[people[0]], after[people[1]]} & set(before.values())
    assert reasons(desk, people[0])[0] == Reason.NEW_CODE


def test_a_badge_that_cannot_be_drawn_counts_as_not_printed(desk: Desk) -> None:
    """It is listed with the reason, and the others come out."""
    bad, anna = desk.attendee("Bad").id, desk.attendee("Anna").id
    with desk.app.app_context():
        placed = order(desk, bad, anna)
        assert [(row.name, row.problem) for row in left_out(job_of(desk, placed))] == [("Bad", "no such letter")]
        assert set(last_prints(desk.event_id)) == {anna}


def test_nobody_of_another_event_is_printed(app: Flask, desk: Desk) -> None:
    """A registration of another event is like none; with nobody left, nothing is kept."""
    other = make_desk(app, app.test_client())
    stranger, anna = other.attendee("Fremd").id, desk.attendee("Anna").id
    with app.app_context():
        assert order(desk, stranger, 999_999).verdict is Placing.NOBODY
        assert log_page(desk.event_id, number=1, size=10).jobs == []
        placed = order(desk, stranger, anna)
        assert job_of(desk, placed).badges == 1
        assert history(other.event_id, stranger) == []


def test_one_large_printing_at_a_time(desk: Desk) -> None:
    """A second one says so and changes nothing; a small one goes on; after the end of the first there is room."""
    people = crowd(desk, AT_ONCE + 1)
    with desk.app.app_context():
        first = order(desk, *people)
        assert state_of(desk, first) is State.WAITING
        codes = {badge.code for badge in current_codes(people).values()}
        second = order(desk, *people, voids_codes=True)
        assert (second.verdict, second.key) == (Placing.BUSY, first.key)
        assert {badge.code for badge in current_codes(people).values()} == codes
        assert db.session.scalar(select(func.count()).select_from(BadgePrint)) == len(people)
        assert order(desk, people[0]).verdict is Placing.PLACED
        assert cancel(first.key, event_id=desk.event_id, account_id=desk.host_id, now=NOON)
        assert not cancel(first.key, event_id=desk.event_id, account_id=desk.host_id, now=NOON)
        assert job_under_way(desk.event_id) is None
        assert order(desk, *people).verdict is Placing.PLACED


def test_what_was_cancelled_was_not_printed(desk: Desk) -> None:
    """Whoever is printed after that is printed for the first time."""
    people = crowd(desk, AT_ONCE + 1)
    with desk.app.app_context():
        placed = order(desk, *people)
        cancel(placed.key, event_id=desk.event_id, account_id=desk.host_id, now=NOON)
        assert last_prints(desk.event_id) == {}
        order(desk, people[0])
    assert reasons(desk, people[0]) == [Reason.FIRST, Reason.FIRST]


@pytest.mark.parametrize("who", ["desk", "self"])
def test_an_erased_person_is_in_no_log(desk: Desk, who: str) -> None:
    """That something was printed stays, with its number; whose badge it was does not."""
    anna, berta = desk.attendee("Anna").id, desk.attendee("Berta").id
    with desk.app.app_context():
        placed = order(desk, anna, berta)
        erase(anna, account_id=desk.host_id if who == "desk" else None, now=clock.now())
        assert history(desk.event_id, anna) == []
        assert [holder.name for _, holder in printed_holders(job_of(desk, placed))] == ["Berta"]
        assert job_of(desk, placed).badges == 2
