"""An open page for tests of the stream: it listens over a real connection and gives what it hears, in order."""

import json
import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.serving import make_server


@dataclass(frozen=True)
class Heard:
    """One event of the stream.

    Attributes:
        kind: "ping", "changes" or "reset"; "end" when the server has closed the stream.
        id: The cursor, or "".
        data: What it says.
        at: When it was heard, in seconds of a monotonic clock.
    """

    kind: str
    id: str
    data: dict[str, Any]
    at: float


class Listener:
    """A page that has opened the stream."""

    def __init__(self, address: str, path: str, headers: dict[str, str]) -> None:
        """Asks for the stream; `status` says whether it was given."""
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
        self._connection.request("GET", path, headers=headers)
        self._socket = self._connection.sock
        self._response = self._connection.getresponse()
        self.status = self._response.status
        self.headers = self._response.headers
        self._heard: queue.SimpleQueue[Heard] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._listen, args=(self._response,), daemon=True)
        self._thread.start()

    def next(self, kind: str, seconds: float = 10) -> Heard:
        """The next event of a kind; others that come before it are passed over."""
        deadline = time.monotonic() + seconds
        while True:
            heard = self._heard.get(timeout=max(0.0, deadline - time.monotonic()))
            if heard.kind == kind:
                return heard

    def hears(self, kind: str, seconds: float) -> bool:
        """Whether an event of a kind comes within so many seconds."""
        try:
            self.next(kind, seconds)
        except queue.Empty:
            return False
        return True

    def close(self) -> None:
        """Goes away, as a closed page does."""
        with suppress(OSError):  # the server was first
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._response.close()
        self._connection.close()

    def _listen(self, response: HTTPResponse) -> None:
        fields: dict[str, str] = {}
        try:
            for line in response:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    fields[name] = value
                elif fields:
                    data = json.loads(fields.get("data", "{}"))
                    self._heard.put(Heard(fields.get("event", ""), fields.get("id", ""), data, time.monotonic()))
                    fields = {}
        except (OSError, HTTPException):
            pass  # the page was closed while it listened
        self._heard.put(Heard("end", "", {}, time.monotonic()))


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of the app, served on a free port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined] # open streams end with the test
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
