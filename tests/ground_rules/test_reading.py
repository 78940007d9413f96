"""Does looking change anything?"""

import pytest

from tests.ground_rules.hall import OVER, OWN, Visitor
from tests.ground_rules.house import House

pytestmark = pytest.mark.slow

NOTHING_FILLS_IT_YET = {"contact_reviews"}
"""Tables of pages to come. As soon as a page writes one, hall.py fills it, so that looking is tested with it."""
MAIL_SCANNER = {"User-Agent": "Mozilla/5.0 (compatible; LinkScanner/1.0)"}
LINK_PAGES = (
    "accounts.setup",
    "accounts.sign_in_by_link",
    "team.invitation",
    "registration.personal_link",
    "stations.pair",
    "doors.pair",
)
SIGNED_IN = {"account", "attendees", "station", "door"}
"""What the cookie holds for somebody whom a link let in."""


@pytest.mark.parametrize("filled", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_looking_at_everything_changes_no_row(house: House) -> None:
    """Somebody who may opens every page, before the end of an event and after it: all tables stay as they are.

    On PostgreSQL; on SQLite, test_headers.py opens every page as everybody.
    """
    before = house.contents()
    assert {table for table, rows in before.items() if not rows} == NOTHING_FILLS_IT_YET
    for rule, look in house.served(OWN, OVER):
        assert look().status_code < 500, rule
    assert house.contents() == before


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
