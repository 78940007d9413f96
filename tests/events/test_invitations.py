"""Does an invitation reach whom it is for, once, and nobody after it was taken back?"""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.accounts import attempts
from eventapp.accounts.models import Role
from eventapp.accounts.queries import role_at, team
from eventapp.background import deliver_due
from tests.factories import PASSWORD, make_account, make_event
from tests.pages import sign_in

pytestmark = pytest.mark.one_database

TEAM = "/events/treffen/team"
NINA = "nina@example.org"


@pytest.fixture
def event_id(app: Flask, client: FlaskClient) -> int:
    """An event „Treffen“; its owner is signed in in `client`."""
    with app.app_context():
        owner = make_account("ola@example.org")
        sign_in(client, owner)
        return make_event(organiser=owner, title="Treffen").id


def invite(client: FlaskClient, role: str = "door_host") -> tuple[str, str]:
    """Invites Nina; the link on the page, and the one in the mail."""
    assert client.post(TEAM, data={"email": NINA, "role": role}).status_code == 303
    return shown(client), mailed(client.application)


def shown(client: FlaskClient) -> str:
    """The link that the team's page shows now."""
    found = re.search(r'value="http://localhost(/invitation/\w+)"', client.get(TEAM).text)
    assert found is not None
    return found[1]


def mailed(app: Flask) -> str:
    """The link of the latest mail."""
    deliver_due(app)
    text = max((Path(app.instance_path) / "outbox").glob("*.txt")).read_text("utf-8")
    assert f"To: {NINA}" in text
    found = re.search(r"http://localhost(/invitation/\w+)", text)
    assert found is not None
    return found[1]


def test_nobody_makes_the_server_write_to_strangers_without_end(
    app: Flask, client: FlaskClient, event_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the limit nothing is sent, what was typed stays, and an invitation that waits stays as it was."""
    monkeypatch.setattr(attempts, "INVITATIONS", replace(attempts.INVITATIONS, most=2))
    del event_id
    by_hand, _by_mail = invite(client)
    again = re.search(r'action="(/events/treffen/team/invitations/\d+/again)"', client.get(TEAM).text)
    assert again is not None
    assert client.post(TEAM, data={"email": "b@example.org", "role": "host"}).status_code == 303
    refused = client.post(TEAM, data={"email": "c@example.org", "role": "host"})
    assert refused.status_code == 429
    assert "in einer Stunde" in refused.text
    assert 'value="c@example.org"' in refused.text
    assert "in einer Stunde" in client.post(again[1], follow_redirects=True).text
    deliver_due(app)
    assert len(list((Path(app.instance_path) / "outbox").glob("*.txt"))) == 2
    assert app.test_client().get(by_hand).status_code == 200


def test_by_mail_or_by_hand_it_works_once(app: Flask, client: FlaskClient, event_id: int) -> None:
    """Whichever link is used, the other one is worth nothing afterwards; in the mail stands who invites to what."""
    by_hand, by_mail = invite(client)
    [mail] = (Path(app.instance_path) / "outbox").glob("*.txt")
    words = mail.read_text("utf-8")
    assert "Ola Nowak lädt Sie in das Team von „Treffen“ ein. Ihre Rolle: Nur Einlass." in words
    nina = app.test_client()
    assert nina.post(by_mail, data={"name": "Nina", "password": PASSWORD}).status_code == 303
    assert [nina.get(path).status_code for path in (by_mail, by_hand)] == [410, 410]
    assert nina.get("/events/treffen/door").status_code == 200
    with app.app_context():
        assert [member.role for member in team(event_id)] == [Role.OWNER, Role.DOOR_HOST]


def test_it_is_withdrawn_and_sent_again(app: Flask, client: FlaskClient, event_id: int) -> None:
    """Neither link works then, nor a mail that had not gone; sent again, only the new ones do."""
    first = invite(client)
    [number] = re.findall(r"/invitations/(\d+)/withdraw", client.get(TEAM).text)
    assert client.post(f"{TEAM}/invitations/{number}/again").status_code == 303
    second = (shown(client), mailed(app))
    assert [client.get(path).status_code for path in (*first, *second)] == [410, 410, 200, 200]
    assert client.post(f"{TEAM}/invitations/{number}/withdraw").status_code == 404, "its place was taken"
    client.post(TEAM, data={"email": NINA, "role": "owner"})
    for number in re.findall(r"/invitations/(\d+)/withdraw", client.get(TEAM).text):
        assert client.post(f"{TEAM}/invitations/{number}/withdraw").status_code == 303
    assert client.get(second[1]).status_code == 410
    before = len(list((Path(app.instance_path) / "outbox").glob("*.txt")))
    deliver_due(app)
    assert len(list((Path(app.instance_path) / "outbox").glob("*.txt"))) == before
    assert NINA not in client.get(TEAM).text
    with app.app_context():
        assert len(team(event_id)) == 1


def test_a_role_is_changed_and_the_last_owner_stays(app: Flask, client: FlaskClient, event_id: int) -> None:
    """It holds from the next page on; two halves of a host are one, and a smaller invitation takes nothing away."""
    with app.app_context():
        nina = make_account(NINA)
        browser, nina_id = app.test_client(), nina.id
        sign_in(browser, nina)
        ola = team(event_id)[0].account_id
    for role, joined in (
        ("viewer", Role.VIEWER),
        ("door_host", Role.DOOR_HOST),
        ("badge_host", Role.HOST),
        ("viewer", Role.HOST),
    ):
        browser.post(invite(client, role)[1])
        with app.app_context():
            assert role_at(nina_id, event_id) is joined
    assert browser.get("/events/treffen/door").status_code == 200
    assert client.post(f"{TEAM}/{nina_id}/role", data={"role": "viewer"}).status_code == 303
    assert browser.get("/events/treffen/door").status_code == 403
    assert browser.get("/events/treffen/graph").status_code == 200
    client.post(f"{TEAM}/{ola}/role", data={"role": "organiser"})
    assert "Machen Sie zuerst jemand anderen dazu" in client.get(TEAM).text
    assert [client.post(f"{TEAM}/{nina_id}/role", data={"role": role}).status_code for role in ("boss", "")] == [
        400
    ] * 2
    client.post(f"{TEAM}/{nina_id}/role", data={"role": "owner"})
    assert client.post(f"{TEAM}/{ola}/role", data={"role": "organiser"}).headers["Location"].endswith("/overview")
    assert client.get(TEAM).status_code == 403
    assert browser.get(TEAM).status_code == 200
