"""QR codes: small, quick, and read by a decoder that is not ours."""

import io
import random
import time
import xml.etree.ElementTree as ET

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from eventapp.badges.qr import QUIET_ZONE, QrMatrix, png, qr_matrix, qr_runs, svg
from eventapp.core.codes import badge_address, new_badge_code

ADDRESS = "HTTPS://TREFFEN.EXAMPLE/B/ABCDEFGHJKMNPQRSTUVWXYZ234"
SVG = "{http://www.w3.org/2000/svg}"


def image_of(matrix: QrMatrix, scale: int = 4) -> Image.Image:
    """Open the PNG as a mail program would."""
    return Image.open(io.BytesIO(png(matrix, scale)))


def decoded(image: Image.Image) -> zxingcpp.Barcode:
    """Read the one code in a picture."""
    (code,) = zxingcpp.read_barcodes(image.convert("L"))
    return code


def test_two_hundred_codes_with_the_fixed_mask_are_read() -> None:
    """Whatever the random code and the host, a decoder reads exactly the address."""
    source = random.Random(2)  # noqa: S311 - the same two hundred codes in every run
    hosts = ["https://treffen.example", "http://192.168.178.21:8000", "https://netz.werk.niedersachsen.example"]
    for number in range(200):
        address = badge_address(hosts[number % len(hosts)], new_badge_code(source))
        assert decoded(image_of(qr_matrix(address), scale=2)).text == address


def by_the_library(text: str) -> list[list[bool]]:
    """The modules as the library makes them by itself."""
    code = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=3)
    code.add_data(text)
    code.make(fit=False)
    return [[bool(module) for module in row] for row in code.modules]


@given(st.text("A1 $%*+-./:", min_size=1, max_size=90) | st.text("0123456789", min_size=1) | st.text(min_size=1))
def test_codes_are_those_of_the_library(text: str) -> None:
    """Made several times as soon, every module is the same, whatever the text."""
    try:
        expected = by_the_library(text)
    except ValueError:
        return  # half a character: tested below
    assert [list(row) for row in qr_matrix(text).rows] == expected


@pytest.mark.parametrize("length", [181, 500, 1000, 2331])
@pytest.mark.parametrize("letters", ["7", "A", "a"])
def test_large_codes_are_those_of_the_library(length: int, letters: str) -> None:
    """In versions with several blocks, too, and up to the last sign that a code holds."""
    assert [list(row) for row in qr_matrix(letters * length).rows] == by_the_library(letters * length)


def test_a_badge_address_makes_a_small_code() -> None:
    """An upper-case address is alphanumeric: version 3 (29 modules), where lower case needs version 4."""
    assert qr_matrix(ADDRESS).size == 29
    assert qr_matrix(ADDRESS.lower()).size == 33


def test_the_error_correction_is_m() -> None:
    """A decoder sees error correction M."""
    assert decoded(image_of(qr_matrix(ADDRESS))).ec_level == "M"


def test_the_same_text_gives_the_same_code() -> None:
    """A reprinted badge looks like the lost one."""
    assert qr_matrix(ADDRESS) == qr_matrix(ADDRESS)


def test_a_fixed_mask_is_quicker_than_the_search_for_one() -> None:
    """The matrix comes several times sooner than from the library's search over eight masks."""

    def seconds_for_search() -> float:
        start = time.perf_counter()
        code = QRCode()
        code.add_data(ADDRESS)
        code.make()
        return time.perf_counter() - start

    def seconds_for_ours() -> float:
        start = time.perf_counter()
        qr_matrix(ADDRESS)
        return time.perf_counter() - start

    assert min(seconds_for_ours() for _ in range(9)) * 2 < min(seconds_for_search() for _ in range(9))


@pytest.mark.parametrize("text", ["", "A" * 3392, "7" * 10_000_000, "\ud800"])
def test_what_no_code_can_hold_is_refused(text: str) -> None:
    """Nothing, too much, and what is no text is a ValueError that says so."""
    with pytest.raises(ValueError, match=r"QR code|surrogates"):
        qr_matrix(text)


def test_the_longest_text_still_fits() -> None:
    """Version 40 with error correction M holds 3,391 alphanumeric characters."""
    assert qr_matrix("A" * 3391).size == 177


def test_runs_cover_exactly_the_dark_modules() -> None:
    """Painted run by run, the matrix comes out again, with no two runs touching in a row."""
    matrix = qr_matrix(ADDRESS)
    painted = [[False] * matrix.size for _ in range(matrix.size)]
    for run in qr_runs(matrix):
        assert run.column == 0 or not painted[run.row][run.column - 1]
        for column in range(run.column, run.column + run.length):
            painted[run.row][column] = True
    assert tuple(map(bytes, painted)) == matrix.rows


def test_the_svg_is_one_path_in_a_quiet_zone() -> None:
    """Black on white, four modules of white around, no inline style that the CSP would refuse."""
    matrix = qr_matrix(ADDRESS)
    picture = svg(matrix, "QR code of your badge")
    root = ET.fromstring(picture)  # noqa: S314 - our own drawing
    assert root.get("viewBox") == "0 0 37 37"
    assert root.findtext(f"{SVG}title") == "QR code of your badge"
    ground, modules = root.findall(f"{SVG}path")
    assert (ground.get("fill"), modules.get("fill")) == ("#fff", "#000")
    assert (modules.get("d") or "").count("M") == len(list(qr_runs(matrix)))
    assert "style" not in picture


def test_the_svg_shows_the_modules_where_they_are() -> None:
    """The path's rectangles, painted into a picture, are read as the address."""
    matrix = qr_matrix(ADDRESS)
    root = ET.fromstring(svg(matrix, "QR"))  # noqa: S314 - our own drawing
    picture = Image.new("L", (matrix.outer_size, matrix.outer_size), 255)
    for piece in (root.findall(f"{SVG}path")[1].get("d") or "").split("M")[1:]:
        corner, width = piece.removesuffix("z").split("h")[:2]
        column, row = map(int, corner.split())
        picture.paste(0, (column, row, column + int(width.removesuffix("v1")), row + 1))
    side = 4 * matrix.outer_size
    assert decoded(picture.resize((side, side), Image.Resampling.NEAREST)).text == ADDRESS


def test_a_title_cannot_break_out_of_the_svg() -> None:
    """Markup in a title is text."""
    root = ET.fromstring(svg(qr_matrix(ADDRESS), "</title><script>alert(1)</script>"))  # noqa: S314 - our own drawing
    assert root.findtext(f"{SVG}title") == "</title><script>alert(1)</script>"


def test_the_png_has_its_quiet_zone_and_scale() -> None:
    """Every module is a square of pixels; the outer four modules are white."""
    picture = image_of(qr_matrix(ADDRESS), scale=3)
    assert picture.mode == "1"
    assert picture.size == (37 * 3, 37 * 3)
    margin = QUIET_ZONE * 3
    assert picture.convert("L").point(lambda value: 255 - value).getbbox() == (margin, margin, 33 * 3, 33 * 3)


@pytest.mark.parametrize("scale", [0, 41, 10**6])
def test_a_silly_scale_is_refused(scale: int) -> None:
    """No caller can ask for a picture that fills the memory."""
    with pytest.raises(ValueError, match="pixels per module"):
        png(qr_matrix(ADDRESS), scale)
