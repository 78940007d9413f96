"""What goes on beside requests: mails are sent, networks measured, trophies made, many badges drawn."""

import logging
import threading
import time
from collections.abc import Mapping
from contextlib import closing

from flask import Flask

from eventapp import clock
from eventapp.accounts import attempts
from eventapp.accounts.mails import compose_sign_in_link
from eventapp.accounts.own_account import SIGN_IN_LINK
from eventapp.accounts.service import INVITATION_MAIL
from eventapp.badge_press import BadgePress
from eventapp.badges.mails import compose_ticket
from eventapp.config import Config
from eventapp.contacts.due_mails import CONTACT_LIST, FOLLOW_UP, enqueue_contact_lists, enqueue_reminders
from eventapp.contacts.mails import compose_contact_list, compose_follow_up
from eventapp.events.mails import compose_invitation
from eventapp.mail.service import Composer, deliver_one
from eventapp.mail.transport import transport_for
from eventapp.mailings.letters import compose_mailing, compose_trial
from eventapp.mailings.queries import MAILING, TRIAL
from eventapp.measurer import Measurer
from eventapp.programme import booking
from eventapp.programme.mails import compose_programme
from eventapp.programme.notices import PROGRAMME
from eventapp.registration.mails import compose_rush
from eventapp.registration.service import RUSH, TICKET, end_overdue_codes, forget_old_imports, settle_all
from eventapp.right_of_way import give_way
from eventapp.trophy_maker import TrophyMaker

LOOK_EVERY = 1.0
"""Seconds between two looks into the outbox."""
PLAN_EVERY = 30.0
"""Seconds between two looks at what is due by the clock: reminders, lists after an event."""
LETS_REQUESTS_GO_FIRST = 0.25
"""For so many seconds at most the next mail waits while people wait for an answer."""
COMPOSERS: Mapping[str, Composer] = {
    SIGN_IN_LINK: compose_sign_in_link,
    INVITATION_MAIL: compose_invitation,
    TICKET: compose_ticket,
    FOLLOW_UP: compose_follow_up,
    CONTACT_LIST: compose_contact_list,
    MAILING: compose_mailing,
    TRIAL: compose_trial,
    PROGRAMME: compose_programme,
    RUSH: compose_rush,
}
_log = logging.getLogger(__name__)


def start(app: Flask, stopped: threading.Event | None = None) -> threading.Thread:
    """Starts the work of this process; whatever several processes find, one of them does.

    Args:
        app: What it works for.
        stopped: Ends the work when set, and the process ends after it; without it the work ends with the process.
    """
    work = (app, stopped or threading.Event())
    thread = threading.Thread(target=_work, args=work, name="background", daemon=stopped is None)
    thread.start()
    return thread


def deliver_due(app: Flask) -> int:
    """Sends all mails that are due; returns how many were tried."""
    config: Config = app.extensions["eventapp_config"]
    tried = 0
    with app.app_context(), closing(transport_for(config)) as transport:
        while deliver_one(COMPOSERS, transport, now=clock.now()):
            tried += 1
            give_way(app, LETS_REQUESTS_GO_FIRST)
    return tried


def enqueue_due(app: Flask) -> int:
    """Does what the clock asks for: unanswered places go on, mails into the outbox; returns how much it was."""
    with app.app_context():
        forget_old_imports(clock.now())
        attempts.forget_old(clock.now())
        return (
            settle_all(clock.now())
            + booking.settle_all(clock.now())
            + end_overdue_codes(clock.now())
            + enqueue_reminders(clock.now())
            + enqueue_contact_lists(clock.now())
        )


def _work(app: Flask, stopped: threading.Event) -> None:
    planned_at = float("-inf")
    children = {
        "no network could be measured": Measurer(app),
        "no trophy could be made": TrophyMaker(app),
        "no badges could be drawn": BadgePress(app),
    }
    while not stopped.wait(LOOK_EVERY):
        try:
            if time.monotonic() >= planned_at + PLAN_EVERY:
                planned_at = time.monotonic()
                enqueue_due(app)
            deliver_due(app)
        except Exception:  # noqa: BLE001 whatever one round runs into, the next round comes
            _log.exception("the outbox could not be worked through; it is tried again")
        for failure, child in children.items():
            try:
                child.step()
            except Exception:  # noqa: BLE001 likewise
                _log.exception("%s; it is tried again", failure)
    for child in children.values():
        child.stop()
