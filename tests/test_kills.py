"""Is every scan that was acknowledged there, once, however often the server is killed amid them?

The suite kills the server twice; `pytest --thorough -m slow tests/test_kills.py` does it ten times amid two
thousand scans each.
"""

import random
import shutil
import sqlite3
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition

import pytest

from benchmarks.clients import LOST, Client
from tests.conftest import make_settings, open_app
from tests.crowd import Handheld, make_crowd, new_pairs
from tests.served import Served, serving

pytestmark = pytest.mark.slow

CLIENTS = 8
MOST_SCANS_OF_ONE = 98  # below the hard stop
ASKED_AGAIN = 50  # of the scans that were answered last before each kill
PATIENCE = 120  # seconds for a number of scans to be answered


@dataclass(frozen=True)
class Meeting:
    """One scan that a phone sends until it is answered."""

    scanner: Handheld
    badge: Handheld
    nonce: str

    def request(self, port: int) -> bytes:
        """To the server that runs now."""
        return self.scanner.scan(port, self.badge.owner, self.nonce)


@dataclass
class Phones:
    """What waits in all phones, and what was answered.

    Attributes:
        waiting: Scans without an answer.
        answers: Body by nonce.
    """

    waiting: deque[Meeting]
    answers: dict[str, str] = field(default_factory=dict)
    _changed: Condition = field(default_factory=Condition)

    def send(self, served: Served) -> None:
        """Sends from one phone after the other, until nothing waits or the server is gone."""
        try:
            with Client(served.port) as client:
                while (meeting := self._next()) is not None:
                    self._send(client, meeting, served.port)
        except OSError:
            return  # killed

    def wait_for(self, answers: int) -> None:
        """Waits until so many scans were answered in all."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.answers) >= answers, PATIENCE)

    def _next(self) -> Meeting | None:
        with self._changed:
            return self.waiting.popleft() if self.waiting else None

    def _send(self, client: Client, meeting: Meeting, port: int) -> None:
        is_answered = False
        try:
            answer = client.ask(meeting.request(port))
            is_answered = answer.status != LOST
        finally:
            with self._changed:
                if is_answered:
                    assert answer.status == 200, answer
                    self.answers[meeting.nonce] = answer.body
                    self._changed.notify_all()
                else:
                    self.waiting.appendleft(meeting)  # it has waited longest


def rows(instance: Path, query: str) -> list[tuple[object, ...]]:
    """What the database file holds."""
    connection = sqlite3.connect(instance / "eventapp.sqlite3")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_killed_amid_scans(tmp_path: Path, migrated_sqlite: Path, pytestconfig: pytest.Config) -> None:
    """Everything that was answered is there, everything is there once, and each answer stays as it was."""
    kills, scans = (10, 2_000) if pytestconfig.getoption("thorough") else (2, 100)
    instance = tmp_path / "instance"
    instance.mkdir()
    shutil.copyfile(migrated_sqlite, instance / "eventapp.sqlite3")
    with open_app(make_settings(instance)) as app:
        people = next(n for n in range(3, 1000) if n * min(MOST_SCANS_OF_ONE, (n - 1) // 2) >= kills * scans)
        pairs = new_pairs(make_crowd(app, people), kills * scans)
    meetings = {nonce: Meeting(*pair, nonce) for number, pair in enumerate(pairs) for nonce in [f"nonce-{number:06}"]}
    phones = Phones(deque(meetings.values()))
    last: list[str] = []
    chance = random.Random(2026)  # noqa: S311 moments that come again, no secret
    for number in range(kills):
        run(instance, phones, until=number * scans + chance.randrange(scans // 4, scans))
        assert rows(instance, "PRAGMA integrity_check") == [("ok",)]
        kept = {nonce for (nonce,) in rows(instance, "SELECT nonce FROM scans")}
        assert phones.answers.keys() - kept == set()
        last += list(phones.answers)[-ASKED_AGAIN:]
    with serving(instance) as served:
        deliver(served, phones)
        with Client(served.port) as client:
            again = {nonce: client.ask(meetings[nonce].request(served.port)).body for nonce in last}
    assert again == {nonce: phones.answers[nonce] for nonce in last}
    assert len(phones.answers) == kills * scans
    nonces = Counter(rows(instance, "SELECT nonce FROM scans"))
    assert (len(nonces), set(nonces.values())) == (kills * scans, {1})
    met = Counter(rows(instance, "SELECT low_id, high_id FROM contacts"))
    expected = {tuple(sorted((one.owner.id, other.owner.id))) for one, other in pairs}
    assert met == dict.fromkeys(expected, 1)


def run(instance: Path, phones: Phones, *, until: int) -> None:
    """Serves until so many scans were answered in all, and dies in the midst of the next ones."""
    with serving(instance) as served, ThreadPoolExecutor(CLIENTS) as threads:
        sending = [threads.submit(phones.send, served) for _ in range(CLIENTS)]
        try:
            phones.wait_for(until)
        finally:
            served.kill()
        for each in sending:
            each.result()


def deliver(served: Served, phones: Phones) -> None:
    """Sends everything that waits."""
    with ThreadPoolExecutor(CLIENTS) as threads:
        for each in [threads.submit(phones.send, served) for _ in range(CLIENTS)]:
            each.result()
