"""Does a certificate look right, whatever stands on it, and can everybody read it?"""

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typst
from PIL import Image

from eventapp.certificates import typesetting
from eventapp.certificates.press import press
from eventapp.certificates.typesetting import Document, Pictures, typeset
from tests.certificates.papers import ADDRESS, DOCUMENT, FONTS, PAGE, code_on, drawn, read, text_of, with_name
from tests.checkout import ROOT

INK, ACCENT, SPARK = (16, 36, 31), (11, 90, 76), (255, 197, 49)
MARKUP = [
    '#read("/etc/passwd")',
    "<script>alert(1)</script>",
    "$x^2$",
    "*bold* _slanted_ `raw`",
    r"back\slash \u{41} \ end",
    "= Heading",
    "#panic()",
    "@label <label> //comment /* */",
    "[#image()] #{1+1}",
    "http://example.org --- ... ~",
    "quote \" and ' and {",
]


@pytest.mark.parametrize("name", MARKUP)
def test_what_looks_like_markup_is_printed_as_it_is(name: str) -> None:
    """A name is data: it is neither run nor formatted."""
    assert name in text_of(with_name(name))


@pytest.mark.parametrize("field", ["about", "eyebrow", "place_and_time", "heading", "deed"])
def test_markup_elsewhere(field: str) -> None:
    """Titles of events, places and all other words are data too."""
    page = replace(PAGE, **{field: MARKUP[0]})  # type: ignore[arg-type]  # each is a text
    assert MARKUP[0] in text_of(replace(DOCUMENT, pages=[page]))


def test_the_template_reads_nothing_outside_of_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if the template itself tried: the compiler refuses files beyond, and packages."""
    monkeypatch.setattr(typesetting, "TEMPLATE", tmp_path)
    for attempt in ('#read("/etc/passwd")', '#read("../../etc/passwd")', '#import "@preview/cetz:0.3.4"'):
        (tmp_path / "certificate.typ").write_text(f'#set document(title: "x")\n{attempt}')
        with pytest.raises(typst.TypstError):
            typeset(DOCUMENT, Pictures(), FONTS)


def test_the_pdf_is_tagged() -> None:
    """A screen reader gets language, title, structure, and words for each picture."""
    logo = io.BytesIO()
    Image.new("RGB", (400, 100), "red").save(logo, "PNG")
    reader = read(DOCUMENT, Pictures(logo.getvalue(), logo.getvalue()))
    root: Any = reader.root_object
    assert root["/Lang"] == "de"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Urkunden"
    assert reader.xmp_metadata is not None
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()
    kinds, descriptions = _structure(root["/StructTreeRoot"])
    assert {"/H1", "/P"} <= kinds
    assert descriptions == {"Logo", "Unterschrift", PAGE.qr_alt}


def _structure(node: object) -> tuple[set[str], set[str]]:
    """The kinds of all elements of a structure tree, and the descriptions of its figures."""
    kinds, descriptions = set(), set()
    waiting = [node]
    while waiting:
        element = waiting.pop()
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            waiting += element
        elif isinstance(element, dict):
            kinds.add(str(element.get("/S", "")))
            if "/Alt" in element:
                descriptions.add(str(element["/Alt"]))
            waiting.append(element.get("/K"))
    return kinds, descriptions


@pytest.mark.parametrize(
    "name",
    ["Xu", "Ωραία Παπαδοπούλου-Κωνσταντινίδη", "Дмитрий Менделеев", "Nguyễn Thị Ánh", "Name " * 40, "W" * 200],
)
@pytest.mark.parametrize("title", ["Treffen", "Künstliche Intelligenz im Handwerk und im Handel " * 4, "T" * 200])
def test_every_name_and_title_fits_on_one_page(name: str, title: str) -> None:
    """Short ones, those of other scripts, and ones as long as the database takes; nothing reaches the margin."""
    page = replace(with_name(name).pages[0], about=title)
    document = replace(DOCUMENT, pages=[page])
    text = text_of(document).replace(" ", "").replace("\u200b", "")
    assert name.replace(" ", "") in text
    assert title.replace(" ", "") in text
    picture = drawn(document)
    margin = picture.crop((picture.width - 40, 0, picture.width, picture.height))
    assert margin.getcolors() == [(40 * picture.height, (255, 255, 255))]


def test_a_name_is_set_in_one_font() -> None:
    """A name in Greek is not put together of two fonts."""
    resources: Any = read(with_name("Ωραία Παπαδοπούλου")).pages[0]["/Resources"]
    fonts = resources["/Font"]
    assert any("DejaVuSans" in str(font.get_object()["/BaseFont"]) for font in fonts.values())


def test_the_code_can_be_scanned() -> None:
    """A phone reads the address of the page that says whether the certificate is genuine."""
    assert code_on(drawn(DOCUMENT)) == ADDRESS
    assert {"treffen.example/c/", "ABCD-EFGH-JKMN-PQRS"} <= set(text_of(DOCUMENT).split())


def test_the_mark_of_a_test() -> None:
    """It stands across the page and in words above it, is nothing for a screen reader twice, and hides no code."""
    page = replace(with_name("W" * 200).pages[0], about="Künstliche Intelligenz im Handwerk und im Handel " * 4)
    marked = replace(DOCUMENT, pages=[page], mark="Test")
    text = text_of(marked)
    assert ("TEST" in text, "Test. Nichts" in text) == (True, True)
    assert "Test" not in text_of(replace(marked, mark=""))
    assert code_on(drawn(marked)) == ADDRESS


def test_only_a_title_lights_up() -> None:
    """The spark of the pages is kept for the champion on paper, too."""
    colours = {lit: _colours(replace(DOCUMENT, pages=[replace(PAGE, lights_up=lit)])) for lit in (False, True)}
    assert SPARK in colours[True]
    assert SPARK not in colours[False]
    assert {INK, ACCENT} <= colours[False]


def _colours(document: Document) -> set[tuple[int, int, int]]:
    counted = drawn(document).getcolors(2**24) or []
    return {colour for _count, colour in counted}  # type: ignore[misc]  # RGB has three parts


def test_the_colours_are_those_of_the_pages() -> None:
    """Template and pictures use no colour that static/css/tokens.css does not name."""
    tokens = (ROOT / "static/css/tokens.css").read_text("utf-8")
    used = {
        colour
        for file in typesetting.TEMPLATE.iterdir()
        for colour in re.findall(r"#[0-9a-f]{6}\b", file.read_text("utf-8"))
    }
    assert len(used) > 5
    assert {colour for colour in used if colour not in tokens} == set()


def test_a_process_of_its_own_sets_the_same() -> None:
    """Many certificates are set beside the requests: the pages are the same, pictures included."""
    picture = io.BytesIO()
    Image.new("RGB", (400, 100), "red").save(picture, "PNG")
    document = replace(DOCUMENT, pages=[PAGE, replace(PAGE, name="Ben Öztürk")])
    pictures = Pictures(logo=picture.getvalue())
    from_process = press(document, pictures, FONTS)
    assert len(from_process) == pytest.approx(len(typeset(document, pictures, FONTS)), abs=200)
    assert from_process.startswith(b"%PDF")
