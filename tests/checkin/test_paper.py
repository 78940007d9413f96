"""A door's list on paper, and what was ticked on it, entered afterwards."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.accounts.audit import entries
from eventapp.badges.queries import current_badge
from eventapp.checkin.models import DoorEntry
from eventapp.events.models import Event
from eventapp.extensions import db
from tests.checkin.doors import NOW, inside, log, make_list, told
from tests.desk import Desk, contents
from tests.factories import MadeAttendee

LONG_NAME = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft Maria-Magdalena " * 2


def short_code(desk: Desk, person: MadeAttendee) -> str:
    """What is printed under somebody's QR code."""
    with desk.app.app_context():
        return current_badge(person.id).short_code


def form(desk: Desk, **fields: object) -> dict[str, object]:
    """The form of the page as it is served, filled in."""
    page = desk.get(f"{desk.path}/door/paper").text
    sent = dict(re.findall(r'name="(nonce|direction|at)"[^>]*value="([^"]+)"', page))
    assert set(sent) == {"nonce", "direction", "at"}
    return {**sent, "do": "enter", **fields}


def text_of(pdf: bytes) -> str:
    """All that is written in a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def send(desk: Desk, fields: dict[str, object], query: str = "") -> TestResponse:
    """Sends it."""
    return desk.client.post(f"{desk.path}/door/paper{query}", data=fields)


def words(page: TestResponse) -> str:
    """What a reader sees of the answer, from the outcome to the print form."""
    part = page.text.partition('id="outcome">')[2].partition('<h2 id="print"')[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", part)).replace("Rückgängig", "").split())


def test_the_list_is_printed_with_every_name_whole(desk: Desk) -> None:
    """Sorted, with code, page and time; no name is cut; who printed it is kept; by organisation, too."""
    desk.attendee(LONG_NAME.strip(), organisation="Zeche")
    desk.attendee("Ahmet Öztürk", organisation="Älteste GmbH", checked_in=True)
    cleo = desk.attendee("Cleo Wang", organisation="Bau AG")
    found = desk.client.post(f"{desk.path}/door/paper/print", data={"order": "name"})
    assert (found.status_code, found.mimetype) == (200, "application/pdf")
    text = text_of(found.data)
    flat = re.sub(r"\s", "", text)
    assert re.sub(r"\s", "", LONG_NAME) in flat
    assert flat.index("AhmetÖztürk") < flat.index("CleoWang") < flat.index("Donau")
    assert short_code(desk, cleo) in flat
    assert "Seite 1 von 1" in text
    assert "3 Personen" in text
    by_organisation = desk.client.post(f"{desk.path}/door/paper/print", data={"order": "organisation"})
    flat = re.sub(r"\s", "", text_of(by_organisation.data))
    assert flat.index("ÄltesteGmbH") < flat.index("BauAG") < flat.index("Zeche")
    with desk.app.app_context():
        kept = [each for each in entries(desk.event_id) if each.action == "door_paper.printed"]
    assert [(each.account_id, each.about["people"]) for each in kept] == [(desk.host_id, 3)] * 2
    assert desk.client.post(f"{desk.path}/door/paper/print", data={"order": "age"}).status_code == 400


def test_what_was_ticked_is_entered_once(desk: Desk) -> None:
    """By codes and boxes, at the time given; sent twice, nothing doubles; who was in already is a flagged double."""
    anna, ben, cleo = (desk.attendee(name) for name in ("Anna", "Ben", "Cleo"))
    desk.attendee("Dora", checked_in=True)
    there = ZoneInfo("Europe/Berlin")
    at = (clock.now() - timedelta(minutes=90)).astimezone(there).replace(second=0, microsecond=0, tzinfo=None)
    uids = [desk.uid(anna), desk.uid(ben)]
    typed = f"{short_code(desk, anna)[:4]} {short_code(desk, cleo)} nobody ABC"
    fields = form(desk, codes=typed, people=uids, at=at.isoformat(timespec="minutes"))
    answer = send(desk, fields)
    assert answer.status_code == 200
    assert words(answer) == (
        "Was eingetragen wurde Eingetragen: 3 Anna Ben Cleo "
        "Codes von niemandem, sie stehen noch unten im Feld: nobody · ABC"
    )
    assert re.search(r">\s*nobody\s+ABC</textarea>", answer.text)
    before = contents(desk.app)["door_entries"]
    assert words(send(desk, fields)) == words(answer)
    assert contents(desk.app)["door_entries"] == before
    assert len(before) == 4
    with desk.app.app_context():
        moments = db.session.scalars(
            select(DoorEntry.happened_at).where(DoorEntry.nonce.like(f"{fields['nonce']}-%"))
        )
        assert [*moments] == [at.replace(tzinfo=there)] * 3
    undone = desk.client.post(f"{desk.path}/door/undo", json={"uid": desk.uid(cleo)})
    assert undone.json is not None
    assert undone.json["verdict"] == "undone"
    again = send(desk, form(desk, people=uids[:1]))
    assert "Waren schon da" in words(again)
    with desk.app.app_context():
        assert log()[-1] == ("in", "already_in", "Papierliste")
    page = desk.get(f"{desk.path}/door").text
    assert f"{at:%H:%M}" in page


def test_a_full_or_closed_list_refuses_nothing_that_happened(desk: Desk) -> None:
    """It is entered, and says against what; who left is counted out."""
    anna, ben = desk.attendee("Anna"), desk.attendee("Ben")
    with desk.app.app_context():
        full = make_list(desk, capacity=1, counts_exits=True)
        closed = make_list(desk, closed_at=NOW - timedelta(hours=3))
        told(desk, anna, full, NOW - timedelta(hours=1))
    said = words(send(desk, form(desk, people=[desk.uid(ben)]), f"?list={full}"))
    assert said.endswith("Eingetragen, obwohl die Liste voll war: 1 Ben")
    said = words(send(desk, form(desk, people=[desk.uid(ben)]), f"?list={closed}"))
    assert said.endswith("Eingetragen, obwohl die Liste nicht geöffnet war: 1 Ben")
    said = words(send(desk, form(desk, people=[desk.uid(anna)], direction="exit"), f"?list={full}"))
    assert said.endswith("Ausgetragen: 1 Anna")
    with desk.app.app_context():
        assert (inside(full), inside(closed)) == ({ben.id}, {ben.id})


def test_searching_keeps_what_is_typed_and_ticked(desk: Desk) -> None:
    """Nothing is entered; who is ticked stays ticked though the search shows others; so it is with a bad time."""
    anna, _ben = desk.attendee("Anna"), desk.attendee("Ben")
    found = send(desk, form(desk, codes="QQQQ", people=[desk.uid(anna)], q="Ben", do="search"))
    ticked = re.findall(r'value="(\w{26})" id="tick-\w+" checked', found.text)
    assert (found.status_code, ticked) == (200, [desk.uid(anna)])
    assert "QQQQ</textarea>" in found.text
    with desk.app.app_context():
        day = min(each.date for each in db.session.get_one(Event, desk.event_id).days)
    for at, said in (
        ("", "Bitte geben Sie an, wann es war."),
        ("gestern", "Not a valid datetime value"),
        (f"{day.year + 1}-01-01T10:00", "Das liegt noch in der Zukunft."),
        ("0001-01-01T00:00", "Das war vor der Veranstaltung."),
    ):
        refused = send(desk, form(desk, codes="QQQQ", people=[desk.uid(anna)], at=at))
        assert refused.status_code == 422
        assert re.findall(r'value="(\w{26})" id="tick-\w+" checked', refused.text) == [desk.uid(anna)]
        assert "QQQQ</textarea>" in refused.text
        if at != "gestern":
            assert said in refused.text
    assert send(desk, form(desk)).status_code == 422  # neither typed nor ticked anything
    assert contents(desk.app)["door_entries"] == []


@pytest.mark.parametrize("bad", [{"nonce": "x"}, {"page": "0"}, {"page": "9" * 40}, {"do": "drop"}])
def test_what_no_page_sends_is_refused(desk: Desk, bad: dict[str, object]) -> None:
    """With 400, and nothing is kept."""
    anna = desk.attendee("Anna")
    assert send(desk, form(desk, people=[desk.uid(anna)], **bad)).status_code == 400
    assert contents(desk.app)["door_entries"] == []
