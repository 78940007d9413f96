"""Before printing: what a host is told, and what happens to a badge that cannot be set."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eventapp.badges.design import design_for
from eventapp.badges.design.badge import Problem
from eventapp.badges.printing import Edition, as_badge, inspect
from eventapp.badges.queries import Holder
from eventapp.badges.stock import SHEET, SINGLE, Stock

FONTS = Path(__file__).parents[2] / "static" / "vendor" / "fonts"
CARD = design_for(SHEET.width, SHEET.height)
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
    registered_at=datetime(2036, 3, 9, 12, tzinfo=UTC),
)


def test_a_badge_carries_the_address_and_the_role() -> None:
    """The QR code holds the badge's address under this installation's own; the team is marked as such."""
    badge = as_badge(ANNA, EDITION)
    assert badge.address == f"HTTPS://TREFFEN.EXAMPLE/B/{'B' * 26}"
    assert (badge.role, as_badge(ANNA._replace(is_staff=True), EDITION).role) == (None, "Team")


@pytest.mark.parametrize("stock", [SHEET, SINGLE], ids=lambda stock: stock.key)
def test_good_badges_have_no_flaw(stock: Stock) -> None:
    """Nobody is bothered when all is well."""
    inspection = inspect([ANNA, ANNA._replace(name="Łukasz Żółć")], EDITION, design_for(stock.width, stock.height))
    assert (inspection.of_all, inspection.of_some) == ((), ())


def test_one_persons_flaw_is_theirs_even_when_they_are_the_only_one() -> None:
    """With a single badge nothing is „the same for all“; the flaw stands beside the name."""
    inspection = inspect([ANNA._replace(name="A" * 300)], EDITION, CARD)
    assert inspection.of_all == ()
    assert [flaw.problem for badge in inspection.of_some for flaw in badge.flaws] == [Problem.NAME_CUT]


def test_badges_that_cannot_be_set_are_told_with_the_reason(tmp_path: Path) -> None:
    """Without its fonts no badge comes out; the host reads why before printing."""
    (flaw,) = inspect([ANNA, ANNA], replace(EDITION, fonts=tmp_path), CARD).of_all
    assert flaw.problem is Problem.NOT_PRINTED
    assert "is missing" in flaw.detail
