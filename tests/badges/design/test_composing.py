"""Composing: what stands on a badge, that it stays on it, and what is reported."""

# ruff: noqa: RUF001 - names in many scripts are what is tested

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from eventapp.badges.design import Align, Anchor, Design, Field, FieldKind, Template, design_for
from eventapp.badges.design.badge import Badge, Problem
from eventapp.badges.design.blocks import CAPITAL
from eventapp.badges.design.composing import compose, find_problems
from eventapp.badges.design.composition import Composition, Line
from eventapp.badges.design.inks import READABLE, contrast
from eventapp.badges.design.wording import split_name
from eventapp.badges.fonts import Fonts
from eventapp.badges.stock import MM, SHEET, SINGLE

ADDRESS = "HTTPS://TREFFEN.EXAMPLE/B/ABCDEFGHJKMNPQRSTUVWXYZ234"
DESIGNS = [design_for(stock.width, stock.height) for stock in (SHEET, SINGLE)]
SIZES = [(90, 54), (85.6, 54), (105, 148), (74, 105), (62, 29), (89, 36), (54, 17)]
"""Card, ID-1, A6, A7, and three rolls."""
ALL = [design_for(*size, template) for size in SIZES for template in Template]

designs = pytest.mark.parametrize("design", DESIGNS, ids=["card", "a6"])
all_designs = pytest.mark.parametrize(
    "design", ALL, ids=[f"{template}-{width}x{height}" for width, height in SIZES for template in Template]
)


def badge(name: str = "Anna Schmidt", organisation: str = "TU Clausthal", role: str | None = None) -> Badge:
    """A badge that has all it needs."""
    return Badge(name, organisation, "Netzwerktreffen 2026", ADDRESS, "ABCD2345", role)


def texts(composition: Composition) -> list[str]:
    """The lines from the first to the last."""
    return [line.text for line in composition.lines]


def name_field(design: Design) -> Field:
    """In whose box given name, family name and organisation stand."""
    field = design.field(FieldKind.GIVEN_NAME)
    assert field is not None
    return field


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
    field = name_field(design)
    assert middle == pytest.approx((design.height - field.y - field.height / 2) * MM, abs=0.12 * line.size)


@designs
def test_a_role_pushes_the_thread_aside(fonts: Fonts, design: Design) -> None:
    """The thread starts behind the role, and still has room to be one."""
    without, with_role = compose(badge(), design, fonts), compose(badge(role="Organisation"), design, fonts)
    role = line_of(with_role, "Organisation")
    (thread,), (free,) = with_role.threads, without.threads
    assert thread.start > role.x + role.width
    assert thread.start > free.start
    longest = compose(badge(role="W" * 300), design, fonts)
    assert longest.threads[0].end - longest.threads[0].start > 10 * MM
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
        Problem.EVENT_TITLE_CUT,
        Problem.NAME_CUT,
        Problem.ORGANISATION_CUT,
        Problem.HOST_CUT,
    ]
    assert sum(text.endswith("…") for text in texts(composition)) == 4


def test_missing_characters_are_reported(fonts: Fonts) -> None:
    """They are named before anything is printed; what runs from the right or is Chinese lacks nothing."""
    assert compose(badge("李 Anna 🐘", "🚀 GmbH"), DESIGNS[0], fonts).problems == (
        (Problem.MISSING_CHARACTERS, "U+1F418 ELEPHANT, U+1F680 ROCKET"),
    )
    assert compose(badge("יוסי כהן", "北京大学"), DESIGNS[0], fonts).problems == ()


def test_both_names_are_set_in_one_font(fonts: Fonts) -> None:
    """Although Atkinson has "Ánh", it looks like "Nguyễn Thị"."""
    composition = compose(badge("Nguyễn Thị Ánh"), DESIGNS[0], fonts)
    assert line_of(composition, "Nguyễn Thị").face is line_of(composition, "Ánh").face


@pytest.mark.slow
@pytest.mark.measured
@all_designs
@hypothesis_settings(max_examples=25)  # of each template on each paper
@given(
    badge=st.builds(
        Badge,
        name=st.text("aWMłüЩם李 -.", min_size=1, max_size=300),
        organisation=st.text("aWMłüЩ -.", max_size=400),
        event_title=st.text("aWM -", max_size=300),
        address=st.just(ADDRESS),
        short_code=st.just("WWWWWWWW"),
        role=st.none() | st.text("aWM -", max_size=60),
        day=st.text("aWM ", max_size=60),
    )
)
def test_nothing_leaves_the_badge(fonts: Fonts, design: Design, badge: Badge) -> None:
    """Whatever the texts, every line of every template stays inside the badge and off the QR code's quiet zone."""
    composition = compose(badge, design, fonts)
    (code,), edge = composition.codes, 1.4 * MM
    for line in composition.lines:
        right, top = line.x + line.width, line.y + CAPITAL * line.size
        assert edge <= line.x + 0.01
        assert right <= design.width * MM - edge + 0.01
        assert edge <= line.y
        assert top <= design.height * MM - edge
        beside = right <= code.box.x + 0.01 or line.x >= code.box.x + code.box.width - 0.01
        assert beside or top <= code.box.y + 0.01 or line.y >= code.box.y + code.box.height


