"""How do the database tests get a real PostgreSQL? A server of their own, and a fresh database for each test."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from benchmarks.processes import free_port

SUPERUSER = "eventapp"
START_SECONDS = 30.0

DURABLE = ("max_connections=200",)
"""All else as PostgreSQL comes; for benchmarks."""
# Nothing here outlives the session: a test database need not survive a power cut.
FOR_SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=100")


@dataclass(frozen=True)
class PostgresqlServer:
    """A running server that belongs to the tests.

    Attributes:
        port: The port on 127.0.0.1.
        password: Password of `SUPERUSER`; others on this machine cannot use the server.
    """

    port: int
    password: str

    @cached_property
    def _administration(self) -> psycopg.Connection:
        """Kept, since opening a connection takes as long as making a database."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=SUPERUSER,
            password=self.password,
            dbname="postgres",
            autocommit=True,
        )

    def url(self, database: str) -> str:
        """The address of a database as DATABASE_URL wants it."""
        return f"postgresql+psycopg://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: LiteralString, *names: str) -> None:
        """Runs a statement of the server's administration; each {} in it becomes one of the quoted names."""
        self._administration.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def close(self) -> None:
        """Hangs up."""
        self._administration.close()


@contextmanager
def postgresql_server(settings: Sequence[str] = FOR_SPEED) -> Iterator[PostgresqlServer]:
    """Starts Debian's PostgreSQL on a free port in a temporary folder, and stops it at the end.

    Args:
        settings: Of the server, as `name=value`.

    Raises:
        RuntimeError: PostgreSQL is not installed or does not start; the text says what to do.
    """
    programs = _programs()
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="eventapp-postgresql-"))
    try:
        server = PostgresqlServer(port=free_port(), password=secrets.token_hex(16))
        password_file = folder / "password"
        password_file.write_text(server.password, "utf-8")
        if account is not None:
            for path in (folder, password_file):
                os.chown(path, account.pw_uid, account.pw_gid)
        data = folder / "data"
        _initialise(programs, data, password_file, account)
        with _running(programs, data, server, account, settings), closing(server):
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def migrated_template(server: PostgresqlServer, migrate: Callable[[str], None]) -> str:
    """Makes a database once that `fresh_database` copies for each test.

    Args:
        server: The server.
        migrate: Called with the URL of an empty database; builds all tables and closes its connections.

    Returns:
        The name of the template.
    """
    name = "template_migrated"
    server.execute("CREATE DATABASE {}", name)
    migrate(server.url(name))
    return name


@contextmanager
def fresh_database(server: PostgresqlServer, template: str = "template1") -> Iterator[str]:
    """Makes a database for one test and drops it afterwards, whoever is still connected.

    Args:
        server: The server.
        template: The database to copy; PostgreSQL's own empty one by default.

    Yields:
        The URL of the new database.
    """
    name = f"test_{secrets.token_hex(6)}"
    server.execute("CREATE DATABASE {} TEMPLATE {}", name, template)
    try:
        yield server.url(name)
    finally:
        server.execute("DROP DATABASE {} WITH (FORCE)", name)


def _programs() -> Path:
    """The folder of the newest installed PostgreSQL; Debian keeps its programs off PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    if on_path is None:
        raise RuntimeError("PostgreSQL is missing, which the database tests start: apt-get install postgresql")
    return Path(on_path).resolve().parent


def _account() -> pwd.struct_passwd | None:
    """Whose account runs the server: PostgreSQL refuses root. None: the account of the tests."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _as_account(account: pwd.struct_passwd | None, *more: str) -> list[str]:
    """The beginning of a command that runs as the account; `more` are further options of setpriv."""
    if account is None:
        return ["setpriv", *more]
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", *more]


def _initialise(programs: Path, data: Path, password_file: Path, account: pwd.struct_passwd | None) -> None:
    command = [
        *_as_account(account),
        str(programs / "initdb"),
        f"--pgdata={data}",
        f"--username={SUPERUSER}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
    ]
    run = subprocess.run(command, cwd=data.parent, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"PostgreSQL could not be set up in {data}: {run.stderr.strip()}")


@contextmanager
def _running(
    programs: Path,
    data: Path,
    server: PostgresqlServer,
    account: pwd.struct_passwd | None,
    more_settings: Sequence[str],
) -> Iterator[None]:
    settings = (
        *more_settings,
        f"port={server.port}",
        "listen_addresses=127.0.0.1",
        f"unix_socket_directories={data.parent}",
    )
    command = [
        *_as_account(account, "--pdeathsig=INT"),  # so that it ends with the tests, even when they are killed
        str(programs / "postgres"),
        f"-D{data}",
        *(f"--{setting}" for setting in settings),
    ]
    log = data.parent / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=data.parent, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            _wait_until_ready(server, process, log)
            yield
        finally:
            process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            process.wait()


def _wait_until_ready(server: PostgresqlServer, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            server.execute("SELECT 1")
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(
                    f"PostgreSQL did not start: {log.read_text('utf-8', 'replace').strip()}"
                ) from error
            time.sleep(0.05)
        else:
            return
