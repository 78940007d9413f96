"""Who at the event goes by this name? For badges that cannot be read; only people who agreed to be found that way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from eventapp.accounts import attempts
from eventapp.badges.models import BadgeCode as StoredCode
from eventapp.checkin.models import CheckIn
from eventapp.core.codes import BadgeCode
from eventapp.core.name_search import folded
from eventapp.events.models import Organisation
from eventapp.extensions import db
from eventapp.registration.models import Registration, TrackingConsent

LEAST_LETTERS = 3
MOST_HITS = 5
_BETWEEN_WORDS = re.compile(r"[\W_]+")


class Search(StrEnum):
    """What a search led to."""

    FOUND = "found"
    NOBODY = "nobody"
    TOO_SHORT = "too_short"
    """No word with LEAST_LETTERS letters."""
    TOO_OFTEN = "too_often"
    NO_OWN_CONSENT = "no_own_consent"
    NOT_HERE = "not_here"
    """The searcher has not been at the door: nobody looks through the guests from home."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody whom a search found; all that the searcher learns."""

    uid: str
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What a search led to.

    Attributes:
        outcome: Whether anybody was found, or why not.
        people: At most MOST_HITS, by name.
        has_more: More people than these go by that name.
    """

    outcome: Search
    people: Sequence[FoundPerson] = ()
    has_more: bool = False


def search_people(text: str, *, registration_id: int, now: datetime) -> SearchAnswer:
    """Finds people who are at the event and agreed to be found, by the beginnings of their names.

    Each word must begin a word of the name, and one of them needs LEAST_LETTERS letters; accents do not matter.

    Args:
        text: What was typed.
        registration_id: Who searches; must be at the event and take part, as whoever is found does.
        now: The present moment.
    """
    words = _words(text)
    if not any(len(word) >= LEAST_LETTERS for word in words):
        return SearchAnswer(Search.TOO_SHORT)
    me = db.session.get_one(Registration, registration_id)
    event = me.event
    if me.tracking_consent is None:
        return SearchAnswer(Search.NO_OWN_CONSENT)
    if not event.closing.is_open(now):
        return SearchAnswer(Search.CLOSED)
    if not _is_here(registration_id):
        return SearchAnswer(Search.NOT_HERE)
    event_id = event.id
    if not attempts.take(attempts.NAME_SEARCH, str(registration_id), now=now):
        return SearchAnswer(Search.TOO_OFTEN)
    found = [person for person in _findable(event_id, registration_id) if _begins(words, person.name)]
    found.sort(key=lambda person: (folded(person.name), person.uid))
    return SearchAnswer(Search.FOUND if found else Search.NOBODY, found[:MOST_HITS], len(found) > MOST_HITS)


def code_of_found(uid: str, *, event_id: int) -> BadgeCode | None:
    """The badge of somebody who was found; None when they are not to be found any more."""
    code = db.session.scalar(
        select(StoredCode.code)
        .join(Registration, Registration.id == StoredCode.registration_id)
        .join(CheckIn, CheckIn.registration_id == Registration.id)
        .where(
            Registration.event_id == event_id,
            Registration.uid == uid,
            Registration.is_findable,
            CheckIn.undone_at.is_(None),
            StoredCode.replaced_at.is_(None),
        )
    )
    return None if code is None else BadgeCode(code)


def _is_here(registration_id: int) -> bool:
    standing = select(CheckIn.id).where(CheckIn.registration_id == registration_id, CheckIn.undone_at.is_(None))
    return db.session.scalar(standing) is not None


def _findable(event_id: int, but: int) -> Sequence[FoundPerson]:
    rows = db.session.execute(
        select(Registration.uid, Registration.name, Organisation.name)
        .join(CheckIn, CheckIn.registration_id == Registration.id)
        .join(TrackingConsent, TrackingConsent.registration_id == Registration.id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(
            Registration.event_id == event_id,
            Registration.id != but,
            Registration.is_findable,
            CheckIn.undone_at.is_(None),
        )
    )
    return [FoundPerson(uid, name, organisation or "") for uid, name, organisation in rows]


def _words(text: str) -> Sequence[str]:
    return [word for word in _BETWEEN_WORDS.split(folded(text)) if word]


def _begins(words: Sequence[str], name: str) -> bool:
    names = _words(name)
    return all(any(part.startswith(word) for part in names) for word in words)
