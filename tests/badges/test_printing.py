"""Before printing: what a host is told, and what happens to a badge that cannot be set."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eventapp.badges.printing import Edition, as_badge, inspect
from eventapp.badges.queries import Holder
from eventapp.badges.sheet import Layout, Problem
from tests.conftest import make_app, make_settings
from tests.desk import make_desk

FONTS = Path(__file__).parents[2] / "static" / "vendor" / "fonts"
EDITION = Edition("Netzwerktreffen", "https://treffen.example", "Team", FONTS)
ANNA = Holder(
    1,
    "U" * 26,
    "Anna Schmidt",
    "TU Clausthal",
    is_staff=False,
    code="B" * 26,
    short_code="WXYZ6789",
    code_drawn_at=datetime(2036, 3, 9, 12, tzinfo=UTC),
)


def test_a_badge_carries_the_address_and_the_role() -> None:
    """The QR code holds the badge's address under this installation's own; the team is marked as such."""
    badge = as_badge(ANNA, EDITION)
    assert badge.address == f"HTTPS://TREFFEN.EXAMPLE/B/{'B' * 26}"
    assert (badge.role, as_badge(replace(ANNA, is_staff=True), EDITION).role) == (None, "Team")


@pytest.mark.parametrize("layout", list(Layout))
def test_good_badges_have_no_flaw(layout: Layout) -> None:
    """Nobody is bothered when all is well."""
    inspection = inspect([ANNA, replace(ANNA, name="Łukasz Żółć")], EDITION, layout)
    assert (inspection.of_all, inspection.of_some) == ((), ())


def test_one_persons_flaw_is_theirs_even_when_they_are_the_only_one() -> None:
    """With a single badge nothing is „the same for all“; the flaw stands beside the name."""
    inspection = inspect([replace(ANNA, name="A" * 300)], EDITION, Layout.A4)
    assert inspection.of_all == ()
    assert [flaw.problem for badge in inspection.of_some for flaw in badge.flaws] == [Problem.NAME_CUT]


def test_badges_that_cannot_be_set_are_told_with_the_reason(tmp_path: Path) -> None:
    """Without its fonts no badge comes out; the host reads why before printing."""
    (flaw,) = inspect([ANNA, ANNA], replace(EDITION, fonts=tmp_path), Layout.A4).of_all
    assert flaw.problem is Problem.NOT_PRINTED
    assert "is missing" in flaw.detail


def test_a_badge_left_out_is_logged(tmp_path: Path, migrated_sqlite: Path, caplog: pytest.LogCaptureFixture) -> None:
    """An address too long for any QR code leaves the badge out; the log says how many are missing."""
    instance = tmp_path / "instance"
    instance.mkdir()
    (instance / "eventapp.sqlite3").write_bytes(migrated_sqlite.read_bytes())
    app = make_app(make_settings(instance, EVENTAPP_BASE_URL=f"http://{'.'.join(['a' * 60] * 90)}"))
    desk = make_desk(app, app.test_client())
    desk.attendee()
    with caplog.at_level(logging.WARNING):
        assert desk.get(f"{desk.path}/badges.pdf").status_code == 200
    assert "1 badges could not be set" in caplog.text
