"""Do picture, table, standings and command say the same, to those who may know?"""

import gzip
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from eventapp import clock
from eventapp.contacts.models import Contact
from eventapp.contacts.own_contacts import reject_contact
from eventapp.core.contact_rules import Confirmation
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from tests.champion.evening import Evening, make_evening
from tests.desk import Statements, sign_in
from tests.factories import make_attendee

pytestmark = pytest.mark.one_database

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def evening(app: Flask, client: FlaskClient) -> Evening:
    """Anna met Ben, her colleague Cleo and Dora, who rejected it; Emil met nobody; somebody takes no part."""
    made = make_evening(app, Anna="Werk <A>", Ben="Werk B", Cleo="Werk <A>", Dora="Werk D", Emil="Werk B")
    made.meet(("Anna", "Ben"), ("Anna", "Cleo"), ("Anna", "Dora"))
    with app.app_context():
        contact_id = db.session.scalars(select(func.max(Contact.id))).one()
        reject_contact(contact_id, registration_id=made.people["Dora"].id, now=clock.now())
        make_attendee(db.session.get_one(Event, made.event_id), "Sascha Still", consents=())
    sign_in(app, client, made.organiser_id)
    return made


def get(client: FlaskClient, evening: Evening, page: str) -> str:
    """A page of the event, in English."""
    response = client.get(f"/events/{evening.slug}/{page}", headers=ENGLISH)
    assert response.status_code == 200
    return response.text


def figures(page: str) -> dict[str, int]:
    """The numbers above the picture."""
    return {name: int(number) for name, number in re.findall(r'data-figure="(\w+)"[^>]*>(\d+)<', page)}


def cells(page: str) -> list[list[str]]:
    """What stands in the rows of the page's table."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    return [
        [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in rows
    ]


def test_picture_table_standings_and_command_say_the_same(app: Flask, client: FlaskClient, evening: Evening) -> None:
    """Two contacts stand, one of them counts; whoever is asked, by whatever way."""
    graph = client.get(f"/events/{evening.slug}/graph.json").json
    assert graph is not None
    page, standings = get(client, evening, "graph"), get(client, evening, "standings")
    command = app.test_cli_runner().invoke(args=["standings", evening.slug, "--json"])
    listed = json.loads(command.stdout)["standings"]
    numbers = {row[1]: (row[3], row[4]) for row in graph["people"]}
    assert numbers == {
        "Anna Probe": (1, 2),
        "Ben Probe": (1, 1),
        "Cleo Probe": (0, 1),
        "Dora Probe": (0, 0),
        "Emil Probe": (0, 0),
    }
    assert [(row[0], int(row[2]), int(row[3])) for row in cells(page)] == [
        (row["name"], row["counted"], row["contacts"]) for row in listed if row["name"] != "Sascha Still"
    ]
    assert [(int(row[0]), row[1], int(row[3]), int(row[4])) for row in cells(standings)] == [
        (row["rank"], row["name"], row["counted"], row["contacts"]) for row in listed
    ]
    assert {row["name"]: (row["counted"], row["contacts"]) for row in listed} == {**numbers, "Sascha Still": (0, 0)}
    assert figures(page) == {"people": 5, "contacts": 2, "counted": 1, "today": 2, "isolates": 2}
    assert sum(contact[4] for contact in graph["contacts"]) == 1
    assert len(graph["contacts"]) == 2


def test_standings_say_why_contacts_do_not_count(client: FlaskClient, evening: Evening) -> None:
    """Colleagues are the reason here; a rejected contact is none."""
    page = " ".join(re.sub(r"<[^>]*>", " ", get(client, evening, "standings")).split())
    assert "within one organisation 1" in page
    assert "rejected by one of the two" not in page


def test_the_graph_names_its_event_and_rules(client: FlaskClient, evening: Evening) -> None:
    """The cursor is the event's; organisations come with the largest first; those who take no part are left out."""
    graph = client.get(f"/events/{evening.slug}/graph.json").json
    assert graph is not None
    assert (graph["event"], graph["rules"]) == (evening.slug, "objection1111")
    assert graph["organisations"] == ["Werk <A>", "Werk B", "Werk D"]
    assert "Sascha Still" not in [row[1] for row in graph["people"]]
    with evening.app.app_context():
        assert graph["cursor"] == db.session.get_one(Event, evening.event_id).change_no


