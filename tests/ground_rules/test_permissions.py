"""Who may what? Every route of the app, asked by every kind of visitor, at the own event and at others."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from eventapp.config import Config
from tests.conftest import make_app
from tests.ground_rules.access import ACCESS, ATTENDEES, EVERYBODY, HOSTS, ORGANISERS, OTHER_TEAM, Answer
from tests.ground_rules.hall import DRAFT, FOREIGN, MISSING, NAMES, OWN, Hall, Visitor
from tests.ground_rules.house import SAFE, House, Houses, methods_of, open_house, without_head
from tests.pages import without_token

pytestmark = [pytest.mark.one_database, pytest.mark.slow]

SCRIPT = {"Accept": "application/json"}
REFUSED_SCRIPT = {
    answer: (status, "application/json")
    for answer, status in {
        Answer.SIGN_IN: 401,
        Answer.LINK_NEEDED: 401,
        Answer.FORBIDDEN: 403,
        Answer.MISSING: 404,
    }.items()
}


def endpoints(app: Flask) -> set[str]:
    """All endpoints of an app."""
    return {rule.endpoint for rule in app.url_map.iter_rules()}


def answer_of(response: TestResponse) -> Answer:
    """What a visitor got."""
    if response.status_code == 303 and str(response.location).startswith("/sign-in"):
        return Answer.SIGN_IN
    refusals = {401: Answer.LINK_NEEDED, 403: Answer.FORBIDDEN, 404: Answer.MISSING}
    return refusals.get(response.status_code, Answer.SERVED)


def test_every_route_is_in_the_table(settings: Config) -> None:
    """A new page must be entered in access.py, with who may open it; the style page is there in debug only."""
    app = make_app(settings)
    debug = make_app(settings, DEBUG=True)
    assert endpoints(debug) == set(ACCESS)
    assert endpoints(app) == {endpoint for endpoint in ACCESS if not endpoint.startswith("style.")}


@pytest.mark.parametrize(
    "visitor",
    [pytest.param(Visitor.ANONYMOUS, marks=pytest.mark.measured), *(each for each in Visitor if each != "anonymous")],
)
def test_whoever_may_not_is_refused_at_the_own_event(houses: Houses, visitor: Visitor) -> None:
    """Each gets the refusal that the table names, and has changed nothing."""
    client = houses.shared.client(visitor)
    for rule in houses.shared.rules():
        if ACCESS[rule.endpoint].audience[visitor] is not Answer.SERVED:
            for method in methods_of(rule):
                _refuse(houses.shared, client, rule, method, visitor)
    assert houses.is_untouched


def _refuse(house: House, client: FlaskClient, rule: Rule, method: str, visitor: Visitor) -> None:
    """Refuses a visitor in the shortest form that tells the answer; the first one of each answer in all forms."""
    own, audience = house.hall.places[OWN], ACCESS[rule.endpoint].audience
    expected = audience[visitor]
    is_first = next(each for each in Visitor if audience[each] is expected) is visitor
    if is_first or (expected is Answer.SIGN_IN and method != "HEAD"):
        response = house.send(client, rule, method, own, visitor)
        assert answer_of(response) is expected, (rule, method, response.status)
    if method != "HEAD" and (is_first or expected is not Answer.SIGN_IN):
        response = house.send(client, rule, method, own, visitor, headers=SCRIPT)
        assert (response.status_code, response.mimetype) == REFUSED_SCRIPT[expected], (rule, method)


@pytest.mark.measured
@pytest.mark.parametrize("endpoint", [endpoint for endpoint in ACCESS if not endpoint.startswith("style.")])
def test_whoever_may_is_served_at_the_own_event(houses: Houses, endpoint: str) -> None:
    """Each visitor whom the table names is served; whoever only looks has changed nothing."""
    actions = []
    for rule in houses.shared.rules(endpoint):
        for method in methods_of(rule):
            if method in SAFE:
                _serve(houses.shared, rule, method)
            else:
                actions.append((rule, method))
    assert houses.is_untouched
    if actions:
        with houses.fresh() as house:
            for rule, method in actions:
                _serve(house, rule, method)


def _serve(house: House, rule: Rule, method: str) -> None:
    """Serves everybody who may; what a page's head is asked for is what the page is asked for."""
    access, own = ACCESS[rule.endpoint], house.hall.places[OWN]
    served = [visitor for visitor in Visitor if access.audience[visitor] is Answer.SERVED]
    for visitor in served[-1:] if method == "HEAD" else served:
        response = house.send(house.client(visitor), rule, method, own, visitor)
        assert answer_of(response) is Answer.SERVED, (method, visitor, response.status)
        assert response.status_code < 400 or response.status_code in access.repeated, (method, visitor)


