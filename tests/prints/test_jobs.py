"""Large printings: drawn once, by one process, whatever is killed, cancelled or erased meanwhile."""

import io
import logging
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from eventapp import clock
from eventapp.badge_press import BadgePress
from eventapp.badges.design import Design
from eventapp.badges.design.badge import Badge
from eventapp.badges.design.composing import compose
from eventapp.badges.design.composition import Composition
from eventapp.badges.fonts import Fonts
from eventapp.badges.printing import Edition, as_badge
from eventapp.badges.queries import Holder
from eventapp.config import Config
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.prints import drawing, jobs, service
from eventapp.prints.files import KEPT, file_of, folder_of
from eventapp.prints.jobs import ALIVE, MOST_ATTEMPTS, Claim, claim_next, finish, give_back, report, tidy
from eventapp.prints.looks import look_of
from eventapp.prints.models import PrintJob, State
from eventapp.prints.queries import left_out
from eventapp.prints.service import Placed, cancel
from eventapp.prints.words import edition_of
from eventapp.registration.service import erase
from tests.desk import Desk
from tests.prints.orders import crowd, job_of, order, state_of
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.measured]


FEW = 2
"""Printed at once here; one more is a large printing. In real life these are 60.

Few: whoever draws gives way to everything else on the machine, and that is many other tests.
"""


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a handful of badges be drawn beside the server."""
    monkeypatch.setattr(service, "AT_ONCE", FEW)


@pytest.fixture
def press(app: Flask) -> Iterator[BadgePress]:
    """What draws beside a server."""
    press = BadgePress(app)
    yield press
    press.stop()


def instance(app: Flask) -> Path:
    """The folder of the app."""
    config: Config = app.extensions["eventapp_config"]
    return config.instance


def large(desk: Desk) -> tuple[list[int], Placed]:
    """A printing that is drawn beside the server, and whose badges."""
    people = crowd(desk, FEW + 1)
    with desk.app.app_context():
        return people, order(desk, *people)


def claimed(desk: Desk) -> Claim:
    """What is drawn next."""
    with desk.app.app_context():
        claim = claim_next(now=clock.now())
    assert claim is not None
    return claim


@contextmanager
def nobody_can_write(app: Flask) -> Iterator[None]:
    """Keeps the database to itself: whoever draws stops at the first report of how far it is."""
    with closing(sqlite3.connect(instance(app) / "eventapp.sqlite3", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def draw(desk: Desk, claim: Claim) -> bool:
    """Draws it in this process."""
    with desk.app.test_request_context():
        job = db.session.get_one(PrintJob, claim.job_id)
        look = look_of(job, edition_of(db.session.get_one(Event, job.event_id)))
        assert look is not None
        return drawing.draw(claim, job, look, "Namensschilder", instance=instance(desk.app), now=clock.now)


@pytest.mark.one_database
def test_it_is_drawn_beside_the_server_and_fetched(desk: Desk, press: BadgePress) -> None:
    """All badges are in the file; a second press finds nothing to do; the page leads to the file."""
    _, placed = large(desk)
    other = BadgePress(desk.app)
    assert press.step()
    assert not other.step()
    until(lambda: not press.step(), "the badges")
    assert state_of(desk, placed) is State.READY
    path = f"{desk.path}/badges/prints/{placed.key}"
    assert "Namensschilder öffnen" in desk.get(path).text
    assert desk.get(f"{path}/progress").json == {
        "state": "ready",
        "drawn": FEW + 1,
        "badges": FEW + 1,
        "is_under_way": False,
    }
    pdf = desk.get(f"{path}.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages)
    assert all(f"{number:03}" in text for number in range(FEW + 1))
    assert [file.name for file in folder_of(instance(desk.app)).iterdir()] == [f"{placed.key}.pdf"]


@pytest.mark.one_database
def test_a_killed_press_is_replaced(desk: Desk, press: BadgePress, caplog: pytest.LogCaptureFixture) -> None:
    """Killed in the middle, it is drawn again from the beginning; half a file is not left behind."""
    _, placed = large(desk)
    assert press.step()
    with nobody_can_write(desk.app):
        assert press._child is not None  # noqa: SLF001 what is killed
        until(lambda: list(folder_of(instance(desk.app)).glob("*.part")), "the first badges")
        os.kill(press._child.pid, signal.SIGKILL)  # noqa: SLF001
        press._child.wait()  # noqa: SLF001
    assert state_of(desk, placed) is State.DRAWING
    assert press.step()
    assert "could not be drawn (-9)" in caplog.text
    until(lambda: not press.step(), "the badges")
    assert state_of(desk, placed) is State.READY
    with desk.app.app_context():
        job = job_of(desk, placed)
        assert (job.attempts, job.drawn) == (2, FEW + 1)
    assert file_of(instance(desk.app), placed.key).read_bytes().startswith(b"%PDF")


def test_with_the_whole_server_killed_nothing_looks_alive_for_ever(desk: Desk) -> None:
    """Nobody speaks for the printing: after a minute another one begins; after three attempts it has failed."""
    _, placed = large(desk)
    now = clock.now()
    with desk.app.app_context():
        for attempt in range(1, MOST_ATTEMPTS + 1):
            claim = claim_next(now=now)
            assert claim is not None
            assert claim.attempt == attempt
            assert claim_next(now=now + ALIVE - timedelta(seconds=1)) is None
            now += ALIVE
        assert claim_next(now=now) is None
    assert state_of(desk, placed) is State.FAILED
    assert "konnten nicht erzeugt werden" in desk.get(f"{desk.path}/badges/prints/{placed.key}").text


def test_whoever_was_overtaken_changes_nothing(desk: Desk) -> None:
    """A press that was taken for dead comes back: it neither reports nor finishes what another one draws now."""
    _, placed = large(desk)
    now = clock.now()
    with desk.app.app_context():
        first = claim_next(now=now)
        second = claim_next(now=now + ALIVE)
        assert first is not None
        assert second is not None
        assert not report(first, 5, now=now + ALIVE)
        assert not finish(first, 1, {}, drawn=9, now=now + ALIVE)
        give_back(first, now=now, is_failure=True)
        assert report(second, 7, now=now + ALIVE)
        assert job_of(desk, placed).drawn == 7
    assert not draw(desk, first)
    assert list(folder_of(instance(desk.app)).iterdir()) == []


@pytest.mark.one_database
def test_a_server_that_stops_leaves_it_to_others(desk: Desk, press: BadgePress) -> None:
    """The next one begins at once, and stopping is no failed attempt."""
    _, placed = large(desk)
    one = BadgePress(desk.app)
    assert one.step()
    one.stop()
    assert state_of(desk, placed) is State.WAITING
    assert press.step()
    until(lambda: not press.step(), "the badges")
    with desk.app.app_context():
        assert job_of(desk, placed).attempts == 1


def test_cancelling_ends_the_drawing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever draws finds out at the next report; no file stays, and the page says so."""
    monkeypatch.setattr(drawing, "REPORT_EVERY", 0.0)
    _, placed = large(desk)
    claim = claimed(desk)
    response = desk.client.post(f"{desk.path}/badges/prints/{placed.key}/cancel", follow_redirects=True)
    assert "nicht fertig erzeugt" in response.text
    assert not draw(desk, claim)
    assert list(folder_of(instance(desk.app)).iterdir()) == []
    assert state_of(desk, placed) is State.CANCELLED


