"""What do later domains read in a list of people?"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from eventapp.core.import_plan import Judged
from eventapp.core.people_list import Field, ListedPerson
from eventapp.events.models import Event
from eventapp.registration.models import Registration


class ListPart(Protocol):
    """What a later domain makes of the rows of one list."""

    @property
    def unread(self) -> Collection[Field]:
        """Which of its columns it passes over, since the event does not ask for what they hold."""

    @property
    def told(self) -> Collection[int]:
        """Who hears of it by mail, of those who were registered before; known once the rows are judged."""

    def judged(self, rows: Sequence[Judged]) -> list[Judged]:
        """The rows with what it would change, or refused for it."""

    def keep(self, session: Session, people: Mapping[int, Registration], *, account_id: int, now: datetime) -> None:
        """Writes what it would change, within the transaction that takes the list in; people by their rows."""

    def tell(self, session: Session, people: Mapping[int, Registration], *, now: datetime) -> None:
        """Puts the mails into the outbox, in that transaction."""


Reads = Callable[[Session, Event, Sequence[ListedPerson], datetime], ListPart | None]
_reading: list[Reads] = []


def reads_in_lists(reads: Reads) -> Reads:
    """Decorates what a later domain reads in a list for an event now; None where it reads nothing.

    Registration knows no later domain, so that they add themselves.
    """
    _reading.append(reads)
    return reads


def parts_of(session: Session, event: Event, people: Sequence[ListedPerson], *, now: datetime) -> list[ListPart]:
    """What later domains read in a list."""
    return [part for part in (reads(session, event, people, now) for reads in _reading) if part is not None]
