"""The badge pages: what comes out of the printer is what the person holds, and looking changes nothing."""

import io
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape
from PIL import Image
from pypdf import PdfReader
from werkzeug.test import TestResponse

from eventapp.accounts.audit import entries
from eventapp.badges.queries import current_codes
from eventapp.core.codes import badge_address
from eventapp.core.text import clean_line
from eventapp.prints.queries import history, last_prints
from tests.conftest import BASE_URL, SignIn, make_app, make_settings
from tests.desk import Desk, Statements, contents, make_desk, sign_in
from tests.factories import MadeAttendee, make_account, make_event

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.measured]

HOSTILE = [
    "<b>Anna</b> & Co.",
    '<img src="file:///etc/passwd"/>',
    "</para><para>",
    "{{ 7 * 7 }} %(name)s %s",
    "Robert'); DROP TABLE registrations;--",
]


def pdf_of(response: TestResponse) -> bytes:
    """The PDF of a response; it is one."""
    assert response.status_code == 200
    assert response.mimetype == "application/pdf"
    assert response.content_length == len(response.data)
    return bytes(response.data)


def text_of(pdf: bytes) -> str:
    """All text of a PDF without its white space, since names wrap."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def codes_in(pdf: bytes, folder: Path) -> list[list[str]]:
    """What a scanner reads on each page, rendered at 150 dpi by a program that is not ours."""
    (folder / "badges.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "150", "-gray", "badges.pdf", "page"], check=True, cwd=folder, timeout=60)
    return [
        sorted(code.text for code in zxingcpp.read_barcodes(Image.open(page)))
        for page in sorted(folder.glob("page*.pgm"))
    ]


def printed(desk: Desk, of: MadeAttendee | None = None) -> str:
    """The address of a file that the host has ordered: of everybody, or of one person."""
    where = "badges" if of is None else f"registrations/{desk.uid(of)}/badge"
    return desk.client.post(f"{desk.path}/{where}/print", data={"scope": "found"}).location


def test_the_sheet_from_the_printer_leads_to_each_person(desk: Desk, tmp_path: Path) -> None:
    """The button leads to a PDF on which a scanner reads everybody's badge address under the configured base URL."""
    people = [desk.attendee(f"Person {number:02}") for number in range(12)]
    response = desk.client.post(f"{desk.path}/badges/print", data={"scope": "found", "order": "given_name"})
    assert response.status_code == 303
    assert re.fullmatch(rf"{desk.path}/badges/prints/[A-Z0-9]{{26}}\.pdf", response.location)
    pages = codes_in(pdf_of(desk.get(response.location)), tmp_path)
    addresses = [badge_address(BASE_URL, person.code) for person in people]
    assert pages == [sorted(addresses[:10]), sorted(addresses[10:])]


def test_one_badge_from_the_printer_leads_to_its_person(desk: Desk, tmp_path: Path) -> None:
    """The single badge is one A6 page with the code of that person and of nobody else."""
    anna, _ = desk.attendee("Anna Schmidt"), desk.attendee("Berta Maier")
    response = desk.client.post(
        f"{desk.path}/registrations/{desk.uid(anna)}/badge/print", follow_redirects=True, buffered=True
    )
    pdf = pdf_of(response)
    assert codes_in(pdf, tmp_path) == [[badge_address(BASE_URL, anna.code)]]
    box = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert [round(float(length) * 25.4 / 72) for length in (box.width, box.height)] == [105, 148]
    assert anna.short_code in text_of(pdf)


def test_a_get_changes_no_row(desk: Desk) -> None:
    """Every page and PDF can be fetched again and again; no table notices."""
    anna = desk.attendee("Anna Schmidt")
    printing = printed(desk).removesuffix(".pdf")
    before = contents(desk.app)
    for path in (
        f"{desk.path}/badges",
        f"{desk.path}/badges?q=anna",
        f"{desk.path}/badges/prints",
        f"{desk.path}/registrations/{desk.uid(anna)}/badge",
        printing,
        f"{printing}/progress",
        f"{printing}.pdf",
    ):
        assert desk.get(path).status_code == 200
    assert contents(desk.app) == before


