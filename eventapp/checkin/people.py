"""Who is on the list of a door? Kept in memory and brought up to date by changes, so that typing finds at once."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select

from eventapp.core.close_names import CloseNames, may_be_one
from eventapp.core.name_search import folded, search_words
from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.registration.models import HAS_PLACE, Erasure, Registration

MOST_EVENTS = 8
"""Whose lists a process keeps; a list of 2,500 people takes about 2 MB."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody who may come, as a search sees them.

    Attributes:
        registration_id: Who it is.
        uid: By what forms name them.
        name: As typed.
        organisation: Its name, or nothing.
        has_place: Whether they are expected; whoever waits for a place is found, too.
        text: Name and organisation, folded.
        words: The words of it.
        order: By what the list is sorted.
    """

    registration_id: int
    uid: str
    name: str
    organisation: str
    has_place: bool
    text: str
    words: frozenset[str]
    order: tuple[str, int]


class People:
    """Everybody of an event at one of its changes; never changed, but replaced by the next."""

    def __init__(self, change_no: int, people: Iterable[Listed]) -> None:
        """Sorts them by name."""
        self.change_no = change_no
        self.by_name: Sequence[Listed] = sorted(people, key=lambda each: each.order)
        self.expected = sum(each.has_place for each in self.by_name)

    @cached_property
    def _close_names(self) -> CloseNames:
        return CloseNames(word for each in self.by_name for word in each.words)

    def found(self, words: Sequence[str]) -> Sequence[Listed]:
        """Those in whose name or organisation every word stands somewhere."""
        return [each for each in self.by_name if all(word in each.text for word in words)]

    def close(self, words: Sequence[str]) -> Sequence[Listed]:
        """Those who may be meant, if some of the words are mistyped."""
        wanted = [(word, self._close_names.close_to(word)) for word in words]
        return [
            each
            for each in self.by_name
            if all(word in each.text or not near.isdisjoint(each.words) for word, near in wanted)
        ]

    def namesakes(self, name: str) -> Sequence[Listed]:
        """Those who may be the person of this name, mistyped or with a name more or less."""
        words = search_words(name)
        near = {close for word in words for close in (word, *self._close_names.close_to(word))}
        some = (each for each in self.by_name if not near.isdisjoint(each.words))
        return [each for each in some if may_be_one(words, search_words(each.name))]


_KEPT: WeakKeyDictionary[Engine, dict[int, People]] = WeakKeyDictionary()
_KEEPING = threading.Lock()


def people_of(event_id: int) -> People:
    """Everybody of an event, as of its latest change."""
    row = db.session.execute(select(Event.change_no, Event.wiped_no).where(Event.id == event_id)).first()
    change_no, wiped_no = row or (0, 0)
    with _KEEPING:
        kept = _KEPT.setdefault(db.engine, {})
        known = kept.get(event_id)
    if known is not None and known.change_no == change_no:
        return known
    since = known.change_no if known is not None and wiped_no <= known.change_no <= change_no else -1
    people = {} if since < 0 or known is None else {each.registration_id: each for each in known.by_name}
    for gone in _erased(event_id, since):
        people.pop(gone, None)
    people.update(_changed(event_id, since))
    fresh = People(change_no, people.values())
    with _KEEPING:
        kept.pop(event_id, None)
        kept[event_id] = fresh
        while len(kept) > MOST_EVENTS:
            kept.pop(next(iter(kept)))
    return fresh


def _changed(event_id: int, since: int) -> Mapping[int, Listed]:
    rows = db.session.execute(
        select(Registration.id, Registration.uid, Registration.name, func.coalesce(Organisation.name, ""), HAS_PLACE)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(Registration.event_id == event_id, Registration.change_no > since)
    )
    return {row[0]: _listed(*row) for row in rows}


def _listed(registration_id: int, uid: str, name: str, organisation: str, has_place: bool) -> Listed:  # noqa: FBT001 a row
    text = folded(f"{name} {organisation}")
    order = (folded(name), registration_id)
    return Listed(registration_id, uid, name, organisation, has_place, text, frozenset(text.split()), order)


def _erased(event_id: int, since: int) -> Sequence[int]:
    return db.session.scalars(
        select(Erasure.registration_id).where(Erasure.event_id == event_id, Erasure.change_no > since)
    ).all()
