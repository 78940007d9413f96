"""Is a frozen result what it must be: complete, fixed, reproducible, and announced once?"""

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from hashlib import sha256

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from eventapp import clock
from eventapp.accounts.audit import entries
from eventapp.champion import service
from eventapp.champion.models import Crowning, FrozenResult
from eventapp.champion.recording import exported
from eventapp.champion.service import Closing
from eventapp.contacts.models import Contact
from eventapp.contacts.own_contacts import Changing, decide_consent, reject_contact
from eventapp.core.contact_rules import Verdict
from eventapp.core.result import Finding, verify
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.network import event_network
from eventapp.registration.models import Purpose
from tests.champion.evening import Evening, make_evening
from tests.contacts.phones import at_once
from tests.factories import close_and_record, scan


@pytest.fixture
def evening(app: Flask) -> Evening:
    """Anna met Ben, Cleo and Dora; Ben met Cleo."""
    made = make_evening(app, Anna="A", Ben="B", Cleo="C", Dora="D")
    made.meet(("Anna", "Ben"), ("Cleo", "Anna"), ("Dora", "Anna"), at=1)
    made.meet(("Ben", "Cleo"), at=2)
    return made


def close(evening: Evening) -> Closing:
    """Closes and records."""
    with evening.app.app_context():
        return close_and_record(evening.event_id, account_id=evening.organiser_id, now=clock.now())


def act(evening: Evening, what: Callable[..., Closing], reason: str = "Badge swapped") -> Closing:
    """Reopens or corrects, with a reason."""
    with evening.app.app_context():
        return what(evening.event_id, reason=reason, account_id=evening.organiser_id, now=clock.now())


def crown(evening: Evening) -> Closing:
    """Announces the latest result."""
    with evening.app.app_context():
        return service.crown(evening.event_id, account_id=evening.organiser_id, now=clock.now())


def test_freezing_writes_down_everybodys_numbers(evening: Evening) -> None:
    """The record holds each person's place and numbers as the standings show them, those without contacts too."""
    assert close(evening) is Closing.DONE
    frozen = evening.frozen()
    assert {name: (line.rank, line.counted, line.organisations_met) for name, line in frozen.items()} == {
        "Anna": (1, 3, 3),
        "Ben": (2, 2, 2),
        "Cleo": (2, 2, 2),
        "Dora": (4, 1, 1),
    }
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        live = sorted((row.rank, row.person.number, row.counted) for row in event_network.standings(event))
        assert live == [(line.rank, line.number, line.counted) for line in frozen.values()]
        assert event.contacts_closed_at is not None
        assert evening.results()[0].record["change_no"] == event.change_no


def test_nobody_can_scan_after_closing(evening: Evening) -> None:
    """A closed evening answers CLOSED, and nothing is added."""
    close(evening)
    with evening.app.app_context():
        assert scan(evening.people["Ben"], evening.people["Dora"]).verdict is Verdict.CLOSED
        assert len(db.session.scalars(select(Contact)).all()) == 4


def test_no_scan_falls_between_closing_and_freezing(app: Flask) -> None:
    """While phones scan as fast as they can, the frozen numbers are those of every contact that was acknowledged."""
    names = [f"P{number}" for number in range(9)]
    evening = make_evening(app, **{name: name for name in names})
    pairs = [(a, b) for a in names for b in names if a < b]

    def scanning(part: int) -> Sequence[StrEnum]:
        with app.app_context():
            mine = pairs[part::3]
            return [scan(evening.people[a], evening.people[b]).verdict for a, b in mine]

    everything: list[Callable[[], Sequence[StrEnum]]] = [lambda: [close(evening)]]
    everything += [partial(scanning, part) for part in range(3)]
    answers = at_once(everything)
    acknowledged = [verdict for part in answers[1:] for verdict in part if verdict is Verdict.NEW_CONTACT]
    counted = sum(line.counted for line in evening.frozen().values()) // 2
    with app.app_context():
        in_the_database = len(db.session.scalars(select(Contact.id)).all())
    assert counted == len(acknowledged) == in_the_database


