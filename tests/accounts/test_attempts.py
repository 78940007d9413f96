"""How often may somebody try?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask

from eventapp import clock
from eventapp.accounts.attempts import SIGN_IN, forget, is_allowed, note, take


def test_many_at_the_same_moment_do_not_slip_past_the_limit(app: Flask) -> None:
    """Of thirty attempts at once, no more are let through than one after the other.

    Checking first and noting afterwards lets nearly all thirty through.
    """
    now = clock.now()

    def attempt(_number: int) -> bool:
        with app.app_context():
            return take(SIGN_IN, "ola@example.org", now=now)

    with ThreadPoolExecutor(8) as threads:
        allowed = sum(threads.map(attempt, range(30)))
    assert 1 <= allowed <= SIGN_IN.most


def test_the_window_ends_even_while_somebody_hammers_on(app: Flask) -> None:
    """Refused attempts do not make the wait longer."""
    now = clock.now()
    with app.app_context():
        assert [take(SIGN_IN, "a", now=now) for _ in range(12)] == [True] * 10 + [False] * 2
        assert not take(SIGN_IN, "a", now=now + SIGN_IN.window - timedelta(seconds=1))
        assert take(SIGN_IN, "a", now=now + SIGN_IN.window + timedelta(seconds=1))


def test_subjects_do_not_share_their_attempts(app: Flask) -> None:
    """Whoever mistypes locks nobody else out; forgetting forgets one subject only."""
    now = clock.now()
    with app.app_context():
        for _ in range(10):
            note(SIGN_IN, "a", now=now)
            note(SIGN_IN, "b", now=now)
        forget(SIGN_IN, "a")
        assert is_allowed(SIGN_IN, "a", now=now)
        assert not is_allowed(SIGN_IN, "b", now=now)


def test_a_very_long_subject_is_limited_too(app: Flask) -> None:
    """What does not fit into the column is cut when noting and when asking alike."""
    now = clock.now()
    with app.app_context():
        for _ in range(10):
            assert take(SIGN_IN, "x" * 5000, now=now)
        assert not take(SIGN_IN, "x" * 5000, now=now)
