"""The organiser's board of the doors: numbers of lists, quarter hours and doors, and not one name."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from eventapp.checkin.models import AdmissionList
from eventapp.core.codes import secret_hash
from eventapp.database import write_session
from eventapp.doors.board import Board, Kind, board
from eventapp.doors.board_chart import drawn
from eventapp.doors.models import DeviceList, DoorDevice
from eventapp.events.models import Event
from eventapp.extensions import db
from tests.checkin.doors import enter, leave, make_list, told
from tests.desk import Desk, make_desk, sign_in
from tests.factories import make_account, today

BERLIN = ZoneInfo("Europe/Berlin")


def noon(desk: Desk) -> datetime:
    """Of the event's first day."""
    with desk.app.app_context():
        day = min(each.date for each in db.session.get_one(Event, desk.event_id).days)
    return datetime(day.year, day.month, day.day, 12, tzinfo=BERLIN)


def seen(desk: Desk, now: datetime, list_id: int | None = None, day: date | None = None) -> Board:
    """The board at a moment."""
    with desk.app.app_context():
        return board(db.session.get_one(Event, desk.event_id), list_id, day, now=now)


def device(desk: Desk, list_id: int, name: str, *, seen_at: datetime, waiting: int = 0) -> int:
    """A paired phone that is a door of a list."""
    with write_session(db.session()) as session:
        made = session.scalar(
            insert(DoorDevice)
            .values(
                event_id=desk.event_id,
                name=name,
                kind="door",
                created_at=seen_at,
                token_hash=secret_hash(name),
                paired_at=seen_at,
                expires_at=seen_at + timedelta(days=3),
                last_seen_at=seen_at,
                queue_length=waiting,
            )
            .returning(DoorDevice.id)
        )
        assert isinstance(made, int)
        session.execute(insert(DeviceList).values(event_id=desk.event_id, device_id=made, list_id=list_id))
    return made


def test_everybody_is_in_out_or_still_to_come(app: Flask, client: FlaskClient) -> None:
    """Of each list by its own rules; where not everybody is to come, nobody is expected; places that are left."""
    desk = make_desk(app, client)
    now = noon(desk)
    anna, ben, _cleo = (desk.attendee(name) for name in ("Anna", "Ben", "Cleo"))
    empty = seen(desk, now)
    assert [(each.list_id, each.inside, each.expected) for each in empty.lists] == [(None, 0, 3)]
    assert (empty.arrived, empty.registered, list(empty.quarters), list(empty.doors)) == (0, 3, [], [])
    with app.app_context():
        hall = make_list(desk, name="Saal", counts_exits=True)
        lounge = make_list(desk, name="Lounge", repeat="often")
        room = make_list(desk, name="Werkstatt", capacity=2)
        night = make_list(desk, name="Zelt", ends_at_night=True)
        for list_id in (hall, lounge, room):
            enter(desk, anna, list_id, now=now)
        enter(desk, ben, hall, now=now)
        leave(desk, anna, hall, now=now + timedelta(minutes=1))
        enter(desk, anna, night, now=now - timedelta(days=1))
    found = seen(desk, now + timedelta(minutes=2), hall)
    assert (found.arrived, found.chosen.name) == (2, "Saal")
    numbers = {each.name: (each.inside, each.out, each.expected, each.free) for each in found.lists}
    assert numbers == {
        "": (0, 0, 3, None),
        "Saal": (1, 1, 1, None),
        "Lounge": (1, 0, None, None),
        "Werkstatt": (1, 0, None, 1),
        "Zelt": (0, 1, 2, None),
    }


