"""What goes on beside the requests: mails leave the outbox."""

import logging
import threading
from collections.abc import Mapping

from flask import Flask

from eventapp import clock
from eventapp.badges.mails import compose_ticket
from eventapp.config import Config
from eventapp.mail.service import Composer, deliver_one
from eventapp.mail.transport import transport_for
from eventapp.registration.service import TICKET

LOOK_EVERY = 1.0
"""Seconds between two looks into the outbox."""
COMPOSERS: Mapping[str, Composer] = {TICKET: compose_ticket}
_log = logging.getLogger(__name__)


def start(app: Flask, stopped: threading.Event | None = None) -> threading.Thread:
    """Starts the work of this process; whatever several processes find, one of them does.

    Args:
        app: What it works for.
        stopped: Ends the work when set; without it the work ends with the process.
    """
    work = (app, stopped or threading.Event())
    thread = threading.Thread(target=_work, args=work, name="background", daemon=True)
    thread.start()
    return thread


def deliver_due(app: Flask) -> int:
    """Sends all mails that are due; returns how many were tried."""
    config: Config = app.extensions["eventapp_config"]
    tried = 0
    with app.app_context():
        while deliver_one(COMPOSERS, transport_for(config), now=clock.now()):
            tried += 1
    return tried


def _work(app: Flask, stopped: threading.Event) -> None:
    while not stopped.wait(LOOK_EVERY):
        try:
            deliver_due(app)
        except Exception:  # noqa: BLE001 whatever one round runs into, the next round comes
            _log.exception("the outbox could not be worked through; it is tried again")
