"""How does somebody register?"""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from eventapp.accounts.service import email_key
from eventapp.core.codes import new_badge_code
from eventapp.core.phone_numbers import tidy_phone
from eventapp.core.places import Given, Status
from eventapp.core.text import clean_line
from eventapp.database import write_session
from eventapp.events.changes import locked_event, next_change_no
from eventapp.events.models import Event
from eventapp.events.service import organisation_id_of
from eventapp.extensions import db
from eventapp.hot_path import hot
from eventapp.new_rows import add_now
from eventapp.registration.models import Colleague, Erasure, Purpose, Registration
from eventapp.registration.service import rush
from eventapp.registration.service.consents import Spoken, record_first_consents, standing_of
from eventapp.registration.service.invitation_codes import note_use, redeem_in
from eventapp.registration.service.places import new_place
from eventapp.registration.service.profiles import choose_topics
from eventapp.registration.service.questions import keep_answers
from eventapp.registration.service.tickets import Occasion, enqueue_ticket, registered_with, take_mail_turn

AtRegistration = Callable[[Session, Sequence[Registration], datetime], None]
_at_registration: list[AtRegistration] = []


def at_registration(step: AtRegistration) -> AtRegistration:
    """Decorates what a later domain does for people who register, within the transaction that adds them.

    Registration knows no later domain, so that they add themselves: badges draws the code here.
    """
    _at_registration.append(step)
    return step


class Opening(StrEnum):
    """Whether people can register for an event."""

    OPEN = "open"
    NOT_PUBLISHED = "not_published"
    NOT_YET = "not_yet"
    """Later: the organisers have said when."""
    CLOSED = "closed"
    """The time for it is over; the desk at the event still registers people."""
    OVER = "over"
    """The event itself is over."""


class Registering(StrEnum):
    """What came of registering."""

    REGISTERED = "registered"
    ALREADY_REGISTERED = "already_registered"
    """Told to nobody but the owner of the address, by mail."""
    NOT_OPEN = "not_open"
    FULL = "full"
    """No place is left, and nobody may wait for one."""
    TOO_MANY = "too_many"
    """So many have registered within the hour that an organiser looks first."""
    BAD_CODE = "bad_code"
    """The invitation code is none, or holds no longer (service.redeemable says which)."""


@dataclass(frozen=True)
class Entry:
    """What a person enters to register.

    Attributes:
        name: As it stands on the badge.
        organisation: Name of the organisation, or "".
        email: Address, or None for people without one (walk-ins, rehearsals).
        consents: What the person agreed to, with the words that were shown. Missing: not agreed.
        declined: What was asked and not agreed to, with the words that were shown.
        locale: Language of mails to this person.
        is_staff: Helps to run the event.
        phone: Telephone number, or "".
        offers: Ids of topics that the person offers.
        seeks: Ids of topics that the person seeks.
        answers: To the questions of the event, by their ids (core.asking); a desk asks none.
        spoken: The consents were answered aloud at a door; None: the person ticked them.
        is_invited: The organisers or a desk register them: whatever the times and the number of places say.
        code: An invitation code as it was typed, or "".
        entered_by_id: The colleague who enters them; None: they do it themselves.
    """

    name: str
    organisation: str = ""
    email: str | None = None
    consents: Mapping[Purpose, str] = field(default_factory=dict)
    declined: Mapping[Purpose, str] = field(default_factory=dict)
    locale: str = "de"
    is_staff: bool = False
    phone: str = ""
    offers: Collection[int] = ()
    seeks: Collection[int] = ()
    answers: Mapping[int, str] = field(default_factory=dict)
    spoken: Spoken | None = None
    is_invited: bool = False
    code: str = ""
    entered_by_id: int | None = None


@dataclass(frozen=True)
class RegisteringOutcome:
    """A verdict, and the registration's id when it is REGISTERED."""

    verdict: Registering
    registration_id: int | None = None


def opening(event: Event, *, now: datetime, is_invited: bool = False) -> Opening:
    """Whether people can register now: from publishing until the end of the last day, or as the organisers say.

    While the event is tried out, until the end of the last day.

    Args:
        event: Where.
        now: The present moment.
        is_invited: By the organisers or a desk, for which their own times do not hold.
    """
    if not event.is_public:
        return Opening.NOT_PUBLISHED
    if now >= event.tracking_closes_at:
        return Opening.OVER
    if event.is_test:
        return Opening.OPEN
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if opens is not None and now < opens and not is_invited:
        return Opening.NOT_YET
    return Opening.CLOSED if closes is not None and now >= closes and not is_invited else Opening.OPEN


