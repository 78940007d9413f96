"""Sheets: what comes out of the printer, rendered, decoded and read back by programs that are not ours."""

# ruff: noqa: RUF001 - names in many scripts are what is tested

import gc
import io
import random
import re
import socket
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, PdfObject

from eventapp.badges.design import FieldKind, design_for
from eventapp.badges.design.drawing import ACCENT, INK, SOFT_INK
from eventapp.badges.fonts import Fonts
from eventapp.badges.sheet import Badge, BadgeProblem, PrintOptions, Problem, SheetReport, write_sheet
from eventapp.badges.stock import SHEET, SINGLE, Stock
from eventapp.core.codes import badge_address, new_badge_code, new_short_code

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
NAMES = [
    "Ana Li",
    "Wolfgang-Amadeus Maximilian Freiherr von Hohenstein-Lichtenb",
    "Łukasz Żółć",
    "Ирина Петрова",
    "Γιώργος Παπαδόπουλος",
    "Nguyễn Thị Ánh",
    "Jürgen Groß",
    "Prince",
]
stocks = pytest.mark.parametrize("stock", [SHEET, SINGLE], ids=lambda stock: stock.key)


def badges(names: Iterable[str], organisation: str = "TU Clausthal") -> Iterator[Badge]:
    """Badges with random codes, the same in every run."""
    source = random.Random(5)  # noqa: S311 - the same codes in every run
    for name in names:
        address = badge_address("https://treffen.example", new_badge_code(source))
        yield Badge(name, organisation, "Netzwerktreffen 2026", address, new_short_code(source))


def sheet(batch: Iterable[Badge], stock: Stock, fonts: Fonts) -> tuple[bytes, SheetReport]:
    """Write a PDF into memory."""
    file = io.BytesIO()
    design = design_for(stock.width, stock.height)
    report = write_sheet(batch, file, design, fonts, PrintOptions(stock, title="Badges"))
    return file.getvalue(), report


def rendered(pdf: bytes, folder: Path, dpi: int = 150) -> list[Image.Image]:
    """Render every page as a printer would."""
    (folder / "sheet.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", str(dpi), "-gray", "sheet.pdf", "page"]
    subprocess.run(command, check=True, cwd=folder, timeout=60)
    return [Image.open(page) for page in sorted(folder.glob("page*.pgm"))]


def entries(value: PdfObject) -> DictionaryObject:
    """Follow a reference to a dictionary."""
    dictionary = value.get_object()
    assert isinstance(dictionary, DictionaryObject)
    return dictionary