def test_the_graph_travels_compressed(client: FlaskClient, evening: Evening) -> None:
    """For browsers that take it; others get the same as it is."""
    path = f"/events/{evening.slug}/graph.json"
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    refused = client.get(path, headers={"Accept-Encoding": "gzip;q=0"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == refused.data
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


def test_names_are_text(client: FlaskClient, evening: Evening) -> None:
    """An organisation that looks like markup is shown as it was typed."""
    for page in ("graph", "standings"):
        assert "Werk &lt;A&gt;" in get(client, evening, page)
        assert "Werk <A>" not in get(client, evening, page)


def test_new_rules_count_everything_again(client: FlaskClient, evening: Evening) -> None:
    """What this process has counted under the old rules is not used any more."""
    get(client, evening, "graph")
    with evening.app.app_context(), write_session(db.session()) as session:
        event = session.get_one(Event, evening.event_id)
        event.require_other_organisation, event.change_no = False, event.change_no + 1
    assert figures(get(client, evening, "graph"))["counted"] == 2
    with evening.app.app_context(), write_session(db.session()) as session:
        session.get_one(Event, evening.event_id).confirmation = Confirmation.MUTUAL
    assert figures(get(client, evening, "graph"))["counted"] == 0


def test_a_request_reads_only_what_changed(client: FlaskClient, evening: Evening) -> None:
    """The second look costs no row of people or contacts."""
    get(client, evening, "standings")
    with Statements(evening.app) as statements:
        get(client, evening, "standings")
    assert not [statement for statement in statements.sent if "FROM contacts" in statement]
    evening.meet(("Ben", "Emil"))
    with Statements(evening.app) as statements:
        assert "Emil Probe" in get(client, evening, "standings")
    [reading] = [statement for statement in statements.sent if "FROM contacts" in statement]
    assert "change_no >" in reading


def test_a_database_put_back_to_an_earlier_state_is_believed(client: FlaskClient, evening: Evening) -> None:
    """What happened after the backup is forgotten by this process too."""
    assert figures(get(client, evening, "graph"))["contacts"] == 2
    with evening.app.app_context(), write_session(db.session()) as session:
        event = session.get_one(Event, evening.event_id)
        event.change_no -= 3
        session.execute(delete(Contact))
    assert figures(get(client, evening, "graph"))["contacts"] == 0


def test_an_event_without_anybody_says_what_to_do(app: Flask, client: FlaskClient) -> None:
    """Both pages work before the first registration."""
    evening = make_evening(app)
    sign_in(app, client, evening.organiser_id)
    assert figures(get(client, evening, "graph")) == dict.fromkeys(
        ("people", "contacts", "counted", "today", "isolates"), 0
    )
    assert "Nobody is registered yet" in get(client, evening, "standings")
    graph = client.get(f"/events/{evening.slug}/graph.json").json
    assert graph is not None
    assert (graph["people"], graph["contacts"], graph["organisations"]) == ([], [], [])


@pytest.mark.parametrize("page", ["graph", "graph.json", "standings"])
def test_an_event_of_others_is_none(app: Flask, evening: Evening, page: str) -> None:
    """Organisers of another event get the 404 of an event that does not exist; strangers the way to the sign-in."""
    stranger = app.test_client()
    assert stranger.get(f"/events/{evening.slug}/{page}").status_code in {303, 401}
    sign_in(app, stranger, make_evening(app).organiser_id)
    answers = [stranger.get(f"/events/{slug}/{page}") for slug in (evening.slug, "nothing")]
    assert [answer.status_code for answer in answers] == [404, 404]
