"""What do the commands standings and graph hand out?"""

import json
from io import BytesIO
from pathlib import Path

import networkx as nx
import pytest
from flask import Flask
from openpyxl import load_workbook

from eventapp.core.graph import GraphFormat
from eventapp.registration.models import Purpose
from tests.factories import make_attendee, make_event, scan


@pytest.fixture
def slug(app: Flask) -> str:
    """An event where Anna met two people, one of them a colleague, and Dora nobody; two agreed to be named."""
    with app.app_context():
        event = make_event()
        named = (Purpose.TRACKING, Purpose.PROJECTOR)
        anna = make_attendee(event, "Anna <b>", organisation="MDZ Köln", consents=named)
        scan(anna, make_attendee(event, "Ben", organisation="MDZ Köln", consents=named))
        scan(anna, make_attendee(event, "Cleo", organisation="MDZ Ulm"))
        make_attendee(event, "Dora")
        make_attendee(event, "Emil", consents=(Purpose.PROJECTOR,))
        return event.slug


@pytest.mark.parametrize("file_format", ["graphml", "gexf", "json"])
def test_graph_is_read_back_by_networkx(app: Flask, slug: str, tmp_path: Path, file_format: str) -> None:
    """People in contact tracking are nodes, contacts are edges; names only when asked for, of those who agreed."""
    file = tmp_path / "graph"
    arguments = ["graph", slug, "--format", file_format, str(file)]
    assert app.test_cli_runner().invoke(args=arguments).exit_code == 0
    assert "Anna" not in file.read_text("utf-8")
    assert app.test_cli_runner().invoke(args=[*arguments, "--names"]).exit_code == 0
    graph = {
        "graphml": nx.read_graphml,
        "gexf": nx.read_gexf,
        "json": lambda path: nx.node_link_graph(json.loads(path.read_text("utf-8")), edges="edges"),
    }[file_format](file)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (4, 2)
    assert {name for _, name in graph.nodes(data="name")} == {"Anna <b>", "Ben", None}
    assert "Cleo" not in file.read_text("utf-8")
    assert sorted(counts for *_, counts in graph.edges(data="counts")) == [False, True]
    assert sorted(counted for _, counted in graph.nodes(data="counted")) == [0, 0, 1, 1]


@pytest.mark.parametrize("file_format", GraphFormat)
def test_every_form_is_written(app: Flask, slug: str, tmp_path: Path, file_format: GraphFormat) -> None:
    """As the page writes it, with numbers for people and attribute names for columns."""
    file = tmp_path / "graph"
    result = app.test_cli_runner().invoke(args=["graph", slug, "--format", file_format.value, str(file)])
    assert (result.exit_code, file.stat().st_size > 100) == (0, True), result.output
    if file_format is GraphFormat.XLSX:
        book = load_workbook(BytesIO(file.read_bytes()))
        assert [sheet.title for sheet in book] == ["people", "contacts", "organisations"]
        assert [cell.value for cell in book["people"][1]] == ["id", "label", "organisation", "counted", "contacts"]


def test_graph_goes_to_standard_output(app: Flask, slug: str) -> None:
    """A hyphen stands for it."""
    result = app.test_cli_runner().invoke(args=["graph", slug, "--format", "json", "-"])
    assert len(json.loads(result.output)["nodes"]) == 4


def test_graph_that_cannot_be_written_is_said(app: Flask, slug: str, tmp_path: Path) -> None:
    """One sentence, exit code 2."""
    result = app.test_cli_runner().invoke(args=["graph", slug, "--format", "json", str(tmp_path / "none" / "x")])
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_standings_as_a_table(app: Flask, slug: str) -> None:
    """One line for everybody registered, best first."""
    lines = app.test_cli_runner().invoke(args=["standings", slug]).output.splitlines()
    assert len(lines) == 6
    assert lines[1].split()[:4] == ["1", "1", "2", "1"]
    assert "Anna <b> (MDZ Köln)" in lines[1]
