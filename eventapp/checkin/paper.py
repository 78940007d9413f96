"""Who stands on the paper of a door, and who was ticked on it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from eventapp.accounts.audit import record
from eventapp.badges.models import BadgeCode
from eventapp.checkin.door_facts import DoorRequest
from eventapp.checkin.queries import DoorRow, door_list
from eventapp.checkin.service import DoorAnswer, redeem
from eventapp.core.admission import Direction
from eventapp.core.name_search import folded
from eventapp.core.paper_codes import Meant, beginnings, people_meant
from eventapp.database import write_session
from eventapp.extensions import db


class Order(StrEnum):
    """By what a door's paper is sorted."""

    NAME = "name"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A person on the paper.

    Attributes:
        person: Who, and since when they are in.
        code: Their short code.
        needed: How many signs of it are enough to type.
    """

    person: DoorRow
    code: str
    needed: int


@dataclass(frozen=True, slots=True)
class Ticked:
    """Who was ticked on paper, when, and which way they went.

    Attributes:
        event_id: The event.
        list_id: By which list; None: the one that the event has by itself.
        people: Their registrations, of this event.
        at: When it was, by the server's clock.
        direction: In or out.
        nonce: Names the page that is sent: sent twice, it enters nobody twice.
        door: How the door is called in answers and in the log.
        account_id: Who enters it.
    """

    event_id: int
    list_id: int | None
    people: Sequence[int]
    at: datetime
    direction: Direction
    nonce: str
    door: str
    account_id: int


def paper_rows(
    event_id: int, order: Order, *, list_id: int | None, account_id: int, now: datetime
) -> Sequence[PaperRow]:
    """Everybody who may come, for a paper that somebody is about to print; the audit log keeps who.

    Args:
        event_id: The event.
        order: By what they are sorted.
        list_id: Who is in already by which list; None: by the one that the event has by itself.
        account_id: Who prints it.
        now: The present moment.
    """
    people = door_list(event_id, list_id=list_id, now=now).rows
    if order is Order.ORGANISATION:  # those of none in the end; within each by name, as they came
        people = sorted(people, key=lambda each: (not each.organisation, folded(each.organisation)))
    current = dict(
        db.session.execute(
            select(BadgeCode.registration_id, BadgeCode.short_code).where(
                BadgeCode.event_id == event_id, BadgeCode.replaced_at.is_(None)
            )
        ).all()
    )
    needed = beginnings(_short_codes(event_id))
    rows = [PaperRow(each, code := current[each.registration_id], needed[code]) for each in people]
    with write_session(db.session()) as session:
        about = {"list_id": list_id, "people": len(rows)}
        record(session, "door_paper.printed", event_id=event_id, account_id=account_id, now=now, **about)
    return rows


def read_ticks(event_id: int, text: str) -> Meant:
    """Whom somebody means by the codes that they typed from a paper; those of replaced badges stand on older ones."""
    badges = db.session.execute(
        select(BadgeCode.code, BadgeCode.registration_id).where(BadgeCode.event_id == event_id)
    ).all()
    return people_meant(text, _short_codes(event_id), {code: person for code, person in badges})  # noqa: C416 mypy takes a row for no pair


def enter_ticks(ticked: Ticked, *, now: datetime) -> Sequence[DoorAnswer]:
    """Keeps what was ticked as passings that have happened: none is refused, doubles are flagged.

    Returns:
        What the door says of each, in their order.
    """
    answers = []
    for person in ticked.people:
        answer = redeem(
            DoorRequest(
                event_id=ticked.event_id,
                list_id=ticked.list_id,
                code=None,
                registration_id=person,
                nonce=f"{ticked.nonce}-{ticked.list_id or 0}-{ticked.direction}-{person}",
                now=now,
                door=ticked.door,
                account_id=ticked.account_id,
                direction=ticked.direction,
                happened_at=ticked.at,
            )
        )
        if answer is not None:
            answers.append(answer)
    with write_session(db.session()) as session:
        about = {"list_id": ticked.list_id, "people": len(answers)}
        record(
            session, "door_paper.entered", event_id=ticked.event_id, account_id=ticked.account_id, now=now, **about
        )
    return answers


def _short_codes(event_id: int) -> Mapping[str, int]:
    rows = db.session.execute(
        select(BadgeCode.short_code, BadgeCode.registration_id).where(BadgeCode.event_id == event_id)
    ).all()
    return {code: person for code, person in rows}  # noqa: C416 mypy takes a row for no pair