def test_closing_twice_freezes_once(evening: Evening) -> None:
    """Two organisers press at the same moment: one result, and the other one is told."""
    assert sorted(at_once([lambda: close(evening), lambda: close(evening)])) == ["already_done", "done"]
    assert len(evening.results()) == 1


def test_a_freezing_that_fails_leaves_no_trace_in_this_process(evening: Evening) -> None:
    """Rolled back, it must not make the standings deaf for the change that takes its number afterwards."""
    account = evening.organiser_id
    with evening.app.app_context():
        service.close(evening.event_id, account_id=account, now=clock.now())
        with pytest.raises(IntegrityError):
            service.record_result(evening.event_id, account_id=987_654, now=clock.now())
        assert db.session.get_one(Event, evening.event_id).recorded_at is None
        assert service.reopen(evening.event_id, reason="x", account_id=account, now=clock.now()) is Closing.DONE
    evening.meet(("Ben", "Dora"))
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        assert event_network.figures(event).contacts == 5
    assert evening.results() == []


def test_a_frozen_result_never_changes(evening: Evening) -> None:
    """Neither what happens to contacts and people afterwards nor an attempt to write over it changes a figure."""
    close(evening)
    before = evening.results()[0].record
    with evening.app.app_context():
        ben, contact = evening.people["Ben"], db.session.scalars(select(Contact.id)).first()
        assert contact is not None
        assert reject_contact(contact, registration_id=ben.id, now=clock.now()) is Changing.FROZEN
        decide_consent(evening.people["Cleo"].id, Purpose.TRACKING, "Doch nicht", given=False, now=clock.now())
        event = db.session.get_one(Event, evening.event_id)
        assert event_network.figures(event).contacts == 2
    assert evening.results()[0].record == before


