"""Does a stolen password, or a copied link, open nothing without the device?"""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.accounts.second_factor import begin_setup, confirm_setup, matching_step, waiting_setup
from eventapp.accounts.service import issue_sign_in_link, use_link_to_sign_in
from tests.factories import PASSWORD, make_account, make_event
from tests.pages import sign_in

pytestmark = pytest.mark.one_database

OLA, WRONG = "ola@example.org", "000000"


@dataclass(frozen=True)
class Device:
    """Ola's phone, just set up, and the codes for its loss."""

    account_id: int
    totp: pyotp.TOTP
    recovery_codes: tuple[str, ...]
    begun: datetime

    def code(self, half_minutes: int = 1) -> str:
        """A code so long after the one with which it was set up."""
        return self.totp.at(self.begun, counter_offset=half_minutes)


@pytest.fixture
def device(app: Flask) -> Device:
    """An account with a second factor."""
    with app.app_context():
        account_id, now = make_account(OLA).id, clock.now()
        begin_setup(account_id, now=now)
        setup = waiting_setup(account_id, now=now)
        assert setup is not None
        totp = pyotp.parse_uri(setup.address)
        assert isinstance(totp, pyotp.TOTP)
        assert (totp.name, totp.issuer, totp.secret) == (OLA, "eventapp", setup.secret)
        done = confirm_setup(account_id, totp.at(now), now=now)
        return Device(account_id, totp, done.recovery_codes, now)


def first_step(client: FlaskClient, target: str = "/") -> TestResponse:
    """Signs in with the password."""
    return client.post("/sign-in", data={"email": OLA, "password": PASSWORD, "next": target})


def type_code(client: FlaskClient, code: str) -> tuple[int, str]:
    """The second step: its status, and where it leads."""
    answer = client.post("/sign-in/code", data={"code": code})
    return answer.status_code, answer.headers.get("Location", "")


def is_in(client: FlaskClient) -> bool:
    """Whether an account is signed in."""
    return client.get("/account").status_code == 200


