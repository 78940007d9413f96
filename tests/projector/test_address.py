"""Does the address of a screen open that screen, nothing else, and only until it is revoked?"""

import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from eventapp.accounts.audit import entries
from eventapp.core.codes import new_secret, secret_hash
from eventapp.live import hub
from eventapp.projector import service
from eventapp.projector.models import Theme, View
from eventapp.projector.queries import projector_by_token
from tests.factories import over_for
from tests.pages import without_token
from tests.projector.conftest import Line, Wall, make_wall

pytestmark = pytest.mark.one_database

PARTS = ("", "/shell", "/graph.json", "/live", "/news.json")
ENGLISH = {"Accept-Language": "en"}


def test_the_address_is_shown_once_and_is_enough(wall: Wall) -> None:
    """The organiser makes a screen and copies its address; a computer without a cookie opens it."""
    form = {"name": "Foyer", "views": ["graph", "top"], "theme": "light"}
    assert wall.organiser.post(wall.list, data=form).status_code == 303
    page = wall.organiser.get(wall.list).text
    found = re.search(r'value="http[^"]*(/projector/[^"]+)"', page)
    assert found is not None
    assert found[1] not in wall.organiser.get(wall.list).text
    answer = wall.computer.get(found[1])
    assert answer.status_code == 200
    assert 'data-theme="light"' in answer.text
    assert 'data-views="graph top"' in answer.text
    assert answer.headers.getlist("Set-Cookie") == []


def test_no_search_engine_and_no_other_site_learns_of_it(wall: Wall) -> None:
    """No answer below the address is kept, found or named to others; those of a dead address neither."""
    for secret in (wall.secret, new_secret()):
        for part in PARTS:
            answer = wall.computer.get(f"/projector/{secret}{part}", buffered=False)
            assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"
            answer.close()


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_revoked_address_is_like_one_that_never_was(wall: Wall, accept: str) -> None:
    """Status, headers and page are the same, for each part."""
    unknown = f"/projector/{'x' * len(wall.secret)}"
    wall.revoke()
    for part in PARTS:
        dead, none = (
            wall.evening.app.test_client().get(page + part, headers={"Accept": accept})
            for page in (wall.page, unknown)
        )
        assert dead.status_code == none.status_code == 404
        assert _known(dead) == _known(none)
        assert _told(dead.text, wall.page) == _told(none.text, unknown)


def _known(answer: TestResponse) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in answer.headers if name != "Set-Cookie")


def _told(page: str, address: str) -> str:
    return without_token(page).replace(address, "…")


def test_only_the_hash_is_stored(wall: Wall) -> None:
    """Neither in the row nor in the log; and nothing of it once the screen is revoked."""
    with wall.evening.app.app_context():
        assert wall.projector().token_hash == secret_hash(wall.secret)
    wall.revoke()
    with wall.evening.app.app_context():
        assert wall.projector().token_hash is None
        assert projector_by_token(wall.secret) is None
        log = entries(wall.evening.event_id)
    assert [entry.action for entry in log if entry.action.startswith("projector.")] == [
        "projector.revoked",
        "projector.made",
    ]
    assert wall.secret not in json.dumps([entry.about for entry in log])


def test_revoking_is_for_good_and_twice_is_once(wall: Wall) -> None:
    """By the button; the first ten of a screen that is off cannot be shown again."""
    with wall.evening.app.app_context():
        projector_id = wall.projector().id
    for _ in range(2):
        assert wall.organiser.post(f"{wall.list}/{projector_id}/revoke").status_code == 303
    assert wall.computer.get(wall.page).status_code == 404
    wall.organiser.post(f"{wall.list}/{projector_id}/top", data={"shown": "no"})
    with wall.evening.app.app_context():
        assert View.TOP in wall.projector().views
        revoked = [entry for entry in entries(wall.evening.event_id) if entry.action == "projector.revoked"]
    assert len(revoked) == 1


