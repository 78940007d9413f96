"""Does a rehearsal give the standings that a list really holds?"""

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Registration
from tests.factories import make_account

DATA = Path(os.environ.get("EVENTAPP_CONTACT_DATA", Path(__file__).parents[3] / "shared" / "data"))
needs_contact_data = pytest.mark.skipif(
    not (DATA / "tij_SFHH.dat").is_file(),
    reason=f"no contact data in {DATA} (EVENTAPP_CONTACT_DATA names another folder)",
)


def run(app: Flask, *arguments: str | Path) -> Result:
    """Runs a command."""
    return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


def standings(app: Flask, slug: str) -> dict[str, dict[str, Any]]:
    """The lines of the standings by name, as the command gives them."""
    result = run(app, "standings", slug, "--json")
    assert result.exit_code == 0, result.output
    return {line["name"]: line for line in json.loads(result.output)["standings"]}


def test_a_small_list_becomes_an_event_with_standings(app: Flask, tmp_path: Path) -> None:
    """Counts, organisations met and the moment of the last counted contact, for everybody registered."""
    file, organisations = tmp_path / "list.dat", tmp_path / "organisations.dat"
    file.write_text("100 a b\n120 b a\n3700 a c\n160 b c\n")
    organisations.write_text("a MDZ Köln\nb MDZ Köln\nc MDZ Ulm\nd MDZ Ulm\n")
    result = run(app, "rehearse", file, "--organisations", organisations, "--event", "probe", "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.output)
    assert summary.pop("seconds") >= 0
    assert summary == {
        "event": "probe",
        "people": 4,
        "rows": 4,
        "scans": {"new_contact": 3},
        "contacts": 3,
        "counted_contacts": 2,
    }
    lines = standings(app, "probe")
    assert [(name, line["rank"], line["counted"], line["contacts"]) for name, line in lines.items()] == [
        ("Person c", 1, 2, 2),
        ("Person b", 2, 1, 2),
        ("Person a", 3, 1, 2),
        ("Person d", 4, 0, 0),
    ]
    assert [lines[f"Person {name}"]["organisations_met"] for name in "abcd"] == [1, 1, 1, 0]
    assert lines["Person d"]["reached_at"] is None
    with app.app_context():
        first_day = db.session.scalars(select(Event)).one().days[0].date
    assert lines["Person c"]["reached_at"].startswith(str(first_day))


def test_the_earliest_row_is_nine_o_clock(app: Flask, tmp_path: Path) -> None:
    """In the event's own zone, on its first day; a night between two rows closes nothing."""
    file = tmp_path / "list.dat"
    file.write_text("1000000 a b\n1090000 a c\n")
    assert run(app, "rehearse", file, "--event", "probe").exit_code == 0
    reached = standings(app, "probe")["Person b"]["reached_at"]
    assert reached[11:19] in {"07:00:00", "08:00:00"}, "nine in Berlin, in summer or in winter"
    assert standings(app, "probe")["Person a"]["counted"] == 2


@pytest.mark.parametrize(
    ("content", "people", "contacts"),
    [("", 0, 0), ("5 a b\n", 2, 1), ("5 a b\n6 b a\n" * 1000, 2, 1), ("\ufeff5,ä-1,o'b\r\n6,ä-1,x\r\n", 3, 2)],
    ids=["empty", "one pair", "one pair two thousand times", "other forms"],
)
def test_lists_of_every_size(app: Flask, tmp_path: Path, content: str, people: int, contacts: int) -> None:
    """Nothing, little, much of the same, and ids that are no numbers."""
    file = tmp_path / "list.dat"
    file.write_text(content)
    result = run(app, "rehearse", file, "--event", "probe", "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.output)
    assert (summary["people"], summary["contacts"]) == (people, contacts)
    assert len(standings(app, "probe")) == people


@pytest.mark.parametrize(
    ("content", "organisations"), [("5 a b\n6 a\n", ""), ("5 a b\n", "a MDZ\nb\n")], ids=["list", "organisations"]
)
def test_a_bad_line_stops_before_anything_is_written(
    app: Flask, tmp_path: Path, content: str, organisations: str
) -> None:
    """One sentence with the file and the line, exit code 2, and an empty database."""
    file, members = tmp_path / "list.dat", tmp_path / "organisations.dat"
    file.write_text(content)
    members.write_text(organisations)
    result = run(app, "rehearse", file, "--organisations", members)
    assert result.exit_code == 2
    assert "line 2" in result.stderr
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Event)) == 0
        assert db.session.scalar(select(func.count()).select_from(Registration)) == 0


