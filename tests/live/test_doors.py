"""Does a board of the doors hear at once that somebody passed one, and nothing else?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete

from eventapp import clock
from eventapp.accounts.models import EventRole
from eventapp.checkin.lists import ListSettings, close_list, make_list
from eventapp.checkin.service import take_back
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.live import hub
from eventapp.registration.service import erase
from tests.checkin.doors import enter, leave
from tests.desk import Desk
from tests.live.conftest import Watch
from tests.live.listening import Listener


def board(watch: Watch) -> Listener:
    """The stream of a board, when it stands."""
    cookie = watch.client.get_cookie("session")
    assert cookie is not None
    headers = {"Cookie": f"session={cookie.value}"}
    watch.listeners.append(Listener(watch.address, f"/events/{watch.evening.slug}/door/live", headers))
    watch.listeners[-1].next("ping")
    return watch.listeners[-1]


def test_a_board_hears_each_change_at_the_doors(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """In, out again, taken back, a list closed, a person erased: told without a word; refusals and scans are not.

    It ends when its owner is an organiser no more.
    """
    evening = watch.evening
    with evening.app.app_context():
        me = evening.organiser_id
        list_id = make_list(evening.event_id, ListSettings("Saal", counts_exits=True), account_id=me, now=clock.now())
    assert list_id is not None
    anna, ben = evening.people["Anna"], evening.people["Ben"]
    desk = Desk(evening.app, watch.client, evening.event_id, evening.slug, evening.organiser_id)
    stream, now = board(watch), clock.now()
    changes: dict[str, Callable[[], object]] = {
        "in": lambda: enter(desk, anna, list_id, now=now),
        "out": lambda: leave(desk, anna, list_id, now=now),
        "told afterwards": lambda: enter(desk, ben, list_id, now=now, happened_at=now - timedelta(hours=1)),
        "taken back": lambda: take_back(ben.id, list_id=list_id, event_id=desk.event_id, account_id=None, now=now),
        "closed": lambda: close_list(list_id, closed=True, event_id=desk.event_id, account_id=me, now=now),
        "erased": lambda: erase(anna.id, account_id=me, now=now),
    }
    for said, change in changes.items():
        with evening.app.app_context():
            change()
        assert stream.hears("changes", 3), said
    with evening.app.app_context():
        assert enter(desk, ben, list_id, now=clock.now()).verdict == "closed"
    evening.meet(("Ben", "Cleo"))
    assert not stream.hears("changes", 5 * hub.LOOK_EVERY)
    monkeypatch.setattr(hub, "RIGHTS_EVERY", 0.0)
    with evening.app.app_context(), write_session(db.session()) as session:
        session.execute(delete(EventRole).where(EventRole.account_id == me))
    stream.next("end")
