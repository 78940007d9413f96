"""What does an id of another event do under my own event's address? The same as one that does not exist: nothing."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from eventapp.core.codes import new_badge_code, new_short_code
from tests.ground_rules.access import ACCESS, Answer
from tests.ground_rules.hall import FOREIGN, OVER, OWN, SCREEN_PAGES, Place, Visitor, nonce
from tests.ground_rules.house import House, Houses, methods_of, without_head
from tests.ground_rules.test_permissions import seen

pytestmark = [pytest.mark.slow, pytest.mark.one_database]

NO_ID = 2**31 - 1
IN_ADDRESS = {
    "uid",
    "contact_id",
    "design_id",
    "account_id",
    "alarm_id",
    "code_id",
    "device_id",
    "import_uid",
    "invitation_id",
    "mailing_uid",
    "list_id",
    "organisation_id",
    "projector_id",
    "question_id",
    "role_id",
    "size_id",
    "station_id",
    "table_id",
}
PRINTINGS = ("printings.", "labels.")
"""In their addresses the key names a printing; a trophy's names a folder."""


def with_ids_of(place: Place, other: Place) -> Place:
    """The event's own address, with everything below it from another event."""
    return replace(other, slug=place.slug)


def with_no_ids(place: Place) -> Place:
    """The event's own address, with ids below it that nothing has."""
    return replace(
        place,
        uid=new_badge_code(),
        import_uid=new_badge_code(),
        mailing_uid=new_badge_code(),
        invitation_id=NO_ID,
        contact_id=NO_ID,
        host_id=NO_ID,
        organisation_id=NO_ID,
        station_id=NO_ID,
        projector_id=NO_ID,
        table_id=NO_ID,
        alarm_id=NO_ID,
        list_id=NO_ID,
        device_id=NO_ID,
        size_id=NO_ID,
        design_id=NO_ID,
        role_id=NO_ID,
        code_id=NO_ID,
        question_id=NO_ID,
        print_key=new_badge_code(),
    )


def rules_with_ids(house: House) -> list[Rule]:
    """The pages of an event that name something of it in their address."""
    return [
        rule
        for rule in house.rules()
        if "slug" in rule.arguments
        and (IN_ADDRESS & rule.arguments or (rule.endpoint.startswith(PRINTINGS) and "key" in rule.arguments))
    ]


@pytest.mark.parametrize("slug", [FOREIGN, OVER], ids=["of others", "of mine"])
def test_in_addresses(houses: Houses, slug: str) -> None:
    """Registrations, contacts and members of another event, even of one that I run too: like none at all."""
    house = houses.shared
    own, other = house.hall.places[OWN], house.hall.places[slug]
    nowhere = with_no_ids(own)
    checked = set()
    for rule in rules_with_ids(house):
        if slug == OVER and "account_id" in rule.arguments:
            continue  # the same people run both
        visitor = Visitor.ATTENDEE if "contact_id" in rule.arguments else Visitor.ORGANISER
        assert ACCESS[rule.endpoint].audience[visitor] is Answer.SERVED
        for method in without_head(rule):
            client = house.client(visitor)
            foreign = house.send(client, rule, method, with_ids_of(own, other), visitor)
            nothing = house.send(client, rule, method, nowhere, visitor)
            if rule.endpoint == "team.remove_member":  # whoever has left already is left out: no error either way
                assert foreign.status_code == nothing.status_code == 303
            else:
                assert foreign.status_code == nothing.status_code == 404, rule
                assert _without_ids(foreign, other) == _without_ids(nothing, nowhere), rule
            assert houses.is_untouched, rule
            checked.add(rule.endpoint)
    assert len(checked) >= 8


def _without_ids(response: TestResponse, place: Place) -> object:
    """An answer as it can be compared: the page names the address that was asked for."""
    status, headers, page = seen(response, OWN)
    in_paths = (
        place.uid,
        place.import_uid,
        place.mailing_uid,
        place.print_key,
        *(rf"{kind}/{number}\b" for kind, number in _numbers(place)),
    )
    page = re.sub("|".join(in_paths), "…", page)
    return status, [header for header in headers if header[0] != "Content-Length"], page


def _numbers(place: Place) -> tuple[tuple[str, int], ...]:
    return (
        ("alarms", place.alarm_id),
        ("invitation-codes", place.code_id),
        ("invitations", place.invitation_id),
        ("team", place.host_id),
        ("contacts", place.contact_id),
        ("designs", place.design_id),
        ("devices", place.device_id),
        ("lists", place.list_id),
        ("organisations", place.organisation_id),
        ("own", place.size_id),
        ("projector", place.projector_id),
        ("questions", place.question_id),
        ("roles", place.role_id),
        ("sessions", place.session_id),
        ("for-session", place.session_id),
        ("stations", place.station_id),
        ("tables", place.table_id),
    )


