"""Several clients of a server in one process of their own: each sends its next request when its last is answered.

The requests are prepared beforehand and answers are only cut apart, on plain kept connections, so that the clients
cost little of the machine that they share with the server: `python -m benchmarks.clients` takes the work on its
standard input and gives what came of it on its standard output.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple, Self

from benchmarks.processes import HOST, ROOT

GIVES_UP_AFTER = 30.0
"""Seconds without any answer; the server hangs."""
LOST = 0
"""Status of a request whose connection broke."""
_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class Answer(NamedTuple):
    """What came of one request.

    Attributes:
        status: HTTP status, or LOST.
        milliseconds: From sending the first byte to having read the last one.
        body: As text.
    """

    status: int
    milliseconds: float
    body: str


@dataclass(frozen=True)
class Load:
    """What came of all requests.

    Attributes:
        seconds: From the first request to the last answer.
        answers: Of all clients.
    """

    seconds: float
    answers: list[Answer]

    @property
    def per_second(self) -> float:
        """Answers in a second."""
        return len(self.answers) / self.seconds


def send(port: int, requests: Sequence[str], *, clients: int) -> Load:
    """Sends requests from a number of clients at once, in a process of their own.

    Args:
        port: Of the server on this machine.
        requests: Whole HTTP requests; the clients share them out in turn.
        clients: How many there are.
    """
    work = {"port": port, "clients": [requests[number::clients] for number in range(clients)]}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.clients"],
        cwd=ROOT,
        input=json.dumps(work),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    result = json.loads(done.stdout)
    return Load(result["seconds"], [Answer(*answer) for answer in result["answers"]])


class Client:
    """One kept connection, on which requests go out and their answers come in, one after the other."""

    def __init__(self, port: int) -> None:
        """Connects to a server on this machine."""
        self._port = port
        self._begun, self._received = 0.0, b""
        self.socket = self._connect()

    def _connect(self) -> socket.socket:
        connection = socket.create_connection((HOST, self._port), timeout=GIVES_UP_AFTER)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def __enter__(self) -> Self:
        """It is connected already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the connection."""
        self.socket.close()

    def ask(self, request: bytes) -> Answer:
        """Sends a request and waits for its answer."""
        self.send(request)
        while (answer := self.take()) is None:
            pass
        return answer

    def send(self, request: bytes) -> None:
        """Sends a request."""
        self._received, self._begun = b"", time.perf_counter()
        self.socket.sendall(request)

    def take(self) -> Answer | None:
        """Takes what has come; the answer when it is whole. A broken connection is made anew."""
        try:
            piece = self.socket.recv(65536)
        except ConnectionError:
            piece = b""
        if not piece:
            self.socket.close()
            self.socket = self._connect()
            return self._answer(LOST, "")
        self._received += piece
        head, end, body = self._received.partition(_HEAD_END)
        if not end or len(body) < _content_length(head):
            return None
        return self._answer(int(head[9:12]), body.decode())

    def _answer(self, status: int, body: str) -> Answer:
        return Answer(status, (time.perf_counter() - self._begun) * 1000, body)


def _content_length(head: bytes) -> int:
    lowered = head.lower()
    start = lowered.index(_LENGTH) + len(_LENGTH)
    return int(lowered[start:].split(b"\r\n", 1)[0])


def _main() -> None:
    work = json.load(sys.stdin)
    waiting = {Client(work["port"]): deque(map(str.encode, requests)) for requests in work["clients"] if requests}
    answers: list[Answer] = []
    with selectors.DefaultSelector() as selector:
        begun = time.perf_counter()
        for client, requests in waiting.items():
            client.send(requests.popleft())
            selector.register(client.socket, selectors.EVENT_READ, client)
        while selector.get_map():
            ready = selector.select(GIVES_UP_AFTER)
            if not ready:
                raise SystemExit("The server does not answer any more.")
            for key, _events in ready:
                client = key.data
                answer = client.take()
                if answer is None:
                    continue
                answers.append(answer)
                requests, is_new = waiting[client], client.socket is not key.fileobj
                if is_new or not requests:
                    selector.unregister(key.fileobj)
                if requests:
                    client.send(requests.popleft())
                    if is_new:
                        selector.register(client.socket, selectors.EVENT_READ, client)
        seconds = time.perf_counter() - begun
    json.dump({"seconds": seconds, "answers": answers}, sys.stdout)


if __name__ == "__main__":
    _main()
