"""Do the columns for days and sessions of a list become exactly what was shown: once, and as the rules want it?"""

import io
import re
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp import clock
from eventapp.accounts.models import AuditEntry
from eventapp.core.places import Status
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.programme.days import ask_days, choose_days
from eventapp.programme.models import Booking, ChosenDay, ProgrammeSession
from eventapp.programme.notices import PROGRAMME, Change
from eventapp.programme.queries import days_of_all, sessions_of, wished_of_all
from eventapp.registration.models import Registration
from eventapp.registration.service import PlaceSettings, cancel, change_places
from tests.contacts.phones import statements
from tests.factories import make_account, make_event, today
from tests.pages import sign_in
from tests.programme.planned import booked, session
from tests.registration.placing import PATH, come
from tests.registration.test_importing import ENGLISH, confirm, figures, looked_at, rows

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.measured]
IMPORT = f"{PATH}/registrations/import"


@pytest.fixture
def planned(app: Flask, client: FlaskClient) -> int:
    """An event of two days that asks for them, with an organiser in the browser and six sessions; its id."""
    with app.app_context():
        account = make_account()
        first = today() + timedelta(days=10)
        event_id = make_event(organiser=account, first_day=first).id
        sign_in(client, account)
        ask_days(event_id, asks=True, account_id=account.id, now=clock.now())
        session(event_id, "KI, Chancen", title_en="AI", capacity=2)
        session(event_id, "Recht", after=9)
        session(event_id, "Voll", after=12, capacity=1, has_waiting_list=False)
        session(event_id, "Ausklang", after=20, is_bookable=False)
        session(event_id, "Werkstatt", after=33)
        session(event_id, "Werkstatt", after=35)
        return event_id


def chosen(app: Flask, event_id: int) -> dict[str, str]:
    """What everybody has chosen, by name."""
    with app.app_context():
        days, wished = days_of_all(event_id), wished_of_all(event_id)
        people = db.session.scalars(select(Registration).where(Registration.event_id == event_id)).unique()
        return {
            person.name: "; ".join(
                [
                    *(f"{day:%d}" for day in days.get(person.id, ())),
                    *(f"{each.title} {status}" for each, status in wished.get(person.id, ())),
                ]
            )
            for person in people
        }


def test_days_and_sessions_of_a_list(app: Flask, client: FlaskClient, planned: int) -> None:
    """Each row says what would happen or why not; then it has, without a mail; what we write is what we read."""
    with app.app_context():
        first, second = [day.date for day in db.session.get_one(Event, planned).days]
        ben = come(planned, "Ben", email="ben@example.org")
        workshop = db.session.get_one(ProgrammeSession, _ids(planned)[-2])
        begins = workshop.starts_at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%Y-%m-%d %H:%M")
        db.session.rollback()
        choose_days(ben, [first])
        booked(ben, min(_ids(planned)))
        change_places(planned, PlaceSettings(1), account_id=make_account().id, now=clock.now())
        booked(come(planned, "Willi", email="willi@example.org"), _ids(planned)[1])
    content = f"""Name;E-Mail;Tage;Workshops
Anna;anna@example.org;{second:%d.%m.%Y}, 1;"ai; Werkstatt ({begins})"
Ben;ben@example.org;2;"Recht"
Cem;cem@example.org;;"KI, Chancen"
Dora;dora@example.org;1;"Voll
KI-Chancen (Warteliste)"
Emil;emil@example.org;;Voll
Fee;fee@example.org;5;
Gerd;gerd@example.org;;Werkstatt
Hans;hans@example.org;;Handwerk <b>
Ida;ida@example.org;;Ausklang
Jo;jo@example.org;;"KI, Chancen, Recht"
Kim;kim@example.org;#NV;
Lou;lou@example.org;2;
"""
    address, page = looked_at(client, content)
    said = rows(page)
    assert said["2"].endswith(f"Sessions: ai; Werkstatt ({begins})")
    assert said["3"] == "Ben “Recht” is at the same time as “KI, Chancen”."
    assert said["4"].endswith("Waiting list: KI, Chancen")
    assert said["5"].endswith("Sessions: Voll Waiting list: KI-Chancen (Warteliste)")
    assert said["6"] == "Emil “Voll” is full, and there is no waiting list."
    assert said["7"].startswith("Fee “5” is no day of the event.")
    assert said["8"].startswith("Gerd Several sessions are called “Werkstatt”.")
    assert said["9"] == "Hans There is no session “Handwerk &lt;b&gt;”."
    assert said["10"] == "Ida “Ausklang” cannot be booked, or no longer."
    assert said["11"] == "Jo “Recht” is at the same time as “KI, Chancen”."
    assert said["12"].startswith("Kim Days: #NV stands there")
    assert figures(page) == ["4", "0", "0", "8"]
    assert "2 rows name days or sessions that this event does not have." in page
    before = chosen(app, planned)
    assert confirm(client, address, page).location == address
    found = chosen(app, planned)
    both = f"{first:%d}; {second:%d}"
    assert {name: what for name, what in found.items() if name not in before} == {
        "Anna": f"{both}; KI, Chancen confirmed; Werkstatt confirmed",
        "Cem": "KI, Chancen waiting",
        "Dora": f"{first:%d}; KI, Chancen waiting; Voll confirmed",
        "Lou": f"{second:%d}",
    }
    assert {name: what for name, what in found.items() if name in before} == before
    with app.app_context():
        assert not db.session.scalars(
            select(OutboxMail.id).where(OutboxMail.kind == PROGRAMME, OutboxMail.recipient.like("anna%"))
        ).all()
        log = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("session.")))
        assert Counter(log) == {"session.made": 6, "session.entered": 3, "session.listed": 2}
    _again_and_as_we_write_it(app, client, planned, content)


