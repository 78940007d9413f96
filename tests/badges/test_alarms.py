"""A badge that was reported lost is held up: the desk hears whose, when and where, and nobody hears more."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from eventapp import clock
from eventapp.badges.alarms import Alarm, open_alarms, settle_alarm
from eventapp.badges.models import Place
from eventapp.badges.service import replace_badge
from eventapp.checkin.service import check_in_by_code
from eventapp.core.admission import Admission
from eventapp.core.codes import read_code
from eventapp.core.contact_rules import Verdict
from eventapp.registration.service import erase
from eventapp.stations.pairs import PairRequest, record_pair
from tests.desk import Desk, contents, make_desk
from tests.factories import MadeAttendee, scan

NOON = datetime(2036, 3, 9, 12, tzinfo=UTC)


def lost(desk: Desk, name: str = "Anna Schmidt") -> MadeAttendee:
    """Somebody who has a new badge; the code is that of the old one."""
    anna = desk.attendee(name, organisation="TU Clausthal", checked_in=True)
    with desk.app.app_context():
        replace_badge(anna.id, desk.event_id, account_id=desk.host_id, now=clock.now())
    return anna


def at_the_door(desk: Desk, badge: MadeAttendee, now: datetime = NOON) -> Admission:
    """Somebody comes to the door with it."""
    nonce = secrets.token_hex(8)
    answer = check_in_by_code(badge.code, event_id=desk.event_id, nonce=nonce, account_id=desk.host_id, now=now)
    return answer.verdict


def alarms(desk: Desk) -> list[Alarm]:
    """What the desk hears."""
    with desk.app.app_context():
        return open_alarms(desk.event_id)


def test_at_the_door(desk: Desk) -> None:
    """Under the name of the host at that door; each further time counts up, and a settled one begins anew."""
    anna = lost(desk)
    with desk.app.app_context():
        for minute in range(3):
            assert at_the_door(desk, anna, NOON + timedelta(minutes=minute)) is Admission.REPLACED_BADGE
    [alarm] = alarms(desk)
    assert (alarm.name, alarm.organisation, alarm.place, alarm.place_name, alarm.times) == (
        "Anna Schmidt",
        "TU Clausthal",
        Place.DOOR,
        "Ola Nowak",
        3,
    )
    assert (alarm.first_at, alarm.last_at) == (NOON, NOON + timedelta(minutes=2))
    with desk.app.app_context():
        assert settle_alarm(alarm.id, event_id=desk.event_id, account_id=desk.host_id, now=NOON)
        assert open_alarms(desk.event_id) == []
        at_the_door(desk, anna)
    assert [again.times for again in alarms(desk)] == [1]


def test_by_an_attendee(desk: Desk) -> None:
    """The desk hears that somebody scanned it, and not who; a repeated request is one scan."""
    anna, ben = lost(desk), desk.attendee("Ben Öztürk", checked_in=True)
    with desk.app.app_context():
        for _ in range(2):
            assert scan(ben, anna, nonce="n" * 16).verdict is Verdict.REPLACED_BADGE
    [alarm] = alarms(desk)
    assert (alarm.name, alarm.place, alarm.place_name, alarm.times) == ("Anna Schmidt", Place.ATTENDEE, "", 1)
    page = desk.get(f"{desk.path}/door").text
    notice = page.partition('class="stack stack--s alarms"')[2].partition("</section>")[0]
    assert "Anna Schmidt" in notice
    assert "mit dem Handy" in notice
    assert "Ben" not in notice
    assert not [row for row in contents(desk.app)["badge_alarms"] if ben.id in row[1:4]]


def test_ones_own_old_badge_alarms_nobody(desk: Desk) -> None:
    """Whoever finds it again and scans it is told that it is their own."""
    anna = lost(desk)
    with desk.app.app_context():
        assert scan(anna, anna).verdict is Verdict.OWN_BADGE
    assert alarms(desk) == []


@pytest.mark.parametrize("first", [True, False])
def test_at_a_station(desk: Desk, *, first: bool) -> None:
    """Under the station's name, in whichever order the two badges are held to it."""
    anna, ben = lost(desk), desk.attendee("Ben", checked_in=True)
    codes = [read_code(badge.code) for badge in ((anna, ben) if first else (ben, anna))]
    with desk.app.app_context():
        request = PairRequest(desk.event_id, 1, "Foyer", codes[0], codes[1], "n" * 16, NOON)
        assert record_pair(request).verdict is Verdict.REPLACED_BADGE
    [alarm] = alarms(desk)
    assert (alarm.name, alarm.place, alarm.place_name) == ("Anna Schmidt", Place.STATION, "Foyer")


def test_the_new_badge_alarms_nobody(desk: Desk) -> None:
    """Only what was replaced does."""
    anna = desk.attendee("Anna", checked_in=True)
    with desk.app.app_context():
        assert at_the_door(desk, anna) is Admission.ALREADY_IN
    assert alarms(desk) == []


def test_two_lost_badges_of_one_person_are_two_alarms(desk: Desk) -> None:
    """Each may be on another chest."""
    anna = lost(desk)
    with desk.app.app_context():
        at_the_door(desk, anna)
        scan(desk.attendee("Ben", checked_in=True), anna)
    assert {alarm.place for alarm in alarms(desk)} == {Place.DOOR, Place.ATTENDEE}


def test_an_alarm_of_another_event_is_not_there(app: Flask, desk: Desk) -> None:
    """Neither listed nor settled from elsewhere."""
    other = make_desk(app, app.test_client())
    with app.app_context():
        at_the_door(other, lost(other))
    [alarm] = alarms(other)
    assert alarms(desk) == []
    with app.app_context():
        assert not settle_alarm(alarm.id, event_id=desk.event_id, account_id=desk.host_id, now=NOON)
    assert alarms(other) == [alarm]


def test_the_erased_leave_no_alarm(desk: Desk) -> None:
    """Neither open ones nor settled ones."""
    anna = lost(desk)
    with desk.app.app_context():
        at_the_door(desk, anna)
        scan(desk.attendee("Ben", checked_in=True), anna)
        first, _ = open_alarms(desk.event_id)
        settle_alarm(first.id, event_id=desk.event_id, account_id=desk.host_id, now=NOON)
        erase(anna.id, account_id=None, now=NOON)
    assert contents(desk.app)["badge_alarms"] == []


def test_the_desk_sees_it_and_settles_it(desk: Desk) -> None:
    """On the door list and on the page of badges, with one button; it leads back to where it was pressed."""
    anna = lost(desk)
    with desk.app.app_context():
        at_the_door(desk, anna, clock.now())
    [alarm] = alarms(desk)
    for path in ("/door", "/door/people", "/badges"):
        page = desk.get(desk.path + path).text
        assert "Ein ersetztes Namensschild ist im Umlauf" in page
        assert "am Einlass von Ola Nowak" in page
    settle = f"{desk.path}/door/alarms/{alarm.id}/settle"
    for back, location in ((f"{desk.path}/badges", f"{desk.path}/badges"), ("//evil.example", "/")):
        assert desk.client.post(settle, data={"next": back}).location == location
    assert desk.client.post(settle).location == f"{desk.path}/door"
    assert "im Umlauf" not in desk.get(f"{desk.path}/door").text
