"""How do organisers and hosts get in and out by the pages?"""

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.accounts.models import LinkPurpose, Role
from eventapp.accounts.service import invite, issue_setup_link, issue_sign_in_link
from tests.conftest import SignIn
from tests.factories import PASSWORD, make_account, make_attendee, make_event
from tests.pages import database_contents, sign_in, without_token

pytestmark = pytest.mark.one_database


@pytest.fixture
def setup_link(app: Flask) -> str:
    """The path that the console shows at the first start."""
    with app.app_context():
        return f"/setup/{issue_setup_link(now=clock.now())}"


def post_sign_in(client: FlaskClient, email: str, password: str, target: str = "/") -> tuple[int, str, str]:
    """Signs in by the form; gives status, address that follows, and the page without its token."""
    answer = client.post("/sign-in", data={"email": email, "password": password, "next": target})
    return answer.status_code, answer.headers.get("Location", ""), without_token(answer.text)


def test_the_console_link_makes_the_first_account_and_signs_in(client: FlaskClient, setup_link: str) -> None:
    """Name, address and password are enough; then the start page is one's own, and the link is spent."""
    assert 'autocomplete="new-password"' in client.get(setup_link).text
    data = {"name": "Ola Nowak", "email": " Ola@Example.org", "password": "drei graue"}
    answer = client.post(setup_link, data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Ola Nowak" in client.get("/").text
    for again in (client.get(setup_link), client.post(setup_link, data=data | {"email": "b@example.org"})):
        assert again.status_code == 410
    status, target, _page = post_sign_in(client.application.test_client(), "ola@example.org", "drei graue")
    assert (status, target) == (303, "/")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", " \u200b"),
        ("name", "x" * 201),
        ("email", "ola"),
        ("email", "ola@example.org\x00@"),
        ("email", "x" * 300 + "@example.org"),
        ("email", "a@" + "b." * 5000 + "org"),
        ("password", "123456789"),
        ("password", "x" * 1001),
        ("password", ""),
    ],
)
def test_a_wrong_entry_comes_back_with_its_error_beside_it(
    client: FlaskClient, setup_link: str, field: str, text: str
) -> None:
    """The other entries are kept, except passwords, and no account is made."""
    data = {"name": "Ola Nowak", "email": "ola@example.org", "password": "drei graue", field: text}
    answer = client.post(setup_link, data=data)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert 'class="error-summary' in answer.text
    assert "drei graue" not in answer.text
    assert ("Ola Nowak" in answer.text) == (field != "name")
    assert client.get(setup_link).status_code == 200


def test_unknown_address_and_wrong_password_look_the_same(app: Flask, client: FlaskClient) -> None:
    """Status and page tell nothing about who has an account."""
    unknown = post_sign_in(client, "ola@example.org", "wrong")
    with app.app_context():
        make_account("ola@example.org")
    wrong = post_sign_in(client, "ola@example.org", "wrong")
    assert unknown == wrong
    assert unknown[0] == 422
    assert 'class="error-summary' in unknown[2]


