"""Is every answer safe: its headers, its cookie, and what its page loads?"""

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from eventapp import assets
from eventapp.config import Config
from tests.conftest import make_settings, open_app
from tests.ground_rules.hall import OVER, SCREEN_PAGES, Hall, Visitor
from tests.ground_rules.house import House, open_house
from tests.ground_rules.markup import Markup

pytestmark = pytest.mark.slow

POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:", "blob:"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "media-src": {"'self'", "blob:"},
    "worker-src": {"'self'"},
    "manifest-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
}
WASM = "'wasm-unsafe-eval'"
SCAN_PAGES = {
    "contacts.scan_page",
    "checkin.scan_page",
    "kiosk.identify",
    "kiosk.page",
    "stations.station",
    "phone.shell",
    "door_phone.page",
    "door_phone.shell",
}
ON_SQLITE = pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
"""Headers are made above the database; test_reading.py looks at every page on PostgreSQL."""
TOKEN_PAGES = {
    "accounts.setup",
    "accounts.sign_in_by_link",
    "team.invitation",
    "registration.personal_link",
    "stations.pair",
    "doors.pair",
    *SCREEN_PAGES,
}


@ON_SQLITE
def test_every_answer_can_be_sent_compressed(house: House) -> None:
    """As every browser asks for it: what comes compressed is what comes without."""
    compressed = set()
    for rule, look in house.served(OVER):
        plain, response = look(), look(headers={"Accept-Encoding": "gzip, br"})
        assert response.status_code == plain.status_code, rule
        if response.headers.get("Content-Encoding") == "gzip":
            compressed.add(rule.endpoint)
            assert len(gzip.decompress(response.data)) == len(plain.data), rule
    assert {"network.graph_json", "result_export.record"} <= compressed


def policy_of(response: TestResponse) -> dict[str, set[str]]:
    """The content security policy of an answer."""
    directives = response.headers["Content-Security-Policy"].split("; ")
    return {name: set(sources.split()) for name, _, sources in (directive.partition(" ") for directive in directives)}


def check(response: TestResponse) -> None:
    """Fails unless an answer carries what every answer carries."""
    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    policy = policy_of(response)
    policy["script-src"].discard(WASM)
    assert policy == POLICY


def check_private(response: TestResponse) -> None:
    """Fails unless an answer is for this browser and this moment only."""
    check(response)
    assert response.headers["Cache-Control"] == "no-store"
    assert "cookie" in {name.lower() for name in response.vary}


@ON_SQLITE
def test_every_answer_of_every_route(filled: tuple[Config, Hall]) -> None:
    """For every visitor, the style page too: safe headers, no code, nothing from elsewhere, no row written."""
    pages, seen = 0, set()
    with open_house(*filled, DEBUG=True) as house:
        before = house.contents()
        for rule, visitor, response in house.walk():
            assert response.status_code < 500, (rule, visitor)
            _check_headers(rule, response)
            if response.mimetype == "text/html":
                _check_markup(rule, visitor, response)
                pages += response.status_code == 200
            if response.status_code == 200:
                seen.add(rule.endpoint)
        assert house.contents() == before
        looked_at = {rule.endpoint for rule in house.rules() if "GET" in (rule.methods or ())}
    assert pages > 150
    assert looked_at - seen == {
        "checkin.to_the_door",
        "door_api.people",
        "factor.code",
    }  # one leads on, one wants the device's token, one somebody whose password was right just now


def _check_headers(rule: Rule, response: TestResponse) -> None:
    """Who may keep an answer, who may run WebAssembly, and who learns its address."""
    if rule.endpoint == "assets.file":
        check(response)
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        return
    check_private(response)
    # Whose phone is not signed in can read the code on the desk's screen.
    is_way_in = rule.endpoint == "contacts.badge_page" and "data-way-in" in response.text
    is_scanner = (rule.endpoint in SCAN_PAGES or is_way_in) and response.status_code == 200
    assert (WASM in policy_of(response)["script-src"]) is is_scanner, rule
    no_referrer = response.headers["Referrer-Policy"] == "no-referrer"
    assert no_referrer is (rule.endpoint in TOKEN_PAGES), rule


