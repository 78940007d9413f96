"""Does the hall see names only with consent, and nothing of the result before the crowning?"""

import json
from datetime import timedelta

import pytest
from flask import Flask

from eventapp import clock
from eventapp.champion.service import crown, reopen
from eventapp.contacts.own_contacts import decide_consent
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.live import hub
from eventapp.network import event_network
from eventapp.projector.models import View
from eventapp.registration.models import Purpose
from tests.champion.evening import make_evening
from tests.factories import close_and_record
from tests.projector.conftest import Line, Wall, hang, make_wall

pytestmark = pytest.mark.one_database

HIDDEN = "Anna Probe"


def close(wall: Wall) -> None:
    """Contact tracking is closed, and the standings are frozen."""
    with wall.evening.app.app_context():
        close_and_record(wall.evening.event_id, account_id=wall.evening.organiser_id, now=clock.now())


def withdraw_name(wall: Wall, name: str) -> None:
    """Somebody does not want to stand on the wall any more."""
    with wall.evening.app.app_context():
        decide_consent(wall.evening.people[name].id, Purpose.PROJECTOR, "Nein", given=False, now=clock.now())


def everything(wall: Wall) -> str:
    """All that whoever has the address can read."""
    return "".join(wall.computer.get(wall.page + part).text for part in ("", "/shell", "/graph.json", "/news.json"))


def test_names_only_with_consent(wall: Wall) -> None:
    """In the picture, in the race and on the page; then there is a number, and no organisation beside it."""
    wall.evening.meet(("Anna", "Ben"), ("Anna", "Cleo"))
    assert HIDDEN in everything(wall)
    withdraw_name(wall, "Anna")
    assert HIDDEN not in everything(wall)
    assert wall.news()["top"][0] == [1, wall.evening.number("Anna"), "", "", 2]
    assert wall.news()["top"][1][2:] == ["Ben Probe", "B", 1]


def test_a_name_leaves_the_open_wall(line: Line) -> None:
    """Within a second, by the stream."""
    stream = line.listen()
    stream.next("changes")
    withdraw_name(line.wall, "Anna")
    [row] = stream.next("changes").data["people"]
    assert row[:2] == [line.wall.evening.number("Anna"), ""]


def test_the_race_is_that_of_the_standings(wall: Wall) -> None:
    """The same people in the same order with the same numbers; nobody without a counted contact."""
    wall.evening.meet(("Anna", "Ben"), ("Anna", "Cleo"), ("Ben", "Cleo"), ("Ben", "Dora"))
    with wall.evening.app.app_context():
        standings = event_network.standings(db.session.get_one(Event, wall.evening.event_id))
    expected = [[row.rank, row.person.number, row.counted] for row in standings if row.counted]
    assert [[line[0], line[1], line[4]] for line in wall.news()["top"]] == expected


def test_only_ten_run(app: Flask) -> None:
    """Low ranks are nobody's business."""
    evening = make_evening(app, **{f"P{number}": f"O{number}" for number in range(14)})
    evening.meet(*((f"P{number}", f"P{number + 1}") for number in range(0, 14, 2)))
    wall = hang(app, evening)
    assert len(wall.news()["top"]) == 10


def test_the_race_can_be_hidden_and_shown(wall: Wall) -> None:
    """By one button, on the wall that hangs there: the next news lack it."""
    wall.evening.meet(("Anna", "Ben"))
    with wall.evening.app.app_context():
        projector_id = wall.projector().id
    for shown, views, lines in (("no", 3, 0), ("yes", 4, 2)):
        wall.organiser.post(f"{wall.list}/{projector_id}/top", data={"shown": shown})
        news = wall.news()
        assert (len(news["views"]), len(news["top"])) == (views, lines)


def test_a_screen_without_the_race_is_sent_none(app: Flask) -> None:
    """Not even hidden; and it cannot lose the only view that it has."""
    wall = make_wall(app, views=(View.GRAPH, View.COUNT))
    wall.evening.meet(("Anna", "Ben"))
    assert wall.news()["top"] == []
    race = make_wall(app, views=(View.TOP,))
    with app.app_context():
        projector_id = race.projector().id
    race.organiser.post(f"{race.list}/{projector_id}/top", data={"shown": "no"})
    assert race.news()["views"] == ["top"]


def test_after_the_freeze_there_is_the_stage_only(wall: Wall) -> None:
    """No network, no race, no name, no number of a person: that the result is being checked, and two figures."""
    wall.evening.meet(("Anna", "Ben"), ("Anna", "Cleo"))
    close(wall)
    assert wall.news() == {
        "is_open": False,
        "seconds_left": None,
        "top": [],
        "version": wall.news()["version"],
        "views": list(View),
    }
    for part in ("graph.json", "live"):
        answer = wall.computer.get(f"{wall.page}/{part}", headers={"Accept": "application/json"})
        assert (answer.status_code, (answer.json or {})["error"]) == (403, "closed")
    page = wall.computer.get(wall.page).text
    assert "Das Ergebnis wird geprüft" in page
    assert not [name for name in wall.evening.people if name in page]
    stage = wall.organiser.get(f"/events/{wall.evening.slug}/champion/stage").text
    assert page == stage


def test_the_crowning_shows_the_champion(wall: Wall) -> None:
    """And until then nobody, also at a second try of the closing hour."""
    wall.evening.meet(("Anna", "Ben"), ("Anna", "Cleo"))
    close(wall)
    assert HIDDEN not in everything_of_the_stage(wall)
    with wall.evening.app.app_context():
        crown(wall.evening.event_id, account_id=wall.evening.organiser_id, now=clock.now())
    assert HIDDEN in everything_of_the_stage(wall)


def everything_of_the_stage(wall: Wall) -> str:
    """Page, shell and news, as they are when the network is closed."""
    return "".join(wall.computer.get(wall.page + part).text for part in ("", "/shell", "/news.json"))


def test_opened_again_the_network_is_back(wall: Wall) -> None:
    """Closed by mistake."""
    close(wall)
    with wall.evening.app.app_context():
        reopen(wall.evening.event_id, reason="Zu früh", account_id=wall.evening.organiser_id, now=clock.now())
    assert wall.news()["is_open"]
    assert 'id="wall"' in wall.computer.get(wall.page).text


def test_closing_ends_the_open_stream(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is corrected between freezing and crowning is not told to the hall."""
    monkeypatch.setattr(hub, "RIGHTS_EVERY", 0.1)
    stream = line.listen()
    stream.next("ping")
    close(line.wall)
    stream.next("end", seconds=3)
    assert line.listen().status == 403


def test_a_rehearsal_is_looked_at_afterwards(wall: Wall) -> None:
    """It lies in the past; its network hangs on the wall until its standings are frozen."""
    now = clock.now()
    wall.set_event(
        is_rehearsal=True, tracking_opens_at=now - timedelta(days=4), tracking_closes_at=now - timedelta(days=3)
    )
    assert wall.news()["is_open"]
    close(wall)
    assert not wall.news()["is_open"]


def test_the_shell_names_nobody(wall: Wall) -> None:
    """A browser keeps it: it is the same whatever happens, but for the event's own title."""
    before = wall.computer.get(f"{wall.page}/shell").text
    wall.evening.meet(("Anna", "Ben"))
    close(wall)
    with wall.evening.app.app_context():
        crown(wall.evening.event_id, account_id=wall.evening.organiser_id, now=clock.now())
    after = wall.computer.get(f"{wall.page}/shell").text
    assert before == after
    assert not [name for name in wall.evening.people if json.dumps(name)[1:-1] in after]
