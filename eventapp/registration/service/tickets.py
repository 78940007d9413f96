"""When does a mail with personal link and QR ticket go out, and how often?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from eventapp.accounts.attempts import REGISTRATION_MAIL, take_within
from eventapp.accounts.models import Attempt
from eventapp.accounts.service import email_key
from eventapp.core.codes import secret_hash
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.extensions import db
from eventapp.hot_path import hot
from eventapp.mail.service import enqueue
from eventapp.registration.models import Registration

TICKET = "ticket"
"""Kind of the mail with personal link and QR ticket."""
_AT_ONCE = 500
"""Values in one statement."""


class Occasion(StrEnum):
    """Why a ticket mail goes out; it opens with a sentence on it."""

    REGISTERED = "registered"
    ALREADY_REGISTERED = "already_registered"
    LINK_AGAIN = "link_again"
    NEW_CODE = "new_code"
    """The code on the badge was replaced, so that the earlier ticket no longer works."""
    ENTERED = "entered"
    """The organisers registered the person, from a list."""
    ENTERED_BY_COLLEAGUE = "entered_by_colleague"
    """Somebody who is registered entered the person."""
    PLACE = "place"
    """Something about the person's place has changed; the mail says where it stands when it is sent."""


def mail_tickets_again(event_id: int, registration_ids: Collection[int], *, now: datetime) -> int:
    """Puts the ticket mails of people of an event into the outbox once more.

    Returns:
        How many: those who have an address.
    """
    with write_session(db.session()) as session:
        people = session.scalars(
            select(Registration)
            .where(
                Registration.event_id == event_id,
                Registration.id.in_(registration_ids),
                Registration.email.is_not(None),
            )
            .order_by(Registration.id)
        ).all()
        for person in people:
            enqueue_ticket(session, person, Occasion.LINK_AGAIN, now)
    return len(people)


def mail_new_tickets(session: Session, registration_ids: Collection[int], now: datetime) -> int:
    """Sends people whose codes were replaced their new tickets, within the caller's transaction.

    Returns:
        How many: those who have an address.
    """
    people = session.scalars(
        select(Registration)
        .where(Registration.id.in_(registration_ids), Registration.email.is_not(None))
        .order_by(Registration.id)
    ).all()
    for person in people:
        enqueue_ticket(session, person, Occasion.NEW_CODE, now)
    return len(people)


def mail_link_again(email: str, *, event_id: int, now: datetime, scan: str = "") -> None:
    """Sends the ticket mail with a new link to a registered address, at most every ten minutes.

    Returns nothing: who asks must not learn whether somebody is registered.

    Args:
        email: The address as it was typed.
        event_id: The event.
        now: The present moment.
        scan: The scan that began before signing in; the link takes it along, also into another browser.
    """
    key = email_key(email)
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        mail_again = take_mail_turn(session, event_id, key, now=now)
        known = registered_with(session, event_id, key)
        if known is not None and mail_again:
            enqueue_ticket(session, known, Occasion.LINK_AGAIN, now, scan=scan)


def enqueue_ticket(
    session: Session, registration: Registration, occasion: Occasion, now: datetime, *, scan: str = ""
) -> None:
    """Puts the ticket mail of a person with an address into the outbox, within the caller's transaction."""
    about: dict[str, str | int] = {"registration_id": registration.id, "occasion": occasion}
    enqueue(
        session,
        TICKET,
        recipient=registration.email or "",
        locale=registration.locale,
        now=now,
        event_id=registration.event_id,
        about=about | {"scan": scan} if scan else about,
    )


_WITH_ADDRESS = select(Registration.id).where(
    Registration.event_id == bindparam("at_event"), Registration.email_key == bindparam("with_key")
)


def registered_with(session: Session, event_id: int, key: str | None) -> Registration | None:
    """Who is registered for the event with an address in its compared form; None for no address."""
    if key is None:
        return None
    found = hot(session).scalar(_WITH_ADDRESS, {"at_event": event_id, "with_key": key})
    return None if found is None else session.get(Registration, found)


def take_mail_turn(session: Session, event_id: int, key: str, *, now: datetime) -> bool:
    """Takes the address's turn for a mail of this event, within the caller's transaction; False when it had one.

    Known and unknown addresses cost the same work, so that the time taken tells nothing. The address is kept as a
    hash: whoever only asked for a link leaves none behind.

    Args:
        session: The write session; the event is locked in it, so that two requests never both get the turn.
        event_id: The event.
        key: The address in the form in which addresses are compared.
        now: The present moment.
    """
    return take_within(session, REGISTRATION_MAIL, _mail_subject(event_id, key), now=now)


def forget_mail_turns(session: Session, event_id: int, keys: Sequence[str]) -> None:
    """Forgets when addresses had their turns, within the caller's transaction: their owners are erased."""
    subjects = [_mail_subject(event_id, key) for key in keys]
    for start in range(0, len(subjects), _AT_ONCE):
        some = Attempt.subject.in_(subjects[start : start + _AT_ONCE])
        session.execute(
            delete(Attempt)
            .where(Attempt.kind == REGISTRATION_MAIL.kind, some)
            .execution_options(synchronize_session=False)
        )


def _mail_subject(event_id: int, key: str) -> str:
    return secret_hash(f"{event_id} {key}")
