"""Which invitation codes has an event, who came with them, and how many places do they keep?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from eventapp.core.places import HOLDING, LEAVABLE, Status
from eventapp.extensions import db
from eventapp.hot_path import hot
from eventapp.registration.models import InvitationCode, InvitationUse, Registration

IS_VALID = InvitationCode.ended_at.is_(None)


@dataclass(frozen=True, slots=True)
class CodeUse:
    """An invitation code, and how many of those who came with it have a place, wait for one, or are asked.

    Attributes:
        code: Which one.
        uses: How many registered with it and did not cancel.
        is_valid: Whether it works now.
    """

    code: InvitationCode
    uses: int
    is_valid: bool


def codes_of(event_id: int, *, now: datetime) -> Sequence[CodeUse]:
    """The invitation codes of an event: those that work first, then by what they are called."""
    codes = db.session.scalars(select(InvitationCode).where(InvitationCode.event_id == event_id)).all()
    uses = uses_of(db.session(), [code.id for code in codes])
    found = [CodeUse(code, uses.get(code.id, 0), _is_valid(code, now)) for code in codes]
    return sorted(found, key=lambda use: (not use.is_valid, use.code.label.casefold(), use.code.id))


def has_codes(event_id: int) -> bool:
    """Whether the registration page asks for a code at all."""
    valid = select(InvitationCode.id).where(InvitationCode.event_id == event_id, IS_VALID).limit(1)
    return db.session.scalar(valid) is not None


def uses_of(session: Session, code_ids: Collection[int], statuses: Collection[Status] = LEAVABLE) -> dict[int, int]:
    """How many registrations that stand so came with each of these codes; missing: none."""
    if not code_ids:
        return {}
    rows = session.execute(
        select(InvitationUse.code_id, func.count())
        .join(Registration, Registration.id == InvitationUse.registration_id)
        .where(InvitationUse.code_id.in_(code_ids), Registration.status.in_(statuses))
        .group_by(InvitationUse.code_id)
    )
    return {code_id: count for code_id, count in rows}  # noqa: C416 mypy takes a row for no pair


_KEEPING = select(InvitationCode.id, InvitationCode.most_uses).where(
    InvitationCode.event_id == bindparam("at_event"),
    InvitationCode.keeps_places,
    IS_VALID,
    or_(
        InvitationCode.valid_until.is_(None),
        InvitationCode.valid_until > bindparam("now", type_=InvitationCode.valid_until.type),
    ),
)


def places_kept(session: Session, event_id: int, *, now: datetime) -> dict[int, int]:
    """How many places are kept for whoever comes yet with each code that keeps any."""
    keeping = hot(session).execute(_KEEPING, {"at_event": event_id, "now": now}).all()
    used = uses_of(session, [code.id for code in keeping], HOLDING)
    return {code.id: max(0, (code.most_uses or 0) - used.get(code.id, 0)) for code in keeping}


def code_of(session: Session, registration_id: int) -> InvitationCode | None:
    """With which code somebody registered."""
    return session.scalar(
        select(InvitationCode)
        .join(InvitationUse, InvitationUse.code_id == InvitationCode.id)
        .where(InvitationUse.registration_id == registration_id)
    )


def _is_valid(code: InvitationCode, now: datetime) -> bool:
    return code.ended_at is None and (code.valid_until is None or now < code.valid_until)
