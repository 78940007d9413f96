"""Which role may open which page? Every route of an event, asked by every role of its team and of another one."""

import re
from collections.abc import Mapping

import pytest
from sqlalchemy import update
from werkzeug.routing import Rule

from eventapp.accounts.models import EventRole, Role
from eventapp.accounts.roles import RIGHTS, Right
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.registration.models import Registration
from tests.ground_rules.access import ACCESS, HOSTS, Answer
from tests.ground_rules.hall import FOREIGN, NAMES, OWN, Visitor
from tests.ground_rules.house import House, without_head
from tests.ground_rules.test_permissions import SCRIPT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.measured,
    pytest.mark.one_database,
    pytest.mark.parametrize("filled", ["sqlite"], indirect=True),
]

OWNERS = {
    "team.invite_again",
    "team.withdraw_invitation",
    "team.change_role",
    "team.remove_member",
    "team.require_second_factor",
    "team.team",
}
WATCHED = {
    "analysis.analysis",
    "analysis.organisations",
    "live.changes",
    "network.graph",
    "network.graph_json",
    "network.measures_json",
    "network.standings",
    "picture.positions",
    "picture.topics",
    "report.report",
}
EVERY_ROLE = {"events.overview"}
AT_THE_DESK = {"checkin.settle", "desk.ask", "desk.show"}
DOOR = ("checkin.", "door_paper.", "walk_ins.")
SEEN_BY: Mapping[Role, Right] = {
    Role.VIEWER: Right.WATCH,
    Role.DOOR_HOST: Right.CHECK_IN,
    Role.BADGE_HOST: Right.PRINT,
}


def roles_of(endpoint: str) -> set[Role]:
    """Who may open a page of the team, said apart from the code."""
    if endpoint in OWNERS:
        return {Role.OWNER}
    roles = {Role.OWNER, Role.ORGANISER}
    if endpoint in WATCHED:
        return roles | {Role.VIEWER}
    if endpoint in EVERY_ROLE:
        return set(Role)
    if ACCESS[endpoint].audience is not HOSTS:
        return roles
    if endpoint in AT_THE_DESK:
        return roles | {Role.HOST, Role.DOOR_HOST, Role.BADGE_HOST}
    return roles | {Role.HOST, Role.DOOR_HOST if endpoint.startswith(DOOR) else Role.BADGE_HOST}


def of_team(house: House) -> list[Rule]:
    """The pages of an event that no attendee opens."""
    return [
        rule
        for rule in house.rules()
        if "slug" in rule.arguments and ACCESS[rule.endpoint].audience[Visitor.ATTENDEE] is Answer.SIGN_IN
    ]


def become(house: House, role: Role) -> None:
    """Gives the hosts of all events another role; it holds from their next page on."""
    with house.app.app_context(), write_session(db.session()) as session:
        places = house.hall.places.values()
        session.execute(
            update(EventRole).where(EventRole.account_id.in_({place.host_id for place in places})).values(role=role)
        )


def test_what_a_small_role_may_not_is_refused(house: House) -> None:
    """Looks and forms alike, with nothing changed; and an event of others is not there for any role."""
    own, foreign, client = house.hall.places[OWN], house.hall.places[FOREIGN], house.client(Visitor.HOST)
    for role in (*SEEN_BY, Role.ORGANISER):
        become(house, role)
        before, refused = house.contents(), 0
        for rule in of_team(house):
            if role in roles_of(rule.endpoint):
                continue  # test_permissions.py sends each form as somebody who may
            for method in without_head(rule):
                answer = house.send(client, rule, method, own, Visitor.HOST, headers=SCRIPT)
                assert answer.status_code == 403, (rule, method, role)
                if role is Role.VIEWER:
                    answer = house.send(client, rule, method, foreign, Visitor.HOST, headers=SCRIPT)
                    assert answer.status_code == 404, (rule, method)
                refused += 1
        assert refused >= len(OWNERS), role
        assert house.contents() == before


def test_what_a_small_role_reads(house: House) -> None:
    """No menu and no link leads where one may not go; a viewer sees no name without consent, and no address."""
    own, client = house.hall.places[OWN], house.client(Visitor.HOST)
    with house.app.app_context(), write_session(db.session()) as session:
        session.execute(update(Registration).values(shows_name=Registration.name == NAMES[0]))
    for role, right in SEEN_BY.items():
        become(house, role)
        assert right in RIGHTS[role]
        closed = {house.path(rule, own) for rule in of_team(house) if role not in roles_of(rule.endpoint)}
        assert f"/events/{OWN}/team" in closed
        for rule in of_team(house):
            if role not in roles_of(rule.endpoint) or "GET" not in (rule.methods or ()):
                continue
            page = house.send(client, rule, "GET", own, Visitor.HOST)
            assert page.status_code in {200, 204, 303}, (rule, role)
            words = page.text if page.mimetype in {"text/html", "application/json"} else ""
            links = set(re.findall(r'(?:href|action)="([^"?#]*)', words))
            assert not links & closed, (rule, role)
            if role is Role.VIEWER:
                assert not [name for name in NAMES[1:] if name in words], rule
                assert "@" not in words.partition("<main")[2], rule
        badge = client.get(f"/B/{own.met.code}")
        assert badge.status_code == (403 if role is Role.VIEWER else 200)