@pytest.mark.parametrize("known", [True, False])
def test_the_eleventh_try_is_told_to_wait(app: Flask, client: FlaskClient, *, known: bool) -> None:
    """Ten wrong passwords for an address, known or not; then 429 in clear words; other addresses go on."""
    with app.app_context():
        make_account("ola@example.org" if known else "other@example.org")
    assert {post_sign_in(client, "ola@example.org", "wrong")[0] for _ in range(10)} == {422}
    answer = client.post("/sign-in", data={"email": "ola@example.org", "password": "wrong"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
    assert "10 Minuten" in answer.text
    assert post_sign_in(client, "somebody@example.org", "wrong")[0] == 422


OUTSIDE = (
    "//evil.test",
    "///evil.test",
    "////evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "\\/evil.test",
    "http://evil.test",
    "https://evil.test/",
    "https:evil.test",
    "HTTPS://evil.test",
    "http:/evil.test",
    "http:\\\\evil.test",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.test",
    "@evil.test",
    " //evil.test",
    "\t//evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "/\r/evil.test",
    "/ok\r\nLocation: https://evil.test",
    "\x00//evil.test",
    "/\x00/evil.test",
    "//evil.test/%2e%2e",
    "//[::1]",
    "//[evil",
    "http://[evil",
    "?next=//evil.test",
    "",
)


@pytest.mark.parametrize("target", OUTSIDE)
def test_signing_in_never_leads_to_another_site(app: Flask, client: FlaskClient, target: str) -> None:
    """Whatever stands in `next`, from the address or from the form, the way ends on this site."""
    with app.app_context():
        make_account("ola@example.org")
    page = client.get(f"/sign-in?next={quote(target)}").text
    assert "evil" not in page.partition("<main")[2].partition("</main>")[0]
    assert post_sign_in(client, "ola@example.org", PASSWORD, target)[:2] == (303, "/")
    answer = client.get(f"/sign-in?next={quote(target)}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_signing_in_goes_on_to_the_page_that_was_asked_for(app: Flask, client: FlaskClient) -> None:
    """A page for accounts sends to the sign-in and gets its visitor back, with the query."""
    with app.app_context():
        make_account("ola@example.org")
    asked = client.get("/events/new?series=1")
    assert asked.status_code == 303
    page = client.get(asked.headers["Location"])
    assert 'value="/events/new?series=1"' in page.text
    assert post_sign_in(client, "ola@example.org", PASSWORD, "/events/new?series=1")[1] == "/events/new?series=1"


def test_a_sign_in_link_shows_a_button_and_works_once(app: Flask, client: FlaskClient) -> None:
    """Mail scanners and previews look at links; only the button uses one up."""
    with app.app_context():
        path = f"/sign-in/{issue_sign_in_link(make_account().id, now=clock.now())}"
    assert client.get(path).status_code == 200
    answer = client.post(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Ola Nowak" in client.get("/").text
    assert client.post(path).status_code == client.get(path).status_code == 410


def test_looking_at_links_changes_no_row(app: Flask, client: FlaskClient, setup_link: str) -> None:
    """Twenty looks and prefetches of every kind of link, good and bad, leave every table as it was.

    Consuming the link or counting the visitor in GET makes this fail.
    """
    with app.app_context():
        organiser, now = make_account(), clock.now()
        event = make_event(organiser=organiser)
        paths = [
            setup_link,
            f"/sign-in/{issue_sign_in_link(organiser.id, now=now)}",
            f"/invitation/{invite('b@example.org', Role.HOST, event_id=event.id, account_id=organiser.id, now=now)}",
            "/sign-in/nonsense",
            "/setup/nonsense",
            "/invitation/nonsense",
        ]
    before = database_contents(app)
    for path in paths:
        for _ in range(10):
            client.get(path)
            client.head(path, headers={"User-Agent": "SafeLinks preview"})
    assert database_contents(app) == before
    assert {client.get(path).status_code for path in paths[:3]} == {200}


@pytest.mark.parametrize("purpose", list(LinkPurpose))
def test_a_link_opens_its_own_page_only(app: Flask, client: FlaskClient, purpose: LinkPurpose) -> None:
    """The secret of one kind of link is nothing under another address."""
    with app.app_context():
        now = clock.now()
        setup = issue_setup_link(now=now)
        organiser = make_account()
        event = make_event(organiser=organiser)
        tokens = {
            LinkPurpose.SETUP: setup,
            LinkPurpose.SIGN_IN: issue_sign_in_link(organiser.id, now=now),
            LinkPurpose.INVITATION: invite(
                "b@example.org", Role.HOST, event_id=event.id, account_id=organiser.id, now=now
            ),
        }
    folders = {LinkPurpose.SETUP: "setup", LinkPurpose.SIGN_IN: "sign-in", LinkPurpose.INVITATION: "invitation"}
    for place, folder in folders.items():
        expected = 200 if place is purpose else 410
        assert client.get(f"/{folder}/{tokens[purpose]}").status_code == expected


@pytest.mark.slow
def test_guessing_links_ends_after_a_hundred(client: FlaskClient) -> None:
    """Wrong secrets are counted for the network address; a sign-in with a password stays possible."""
    statuses = [client.post(f"/sign-in/{number}").status_code for number in range(101)]
    assert statuses == [410] * 100 + [429]
    assert client.get("/sign-in").status_code == 200


def test_signing_out_ends_every_copy_of_the_cookie(app: Flask, client: FlaskClient) -> None:
    """Whoever replays the old cookie is anonymous; the browser is told to drop what it keeps.

    Without ending the sign-in on the server, the replayed cookie still opens the page.
    """
    with app.app_context():
        sign_in(client, make_account())
    assert client.get("/events/new").status_code == 200
    cookie = client.get_cookie("session")
    assert cookie is not None
    answer = client.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/events/new").status_code == 303
    thief = app.test_client()
    thief.set_cookie("session", cookie.value)
    assert thief.get("/events/new").status_code == 303


@pytest.mark.parametrize("leaving", ["/sign-out", "/sign-in"])
def test_attendees_of_the_browser_are_signed_out_too(
    app: Flask, client: FlaskClient, sign_in_attendee: SignIn, leaving: str
) -> None:
    """When an account leaves or takes over a browser, copies of its cookie open no attendee's page either."""
    with app.app_context():
        make_account("ola@example.org")
        anna = make_attendee(make_event())
        elsewhere = make_attendee(make_event(title="Elsewhere"))
    pages = [f"/events/{attendee.slug}/me" for attendee in (anna, elsewhere)]
    for attendee in (anna, elsewhere):
        sign_in_attendee(client, attendee)
    thief = app.test_client()
    cookie = client.get_cookie("session")
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    assert [thief.get(page).status_code for page in pages] == [200, 200]
    answer = client.post(leaving, data={"email": "ola@example.org", "password": PASSWORD})
    assert answer.status_code == 303
    for browser in (client, thief):
        assert [browser.get(page).status_code for page in pages] == [401, 401]


def test_signing_in_leaves_nothing_of_an_earlier_visitor(app: Flask, client: FlaskClient) -> None:
    """Only the language stays; whatever was planted into the session before is gone (session fixation)."""
    with app.app_context():
        make_account("ola@example.org")
    with client.session_transaction() as session:
        session.update(language="en", planted="x", attendees={"slug": "token"})
    post_sign_in(client, "ola@example.org", PASSWORD)
    with client.session_transaction() as session:
        assert session["language"] == "en"
        assert not {"planted", "attendees"} & session.keys()


def test_signing_out_keeps_the_language(app: Flask, client: FlaskClient) -> None:
    """Who reads English goes on reading English."""
    with app.app_context():
        sign_in(client, make_account())
    client.post("/language", data={"language": "en"})
    client.post("/sign-out")
    assert "You are signed out." in client.get("/").text


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "setup"])
def test_forms_need_their_token(app: Flask, client: FlaskClient, setup_link: str, path: str) -> None:
    """Another site can neither sign somebody in nor out (login CSRF)."""
    app.config["WTF_CSRF_ENABLED"] = True
    data = {"name": "X", "email": "x@example.org", "password": PASSWORD}
    answer = client.post(setup_link if path == "setup" else path, data=data)
    assert answer.status_code == 400