def test_cancelled_in_the_last_moment_leaves_no_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the last badge and the end of the file, too."""
    _, placed = large(desk)
    claim = claimed(desk)
    monkeypatch.setattr(drawing, "REPORT_EVERY", float("inf"))
    with desk.app.app_context():
        cancel(placed.key, event_id=desk.event_id, account_id=desk.host_id, now=clock.now())
    assert not draw(desk, claim)
    assert list(folder_of(instance(desk.app)).iterdir()) == []


def test_a_bad_record_never_stops_the_others(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One badge that cannot be made and one that cannot be set are left out, listed, and count as not printed."""
    people, placed = large(desk)

    def make(holder: Holder, edition: Edition, *designs: Design) -> Badge:
        if holder.registration_id == people[0]:
            raise ValueError("no such code")
        return as_badge(holder, edition, *designs)

    def set_(badge: Badge, design: Design, fonts: Fonts) -> Composition:
        if "001" in badge.name:
            raise ValueError("no such letter")
        return compose(badge, design, fonts)

    monkeypatch.setattr("eventapp.prints.drawing.as_badge", make)
    monkeypatch.setattr("eventapp.badges.sheet.compose", set_)
    assert draw(desk, claimed(desk))
    with desk.app.app_context():
        job = job_of(desk, placed)
        assert [(row.name, row.problem) for row in left_out(job)] == [
            ("Person 000", "no such code"),
            ("Person 001", "no such letter"),
        ]
        assert job.drawn == FEW - 1
    assert "2 Namensschilder wurden ausgelassen" in desk.get(f"{desk.path}/badges/prints/{placed.key}").text


