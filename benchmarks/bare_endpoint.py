"""The reference for a scan: a bare Flask endpoint that does one INSERT in SQL, on the same server as the app.

It reads the same JSON, judges nothing, and answers when the row is on disk. `python -m benchmarks.bare_endpoint`
serves it, set up by the environment variables that the app takes.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask, Response, jsonify, request
from granian import Granian
from granian.constants import Interfaces

from benchmarks.processes import HOST, RunningServer, environment, free_port, running
from eventapp import config
from eventapp.database import PRAGMAS
from eventapp.live.hub import MOST_STREAMS
from eventapp.serve import THREADS_BESIDE_STREAMS

INSERT_PATH = "/insert"


@contextmanager
def bare_endpoint(workers: int = 2) -> Iterator[RunningServer]:
    """Serves the endpoint with an empty database of its own."""
    with TemporaryDirectory(prefix="eventapp-benchmark-") as folder:
        port = free_port()
        environ = environment(
            Path(folder), EVENTAPP_HOST=HOST, EVENTAPP_PORT=str(port), EVENTAPP_WORKERS=str(workers)
        )
        with running(["-m", "benchmarks.bare_endpoint"], port, environ) as server:
            yield server


def make_app() -> Flask:
    """The app inside one server process."""
    app = Flask(__name__)
    file = config.load().instance / "bare.sqlite3"
    kept = threading.local()

    def connection() -> sqlite3.Connection:
        if not hasattr(kept, "connection"):
            kept.connection = sqlite3.connect(file, isolation_level=None)
            for pragma in PRAGMAS:
                kept.connection.execute(f"PRAGMA {pragma}").close()
        opened: sqlite3.Connection = kept.connection
        return opened

    @app.post(INSERT_PATH)
    def insert() -> Response:
        scan = request.get_json()
        values = (scan["code"], scan["nonce"], scan["scanned_at"])
        connection().execute("INSERT INTO scans (code, nonce, scanned_at) VALUES (?, ?, ?)", values)
        return jsonify(verdict="INSERTED")

    with connection():
        connection().execute(
            "CREATE TABLE IF NOT EXISTS scans (id INTEGER PRIMARY KEY, code TEXT, nonce TEXT UNIQUE, scanned_at TEXT)"
        )
    return app


def _serve() -> None:
    settings = config.load()
    Granian(
        "benchmarks.bare_endpoint:make_app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=MOST_STREAMS + THREADS_BESIDE_STREAMS,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    _serve()
