"""How is a decision on a consent kept?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from eventapp.hot_path import hot
from eventapp.registration.models import ConsentRecord, Purpose, Registration, TrackingConsent

_STANDING = {
    Purpose.PROJECTOR: "shows_name",
    Purpose.EMAIL: "shares_email",
    Purpose.PHONE: "shares_phone",
    Purpose.SEARCH: "is_findable",
    Purpose.SUGGESTIONS: "is_suggested",
}
"""Where a registration says what holds now. Only tracking has rows of its own, to which contacts refer."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """That a consent was asked for and answered aloud, at a door.

    Attributes:
        door: Which one, or which host, as they are called.
        account_id: The host who read it out and ticked what was answered; None: a borrowed phone.
    """

    door: str
    account_id: int | None = None


def is_given(registration: Registration, purpose: Purpose) -> bool:
    """Whether somebody's consent stands."""
    if purpose in _STANDING:
        return bool(getattr(registration, _STANDING[purpose]))
    return registration.tracking_consent is not None


_KEEP_PROOF = insert(ConsentRecord)
_KEEP_STANDING = insert(TrackingConsent)


def record_first_consents(  # noqa: PLR0913 a proof has these parts
    session: Session,
    registration: Registration,
    given: Mapping[Purpose, str],
    declined: Mapping[Purpose, str],
    *,
    now: datetime,
    spoken: Spoken | None = None,
) -> None:
    """The same for somebody who is being registered, all decisions at once; what stands is in the row already."""
    rows = [
        _proof(registration.id, purpose, text, now, spoken, given=answer)
        for answers, answer in ((given, True), (declined, False))
        for purpose, text in answers.items()
    ]
    connection = hot(session)
    for row in rows:
        connection.execute(_KEEP_PROOF, row)
    if Purpose.TRACKING in given and registration.has_place:
        standing = {"registration_id": registration.id, "event_id": registration.event_id, "given_at": now}
        connection.execute(_KEEP_STANDING, standing)


def standing_of(given: Collection[Purpose]) -> dict[str, bool]:
    """What a new registration says of the consents that were given."""
    return {column: purpose in given for purpose, column in _STANDING.items()}


def record_consent(  # noqa: PLR0913 a proof has these parts
    session: Session,
    registration: Registration,
    purpose: Purpose,
    text: str,
    *,
    given: bool,
    now: datetime,
    spoken: Spoken | None = None,
) -> None:
    """Keeps the proof of a decision, and makes it the standing one, inside the caller's transaction.

    Withdrawing TRACKING fails in the database while contacts of the person stand: contacts.service removes them.
    """
    session.add(ConsentRecord(**_proof(registration.id, purpose, text, now, spoken, given=given)))
    if purpose in _STANDING:
        setattr(registration, _STANDING[purpose], given)
    elif given and registration.has_place:  # otherwise it stands as soon as they have one
        session.merge(TrackingConsent(registration_id=registration.id, event_id=registration.event_id, given_at=now))
    elif not given:
        standing = session.get(TrackingConsent, registration.id)
        if standing is not None:
            session.delete(standing)


def _proof(  # noqa: PLR0913 it has these parts
    registration_id: int, purpose: Purpose, text: str, now: datetime, spoken: Spoken | None, *, given: bool
) -> dict[str, Any]:
    return {
        "registration_id": registration_id,
        "purpose": purpose,
        "given": given,
        "text": text[:1000],
        "happened_at": now,
        "spoken_at": spoken.door if spoken else "",
        "heard_by_id": spoken.account_id if spoken else None,
    }
