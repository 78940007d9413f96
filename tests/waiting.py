"""Waiting for something that another thread or another process does."""

import time
from collections.abc import Callable

LONGEST = 120.0
"""Seconds; only a failure waits so long."""


def until(condition: Callable[[], object], what: str) -> None:
    """Returns as soon as a condition holds.

    Args:
        condition: Asked again and again.
        what: What is waited for, as the failure names it.

    Raises:
        AssertionError: It does not hold after LONGEST.
    """
    end = time.monotonic() + LONGEST
    while not condition():
        assert time.monotonic() < end, f"still waiting for {what}"
        time.sleep(0.02)
