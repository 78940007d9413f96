"""Who may open which page of an event?"""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from tests.factories import make_account, make_event
from tests.pages import sign_in, without_token

TEAM_PAGES = ("overview", "settings", "team")
ORGANISER_POSTS = ("settings", "team", "publish", "team/1/remove")


@pytest.mark.parametrize("page", TEAM_PAGES)
def test_an_event_of_others_looks_like_none(app: Flask, client: FlaskClient, page: str) -> None:
    """Status, page and headers are the same; only the address that was asked for differs."""
    with app.app_context():
        sign_in(client, make_account())
        make_event(organiser=make_account(), title="Fremdes")
    client.get("/")  # from here on the cookie stays as it is
    foreign, none = client.get(f"/events/fremdes/{page}"), client.get(f"/events/fremdet/{page}")
    assert foreign.status_code == none.status_code == 404
    assert without_token(foreign.text) == without_token(none.text).replace("fremdet", "fremdes")
    assert sorted(foreign.headers.keys()) == sorted(none.headers.keys())
    for post in ORGANISER_POSTS:
        assert client.post(f"/events/fremdes/{post}").status_code == 404


def test_a_draft_looks_like_no_event_to_the_public(app: Flask, client: FlaskClient) -> None:
    """Before publishing, only the team knows that there is something."""
    with app.app_context():
        make_event(title="Fremdes", published=False)
    foreign, none = client.get("/events/fremdes"), client.get("/events/fremdet")
    assert foreign.status_code == none.status_code == 404
    assert without_token(foreign.text) == without_token(none.text).replace("fremdet", "fremdes")


def test_a_host_sees_door_and_badges_only(app: Flask, client: FlaskClient) -> None:
    """The overview of a host leads to the desk; what organisers do is refused."""
    with app.app_context():
        host = make_account(may_create_events=False)
        sign_in(client, host)
        slug = make_event(host=host, organiser=make_account()).slug
    page = client.get(f"/events/{slug}/overview").text
    assert f"/events/{slug}/door" in page
    for organisers_own in ("settings", "team", "champion", "registrations", "publish"):
        assert f"/events/{slug}/{organisers_own}" not in page
    for path in ("settings", "team"):
        assert client.get(f"/events/{slug}/{path}").status_code == 403
    for path in ORGANISER_POSTS:
        assert client.post(f"/events/{slug}/{path}").status_code == 403


def test_an_organiser_finds_every_page_of_the_event(app: Flask, client: FlaskClient) -> None:
    """The navigation leads everywhere, marks where one is, and stands on the public page, too."""
    with app.app_context():
        organiser = make_account()
        sign_in(client, organiser)
        slug = make_event(organiser=organiser).slug
    navigation = client.get(f"/events/{slug}/team").text.partition("<nav")[2].partition("</nav>")[0]
    for page in (*TEAM_PAGES, "registrations", "badges", "door", "graph", "standings", "champion"):
        assert f'href="/events/{slug}/{page}"' in navigation
    assert navigation.count("aria-current") == 1
    assert f'href="/events/{slug}/team" aria-current="page"' in navigation
    assert f'href="/events/{slug}/settings"' in client.get(f"/events/{slug}").text


def test_roles_end_at_the_event(app: Flask, client: FlaskClient) -> None:
    """An organiser of one event is nobody at the next one of the same series."""
    with app.app_context():
        organiser = make_account()
        sign_in(client, organiser)
        own = make_event(organiser=organiser, title="Eins")
        make_event(series_id=own.series_id, title="Zwei")
        grant_role(organiser.id, Role.HOST, event_id=own.id)
    assert client.get("/events/zwei/overview").status_code == 404
    assert client.get("/events/eins/settings").status_code == 403


@pytest.mark.parametrize("slug", ["%00", "..", "x" * 5000, "%ED%A0%80", "new%2f"])
def test_strange_addresses_are_not_found(app: Flask, client: FlaskClient, slug: str) -> None:
    """Whatever stands in the place of an event's name, the answer is 404, signed in or not."""
    with app.app_context():
        account = make_account()
    assert client.get(f"/events/{slug}").status_code in {404, 308}
    with app.app_context():
        sign_in(client, account)
    assert client.get(f"/events/{slug}/overview").status_code in {404, 308}
