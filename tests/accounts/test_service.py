"""How do people get an account and a role, and lose them?"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from flask import Flask
from sqlalchemy import event as sqlalchemy_event

from eventapp import clock
from eventapp.accounts.models import Role
from eventapp.accounts.queries import role_at, team
from eventapp.accounts.service import (
    SigningIn,
    accept_invitation,
    grant_role,
    invite,
    issue_setup_link,
    sign_in,
    use_link_for_account,
    use_link_to_sign_in,
)
from eventapp.accounts.team import remove_from_team
from eventapp.extensions import db
from tests.contacts.phones import at_once
from tests.factories import PASSWORD, make_account, make_event


def test_right_password_forgets_the_wrong_ones(app: Flask) -> None:
    """Nine slips and then the right password: the next slips count from the beginning."""
    now = clock.now()
    with app.app_context():
        make_account("ola@example.org")
        for _ in range(2):
            for _ in range(9):
                assert sign_in("ola@example.org", "wrong", now=now).verdict is SigningIn.WRONG
            assert sign_in(" Ola@Example.org ", PASSWORD, now=now).verdict is SigningIn.SIGNED_IN


def test_even_the_right_password_waits_after_too_many_tries(app: Flask) -> None:
    """Otherwise a guess would be rewarded after the limit, too."""
    now = clock.now()
    with app.app_context():
        make_account("ola@example.org")
        for _ in range(10):
            sign_in("ola@example.org", "wrong", now=now)
        assert sign_in("ola@example.org", PASSWORD, now=now).verdict is SigningIn.TOO_MANY_TRIES


def test_a_setup_link_works_once_and_only_the_last_one(app: Flask) -> None:
    """A link printed at an earlier start, and one used before, make no account; with an account there is none."""
    now = clock.now()
    with app.app_context():
        earlier, latest = issue_setup_link(now=now), issue_setup_link(now=now)
        assert earlier is not None
        assert latest is not None

        def use(token: str, email: str) -> str | None:
            return use_link_for_account(token, email=email, name="Ola", password=PASSWORD, now=now)

        assert use(earlier, "a@example.org") is None
        assert use(latest, "b@example.org") is not None
        assert use(latest, "c@example.org") is None
        assert issue_setup_link(now=now) is None


def test_a_link_is_good_for_its_own_purpose_only(app: Flask) -> None:
    """An invitation signs nobody in; somebody else's account cannot accept it and does not use it up."""
    now = clock.now()
    with app.app_context():
        organiser, invited, other = make_account(), make_account("b@example.org"), make_account("c@example.org")
        event = make_event(organiser=organiser)
        token = invite("B@example.org", Role.HOST, event_id=event.id, account_id=organiser.id, now=now)
        assert use_link_to_sign_in(token, now=now) is None
        assert use_link_for_account(token, email="", name="X", password=PASSWORD, now=now) is None
        assert accept_invitation(token, account_id=other.id, now=now) is None
        assert accept_invitation(token, account_id=invited.id, now=now) == event.id
        assert role_at(invited.id, event.id) is Role.HOST
        assert accept_invitation(token, account_id=invited.id, now=now) is None


def test_an_invitation_never_takes_a_role_down(app: Flask) -> None:
    """An organiser who accepts an invitation as host stays organiser; a host becomes organiser."""
    now = clock.now()
    with app.app_context():
        organiser, host = make_account("a@example.org"), make_account("b@example.org")
        event = make_event(organiser=organiser, host=host)
        down = invite("a@example.org", Role.HOST, event_id=event.id, account_id=organiser.id, now=now)
        up = invite("b@example.org", Role.ORGANISER, event_id=event.id, account_id=organiser.id, now=now)
        accept_invitation(down, account_id=organiser.id, now=now)
        accept_invitation(up, account_id=host.id, now=now)
        assert role_at(organiser.id, event.id) is Role.OWNER
        assert role_at(host.id, event.id) is Role.ORGANISER


@contextmanager
def meeting_before(app: Flask, statement: str) -> Iterator[None]:
    """Lets two transactions wait for each other before a statement, where the database lets both get that far."""
    both = Barrier(2)

    def wait(_connection: object, _cursor: object, sent: str, *_more: object) -> None:
        if sent.startswith(statement):
            with suppress(BrokenBarrierError):  # the other one waits for a lock
                both.wait(1)

    with app.app_context():
        engine = db.engine
    sqlalchemy_event.listen(engine, "before_cursor_execute", wait)
    try:
        yield
    finally:
        sqlalchemy_event.remove(engine, "before_cursor_execute", wait)


@pytest.mark.slow
def test_two_invitations_for_one_address_at_the_same_moment(app: Flask) -> None:
    """Both make an account: one of them does, the other link stays good for the account that is there now."""
    now = clock.now()
    with app.app_context():
        organiser = make_account()
        event_id, by = make_event(organiser=organiser).id, organiser.id
        links = [invite("neu@example.org", Role.HOST, event_id=event_id, account_id=by, now=now) for _ in range(2)]

    def use(link: str) -> str | None:
        with app.app_context():
            return use_link_for_account(link, email="", name="Nina", password=PASSWORD, now=now)

    with meeting_before(app, "INSERT INTO accounts"):
        signed_in = at_once([partial(use, link) for link in links])
    [left] = [link for link, token in zip(links, signed_in, strict=True) if token is None]
    with app.app_context():
        [account_id] = [role.account_id for role in team(event_id) if role.account.email == "neu@example.org"]
        assert accept_invitation(left, account_id=account_id, now=now) == event_id


@pytest.mark.slow
def test_two_invitations_of_one_account_at_the_same_moment(app: Flask) -> None:
    """Accepted in two windows: the role is there once, the higher one, and neither window shows an error."""
    now = clock.now()
    with app.app_context():
        organiser, invited_id = make_account(), make_account("b@example.org").id
        event_id, by = make_event(organiser=organiser).id, organiser.id
        roles = (Role.HOST, Role.ORGANISER)
        links = [invite("b@example.org", role, event_id=event_id, account_id=by, now=now) for role in roles]

    def accept(link: str) -> int | None:
        with app.app_context():
            return accept_invitation(link, account_id=invited_id, now=now)

    with meeting_before(app, "INSERT INTO event_roles"):
        assert at_once([partial(accept, link) for link in links]) == [event_id] * 2
    with app.app_context():
        assert role_at(invited_id, event_id) is Role.ORGANISER


def test_two_owners_who_remove_each_other_leave_one(app: Flask) -> None:
    """The last owner stays, also when both remove the other at the same moment."""
    now = clock.now()
    with app.app_context():
        one, two = make_account(), make_account()
        event = make_event(organiser=one)
        grant_role(two.id, Role.OWNER, event_id=event.id)
        ids, event_id = (one.id, two.id), event.id

    def remove(pair: tuple[int, int]) -> bool:
        with app.app_context():
            return remove_from_team(pair[0], event_id=event_id, by_account_id=pair[1], now=now)

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(remove, [ids, ids[::-1]])) == [False, True]
    with app.app_context():
        assert len(team(event_id)) == 1
        assert remove_from_team(999, event_id=event_id, by_account_id=ids[0], now=now)
