"""The filled hall: made once on each database, copied for each test that changes something."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from eventapp.config import Config
from eventapp.extensions import db
from tests.conftest import DATABASES, make_settings, open_app
from tests.ground_rules.filling import fill
from tests.ground_rules.hall import Hall
from tests.ground_rules.house import House, Houses, open_house
from tests.postgresql import PostgresqlServer, fresh_database

FILLED = "template_filled"


def _fill(settings: Config) -> Hall:
    with open_app(settings) as app:
        return fill(app)


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> tuple[Path, Hall]:
    """A filled SQLite database, to be copied."""
    instance = tmp_path_factory.mktemp("filled")
    shutil.copyfile(migrated_sqlite, instance / "eventapp.sqlite3")
    hall = _fill(make_settings(instance))
    return instance / "eventapp.sqlite3", hall


@pytest.fixture(scope="session")
def filled_postgresql(
    tmp_path_factory: pytest.TempPathFactory, postgresql: tuple[PostgresqlServer, str]
) -> tuple[PostgresqlServer, Hall]:
    """A server with a filled database called `FILLED`."""
    server, migrated = postgresql
    server.execute("CREATE DATABASE {} TEMPLATE {}", FILLED, migrated)
    return server, _fill(make_settings(tmp_path_factory.mktemp("filled"), server.url(FILLED)))


@contextmanager
def _filled(request: pytest.FixtureRequest, instance: Path) -> Iterator[tuple[Config, Hall]]:
    instance.mkdir()
    if request.param == "sqlite":
        database, hall = request.getfixturevalue("filled_sqlite")
        shutil.copyfile(database, instance / "eventapp.sqlite3")
        yield make_settings(instance), hall
        return
    server, hall = request.getfixturevalue("filled_postgresql")
    with fresh_database(server, FILLED) as url:
        yield make_settings(instance, url), hall


@pytest.fixture(params=DATABASES)
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Config, Hall]]:
    """The settings of an app with a filled database of its own, and what is in it."""
    with _filled(request, tmp_path / "instance") as filled:
        yield filled


@pytest.fixture(scope="module", params=DATABASES)
def houses(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    """One house for all tests of a module that change nothing, and a new one for whoever changes something."""

    @contextmanager
    def fresh() -> Iterator[House]:
        folder = tmp_path_factory.mktemp("house") / "instance"
        with _filled(request, folder) as filled, open_house(*filled) as house:
            yield house

    with fresh() as shared:
        yield Houses(shared, shared.contents(), _watch(shared), fresh)


def _watch(house: House) -> Callable[[], bool]:
    """Whether anybody has written since, as SQLite tells whoever does not write."""
    with house.app.app_context():
        url = db.engine.url
    if url.get_backend_name() != "sqlite":
        return lambda: True
    watcher = sqlite3.connect(str(url.database))
    commits = watcher.execute("PRAGMA data_version").fetchone()
    return lambda: watcher.execute("PRAGMA data_version").fetchone() != commits


@pytest.fixture
def house(filled: tuple[Config, Hall]) -> Iterator[House]:
    """An app with a filled hall, in which forms need no token."""
    with open_house(*filled) as house:
        yield house


@pytest.fixture
def guarded_house(filled: tuple[Config, Hall]) -> Iterator[House]:
    """The same, with tokens in its forms as in real life."""
    with open_house(*filled, WTF_CSRF_ENABLED=True) as house:
        yield house
