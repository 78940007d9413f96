"""What every test gets: an app of its own on a database of its own, SQLite and PostgreSQL in turn."""

import faulthandler
import gc
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import BaseServer
from typing import Any, ClassVar

import hypothesis
import pytest
from coverage import Coverage
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache, FileSystemBytecodeCache
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Map
from werkzeug.serving import BaseWSGIServer

from eventapp import application, config, create_app, migration
from eventapp.accounts import service
from eventapp.application import EventApp
from eventapp.extensions import db
from eventapp.live.hub import hub
from tests.browser import chromium, playwright_driver
from tests.factories import MadeAttendee
from tests.postgresql import PostgresqlServer, fresh_database, migrated_template, postgresql_server

__all__ = ["chromium", "playwright_driver"]  # fixtures; pytest finds them by their names
BASE_URL = "http://localhost"
SignIn = Callable[[FlaskClient, MadeAttendee], None]

# Examples of properties are judged by what comes out, not by the clock: a machine that also runs browsers stalls
# longer than Hypothesis' 200 ms now and then. Found by chance at a desk, the same ones each time in CI.
hypothesis.settings.register_profile(
    "eventapp", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True
)
hypothesis.settings.load_profile("eventapp")

MEMORY = Path("/dev/shm")  # noqa: S108 a file system, below which tempfile makes folders of its own
ROOM = 2 * 2**30
"""Bytes that the files of a run may need."""

# Thousands of databases are made for a moment. A disk that makes each commit durable is most of their time, and no
# test can pull the plug: killed processes lose nothing that lies in memory.
if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None  # asks again


def make_settings(instance: Path, database_url: str = "", **environ: str) -> config.Config:
    """The settings of a test's app."""
    return config.load(
        {
            "EVENTAPP_INSTANCE": str(instance),
            "EVENTAPP_BASE_URL": BASE_URL,
            "DATABASE_URL": database_url,
            **environ,
        }
    )


def make_app(settings: config.Config, **overrides: object) -> Flask:
    """An app for tests: errors show, forms need no token (the tests of CSRF switch it on)."""
    with pytest.MonkeyPatch.context() as patch:
        if not overrides.get("DEBUG"):  # which adds the page of the house's style
            patch.setattr(application, "EventApp", QuickApp)
        app = create_app(settings, {"TESTING": True, "WTF_CSRF_ENABLED": False, **overrides})
    if isinstance(app, QuickApp):
        app.share_addresses()
    app.jinja_env.bytecode_cache = COMPILED_TEMPLATES
    with app.app_context():
        db.engine._compiled_cache = COMPILED_STATEMENTS  # noqa: SLF001 its size is all that can be set
    return app


class QuickApp(EventApp):
    """An app with the addresses of the first one: sorting them in is nearly all of the work of making an app."""

    addresses: ClassVar[Map | None] = None
    has_all = False

    def add_url_rule(self, rule: str, endpoint: str | None = None, *args: Any, **options: Any) -> None:
        """Takes the function only; whoever adds an address to a made app gets a map that is not shared."""
        if self.addresses is None or self.has_all:
            if self.url_map is self.addresses:
                known = [rule.empty() for rule in self.addresses.iter_rules()]
                self.url_map = Map(known, converters=self.addresses.converters)
            super().add_url_rule(rule, endpoint, *args, **options)
        elif (function := args[0] if args else options.get("view_func")) is not None:
            assert endpoint is not None
            self.view_functions[endpoint] = function

    def share_addresses(self) -> None:
        """When all parts have added theirs."""
        QuickApp.addresses = self.url_map = self.addresses or self.url_map
        self.has_all = True


