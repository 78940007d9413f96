"""Do other programs read what people take along: cards, tables, lists, calendars?"""

import csv
import re
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import icalendar
import pytest
import vobject
from flask import Flask
from pypdf import PdfReader

from eventapp import assets, clock
from eventapp.badges.fonts import load_fonts
from eventapp.contacts import own_contacts
from eventapp.contacts.address_cards import address_cards
from eventapp.contacts.contact_sheet import Words, contact_sheet
from eventapp.contacts.exports import Card, table
from eventapp.contacts.notes import Entry, Note, save_note
from eventapp.core.contact_rules import Confirmation, Rules
from eventapp.core.file_text import harmless
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.registration.models import Purpose, Registration
from tests.contacts.phones import Phone
from tests.factories import MadeAttendee, make_attendee, make_event, scan

MET_AT = datetime(2026, 11, 19, 18, 30)  # noqa: DTZ001 already on the wall clock of the event
NAMES = [
    "Ben Öztürk",
    "Anna von der Heide",
    "Þórður",
    "👩‍🚀 Mia Stern",
    "محمد علي",
    "דנה כהן",
    'O\'Neil; "Bo", \\ Ltd',
    "=HYPERLINK(1)",
    "X" * 200,
    "Ein Name mit " + "sehr " * 30 + "vielen Wörtern",
]
FILES = ("contacts.vcf", "contacts.csv", "contacts.pdf")


def card(name: str, **more: Any) -> Card:
    """A contact to be exported."""
    values = {"organisation": "", "email": "", "phone": "", "met_at": MET_AT, "event": "Treffen", **more}
    return Card(name, **values)


def words() -> Words:
    """The words of a sheet."""
    return Words("Kontakte", "Von Anna", "Tags", "Wiedervorlage", "bis", "Notiz", "{number} / {count}", str)


def pdf(cards: list[Card]) -> PdfReader:
    """The sheet, read back."""
    return PdfReader(BytesIO(contact_sheet(cards, words(), load_fonts(assets.FOLDER / "vendor" / "fonts"))))