def test_the_address_shows_its_own_event_only(app: Flask, wall: Wall) -> None:
    """Two halls at the same time: neither hears anything of the other."""
    other = make_wall(app)
    other.evening.meet(("Anna", "Ben"))
    mine, theirs = (each.computer.get(f"{each.page}/graph.json").json or {} for each in (wall, other))
    assert (mine["event"], theirs["event"]) == (wall.evening.slug, other.evening.slug)
    assert (len(mine["contacts"]), len(theirs["contacts"])) == (0, 1)
    assert (wall.news()["top"], len(other.news()["top"])) == ([], 2)


def test_the_address_opens_nothing_else(wall: Wall) -> None:
    """Whoever has it gets no page of the team and none of an attendee."""
    wall.computer.get(wall.page)
    for part in ("graph", "graph.json", "live", "standings", "champion", "registrations", "projector"):
        answer = wall.computer.get(f"/events/{wall.evening.slug}/{part}")
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in")
    assert wall.computer.post(f"{wall.page}/news.json").status_code == 405


def test_an_event_has_only_so_many(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Revoked ones make room."""
    monkeypatch.setattr(service, "MOST_PROJECTORS", 1)
    wall = make_wall(app)
    form = {"name": "Foyer", "views": "graph", "theme": "dark"}
    wall.organiser.post(wall.list, data=form, headers=ENGLISH)
    assert "There are very many screens already" in wall.organiser.get(wall.list, headers=ENGLISH).text
    wall.revoke()
    wall.organiser.post(wall.list, data=form)
    assert "Address of “Foyer”" in wall.organiser.get(wall.list, headers=ENGLISH).text


@pytest.mark.parametrize(
    "form",
    [
        {"name": "", "views": "graph", "theme": "dark"},
        {"name": "Foyer", "theme": "dark"},
        {"name": "Foyer", "views": "standings", "theme": "dark"},
        {"name": "Foyer", "views": "graph", "theme": "pink"},
        {"name": "x" * 101, "views": "graph", "theme": "dark"},
    ],
)
def test_a_form_that_is_none_makes_nothing(wall: Wall, form: dict[str, str]) -> None:
    """The page comes back and says what is wrong."""
    assert wall.organiser.post(wall.list, data=form).status_code == 422
    with wall.evening.app.app_context():
        assert wall.projector().name == "Bühne"


def test_revoking_ends_the_open_stream(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """By itself, within the seconds after which rights are asked for again; a new one is refused."""
    assert hub.RIGHTS_EVERY <= 10
    monkeypatch.setattr(hub, "RIGHTS_EVERY", 0.1)
    stream = line.listen()
    stream.next("ping")
    assert not stream.hears("end", 0.4)
    line.wall.revoke()
    stream.next("end", seconds=3)
    assert line.listen().status == 404


def test_the_stream_tells_what_happens(line: Line) -> None:
    """As on an organiser's page: each contact, from the cursor of the graph on."""
    graph = line.wall.computer.get(f"{line.wall.page}/graph.json").json or {}
    stream = line.listen(f"?after={graph['cursor']}&rules={graph['rules']}")
    stream.next("ping")
    line.wall.evening.meet(("Anna", "Ben"))
    assert len(stream.next("changes").data["contacts"]) == 1


def test_an_address_that_went_round_takes_no_place_of_organisers(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody has read it off the wall: the ninth page of one screen ends the first."""
    assert hub.MOST_OF_ONE_SCREEN < hub.MOST_STREAMS / 10
    monkeypatch.setattr(hub, "MOST_OF_ONE_SCREEN", 2)
    first, second = line.listen(), line.listen()
    first.next("ping")
    second.next("ping")
    third = line.listen()
    assert third.status == 200
    first.next("end", seconds=3)
    assert not second.hears("end", 0.3)


@pytest.mark.parametrize("theme", Theme)
def test_the_closing_hour_ends_the_network(app: Flask, theme: Theme) -> None:
    """Also when nobody has closed by hand."""
    wall = make_wall(app, theme=theme)
    assert wall.news()["is_open"]
    wall.set_event(**over_for(timedelta(seconds=1)))
    assert not wall.news()["is_open"]
    assert wall.computer.get(f"{wall.page}/graph.json").status_code == 403
