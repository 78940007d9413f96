"""Does somebody's account stay theirs: new password, other browsers, a lost password?"""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from eventapp import clock
from eventapp.accounts.attempts import SIGN_IN_MAIL, SIGN_IN_MAILS
from eventapp.accounts.models import SignIn
from eventapp.accounts.service import issue_sign_in_link
from eventapp.background import deliver_due
from eventapp.config import current_config
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from tests.contacts.phones import statements
from tests.factories import PASSWORD, make_account
from tests.pages import sign_in

pytestmark = pytest.mark.one_database

NEW = "drei graue Reiher"
OLA = "ola@example.org"


def browser_of(app: Flask, email: str = OLA) -> FlaskClient:
    """Somebody who has signed in with their password."""
    client = app.test_client()
    assert client.post("/sign-in", data={"email": email, "password": PASSWORD}).headers["Location"] == "/"
    return client


def is_in(client: FlaskClient) -> bool:
    """Whether an account is signed in."""
    return client.get("/account").status_code == 200


def copy_of(client: FlaskClient) -> FlaskClient:
    """Somebody who has copied the cookie."""
    thief, cookie = client.application.test_client(), client.get_cookie("session")
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    return thief


def test_a_new_password_ends_whatever_the_old_one_opened(app: Flask) -> None:
    """Other browsers, a copy of this one's cookie, links that are under way; wrong ones end after ten."""
    with app.app_context():
        account_id = make_account(OLA).id
        link = issue_sign_in_link(account_id, now=clock.now())
    own, other = browser_of(app), browser_of(app)
    thief = copy_of(own)
    for typed, field in ({"present": "falsch", "password": NEW}, "present"), ({"present": PASSWORD}, "password"):
        refused = own.post("/account/password", data=typed)
        assert refused.status_code == 422
        assert f'id="{field}-error"' in refused.text
    assert [is_in(client) for client in (own, other, thief)] == [True] * 3
    assert own.post("/account/password", data={"present": PASSWORD, "password": NEW}).status_code == 303
    assert [is_in(client) for client in (own, other, thief)] == [True, False, False]
    assert app.test_client().get(f"/sign-in/{link}").status_code == 410
    for password, status in (PASSWORD, 422), (NEW, 303):
        assert app.test_client().post("/sign-in", data={"email": OLA, "password": password}).status_code == status
    tries = [own.post("/account/password", data={"present": "falsch", "password": NEW}) for _ in range(11)]
    assert [answer.status_code for answer in tries] == [422] * 10 + [429]


def test_who_comes_by_a_link_needs_no_old_password_for_an_hour(app: Flask, client: FlaskClient) -> None:
    """That is what the link is for; an hour later somebody else may sit there."""
    with app.app_context():
        sign_in(client, make_account(OLA))
    with app.app_context(), write_session(db.session()) as session:
        session.execute(update(SignIn).values(created_at=clock.now() - timedelta(hours=1, minutes=1)))
    assert client.post("/account/password", data={"password": NEW}).status_code == 422
    with app.app_context(), write_session(db.session()) as session:
        session.execute(update(SignIn).values(created_at=clock.now() - timedelta(minutes=59)))
    assert client.post("/account/password", data={"password": NEW}).status_code == 303
    assert client.post("/account/password", data={"password": PASSWORD}).status_code == 422, "once"


def test_one_browser_and_all_others_are_signed_out(app: Flask) -> None:
    """Of one's own account only: a number of somebody else's is like none."""
    with app.app_context():
        make_account(OLA)
        make_account("otto@example.org")
    own, one, two, foreign = browser_of(app), browser_of(app), browser_of(app), browser_of(app, "otto@example.org")
    ids = [int(number) for number in re.findall(r"/account/sign-ins/(\d+)/end", own.get("/account").text)]
    assert ids == [3, 2]
    assert {foreign.post(f"/account/sign-ins/{number}/end").status_code for number in (*ids, 99)} == {404}
    assert own.post("/account/sign-ins/2/end").status_code == 303
    assert [is_in(client) for client in (own, one, two, foreign)] == [True, False, True, True]
    thief = copy_of(own)
    assert own.post("/account/sign-ins/end-others").status_code == 303
    assert [is_in(client) for client in (own, two, thief, foreign)] == [True, False, False, True]


def test_a_link_by_mail_tells_nobody_who_has_an_account(app: Flask, client: FlaskClient) -> None:
    """The same answer by the same statements; only to the known address a mail goes, and its link works once."""
    with app.app_context():
        make_account(OLA)
    seen = []
    for email in ("nobody@example.org", " Ola@Example.org "):
        with statements(app) as asked:
            answer = client.post("/lost-password", data={"email": email})
        seen.append((answer.status_code, answer.headers["Location"], len(asked)))
    assert seen[0] == seen[1]
    deliver_due(app)
    with app.app_context():
        [mail] = (current_config().instance / "outbox").glob("*.txt")
        assert set(db.session.scalars(select(OutboxMail.recipient))) == {"", OLA}
        assert db.session.scalar(select(func.count()).where(OutboxMail.sent_at.is_(None))) == 0
    text = mail.read_text("utf-8")
    [path] = re.findall(r"http://localhost(/sign-in/\w+)", text)
    assert "To: ola@example.org" in text
    assert client.post(path).status_code == 303
    assert is_in(client)
    assert client.post(path).status_code == 410


def test_links_by_mail_are_limited(app: Flask, client: FlaskClient) -> None:
    """Three to an address, and nobody notices; so many for everybody behind a network address."""
    with app.app_context():
        make_account(OLA)
    answers = [client.post("/lost-password", data={"email": OLA}).status_code for _ in range(SIGN_IN_MAILS.most + 1)]
    assert answers == [303] * SIGN_IN_MAILS.most + [429]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == SIGN_IN_MAIL.most