def text_of(reader: PdfReader) -> str:
    """What stands on all pages, spaces made even."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def read_cards(content: bytes) -> list[Any]:
    """The cards as an address book reads them."""
    return list(vobject.readComponents(content.decode()))


def rows(content: bytes, separator: str = ";") -> list[list[str]]:
    """The table as a spreadsheet reads it."""
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


@pytest.mark.parametrize("name", NAMES)
def test_every_name_arrives_whole_in_the_address_book(name: str) -> None:
    """Umlauts, emoji, other scripts, signs of the format itself, 200 letters: the same name comes out."""
    content = address_cards([card(name, organisation=f"{name}; GmbH")], "Getroffen: {event}, {day}")
    [read] = read_cards(content)
    assert read.fn.value == name
    assert read.org.value == [f"{name}; GmbH"]
    assert read.note.value == "Getroffen: Treffen, 2026-11-19"
    assert f"{read.n.value.given} {read.n.value.family}".strip() == name
    assert max(map(len, content.split(b"\r\n"))) <= 75


def test_a_card_holds_addresses_and_no_private_note() -> None:
    """Cards are passed on."""
    note = Note(text="Geheim", tags=("Geheim",), follow_up="Geheim")
    content = address_cards([card("A", email="a@example.org", phone="+49 631 1", note=note), card("B")], "{event}")
    first, second = read_cards(content)
    assert (first.email.value, first.tel.value) == ("a@example.org", "+49 631 1")
    assert not hasattr(second, "email")
    assert not hasattr(second, "tel")
    assert b"Geheim" not in content


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+49 631 1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "|calc", "%0A=1", "＝1", "＋1", "－1", "＠a"],  # noqa: RUF001
)
def test_no_cell_becomes_a_formula(cell: str) -> None:
    """Whatever a spreadsheet may calculate is marked as text, in each column that somebody can fill."""
    note = Note(text=cell, tags=(cell,), follow_up=cell)
    content = table([card(cell, organisation=cell, email=cell, phone=cell, note=note)], ["h"] * 9, ";")
    [_head, row] = rows(content)
    for number in (0, 1, 2, 3, 5, 6, 7):
        assert row[number] == f"'{cell}"


@pytest.mark.parametrize("cell", ["Anna", "a@b.de", "0631 1", "x=1", "", "2026-11-19"])
def test_harmless_cells_stay_as_they_are(cell: str) -> None:
    """Nothing is marked without need."""
    assert harmless(cell) == cell


@pytest.mark.parametrize("separator", [";", ","])
def test_the_table_keeps_separators_quotes_and_lines(separator: str) -> None:
    """They stand inside of cells without breaking them; the mark at the beginning tells Excel that it is UTF-8."""
    note = Note(text='Zeile 1\nZeile "2"; drei, vier', tags=("KI", "Stahl"), follow_up_on=date(2026, 12, 1))
    content = table([card(name, note=note) for name in NAMES[:7]], list("abcdefghi"), separator)
    assert content.startswith(b"\xef\xbb\xbf")
    head, *body = rows(content, separator)
    assert head == list("abcdefghi")
    assert [row[0] for row in body] == NAMES[:7]
    assert {row[6] for row in body} == {note.text}
    assert body[0][4:] == ["2026-11-19 18:30", "KI, Stahl", note.text, "", "2026-12-01"]


def test_the_sheet_holds_everything() -> None:
    """Title, name, organisation, addresses, moment, tags, follow-up and the lines of the note."""
    note = Note(text="Zeile eins\nZeile zwei", tags=("KI",), follow_up="Anrufen", follow_up_on=date(2026, 12, 1))
    reader = pdf([card("Ben Öztürk", organisation="MDZ", email="b@example.org", phone="0631", note=note)])
    text = text_of(reader)
    for words_there in (
        "Kontakte",
        "Von Anna",
        "Ben Öztürk",
        "MDZ",
        "b@example.org · 0631",
        "2026-11-19, 18:30",
        "Tags: KI",
        "Wiedervorlage: Anrufen · bis 2026-12-01",
        "Notiz: Zeile eins Zeile zwei",
        "1 / 1",
    ):
        assert words_there in text
    assert reader.metadata is not None
    assert reader.metadata.title == "Kontakte"


def test_long_lists_and_long_notes_run_over_pages_without_losing_a_word() -> None:
    """A hundred contacts, one of whose notes is longer than a page; no line leaves the paper."""
    lines = "\n".join(f"Zeile{number}" for number in range(200))
    cards = [card(name) for name in NAMES] + [card("Lang", note=Note(text=lines))]
    cards += [card(f"Person{number}") for number in range(100)]
    reader = pdf(cards)
    text = text_of(reader)
    assert len(reader.pages) > 5
    found = set(text.split())
    assert {f"Person{number}" for number in range(100)} <= found
    assert {f"Zeile{number}" for number in range(1, 200)} <= found
    assert f"{len(reader.pages)} / {len(reader.pages)}" in text
    assert text.replace(" ", "").count("X") == 200


def test_an_empty_list_is_a_page() -> None:
    """It says whose it is."""
    assert "Von Anna" in text_of(pdf([]))


@pytest.fixture
def met(app: Flask) -> tuple[MadeAttendee, MadeAttendee]:
    """Anna has met Ben, who shares both addresses, and Cleo, who shares none."""
    with app.app_context():
        event = make_event(title='Größe / "Wirkung"; 2026')
        anna = make_attendee(event, "Anna Schmidt")
        consents = (Purpose.TRACKING, Purpose.EMAIL, Purpose.PHONE)
        ben = make_attendee(event, "Ben Öztürk", email="ben@example.org", consents=consents)
        cleo = make_attendee(event, "Cleo Maurer", email="cleo@example.org")
        with write_session(db.session()) as session:
            for who in (ben, cleo):
                session.get_one(Registration, who.id).phone = "+49 631 4711"
            session.get_one(Registration, ben.id).shares_phone = True
        scan(anna, ben)
        scan(anna, cleo)
        entry = Entry(text="Notiz über Ben", follow_up="Anrufen", follow_up_on=date(2099, 11, 30))
        save_note(1, entry, registration_id=anna.id, now=clock.now())
    return anna, ben


def everything(app: Flask, who: MadeAttendee) -> str:
    """What a person sees of addresses, on pages and in files."""
    phone = Phone(app, who)
    files = [phone.get(phone.path(f"/{name}")) for name in FILES]
    texts = [answer.get_data(as_text=True) for answer in files[:2]] + [text_of(PdfReader(BytesIO(files[2].data)))]
    return "".join(texts) + "".join(
        phone.get(phone.path(path)).get_data(as_text=True) for path in ("/contacts", "/contacts/1", "/contacts/2")
    )


def test_addresses_leave_as_they_are_shared_now(app: Flask, met: tuple[MadeAttendee, MadeAttendee]) -> None:
    """In pages and files alike; withdrawn, they are gone from all of them at once."""
    anna, ben = met
    seen = everything(app, anna)
    assert seen.count("ben@example.org") >= 4
    assert seen.count("+49 631 4711") >= 4
    assert "cleo@example.org" not in seen
    with app.app_context():
        own_contacts.decide_consent(ben.id, Purpose.EMAIL, "Nein", given=False, now=clock.now())
        own_contacts.decide_consent(ben.id, Purpose.PHONE, "Nein", given=False, now=clock.now())
    seen = everything(app, anna)
    assert "@example.org" not in seen
    assert "631 4711" not in seen


def test_where_both_must_agree_a_scan_alone_gets_no_address(app: Flask) -> None:
    """The scanned person has the scanner's; the scanner gets theirs with their yes."""
    with app.app_context():
        event = make_event(rules=Rules(confirmation=Confirmation.MUTUAL))
        both = (Purpose.TRACKING, Purpose.EMAIL)
        anna = make_attendee(event, "Anna Schmidt", email="anna@example.org", consents=both)
        ben = make_attendee(event, "Ben Öztürk", email="ben@example.org", consents=both)
        scan(anna, ben)
    hers, his = Phone(app, anna), Phone(app, ben)
    assert "ben@example.org" not in hers.get(hers.path("/contacts")).get_data(as_text=True)
    assert "anna@example.org" in his.get(his.path("/contacts")).get_data(as_text=True)
    his.post(his.path("/contacts/1/confirm"))
    assert "ben@example.org" in hers.get(hers.path("/contacts")).get_data(as_text=True)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("contacts.vcf", "text/vcard; charset=utf-8"),
        ("contacts/1.vcf", "text/vcard; charset=utf-8"),
        ("contacts.csv", "text/csv; charset=utf-8"),
        ("contacts.pdf", "application/pdf"),
        ("contacts.ics", "text/calendar; charset=utf-8"),
        ("contacts/1.ics", "text/calendar; charset=utf-8"),
    ],
)
def test_files_are_saved_under_safe_names_and_kept_by_nobody(
    app: Flask, met: tuple[MadeAttendee, MadeAttendee], name: str, media_type: str
) -> None:
    """Saved, not opened; never in a cache; no slash or quote of an event's title gets into the name."""
    phone = Phone(app, met[0], language="de")
    answer = phone.get(phone.path(f"/{name}"))
    assert (answer.status_code, answer.content_type) == (200, media_type)
    assert answer.headers["Cache-Control"] == "no-store"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert "/" not in disposition
    assert '\\"' not in disposition
    assert disposition.endswith(name.rpartition(".")[2])


