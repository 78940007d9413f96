"""Does looking change anything?"""

import pytest

from tests.ground_rules.hall import DRAFT, FOREIGN, OVER, OWN, Visitor
from tests.ground_rules.house import House

pytestmark = pytest.mark.slow

NOTHING_FILLS_IT_YET = {"contact_reviews"}
"""Tables of pages to come. As soon as a page writes one, hall.py fills it, so that looking is tested with it."""
MAIL_SCANNER = {"User-Agent": "Mozilla/5.0 (compatible; LinkScanner/1.0)"}
LINK_PAGES = (
    "accounts.setup",
    "accounts.sign_in_by_link",
    "events.invitation",
    "registration.personal_link",
    "stations.pair",
    "doors.pair",
)
SIGNED_IN = {"account", "attendees", "station", "door"}
"""What the cookie holds for somebody whom a link let in."""


@pytest.mark.parametrize("filled", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_looking_at_everything_changes_no_row(house: House) -> None:
    """Everybody opens every page of every event, and asks for its head: all tables stay as they are.

    On PostgreSQL; on SQLite, test_headers.py opens every page.
    """
    before = house.contents()
    assert {table for table, rows in before.items() if not rows} == NOTHING_FILLS_IT_YET
    looked: dict[str, bool] = {}
    for rule, _visitor, response in house.walk(OWN, OVER, FOREIGN, DRAFT):
        assert response.status_code < 500, rule
        looked[rule.endpoint] = looked.get(rule.endpoint, False) or response.status_code == 200
    for rule, _visitor, response in house.walk(OWN, OVER, method="HEAD"):
        assert response.status_code < 500, rule
    assert house.contents() == before
    assert {endpoint for endpoint, is_page in looked.items() if not is_page} == {
        "checkin.to_the_door",
        "door_api.people",
    }


@pytest.mark.one_database
@pytest.mark.parametrize("endpoint", LINK_PAGES)
def test_a_mail_scanner_uses_up_no_link(house: House, endpoint: str) -> None:
    """However often a program looks at a secret address: it sees a button, and the button works afterwards."""
    [rule] = house.rules(endpoint)
    own, before = house.hall.places[OWN], house.contents()
    client = house.client(Visitor.ANONYMOUS)
    for method in ("GET", "HEAD") * 10:
        response = house.send(client, rule, method, own, Visitor.ANONYMOUS, headers=MAIL_SCANNER)
        assert response.status_code == 200
        with client.session_transaction() as session:
            assert SIGNED_IN.isdisjoint(session)
    assert '<form method="post"' in house.send(client, rule, "GET", own, Visitor.ANONYMOUS).text
    assert house.contents() == before
    assert house.send(client, rule, "POST", own, Visitor.ANONYMOUS).status_code == 303
    with client.session_transaction() as session:
        assert not SIGNED_IN.isdisjoint(session)
    assert house.contents() != before