@all_designs
def test_a_readable_code_and_name_whatever_the_paper(fonts: Fonts, design: Design) -> None:
    """The code is 20 mm broad where the label is high enough; on cards, a name has 24 points."""
    composition = compose(badge(role="Host"), design, fonts)
    (code,) = composition.codes
    side = code.box.width / MM * code.matrix.size / code.matrix.outer_size
    assert (side > 20) == (design.height > 25) == ((Problem.QR_SMALL, "") not in composition.problems)
    assert composition.problems == find_problems(badge(role="Host"), design, fonts)
    if design.height > 50:
        assert line_of(composition, "Anna").size >= 24


@pytest.mark.slow
@pytest.mark.measured
@designs
@given(name=st.text("aWŁ ", min_size=1, max_size=200), organisation=st.text("aW ", max_size=200))
def test_the_names_keep_to_their_room(fonts: Fonts, design: Design, name: str, organisation: str) -> None:
    """Names and organisation run neither into the title above nor into the thread below."""
    fields = tuple(field for field in design.fields if field.kind not in {FieldKind.SHORT_CODE, FieldKind.ADDRESS})
    composition = compose(Badge(name, organisation, "", ADDRESS, ""), replace(design, fields=fields), fonts)
    field = name_field(design)
    for line in composition.lines:
        assert line.y + CAPITAL * line.size <= (design.height - field.y) * MM + 0.5
        assert line.y >= (design.height - field.y - field.height) * MM


def alone(field: Field) -> Design:
    """A badge with one field."""
    return Design(90, 54, (field,))


@pytest.mark.parametrize(("align", "share"), [(Align.LEFT, 0.0), (Align.CENTRE, 0.5), (Align.RIGHT, 1.0)])
@pytest.mark.parametrize(("anchor", "height"), [(Anchor.TOP, 0.0), (Anchor.MIDDLE, 0.5), (Anchor.BOTTOM, 1.0)])
def test_a_text_stands_where_its_field_says(
    fonts: Fonts, align: Align, share: float, anchor: Anchor, height: float
) -> None:
    """Left, middle and right; top, middle and bottom: measured at the line itself."""
    field = Field(FieldKind.FULL_NAME, 10, 6, 60, 30, size=20, floor=8, align=align, anchor=anchor)
    (line,) = compose(badge(), alone(field), fonts).lines
    assert line.x == pytest.approx((10 + share * 60) * MM - share * line.width)
    top = (54 - 6) * MM - height * (30 * MM - line.size * (CAPITAL + 0.22))
    assert line.y == pytest.approx(top - CAPITAL * line.size)


def test_what_is_off_is_not_drawn(fonts: Fonts) -> None:
    """Each field can be switched off."""
    design = DESIGNS[0]
    off = replace(design, fields=tuple(replace(field, shown=False) for field in design.fields))
    composition = compose(badge(role="Host"), off, fonts)
    assert (composition.lines, composition.threads, composition.codes, composition.areas) == ((), (), (), ())


def test_a_ribbon_is_for_those_with_a_role(fonts: Fonts) -> None:
    """An area of colour stands on all badges, one in the colour of the role on those of speakers."""
    panel = Field(FieldKind.PANEL, 0, 0, 90, 5, colour="#aa0000")
    design = Design(90, 54, (panel, Field(FieldKind.RIBBON, 0, 49, 90, 5)))
    speaker = replace(badge(role="Speaker"), role_colour="#0000aa")
    colours = [[area.colour for area in compose(each, design, fonts).areas] for each in (badge(), speaker)]
    assert colours == [["#aa0000"], ["#aa0000", "#0000aa"]]


def test_a_role_is_read_on_any_colour(fonts: Fonts) -> None:
    """Its word stands inside its ribbon, in white or black, whichever can be read on it."""
    for colour in ("#000000", "#7a7a7a", "#777777", "#ffd400", "#b3261e", "#ffffff", "#0b5a4c"):
        composition = compose(replace(badge(role="Speaker"), role_colour=colour), DESIGNS[0], fonts)
        word, (ribbon,) = line_of(composition, "Speaker"), composition.areas
        assert contrast(word.colour, ribbon.colour) >= READABLE
        assert ribbon.box.x < word.x
        assert word.x + word.width < ribbon.box.x + ribbon.box.width
        assert ribbon.box.y < word.y - 0.25 * word.size
        assert word.y + 0.7 * word.size < ribbon.box.y + ribbon.box.height


def test_markup_is_text(fonts: Fonts) -> None:
    """Nothing in a name or a text of the design is read."""
    text = "<img src='file:///etc/hostname'/>"
    field = Field(FieldKind.TEXT, 4, 4, 80, 10, text=text)
    (line,) = compose(badge(), alone(field), fonts).lines
    assert line.text == text
    assert text in texts(
        compose(badge(text.replace(" ", "")), alone(replace(field, kind=FieldKind.FULL_NAME)), fonts)
    )[0].replace("<imgsrc", "<img src")


def test_a_text_that_has_no_room_is_reported(fonts: Fonts) -> None:
    """A field of 2 mm cannot hold a text of 12 points: said by the kind of the field, once."""
    field = Field(FieldKind.TOPIC, 4, 4, 80, 2, size=12, floor=12)
    person = replace(badge(), topic="Wärmepumpen")
    assert compose(person, alone(field), fonts).problems == ((Problem.NO_ROOM, "topic"),)
    cut = replace(field, height=8, width=12)
    assert compose(person, alone(cut), fonts).problems == ((Problem.TEXT_CUT, "topic"),)