def test_input_that_cannot_be_used_ends_with_one_sentence(app: Flask, tmp_path: Path) -> None:
    """A missing file, an address that is taken or malformed, an event that does not exist: exit code 2."""
    file = tmp_path / "list.dat"
    file.write_text("5 a b\n")
    assert run(app, "rehearse", file, "--event", "probe").exit_code == 0
    for arguments in (
        ("rehearse", tmp_path / "none.dat"),
        ("rehearse", tmp_path),
        ("rehearse", file, "--event", "probe"),
        ("rehearse", file, "--event", "../x"),
        ("standings", "none"),
        ("graph", "none", "--format", "json", "-"),
    ):
        result = run(app, *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.count("\n") == 1


def test_a_second_rehearsal_finds_a_free_address(app: Flask, tmp_path: Path) -> None:
    """Without --event each one is a new event."""
    file = tmp_path / "Liste 1.dat"
    file.write_text("5 a b\n")
    slugs = [json.loads(run(app, "rehearse", file, "--json").output)["event"] for _ in range(2)]
    assert slugs == ["rehearsal-liste-1", "rehearsal-liste-1-2"]


def test_an_organiser_opens_what_was_rehearsed(app: Flask, tmp_path: Path) -> None:
    """The event stands among the own ones, with its graph and its champion; without --organiser it is nobody's."""
    file = tmp_path / "list.dat"
    file.write_text("5 a b\n")
    with app.app_context():
        make_account("ola@example.org")
    assert run(app, "rehearse", file, "--event", "hers", "--organiser", "Ola@example.org").exit_code == 0
    assert run(app, "rehearse", file, "--event", "nobodys").exit_code == 0
    browser = app.test_client()
    browser.post(run(app, "sign-in-link", "ola@example.org").stdout.strip())
    pages = [f"/events/{slug}/{page}" for slug in ("hers", "nobodys") for page in ("graph", "champion")]
    assert [browser.get(page).status_code for page in pages] == [200, 200, 404, 404]


def test_an_unknown_organiser_stops_it_before_anything_is_written(app: Flask, tmp_path: Path) -> None:
    """One sentence, exit code 2, no event."""
    file = tmp_path / "list.dat"
    file.write_text("5 a b\n")
    with app.app_context():
        make_account("ola@example.org")
    for address in ("", "nobody@example.org"):
        result = run(app, "rehearse", file, "--organiser", address)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "nobody has an account with the address" in result.stderr
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Event)) == 0


@pytest.mark.slow
@needs_contact_data
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)  # the shorter list below is played on both
def test_sfhh_conference(app: Flask) -> None:
    """403 people, 9,565 contacts, and the known top of the standings."""
    result = run(app, "rehearse", DATA / "tij_SFHH.dat", "--event", "sfhh", "--json")
    summary = json.loads(result.output)
    assert (summary["people"], summary["rows"], summary["contacts"]) == (403, 70261, 9565)
    assert summary["scans"] == {"new_contact": 9565}
    top = [(line["counted"], name) for name, line in standings(app, "sfhh").items()][:4]
    assert top == [(169, "Person 1599"), (168, "Person 1688"), (163, "Person 1655"), (158, "Person 1441")]


@pytest.mark.slow
@needs_contact_data
def test_office_with_departments(app: Flask) -> None:
    """Contacts inside a department stay contacts and do not count; both numbers as an independent count has them."""
    departments = dict(
        line.split()
        for line in (DATA / "metadata_InVS15.dat").read_text(encoding="utf-8").splitlines()
        if line.strip()
    )
    partners: dict[str, set[str]] = defaultdict(set)
    for line in (DATA / "tij_InVS15.dat").read_text(encoding="utf-8").splitlines():
        _, i, j = line.split()
        partners[i].add(j)
        partners[j].add(i)
    run(
        app,
        *("rehearse", DATA / "tij_InVS15.dat", "--organisations", DATA / "metadata_InVS15.dat", "--event", "invs15"),
    )
    lines = standings(app, "invs15")
    assert set(lines) == {f"Person {person}" for person in {*departments, *partners}}
    for person in {*departments, *partners}:
        others = {other for other in partners[person] if departments.get(other) != departments[person]}
        found = lines[f"Person {person}"]
        assert found["contacts"] == len(partners[person])
        assert found["counted"] == len(others)
        assert found["organisations_met"] == len({departments[other] for other in others})
