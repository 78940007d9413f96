"""Table signs: what comes out of the printer leads to the table, read back by programs that are not ours."""

import io
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from eventapp import clock
from eventapp.badges.fonts import load_fonts
from eventapp.core.codes import table_address
from eventapp.rounds import queries
from eventapp.rounds.service import make_tables
from eventapp.rounds.sheet import Paper, SignWords, TableSign, write_signs
from tests.checkout import ROOT
from tests.conftest import BASE_URL
from tests.factories import make_account, make_event
from tests.pages import database_contents, sign_in
from tests.rounds.lounge import ROUNDS, Lounge

INVITATION = "Sit down, scan the code with the phone, meet everybody at this table"


def text_of(pdf: bytes) -> list[str]:
    """The text of each page without its white space, since names wrap."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def codes_in(pdf: bytes, folder: Path, dpi: int = 100) -> list[list[str]]:
    """What a phone reads on each page, rendered by a program that is not ours."""
    (folder / "signs.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", "signs.pdf", "page"], check=True, cwd=folder, timeout=60)
    pages = [Image.open(page) for page in sorted(folder.glob("page*.pgm"))]
    return [[code.text for code in zxingcpp.read_barcodes(page)] for page in pages]


@pytest.mark.parametrize(
    ("paper", "size"),
    [("a5", (148, 210)), ("a4", (210, 297)), ("", (148, 210)), ("letter", (148, 210)), ("\x00", (148, 210))],
)
def test_every_sign_leads_to_its_table(lounge: Lounge, tmp_path: Path, paper: str, size: tuple[float, float]) -> None:
    """One page a table, in their order, on the paper asked for, with name, invitation and event in words."""
    before = database_contents(lounge.app)
    response = lounge.organiser.get(
        f"{ROUNDS}/tables.pdf", query_string={"paper": paper}, headers={"Accept-Language": "en"}, buffered=True
    )
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert response.content_length == len(response.data)
    reader = PdfReader(io.BytesIO(response.data))
    for page in reader.pages:
        box = page.mediabox
        assert [float(side) * 25.4 / 72 for side in (box.width, box.height)] == pytest.approx(size, abs=0.01)
        assert not page.images
    assert codes_in(response.data, tmp_path) == [[table_address(BASE_URL, code)] for _, code in lounge.tables]
    for text, name in zip(text_of(response.data), ("Insel", "Fenster"), strict=True):
        assert name in text
        assert "".join(INVITATION.split()) in text
        assert "Netzwerktreffen" in text
    assert unquote(response.headers["Content-Disposition"]) == 'inline; filename="Tables Netzwerktreffen.pdf"'
    assert database_contents(lounge.app) == before


def test_the_address_on_the_sign_is_the_page_of_the_table(lounge: Lounge, tmp_path: Path) -> None:
    """A scan in a round seats: from the paper to the circle."""
    with lounge.app.app_context():
        lounge.start()
        lounge.sit(lounge.people[1])
    pdf = lounge.get(f"{ROUNDS}/tables.pdf").data
    [address], _ = codes_in(pdf, tmp_path)
    phone = lounge.phone(lounge.people[0])
    assert phone.client.post(address.removeprefix(BASE_URL.upper())).status_code == 303
    assert "Ben Öztürk" in phone.get(lounge.address()).text


def test_without_tables_there_is_nothing_to_print(lounge: Lounge) -> None:
    """The address leads back to where tables are made."""
    for table_id, _ in lounge.tables:
        lounge.send(f"tables/{table_id}/remove")
    response = lounge.get(f"{ROUNDS}/tables.pdf")
    assert (response.status_code, response.location) == (303, f"{ROUNDS}#tables")


def test_the_file_has_a_name_that_every_disk_takes(app: Flask) -> None:
    """Whatever stands in the event's title."""
    client = app.test_client()
    with app.app_context():
        account = make_account()
        event = make_event(title='Größe/„Wirkung": <A> ' + "lang " * 30, organiser=account)
        slug = event.slug
        make_tables(event.id, ["Insel"], now=clock.now())
        sign_in(client, account)
    headers = {"Accept-Language": "en"}
    response = client.get(f"/events/{slug}/rounds/tables.pdf", headers=headers, buffered=True)
    name = unquote(response.headers["Content-Disposition"].rpartition("''")[2])
    assert name.startswith("Tables Größe-Wirkung- -A- lang")
    assert name.endswith("lang.pdf")
    assert len(name) <= 104


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize(
    "name",
    ["Я и ты", "<b>Tisch</b> & Co.", "W" * 100, "Donaudampfschifffahrtsgesellschaft " * 2, "\ud800", "", "משה"],
)
def test_every_name_leaves_the_code_readable(tmp_path: Path, name: str, paper: Paper) -> None:
    """Long ones shrink and wrap, none reaches the code, and what is markup elsewhere is text here."""
    sign = TableSign(name, table_address("https://treffen.example", "A" * 26))
    words = SignWords("Netzwerktreffen " * 12, INVITATION * 2)
    file = io.BytesIO()
    write_signs([sign], file, paper, words, load_fonts(ROOT / "static" / "vendor" / "fonts"))
    assert codes_in(file.getvalue(), tmp_path) == [[sign.address]]
    [text] = text_of(file.getvalue())
    if name in {"Я и ты", "<b>Tisch</b> & Co."}:
        assert "".join(name.split()) in text


def test_tables_made_by_hand_have_codes_of_their_own(lounge: Lounge) -> None:
    """No code tells which table comes next, and none is that of a badge."""
    with lounge.app.app_context():
        codes = {table.code for table in queries.tables(lounge.event_id)}
    assert len(codes) == 2
    assert not codes & {person.code for person in lounge.people}
    assert {len(code) for code in codes} == {26}
