"""The reference for a scan: a bare Flask endpoint that does one INSERT in SQL, on the same server as the app.

It reads the same JSON, judges nothing, and answers when the row is on disk. `python -m benchmarks.bare_endpoint`
serves it, set up by the environment variables that the app takes.
"""

import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from flask import Flask, Response, jsonify, request
from granian import Granian
from granian.constants import Interfaces

from benchmarks.processes import HOST, RunningServer, environment, free_port, program, running
from eventapp import config
from eventapp.database import PRAGMAS

INSERT_PATH = "/insert"


@contextmanager
def bare_endpoint(workers: int = 2, *, database_url: str = "") -> Iterator[RunningServer]:
    """Serves the endpoint with an empty database: a SQLite file of its own, or one of PostgreSQL that is named."""
    # Here only: whoever serves the endpoint starts without the app.
    from eventapp.live.hub import MOST_STREAMS  # noqa: PLC0415
    from eventapp.serve import THREADS_BESIDE_STREAMS  # noqa: PLC0415

    with TemporaryDirectory(prefix="eventapp-benchmark-") as folder:
        _make_table(_connect(Path(folder), database_url))  # once: its processes would be in each other's way
        port = free_port()
        environ = environment(
            Path(folder),
            DATABASE_URL=database_url,
            EVENTAPP_HOST=HOST,
            EVENTAPP_PORT=str(port),
            EVENTAPP_WORKERS=str(workers),
        )
        threads = str(MOST_STREAMS + THREADS_BESIDE_STREAMS)
        with running(program("-m", "benchmarks.bare_endpoint", threads), port, environ) as server:
            yield server


def make_app() -> Flask:
    """The app inside one server process."""
    app = Flask(__name__)
    settings = config.load()
    is_sqlite = settings.database_url.startswith("sqlite")
    kept = threading.local()

    def connection() -> Any:
        if not hasattr(kept, "connection"):
            kept.connection = _connect(settings.instance, "" if is_sqlite else settings.database_url)
        return kept.connection

    mark = "?" if is_sqlite else "%s"
    statement = f"INSERT INTO scans (code, nonce, scanned_at) VALUES ({mark}, {mark}, {mark})"  # noqa: S608 no data

    @app.post(INSERT_PATH)
    def insert() -> Response:
        scan = request.get_json()
        connection().execute(statement, (scan["code"], scan["nonce"], scan["scanned_at"]))
        return jsonify(verdict="INSERTED")

    return app


def _connect(instance: Path, database_url: str) -> Any:
    """Every statement is a transaction; without a database of PostgreSQL in a file of the instance folder."""
    if database_url:
        url = database_url.replace("postgresql+psycopg://", "postgresql://")
        return psycopg.connect(url, autocommit=True)
    connection = sqlite3.connect(instance / "bare.sqlite3", isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()
    return connection


def _make_table(connection: Any) -> None:
    is_sqlite = isinstance(connection, sqlite3.Connection)
    key = "INTEGER PRIMARY KEY" if is_sqlite else "INTEGER PRIMARY KEY GENERATED ALWAYS AS IDENTITY"
    connection.execute(f"CREATE TABLE scans (id {key}, code TEXT, nonce TEXT UNIQUE, scanned_at TEXT)")
    connection.close()


def _serve(threads: int) -> None:
    settings = config.load()
    Granian(
        "benchmarks.bare_endpoint:make_app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=threads,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