def test_quarters_and_doors_hold_every_passing_once(app: Flask, client: FlaskClient) -> None:
    """Desks by number, devices by name, paper for itself; doubles and what was taken back are not counted."""
    desk = make_desk(app, client)
    now = noon(desk)
    people = [desk.attendee(f"Gast {number}") for number in range(6)]
    with app.app_context():
        hall = make_list(desk, name="Saal", counts_exits=True)
        other_host = make_account().id
        phone = device(desk, hall, "Tür Nord", seen_at=now + timedelta(minutes=40), waiting=4)
        device(desk, hall, "Tür Süd", seen_at=now)
        enter(desk, people[0], hall, now=now + timedelta(minutes=14, seconds=59))
        enter(desk, people[1], hall, now=now + timedelta(minutes=15))
        enter(desk, people[2], hall, now=now + timedelta(minutes=16), account_id=other_host, door="Olga")
        enter(desk, people[3], hall, now=now + timedelta(minutes=17), account_id=None, device_id=phone)
        told(desk, people[4], hall, now + timedelta(minutes=1), now=now + timedelta(minutes=50))
        told(desk, people[4], hall, now + timedelta(minutes=2), now=now + timedelta(minutes=51))  # a double
        leave(desk, people[0], hall, now=now + timedelta(minutes=46))
        enter(desk, people[5], hall, now=now - timedelta(days=1))
    found = seen(desk, now + timedelta(minutes=41), hall)
    start = now.astimezone(UTC)
    assert [(each.begins - start, each.entered, each.left) for each in found.quarters] == [
        (timedelta(minutes=0), 2, 0),
        (timedelta(minutes=15), 3, 0),
        (timedelta(minutes=30), 0, 0),
        (timedelta(minutes=45), 0, 1),
    ]
    assert [
        (each.kind, each.name, each.entered, each.left, each.waiting, each.is_silent) for each in found.doors
    ] == [
        (Kind.DEVICE, "Tür Nord", 1, 0, 4, False),
        (Kind.DEVICE, "Tür Süd", 0, 0, 0, True),
        (Kind.DESK, "1", 2, 1, 0, False),
        (Kind.DESK, "2", 1, 0, 0, False),
        (Kind.PAPER, "", 1, 0, 0, False),
    ]
    before = seen(desk, now, hall, today() - timedelta(days=1))
    assert [each.entered for each in before.quarters] == [1]
    chart = drawn(found.quarters, "Europe/Berlin")
    assert chart is not None
    assert (chart.most, chart.ground, chart.busiest.begins) == (3, 75.0, start + timedelta(minutes=15))
    assert [(bar.up, bar.down) for bar in chart.bars] == [(50.0, 0), (75.0, 0), (0, 0), (0, 25.0)]
    assert drawn([], "Europe/Berlin") is None


def test_the_page_shows_numbers_and_no_names(app: Flask, client: FlaskClient) -> None:
    """To organisers, also without a script; hosts get none; neither guests nor hosts are named on it."""
    desk = make_desk(app, client)
    desk.attendee("Friederike Geheim", organisation="Verschwiegen AG", checked_in=True)
    anna = desk.attendee("Anna")
    with app.app_context():
        list_id = db.session.scalar(select(AdmissionList.id))
        assert list_id is not None
        enter(desk, anna, list_id, door="Holger Host")
        account_id = make_account().id
        grant_role(account_id, Role.ORGANISER, event_id=desk.event_id)
    assert desk.get(f"{desk.path}/door/board").status_code == 403
    organiser = app.test_client()
    sign_in(app, organiser, account_id)
    found = organiser.get(f"{desk.path}/door/board?day=never")
    text = unescape(re.sub(r"<[^>]+>", " ", found.text))
    assert found.status_code == 200
    assert re.search(r"jetzt da\s+2\s", text) or re.search(r"2\s+jetzt da", text)
    for name in ("Friederike", "Verschwiegen", "Anna", "Holger"):
        assert name not in text
    assert organiser.get(f"{desk.path}/door/board?list=999").status_code == 404
    assert f"{desk.path}/door/board" in organiser.get(f"{desk.path}/door").text
    assert "door/board" not in desk.get(f"{desk.path}/door").text
