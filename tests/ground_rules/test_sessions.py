"""Is a cookie that somebody else may know worth nothing once its browser is signed in?"""

import pytest
from flask.testing import FlaskClient

from tests.ground_rules.hall import OWN, SCREEN_PAGES, Visitor
from tests.ground_rules.house import House

WAYS_IN = {
    "accounts.setup": "/sign-in",
    "accounts.sign_in_by_link": "/sign-in",
    "team.invitation": "/sign-in",
    "registration.personal_link": f"/events/{OWN}/me",
    "stations.pair": f"/events/{OWN}/station",
    "doors.pair": f"/events/{OWN}/gate",
}
"""Each page that signs a browser in by a secret, and a page that answers otherwise afterwards."""


def seen_by(client: FlaskClient, page: str) -> int:
    """With which status a page is answered."""
    return client.get(page).status_code


@pytest.mark.parametrize("endpoint", WAYS_IN)
def test_a_planted_cookie_does_not_become_signed_in(house: House, endpoint: str) -> None:
    """Whoever puts a cookie of their own into a browser before its owner signs in is still nobody afterwards."""
    client, page = house.client(Visitor.ANONYMOUS), WAYS_IN[endpoint]
    client.post("/language", data={"language": "en"})
    planted = client.get_cookie("session")
    assert planted is not None
    before = seen_by(client, page)
    [rule] = house.rules(endpoint)
    place = house.hall.places[OWN]
    assert house.send(client, rule, "POST", place, Visitor.ANONYMOUS).status_code == 303
    assert seen_by(client, page) != before
    attacker = house.app.test_client()
    attacker.set_cookie("session", planted.value)
    assert seen_by(attacker, page) == before
    after = client.get_cookie("session")
    assert after is not None
    assert after.value != planted.value


def test_every_way_in_is_tried(house: House) -> None:
    """A new page whose address holds a secret must be entered here; the screens of the hall sign nobody in."""
    secret = {rule.endpoint for rule in house.rules() if "token" in rule.arguments}
    assert secret == WAYS_IN.keys() | set(SCREEN_PAGES)