def register(
    entry: Entry, *, event_id: int, now: datetime, also: Callable[[Session, Registration], None] | None = None
) -> RegisteringOutcome:
    """Registers a person and puts the ticket mail into the outbox, in one transaction.

    A second registration with an address changes nothing: its owner gets the ticket again (at most every ten
    minutes), and the browser learns nothing that it would not learn about a new address.

    Args:
        entry: What was entered.
        event_id: The event.
        now: The present moment.
        also: What the caller keeps of it, within the transaction; called only where somebody is added.
    """
    with write_session(db.session()) as session:
        event = locked_event(session, event_id)
        is_public = entry.email is not None and not entry.is_invited
        if is_public and rush.is_refused(session, event_id, now=now):
            return RegisteringOutcome(Registering.TOO_MANY)
        outcome = register_in(session, event, entry, now=now, also=also)
        if is_public and outcome.verdict is Registering.REGISTERED:
            rush.count(session, event_id, now=now)
        return outcome


def register_in(
    session: Session,
    event: Event,
    entry: Entry,
    *,
    now: datetime,
    also: Callable[[Session, Registration], None] | None = None,
) -> RegisteringOutcome:
    """The same within the caller's transaction, which holds the event and has read it in it."""
    code = None
    if entry.code:
        redeemed = redeem_in(session, entry.code, event_id=event.id, now=now)
        if redeemed.code is None:
            return RegisteringOutcome(Registering.BAD_CODE)
        code = redeemed.code
    is_awaited = entry.is_invited or (code is not None and code.opens_registration)
    if opening(event, now=now, is_invited=is_awaited) is not Opening.OPEN:
        return RegisteringOutcome(Registering.NOT_OPEN)
    key = email_key(entry.email) if entry.email else None
    mail_again = key is not None and take_mail_turn(session, event.id, key, now=now)
    known = registered_with(session, event.id, key)
    if known is not None and mail_again:
        enqueue_ticket(session, known, Occasion.ALREADY_REGISTERED, now)
    given = (
        Given(Status.CONFIRMED)
        if entry.is_invited
        else new_place(session, event, is_known=key is None, now=now, code=code)
    )
    if given is None:  # said of known addresses, too
        return RegisteringOutcome(Registering.FULL)
    if known is not None:
        return RegisteringOutcome(Registering.ALREADY_REGISTERED)
    row = _add(session, event, entry, given, now)
    if code is not None:
        note_use(session, row.id, code)
    if also is not None:
        also(session, row)
    return RegisteringOutcome(Registering.REGISTERED, row.id)


def _add(session: Session, event: Event, entry: Entry, place: Given, now: datetime) -> Registration:
    registration = Registration(
        event_id=event.id,
        uid=new_badge_code(),
        number=_free_number(session, event.id),
        name=clean_line(entry.name),
        organisation_id=organisation_id_of(session, event.series_id, entry.organisation),
        email=entry.email,
        email_key=email_key(entry.email) if entry.email else None,
        locale=entry.locale,
        is_staff=entry.is_staff,
        status=place.status,
        answer_by=place.answer_by,
        phone=tidy_phone(entry.phone),
        created_at=now,
        change_no=next_change_no(session, event.id),
        **standing_of(entry.consents),
    )
    add_now(session, registration)
    if entry.offers or entry.seeks:
        choose_topics(session, registration, offers=entry.offers, seeks=entry.seeks)
    keep_answers(session, event.id, registration.id, entry.answers)
    record_first_consents(session, registration, entry.consents, entry.declined, now=now, spoken=entry.spoken)
    complete(session, [registration], now)
    if registration.email is not None:
        occasion = Occasion.REGISTERED
        if entry.entered_by_id is not None:
            session.add(
                Colleague(registration_id=registration.id, event_id=event.id, entered_by_id=entry.entered_by_id)
            )
            occasion = Occasion.ENTERED_BY_COLLEAGUE
        enqueue_ticket(session, registration, occasion, now)
    return registration


def complete(session: Session, registrations: Sequence[Registration], now: datetime) -> None:
    """Does what later domains do for people who register, in the transaction that adds them."""
    for step in _at_registration:
        step(session, registrations, now)


def highest_number(taken: int) -> int:
    """Up to which number pseudonyms are drawn: few digits, and still most of them free."""
    return 999 if taken < 400 else 9999 if taken < 4000 else 999_999  # noqa: PLR2004 stays short, stays sparse


_NUMBERS_TAKEN = select(
    select(func.count()).where(Registration.event_id == bindparam("at_event")).scalar_subquery()
    + select(func.count()).where(Erasure.event_id == bindparam("at_event")).scalar_subquery()
)
_NUMBER_IS_TAKEN = select(
    or_(
        *(
            exists().where(table.event_id == bindparam("at_event"), table.number == bindparam("drawn"))
            for table in (Registration, Erasure)
        )
    )
)


def _free_number(session: Session, event_id: int) -> int:
    """Draws a pseudonym that nobody has or had; random, so that it does not tell who registered when."""
    connection = hot(session)
    taken = connection.scalar(_NUMBERS_TAKEN, {"at_event": event_id})
    while True:
        number = 100 + secrets.randbelow(highest_number(taken) - 99)
        if not connection.scalar(_NUMBER_IS_TAKEN, {"at_event": event_id, "drawn": number}):
            return number
