"""How is a decision on a consent kept?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

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
    session.add(
        ConsentRecord(
            registration_id=registration.id,
            purpose=purpose,
            given=given,
            text=text[:1000],
            happened_at=now,
            spoken_at=spoken.door if spoken else "",
            heard_by_id=spoken.account_id if spoken else None,
        )
    )
    if purpose in _STANDING:
        setattr(registration, _STANDING[purpose], given)
    elif given and registration.has_place:  # otherwise it stands as soon as they have one
        session.merge(TrackingConsent(registration_id=registration.id, event_id=registration.event_id, given_at=now))
    elif not given:
        standing = session.get(TrackingConsent, registration.id)
        if standing is not None:
            session.delete(standing)
