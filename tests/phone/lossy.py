"""A network between phone and server that loses what the test wants lost."""

import http.client
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

Fate = Callable[[str, str], bool]
"""From method and path of a request: whether it, or its answer, is lost."""


def _never(_method: str, _path: str) -> bool:
    return False


@dataclass
class Network:
    """A proxy before the app, and the app's server, which can be stopped and started again.

    Attributes:
        address: Where phones find the app, whether it runs or not.
        loses_request: Decides before a request is passed on.
        loses_answer: Decides after the server has done its work.
        passed: Method and path of each request that reached the server.
    """

    app: Flask
    address: str = ""
    loses_request: Fate = _never
    loses_answer: Fate = _never
    passed: list[tuple[str, str]] = field(default_factory=list)
    _server: BaseWSGIServer | None = None
    _thread: threading.Thread | None = None

    def start_server(self) -> None:
        """Starts the app's server, on a port of its own."""
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def stop_server(self) -> None:
        """Stops it; from now on nothing is answered."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = None

    def lose(self, share: float, chance: random.Random) -> None:
        """Loses this share of everything, in each direction."""
        self.loses_request = self.loses_answer = lambda _method, _path: chance.random() < share

    def keep(self) -> None:
        """Loses nothing any more."""
        self.loses_request = self.loses_answer = _never

    def scans(self) -> int:
        """How many scans reached the server, repeated ones too."""
        return sum(method == "POST" and path.endswith("/scan") for method, path in self.passed)

    def pass_on(self, handler: BaseHTTPRequestHandler) -> None:
        """Brings one request to the server and its answer back, unless one of them is lost."""
        method, path = handler.command, handler.path
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        handler.close_connection = True
        if self._server is None or self.loses_request(method, path):
            return
        self.passed.append((method, path))
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self._server.server_port, timeout=30)) as connection:
                connection.request(method, path, body, dict(handler.headers))
                line = connection.sock
                with connection.getresponse() as response:
                    if response.headers.get_content_type() == "text/event-stream":
                        _pass_stream_on(handler, response, line)
                        return
                    content = response.read()
        except OSError:
            return
        if not self.loses_answer(method, path):
            _send_head(handler, response, {"Content-Length": str(len(content))})
            handler.wfile.write(content)


def _send_head(
    handler: BaseHTTPRequestHandler, response: http.client.HTTPResponse, more: dict[str, str] | None = None
) -> None:
    handler.send_response_only(response.status)
    for name, value in response.getheaders():
        if name.lower() not in {"connection", "content-length", "transfer-encoding"}:
            handler.send_header(name, value)
    for name, value in {**(more or {}), "Connection": "close"}.items():
        handler.send_header(name, value)
    handler.end_headers()


def _pass_stream_on(handler: BaseHTTPRequestHandler, response: http.client.HTTPResponse, line: socket.socket) -> None:
    """Passes on what the server says until one of the two hangs up."""

    def hang_up_after_the_phone() -> None:
        with suppress(OSError, ValueError):  # ValueError: the line is closed already, for both directions
            handler.rfile.read(1)  # the phone says nothing more: this ends when it is gone
            line.shutdown(socket.SHUT_RDWR)

    threading.Thread(target=hang_up_after_the_phone, daemon=True).start()
    _send_head(handler, response)
    with suppress(http.client.HTTPException):
        while piece := response.read1():
            handler.wfile.write(piece)


class _Proxy(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any) -> None:
        """A phone that hangs up is no error."""


@contextmanager
def network_before(app: Flask) -> Iterator[Network]:
    """Serves an app through a network."""
    network = Network(app)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            network.pass_on(self)

        do_POST = do_GET  # noqa: N815 the name that http.server wants

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 as http.server names it
            """Says nothing."""

    proxy = _Proxy(("127.0.0.1", 0), Handler)
    network.address = f"http://localhost:{proxy.server_address[1]}"
    thread = threading.Thread(target=proxy.serve_forever)
    thread.start()
    network.start_server()
    try:
        yield network
    finally:
        proxy.shutdown()
        thread.join()
        proxy.server_close()
        network.stop_server()
