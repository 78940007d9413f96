"""Composing: what stands on a badge, that it stays on it, and what is reported."""

# ruff: noqa: RUF001 - names in many scripts are what is tested

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.badges.fonts import Fonts
from eventapp.badges.sheet.badge import Badge, Problem
from eventapp.badges.sheet.composing import CAPITAL, Composition, Line, compose, split_name
from eventapp.badges.sheet.stock import MM, Design, Layout, stock_of

ADDRESS = "HTTPS://TREFFEN.EXAMPLE/B/ABCDEFGHJKMNPQRSTUVWXYZ234"
DESIGNS = [stock_of(layout).design for layout in Layout]

designs = pytest.mark.parametrize("design", DESIGNS, ids=list(Layout))


def badge(name: str = "Anna Schmidt", organisation: str = "TU Clausthal", role: str | None = None) -> Badge:
    """A badge that has all it needs."""
    return Badge(name, organisation, "Netzwerktreffen 2026", ADDRESS, "ABCD2345", role)


def texts(composition: Composition) -> list[str]:
    """The lines from the first to the last."""
    return [line.text for line in composition.lines]


def line_of(composition: Composition, text: str) -> Line:
    """Find a line by its text."""
    (line,) = [line for line in composition.lines if line.text == text]
    return line


@pytest.mark.parametrize(
    ("name", "given_name", "family_name"),
    [
        ("Anna Schmidt", "Anna", "Schmidt"),
        ("Ana Li", "Ana", "Li"),
        ("Anna Maria Schmidt", "Anna Maria", "Schmidt"),
        ("Dr. Anna von der Heide", "Dr. Anna", "von der Heide"),
        ("Vincent van Gogh", "Vincent", "van Gogh"),
        ("Van Morrison", "Van", "Morrison"),
        ("Ludwig van", "Ludwig", "van"),
        ("Prince", "Prince", ""),
        ("", "", ""),
    ],
)
def test_a_name_is_divided_where_people_would(name: str, given_name: str, family_name: str) -> None:
    """The last word is the family name, unless a particle begins it earlier."""
    assert split_name(name) == (given_name, family_name)


@designs
def test_everything_stands_on_the_badge(fonts: Fonts, design: Design) -> None:
    """Title, names, organisation, role, short code in two groups, and the host in lower case."""
    composition = compose(badge(role="Host"), design, fonts)
    joined = " ".join(texts(composition))
    for text in ("Netzwerktreffen", "Anna", "Schmidt", "TU Clausthal", "Host", "ABCD 2345", "treffen.example"):
        assert text in joined
    assert composition.problems == ()


@designs
def test_the_given_name_is_the_largest(fonts: Fonts, design: Design) -> None:
    """It is called out: its capitals are over 5 mm high, and the family name's over 3 mm."""
    composition = compose(badge(), design, fonts)
    given_line, family_line = line_of(composition, "Anna"), line_of(composition, "Schmidt")
    assert given_line.size == max(line.size for line in composition.lines)
    assert given_line.size * CAPITAL / MM > 5
    assert family_line.size * CAPITAL / MM > 3
    assert given_line.y > family_line.y > line_of(composition, "TU Clausthal").y


@designs
def test_an_empty_organisation_leaves_no_gap(fonts: Fonts, design: Design) -> None:
    """The name then stands in the middle of its room."""
    composition = compose(badge("Prince", organisation=""), design, fonts)
    line = line_of(composition, "Prince")
    middle = line.y + CAPITAL * line.size / 2
    assert middle == pytest.approx((design.text_top + design.text_bottom) / 2 * MM, abs=0.12 * line.size)


@designs
def test_a_role_pushes_the_thread_aside(fonts: Fonts, design: Design) -> None:
    """The thread starts behind the role, and still has room to be one."""
    without, with_role = compose(badge(), design, fonts), compose(badge(role="Organisation"), design, fonts)
    role = line_of(with_role, "Organisation")
    assert with_role.thread_from > role.x + role.face.width(role.text) * role.size
    assert with_role.thread_from > without.thread_from
    longest = compose(badge(role="W" * 300), design, fonts)
    assert design.width * MM - longest.thread_from > 10 * MM
    assert (Problem.ROLE_CUT, "") in longest.problems


