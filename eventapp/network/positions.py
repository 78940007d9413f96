"""Where does everybody stand in the picture, on all screens alike?

One open screen leads: it sends where its layout has put everybody, and renews its lead with each request. The others
get what it sent. When it falls silent, the next one that asks leads, from where the last one was.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventapp.database import insert_once, write_session
from eventapp.extensions import db
from eventapp.network.models import GraphPositions

ASKED_EVERY = timedelta(seconds=30)
"""By each open screen."""
LEADS_FOR = timedelta(seconds=45)
"""After its last request."""
_PLACES = re.compile(r"(?:[0-9]{1,9},-?[0-9]{1,6},-?[0-9]{1,6}(?: |$))*")


@dataclass(frozen=True, slots=True)
class Positions:
    """What a screen is told.

    Attributes:
        leads: Whether it leads from now on.
        version: Of what is kept; 0: nothing yet.
        places: `number,x,y` for each pseudonym number, separated by spaces; None where the screen has them already.
    """

    leads: bool
    version: int
    places: str | None


def are_places(text: str) -> bool:
    """Whether a text has the form in which places travel."""
    return _PLACES.fullmatch(text) is not None


def kept(event_id: int) -> Positions:
    """What the leading screen has sent, for a screen that opens."""
    row = db.session.get(GraphPositions, event_id)
    return Positions(leads=False, version=row.version, places=row.places) if row else Positions(False, 0, "")


def share(event_id: int, screen: str, *, version: int, places: str, now: datetime) -> Positions:
    """Lets a screen lead or follow.

    Args:
        event_id: The event.
        screen: Which page asks.
        version: Of what it shows; places are taken from who shows the latest only.
        places: Where it has put everybody; "" from one that does not know whether it leads, or has moved nobody.
        now: The present moment.
    """
    row = db.session.get(GraphPositions, event_id)
    if row is not None and _follows(row, screen, now):
        return _told(row, version, leads=False)
    with write_session(db.session()) as session:
        insert_once(
            session.connection(),
            GraphPositions,
            event_id=event_id,
            screen=screen,
            leads_until=now,
            version=0,
            places="",
        )
        row = session.get_one(GraphPositions, event_id, with_for_update=True)
        leads = not _follows(row, screen, now)
        if leads:
            row.screen, row.leads_until = screen, now + LEADS_FOR
            if places and version == row.version:
                row.places, row.version = places, row.version + 1
                version = row.version
        return _told(row, version, leads=leads)


def _follows(row: GraphPositions, screen: str, now: datetime) -> bool:
    return row.screen != screen and row.leads_until > now


def _told(row: GraphPositions, version: int, *, leads: bool) -> Positions:
    return Positions(leads, row.version, None if version == row.version else row.places)