def test_codes_are_those_of_rfc_6238() -> None:
    """The vectors of its appendix B, as six digits; half a minute early or late is good, a whole one is not."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    for seconds, code in (
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ):
        now = datetime.fromtimestamp(seconds, UTC)
        found = [matching_step(secret, code, now=now + timedelta(seconds=30 * late)) for late in (0, 1, 2)]
        assert found == [seconds // 30] * 2 + [None]
        assert matching_step(secret, f" {code[:3]} {code[3:]}", now=now) == seconds // 30
    early = datetime.fromtimestamp(1111111109 - 30, UTC)
    assert matching_step(secret, "081804", now=early) == 1111111109 // 30
    assert matching_step(secret, "081804", now=early - timedelta(seconds=30)) is None
    now = datetime.fromtimestamp(59, UTC)
    for nonsense in ("", "28708", "2870820", "٢٨٧٠٨٢", "-87082", "287082\x00"):
        assert matching_step(secret, nonsense, now=now) is None


def test_nobody_is_signed_in_before_the_code_is_right(client: FlaskClient, device: Device) -> None:
    """No page opens by its address meanwhile; then the way goes on to where it led. A code is taken once."""
    target = "/events/new?series=1"
    assert first_step(client, target).headers["Location"] == "/sign-in/code"
    for path in ("/account", target, "/account/second-factor"):
        assert client.get(path).headers["Location"].startswith("/sign-in?")
    planted, thief = client.get_cookie("session"), client.application.test_client()
    assert planted is not None
    assert type_code(client, WRONG)[0] == 422
    assert type_code(client, device.code(0))[0] == 422, "with it the device was set up"
    assert type_code(client, device.code()) == (303, target)
    assert is_in(client)
    thief.set_cookie("session", planted.value)
    assert not is_in(thief), "the cookie of before is worth nothing"
    for used in (device.code(), device.code(0)):
        assert type_code(thief, used)[0] == 422, "seen over a shoulder"
    assert not is_in(thief)


def test_the_second_page_opens_to_nobody_without_the_first_step(client: FlaskClient, device: Device) -> None:
    """Not by its address, not after five minutes; and after a link it is asked for too."""
    assert type_code(client, device.code())[1].startswith("/sign-in")
    first_step(client)
    with client.session_transaction() as session:
        assert session["awaits_code"]["account_id"] == device.account_id
        session["awaits_code"] = {**session["awaits_code"], "until": int(clock.now().timestamp()) - 1}
    assert type_code(client, device.code())[1].startswith("/sign-in")
    with client.application.app_context():
        link = issue_sign_in_link(device.account_id, now=clock.now())
        assert use_link_to_sign_in(link, now=clock.now()) is None
    assert client.post(f"/sign-in/{link}").headers["Location"] == "/sign-in/code"
    assert not is_in(client)
    assert client.get(f"/sign-in/{link}").status_code == 410
    assert type_code(client, device.code()) == (303, "/")
    assert is_in(client)


def test_codes_cannot_be_tried_one_after_the_other(app: Flask, device: Device) -> None:
    """After five wrong ones even the right one waits, from whichever browser."""
    clients = [app.test_client(), app.test_client()]
    for client in clients:
        first_step(client)
    tries = [type_code(clients[number % 2], WRONG)[0] for number in range(5)]
    assert tries == [422] * 5
    assert [type_code(client, device.code())[0] for client in clients] == [429, 429]
    assert not any(map(is_in, clients))


def test_a_recovery_code_lets_in_once(app: Flask, device: Device) -> None:
    """However it is typed; new ones take the place of all earlier ones."""
    kept = [app.test_client() for _ in range(2)]
    for client in kept:
        first_step(client)
    one = device.recovery_codes[0]
    assert [type_code(client, f" {one[:4].lower()}-{one[4:]}")[0] for client in kept] == [303, 422]
    renewed = kept[0].post("/account/second-factor/codes", data={"code": device.code()})
    codes = re.findall(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}", renewed.text)
    assert len(set(codes)) == 10
    assert [type_code(kept[1], code)[0] for code in (device.recovery_codes[1], codes[0])] == [422, 303]
    assert "9 Ersatzcodes" in kept[1].get("/account/second-factor").text


def test_turning_it_off_needs_both_and_the_operator_neither(app: Flask, client: FlaskClient, device: Device) -> None:
    """Somebody at an open browser has neither; who has lost everything asks whoever runs the server."""
    first_step(client)
    type_code(client, device.code())
    spare = device.recovery_codes
    for password, code in ((PASSWORD, WRONG), ("falsch", spare[0])):
        typed = {"off-password": password, "off-code": code}
        assert client.post("/account/second-factor/remove", data=typed).status_code == 422
    assert first_step(app.test_client()).headers["Location"] == "/sign-in/code"
    typed = {"off-password": PASSWORD, "off-code": spare[1]}
    assert client.post("/account/second-factor/remove", data=typed).status_code == 303
    assert first_step(app.test_client()).headers["Location"] == "/"
    with app.app_context():
        begin_setup(device.account_id, now=clock.now())
        setup = waiting_setup(device.account_id, now=clock.now())
        assert setup is not None
        confirm_setup(device.account_id, pyotp.TOTP(setup.secret).at(clock.now()), now=clock.now())
    command = app.test_cli_runner()
    assert command.invoke(args=["remove-second-factor", OLA]).exit_code == 0
    assert first_step(app.test_client()).headers["Location"] == "/"
    assert command.invoke(args=["remove-second-factor", OLA]).exit_code == 2


def test_an_event_asks_its_team_for_it(app: Flask, client: FlaskClient) -> None:
    """Whoever has none is led to setting it up, and on to the page that they wanted; scripts are told."""
    with app.app_context():
        organiser, host = make_account(OLA), make_account("hedi@example.org")
        make_event(organiser=organiser, host=host)
        sign_in(client, organiser)
        helper = app.test_client()
        sign_in(helper, host)
    door = "/events/netzwerktreffen/door"
    assert client.post("/events/netzwerktreffen/team/second-factor", data={"required": "yes"}).status_code == 303
    answer = helper.get(f"{door}?q=a")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/account/second-factor?next={door}?q%3Da")
    refused = helper.get(door, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.get_json()["error"]) == (403, "second_factor_needed")
    helper.post("/account/second-factor/begin")
    page = helper.get(answer.headers["Location"]).text
    secret = re.search(r"secret=([A-Z2-7]{32})", page)
    assert secret is not None
    assert '<svg class="qr"' in page
    assert helper.post("/account/second-factor/confirm", data={"code": WRONG}).status_code == 422
    data = {"code": pyotp.TOTP(secret[1]).at(clock.now())}
    done = helper.post(f"/account/second-factor/confirm?next={door}", data=data)
    assert f'href="{door}"' in done.text
    assert secret[1] not in helper.get("/account/second-factor").text
    assert helper.get(door).status_code == 200
