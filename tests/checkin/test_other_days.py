"""Does the door say that somebody had announced another day, and let them in all the same?"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventapp import clock
from eventapp.checkin.answers import in_words
from eventapp.checkin.service import DoorAnswer
from eventapp.core.admission import Admission
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.language import full_date
from eventapp.programme.days import ask_days, choose_days
from tests.checkin.doors import enter, leave, make_list
from tests.desk import Desk

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_day_that_was_not_announced(desk: Desk) -> None:
    """A hint beside the verdict: on days of the event, where people are asked, and the same when repeated."""
    anna, berta, cem = (desk.attendee(name) for name in ("Anna", "Berta", "Cem"))
    with desk.app.app_context():
        first, second = [day.date for day in db.session.get_one(Event, desk.event_id).days]
        room = make_list(desk, counts_exits=True)
        choose_days(anna.id, [second])
        choose_days(berta.id, [first, second])

        def come(who: object, day: date, nonce: str, **more: object) -> DoorAnswer:
            noon = datetime.combine(day, time(12), BERLIN)
            answer = enter(desk, who, None, now=noon, nonce=nonce, **more)  # type: ignore[arg-type] # as in doors.py
            assert answer.verdict is Admission.IN
            return answer

        assert come(cem, first, "nobody-is-asked").other_days == ()
        ask_days(desk.event_id, asks=True, account_id=desk.host_id, now=clock.now())
        answer = come(anna, first, "anna-on-the-first")
        assert list(answer.other_days) == [second]
        assert come(anna, first, "anna-on-the-first") == answer
        assert [come(berta, first, "berta-came").other_days, come(cem, second, "nobody-is-asked").other_days] == [
            [],
            [],
        ]
        at_room = {"now": datetime.combine(first, time(13), BERLIN)}
        assert list(enter(desk, anna, room, **at_room).other_days) == [second]
        assert leave(desk, anna, room, **at_room).other_days == ()
        evening_before = datetime.combine(first - timedelta(days=1), time(18), BERLIN)
        assert list(enter(desk, anna, room, now=evening_before).other_days) == []
        event = db.session.get_one(Event, desk.event_id)
        with desk.app.test_request_context(headers={"Accept-Language": "de"}):
            words = in_words(answer, event)
            assert words["text"] == f"Hatte sich für einen anderen Tag angemeldet: {full_date(second)}."
            assert (words["verdict"], words["title"], words["kind"]) == ("in", "Willkommen", "new")
