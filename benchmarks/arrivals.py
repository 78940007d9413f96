"""Who came? The rows that a door leaves behind for each of a crowd, as the app would write them."""

import sqlite3
from collections.abc import Sequence

from eventapp.core.admission import Admission, Direction, Repeat


def write_arrivals(connection: sqlite3.Connection, event_id: int, people: Sequence[int], at: str) -> None:
    """Lets people come by the list that an event has by itself: log, presence and arrival of each.

    Args:
        connection: A database of SQLite, amid a transaction.
        event_id: The event.
        people: Their registrations; nobody of them has come yet.
        at: The moment, as SQLite holds it.
    """
    same = {"event": event_id, "at": at, "list": _own_list(connection, event_id, at)}
    rows = [{**same, "who": who, "nonce": f"arrival-{who}"} for who in people]
    for statement in (_ENTRY, _PRESENCE, _CHECK_IN):
        connection.executemany(statement, rows).close()


def _own_list(connection: sqlite3.Connection, event_id: int, at: str) -> int:
    """The list that an event has by itself; made where nobody has come yet."""
    connection.execute(_OWN_LIST, {"event": event_id, "at": at}).close()
    found = "SELECT id FROM admission_lists WHERE event_id = ? AND is_arrival"
    list_id: int = connection.execute(found, (event_id,)).fetchone()[0]
    return list_id


_OWN_LIST = f"""
    INSERT INTO admission_lists (event_id, name, is_arrival, room, repeat, counts_exits, ends_at_night, created_at)
    VALUES (:event, '', TRUE, '', '{Repeat.ONCE}', FALSE, FALSE, :at) ON CONFLICT DO NOTHING
"""  # noqa: S608 a word of ours
_ENTRY = f"""
    INSERT INTO door_entries
        (event_id, list_id, registration_id, verdict, direction, despite, door, nonce, happened_at, received_at,
         reason)
    VALUES (:event, :list, :who, '{Admission.IN}', '{Direction.ENTRY}', '', '', :nonce, :at, :at, '')
"""  # noqa: S608 words of ours
_PRESENCE = """
    INSERT INTO presences (list_id, registration_id, event_id, is_in, since, door)
    VALUES (:list, :who, :event, TRUE, :at, '')
"""
_CHECK_IN = """
    INSERT INTO check_ins (event_id, registration_id, nonce, happened_at) VALUES (:event, :who, :nonce, :at)
"""
