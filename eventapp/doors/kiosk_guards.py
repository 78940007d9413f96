"""Is this tablet a kiosk of the event, and who stands before it at this moment?"""

import time
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from flask import session

from eventapp.doors.models import Kind
from eventapp.doors.phone_guards import DEVICE, View, guarded_by

VISIT_LASTS = timedelta(minutes=2)
"""After that, whoever stood there has gone, and the kiosk begins anew."""
THANKS_LAST = timedelta(seconds=12)
"""How long somebody reads that they are in."""
_VISIT = "kiosk_visit"


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody before the kiosk, as its cookie keeps it: no name, and over by itself.

    Attributes:
        uid: Who it is.
        nonce: Names their entry.
        until: In seconds since 1970.
        is_in: They have been let in.
        print_key: Of the printing of their label; empty where none comes out.
    """

    uid: str
    nonce: str
    until: float
    is_in: bool = False
    print_key: str = ""


def kiosk_required(view: View) -> View:
    """Opens a page `/events/<slug>/…` to kiosks of that event, which open nothing else; tells all others why not."""
    return guarded_by(view, timedelta(), Kind.KIOSK)


def begin_visit(uid: str, nonce: str) -> None:
    """Somebody has shown their code."""
    _keep(Visit(uid, nonce, time.time() + VISIT_LASTS.total_seconds()))


def thank(visit: Visit, print_key: str) -> None:
    """They are in."""
    until = time.time() + THANKS_LAST.total_seconds()
    _keep(replace(visit, until=until, is_in=True, print_key=print_key))


def current_visit() -> Visit | None:
    """Who stands there; None once they have gone, or been there for long."""
    kept: Any = session.get(_VISIT)
    try:
        visit = Visit(**kept)
        return visit if time.time() < visit.until else None
    except TypeError:  # none, or one of another version of this app
        return None


def end_visit() -> None:
    """Whoever stood there is not shown any more."""
    session.pop(_VISIT, None)


def begin_anew() -> None:
    """Nothing of whoever stood there is left, not even their language."""
    end_visit()
    session.pop("language", None)


def end_kiosk() -> None:
    """This browser is no kiosk any more."""
    begin_anew()
    session.pop(DEVICE, None)


def _keep(visit: Visit) -> None:
    session[_VISIT] = asdict(visit)
