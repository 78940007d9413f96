"""Are lists read whichever program wrote them, and is a file that is none told what is wrong with it?"""

import io
import zipfile
from collections.abc import Mapping
from datetime import date

from openpyxl import Workbook

from eventapp.registration.list_files import MOST_BYTES, MOST_PEOPLE, FileFlaw, Flaw, PeopleList, read_list

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TEXT = "Name;E-Mail;Firma\r\nJörg „Jo“ Müller;jo@example.org;Öl & Co\r\n;;\r\nŁucja;lu@example.org;\r\n"
"""Two people, in rows 2 and 4."""


def people(content: bytes) -> list[tuple[int, str, str, str]]:
    """Who stands in a file."""
    found = read_list(content)
    assert isinstance(found, PeopleList), found
    return [(each.row, each.name, each.email, each.organisation) for each in found.people]


def test_text_in_every_usual_form() -> None:
    """UTF-8 with and without its mark, Windows-1252, UTF-16; four separators; three kinds of line ends."""
    expected = [(2, "Jörg „Jo“ Müller", "jo@example.org", "Öl & Co"), (4, "Łucja", "lu@example.org", "")]
    western = [expected[0], (4, "Lucja", "lu@example.org", "")]
    forms = {
        "utf-8": expected,
        "utf-8-sig": expected,
        "utf-16": expected,
        "cp1252": western,
    }
    for encoding, found in forms.items():
        text = TEXT.replace("Ł", "L") if encoding == "cp1252" else TEXT
        for separator in ";,\t|":
            for end in ("\r\n", "\n", "\r"):
                written = text.replace(";", separator).replace("\r\n", end)
                assert people(written.encode(encoding)) == found, (encoding, separator, end)
    quoted = 'sep=;\n"Name";"Firma"\n"Anna ""A."" Schmidt";"Werk; Süd\nHalle 2"\n"Ben";""\n'
    assert people(quoted.encode()) == [(3, 'Anna "A." Schmidt', "", "Werk; Süd Halle 2"), (4, "Ben", "", "")]


def test_workbooks() -> None:
    """As openpyxl writes them and as Excel does: shared texts, numbers, dates, formulas with what they came to."""
    book = Workbook()
    book.active.append(["Liste", date(2026, 5, 1)])
    book.active.append(["Name", "Firma", "Telefon"])
    book.active.append(["Anna", True, 4963112345.0])
    book.active.append([None, None, None])
    book.active.append(["Ben", 12, "030 1234"])
    found = read_list(saved(book))
    assert isinstance(found, PeopleList)
    assert [(each.row, each.name, each.organisation, each.phone) for each in found.people] == [
        (3, "Anna", "1", "4963112345"),
        (5, "Ben", "12", "030 1234"),
    ]
    cells = (
        '<row r="1"><c r="B1" t="s"><v>0</v></c><c r="D1" t="s"><v>1</v></c></row>'
        '<row r="7"><c r="B7" t="str"><f>A1&amp;A2</f><v>Zoë Zimmer</v></c><c r="D7"><v>4.9631E+9</v></c></row>'
    )
    texts = '<si><r><t>Na</t></r><r><t xml:space="preserve">me</t></r><rPh><t>x</t></rPh></si><si><t>Tel</t></si>'
    excel = read_list(workbook(cells, texts, hidden='<sheet name="H" state="hidden" r:id="rId9"/>'))
    assert isinstance(excel, PeopleList)
    assert [(each.row, each.name, each.phone) for each in excel.people] == [(7, "Zoë Zimmer", "4963100000")]


