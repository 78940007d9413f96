"""Do mails leave by themselves, also after something went wrong once?"""

import logging
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, text, update

from eventapp import background, clock
from eventapp.config import Config
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from tests.factories import make_attendee, make_event, scan
from tests.waiting import LONGEST, until


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


def test_what_the_clock_asks_for_leaves_by_itself(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event that has been over for an hour: everybody's list goes out, once however many processes work."""
    monkeypatch.setattr(background, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(background, "PLAN_EVERY", 0.0)
    with app.app_context():
        event = make_event()
        scan(*(make_attendee(event, name, email=f"{name}@example.org") for name in ("Anna", "Ben")))
        with write_session(db.session()) as session:
            session.execute(delete(OutboxMail))  # their tickets
            session.execute(update(Event).values(contacts_closed_at=clock.now() - timedelta(hours=2)))
    config: Config = app.extensions["eventapp_config"]
    stopped = threading.Event()
    work = [background.start(app, stopped) for _ in range(2)]
    try:
        until(lambda: len(mails(config.instance)) == 2, "the lists")
        assert background.enqueue_due(app) == 0
    finally:
        stopped.set()
        for thread in work:
            thread.join(LONGEST)
    sent = [mail.read_text("utf-8") for mail in mails(config.instance)]
    assert len(sent) == 2
    assert all("Die Kontakte aus Netzwerktreffen" in mail for mail in sent)


def mails(instance: Path) -> list[Path]:
    """The mails that left for the outbox folder."""
    return sorted((instance / "outbox").glob("*.txt"))