def test_rejected_contacts_stay_at_home(app: Flask, met: tuple[MadeAttendee, MadeAttendee]) -> None:
    """What was no conversation is not taken along."""
    with app.app_context():
        own_contacts.reject_contact(1, registration_id=met[0].id, now=clock.now())
    phone = Phone(app, met[0])
    assert [read.fn.value for read in read_cards(phone.get(phone.path("/contacts.vcf")).data)] == ["Cleo Maurer"]


def test_german_readers_get_semicolons(app: Flask, met: tuple[MadeAttendee, MadeAttendee]) -> None:
    """As their Excel expects them; English readers get commas."""
    german, english = Phone(app, met[0], language="de"), Phone(app, met[0], language="en")
    content = german.get(german.path("/contacts.csv")).data
    assert (
        rows(content)[0][:4] == ["Name", "Organisation", "E-Mail-Adresse", "Telefon"]
        or rows(content)[0][3] == "Telefon"
    )
    assert rows(english.get(english.path("/contacts.csv")).data, ",")[0][3] == "Telephone"
    assert [row[0] for row in rows(content)[1:]] == ["Cleo Maurer", "Ben Öztürk"]
    assert rows(content)[2][3] == "'+49 631 4711"


def test_a_calendar_reads_the_follow_ups(app: Flask, met: tuple[MadeAttendee, MadeAttendee]) -> None:
    """A whole day that stays free; the same entry each time, whether it comes alone or with all."""
    phone = Phone(app, met[0])
    uids = set()
    for path in ("/contacts.ics", "/contacts/1.ics"):
        calendar = icalendar.Calendar.from_ical(phone.get(phone.path(path)).data)
        [entry] = calendar.walk("VEVENT")
        assert entry["summary"] == "Anrufen: Ben Öztürk"
        assert entry.decoded("dtstart") == date(2099, 11, 30)
        assert entry.decoded("dtend") - entry.decoded("dtstart") == timedelta(days=1)
        assert "ben@example.org" in str(entry["description"])
        assert entry["transp"] == "TRANSPARENT"
        uids.add(str(entry["uid"]))
    assert len(uids) == 1


def test_no_follow_up_no_calendar(app: Flask, met: tuple[MadeAttendee, MadeAttendee]) -> None:
    """A single one is missing; all of none lead back to the list."""
    mine = Phone(app, met[0])
    assert mine.get(mine.path("/contacts/2.ics")).status_code == 404
    his = Phone(app, met[1])
    answer = his.get(his.path("/contacts.ics"))
    assert (answer.status_code, answer.location) == (303, his.path("/contacts"))
