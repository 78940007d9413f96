"""Do the registrations leave the house whole, as nothing but text, and come back as what they are?"""

import csv
import io
import re

from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import update

from eventapp import clock
from eventapp.accounts.audit import entries
from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from eventapp.badges.roles import give_role, keep_role, roles_of
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.registration.models import Registration
from eventapp.registration.service import Entry, register
from tests.desk import make_desk

ENGLISH, GERMAN = {"Accept-Language": "en"}, {"Accept-Language": "de"}
HOSTILE = ('=HYPERLINK("x")', "+1+1", "-1", "@SUM(A1)", "|calc", 'Jörg; „Jo“, "J"')


def read(content: bytes, separator: str) -> list[dict[str, str]]:
    """The rows of a CSV."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator))


def test_taken_along_and_brought_back_nothing_has_changed(app: Flask, client: FlaskClient) -> None:
    """Everybody with all that is known, in both forms and languages; an import of it finds everybody the same."""
    desk = make_desk(app, client)
    with app.app_context():
        grant_role(desk.host_id, Role.ORGANISER, event_id=desk.event_id)
        for number, name in enumerate(HOSTILE):
            email = f"x{number}@example.org" if number % 2 else None
            register(Entry(name, f"{name} AG", email, phone="+49 30 1234"), event_id=desk.event_id, now=clock.now())
        with write_session(db.session()) as session:  # the others entered theirs themselves
            session.execute(update(Registration).where(Registration.email.is_(None)).values(phone_is_listed=True))
        keep_role(desk.event_id, "Referentin", "#8a1c4a", account_id=None, now=clock.now())
    anna = desk.attendee("Anna Schmidt", "IHK", checked_in=True)
    with app.app_context():
        [role] = roles_of(desk.event_id)
        give_role([anna.id], role.id, event_id=desk.event_id, account_id=None, now=clock.now())
    take = f"{desk.path}/registrations/export"
    german = read(client.post(take, data={"file": "csv"}, headers=GERMAN).data, ";")
    assert len(german) == len(HOSTILE) + 1
    [row] = [row for row in german if row["Name"] == "Anna Schmidt"]
    assert [row[column] for column in ("Organisation", "Platz", "Rolle", "Kontaktesammeln")] == [
        "IHK",
        "hat einen Platz",
        "Referentin",
        "ja",
    ]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", row["Eingelassen (Europe/Berlin)"])
    assert {cell[0] for row in german for cell in row.values() if cell} & set("=+-@|") == set()
    answer = client.post(take, data={"file": "xlsx", "q": "ag"}, headers=ENGLISH)
    book = load_workbook(io.BytesIO(answer.data))
    cells = [cell for line in book.active.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type in "fe"]
    assert {cell.value for cell in cells if cell.column_letter == "D"} == {"Telephone number", "+49 30 1234", None}
    assert book.active.max_row == len(HOSTILE) + 1
    for form, headers in (("csv", GERMAN), ("csv", ENGLISH), ("xlsx", ENGLISH)):
        content = client.post(take, data={"file": form}, headers=headers).data
        sent = client.post(f"{desk.path}/registrations/import", data={"file": (io.BytesIO(content), "x")})
        page = client.get(sent.location).text
        assert re.findall(r"<dd >(\d+)</dd>", page) == ["0", "0", str(len(HOSTILE) + 1), "0"], (form, headers)
    assert client.post(take, data={"file": "pdf"}).status_code == 400
    with app.app_context():
        log = [entry.about for entry in entries(desk.event_id) if entry.action == "registrations.exported"]
        assert len(log) == 5
        assert log[-2] == {"format": "xlsx", "people": len(HOSTILE), "of": "search"}
