"""Do requests go before what a process does besides?"""

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest

from eventapp.right_of_way import RightOfWay

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SECONDS = 20
"""Longer than any machine needs for what is to happen at once."""


class Door:
    """An app that answers when it is told to."""

    def __init__(self) -> None:
        """Shut."""
        self.is_asked, self.is_open, self.breaks = threading.Event(), threading.Event(), False

    def __call__(self, _environ: "WSGIEnvironment", _start_response: "StartResponse") -> Iterable[bytes]:
        """Answers as soon as the door is open."""
        self.is_asked.set()
        assert self.is_open.wait(SECONDS)
        if self.breaks:
            raise RuntimeError("the app broke")
        return iter([b"a stream that nobody reads to its end"])


@pytest.mark.parametrize("breaks", [False, True])
def test_work_waits_until_all_are_answered(*, breaks: bool) -> None:
    """While a request is under way nothing else goes on; afterwards at once, also where the app failed."""
    door, went_on = Door(), threading.Event()
    door.breaks = breaks
    way = RightOfWay(door)

    def ask() -> None:
        if breaks:
            with pytest.raises(RuntimeError):
                way({}, lambda *_: print)
        else:
            way({}, lambda *_: print)

    def work() -> None:
        way.give(SECONDS)
        went_on.set()

    way.give(SECONDS)  # nobody asks: at once
    asking = threading.Thread(target=ask)
    asking.start()
    assert door.is_asked.wait(SECONDS)
    working = threading.Thread(target=work)
    working.start()
    assert not went_on.wait(0.2)
    door.is_open.set()
    assert went_on.wait(SECONDS / 2)
    asking.join()
    working.join()


def test_work_goes_on_on_the_busiest_evening() -> None:
    """However many ask, what has waited long enough goes on."""
    door = Door()
    way = RightOfWay(door)
    asking = threading.Thread(target=way, args=({}, lambda *_: print))
    asking.start()
    assert door.is_asked.wait(SECONDS)
    way.give(0.01)
    assert not door.is_open.is_set()
    door.is_open.set()
    asking.join()
