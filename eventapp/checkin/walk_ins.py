"""How does somebody come in who has not registered? One form registers them, lets them in and makes their link."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eventapp.accounts.service import email_key
from eventapp.checkin import door_facts
from eventapp.checkin.door_facts import DoorRequest
from eventapp.checkin.models import WalkIn
from eventapp.checkin.people import Listed, people_of
from eventapp.checkin.service import DoorAnswer, redeem
from eventapp.core.admission import Admission, decide
from eventapp.events.queries import event_by_id
from eventapp.extensions import db
from eventapp.hot_path import hot_connection
from eventapp.registration.models import Registration
from eventapp.registration.service import Entry, Opening, Registering, issue_desk_link, opening, register

MOST_SIMILAR = 5


class WalkingIn(StrEnum):
    """What came of it."""

    REGISTERED = "registered"
    """The door's answer says whether they are in."""
    REPEATED = "repeated"
    """This form was sent before; the link was shown then."""
    SIMILAR = "similar"
    """Somebody is registered who may be the same person; nothing was done."""
    REFUSED = "refused"
    """The list lets nobody in, as the door's answer says; nobody was registered."""
    NOT_OPEN = "not_open"
    """Nobody can register, not yet or not any more."""


@dataclass(frozen=True, slots=True)
class WalkInRequest:
    """Somebody who wants in without being registered.

    Attributes:
        entry: Who they are, and what they agreed to.
        passing: At which door; its nonce names the form.
        is_new: Whoever asks has seen who is called alike, and says that it is nobody of them.
    """

    entry: Entry
    passing: DoorRequest
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Who is registered and may be the person who stands there.

    Attributes:
        people: Whoever has the address first, then those who are called alike.
        has_address: The first one has the address, which nobody else can have.
    """

    people: Sequence[Listed] = ()
    has_address: bool = False


@dataclass(frozen=True, slots=True)
class WalkInOutcome:
    """What came of it, and what the desk shows.

    Attributes:
        verdict: The outcome.
        answer: What the door says; None where nobody came that far.
        token: Signs the person in on their phone, once; only where they were registered just now.
        namesakes: Who may be the same person.
    """

    verdict: WalkingIn
    answer: DoorAnswer | None = None
    token: str = ""
    namesakes: Namesakes = Namesakes()


def walk_in(request: WalkInRequest) -> WalkInOutcome:
    """Registers somebody, lets them in as any door would, and makes the link for their phone.

    A form that is sent again finds whom it registered the first time, and lets them in if that did not happen then.
    Whom a door without network let in is registered as of then, and not refused any more.
    """
    passing = request.passing
    moment = passing.happened_at or passing.now
    known = _registered_by(passing)
    hindrance = _hindrance(request) if known is None else None
    if hindrance is not None:
        return hindrance
    if known is None:
        try:
            outcome = register(
                replace(request.entry, is_invited=True), event_id=passing.event_id, now=moment, also=_keeping(passing)
            )
        except IntegrityError:  # the same form, sent twice at once
            known = _registered_by(passing)
        else:
            if outcome.registration_id is not None:
                return _let_in(passing, outcome.registration_id)
            if outcome.verdict is Registering.NOT_OPEN:
                return WalkInOutcome(WalkingIn.NOT_OPEN)
    if known is None:  # the address was taken meanwhile
        return WalkInOutcome(WalkingIn.SIMILAR, namesakes=_namesakes(request))
    return WalkInOutcome(WalkingIn.REPEATED, redeem(replace(passing, code=None, registration_id=known)))


def _registered_by(passing: DoorRequest) -> int | None:
    """Whom this form registered when it was sent before."""
    return db.session.scalar(
        select(WalkIn.registration_id).where(WalkIn.event_id == passing.event_id, WalkIn.nonce == passing.nonce)
    )


def _hindrance(request: WalkInRequest) -> WalkInOutcome | None:
    """What has to be settled before anybody is registered."""
    passing = request.passing
    moment = passing.happened_at or passing.now
    if opening(event_by_id(passing.event_id), now=moment, is_invited=True) is not Opening.OPEN:
        return WalkInOutcome(WalkingIn.NOT_OPEN)
    namesakes = _namesakes(request)
    if namesakes.has_address or (namesakes.people and not request.is_new):
        return WalkInOutcome(WalkingIn.SIMILAR, namesakes=namesakes)
    refused = _refusal(passing) if passing.happened_at is None else None
    return None if refused is None else WalkInOutcome(WalkingIn.REFUSED, DoorAnswer(refused))


def _namesakes(request: WalkInRequest) -> Namesakes:
    event_id, email = request.passing.event_id, request.entry.email
    people, owner = people_of(event_id), None
    if email:
        has_it = (Registration.event_id == event_id, Registration.email_key == email_key(email))
        owner = db.session.scalar(select(Registration.id).where(*has_it))
    by_address = [each for each in people.by_name if each.registration_id == owner]
    by_name = [each for each in people.namesakes(request.entry.name) if each.registration_id != owner]
    return Namesakes([*by_address, *by_name][:MOST_SIMILAR], owner is not None)


def _refusal(passing: DoorRequest) -> Admission | None:
    """What the door would say to somebody whom it does not know yet; None: it lets them in."""
    with hot_connection(db.engine) as connection:
        situation = door_facts.load(connection, replace(passing, code=None, registration_id=0))
    if situation is None:
        return Admission.CLOSED
    facts = replace(situation.facts, code_known=True, of_other_event=False)
    verdict = decide(passing.passing, facts, situation.rules).verdict
    return None if verdict.passes else verdict


def _keeping(passing: DoorRequest) -> Callable[[Session, Registration], None]:
    """Keeps by which form somebody was registered, together with the registration or not at all."""

    def keep(session: Session, person: Registration) -> None:
        session.add(
            WalkIn(event_id=passing.event_id, registration_id=person.id, nonce=passing.nonce, made_at=passing.now)
        )

    return keep


def _let_in(passing: DoorRequest, registration_id: int) -> WalkInOutcome:
    answer = redeem(replace(passing, code=None, registration_id=registration_id))
    token = ""
    if passing.account_id is not None:
        token = issue_desk_link(
            registration_id, event_id=passing.event_id, account_id=passing.account_id, now=passing.now
        )
    return WalkInOutcome(WalkingIn.REGISTERED, answer, token)
