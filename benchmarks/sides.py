"""What do rounds of requests to one of two servers come to, when both are compared in the same run?"""

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.clients import Answer, Load, send
from benchmarks.processes import RunningServer

_OK = 200


@dataclass
class Side:
    """One of the two, and its rounds so far.

    Attributes:
        server: Takes the requests.
        requests: All that are going to be sent, in their order.
        verdict: What each has to be answered with.
        clients: How many send at once.
    """

    server: RunningServer
    requests: Sequence[str]
    verdict: str
    clients: int
    loads: list[Load] = field(default_factory=list)
    cpu_seconds: float = 0.0

    def play(self, start: int, end: int, *, counts: bool = True) -> None:
        """Sends some of the requests."""
        before = self.server.cpu_seconds()
        load = send(self.server.port, self.requests[start:end], clients=self.clients)
        if counts:
            self.loads.append(load)
            self.cpu_seconds += self.server.cpu_seconds() - before

    @property
    def answers(self) -> list[Answer]:
        """Of all rounds."""
        return [answer for load in self.loads for answer in load.answers]

    @property
    def refused(self) -> int:
        """Requests that were not answered as they should."""
        return sum(
            answer.status != _OK or json.loads(answer.body).get("verdict") != self.verdict for answer in self.answers
        )

    def figures(self) -> dict[str, float]:
        """What all rounds come to: medians of rates, times of all rounds together."""
        times = statistics.quantiles((answer.milliseconds for answer in self.answers), n=100, method="inclusive")
        return {
            "rate": statistics.median(load.per_second for load in self.loads),
            "p50": times[49],
            "p99": times[98],
            "cpu": self.cpu_seconds * 1000 / len(self.answers),
            "errors": self.refused,
        }


def play_in_turn(sides: Sequence[Side], *, warm_up: int, rounds: int, requests: int) -> None:
    """Lets two servers take their requests in alternating rounds, so that a busy moment of the machine hits both.

    Args:
        sides: The two.
        warm_up: Requests to each that are not counted.
        rounds: For each.
        requests: In each round.
    """
    for side in sides:
        side.play(0, warm_up, counts=False)
    for start in range(warm_up, warm_up + rounds * requests, requests):
        for side in sides:
            side.play(start, start + requests)
