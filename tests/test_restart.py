"""Does a server that was killed find everything as it was, do people stay signed in, and do open pages come back?"""

import json
import re
import shutil
import sqlite3
import urllib.request
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from eventapp.cli.demo import ensure_demo
from tests.conftest import make_settings, open_app
from tests.served import Served, serving
from tests.waiting import until

pytestmark = pytest.mark.slow

UNMET = """
    SELECT code, name FROM badge_codes JOIN registrations ON registrations.id = registration_id
    JOIN tracking_consents USING (registration_id)
    WHERE registration_id <> :me AND registration_id NOT IN (SELECT low_id FROM contacts WHERE high_id = :me)
    AND registration_id NOT IN (SELECT high_id FROM contacts WHERE low_id = :me)
"""


class Phone:
    """A browser that keeps its cookie, whichever server it talks to."""

    def __init__(self) -> None:
        """Starts without a cookie."""
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, address: str) -> tuple[str, str]:
        """Where a page is in the end, and what stands on it."""
        with self._opener.open(address, timeout=30) as response:
            return response.url, response.read().decode()

    def use_link(self, address: str) -> str:
        """Opens a secret link, presses its button, and returns where that leads."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(address)[1])
        assert token is not None
        with self._opener.open(address, f"csrf_token={token[1]}".encode(), timeout=30) as response:
            return str(response.url)

    def listen(self, address: str) -> Any:
        """Opens a stream."""
        return self._opener.open(address, timeout=30)

    def scan(self, served: Served, code: str, nonce: str) -> bytes:
        """Sends a scan as the scanner does; returns the answer as it came."""
        page = self.get(f"{served.address}/events/demo/scan")[1]
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token is not None
        request = urllib.request.Request(
            f"{served.address}/events/demo/scan",
            json.dumps({"code": code, "nonce": nonce}).encode(),
            {"Content-Type": "application/json", "X-CSRFToken": token[1]},
        )
        with self._opener.open(request, timeout=30) as response:
            content: bytes = response.read()
        return content


def rows(instance: Path, query: str, **values: Any) -> list[Any]:
    """What the database file holds."""
    connection = sqlite3.connect(instance / "eventapp.sqlite3")
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def running(served: Served) -> str:
    """The command lines of a server and of what it has started."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            group = int((process / "stat").read_text().rpartition(")")[2].split()[2])
            if group == served.process.pid:
                found.append((process / "cmdline").read_text())
    return "\n".join(found)


def everything(instance: Path) -> dict[str, list[Any]]:
    """Every row of every table."""
    names = rows(instance, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {name: rows(instance, f"SELECT * FROM {name}") for (name,) in names}  # noqa: S608 names of our own


def test_after_a_kill_everything_is_as_it_was(tmp_path: Path) -> None:
    """Killed right after an answer: the contact is there, all rows are, and both people go on without a new link."""
    instance, organiser, attendee = tmp_path / "instance", Phone(), Phone()
    with serving(instance, "--demo") as served:
        organiser.use_link(served.printed(r"Organiser: (\S+)"))
        attendee.use_link(served.printed(r"Attendee .*: (\S+)"))
        [(me,)] = rows(instance, "SELECT max(registration_id) FROM sign_ins WHERE registration_id IS NOT NULL")
        code, name = rows(instance, UNMET, me=me)[0]
        answer = attendee.scan(served, code, "nonce-0001")
        served.kill()
    assert json.loads(answer)["verdict"] in {"NEW_CONTACT", "ALREADY_MET"}  # the demo's own people go on meeting
    assert rows(instance, "PRAGMA integrity_check") == [("ok",)]
    before, key = everything(instance), (instance / "secret_key").read_bytes()
    assert len(before["registrations"]) == 113
    with serving(instance) as served:
        assert organiser.get(f"{served.address}/events/demo/overview")[0].endswith("/events/demo/overview")
        assert name in attendee.get(f"{served.address}/events/demo/contacts")[1]
        assert attendee.scan(served, code, "nonce-0001") == answer
        assert "Organiser" not in served.output.read_text("utf-8")
        assert "/setup/" not in served.output.read_text("utf-8")
        served.kill()
    assert everything(instance) == before
    assert (instance / "secret_key").read_bytes() == key


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """An instance with the demo, to be copied."""
    instance = tmp_path_factory.mktemp("demo") / "instance"
    instance.mkdir()
    shutil.copyfile(migrated_sqlite, instance / "eventapp.sqlite3")
    with open_app(make_settings(instance)) as app, app.app_context():
        ensure_demo()
    return instance


@pytest.fixture
def demo(filled: Path, tmp_path: Path) -> Path:
    """An instance that holds the demo already, as after a stop."""
    return Path(shutil.copytree(filled, tmp_path / "instance"))


@pytest.mark.measured
def test_open_streams_end_when_the_server_stops(demo: Path) -> None:
    """They never end by themselves: the server would wait for them, and then be killed. No network is measured on."""
    organiser = Phone()
    with serving(demo, "--demo") as served:
        organiser.use_link(served.printed(r"Organiser: (\S+)"))
        stream = organiser.listen(f"{served.address}/events/demo/live?after=0")
        assert stream.readline() == b"event: ping\n"
        until(lambda: "measures" in running(served), "a measuring")
    stream.read()
    assert "Killing" not in served.output.read_text("utf-8")
    assert "measures" not in running(served)


@pytest.mark.browser
def test_an_open_page_is_back_after_a_restart_and_lacks_no_edge(demo: Path, chromium: Browser) -> None:
    """It says that it is cut off, comes back by itself, and shows what happened before it was back."""
    instance, attendee, context = demo, Phone(), chromium.new_context()
    page = context.new_page()
    state = page.locator("#graph-status")
    with serving(instance, "--demo") as served:
        attendee.use_link(served.printed(r"Attendee .*: (\S+)"))
        page.goto(served.printed(r"Organiser: (\S+)"))
        page.locator("main form button").click()
        page.goto(f"{served.address}/events/demo/graph")
        expect(state).to_have_attribute("data-state", "live")
    expect(state).to_have_attribute("data-state", "reconnecting")
    [(me,)] = rows(instance, "SELECT max(registration_id) FROM sign_ins WHERE registration_id IS NOT NULL")
    code, _name = rows(instance, UNMET, me=me)[0]
    with serving(instance, EVENTAPP_PORT=str(served.port)) as again:
        assert json.loads(attendee.scan(again, code, "nonce-0002"))["verdict"] == "NEW_CONTACT"
        expect(state).to_have_attribute("data-state", "live", timeout=60_000)
        [(contacts,)] = rows(instance, "SELECT count(*) FROM contacts WHERE rejected_at IS NULL")
        expect(page.locator("[data-figure=contacts]")).to_have_text(str(contacts))
        context.close()