def test_printing_is_logged_with_the_number(desk: Desk) -> None:
    """The audit log says that this host printed two badges, and the page says whose is new since."""
    desk.attendee("Anna"), desk.attendee("Berta")
    assert "2 sind noch nicht gedruckt" in desk.get(f"{desk.path}/badges").text
    printed(desk)
    with desk.app.app_context():
        entry = entries(desk.event_id)[0]
        assert (entry.action, entry.account_id, entry.about) == ("badges.printed", desk.host_id, {"badges": 2})
    page = desk.get(f"{desk.path}/badges").text
    assert "noch nicht gedruckt" not in page
    assert "Druckprotokoll" in page
    desk.attendee("Carla")
    assert "Eines ist noch nicht gedruckt" in desk.get(f"{desk.path}/badges").text


def test_the_file_has_a_name_and_opens_in_the_browser(desk: Desk) -> None:
    """Shown in place; saved, it is called after the event or the person, whatever signs the name holds."""
    anna = desk.attendee('Ängström/Świątek: "A" <x>')
    berta = desk.attendee("Berta")
    disposition = desk.get(printed(desk)).headers["Content-Disposition"]
    assert disposition.startswith("inline")
    assert "Netzwerktreffen.pdf" in disposition
    assert desk.uid(berta)
    single = desk.get(printed(desk, of=anna)).headers["Content-Disposition"]
    assert unquote(single.rpartition("''")[2]).endswith("Ängström-Świątek- -A- -x.pdf")


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_never_read_as_markup(desk: Desk, name: str) -> None:
    """On paper and on both pages a name is printed as it was typed, sign by sign."""
    anna = desk.attendee(name)
    shown = clean_line(name)
    single = f"{desk.path}/registrations/{desk.uid(anna)}/badge"
    assert "".join(shown.split()) in text_of(pdf_of(desk.get(printed(desk, of=anna))))
    for path in (single, f"{desk.path}/badges?q={shown.split()[0]}"):
        page = desk.get(path).text.partition("<main")[2]
        assert str(escape(shown)) in page
        assert name not in page or escape(name) == name


def test_problems_are_listed_by_name_before_printing(desk: Desk) -> None:
    """Too long a name and a missing glyph are told, with the way to each; what all share is told once."""
    long = desk.attendee("Donaudampfschifffahrtsgesellschaft" * 5)
    desk.attendee("Rocket \U0001f680 Man"), desk.attendee("Anna Schmidt")
    page = desk.get(f"{desk.path}/badges").text
    notices = page.partition("Vor dem Drucken")[2].partition("badges/print")[0]
    assert "2 Namensschilder brauchen einen Blick" in notices
    assert f"/registrations/{desk.uid(long)}/badge" in notices
    assert "U+1F680 ROCKET" in notices
    assert "Anna Schmidt" not in notices
    assert "Alle Namensschilder" not in notices
    single = desk.get(f"{desk.path}/registrations/{desk.uid(long)}/badge").text
    assert "Der Name ist zu lang" in single


def test_a_title_that_fits_on_no_badge_is_told_once(app: Flask, client: FlaskClient) -> None:
    """What is wrong with every badge stands there once and not beside every name."""
    desk = make_desk(app, client)
    with app.app_context():
        host = make_account()
        event = make_event(title="Sehr langes Netzwerktreffen " * 7, host=host)
        other = Desk(app, client, event.id, event.slug, host.id)
    other.attendee("Anna"), other.attendee("Berta")
    sign_in(app, client, other.host_id)
    page = client.get(f"{other.path}/badges").text
    assert page.count("Der Titel der Veranstaltung ist zu lang") == 1
    assert "brauchen einen Blick" not in page
    assert desk.slug != other.slug


def test_the_preview_is_the_badge(desk: Desk) -> None:
    """The picture holds the person's own QR code and short code."""
    anna = desk.attendee("Anna Schmidt", organisation="TU Clausthal", is_staff=True)
    page = desk.get(f"{desk.path}/badges").text
    picture = page.partition('class="badge-picture"')[2].partition("</svg>")[0]
    for text in ("Anna", "Schmidt", "TU Clausthal", "Team", f"{anna.short_code[:4]} {anna.short_code[4:]}"):
        assert f">{text}</text>" in picture