def test_an_erased_person_is_in_no_file(desk: Desk) -> None:
    """The file cannot be fetched from that moment, and is removed by the next tidying."""
    people, placed = large(desk)
    assert draw(desk, claimed(desk))
    path, file = f"{desk.path}/badges/prints/{placed.key}", file_of(instance(desk.app), placed.key)
    assert desk.get(f"{path}.pdf").status_code == 200
    with desk.app.app_context():
        erase(people[-1], account_id=None, now=clock.now())
        assert file.exists()
        assert desk.get(f"{path}.pdf").location == path
        assert tidy(instance(desk.app), now=clock.now()) == 1
    assert not file.exists()
    assert "Die Datei ist nicht mehr da" in desk.get(path).text


def test_erased_while_it_is_drawn(desk: Desk) -> None:
    """What is drawn then is thrown away, and drawn anew without them."""
    people, placed = large(desk)
    claim = claimed(desk)
    with desk.app.app_context():
        erase(people[-1], account_id=None, now=clock.now())
    assert not draw(desk, claim)
    assert state_of(desk, placed) is State.WAITING
    assert draw(desk, claimed(desk))
    with desk.app.app_context():
        assert job_of(desk, placed).drawn == FEW


def test_files_go_after_some_days_and_with_what_is_gone(desk: Desk) -> None:
    """Old files, and files of printings that nobody knows (a restored backup, an erased event)."""
    _, placed = large(desk)
    assert draw(desk, claimed(desk))
    folder = instance(desk.app)
    (folder_of(folder) / "UNKNOWN.pdf").write_bytes(b"%PDF")
    with desk.app.app_context():
        assert tidy(folder, now=clock.now()) == 1
        assert file_of(folder, placed.key).exists()
        assert tidy(folder, now=clock.now() + KEPT + timedelta(minutes=1)) == 1
    assert list(folder_of(folder).iterdir()) == []


def test_what_is_being_drawn_is_not_tidied_away(desk: Desk) -> None:
    """Half a file of a running attempt stays, one of a dead attempt goes after a while."""
    large(desk)
    claim = claimed(desk)
    folder = folder_of(instance(desk.app))
    folder.mkdir()
    running, dead = (folder / f"{claim.key}.{attempt}.part" for attempt in (claim.attempt, 0))
    for part in (running, dead):
        part.touch()
        os.utime(part, (1, 1))
    with desk.app.app_context():
        assert tidy(instance(desk.app), now=clock.now()) == 1
    assert (running.exists(), dead.exists()) == (True, False)


@pytest.mark.one_database
def test_a_press_that_hangs_is_ended(
    desk: Desk, press: BadgePress, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It gets no more than its time, and what it held is drawn by the next one."""
    _, placed = large(desk)
    monkeypatch.setattr(jobs, "LONGEST", timedelta())
    assert press.step()
    monkeypatch.undo()
    with caplog.at_level(logging.ERROR):
        assert press.step()
    assert "could not be drawn" in caplog.text
    until(lambda: not press.step(), "the badges")
    assert state_of(desk, placed) is State.READY
