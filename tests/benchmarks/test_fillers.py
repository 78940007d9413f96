"""Does what benchmarks fill a database with look to the app as if it had come by its doors?"""

from pathlib import Path

import pytest
from flask import Flask

from benchmarks.history import History, write_history
from benchmarks.network import write_network
from eventapp.checkin.queries import door_list
from eventapp.events.models import Event
from eventapp.extensions import db
from tests.desk import contents
from tests.factories import make_attendee, make_event


@pytest.mark.one_database  # benchmarks fill SQLite
@pytest.mark.parametrize("filler", ["history", "network"])
def test_a_filled_crowd_is_in_at_the_door(app: Flask, filler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody whom it lets arrive is in by the list of the event, and in the log of its door."""
    with app.app_context():
        event = make_event()
        make_attendee(event, "Anna")
        event_id, slug, database = event.id, event.slug, Path(str(db.engine.url.database))
    if filler == "history":
        monkeypatch.setattr("benchmarks.history.SLUG", slug)
        write_history(database, History(crowd=10, contacts=3, earlier_events=1, contacts_at_each=0))
    else:
        write_network(database, people=60, contacts=3)
    rows = contents(app)
    assert len(rows["presences"]) == len(rows["door_entries"]) == len(rows["check_ins"])
    with app.app_context():
        events = db.session.query(Event.id).order_by(Event.id).all()
        counts = [(found.count.arrived, found.count.registered) for found in (door_list(id_) for (id_,) in events)]
    assert counts[0] == ((11, 11) if filler == "history" else (61, 61))
    assert all(arrived == registered > 0 for arrived, registered in counts)
    assert event_id == events[0][0]