def test_a_lost_badge_gets_a_new_code(desk: Desk, tmp_path: Path) -> None:
    """One button; the next print carries the new code, and the door answers „ersetzt“ to the old one."""
    anna = desk.attendee("Anna Schmidt")
    single = f"{desk.path}/registrations/{desk.uid(anna)}/badge"
    response = desk.client.post(f"{single}/replace")
    assert (response.status_code, response.location) == (303, single)
    with desk.app.app_context():
        code = current_codes([anna.id])[anna.id].code
        assert entries(desk.event_id)[0].action == "badge.replaced"
    assert code != anna.code
    assert codes_in(pdf_of(desk.get(printed(desk, of=anna))), tmp_path) == [[badge_address(BASE_URL, code)]]
    old = desk.client.post(f"{desk.path}/door/check-in", json={"code": anna.code, "nonce": "n" * 16})
    assert (old.status_code, old.json["verdict"]) == (410, "replaced_badge")  # type: ignore[index]


def test_nobody_is_to_get_a_badge_yet(desk: Desk) -> None:
    """Without people the page says what comes next, the button prints nothing and logs nothing."""
    page = desk.get(f"{desk.path}/badges").text
    assert "Noch keine Namensschilder" in page
    assert "badges/print" not in page
    response = desk.client.post(f"{desk.path}/badges/print", data={"scope": "found"})
    assert response.location.partition("?")[0] == f"{desk.path}/badges"
    with desk.app.app_context():
        assert entries(desk.event_id)[0].action != "badges.printed"


def test_nonsense_prints_nothing(desk: Desk) -> None:
    """What cannot be chosen is refused; a filter that makes no sense is none."""
    desk.attendee()
    for name in ("back", "duplex", "again", "codes"):
        response = desk.client.post(f"{desk.path}/badges/print", data={"scope": "found", name: "shoe size"})
        assert response.status_code == 400, name
    assert desk.client.post(f"{desk.path}/badges/print", data={"scope": "found", "start": "0"}).status_code == 400
    query = "&".join(f"{name}=shoe%00size" for name in ("stock", "order", "role", "arrival", "day", "printed"))
    assert "Anna Schmidt" in desk.get(f"{desk.path}/badges?{query}").text


@pytest.mark.parametrize("visitor", ["anonymous", "attendee", "host of another event"])
def test_badges_are_for_the_events_own_hosts(desk: Desk, sign_in_attendee: SignIn, visitor: str) -> None:
    """Others are sent to sign in, or find what they would find at an event that does not exist."""
    anna = desk.attendee()
    uid = desk.uid(anna)
    client = desk.app.test_client()
    if visitor == "attendee":
        sign_in_attendee(client, anna)
    elif visitor == "host of another event":
        make_desk(desk.app, client)
    single = f"/registrations/{uid}/badge"
    host = desk.app.test_client()
    sign_in(desk.app, host, desk.host_id)
    location = host.post(f"{desk.path}{single}/print").location.removeprefix(desk.path)
    before = contents(desk.app)
    for path in ("/badges", "/badges/prints", location, location.removesuffix(".pdf"), single):
        response = client.get(desk.path + path)
        assert response.status_code == (404 if visitor.startswith("host") else 303)
        assert anna.short_code not in response.text
    for path in ("/badges/print", f"{single}/print", f"{single}/replace"):
        response = client.post(desk.path + path, data={"scope": "found"})
        assert response.status_code == (404 if visitor.startswith("host") else 303)
    assert contents(desk.app) == before


def test_organisers_print_too(app: Flask, client: FlaskClient) -> None:
    """Whoever organises an event may do what its hosts may."""
    with app.app_context():
        organiser = make_account()
        slug = make_event(organiser=organiser).slug
        organiser_id = organiser.id
    sign_in(app, client, organiser_id)
    assert client.get(f"/events/{slug}/badges").status_code == 200


def test_a_registration_of_another_event_is_not_there(desk: Desk) -> None:
    """The address of somebody's badge under a foreign event answers like one of nobody; so does nonsense."""
    other = make_desk(desk.app, desk.app.test_client())
    uid = other.uid(other.attendee())
    for odd in (uid, "A" * 26, "%00", "..", "x" * 5000, "a%2Fb", "ä"):
        single = f"{desk.path}/registrations/{odd}/badge"
        assert desk.get(single).status_code == 404
        assert desk.client.post(f"{single}/replace").status_code == 404
        assert desk.client.post(f"{single}/print").status_code == 404


