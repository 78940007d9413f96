"""Does a scan cost more where there are a million contacts than where there are a thousand?

Two houses are served as `python app.py` serves, with the same guests at an event each, and take the same scans of new
pairs of guests in alternating rounds, from one client, so that no scan waits for another one. In one house lie 1,000
contacts, all of this event. In the other lie 1,000,000: half of them at this event, with 10,000 people more, and half
at twenty earlier events of its series, at which all guests were too. So whatever a scan looks up stands among as many
rows as there can be, and its guests have met a hundred people at the event, and a thousand before it. The baseline is
the house with a thousand.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice

from benchmarks.figures import Bar, Figure
from benchmarks.history import History, write_history
from benchmarks.options import Options
from benchmarks.scan_requests import new_pairs, phones
from benchmarks.served_event import served_event
from benchmarks.sides import Side, play_in_turn

NAME = "growth"
_FEW = History(crowd=100, contacts=1_000)
_MANY = History(crowd=10_000, contacts=500_000, earlier_events=20, contacts_at_each=25_000)
_BARS = {"cpu ratio": Bar(1.2), "p50 ratio": Bar(1.2), "errors": Bar(0)}


@dataclass(frozen=True)
class Size:
    """How much is there, and how much is sent.

    Attributes:
        guests: Who scan each other.
        few: What lies in the one house.
        many: What lies in the other one.
        warm_up: Scans before the first round.
        rounds: Of each house.
        requests: In each round.
    """

    guests: int = 100
    few: History = _FEW
    many: History = _MANY
    warm_up: int = 300
    rounds: int = 6
    requests: int = 600


SMALL = Size(12, History(12, 20), History(60, 200, 3, 40), warm_up=4, rounds=1, requests=20)


def measure(options: Options) -> list[Figure]:
    """Fills and serves both houses and sends the rounds."""
    size = SMALL if options.is_small else Size()
    with (
        _house(size, size.few, options.workers) as small,
        _house(size, size.many, options.workers) as large,
    ):
        play_in_turn((small, large), warm_up=size.warm_up, rounds=size.rounds, requests=size.requests)
        before, after = small.figures(), large.figures()
    units = {"cpu": "ms/scan", "p50": "ms", "p99": "ms", "errors": ""}
    return [
        Figure(NAME, "contacts", size.many.all_contacts, "", baseline=size.few.all_contacts),
        *(Figure(NAME, name, after[name], unit, _BARS.get(name), before[name]) for name, unit in units.items()),
        *(
            Figure(NAME, f"{name} ratio", after[name] / before[name], "", _BARS[f"{name} ratio"], 1)
            for name in ("cpu", "p50")
        ),
    ]


@contextmanager
def _house(size: Size, history: History, workers: int) -> Iterator[Side]:
    """Serves an event whose database holds a history, and prepares the scans of its guests."""
    with served_event(size.guests, workers=workers, fill=partial(write_history, history=history)) as event:
        port, needed = event.server.port, size.warm_up + size.rounds * size.requests
        pairs = islice(new_pairs(phones(port, event.guests)), needed)
        yield Side(event.server, [phone.scan(port, guest) for phone, guest in pairs], "NEW_CONTACT", 1)
