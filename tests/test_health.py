"""Does /healthz tell a monitor what is wrong?"""

import shutil
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from eventapp import health, migration
from eventapp.config import Config
from eventapp.database import WRITES
from eventapp.extensions import db
from tests.conftest import make_settings, open_app


def report(app: Flask) -> tuple[int, dict[str, Any]]:
    """Status and content of the answer."""
    response = app.test_client().get("/healthz")
    assert response.mimetype == "application/json"
    return response.status_code, response.get_json()


def bad(content: dict[str, Any]) -> set[str]:
    """Which checks failed."""
    return {name for name, check in content.items() if name != "ok" and not check["ok"]}


def test_a_well_server(app: Flask) -> None:
    """200, with the migration level and the free space."""
    status, content = report(app)
    head = migration.head_revision()
    assert (status, content["ok"]) == (HTTPStatus.OK, True)
    assert content["migration"] == {"ok": True, "current": head, "expected": head}
    assert content["disk"]["free_bytes"] >= health.LEAST_FREE_BYTES


def test_tables_of_another_version(app: Flask) -> None:
    """503 while the database is not at the level of the code; the levels are named."""
    with app.app_context(), db.engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = 'ffff'"))
    status, content = report(app)
    assert (status, content["ok"], bad(content)) == (HTTPStatus.SERVICE_UNAVAILABLE, False, {"migration"})
    assert content["migration"]["current"] == "ffff"


@pytest.mark.parametrize("url", ["sqlite", "postgresql"])
def test_a_database_that_does_not_answer(tmp_path: Path, url: str) -> None:
    """503: a file that is none of SQLite's, a PostgreSQL where nobody listens."""
    file = tmp_path / "broken.sqlite3"
    file.write_bytes(b"This is no database." * 100)
    urls = {"sqlite": f"sqlite:///{file}", "postgresql": "postgresql://nobody:x@127.0.0.1:1/none"}
    with open_app(make_settings(tmp_path, urls[url])) as app:
        status, content = report(app)
    assert (status, bad(content)) == (HTTPStatus.SERVICE_UNAVAILABLE, {"database", "migration"})


def test_little_disk_space(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 before the disk is full, while there is still time."""
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 2**80)
    status, content = report(app)
    assert (status, bad(content)) == (HTTPStatus.SERVICE_UNAVAILABLE, {"disk"})


def test_an_instance_that_is_gone(app: Flask, settings: Config) -> None:
    """503 and no accident, when somebody removed the folder under the running server."""
    report(app)
    shutil.rmtree(settings.instance)
    status, content = report(app)
    assert status == HTTPStatus.SERVICE_UNAVAILABLE
    assert "disk" in bad(content)
    assert content["disk"]["free_bytes"] == 0