def _ids(event_id: int) -> list[int]:
    """The sessions in their order."""
    found = [each.id for each in sessions_of(event_id)]
    db.session.rollback()
    return found


def _again_and_as_we_write_it(app: Flask, client: FlaskClient, event_id: int, content: str) -> None:
    before = chosen(app, event_id)
    _address, page = looked_at(client, content)
    assert figures(page) == ["0", "0", "4", "8"]
    for form in ("csv", "xlsx"):
        file = client.post(f"{PATH}/registrations/export", data={"file": form}).data
        upload = client.post(IMPORT, data={"file": (io.BytesIO(file), "liste")})
        page = client.get(upload.location).text
        assert figures(page) == ["0", "0", str(len(before)), "0"], form
    assert chosen(app, event_id) == before


def test_a_list_changes_what_people_have_chosen(app: Flask, client: FlaskClient, planned: int) -> None:
    """Days become those of the row and stay those of booked sessions; sessions come on top; who is out stays out."""
    with app.app_context():
        first, second = [day.date for day in db.session.get_one(Event, planned).days]
        ben = come(planned, "Ben", email="ben@example.org")
        ids = _ids(planned)
        choose_days(ben, [first, second])
        booked(ben, ids[0])
        come(planned, "Eva", email="eva@example.org")
        for person in ("Ohne", "Weg"):
            id_ = come(planned, person, email=f"{person}@example.org" if person == "Weg" else None)
        cancel(id_, now=clock.now())
    content = (
        "Name;E-Mail;Sprache;Tage;Sessions\nBen;ben@example.org;;2;Voll\nEva;eva@example.org;en;alle;\n"
        "Ohne;;;1;\nWeg;weg@example.org;;1;\nNeu;neu@example.org;;1;\n"
    )
    address, page = looked_at(client, content)
    assert figures(page) == ["1", "4", "0", "0"]
    assert rows(page)["2"] == "Ben Sessions: Voll"
    assert "2 people who are registered already get a mail" in page
    assert "By mail: to 1 person who has an address." in page
    confirm(client, address, page)
    assert "2 mails about a changed programme are on their way." in client.get(address, headers=ENGLISH).text
    _address, page = looked_at(client, content)
    assert (figures(page), "get a mail" in page) == (["0", "0", "5", "0"], False)
    with app.app_context():
        mails = select(OutboxMail.recipient, OutboxMail.locale).order_by(OutboxMail.recipient)
        told = db.session.execute(mails.where(OutboxMail.about["occasion"].as_string() == Change.ARRANGED))
        assert [tuple(each) for each in told] == [("ben@example.org", "de"), ("eva@example.org", "en")]
    assert chosen(app, planned) == {
        "Ben": f"{first:%d}; {second:%d}; KI, Chancen confirmed; Voll confirmed",
        "Eva": f"{first:%d}; {second:%d}",
        **dict.fromkeys(("Ohne", "Weg", "Neu"), f"{first:%d}"),
    }
    foreign = "Name;E-Mail;Tage;Sessions\nEva;eva@example.org;2019-05-04;Damals\nUdo;udo@example.org;2019-05-04;\n"
    address, page = looked_at(client, foreign)
    assert figures(page) == ["0", "0", "0", "2"]
    [without] = re.findall(r'href="([^"]+people_only=y)"', page)
    page = client.get(without, headers=ENGLISH).text
    assert figures(page) == ["1", "0", "1", "0"]
    assert confirm(client, address, page).status_code == 409  # looked at without, said yes to with
    assert confirm(client, address, page, people_only="y").status_code == 303
    assert chosen(app, planned)["Udo"] == ""


def test_the_number_of_statements_does_not_grow_with_the_list(app: Flask, client: FlaskClient, planned: int) -> None:
    """What days and sessions ask of the database beside the people themselves is the same for 40 rows as for 3."""
    asked: list[tuple[int, int]] = []
    for number in (3, 40):
        for chooses in (";1;Recht", ";;"):
            who = [f"g{number}-{each}-{len(chooses)}" for each in range(number)]
            lines = (f"{name};{name}@example.org{chooses}" for name in who)
            address, _page = looked_at(client, "Name;E-Mail;Tage;Sessions\n" + "\n".join(lines))
            with statements(app) as looking:
                page = client.get(address).text
            with statements(app) as writing:
                assert confirm(client, address, page).status_code == 303
            asked.append((len(looking), len(writing)))
    assert asked[0][0] == asked[2][0]
    assert asked[0][1] - asked[1][1] == asked[2][1] - asked[3][1]
    with app.app_context():
        assert len(db.session.scalars(select(Booking).where(Booking.status == Status.CONFIRMED)).all()) == 43
        assert len(db.session.scalars(select(ChosenDay)).all()) == 43
    assert planned
