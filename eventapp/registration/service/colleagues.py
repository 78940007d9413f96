"""How does one person register others of the same house?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from eventapp.core.places import RETURNABLE, Status
from eventapp.database import write_session
from eventapp.events.changes import locked_event
from eventapp.extensions import db
from eventapp.registration.invitation_queries import code_of
from eventapp.registration.models import Registration
from eventapp.registration.service.invitation_codes import redeem_in
from eventapp.registration.service.registering import Entry, Registering, register_in

MOST_COLLEAGUES = 10


@dataclass(frozen=True, slots=True)
class NewColleague:
    """Whom somebody enters; consents and answers are their own, given behind their own link.

    Attributes:
        name: As it stands on the badge.
        email: Where ticket and personal link go.
    """

    name: str
    email: str


class Entering(StrEnum):
    """What came of entering colleagues."""

    ENTERED = "entered"
    """Also those who were registered already: only they learn it."""
    TOO_MANY = "too_many"
    NOT_OPEN = "not_open"
    FULL = "full"
    """From one of them on no place was left, and nobody may wait for one."""
    NO_PLACE = "no_place"
    """Who does not come themselves enters nobody."""


@dataclass(frozen=True, slots=True)
class EnteringOutcome:
    """A verdict, and how many were entered, from the first one on."""

    verdict: Entering
    entered: int = 0


def enter_colleagues(
    people: Sequence[NewColleague], *, organisation: str, by_id: int, now: datetime
) -> EnteringOutcome:
    """Registers people of one organisation, each with a mail and a personal link of their own.

    Whoever came with an invitation code brings them with it, as long as it holds.

    Args:
        people: Whom, in order.
        organisation: Of which they all are, or "".
        by_id: The registration of whoever enters them; their address is confirmed, since they came by their link.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        event_id = session.scalars(select(Registration.event_id).where(Registration.id == by_id)).one()
        event = locked_event(session, event_id)
        host = session.get_one(Registration, by_id, populate_existing=True)
        if host.status in (*RETURNABLE, Status.DECLINED):
            return EnteringOutcome(Entering.NO_PLACE)
        if host.colleagues_entered + len(people) > MOST_COLLEAGUES:
            return EnteringOutcome(Entering.TOO_MANY)
        code = code_of(session, by_id)
        for number, person in enumerate(people):
            holds = code is not None and redeem_in(session, code.code, event_id=event_id, now=now).code is not None
            entry = Entry(
                person.name,
                organisation,
                person.email,
                locale=host.locale,
                code=code.code if code is not None and holds else "",
                entered_by_id=by_id,
            )
            verdict = register_in(session, event, entry, now=now).verdict
            if verdict in (Registering.NOT_OPEN, Registering.FULL):
                return EnteringOutcome(Entering(verdict), number)
            host.colleagues_entered += 1
    return EnteringOutcome(Entering.ENTERED, len(people))
