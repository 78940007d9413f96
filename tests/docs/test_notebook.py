"""Does the example for notebooks run, and does the table beside it name the attributes that there are?"""

import json
import os
import subprocess
import sys

import pytest
from flask import Flask

from eventapp.config import Config
from eventapp.extensions import db
from eventapp.network import event_network
from eventapp.registration.models import Purpose
from tests.checkout import ROOT
from tests.docs.markdown import blocks, rows
from tests.factories import make_attendee, make_event, scan

pytestmark = [pytest.mark.slow, pytest.mark.one_database]

TEXT = (ROOT / "docs/developers/measures.md").read_text("utf-8")
SHOW = "\nimport json; print(json.dumps([len(graph), graph.number_of_edges(), measures.groups.isolates]))"


def test_the_example_runs(app: Flask, settings: Config) -> None:
    """On a database with three people and one contact."""
    with app.app_context():
        event = make_event(title="Demo")
        scan(make_attendee(event), make_attendee(event))
        make_attendee(event)
    [example] = [block.code for block in blocks(TEXT) if block.language == "python"]
    environ = {"EVENTAPP_INSTANCE": str(settings.instance), "DATABASE_URL": settings.database_url}
    done = subprocess.run(
        [sys.executable, "-c", example + SHOW],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [3, 1, 1]


def test_the_table_has_all_attributes(app: Flask) -> None:
    """Of people and of contacts, with the types that they have."""
    described = {
        (element, attribute.strip("`")): set(types.split(" or "))
        for element, attribute, types, _ in rows(TEXT, "Of", "Attribute", "Type", "Says")
        if attribute.startswith("`")
    }
    with app.app_context():
        event = make_event()
        first = make_attendee(event, consents=(Purpose.TRACKING, Purpose.PROJECTOR))
        scan(first, make_attendee(event))
        graph = event_network.graph(event, with_names=True)
        db.session.rollback()
    of_nodes = {("node", key): value for _, data in graph.nodes(data=True) for key, value in data.items()}
    of_edges = {("edge", key): value for *_, data in graph.edges(data=True) for key, value in data.items()}
    assert described.keys() == {**of_nodes, **of_edges}.keys()
    for key, value in {**of_nodes, **of_edges}.items():
        assert type(value).__name__.replace("NoneType", "None") in described[key], key
