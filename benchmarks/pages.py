"""Many open live pages, in a process of their own: each holds its stream, and notes when it hears of a contact.

A page that loses its stream comes back as ours does (static/js/graph/stream.js): after a pause of half the time that
it has been away, at least one second, with jitter, from the cursor that it knows. `python -m benchmarks.pages` opens
them and takes one command per line on its standard input, to each of which it answers with one line of JSON.
"""

import json
import os
import random
import selectors
import socket
import subprocess
import sys
import time
from functools import lru_cache
from io import FileIO
from types import TracebackType
from typing import NamedTuple, Self

from benchmarks.processes import HOST, ROOT

Pair = frozenset[int]
OPEN_AT_ONCE = 20
SHORTEST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds, as in stream.js."""
_PATIENCE = 60.0


class State(NamedTuple):
    """How the pages stand.

    Attributes:
        streams: How many have their stream.
        last_back_at: When the last of those that had lost theirs had one again.
        heard: When the pages heard of each pair's contact, since they were last asked for it.
    """

    streams: int
    last_back_at: float
    heard: dict[Pair, list[float]]


class Pages:
    """Open pages; they close with the context. Moments are those of `time.perf_counter`, one for all processes."""

    def __init__(self, port: int, path: str, cookie: str, cursor: int) -> None:
        """Knows what pages ask for; `open` opens them.

        Args:
            port: Of the server on this machine.
            path: Of the stream, with all but the cursor.
            cookie: The header that signs them in.
            cursor: After which they listen.
        """
        command = [sys.executable, "-m", "benchmarks.pages"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 our own
        self._tell(json.dumps({"port": port, "path": path, "cookie": cookie, "cursor": cursor}))

    def __enter__(self) -> Self:
        """They are opened one by one."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes all."""
        self._process.communicate()

    def open(self, count: int) -> State:
        """Opens so many more, a few at a time."""
        return self._ask("open", count, _PATIENCE)

    def wait_for_streams(self, count: int, seconds: float) -> State:
        """Waits until so many have their stream."""
        return self._ask("streams", count, seconds)

    def wait_for_contacts(self, count: int, seconds: float) -> State:
        """Waits until every page has heard of so many contacts since this was last asked, and tells when each did."""
        return self._ask("contacts", count, seconds)

    def hold(self, seconds: float) -> State:
        """Lets time pass."""
        return self._ask("nothing", 0, seconds)

    def _ask(self, what: str, count: int, seconds: float) -> State:
        self._tell(json.dumps([what, count, seconds]))
        assert self._process.stdout is not None  # noqa: S101 for mypy: it is a pipe
        streams, last_back_at, heard = json.loads(self._process.stdout.readline())
        return State(streams, last_back_at, {frozenset((one, other)): times for one, other, times in heard})

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None  # noqa: S101 for mypy: it is a pipe
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


class _Page:
    """One page: what it knows, and its line to the server."""

    def __init__(self, cursor: int) -> None:
        self.cursor = cursor
        self.is_live = False
        self.lost_at: float | None = None
        self.heard: set[tuple[int, int]] = set()
        self.received = b""
        self.socket = socket.socket()

    def connect(self, port: int) -> None:
        """Begins to connect."""
        self.received = b""
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.connect_ex((HOST, port))

    def ask(self, path: str, cookie: str) -> None:
        """Asks for the stream after what it knows."""
        head = (f"GET {path}&after={self.cursor} HTTP/1.1", f"Host: {HOST}", f"Cookie: {cookie}", "", "")
        self.socket.sendall("\r\n".join(head).encode())

    def pause(self, now: float) -> float:
        """How long it waits before it tries again."""
        self.lost_at = self.lost_at or now
        return min(LONGEST_WAIT, max(SHORTEST_WAIT, (now - self.lost_at) / 2)) * (0.5 + random.random())  # noqa: S311 no secret


