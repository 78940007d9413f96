"""Does every unsafe request need the token of our own page?"""

import re
from itertools import cycle
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.ground_rules.access import ACCESS, DEVICES, Answer
from tests.ground_rules.hall import OWN, Visitor
from tests.ground_rules.house import SAFE, House, methods_of

pytestmark = [
    pytest.mark.slow,
    # Tokens are checked before anything is read; test_permissions.py sends every form on PostgreSQL.
    pytest.mark.parametrize("filled", ["sqlite"], indirect=True),
]

SCRIPT = {"Accept": "application/json"}
LEAVING = {
    "account.choose_password",
    "account.end_others",
    "accounts.sign_out",
    "contacts.sign_out",
    "doors.revoke",
    "erasing.own",
    "erasing.registration",
    "kiosk.end",
}
"""After these, the visitor, the phone or the registration in the addresses is gone."""
FORGED = "IjEyMzQ1Njc4OTBhYmNkZWYi.aAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAA"


def unsafe(house: House) -> list[tuple[Rule, str]]:
    """Every unsafe method of every route that a cookie opens; what a device sends names its secret in a header."""
    by_cookie = [rule for rule in house.rules() if ACCESS[rule.endpoint].audience is not DEVICES]
    return [(rule, method) for rule in by_cookie for method in methods_of(rule) if method not in SAFE]


def allowed_visitor(rule: Rule) -> Visitor:
    """Somebody who may send this form."""
    audience = ACCESS[rule.endpoint].audience
    return next(visitor for visitor in reversed(Visitor) if audience[visitor] is Answer.SERVED)


def token_of(client: FlaskClient) -> str:
    """The token that stands in this browser's pages: each lets one choose the language."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/").text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("visitor", [Visitor.ANONYMOUS, None], ids=["anybody", "whoever may"])
def test_no_unsafe_request_without_the_token(guarded_house: House, visitor: Visitor | None) -> None:
    """No token, and in turn a made-up one or the one of another browser: 400, and nothing is changed.

    A page is told so as a page, a script as JSON.
    """
    before = guarded_house.contents()
    others = token_of(guarded_house.client(Visitor.ORGANISER))
    wrong = cycle(({"csrf_token": FORGED}, {"csrf_token": others}))
    checked = 0
    for rule, method in unsafe(guarded_house):
        sender = visitor or allowed_visitor(rule)
        client = guarded_house.client(sender)
        place = guarded_house.hall.places[OWN]
        form = dict(ACCESS[rule.endpoint].form(place))
        page = guarded_house.send(client, rule, method, place, sender, data={**form, **next(wrong)})
        assert (page.status_code, page.mimetype) == (400, "text/html"), (rule, method)
        script = guarded_house.send(client, rule, method, place, sender, json=form, headers=SCRIPT)
        assert (script.status_code, script.mimetype) == (400, "application/json"), (rule, method)
        assert script.get_json()["error"] == "csrf"
        checked += 1
    assert checked > 25
    assert guarded_house.contents() == before


@pytest.mark.parametrize("by_script", [False, True], ids=["page", "script"])
def test_every_form_is_taken_with_the_token(guarded_house: House, *, by_script: bool) -> None:
    """What is refused above is refused for its token only: with the browser's own one each form is taken."""
    own = guarded_house.hall.places[OWN]
    for rule, method in sorted(unsafe(guarded_house), key=lambda each: each[0].endpoint in LEAVING):
        sender = allowed_visitor(rule)
        client = guarded_house.client(sender)
        form, token = ACCESS[rule.endpoint].form(own), token_of(client)
        sent: dict[str, Any] = {"data": {**form, "csrf_token": token}}
        if by_script:
            sent = {"json": form, "headers": {**SCRIPT, "X-CSRFToken": token}}
        response = guarded_house.send(client, rule, method, own, sender, **sent)
        refusals = {400} if rule.endpoint in LEAVING else {400, 401}
        assert response.status_code not in refusals, rule  # some say that it has happened already
