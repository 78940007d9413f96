"""Does every link lead somewhere, and does every named test, file and table exist?"""

import ast
import re
from pathlib import Path

import pytest

from eventapp import tables
from tests.checkout import ROOT
from tests.docs.markdown import anchors, code_in, documents, links, name, rows

FOREIGN = re.compile(r"https?://")
OF_THIS_MACHINE = re.compile(r"https?://127\.0\.0\.1:\d+$")
OUTSIDE = {"https://keepachangelog.com/en/1.1.0/", "https://semver.org/"}
"""Where documents lead outside of the project; a test has no network to look."""


@pytest.mark.parametrize("document", documents(), ids=name)
def test_every_link_leads_to_a_file_and_its_heading(document: Path) -> None:
    """Files are there, headings stand in them, and no link leaves the checkout."""
    for link in links(document.read_text("utf-8")):
        if FOREIGN.match(link):
            assert link in OUTSIDE or OF_THIS_MACHINE.match(link), link
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.is_file(), f"{name(document)} -> {link}"
        assert target.is_relative_to(ROOT)
        if anchor:
            assert anchor in anchors(target.read_text("utf-8")), f"{name(document)} -> {link}"


def test_every_document_is_reached_from_the_readme() -> None:
    """Nothing is written that nobody finds."""
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop()
        if document in reached or document.suffix != ".md":
            continue
        reached.add(document)
        local = (link.partition("#")[0] for link in links(document.read_text("utf-8")) if not FOREIGN.match(link))
        waiting += [(document.parent / path).resolve() for path in local if path]
    assert reached == set(documents())


def test_every_picture_is_shown() -> None:
    """No picture lies about that no document shows."""
    shown = {
        (document.parent / link).resolve() for document in documents() for link in links(document.read_text("utf-8"))
    }
    assert set((ROOT / "docs/pictures").glob("*")) <= shown


def test_every_test_that_security_names_is_there() -> None:
    """A defence whose test was renamed or removed is noticed."""
    named = [
        part
        for row in rows((ROOT / "docs/developers/security.md").read_text("utf-8"), "Threat", "Defence", "Test")
        for part in code_in(row[2])
    ]
    assert len(named) > 20
    for part in named:
        file, _, test = part.partition("::")
        found = ast.walk(ast.parse((ROOT / file).read_text("utf-8")))
        assert test in {node.name for node in found if isinstance(node, ast.FunctionDef)}, part


@pytest.mark.parametrize("document", documents(), ids=name)
def test_every_file_that_is_named_is_there(document: Path) -> None:
    """Paths in code style that begin in the project lead to a file or folder."""
    for part in code_in(document.read_text("utf-8")):
        path = part.partition("::")[0]
        if not re.fullmatch(r"(?:eventapp|templates|tests|docs|benchmarks|static/(?:js|css)|\.ci)/[\w./-]*", path):
            continue
        assert (ROOT / path).exists(), f"{name(document)}: {part}"


def test_every_table_is_described() -> None:
    """Each with one row."""
    described = rows((ROOT / "docs/developers/database.md").read_text("utf-8"), "Table", "Holds")
    assert sorted(table.strip("`") for table, _ in described) == sorted(tables.metadata.tables)


@pytest.mark.parametrize("document", documents(), ids=name)
def test_no_path_of_a_machine_and_no_working_paper_is_named(document: Path) -> None:
    """What is written holds for everybody who has the project."""
    text = document.read_text("utf-8")
    assert re.findall(r"(?:/root|/work|/home/\w+)/|\bDESIGN\.md|TODO|lorem", text, re.IGNORECASE) == []
