"""How do organisers let people in whom they invited: with a word, before others, past approval, onto kept places?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.core.codes import new_invitation_code, read_invitation_code
from eventapp.core.text import clean_line
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.events.models import Event
from eventapp.events.service import organisation_id_of
from eventapp.extensions import db
from eventapp.registration.invitation_queries import IS_VALID, uses_of
from eventapp.registration.models import InvitationCode, InvitationUse
from eventapp.registration.service.organisations import forget_if_unused
from eventapp.registration.service.places import settle


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """What an organiser decides about an invitation code (registration.models.InvitationCode).

    Attributes:
        label: For whom it is meant.
        organisation: Stands in the form for whoever comes with it; or "".
        most_uses: So many people can register with it; None: as many as want to.
        keeps_places: So many places are kept for them.
        opens_registration: It works before registration opens and after it closed.
        skips_approval: Whoever comes with it is approved already.
        valid_until: Until when; None: while people register.
    """

    label: str
    organisation: str = ""
    most_uses: int | None = None
    keeps_places: bool = False
    opens_registration: bool = False
    skips_approval: bool = False
    valid_until: datetime | None = None


class Redeeming(StrEnum):
    """Whether somebody can register with what they typed as a code."""

    GOOD = "good"
    UNKNOWN = "unknown"
    ENDED = "ended"
    USED_UP = "used_up"


@dataclass(frozen=True, slots=True)
class RedeemingOutcome:
    """A verdict, and the code when it is GOOD."""

    verdict: Redeeming
    code: InvitationCode | None = None


def redeemable(text: str, *, event_id: int, now: datetime) -> RedeemingOutcome:
    """Whether somebody could register now with what they typed."""
    return redeem_in(db.session(), text, event_id=event_id, now=now)


def redeem_in(session: Session, text: str, *, event_id: int, now: datetime) -> RedeemingOutcome:
    """The same within a transaction; where it holds the event, nobody else takes the last use."""
    code = session.scalar(
        select(InvitationCode).where(
            InvitationCode.event_id == event_id, InvitationCode.code == read_invitation_code(text)
        )
    )
    if code is None:
        return RedeemingOutcome(Redeeming.UNKNOWN)
    if code.ended_at is not None or (code.valid_until is not None and now >= code.valid_until):
        return RedeemingOutcome(Redeeming.ENDED)
    if code.most_uses is not None and uses_of(session, [code.id]).get(code.id, 0) >= code.most_uses:
        return RedeemingOutcome(Redeeming.USED_UP)
    return RedeemingOutcome(Redeeming.GOOD, code)


def add_code(event_id: int, entry: CodeEntry, *, account_id: int, now: datetime) -> str:
    """Makes a code; from now on its places are kept.

    Returns:
        The code, as it is passed on.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        event = session.get_one(Event, event_id)
        made = InvitationCode(
            event_id=event_id,
            code=new_invitation_code(),
            label=clean_line(entry.label),
            organisation_id=organisation_id_of(session, event.series_id, entry.organisation),
            most_uses=entry.most_uses,
            keeps_places=entry.keeps_places,
            opens_registration=entry.opens_registration,
            skips_approval=entry.skips_approval,
            valid_until=entry.valid_until,
            created_at=now,
        )
        session.add(made)
        session.flush()
        record(session, "invitation_code.added", event_id=event_id, account_id=account_id, now=now, label=made.label)
        return made.code


def end_code(event_id: int, code_id: int, *, account_id: int, now: datetime) -> bool:
    """Ends a code; places that were kept for it go to those who wait. False when there is no such code."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        code = session.scalar(
            select(InvitationCode).where(InvitationCode.event_id == event_id, InvitationCode.id == code_id)
        )
        if code is None:
            return False
        if code.ended_at is None:
            _end(session, code, account_id, now)
            settle(session, session.get_one(Event, event_id, populate_existing=True), now=now)
    return True


def end_overdue_codes(now: datetime) -> int:
    """What the clock asks for: codes that are not valid any more give back what they kept; returns how many."""
    overdue = select(InvitationCode.event_id).where(
        InvitationCode.ended_at.is_(None), InvitationCode.valid_until <= now
    )
    event_ids = db.session.scalars(overdue.distinct()).all()
    db.session.rollback()
    for event_id in event_ids:
        with write_session(db.session()) as session:
            lock_event(session, event_id)
            over = (InvitationCode.event_id == event_id, InvitationCode.valid_until <= now)
            for code in session.scalars(select(InvitationCode).where(*over, IS_VALID)).all():
                _end(session, code, None, now)
            settle(session, session.get_one(Event, event_id, populate_existing=True), now=now)
    return len(event_ids)


def _end(session: Session, code: InvitationCode, account_id: int | None, now: datetime) -> None:
    code.ended_at, organisation_id, code.organisation_id = now, code.organisation_id, None
    session.flush()
    if organisation_id is not None:
        forget_if_unused(session, organisation_id)
    record(session, "invitation_code.ended", event_id=code.event_id, account_id=account_id, now=now, label=code.label)


def note_use(session: Session, registration_id: int, code: InvitationCode) -> None:
    """Keeps with which code somebody registered, in the caller's transaction."""
    use = InvitationUse(registration_id=registration_id, event_id=code.event_id, code_id=code.id)
    session.add(use)
    session.flush()
