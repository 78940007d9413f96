"""Badge codes: everybody gets one, once, and a lost one gives way to a new one."""

import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventapp import clock
from eventapp.accounts.audit import entries
from eventapp.badges import models, queries, service
from eventapp.badges.queries import Order, badge_at, holder_by_uid, holders
from eventapp.core.codes import BadgeCode, ShortCode
from eventapp.core.text import search_key
from eventapp.extensions import db
from eventapp.registration.service import Entry, register
from tests.desk import Desk, Statements, contents

NOON = datetime(2036, 3, 9, 12, tzinfo=UTC)


def register_people(desk: Desk, *names: str, organisation: str = "") -> list[int]:
    """People who have registered."""
    with desk.app.app_context():
        outcomes = [register(Entry(name, organisation), event_id=desk.event_id, now=clock.now()) for name in names]
        return [outcome.registration_id for outcome in outcomes if outcome.registration_id is not None]


def test_everybody_gets_a_code_of_their_own(desk: Desk) -> None:
    """Registering gives each person one long and one short code."""
    ids = register_people(desk, *(f"Person {number}" for number in range(40)))
    with desk.app.app_context():
        first = queries.current_codes(ids)
        codes = {registration_id: (badge.code, badge.short_code) for registration_id, badge in first.items()}
        assert set(codes) == set(ids)
        assert len({code for code, _ in codes.values()}) == 40
        assert len({short for _, short in codes.values()}) == 40


def test_the_hundredth_registration_takes_as_few_statements_as_the_first(desk: Desk) -> None:
    """Other writers wait while a code is drawn, so that the work must not grow with the people."""
    with Statements(desk.app) as first:
        register_people(desk, "Anna")
    register_people(desk, *(f"Person {number}" for number in range(98)))
    with Statements(desk.app) as hundredth:
        register_people(desk, "Zoë")
    # A number that is taken is drawn again, by the same statement.
    assert set(hundredth.sent) == set(first.sent)
    assert len(hundredth.sent) <= len(first.sent) + 3


def test_a_registration_that_fails_leaves_no_code(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code is drawn in the registration's own transaction: there is never one without the other."""
    monkeypatch.setattr(service, "new_badge_code", lambda: "A" * 26)
    register_people(desk, "Anna")
    with pytest.raises(IntegrityError):
        register_people(desk, "Berta")
    rows = contents(desk.app)
    assert (len(rows["registrations"]), len(rows["badge_codes"])) == (1, 1)


def test_drawn_short_codes_are_never_taken_ones(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing a short code that somebody at the event has already is followed by another draw."""
    draws = iter(["ABCD2345", "ABCD2345", "WXYZ6789", "WXYZ6789", "ABCD2345", "KLMN2345"])
    monkeypatch.setattr(service, "new_short_code", lambda: next(draws))
    people = register_people(desk, "Anna", "Berta", "Carla")
    with desk.app.app_context():
        drawn = [queries.current_badge(person).short_code for person in people]
        assert drawn == ["ABCD2345", "WXYZ6789", "KLMN2345"]


def test_a_replaced_badge_is_known_as_replaced(desk: Desk) -> None:
    """The old codes still find their holder and say when they were replaced; the new ones are good."""
    anna = desk.attendee("Anna Schmidt")
    with desk.app.app_context():
        service.replace_badge(anna.id, desk.event_id, account_id=desk.host_id, now=NOON)
        for code in (BadgeCode(anna.code), ShortCode(anna.short_code)):
            old = badge_at(desk.event_id, code)
            assert old is not None
            assert (old.registration.id, old.replaced_at) == (anna.id, NOON)
        new = queries.current_codes([anna.id])[anna.id]
        assert new.code != anna.code
        found = badge_at(desk.event_id, BadgeCode(new.code))
        assert found is not None
        assert found.replaced_at is None
        assert entries(desk.event_id)[0].action == "badge.replaced"


def test_badges_replaced_at_two_desks_at_once_leave_one_good_one(desk: Desk) -> None:
    """Two hosts replace a badge in the same moment: one code is good afterwards, and neither host sees an error."""
    anna = desk.attendee("Anna Schmidt")
    barrier, failures = threading.Barrier(4), []

    def replace() -> None:
        with desk.app.app_context():
            barrier.wait()
            try:
                service.replace_badge(anna.id, desk.event_id, account_id=None, now=clock.now())
            except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
                failures.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=replace) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with desk.app.app_context():
        codes = db.session.scalars(select(models.BadgeCode.replaced_at)).all()
    assert (len(codes), codes.count(None)) == (5, 1)


@pytest.mark.each_case_on_both
@pytest.mark.parametrize(
    ("order", "names"),
    [
        (Order.FAMILY_NAME, ["Zoë Adler", "Ahmet Özdemir", "Berta von Platen", "Prinz", "Anna Zorn"]),
        (Order.GIVEN_NAME, ["Ahmet Özdemir", "Anna Zorn", "Berta von Platen", "Prinz", "Zoë Adler"]),
        (Order.REGISTERED, ["Anna Zorn", "Zoë Adler", "Prinz", "Ahmet Özdemir", "Berta von Platen"]),
        (Order.ORGANISATION, ["Ahmet Özdemir", "Anna Zorn", "Zoë Adler", "Berta von Platen", "Prinz"]),
    ],
)
def test_badges_come_in_the_chosen_order(desk: Desk, order: Order, names: list[str]) -> None:
    """By family name (Ö beside O, without particles in front), first name, organisation, or as they registered."""
    organisations = {"Zoë Adler": "Öko-Institut", "Berta von Platen": "Universität", "Prinz": "Zirkus"}
    for name in ("Anna Zorn", "Zoë Adler", "Prinz", "Ahmet Özdemir", "Berta von Platen"):
        register_people(desk, name, organisation=organisations.get(name, "Amt"))
    with desk.app.app_context():
        assert [holder.name for holder in holders(desk.event_id, order)] == names


def test_a_registration_of_another_event_is_not_found(app: Flask, desk: Desk) -> None:
    """Every lookup is within an event."""
    anna = desk.attendee()
    uid = desk.uid(anna)
    with app.app_context():
        holder = holder_by_uid(desk.event_id, uid)
        assert holder is not None
        assert (holder.registration_id, holder.code, search_key(holder.name)) == (anna.id, anna.code, "anna schmidt")
        assert holder_by_uid(desk.event_id + 1, uid) is None
