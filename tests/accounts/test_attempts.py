"""How often may somebody try?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventapp import clock
from eventapp.accounts.attempts import LONGEST_WINDOW, SIGN_IN, Limit, forget, forget_old, is_allowed, note, take
from eventapp.accounts.models import Attempt
from eventapp.extensions import db


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


def test_what_matters_no_more_is_forgotten(app: Flask) -> None:
    """The clock takes it away; no limit looks further back than attempts are kept."""
    now = clock.now()
    kept = select(func.count()).select_from(Attempt)
    with app.app_context():
        note(SIGN_IN, "a", now=now - LONGEST_WINDOW)
        note(SIGN_IN, "b", now=now - LONGEST_WINDOW + timedelta(seconds=1))
        forget_old(now)
        assert db.session.scalar(kept) == 1
        forget_old(now + timedelta(seconds=1))
        assert db.session.scalar(kept) == 0
    with pytest.raises(ValueError, match="kept for"):
        Limit("a_day", 1, timedelta(days=1))
