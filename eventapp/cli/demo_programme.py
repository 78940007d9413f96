"""Which sessions does the demo event have, and who has booked them?"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from eventapp.programme.booking import book
from eventapp.programme.planning import SessionEntry, add_session

_SESSIONS = (
    # title, in English, who leads it, room, hours after the first midnight, places; None: nobody books it
    ("Begrüßung und Überblick", "Welcome and overview", "Dr. Henrike Lorenz", "Großer Saal", (9, 9.5), None),
    ("KI im Handwerk: drei Betriebe berichten", "AI in the crafts", "Jonas Ebert", "Raum 1", (11, 12.5), 20),
    ("Fördermittel finden und beantragen", "Finding funding", "Mareike Thom", "Raum 2", (11, 12.5), 15),
    ("Werkstatt: ein Datenraum für kleine Betriebe", "Workshop: data spaces", "Ali Demir", "Werkstatt", (38, 40), 12),
)
_WISHES = ((1, 2, 18), (2, 3, 18), (3, 7, 15))
"""Which session is booked from which person on, by every third of them, and how many want to."""


def make_programme(event_id: int, people: Sequence[int], midnight: datetime, *, account_id: int) -> None:
    """Makes four sessions, three of them booked: one has places left, the others a waiting list.

    Args:
        event_id: The demo event.
        people: Who is registered.
        midnight: When its first day begins.
        account_id: Its organiser.
    """
    before = midnight - timedelta(days=7)
    sessions = []
    for title, title_en, speakers, room, (begins, ends), capacity in _SESSIONS:
        entry = SessionEntry(
            title=title,
            title_en=title_en,
            speakers=speakers,
            room=room,
            starts_at=midnight + timedelta(hours=begins),
            ends_at=midnight + timedelta(hours=ends),
            is_bookable=capacity is not None,
            capacity=capacity,
        )
        sessions.append(add_session(event_id, entry, account_id=account_id, now=before))
    for number, first, wanted in _WISHES:
        session_id = sessions[number]
        assert session_id is not None  # noqa: S101 for mypy: an event takes more than four
        for place, person in enumerate(people[first::3][:wanted]):
            book(person, session_id, now=before + timedelta(minutes=place))