def text_of(pdf: bytes) -> str:
    """All text of a PDF without its white space, since names wrap."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


@stocks
def test_every_code_on_every_page_is_read(fonts: Fonts, stock: Stock, tmp_path: Path) -> None:
    """Rendered at 150 dpi, a decoder finds each badge's address once, on the page where it belongs."""
    batch = list(badges(f"Person {number}" for number in range(12)))
    pdf, report = sheet(batch, stock, fonts)
    pages = rendered(pdf, tmp_path)
    per_page = stock.per_page
    assert (report.badges, report.pages, len(pages)) == (12, -(-12 // per_page), -(-12 // per_page))
    for number, page in enumerate(pages):
        expected = {badge.address for badge in batch[number * per_page : (number + 1) * per_page]}
        codes = zxingcpp.read_barcodes(page)
        assert {code.text for code in codes} == expected
        assert len(codes) == len(expected)


@stocks
def test_codes_are_large_enough_and_in_their_place(fonts: Fonts, stock: Stock, tmp_path: Path) -> None:
    """Measured in the picture: at least 20 mm broad, row by row, 0.3 mm at most from the stock's grid."""
    batch = list(badges(["Anna Schmidt"] * stock.per_page))
    pdf, _ = sheet(batch, stock, fonts)
    (page,) = rendered(pdf, tmp_path, dpi=300)
    corners = {}
    for code in zxingcpp.read_barcodes(page):
        corner, opposite = code.position.top_left, code.position.bottom_right
        corners[code.text] = (corner.x * 25.4 / 300, corner.y * 25.4 / 300)
        assert (opposite.x - corner.x) * 25.4 / 300 > 20
    first_x, first_y = corners[batch[0].address]
    design = design_for(stock.width, stock.height)
    field = design.field(FieldKind.QR)
    assert field is not None
    assert first_x == pytest.approx(stock.left + field.x + field.width * 4 / 37, abs=0.3)
    for number, badge in enumerate(batch):
        row, column = divmod(number, stock.columns)
        x, y = corners[badge.address]
        assert x - first_x == pytest.approx(column * design.width, abs=0.3)
        assert y - first_y == pytest.approx(row * design.height, abs=0.3)


@pytest.mark.parametrize(("stock", "size"), [(SHEET, (210, 297)), (SINGLE, (105, 148))])
def test_pages_have_the_paper_size(fonts: Fonts, stock: Stock, size: tuple[float, float]) -> None:
    """A4 and A6, in millimetres, and viewers are asked not to scale."""
    pdf, _ = sheet(badges(["Ana Li"]), stock, fonts)
    reader = PdfReader(io.BytesIO(pdf))
    box = reader.pages[0].mediabox
    assert [float(length) * 25.4 / 72 for length in (box.width, box.height)] == pytest.approx(size, abs=0.01)
    assert b"/PrintScaling /None" in pdf


def test_the_grid_fills_the_stock() -> None:
    """Ten cards of 90 x 54 mm are centred on A4: what is left of the sheet is its margins."""
    stock = SHEET
    assert stock.per_page == 10
    assert 2 * stock.left + stock.columns * stock.width == stock.page_width
    assert 2 * stock.top + stock.rows * stock.height == stock.page_height


@stocks
@pytest.mark.parametrize("name", NAMES)
def test_every_name_can_be_read_in_the_pdf(fonts: Fonts, stock: Stock, name: str) -> None:
    """Name, organisation, title, short code and host are text, not pictures, and nothing is missing."""
    (badge,) = badges([name])
    pdf, report = sheet([badge], stock, fonts)
    text = text_of(pdf)
    assert "".join(name.split()) in text
    for value in ("TUClausthal", "Netzwerktreffen2026", badge.short_code, "treffen.example"):
        assert value in text
    assert report == SheetReport(1, 1, ())


@stocks
@pytest.mark.parametrize(
    "value",
    [
        "<img src='/etc/hostname'/>",
        "Eva <b>Muster",
        "<font face='x'>&amp;</font> <a href='file:///etc/passwd'>x</a>",
        "(unbalanced \\ ) Tj ET Q",
        "%PDF endstream endobj",
        "{{ 7*7 }} ${7*7} #{7*7}",
    ],
)
def test_markup_is_printed_as_text(fonts: Fonts, stock: Stock, value: str) -> None:
    """Neither HTML nor PDF nor a template is read in a name or an organisation."""
    batch = [*badges([value], organisation=value), *badges(["Anna Schmidt"])]
    pdf, report = sheet(batch, stock, fonts)
    text = text_of(pdf)
    assert text.count("".join(value.split())) == 2
    assert "AnnaSchmidt" in text
    assert report.problems == ()


def test_no_address_is_opened_because_of_a_name(fonts: Fonts) -> None:
    """A listener waits in vain for a picture that a name asks for."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x.png"
        sheet(badges([f"<img src='{address}'/>", address]), SHEET, fonts)
        with pytest.raises(TimeoutError):
            listener.accept()


@stocks
def test_a_sheet_holds_vectors_and_embedded_fonts_only(fonts: Fonts, stock: Stock) -> None:
    """No picture, no script, no link; each font is a subset in the file."""
    pdf, _ = sheet(badges(NAMES), stock, fonts)
    for page in PdfReader(io.BytesIO(pdf)).pages:
        assert not page.images
        assert "/Annots" not in page
        for font in entries(entries(page["/Resources"])["/Font"]).values():
            name = str(entries(font)["/BaseFont"])
            if name != "/Helvetica":  # ReportLab's default, declared and never used
                assert re.fullmatch(r"/[A-Z]{6}\+.+", name)
                assert "/FontFile2" in entries(entries(font)["/FontDescriptor"])
    assert not re.search(rb"/JavaScript|/URI|/Launch|/EmbeddedFile", pdf)


def test_a_bad_badge_is_left_out_and_named(fonts: Fonts) -> None:
    """An address that fits into no QR code costs one badge, not the batch."""
    batch = list(badges(f"Person {number}" for number in range(11)))
    batch[3] = Badge("Eva\ud800 Muster", "", "", "X" * 6000, "ABCD2345")
    pdf, report = sheet(batch, SHEET, fonts)
    assert (report.badges, report.pages) == (10, 1)
    assert report.problems == (
        BadgeProblem(3, "Eva Muster", Problem.NOT_PRINTED, "A QR code does not hold a text of 6000 characters"),
    )
    assert "Person10" in text_of(pdf)


def test_problems_name_the_badge(fonts: Fonts) -> None:
    """What is missing or cut is reported with position and name, and the rest is printed."""
    _, report = sheet(badges(["Ana Li", "李 Anna 🐘", "יוסי כהן", "X" * 500]), SINGLE, fonts)
    assert [(problem.position, problem.problem) for problem in report.problems] == [
        (1, Problem.MISSING_CHARACTERS),
        (3, Problem.NAME_CUT),
    ]
    assert report.problems[0].name == "李 Anna 🐘"
    assert report.problems[0].detail == "U+1F418 ELEPHANT"
    assert report.badges == 4


@pytest.mark.parametrize("text", ["", " ", "\x00\x07", "\ud800", "a\nb", "\u202eanna", "👩‍💻"])
def test_odd_characters_break_nothing(fonts: Fonts, text: str) -> None:
    """Control characters, lone surrogates and empty values still give a badge whose code is read."""
    pdf, report = sheet([Badge(text, text, text, "HTTPS://A.DE/B/X", "ABCD2345", text)], SHEET, fonts)
    assert report.badges == 1
    assert "ABCD2345" in text_of(pdf)


def test_no_badges_make_an_empty_page(fonts: Fonts) -> None:
    """The caller is told that nothing was printed."""
    pdf, report = sheet([], SHEET, fonts)
    assert report == SheetReport(0, 0, ())
    assert text_of(pdf) == ""


@pytest.mark.slow
def test_a_batch_is_never_held_as_a_whole(fonts: Fonts) -> None:
    """Badges are fetched one by one and let go: of twenty, no more than three exist at a time."""
    alive = []

    def counted() -> Iterator[Badge]:
        for badge in badges(f"Person {number}" for number in range(20)):
            alive.append(sum(type(thing) is Badge for thing in gc.get_objects()))
            yield badge

    before = sum(type(thing) is Badge for thing in gc.get_objects())
    _, report = sheet(counted(), SHEET, fonts)
    assert report.badges == 20
    assert max(alive) - before <= 3


@pytest.mark.slow
@stocks
def test_a_batch_is_small(fonts: Fonts, stock: Stock) -> None:
    """Five hundred badges take less than their fifth of 10 MB; how quick they come, benchmarks/badges.py tells."""
    pdf, report = sheet(badges(f"Katharina Person{number}" for number in range(500)), stock, fonts)
    assert len(pdf) < 2_000_000
    assert report.badges == 500


def test_the_colours_are_those_of_the_screen() -> None:
    """Badges and pages share the paper colours and the accent of tokens.css."""
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", TOKENS.read_text(encoding="utf-8").split("@media")[0]))
    paper = dict(re.findall(r"--(on-paper[a-z-]*): (#[0-9a-f]{6});", TOKENS.read_text(encoding="utf-8")))
    assert f"#{INK.hexval()[2:]}" == paper["on-paper"]
    assert f"#{SOFT_INK.hexval()[2:]}" == paper["on-paper-soft"]
    assert f"#{ACCENT.hexval()[2:]}" == tokens["accent"]
