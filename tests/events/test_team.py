"""How does a team come together?"""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.accounts.models import Role
from eventapp.accounts.queries import role_at, team
from eventapp.accounts.service import grant_role
from tests.factories import PASSWORD, make_account, make_event
from tests.pages import sign_in

pytestmark = pytest.mark.one_database


@pytest.fixture
def event_id(app: Flask, client: FlaskClient) -> int:
    """An event „Treffen“; its organiser is signed in in `client`."""
    with app.app_context():
        organiser = make_account("ola@example.org")
        sign_in(client, organiser)
        return make_event(organiser=organiser, title="Treffen").id


def invitation_link(client: FlaskClient, email: str, role: str = "host") -> str:
    """Invites somebody and gives the path of the link that is shown."""
    assert client.post("/events/treffen/team", data={"email": email, "role": role}).status_code == 303
    found = re.search(r'value="http://localhost(/invitation/[0-9a-f]+)"', client.get("/events/treffen/team").text)
    assert found is not None
    return found[1]


@pytest.mark.usefixtures("event_id")
def test_a_new_person_joins_by_the_link(app: Flask, client: FlaskClient) -> None:
    """The link is shown once, makes an account for the invited address only, and works once."""
    path = invitation_link(client, " Helfer@Example.org ")
    assert "/invitation/" not in client.get("/events/treffen/team").text
    helper = app.test_client()
    assert "helfer@example.org" in helper.get(path).text
    assert helper.post(path, data={"name": "", "password": "kurz"}).status_code == 422
    data = {"name": "Hel Fer", "password": PASSWORD, "email": "boss@example.org", "role": "organiser"}
    assert helper.post(path, data=data).headers["Location"] == "/events/treffen/overview"
    assert "Zur Einlassliste" in helper.get("/events/treffen/overview").text
    members = client.get("/events/treffen/team").text
    assert "helfer@example.org" in members
    assert "boss@example.org" not in members
    assert helper.get(path).status_code == helper.post(path, data=data).status_code == 410


def test_somebody_with_an_account_signs_in_and_accepts(app: Flask, client: FlaskClient, event_id: int) -> None:
    """The way leads over the sign-in back to the invitation; a button accepts it, looking does not."""
    with app.app_context():
        known = make_account("known@example.org").id
    path = invitation_link(client, "known@example.org", "organiser")
    browser = app.test_client()
    assert f"/sign-in?next={path}" in browser.get(path).text
    assert 'name="password"' not in browser.post(path, data={"name": "X", "password": PASSWORD}).text
    browser.post("/sign-in", data={"email": "known@example.org", "password": PASSWORD})
    assert browser.get(path).status_code == 200
    with app.app_context():
        assert role_at(known, event_id) is None
    assert browser.post(path).headers["Location"] == "/events/treffen/overview"
    with app.app_context():
        assert role_at(known, event_id) is Role.ORGANISER
    assert browser.post(path).status_code == 410


def test_an_invitation_is_nothing_for_another_account(app: Flask, client: FlaskClient, event_id: int) -> None:
    """Signed in as somebody else, one is told so; the role stays with the invited address."""
    with app.app_context():
        make_account("known@example.org")
        other = make_account("other@example.org")
        browser = app.test_client()
        sign_in(browser, other)
        other_id = other.id
    path = invitation_link(client, "known@example.org")
    assert "other@example.org" in browser.get(path).text
    browser.post(path)
    with app.app_context():
        assert role_at(other_id, event_id) is None


@pytest.mark.usefixtures("event_id")
@pytest.mark.parametrize("data", [{}, {"email": "x"}, {"email": "a@example.org", "role": "boss"}])
def test_a_wrong_invitation_is_told(client: FlaskClient, data: dict[str, str]) -> None:
    """Without an address or with an unknown role there is no link."""
    answer = client.post("/events/treffen/team", data=data)
    assert answer.status_code == 422
    assert "/invitation/" not in answer.text


@pytest.mark.usefixtures("event_id")
def test_the_link_of_one_event_is_not_shown_at_another(app: Flask, client: FlaskClient) -> None:
    """Two team pages open side by side do not mix their invitations up."""
    with app.app_context():
        make_event(organiser=None, title="Anderes")
        grant_role(1, Role.OWNER, event_id=2)
    client.post("/events/treffen/team", data={"email": "a@example.org", "role": "host"})
    assert "/invitation/" not in client.get("/events/anderes/team").text


def test_members_leave_and_the_last_owner_stays(app: Flask, client: FlaskClient, event_id: int) -> None:
    """Removing takes effect with the next page; without another owner nobody leaves."""
    with app.app_context():
        host, second = make_account("host@example.org").id, make_account("second@example.org").id
        grant_role(host, Role.HOST, event_id=event_id)
        ola = next(member.account_id for member in team(event_id) if member.role == Role.OWNER)
    client.post(f"/events/treffen/team/{ola}/remove")
    assert "Machen Sie zuerst jemand anderen dazu" in client.get("/events/treffen/team").text
    client.post(f"/events/treffen/team/{host}/remove")
    with app.app_context():
        assert role_at(host, event_id) is None
        grant_role(second, Role.OWNER, event_id=event_id)
    assert client.post(f"/events/treffen/team/{ola}/remove").headers["Location"] == "/"
    assert client.get("/events/treffen/team").status_code == 404


@pytest.mark.usefixtures("event_id")
@pytest.mark.parametrize("number", ["0", "999999", "2147483647", "2147483648", "9" * 40, "-1", "x"])
def test_removing_nobody_is_harmless(client: FlaskClient, number: str) -> None:
    """Ids that name nobody change nothing, however large."""
    assert client.post(f"/events/treffen/team/{number}/remove").status_code in {303, 404}
    assert "ola@example.org" in client.get("/events/treffen/team").text
