"""What does a list of people say about days and sessions, and how does it become choices and bookings?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from eventapp.core.import_plan import Judged
from eventapp.core.listed_programme import SessionNames
from eventapp.core.people_list import Field, ListedPerson
from eventapp.core.places import ATTENDING, LEAVABLE, Status
from eventapp.core.programme_plan import Comer, PlannedSession, Programme, ProgrammePlan
from eventapp.events.changes import count_door_change
from eventapp.events.models import Event
from eventapp.programme.days import asks_days, day_of
from eventapp.programme.deciding import note_days, note_each
from eventapp.programme.models import WISHED, Booking, ChosenDay, ProgrammeSession
from eventapp.programme.notices import Change, tell_each
from eventapp.programme.queries import Numbers, days_of_all, numbers_of, sessions_of
from eventapp.registration.list_parts import reads_in_lists
from eventapp.registration.models import Registration


def names_of(sessions: Sequence[ProgrammeSession], zone: str) -> SessionNames:
    """How the sessions of an event are called in lists, written and read."""
    there = ZoneInfo(zone)
    return SessionNames((each, each.starts_at.astimezone(there)) for each in sessions)


class ListedProgramme:
    """The columns for days and sessions of one list."""

    def __init__(
        self,
        event: Event,
        plan: ProgrammePlan,
        *,
        unread: Collection[Field],
        known: Collection[int],
        reachable: frozenset[int],
    ) -> None:
        """Takes what they would do.

        Args:
            event: Where.
            plan: What they would do.
            unread: Which of them are passed over, since the event does not ask.
            known: Who was registered before.
            reachable: Who of them comes to the event, and has an address.
        """
        self.unread = unread
        self.told: Collection[int] = ()
        self._event_id, self._plan, self._known, self._reachable = event.id, plan, known, reachable

    def judged(self, rows: Sequence[Judged]) -> list[Judged]:
        """The rows with what they would change of days and bookings, or refused for it."""
        found = self._plan.judged(rows)
        changed = {row.registration_id or 0 for row in found if row.person.row in self._plan.wishes}
        self.told = changed & self._reachable
        return found

    def tell(self, session: Session, people: Mapping[int, Registration], *, now: datetime) -> None:
        """One mail with all of it to everybody whose programme is another one."""
        concerned = [person for person in people.values() if person.id in self.told]
        tell_each(session, concerned, Change.ARRANGED, event_id=self._event_id, now=now)

    def keep(self, session: Session, people: Mapping[int, Registration], *, account_id: int, now: datetime) -> None:
        """Writes days and bookings, and puts each booking into the log. The number of reads does not grow."""
        known = {
            (row.session_id, row.registration_id): row
            for row in session.scalars(select(Booking).where(Booking.event_id == self._event_id))
        }
        days: dict[int, Collection[date]] = {}
        placed: list[tuple[Status, int, int]] = []
        for row, wishes in self._plan.wishes.items():
            person_id = people[row].id
            if wishes.days is not None:
                days[person_id] = wishes.days
            for session_id, status in wishes.bookings.items():
                booking = known.get((session_id, person_id))
                if booking is None:
                    booking = Booking(event_id=self._event_id, session_id=session_id, registration_id=person_id)
                    session.add(booking)
                booking.status, booking.since = status, now
                if status is Status.CONFIRMED:
                    booking.booked_at = booking.booked_at or now
                placed.append((status, person_id, session_id))
        if days:
            self._keep_days(session, days)
            before = {id_: chosen for id_, chosen in days.items() if id_ in self._known}
            note_days(session, before, event_id=self._event_id, account_id=account_id, now=now)
        session.flush()
        note_each(session, placed, event_id=self._event_id, account_id=account_id, now=now)

    def _keep_days(self, session: Session, days: Mapping[int, Collection[date]]) -> None:
        session.execute(delete(ChosenDay).where(ChosenDay.registration_id.in_(days)))
        session.add_all(
            ChosenDay(event_id=self._event_id, registration_id=person_id, day=day)
            for person_id, chosen in days.items()
            for day in sorted(chosen)
        )
        count_door_change(session, self._event_id)


@reads_in_lists
def listed_programme(
    session: Session, event: Event, people: Sequence[ListedPerson], now: datetime
) -> ListedProgramme | None:
    """What a list says about days and sessions; nothing where it has no such column."""
    held = {Field.DAYS: any(each.days for each in people), Field.SESSIONS: any(each.sessions for each in people)}
    if not any(held.values()):
        return None
    sessions = sessions_of(event.id)
    asked = {Field.DAYS: asks_days(event), Field.SESSIONS: bool(sessions)}
    unread = [column for column, is_held in held.items() if is_held and not asked[column]]
    numbers = numbers_of(event.id)
    planned = {each.id: _planned(each, numbers.get(each.id, Numbers()), event, now) for each in sessions}
    names = names_of([each for each in sessions if each.cancelled_at is None], event.time_zone)
    programme = Programme(sorted(day.date for day in event.days), planned, names)
    comers = _comers(session, event.id)
    plan = ProgrammePlan(programme, comers, unread=unread, now=now)
    with_address = select(Registration.id).where(Registration.event_id == event.id, Registration.email.is_not(None))
    reachable = frozenset(id_ for id_ in session.scalars(with_address) if comers[id_].is_coming)
    return ListedProgramme(event, plan, unread=unread, known=comers.keys(), reachable=reachable)


def _planned(each: ProgrammeSession, numbers: Numbers, event: Event, now: datetime) -> PlannedSession:
    return PlannedSession(
        id=each.id,
        title=each.title,
        starts_at=each.starts_at,
        ends_at=each.ends_at,
        day=day_of(each, event.time_zone),
        is_open=each.takes_bookings(now),
        rules=each.place_rules,
        held=numbers.booked,
    )


def _comers(session: Session, event_id: int) -> Mapping[int, Comer]:
    """What everybody has chosen so far who is registered."""
    days = days_of_all(event_id)
    wished: dict[int, dict[int, Status]] = {}
    bookings = select(Booking.registration_id, Booking.session_id, Booking.status).where(
        Booking.event_id == event_id, Booking.status.in_(WISHED)
    )
    for person_id, session_id, status in session.execute(bookings):
        wished.setdefault(person_id, {})[session_id] = Status(status)
    people = session.execute(select(Registration.id, Registration.status).where(Registration.event_id == event_id))
    return {
        id_: Comer(status in ATTENDING, status in LEAVABLE, frozenset(days.get(id_, ())), wished.get(id_, {}))
        for id_, status in people
    }
