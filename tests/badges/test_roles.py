"""Roles: a word and a colour on a badge, kept for the event, given to its people, and gone with them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from eventapp.badges.design.fields import ACCENT
from eventapp.badges.queries import holders
from eventapp.badges.roles import MOST, Keeping, give_role, keep_role, remove_role, roles_of
from eventapp.registration.service import erase
from tests.desk import Desk, make_desk
from tests.factories import make_event

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.measured]


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> Desk:
    """An event whose organiser is signed in."""
    desk = make_desk(app, client)
    with app.app_context():
        grant_role(desk.host_id, Role.ORGANISER, event_id=desk.event_id)
    return desk


def kept(event_id: int, name: str, role_id: int | None = None) -> Keeping:
    """What comes of keeping a role."""
    return keep_role(event_id, name, "#8a1c4a", role_id=role_id, account_id=None, now=clock.now())


def shown(event_id: int) -> list[tuple[str, str]]:
    """Who has which role on the badge."""
    return [(holder.name, holder.role) for holder in holders(event_id)]


def test_people_have_one_role_of_their_event(app: Flask) -> None:
    """Giving another one replaces it; of strangers and foreign roles nothing comes; an erased person's goes along."""
    with app.app_context():
        one, other = make_event(title="Hier"), make_event(title="Dort")
        here, there = one.id, other.id
    desk = Desk(app, app.test_client(), here, "", 0)
    stranger = Desk(app, app.test_client(), there, "", 0).attendee("Zoe Fremd").id
    anna, berta = desk.attendee("Anna Adler").id, desk.attendee("Berta Bauer").id
    with app.app_context():

        def give(people: list[int], role_id: int) -> int | None:
            return give_role(people, role_id, event_id=here, account_id=None, now=clock.now())

        assert [kept(here, name) for name in ("Speaker", "Press", " SPEAKER ")] == [
            Keeping.KEPT,
            Keeping.KEPT,
            Keeping.TAKEN,
        ]
        assert kept(there, "Speaker") is Keeping.KEPT
        speaker, press = (role.id for role in roles_of(here))
        [foreign] = roles_of(there)
        assert give([anna, berta, stranger], speaker) == 2
        assert give([berta], press) == 1
        assert give([berta], foreign.id) is None
        assert shown(here) == [("Anna Adler", "Speaker"), ("Berta Bauer", "Press")]
        assert shown(there) == [("Zoe Fremd", "")]
        assert kept(here, "Talks", speaker) is Keeping.KEPT
        assert kept(here, "Press", speaker) is Keeping.TAKEN
        assert kept(here, "Guest", foreign.id) is Keeping.MISSING
        erase(anna, account_id=None, now=clock.now())
        assert [(role.name, role.people) for role in roles_of(here)] == [("Talks", 0), ("Press", 1)]
        remove_role(here, press, account_id=None, now=clock.now())
        remove_role(here, foreign.id, account_id=None, now=clock.now())
        assert shown(here) == [("Berta Bauer", "")]
        assert [role.name for role in roles_of(there)] == ["Speaker"]
        more = [kept(here, f"Role {number}") for number in range(MOST)]
        assert more == [Keeping.KEPT] * (MOST - 1) + [Keeping.TOO_MANY]


def test_organisers_make_roles_and_hosts_give_them(desk: Desk) -> None:
    """With one click or of one's own; on the badge, in the filter, and whoever has it has a changed badge."""
    anna, _ = desk.attendee("Anna Schmidt", is_staff=True), desk.attendee("Berta Bauer")
    roles, badge = f"{desk.path}/badges/roles", f"{desk.path}/registrations/{desk.uid(anna)}/badge"
    assert f'fill="{ACCENT}"' in desk.get(badge).text
    assert "Team" in desk.get(badge).text
    desk.client.post(f"{desk.path}/badges/print", data={"scope": "found"})
    for form, said in (
        ({"name": "", "colour": "#8a1c4a"}, "Bitte eintragen, was auf dem Namensschild stehen soll."),
        ({"name": "Gast", "colour": "rot"}, "eine Farbe wie #0b5a4c"),
        ({"name": "Gast", "colour": "#fffff0"}, "so hell, dass man sie auf weißem Papier nicht sieht"),
        ({"name": "x" * 41, "colour": "#8a1c4a"}, "länger als 40 Zeichen"),
    ):
        answer = desk.client.post(f"{roles}/new", data=form)
        assert answer.status_code == 422
        assert said in answer.text
    assert desk.client.post(roles, data={"usual": "press"}).status_code == 303
    assert desk.client.post(f"{roles}/new", data={"name": "<b>Jury", "colour": "#1d4e9e"}).status_code == 303
    assert "&lt;b&gt;Jury" in desk.get(roles).text
    with desk.app.app_context():
        press, jury = (role.id for role in roles_of(desk.event_id))
    form = {"scope": "ticked", "person": desk.uid(anna), "given": str(jury)}
    assert desk.client.post(f"{desk.path}/badges/give-role", data=form).status_code == 303
    page = desk.get(badge).text
    assert 'fill="#1d4e9e"' in page
    assert "&lt;b&gt;Jury" in page
    assert "geändert" in page
    filtered = desk.get(f"{desk.path}/badges?role=role-%3Cb%3EJury").text
    assert "Anna Schmidt" in filtered
    assert "Berta Bauer" not in filtered
    everybody = desk.client.post(f"{desk.path}/badges/give-role", data={"scope": "found", "given": str(press)})
    assert desk.get(everybody.location).text.count('fill="#ffc400"') == 1 + 2  # a picture and two lines
    for nonsense in ("-1", "x", "9" * 30, str(jury + 100)):
        answer = desk.client.post(f"{badge}/role", data={"given": nonsense}, follow_redirects=True)
        assert "Diese Rolle gibt es inzwischen nicht mehr." in answer.text
    assert desk.client.post(f"{badge}/role", data={"given": ""}).status_code == 303
    assert f'fill="{ACCENT}"' in desk.get(badge).text
