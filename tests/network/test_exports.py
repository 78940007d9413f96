"""Do other programs read the network that organisers take along, and does it name only who agreed to that?"""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import networkx as nx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from eventapp import clock
from eventapp.accounts.models import AuditEntry
from eventapp.core.graph import GraphFormat
from eventapp.database import write_session
from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.network import event_network
from eventapp.registration.models import Purpose, Registration
from tests.champion.evening import make_evening
from tests.desk import sign_in
from tests.factories import MadeAttendee, make_account, make_attendee, make_event, scan

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.measured]

NAMED = (Purpose.TRACKING, Purpose.PROJECTOR)
HOSTILE = [
    "<script>alert(1)</script>",
    'Anna & "Ben"',
    "=HYPERLINK(1)",
    "+49 631 1",
    "@SUM(A1)",
    "O'Neil, ; \\ Ltd",
    "Zeile\r\nZwei",
    "Klingel\x07 und NUL-artiges\x01",
    "Halb \ufffe und \uffff",
    "👩‍🚀 محمد",
    "]]><x/>",
    "#N/A",
]
"""What can stand in a name; some of it only if it was in the database before names were cleaned."""


class Hall:
    """An event with people of all kinds, and what its organiser takes along."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        """Anna met Ben, Cleo and Dora, one day and a second apart; Emil met nobody; Fritz takes no part."""
        self.app, self.client = app, client
        with app.app_context():
            organiser = make_account()
            self.organiser_id = organiser.id
            event = make_event(title="Treffen „Nord“ / 2", organiser=organiser)
            self.event_id, self.slug = event.id, event.slug
            anna = make_attendee(event, "Anna Amsel", organisation="Werk A", consents=NAMED)
            ben = make_attendee(event, "Ben Buche", organisation="Werk A", consents=NAMED)
            cleo, dora = (make_attendee(event, name, organisation="Werk D") for name in ("Cleo Calla", "Dora Dachs"))
            self.people = [anna, ben, cleo, dora, make_attendee(event, "Emil Esche")]
            make_attendee(event, "Fritz Fuchs", consents=(Purpose.PROJECTOR,))
            self.met = [clock.now().replace(microsecond=0) + timedelta(seconds=n) for n in range(3)]
            for other, moment in zip((ben, cleo, dora), self.met, strict=True):
                scan(anna, other, now=moment)
            self.numbers = {
                person.id: number
                for person in self.people
                for number in db.session.scalars(select(Registration.number).where(Registration.id == person.id))
            }
        sign_in(app, client, self.organiser_id)

    def number(self, person: MadeAttendee) -> int:
        """The pseudonym of a person."""
        return self.numbers[person.id]

    def take(self, file_format: GraphFormat, **fields: str) -> bytes:
        """Presses the button of a file, in English."""
        response = self.client.post(
            f"/events/{self.slug}/exports", data={"file": file_format, **fields}, headers={"Accept-Language": "en"}
        )
        assert response.status_code == 200
        assert response.headers["Content-Disposition"].startswith("attachment")
        return bytes(response.data)

    def rename(self, names: Sequence[str], change_no: int = 10_000) -> None:
        """Gives people and their organisations names that no form would let pass."""
        with self.app.app_context(), write_session(db.session()) as session:
            for person, name in zip(self.people, names, strict=False):
                row = session.get_one(Registration, person.id)
                row.name, row.change_no = name, change_no
                assert row.organisation_id is not None
                session.get_one(Organisation, row.organisation_id).name = name
            session.get_one(Event, self.event_id).change_no = change_no


@pytest.fixture
def hall(app: Flask, client: FlaskClient) -> Hall:
    """An event whose organiser is signed in."""
    return Hall(app, client)


def read_node_link(content: bytes) -> nx.Graph:
    """JSON as networkx reads it."""
    return nx.node_link_graph(json.loads(content), edges="edges")


READERS: dict[GraphFormat, Callable[[bytes], nx.Graph]] = {
    GraphFormat.GRAPHML: lambda content: nx.read_graphml(BytesIO(content), node_type=int),
    GraphFormat.GEXF: lambda content: nx.read_gexf(BytesIO(content), node_type=int),
    GraphFormat.JSON: read_node_link,
}


def table(content: bytes) -> list[dict[str, str]]:
    """A CSV file as a program reads it."""
    return list(csv.DictReader(StringIO(content.decode(), newline="")))


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """A workbook as openpyxl reads it."""
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(BytesIO(content))}


@pytest.mark.parametrize("file_format", READERS)
def test_networkx_reads_the_graph_back(hall: Hall, file_format: GraphFormat) -> None:
    """All attributes of all people and contacts, as the notebook function gives them."""
    read = READERS[file_format](hall.take(file_format))
    with hall.app.app_context():
        graph = event_network.graph(db.session.get_one(Event, hall.event_id))
    assert not read.is_directed()
    assert set(read) == set(graph) == set(hall.numbers.values())
    for number, data in graph.nodes(data=True):
        kept = {key: value for key, value in data.items() if value is not None}
        assert read.nodes[number].items() >= kept.items()
        assert read.nodes[number]["label"] == f"Attendee {number}"
    assert {frozenset(pair) for pair in read.edges} == {frozenset(pair) for pair in graph.edges}
    for first, second, data in graph.edges(data=True):
        assert read.edges[first, second].items() >= data.items()


def test_the_network_grows_in_gexf(hall: Hall) -> None:
    """Each contact begins when it was made and each person with the first one, on the clock of the place."""
    content = hall.take(GraphFormat.GEXF)
    read = READERS[GraphFormat.GEXF](content)
    begun = [moment.astimezone(ZoneInfo("Europe/Berlin")).strftime("%Y-%m-%dT%H:%M:%S") for moment in hall.met]
    anna, ben, cleo, dora, emil = map(hall.number, hall.people)
    assert [read.edges[anna, other]["start"] for other in (ben, cleo, dora)] == begun
    assert [read.nodes[number].get("start") for number in (anna, ben, cleo, dora, emil)] == [*begun[:1], *begun, None]
    [graph] = ET.fromstring(content).findall("{http://www.gexf.net/1.2draft}graph")  # noqa: S314 our own file
    assert (graph.get("mode"), graph.get("timeformat"), graph.get("defaultedgetype")) == (
        "dynamic",
        "date",
        "undirected",
    )


def test_tables_for_programs(hall: Hall) -> None:
    """People and contacts by number, contacts in the order in which they were made."""
    people, contacts = table(hall.take(GraphFormat.PEOPLE)), table(hall.take(GraphFormat.CONTACTS))
    anna, ben, cleo, dora, emil = map(hall.number, hall.people)
    assert {int(row["id"]): (row["label"], row["counted"], row["contacts"]) for row in people} == {
        anna: (f"Attendee {anna}", "2", "3"),
        ben: (f"Attendee {ben}", "0", "1"),
        cleo: (f"Attendee {cleo}", "1", "1"),
        dora: (f"Attendee {dora}", "1", "1"),
        emil: (f"Attendee {emil}", "0", "0"),
    }
    assert [({int(row["source"]), int(row["target"])}, row["counts"]) for row in contacts] == [
        ({anna, ben}, "false"),
        ({anna, cleo}, "true"),
        ({anna, dora}, "true"),
    ]
    assert [datetime.fromisoformat(row["made_at"]) for row in contacts] == hall.met


def test_the_workbook(hall: Hall) -> None:
    """Three sheets with headings; moments are those of the wall clock; organisations with their own among them."""
    people, contacts, organisations = sheets(hall.take(GraphFormat.XLSX, names="y")).values()
    assert people[0] == ("Number", "Person", "Organisation", "Counts", "All contacts")
    assert (hall.number(hall.people[0]), "Anna Amsel", "Werk A", 2, 3) in people
    assert (hall.number(hall.people[2]), f"Attendee {hall.number(hall.people[2])}", "Werk D", 1, 1) in people
    assert len(people) == 6
    assert contacts[0][4] == "Made (Europe/Berlin)"
    assert [row[4].replace(tzinfo=ZoneInfo("Europe/Berlin")) for row in contacts[1:]] == hall.met
    assert [row[5] for row in contacts[1:]] == ["no", "yes", "yes"]
    assert organisations == [
        ("Organisation 1", "Organisation 2", "Contacts"),
        ("Werk A", "Werk D", 2),
        ("Werk A", "Werk A", 1),
    ]


@pytest.mark.parametrize("file_format", GraphFormat)
def test_without_asking_nobody_is_named(hall: Hall, file_format: GraphFormat) -> None:
    """Neither those who agreed nor anybody else, in no form."""
    everything = _all_text(hall.take(file_format), file_format)
    for name in ("Amsel", "Buche", "Calla", "Dachs", "Esche", "Fuchs"):
        assert name not in everything


@pytest.mark.parametrize("file_format", GraphFormat)
def test_with_names_only_who_agreed_is_named(hall: Hall, file_format: GraphFormat) -> None:
    """All others stay numbers, and who takes no part in contact tracking is in no file."""
    everything = _all_text(hall.take(file_format, names="y"), file_format)
    assert ("Amsel" in everything) is (file_format is not GraphFormat.CONTACTS)  # it knows only numbers
    for name in ("Calla", "Dachs", "Esche", "Fuchs"):
        assert name not in everything


def _all_text(content: bytes, file_format: GraphFormat) -> str:
    return str(sheets(content)) if file_format is GraphFormat.XLSX else content.decode()


def test_every_file_is_in_the_log(hall: Hall) -> None:
    """Who took it, in which form, and how many names stand in it; a look at the page is none."""
    assert hall.client.get(f"/events/{hall.slug}/exports").status_code == 200
    hall.take(GraphFormat.GEXF)
    hall.take(GraphFormat.XLSX, names="y")
    with hall.app.app_context():
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "network.exported")).all()
        assert [(entry.event_id, entry.account_id, entry.about) for entry in entries] == [
            (hall.event_id, hall.organiser_id, {"format": "gexf", "names": 0}),
            (hall.event_id, hall.organiser_id, {"format": "xlsx", "names": 2}),
        ]


@pytest.mark.parametrize("file_format", GraphFormat)
def test_whatever_a_name_is_the_file_can_be_read(hall: Hall, file_format: GraphFormat) -> None:
    """Markup is text, nothing is calculated, and what no file can hold is replaced."""
    with hall.app.app_context(), write_session(db.session()) as session:
        for row in session.scalars(select(Registration)):
            row.shows_name = True
    for first in range(0, len(HOSTILE), 4):
        hall.rename(HOSTILE[first : first + 4], 10_000 + first)
        _check_names(hall, file_format, HOSTILE[first : first + 4])


def _check_names(hall: Hall, file_format: GraphFormat, names: Sequence[str]) -> None:
    content = hall.take(file_format, names="y")
    expected = Counter(re.sub("[\x01\x07\ufffe\uffff]", "\ufffd", name) for name in names)
    if file_format in READERS:
        read = READERS[file_format](content)
        labels = Counter(_lines_as_in_xml(label) for _number, label in read.nodes(data="label"))
        assert labels >= Counter(map(_lines_as_in_xml, expected.elements()))
        return
    if file_format is GraphFormat.CONTACTS:
        assert len(table(content)) == 3
        return
    if file_format is GraphFormat.PEOPLE:
        labels = Counter(row["label"] for row in table(content))
    else:
        book = load_workbook(BytesIO(content))
        assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type in "fe"]
        labels = Counter(_lines_as_in_xml(str(row[1])) for row in sheets(content)["People"])
        expected = Counter(map(_lines_as_in_xml, expected.elements()))
    assert labels >= Counter(f"'{name}" if name[0] in "=+@" else name for name in expected.elements())


def _lines_as_in_xml(text: str) -> str:
    """XML makes one sign of a line break of two, and a space of it in attributes."""
    return re.sub(r"\s+", " ", text)


def test_the_files_are_named_after_the_event(hall: Hall) -> None:
    """In a form that every file system takes."""
    for file_format, ending in ((GraphFormat.XLSX, "xlsx"), (GraphFormat.PEOPLE, "people.csv")):
        response = hall.client.post(f"/events/{hall.slug}/exports", data={"file": file_format})
        assert f"Netzwerk Treffen -Nord- - 2.{ending}" in response.headers["Content-Disposition"]


@pytest.mark.parametrize("sent", [{}, {"file": ""}, {"file": "exe"}, {"file": "XLSX"}])
def test_what_is_no_file_is_refused(hall: Hall, sent: dict[str, str]) -> None:
    """With the page again, and nothing in the log."""
    assert hall.client.post(f"/events/{hall.slug}/exports", data=sent).status_code == 422
    with hall.app.app_context():
        assert not db.session.scalars(select(AuditEntry).where(AuditEntry.action == "network.exported")).all()


def test_the_page_asks_for_names_with_an_empty_box(hall: Hall) -> None:
    """It says how many agreed; where nobody did, there is no box."""
    page = hall.client.get(f"/events/{hall.slug}/exports", headers={"Accept-Language": "en"}).text
    [box] = re.findall(r'<input[^>]*name="names"[^>]*>', page)
    assert "checked" not in box
    assert "2 people have agreed" in page
    evening = make_evening(hall.app)
    sign_in(hall.app, hall.client, evening.organiser_id)
    page = hall.client.get(f"/events/{evening.slug}/exports", headers={"Accept-Language": "en"}).text
    assert 'name="names"' not in page
    for file_format in GraphFormat:  # an event without anybody has files too
        assert hall.client.post(f"/events/{evening.slug}/exports", data={"file": file_format}).status_code == 200
