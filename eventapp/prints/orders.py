"""What can be chosen of a printing?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eventapp.badges.stock import Stock
from eventapp.prints.models import Reason

AT_ONCE = 60
"""So many badges are drawn while somebody waits; more become a job beside the server."""
AGAIN = (Reason.MISPRINT, Reason.DAMAGED, Reason.SPARE, Reason.OTHER)
"""Reasons that only the host knows; the others show in the data."""


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """How badges are to be printed.

    Attributes:
        stock: On what.
        design: The key of how they look; empty for the one that comes with the app.
        options: What else the sheet takes (badges.sheet.PrintOptions), as JSON keeps it.
        again: Why those are printed that were printed before and have not changed.
        voids_codes: Everybody gets a new code; those on older badges and tickets answer „replaced“.
        mails_tickets: Whoever gets a new code and has an address is sent the new ticket.
        locale: The language of the words that are the same on many badges.
    """

    stock: Stock
    design: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    again: Reason = Reason.OTHER
    voids_codes: bool = False
    mails_tickets: bool = False
    locale: str = "de"
