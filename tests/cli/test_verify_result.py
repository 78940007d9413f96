"""What does the command verify-result say, and with which exit code?"""

import json
from pathlib import Path

import pytest
from flask import Flask

from eventapp.core.result import record_hash, record_of
from tests.core.evenings import contact, facts, person

EVENING = facts([person(1), person(2), person(3)], [contact(1, 2), contact(1, 3)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An exported record."""
    record = record_of(EVENING)
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"record": record, "sha256": record_hash(record)}), "utf-8")
    return path


def test_yes(app: Flask, file: Path) -> None:
    """One sentence and the fingerprint; as JSON the same."""
    done = app.test_cli_runner().invoke(args=["verify-result", str(file)])
    digest = record_hash(record_of(EVENING))
    assert done.exit_code == 0
    assert done.stdout.startswith("yes: result 2 of 'abend'")
    assert "2 contacts of 3 people" in done.stdout
    assert done.stdout.endswith(f"sha256 {digest}\n")
    as_json = app.test_cli_runner().invoke(args=["verify-result", "--json", str(file)])
    assert json.loads(as_json.stdout) == {"finding": "verified", "sha256": digest, "differences": []}


def test_no_and_what_differs(app: Flask, file: Path) -> None:
    """Exit code 1, with the place and both values."""
    forged = file.read_text("utf-8").replace('"counted": 2', '"counted": 3')
    file.write_text(forged, "utf-8")
    done = app.test_cli_runner().invoke(args=["verify-result", str(file)])
    assert done.exit_code == 1
    assert "record.standings[0].counted: the file says 3, counted again it is 2" in done.stdout
    as_json = app.test_cli_runner().invoke(args=["verify-result", "--json", "-"], input=forged)
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["finding"] == "differs"


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00\xff", b'{"record": 1, "sha256": "x"}'])
def test_no_record(app: Flask, file: Path, content: bytes) -> None:
    """Exit code 2 and one sentence on standard error."""
    file.write_bytes(content)
    done = app.test_cli_runner().invoke(args=["verify-result", str(file)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("eventapp: this is no ")
    assert done.stderr.count("\n") == 1


def test_no_file(app: Flask, tmp_path: Path) -> None:
    """The same where there is none, or a folder."""
    for path in (tmp_path / "none", tmp_path):
        done = app.test_cli_runner().invoke(args=["verify-result", str(path)])
        assert done.exit_code == 2
        assert "Traceback" not in done.stderr
