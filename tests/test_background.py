"""Do mails leave by themselves, also after something went wrong once?"""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from eventapp import background
from eventapp.config import Config
from eventapp.extensions import db
from tests.factories import make_attendee, make_event

LONGEST = 20.0


def until(condition: Callable[[], object], what: str) -> None:
    """Waits for something that another thread does."""
    end = time.monotonic() + LONGEST
    while not condition():
        assert time.monotonic() < end, f"still waiting for {what}"
        time.sleep(0.02)


def sql(app: Flask, statement: str) -> None:
    """Changes the database behind the app's back."""
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text(statement))


def test_work_survives_a_broken_round(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round that fails is logged; the next one sends what waits."""
    monkeypatch.setattr(background, "LOOK_EVERY", 0.05)
    config: Config = app.extensions["eventapp_config"]
    with app.app_context():
        make_attendee(make_event(), "Anna Schmidt", email="anna@example.org")
    sql(app, "ALTER TABLE outbox_mails RENAME TO taken_away")
    stopped = threading.Event()
    work = background.start(app, stopped)
    try:
        until(lambda: "it is tried again" in caplog.text, "the log")
        assert {record.levelno for record in caplog.records if record.name == background.__name__} == {logging.ERROR}
        assert mails(config.instance) == []
        sql(app, "ALTER TABLE taken_away RENAME TO outbox_mails")
        until(lambda: mails(config.instance), "the mail")
    finally:
        stopped.set()
        work.join(LONGEST)
    assert not work.is_alive()
    assert "anna@example.org" in mails(config.instance)[0].read_text("utf-8")


def mails(instance: Path) -> list[Path]:
    """The mails that left for the outbox folder."""
    return sorted((instance / "outbox").glob("*.txt"))