class CompiledTemplates(BytecodeCache):
    """Templates that one test has compiled, for all tests after it: compiling took a third of their time.

    Attributes:
        of_all_workers: Where the workers of a run find what one of them has compiled.
    """

    def __init__(self) -> None:
        """Starts empty."""
        self._code: dict[str, tuple[str, Any]] = {}
        self.of_all_workers: FileSystemBytecodeCache | None = None

    def load_bytecode(self, bucket: Bucket) -> None:
        """Gives what was kept, unless the template has changed since."""
        checksum, code = self._code.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code
        elif self.of_all_workers is not None:
            self.of_all_workers.load_bytecode(bucket)
            self._code[bucket.key] = (bucket.checksum, bucket.code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps it."""
        self._code[bucket.key] = (bucket.checksum, bucket.code)
        if self.of_all_workers is not None:
            self.of_all_workers.dump_bytecode(bucket)


COMPILED_TEMPLATES = CompiledTemplates()
COMPILED_STATEMENTS: LRUCache[Any, Any] = LRUCache(5000)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --thorough, for what takes minutes."""
    parser.addoption("--thorough", action="store_true", help="tests that can go on for long do so")


STANDARD_ERROR = pytest.StashKey[int]()
_COVERAGE_OF_PROCESSES = "COVERAGE_PROCESS_CONFIG"
"""By this variable coverage measures the processes that a test starts."""


def pytest_configure(config: pytest.Config) -> None:
    """Keeps a way to say something that is not taken for the output of a test."""
    config.stash[STANDARD_ERROR] = os.dup(2)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Lets thorough tests take their time; faulthandler_timeout in pyproject.toml ends all others that hang."""
    if item.config.getoption("thorough"):
        faulthandler.cancel_dump_traceback_later()


@pytest.hookimpl(trylast=True)
def pytest_exception_interact(node: pytest.Item | pytest.Collector) -> None:
    """Sets the clock again, which pytest stops when a test fails: what it leaves behind may hang too."""
    is_free = node.config.getoption("thorough") or node.config.getoption("usepdb")
    if isinstance(node, pytest.Item) and not is_free:
        limit = float(node.config.getini("faulthandler_timeout"))
        faulthandler.dump_traceback_later(limit, file=node.config.stash[STANDARD_ERROR], exit=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measures coverage in the quick tests only, as it takes as long again: others reach the same lines.

    But for those with lines of their own, which are marked.
    """
    is_quick = not any(item.get_closest_marker(name) for name in ("postgresql", "browser", "slow"))
    measuring = Coverage.current()
    if measuring is None or is_quick or item.get_closest_marker("measured"):
        return (yield)
    measuring.stop()
    of_processes = os.environ.pop(_COVERAGE_OF_PROCESSES)
    try:
        return (yield)
    finally:
        os.environ[_COVERAGE_OF_PROCESSES] = of_processes
        measuring.start()


def pytest_collection_finish() -> None:
    """Spares the garbage collector what stays until the end anyway, a tenth of the time of all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves to one database what is made above the databases, whose own tests run on both.

    Of a table of cases PostgreSQL sees the first one, and all where the database has a say in each. What is for a
    thorough run only is left to it.
    """
    above = ("browser", "one_database")
    is_thorough = config.getoption("thorough")
    seen: set[tuple[object, ...]] = set()
    left_out: set[pytest.Item] = set()
    for item in items:
        if item.get_closest_marker("postgresql"):
            table = (item.path, getattr(item, "cls", None), getattr(item, "originalname", item.name))
            is_case = table in seen and not item.get_closest_marker("each_case_on_both")
            if is_case or any(item.get_closest_marker(name) for name in above):
                left_out.add(item)
            seen.add(table)
        if item.get_closest_marker("thorough") and not is_thorough:
            left_out.add(item)
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session", autouse=True)
def quick_templates(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> None:
    """Lets the workers of a run share the templates that one of them has compiled."""
    if worker_id != "master":
        folder = tmp_path_factory.getbasetemp().parent / "templates"
        folder.mkdir(exist_ok=True)
        COMPILED_TEMPLATES.of_all_workers = FileSystemBytecodeCache(str(folder))


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashes the passwords of tests in no time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "HASH_METHOD", "pbkdf2:sha256:1")
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_statements() -> Iterator[None]:
    """Lets apps share the statements that were compiled for one of them, a third of the time of all tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda one: hash(type(one)))
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_ends() -> Iterator[None]:
    """Lets servers in threads end at once, which look twice a second whether they should."""
    with pytest.MonkeyPatch.context() as patch:
        for server in (BaseServer, BaseWSGIServer):
            patch.setattr(server.serve_forever, "__defaults__", (0.02,))
        yield


@contextmanager
def open_app(settings: config.Config, **overrides: object) -> Iterator[Flask]:
    """Makes an app for tests, and gives its connections back in the end."""
    app = make_app(settings, **overrides)
    try:
        yield app
    finally:
        for thread in threading.enumerate():
            while thread.name == "live-watcher" and thread.is_alive():  # it ends after the last stream
                hub.end_all()  # again and again: a page may open its stream anew
                thread.join(0.1)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database at the newest migration, to be copied."""
    app = make_app(make_settings(tmp_path_factory.mktemp("template")))
    migration.bring_up_to_date(app)
    with app.app_context():
        path = Path(str(db.engine.url.database))
        db.engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PostgresqlServer, str]]:
    """A PostgreSQL server of the tests' own, and the name of an empty database at the newest migration."""

    def migrate(url: str) -> None:
        app = make_app(make_settings(tmp_path_factory.mktemp("template"), url))
        migration.bring_up_to_date(app)
        with app.app_context():
            db.engine.dispose()

    with postgresql_server() as server:
        yield server, migrated_template(server, migrate)


DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


@contextmanager
def fresh_settings(request: pytest.FixtureRequest, instance: Path) -> Iterator[config.Config]:
    """The settings of an app with a fresh database, for a fixture whose parameters are `DATABASES`."""
    if request.param == "sqlite":
        instance.mkdir()
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), instance / "eventapp.sqlite3")
        yield make_settings(instance)
        return
    server, template = request.getfixturevalue("postgresql")
    with fresh_database(server, template) as url:
        yield make_settings(instance, url)


@pytest.fixture(params=DATABASES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[config.Config]:
    """The settings of an app with a fresh database; each test runs on SQLite and on PostgreSQL."""
    with fresh_settings(request, tmp_path / "instance") as settings:
        yield settings


@pytest.fixture
def app(settings: config.Config) -> Iterator[Flask]:
    """The app. Open `app.app_context()` yourself to look into the database, and close it before using a client."""
    with open_app(settings) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()


@pytest.fixture
def sign_in_attendee() -> SignIn:
    """Signs an attendee in in a client, as their personal link would."""

    def sign_in(client: FlaskClient, attendee: MadeAttendee) -> None:
        with client.session_transaction() as session:
            session["attendees"] = {**session.get("attendees", {}), attendee.slug: attendee.token}

    return sign_in