class _House:
    """All pages of this process."""

    def __init__(self, commands: FileIO, port: int, path: str, cookie: str, cursor: int) -> None:
        self.pages: list[_Page] = []
        self.heard: dict[tuple[int, int], list[float]] = {}
        self.last_back_at = 0.0
        self._port, self._path, self._cookie, self._cursor = port, path, cookie, cursor
        self._commands = commands
        self._again: dict[_Page, float] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(commands, selectors.EVENT_READ)

    @property
    def streams(self) -> int:
        """How many pages have their stream."""
        return sum(page.is_live for page in self.pages)

    def run(self) -> None:
        """Follows the changes, and answers one command after the other, until there are no more."""
        while line := self._command():
            what, count, seconds = json.loads(line)
            if what == "open":
                self._open_more(count)
                what, count = "streams", len(self.pages)
            deadline = time.perf_counter() + seconds
            while (left := deadline - time.perf_counter()) > 0 and not self._is_done(what, count):
                self._step(min(left, 0.1))
            heard = self.heard if what == "contacts" else {}
            print(json.dumps([self.streams, self.last_back_at, [(*pair, times) for pair, times in heard.items()]]))  # noqa: T201 the answer
            sys.stdout.flush()
            if what == "contacts":
                self.heard = {}

    def _command(self) -> bytes:
        while not self._step(0.1):
            pass
        return self._commands.readline()

    def _is_done(self, what: str, count: int) -> bool:
        if what == "streams":
            return self.streams >= count
        everybody = len(self.pages)
        return what == "contacts" and sum(len(times) == everybody for times in self.heard.values()) >= count

    def _open_more(self, count: int) -> None:
        for first in range(0, count, OPEN_AT_ONCE):
            some = [_Page(self._cursor) for _ in range(first, min(count, first + OPEN_AT_ONCE))]
            self.pages += some
            for page in some:
                self._connect(page)
            deadline = time.perf_counter() + _PATIENCE
            while time.perf_counter() < deadline and not all(page.is_live or page in self._again for page in some):
                self._step(0.1)

    def _step(self, seconds: float) -> bool:
        """Does what there is to do within some time; whether a command waits."""
        now = time.perf_counter()
        for page in [page for page, at in self._again.items() if at <= now]:
            del self._again[page]
            self._connect(page)
        waits = min([seconds, *(at - now for at in self._again.values())])
        is_told = False
        for key, events in self._selector.select(max(0.0, waits)):
            page = key.data
            if page is None:
                is_told = True
                continue
            try:
                self._write(page) if events & selectors.EVENT_WRITE else self._read(page)
            except OSError:
                self._lose(page)
        return is_told

    def _connect(self, page: _Page) -> None:
        page.connect(self._port)
        self._selector.register(page.socket, selectors.EVENT_WRITE, page)

    def _lose(self, page: _Page) -> None:
        self._selector.unregister(page.socket)
        page.socket.close()
        page.is_live = False
        now = time.perf_counter()
        self._again[page] = now + page.pause(now)

    def _write(self, page: _Page) -> None:
        page.ask(self._path, self._cookie)
        self._selector.modify(page.socket, selectors.EVENT_READ, page)

    def _read(self, page: _Page) -> None:
        piece = page.socket.recv(1 << 18)
        now = time.perf_counter()
        *lines, page.received = (page.received + piece).split(b"\n")
        if not piece or (lines and lines[0].startswith(b"HTTP/") and b" 200 " not in lines[0]):
            self._lose(page)
            return
        for line in lines:
            if line.startswith(b"event: ") and not page.is_live:
                page.is_live = True
                self.last_back_at = now if page.lost_at else self.last_back_at
                page.lost_at = None
            elif line.startswith(b'data: {"'):
                self._hear(page, line, now)

    def _hear(self, page: _Page, line: bytes, now: float) -> None:
        cursor, pairs = _message(line)
        page.cursor = max(page.cursor, cursor)
        for pair in pairs:
            if pair not in page.heard:
                page.heard.add(pair)
                self.heard.setdefault(pair, []).append(now)


@lru_cache(64)
def _message(line: bytes) -> tuple[int, list[tuple[int, int]]]:
    """The cursor of a message and the pairs of its contacts; many pages get the same one."""
    message = json.loads(line[6:])
    return message["cursor"], [(contact[1], contact[2]) for contact in message["contacts"]]


if __name__ == "__main__":
    with os.fdopen(sys.stdin.fileno(), "rb", buffering=0) as unbuffered:  # what lies in a buffer is not waited for
        _House(unbuffered, **json.loads(unbuffered.readline())).run()
