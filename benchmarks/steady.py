"""Requests that arrive at an even pace, however long each takes, from a process of their own.

A request that has to wait because all connections wait for answers is late, and its lateness counts: what is
measured begins when it was due. `python -m benchmarks.steady` takes the work on its standard input and gives what
came of it on its standard output.
"""

import json
import selectors
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.clients import GIVES_UP_AFTER, Client
from benchmarks.processes import ROOT

CONNECTIONS = 16


class Sent(NamedTuple):
    """What came of one request.

    Attributes:
        due_at: When it was due, on the clock of `time.perf_counter`, which all processes of a machine share.
        milliseconds: From then to having read the last byte of its answer.
        status: HTTP status, or clients.LOST.
        body: As text.
    """

    due_at: float
    milliseconds: float
    status: int
    body: str


def send_steadily(port: int, requests: Sequence[str], *, per_second: float) -> list[Sent]:
    """Sends requests one after the other, in their order.

    Args:
        port: Of the server on this machine.
        requests: Whole HTTP requests.
        per_second: How many arrive in a second.
    """
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.steady"],
        cwd=ROOT,
        input=json.dumps({"port": port, "requests": requests, "per_second": per_second}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [Sent(*sent) for sent in json.loads(done.stdout)]


class _Pace:
    """The requests, and the connections that are free or wait for an answer."""

    def __init__(self, port: int, requests: Sequence[str], per_second: float) -> None:
        self._requests = [request.encode() for request in requests]
        self._every = 1 / per_second
        self._free = [Client(port) for _ in range(min(CONNECTIONS, len(requests)))]
        self._waiting = selectors.DefaultSelector()
        self.sent: list[Sent | None] = [None] * len(requests)

    def run(self) -> None:
        """Sends all, and waits for their answers."""
        begun = time.perf_counter()
        for number, request in enumerate(self._requests):
            due_at = begun + number * self._every
            while time.perf_counter() < due_at or not self._free:
                self._take(due_at)
            client = self._free.pop()
            client.send(request)
            self._waiting.register(client.socket, selectors.EVENT_READ, (client, number, due_at))
        while self._waiting.get_map():
            self._take(time.perf_counter() + GIVES_UP_AFTER, gives_up=True)

    def _take(self, until: float, *, gives_up: bool = False) -> None:
        """Takes the answers that come until some moment; at least one wait for them."""
        ready = self._waiting.select(GIVES_UP_AFTER if not self._free else max(0.0, until - time.perf_counter()))
        if not ready and (gives_up or not self._free):
            raise SystemExit("The server does not answer any more.")
        for key, _events in ready:
            client, number, due_at = key.data
            answer = client.take()
            if answer is None:
                continue
            self._waiting.unregister(key.fileobj)
            self._free.append(client)
            milliseconds = (time.perf_counter() - due_at) * 1000
            self.sent[number] = Sent(due_at, milliseconds, answer.status, answer.body)


def _main() -> None:
    pace = _Pace(**json.load(sys.stdin))
    pace.run()
    json.dump(pace.sent, sys.stdout)


if __name__ == "__main__":
    _main()