Form = Callable[[Place], dict[str, str]]
IN_FORMS: tuple[tuple[str, Visitor, Form, Form], ...] = (
    (
        "contacts.scan",
        Visitor.ATTENDEE,
        lambda place: {"code": place.unmet.code, "nonce": nonce()},
        lambda _place: {"code": new_badge_code(), "nonce": nonce()},
    ),
    (
        "contacts.scan",
        Visitor.ATTENDEE,
        lambda place: {"code": place.unmet.short_code, "nonce": nonce()},
        lambda _place: {"code": new_short_code(), "nonce": nonce()},
    ),
    (
        "checkin.check_in",
        Visitor.HOST,
        lambda place: {"code": place.unmet.code, "nonce": nonce()},
        lambda _place: {"code": new_badge_code(), "nonce": nonce()},
    ),
    (
        "checkin.check_in",
        Visitor.HOST,
        lambda place: {"uid": place.uid, "nonce": nonce()},
        lambda _place: {"uid": new_badge_code(), "nonce": nonce()},
    ),
    (
        "stations.join",
        Visitor.STATION,
        lambda place: {"first": place.met.code, "second": place.unmet.code, "nonce": nonce()},
        lambda _place: {"first": new_badge_code(), "second": new_badge_code(), "nonce": nonce()},
    ),
    (
        "organisations.merge",
        Visitor.ORGANISER,
        lambda place: {"into": str(place.organisation_id)},
        lambda _place: {"into": str(NO_ID)},
    ),
    (
        "suggestions.decline",
        Visitor.ATTENDEE,
        lambda place: {"uid": place.uid},
        lambda _place: {"uid": new_badge_code()},
    ),
    (
        "suggestions.take_back",
        Visitor.ATTENDEE,
        lambda place: {"uid": place.uid},
        lambda _place: {"uid": new_badge_code()},
    ),
    (
        "checkin.undo",
        Visitor.HOST,
        lambda place: {"uid": place.arrived_uid},
        lambda _place: {"uid": new_badge_code()},
    ),
)


@pytest.mark.parametrize(("endpoint", "visitor", "of_other", "of_none"), IN_FORMS)
def test_in_forms(house: House, endpoint: str, visitor: Visitor, of_other: Form, of_none: Form) -> None:
    """Badges and registrations of another event, scanned or sent: the answer for what does not exist."""
    own, other = house.hall.places[OWN], house.hall.places[FOREIGN]
    [rule] = house.rules(endpoint)
    script = {"headers": {"Accept": "application/json"}}
    before = house.contents()
    foreign, nothing = (
        house.send(house.client(visitor), rule, "POST", own, visitor, json=form, **script)
        for form in (of_other(other), of_none(other))
    )
    assert foreign.status_code == nothing.status_code == 404
    assert foreign.get_json() == nothing.get_json()
    after = house.contents()
    for tried in ("scans", "attempts", "door_entries"):  # that somebody tried is kept, not whom
        assert len(after.pop(tried)) - len(before.pop(tried)) in {0, 2}
    assert after == before


def test_a_new_event_joins_no_series_of_others(house: House) -> None:
    """A series that I neither made nor run is refused like one that is not there."""
    [rule] = house.rules("events.new_event")
    own = house.hall.places[OWN]
    form = dict(ACCESS["events.new_event"].form(own))
    del form["new_series"]
    client, before = house.client(Visitor.ORGANISER), house.contents()
    series_of_others = {row[0] for row in before["series"]} - {1, 2}
    assert series_of_others
    for series in (*series_of_others, NO_ID):
        response = client.post(house.path(rule, own), data={**form, "series": str(series)})
        assert response.status_code == 422
    assert house.contents() == before


def test_a_badge_code_signs_nobody_in(house: House) -> None:
    """Invariant 4: on every page that takes a secret, a badge's codes and a registration's uid are worth nothing."""
    own, before = house.hall.places[OWN], house.contents()
    for secret in (own.met.code, own.met.short_code, own.uid):
        for rule in [rule for rule in house.rules() if "token" in rule.arguments]:
            client = house.client(Visitor.ANONYMOUS)
            built = rule.build({"token": secret})
            assert built is not None
            for method in methods_of(rule):
                nothing = 404 if rule.endpoint in SCREEN_PAGES else 410
                assert client.open(built[1], method=method).status_code == nothing
            with client.session_transaction() as session:
                assert {"account", "attendees"}.isdisjoint(session)
        forged = house.app.test_client()
        with forged.session_transaction() as session:
            session.update({"account": secret, "attendees": {own.slug: secret}})
        assert forged.get(f"/events/{own.slug}/me").status_code == 401
        assert forged.get(f"/events/{own.slug}/overview").status_code == 303
    after = house.contents()
    after.pop("attempts"), before.pop("attempts")
    assert after == before
