"""Which of their contacts does a person look for: by name, tag or note, those still to be followed up, …?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eventapp.contacts.notes import NO_NOTE, Note
from eventapp.contacts.queries import OwnContact
from eventapp.core.name_search import folded, search_words
from eventapp.core.text import comparison_key


class Only(StrEnum):
    """Kinds of contacts that a person can ask for."""

    OPEN = "open"
    """Something is still to be done."""
    SCANNED_ME = "scanned_me"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked for; what is empty narrows nothing.

    Attributes:
        search: Words that must all stand in name, organisation, tags, note or follow-up.
        tag: A tag that the contact must have.
        only: A kind of contacts.
    """

    search: str = ""
    tag: str = ""
    only: Only | None = None

    def __bool__(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.search or self.tag or self.only)


def narrowed(own: Sequence[OwnContact], notes: Mapping[int, Note], wanted: Wanted) -> list[OwnContact]:
    """The contacts that a person asked for, in their order."""
    words, tag = search_words(wanted.search), comparison_key(wanted.tag)
    return [
        contact
        for contact in own
        if _is_kind(contact, notes.get(contact.id, NO_NOTE), wanted.only)
        and (not tag or any(comparison_key(each) == tag for each in notes.get(contact.id, NO_NOTE).tags))
        and (not words or _holds(words, contact, notes.get(contact.id, NO_NOTE)))
    ]


def _is_kind(contact: OwnContact, note: Note, only: Only | None) -> bool:
    if only is Only.OPEN:
        return note.is_open
    return only is None or not contact.scanned_by_me


def _holds(words: Sequence[str], contact: OwnContact, note: Note) -> bool:
    # Past the cache of names: what somebody notes for themselves is not kept in the memory of the server.
    private = folded.__wrapped__(" ".join((note.text, note.follow_up, *note.tags)))
    text = f"{folded(contact.name)} {folded(contact.organisation)} {private}"
    return all(word in text for word in words)