def _check_markup(rule: Rule, visitor: Visitor, response: TestResponse) -> None:
    """No inline script or style, no address of another host."""
    markup = Markup(response.text)
    assert markup.inline == [], (rule, visitor)
    assert list(markup.foreign_addresses("localhost")) == [], (rule, visitor)


def _refusals(client: FlaskClient) -> list[tuple[int, TestResponse]]:
    return [
        (404, client.get("/nowhere")),
        (404, client.get("/events/none")),
        (404, client.get(f"/static/{assets.version()}/none.css")),
        (404, client.get("/static/x/..%2fapp.py")),
        (405, client.post("/healthz")),
        (405, client.open("/", method="PROPFIND")),
        (400, client.get("/", headers={"Host": "evil.example"})),
        (400, client.get("/events/none", headers={"Host": "evil.example"})),
        (400, client.post("/language", data={"csrf_token": "x"})),
        (413, client.post("/sign-in", data=b"x" * 2_000_000, content_type="application/x-www-form-urlencoded")),
        (200, client.options("/sign-in")),
        (200, client.head("/")),
    ]


@ON_SQLITE
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_every_refusal(guarded_house: House, accept: str) -> None:
    """What is not there, not taken, too large, or of another host is answered as safely as a page."""
    client = guarded_house.client(Visitor.ANONYMOUS)
    client.environ_base["HTTP_ACCEPT"] = accept
    for status, response in _refusals(client):
        assert response.status_code == status, response.request
        check_private(response)
        if status >= 400 and response.mimetype != "text/plain":
            assert response.mimetype == accept


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_accident_of_ours(app: Flask, accept: str) -> None:
    """The answer to an error of ours is safe too, and tells nothing about it."""

    @app.get("/accident")
    def accident() -> str:
        raise ValueError("secret-detail")

    response = app.test_client().get("/accident", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (500, accept)
    check_private(response)
    assert "secret-detail" not in response.text
    assert "Traceback" not in response.text


def cookies_of(response: TestResponse) -> dict[str, str]:
    """The cookies that an answer sets, each with its attributes."""
    return {cookie.partition("=")[0]: cookie for cookie in response.headers.getlist("Set-Cookie")}


def test_the_cookie_over_https(settings: Config) -> None:
    """`__Host-`: for this host only, over https only, no script reads it, no other site sends it along."""
    https = make_settings(settings.instance, settings.database_url, EVENTAPP_BASE_URL="https://treffen.example")
    with open_app(https) as app:
        response = app.test_client().post("/language", data={"language": "en"}, base_url="https://treffen.example")
    cookie = cookies_of(response)["__Host-session"]
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= attributes
    assert not [attribute for attribute in attributes if attribute.startswith("domain")]
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_cookie_without_https(client: FlaskClient) -> None:
    """On plain http a browser would refuse `__Host-`; the rest is the same."""
    response = client.post("/language", data={"language": "en"})
    cookie = cookies_of(response)["session"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "Strict-Transport-Security" not in response.headers


def test_style_sheets_load_nothing_from_elsewhere() -> None:
    """No `url()` and no `@import` leaves the folder static/."""
    sheets = sorted((assets.FOLDER / "css").rglob("*.css"))
    assert len(sheets) > 5
    for sheet in sheets:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
        targets = re.findall(r"url\(\s*['\"]?([^'\")]+)", text) + re.findall(r"@import\s+['\"]([^'\"]+)", text)
        for target in targets:
            assert target.startswith(("#", "data:image/")) or (sheet.parent / target).is_file(), (sheet.name, target)


def test_our_scripts_name_no_other_host() -> None:
    """No text in a script of ours is an address with a host, but for the names of XML vocabularies."""
    for script in sorted((assets.FOLDER / "js").rglob("*.js")):
        code = re.sub(r"/\*.*?\*/|^\s*//.*?$", "", script.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
        hosts = set(re.findall(r"(?:https?|wss?)://([\w.-]+)", code))
        assert hosts <= {"www.w3.org"}, script.name
