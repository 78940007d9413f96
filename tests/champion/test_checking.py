"""Does an organiser see, before the result is recorded, what could still turn it?"""

from itertools import combinations

from flask import Flask

from eventapp import clock
from eventapp.champion.checking import Checking, checking
from eventapp.core.standings import Criterion
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.review import service
from eventapp.review.service import Decision
from tests.champion.evening import Evening, make_evening

FRIENDS = ("Anna", "Ben", "Cleo", "Dora", "Emil")


def looked_at(evening: Evening) -> Checking:
    """What is left to be decided, now."""
    with evening.app.app_context():
        return checking(db.session.get_one(Event, evening.event_id))


def ring(app: Flask) -> Evening:
    """Five friends who scan each other within a minute, and Finn, whom only Anna has met besides."""
    evening = make_evening(app, **{name: f"Werk {name}" for name in (*FRIENDS, "Finn")})
    with app.app_context(), write_session(db.session()) as session:
        session.get_one(Event, evening.event_id).is_rehearsal = True  # or contacts would stand out by night
    evening.meet(*combinations(FRIENDS, 2))
    evening.meet(("Anna", "Finn"), at=40)
    return evening


def test_a_race_that_hangs_by_doubtful_contacts_is_named(app: Flask) -> None:
    """Anna is one contact ahead, and four of hers stand out; so do four of each who follows."""
    found = looked_at(ring(app))
    assert (found.open_flags, found.decided_flags, found.late) == (1, 0, 0)
    first = found.races[0]
    assert (first.ahead.name, first.behind.name[:5] in {"Ben P", "Cleo ", "Dora ", "Emil "}) == ("Anna Probe", True)
    assert (first.race.by, first.race.more) == (Criterion.COUNTED, 1)
    assert (first.race.flagged_ahead, first.race.flagged_behind) == (4, 4)


def test_what_is_decided_is_no_doubt_any_more(app: Flask) -> None:
    """Kept contacts leave the race as close as it is, and clean."""
    evening = ring(app)
    with app.app_context():
        ids = list(range(1, 11))
        service.decide(
            evening.event_id, ids, Decision.KEPT, reason="", account_id=evening.organiser_id, now=clock.now()
        )
    found = looked_at(evening)
    assert (found.open_flags, found.decided_flags) == (0, 1)
    assert [(race.race.flagged_ahead, race.race.flagged_behind) for race in found.races[:1]] == [(0, 0)]


def test_voided_contacts_turn_the_race(app: Flask) -> None:
    """Without those of the ring, Anna and Finn share what is left: nothing of it stands out."""
    evening = ring(app)
    with app.app_context():
        service.decide(
            evening.event_id,
            list(range(1, 11)),
            Decision.VOIDED,
            reason="Abgesprochen",
            account_id=evening.organiser_id,
            now=clock.now(),
        )
    found = looked_at(evening)
    assert [(race.ahead.name, race.behind.name, race.race.by) for race in found.races[:1]] == [
        ("Anna Probe", "Finn Probe", Criterion.SHARED)
    ]


def test_nobody_has_met_anybody(app: Flask) -> None:
    """Then nothing is close and nothing stands out."""
    found = looked_at(make_evening(app, Anna="Werk A", Ben="Werk B"))
    assert (found.open_flags, found.decided_flags, found.late, list(found.races)) == (0, 0, 0, [])