def saved(book: Workbook) -> bytes:
    """A workbook as a file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def workbook(
    cells: str, texts: str = "", *, hidden: str = "", prolog: str = "", parts: Mapping[str, bytes] | None = None
) -> bytes:
    """A workbook by hand."""
    links = f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    links += f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    links += f'<Relationship Id="rId9" Type="{OFFICE}/worksheet" Target="worksheets/none.xml"/>'
    root = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    made: dict[str, str | bytes] = {
        "_rels/.rels": f"<Relationships>{root}</Relationships>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{hidden}'
        '<sheet name="T" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f'{prolog}<sst xmlns="{MAIN}">{texts}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>',
        **(parts or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
    return file.getvalue()


NAME = '<row r="1"><c t="inlineStr"><is><t>Name</t></is></c></row>'
ANNA = '<row><c t="inlineStr"><is><t>Anna</t></is></c></row>'
ENTITIES = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
HOSTILE = {
    "nothing": (b"", FileFlaw(Flaw.EMPTY)),
    "only blanks": (b"\xef\xbb\xbf \r\n;;\r\n", FileFlaw(Flaw.EMPTY)),
    "only headings": (b"Name;E-Mail\n", FileFlaw(Flaw.NOBODY)),
    "no names": (b"Vorname,Ort\nAnna,Bonn", FileFlaw(Flaw.NO_NAMES, headings=["Vorname", "Ort"])),
    "too large": (b"Name\n" + b"x" * MOST_BYTES, FileFlaw(Flaw.TOO_LARGE)),
    "too long": (b"Name\n" + b"A\n" * (MOST_PEOPLE + 1), FileFlaw(Flaw.TOO_LONG)),
    "blank without end": (b"Name\n" + b"\n" * 40_000 + b"A", FileFlaw(Flaw.TOO_LONG)),
    "too wide": (b"Name\n" + b";" * 200 + b"A", FileFlaw(Flaw.TOO_WIDE, 2)),
    "NUL": (b"Name\nA\nB\x00\n", FileFlaw(Flaw.NUL, 3)),
    "open quote": (b'Name;Ort\nA;B\n"C;D\nE;F\n', FileFlaw(Flaw.QUOTES, 3)),
    "a cell without end": (b'Name;Ort\n"' + b"x\n" * 70_000, FileFlaw(Flaw.QUOTES, 2)),
    "no letters": (b"Name\n\x81\x8d\x8f", FileFlaw(Flaw.NOT_TEXT)),
    "PDF": (b"%PDF-1.7\nName", FileFlaw(Flaw.OTHER_KIND)),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Name", FileFlaw(Flaw.OLD_EXCEL)),
    "broken archive": (workbook(NAME + ANNA)[:-40], FileFlaw(Flaw.DAMAGED)),
    "broken XML": (workbook("<row></c>"), FileFlaw(Flaw.DAMAGED)),
    "no such text": (workbook('<row><c t="s"><v>7</v></c></row>'), FileFlaw(Flaw.DAMAGED)),
    "other archive": (workbook("", parts={"_rels/.rels": b"<Relationships/>"}), FileFlaw(Flaw.OTHER_KIND)),
    "entities": (workbook(NAME + ANNA, prolog=ENTITIES), FileFlaw(Flaw.HOSTILE)),
    "entities in UTF-16": (
        workbook("", parts={"xl/sharedStrings.xml": f"{ENTITIES}<sst/>".encode("utf-16")}),
        FileFlaw(Flaw.HOSTILE),
    ),
    "bomb": (workbook(NAME + " " * 20_000_001), FileFlaw(Flaw.HOSTILE)),
    "many sheets": (workbook(NAME, hidden='<sheet name="S"/>' * 2000), FileFlaw(Flaw.HOSTILE)),
    "deep": (workbook("<a>" * 100), FileFlaw(Flaw.HOSTILE)),
    "one endless cell": (workbook(f"<row><c><v>{'1' * 40_000}</v></c></row>"), FileFlaw(Flaw.HOSTILE)),
    "last row of all": (workbook(NAME + ANNA.replace("<row>", '<row r="1048576">')), FileFlaw(Flaw.TOO_LONG)),
    "last column of all": (workbook(NAME + ANNA.replace("<c ", '<c r="XFD2" ')), FileFlaw(Flaw.TOO_WIDE, 2)),
    "many rows": (workbook(NAME + ANNA * (MOST_PEOPLE + 20)), FileFlaw(Flaw.TOO_LONG)),
}


def test_every_other_file_is_told_what_is_wrong_with_it() -> None:
    """And where; nothing raises, nothing is unpacked beyond a list."""
    assert {name: read_list(content) for name, (content, _) in HOSTILE.items()} == {
        name: flaw for name, (_, flaw) in HOSTILE.items()
    }