@pytest.mark.each_case_on_both
@pytest.mark.parametrize("table", ["frozen_results", "audit_entries"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_the_database_refuses_to_rewrite_history(evening: Evening, table: str, statement: str) -> None:
    """Results and the log can be added to, whoever asks; nothing in them is changed or removed."""
    close(evening)
    values = {"frozen_results": "reason = 'x'", "audit_entries": "action = 'x'"}
    with evening.app.app_context():
        writing = write_session(db.session())
        with pytest.raises(DBAPIError, match="written once"), writing as session:
            session.execute(text(statement.format(table, values[table])))


def test_the_hash_can_be_computed_by_anybody(evening: Evening) -> None:
    """SHA-256 over the exported record as sorted JSON without white space, as the documentation says."""
    close(evening)
    result = evening.results()[0]
    with evening.app.app_context():
        file = exported(db.session.get_one(FrozenResult, result.id))
    canonical = json.dumps(file["record"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sha256(canonical.encode()).hexdigest() == file["sha256"] == result.sha256
    assert verify(json.dumps(file)).finding is Finding.VERIFIED


def test_a_correction_is_a_new_result_with_its_reason(evening: Evening) -> None:
    """The earlier one stays as it was; the log names who did it and why."""
    close(evening)
    before = evening.results()[0].record
    assert act(evening, service.correct, "Cleo's\u202e   badge\x00\ud800 was swapped") is Closing.DONE
    first, second = evening.results()
    assert first.record == before
    assert (second.version, second.reason) == (2, "Cleo's badge was swapped")
    with evening.app.app_context():
        entry = entries(evening.event_id)[0]
        assert (entry.action, entry.account_id) == ("result.corrected", evening.organiser_id)
        assert entry.about == {"reason": "Cleo's badge was swapped"}


def test_reopening_lets_people_meet_on_and_the_next_closing_says_why(evening: Evening) -> None:
    """The first result stays; the second has the new contact, and the reason for which tracking was opened again."""
    close(evening)
    assert act(evening, service.reopen, "Half an hour longer") is Closing.DONE
    evening.meet(("Dora", "Ben"))
    assert close(evening) is Closing.DONE
    assert [result.reason for result in evening.results()] == ["", "Half an hour longer"]
    assert (evening.frozen(1)["Dora"].counted, evening.frozen(2)["Dora"].counted) == (1, 2)


@pytest.mark.parametrize("reason", ["", "   ", "\u200b\x00"])
def test_without_a_reason_nothing_is_opened_or_corrected(evening: Evening, reason: str) -> None:
    """Invisible characters are no reason."""
    close(evening)
    for what in (service.reopen, service.correct):
        assert act(evening, what, reason) is Closing.REASON_MISSING
    assert len(evening.results()) == 1


def test_acts_out_of_turn_change_nothing(evening: Evening) -> None:
    """While people still meet there is nothing to open, to correct or to announce; after reopening neither."""
    outcomes = [act(evening, service.reopen), act(evening, service.correct), crown(evening)]
    assert outcomes == [Closing.ALREADY_DONE, Closing.NOTHING_FROZEN, Closing.NOTHING_FROZEN]
    close(evening)
    act(evening, service.reopen)
    assert [act(evening, service.correct), crown(evening)] == [Closing.NOTHING_FROZEN, Closing.NOTHING_FROZEN]


def test_a_champion_is_crowned_once(evening: Evening) -> None:
    """Two hands on the button: one crowning, in the log once."""
    close(evening)
    assert sorted(at_once([lambda: crown(evening), lambda: crown(evening)])) == ["already_done", "done"]
    with evening.app.app_context():
        assert len(db.session.scalars(select(Crowning)).all()) == 1
        assert [entry.action for entry in entries(evening.event_id)].count("champion.crowned") == 1


def test_without_a_counted_contact_nobody_is_crowned(app: Flask) -> None:
    """Colleagues met each other: contacts, but none that counts."""
    evening = make_evening(app, Anna="A", Ben="A")
    evening.meet(("Anna", "Ben"))
    close(evening)
    assert crown(evening) is Closing.NOBODY_TO_CROWN
    assert {name: (line.rank, line.contacts) for name, line in evening.frozen().items()} == {
        "Anna": (1, 1),
        "Ben": (1, 1),
    }


def test_equal_in_everything_is_a_shared_title(app: Flask) -> None:
    """Two who met only each other have the same numbers, reached at the same moment."""
    evening = make_evening(app, Anna="A", Ben="B", Cleo="C")
    evening.meet(("Anna", "Ben"))
    close(evening)
    names = {evening.number(name): name for name in evening.people}
    assert {names[line.number] for line in service.champions(evening.results()[0])} == {"Anna", "Ben"}


def test_a_result_of_one_event_is_none_of_another(evening: Evening) -> None:
    """Versions count per event, and crowning here announces nothing there."""
    other = make_evening(evening.app, Emil="E", Fee="F")
    close(evening)
    close(other)
    crown(evening)
    assert [(result.event_id, result.version) for result in evening.results()] == [
        (evening.event_id, 1),
        (other.event_id, 1),
    ]
    with evening.app.app_context():
        results = {result.id: result.event_id for result in db.session.scalars(select(FrozenResult))}
        assert [results[row.result_id] for row in db.session.scalars(select(Crowning))] == [evening.event_id]


def test_a_correction_must_have_a_reason_in_the_database_too(evening: Evening) -> None:
    """The CHECK holds whatever the code does."""
    close(evening)
    first = evening.results()[0]
    copy = {"event_id": first.event_id, "version": 2, "frozen_at": clock.now(), "record": first.record}
    with evening.app.app_context():
        writing = write_session(db.session())
        with pytest.raises(IntegrityError), writing as session:
            session.add(FrozenResult(**copy, reason="", sha256=first.sha256))