def of_events(house: House, *audiences: object) -> list[Rule]:
    """The rules of an event's pages, for some audiences or all."""
    return [
        rule
        for rule in house.rules()
        if "slug" in rule.arguments and (not audiences or ACCESS[rule.endpoint].audience in audiences)
    ]


@pytest.mark.parametrize("visitor", Visitor)
def test_an_event_of_others_is_like_none(houses: Houses, visitor: Visitor) -> None:
    """The same status, headers and page as at an address where nothing is; and nothing changes.

    Of a published event, the pages of its team; of a draft, the public ones and those of its attendees too.
    """
    house, is_other_team = houses.shared, visitor in OTHER_TEAM
    of_team = of_events(house, HOSTS, ORGANISERS)
    refusals = {404} if "account" in house.hall.sessions[visitor] else {303, 404}
    client = house.client(visitor)
    client.get("/")  # from here on the cookie stays as it is
    hidden = {OWN: of_team} if is_other_team else {FOREIGN: of_team, DRAFT: of_events(house)}
    nothing: dict[tuple[str, str], object] = {}  # what is at neither is asked for once
    for slug, rules in hidden.items():
        there = house.hall.places[slug]
        nowhere = replace(there, slug=MISSING)
        for rule in rules:
            for method in without_head(rule):
                answer = house.send(client, rule, method, there, visitor)
                assert answer.status_code in refusals, (rule, method, slug)
                if (each := (rule.rule, method)) not in nothing:
                    path = house.path(rule, nowhere, visitor)
                    nothing[each] = seen(house.send(client, rule, method, nowhere, visitor), path)
                assert seen(answer, house.path(rule, there, visitor)) == nothing[each], (rule, method, slug)
    assert houses.is_untouched


def seen(response: TestResponse, path: str) -> tuple[str, list[tuple[str, str]], str]:
    """An answer as a visitor can compare it, without the address that was asked for and the tokens of forms."""
    headers = [(name, value.replace(path, "…")) for name, value in response.headers if name != "Set-Cookie"]
    page = without_token(response.text) if response.mimetype != "text/event-stream" else ""
    return response.status, sorted(headers), page.replace(path, "…")


def test_attendees_of_another_event_learn_only_that_this_one_is_public(house: House) -> None:
    """Their personal link opens nothing here, and no page names anybody who takes part."""
    client = house.client(Visitor.FOREIGN_ATTENDEE)
    for rule in of_events(house, ATTENDEES, EVERYBODY):
        for method in without_head(rule):
            page = house.send(client, rule, method, house.hall.places[OWN], Visitor.FOREIGN_ATTENDEE).text
            assert not [name for name in NAMES if name in page], rule


def test_the_style_page_is_open_in_debug(filled: tuple[Config, Hall]) -> None:
    """To everybody, since it shows no data; elsewhere there is none."""
    settings, hall = filled
    with open_house(settings, hall, DEBUG=True) as debug, open_house(settings, hall) as usual:
        for rule in [rule for rule in debug.rules() if rule.endpoint.startswith("style.")]:
            for visitor in Visitor:
                assert debug.client(visitor).get(rule.rule).status_code == 200
                assert usual.client(visitor).get(rule.rule).status_code == 404