@pytest.mark.slow
def test_more_people_take_no_more_statements(desk: Desk) -> None:
    """Page and sheet send the same SQL statements for three people as for sixty."""
    counts = []
    for number in (3, 57):
        for _ in range(number):
            desk.attendee()
        with Statements(desk.app) as statements:
            assert desk.get(f"{desk.path}/badges?q=anna").status_code == 200
        with Statements(desk.app) as drawing:
            assert desk.get(printed(desk)).status_code == 200
        counts.append((len(statements.sent), len(drawing.sent)))
    assert counts[0] == counts[1]


def test_a_badge_that_cannot_be_set_is_left_out_and_listed(tmp_path: Path, migrated_sqlite: Path) -> None:
    """An address too long for any QR code leaves the badge out; the page says so, and it counts as not printed."""
    instance = tmp_path / "instance"
    instance.mkdir()
    (instance / "eventapp.sqlite3").write_bytes(migrated_sqlite.read_bytes())
    app = make_app(make_settings(instance, EVENTAPP_BASE_URL=f"http://{'.'.join(['a' * 60] * 90)}"))
    desk = make_desk(app, app.test_client())
    anna = desk.attendee("Anna Schmidt")
    location = printed(desk, of=anna)
    page = desk.get(location.removesuffix(".pdf")).text
    assert "Ein Namensschild wurde ausgelassen" in page
    with app.app_context():
        assert last_prints(desk.event_id) == {}


def test_a_label_at_the_desk_changes_nothing_about_the_others(desk: Desk) -> None:
    """It counts as printed, also beside cards of another size, and the page goes on offering what all came out on."""
    anna = desk.attendee("Anna Schmidt", checked_in=True)
    desk.attendee("Berta Maier"), desk.attendee("Carla Maier")
    desk.client.post(f"{desk.path}/badges/print", data={"scope": "found", "q": "Maier", "stock": "a7"})
    desk.attendee("Dora Neu")
    desk.client.post(f"{desk.path}/door/printer", data={"stock": "brother-dk-11202"})
    location = desk.client.post(f"{desk.path}/registrations/{desk.uid(anna)}/badge/label").location
    assert desk.get(location).status_code == 200
    page = desk.get(f"{desk.path}/badges").text
    assert '<option selected value="a7">' in page
    assert "Eines ist noch nicht gedruckt" in page
    assert ">geändert<" not in page


def test_a_label_that_is_needless_is_not_printed_by_itself(desk: Desk) -> None:
    """Whoever has a badge that says the same gets no second one at check-in; the button prints it all the same."""
    anna = desk.attendee("Anna Schmidt", checked_in=True)
    label = f"{desk.path}/registrations/{desk.uid(anna)}/badge/label"
    desk.client.post(f"{desk.path}/door/printer", data={"stock": "brother-dk-11202", "at_once": "y"})
    by_itself = {"unless_printed": "y"}
    assert [desk.client.post(label, data=by_itself).status_code for _time in range(2)] == [303, 204]
    desk.client.post(f"{desk.path}/registrations/{desk.uid(anna)}/badge/replace")
    assert [desk.client.post(label, data=by_itself).status_code for _time in range(2)] == [303, 204]
    assert desk.client.post(label).status_code == 303
    with desk.app.app_context():
        assert len(history(desk.event_id, anna.id)) == 3


def test_only_pending_prints_what_is_new_or_changed(desk: Desk) -> None:
    """Whoever was printed and has not changed stays out; a ticked person comes out whatever the others do."""
    anna, _ = desk.attendee("Anna Schmidt"), desk.attendee("Berta Maier")
    printed(desk)
    carla = desk.attendee("Carla Zorn")
    desk.client.post(f"{desk.path}/registrations/{desk.uid(anna)}/badge/replace")
    location = desk.client.post(f"{desk.path}/badges/print", data={"scope": "found", "only_pending": "y"}).location
    page = desk.get(location.removesuffix(".pdf")).text
    assert ("Anna Schmidt" in page, "Berta Maier" in page, "Carla Zorn" in page) == (True, False, True)
    ticked = {"scope": "ticked", "person": [desk.uid(carla), "x" * 26, "%00"]}
    page = desk.get(desk.client.post(f"{desk.path}/badges/print", data=ticked).location.removesuffix(".pdf")).text
    assert ("Anna Schmidt" in page, "Carla Zorn" in page) == (False, True)