@designs
@pytest.mark.parametrize(
    "name",
    [
        "Wolfgang-Amadeus Maximilian Freiherr von Hohenstein-Lichtenberg",
        "Maximiliane-Charlotte Müller-Lüdenscheidt",
        "Παναγιώτης-Αλέξανδρος Χατζηπαναγιωτόπουλος-Παπαδόπουλος",
        "Siebenundzwanzigbuchstabenx Donaudampfschifffahrtsmeister",
    ],
)
def test_sixty_characters_fit(fonts: Fonts, design: Design, name: str) -> None:
    """Long names wrap and shrink, and nothing of them is lost."""
    assert len(name) >= 41
    composition = compose(badge(name), design, fonts)
    assert Problem.NAME_CUT not in dict(composition.problems)
    assert name.replace(" ", "") in "".join(texts(composition)).replace(" ", "")


def test_what_is_cut_is_reported(fonts: Fonts) -> None:
    """Name, organisation, title and host that are far too long are cut visibly and reported each."""
    long = Badge("X" * 400, "Y " * 400, "T " * 400, "HTTPS://" + "H" * 200 + ".EXAMPLE/B/X", "ABCD2345")
    composition = compose(long, DESIGNS[0], fonts)
    assert [problem for problem, _ in composition.problems] == [
        Problem.NAME_CUT,
        Problem.ORGANISATION_CUT,
        Problem.EVENT_TITLE_CUT,
        Problem.HOST_CUT,
    ]
    assert sum(text.endswith("…") for text in texts(composition)) == 4


def test_missing_characters_and_unset_directions_are_reported(fonts: Fonts) -> None:
    """Both are named before anything is printed; an emoji in our font is no problem."""
    assert compose(badge("李 Anna", "🚀 GmbH"), DESIGNS[0], fonts).problems == (
        (Problem.MISSING_CHARACTERS, "U+674E CJK UNIFIED IDEOGRAPH-674E, U+1F680 ROCKET"),
    )
    assert compose(badge("יוסי כהן"), DESIGNS[0], fonts).problems == ((Problem.RIGHT_TO_LEFT, ""),)


def test_both_names_are_set_in_one_font(fonts: Fonts) -> None:
    """Although Atkinson has "Ánh", it looks like "Nguyễn Thị"."""
    composition = compose(badge("Nguyễn Thị Ánh"), DESIGNS[0], fonts)
    assert line_of(composition, "Nguyễn Thị").face is line_of(composition, "Ánh").face


@designs
@given(
    badge=st.builds(
        Badge,
        name=st.text("aWMłüЩ -.", min_size=1, max_size=300),
        organisation=st.text("aWMłüЩ -.", max_size=400),
        event_title=st.text("aWM -", max_size=300),
        address=st.just(ADDRESS),
        short_code=st.just("WWWWWWWW"),
        role=st.none() | st.text("aWM -", max_size=60),
    )
)
def test_nothing_leaves_the_badge(fonts: Fonts, design: Design, badge: Badge) -> None:
    """Whatever the texts, every line stays 4 mm inside the badge and out of the QR code's quiet zone."""
    composition = compose(badge, design, fonts)
    qr_left, qr_bottom, edge = design.qr_left * MM, design.qr_bottom * MM, 4 * MM
    for line in composition.lines:
        width = line.face.width(line.text) * line.size + line.spacing * (len(line.text) - 1)
        left = line.x - width / 2 if line.centred else line.x
        top = line.y + CAPITAL * line.size
        assert edge <= left
        assert left + width <= design.width * MM - edge / 2
        assert edge <= line.y
        assert top <= design.height * MM - edge
        beside, below = left + width <= qr_left + 0.01, top <= qr_bottom + 0.01
        above = line.y >= (design.qr_bottom + design.qr_side) * MM
        assert beside or below or above


@designs
@given(name=st.text("aWŁ ", min_size=1, max_size=200), organisation=st.text("aW ", max_size=200))
def test_the_names_keep_to_their_room(fonts: Fonts, design: Design, name: str, organisation: str) -> None:
    """Names and organisation run neither into the title above nor into the thread below."""
    composition = compose(Badge(name, organisation, "", ADDRESS, "ABCD2345"), design, fonts)
    for line in composition.lines:
        if line.centred:
            continue
        assert line.y + CAPITAL * line.size <= design.text_top * MM + 0.5
        assert line.y >= design.text_bottom * MM
