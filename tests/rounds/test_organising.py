"""The organiser's tables and rounds: making, naming, removing, starting, ending, and what came of it."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import update

from eventapp import clock
from eventapp.accounts.audit import entries
from eventapp.contacts.own_contacts import decide_consent
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from eventapp.rounds import queries, service
from eventapp.rounds.service import MOST_TABLES, Starting, end_round, make_tables, start_round
from tests.contacts.phones import at_once
from tests.factories import make_account, make_event
from tests.pages import database_contents, sign_in
from tests.rounds.lounge import ENGLISH, PEOPLE, ROUNDS, Lounge

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.measured]


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"count": "3"}, ["Table 3", "Table 4", "Table 5"]),
        ({"count": "1"}, ["Table 3"]),
        ({"count": "2", "name": "Gruppe\u202e "}, ["Gruppe 3", "Gruppe 4"]),
        ({"count": "1", "name": "Am Kamin"}, ["Am Kamin"]),
        ({"count": "1", "name": "x" * 96}, ["x" * 96]),
    ],
)
def test_new_tables(lounge: Lounge, fields: dict[str, str], names: list[str]) -> None:
    """Several get numbers that go on from those there were; one with a name is called just that."""
    response = lounge.send("tables", **fields)
    assert (response.status_code, response.location) == (303, f"{ROUNDS}#tables")
    assert lounge.names() == ["Insel", "Fenster", *names]
    with lounge.app.app_context():
        codes = [table.code for table in queries.tables(lounge.event_id)]
        assert len(set(codes)) == len(codes) == len(names) + 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Please enter how many tables."),
        ({"count": "many"}, "Between 1 and 100 tables at once."),
        ({"count": "0"}, "Between 1 and 100 tables at once."),
        ({"count": "101"}, "Between 1 and 100 tables at once."),
        ({"count": "2", "name": "x" * 97}, "This is longer than 96 characters."),
    ],
)
def test_tables_that_are_not_made(lounge: Lounge, fields: dict[str, str], words: str) -> None:
    """The form comes back with what was typed and the reason."""
    response = lounge.send("tables", **fields)
    assert response.status_code == 422
    assert words in response.text
    assert fields.get("name", "") in response.text
    assert lounge.names() == ["Insel", "Fenster"]


def test_an_event_has_so_many_tables(lounge: Lounge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is told; removed tables make room."""
    assert MOST_TABLES >= 100
    monkeypatch.setattr(service, "MOST_TABLES", 3)
    lounge.send("tables", count="2")
    assert "An event has at most 3 tables." in lounge.get().text
    assert lounge.names() == ["Insel", "Fenster"]
    lounge.send(f"tables/{lounge.tables[0][0]}/remove")
    lounge.send("tables", count="2")
    assert lounge.names() == ["Fenster", "Table 3", "Table 4"]


def test_a_table_gets_another_name(lounge: Lounge) -> None:
    """Cleaned; its printed code stays good."""
    table_id, code = lounge.tables[0]
    assert lounge.send(f"tables/{table_id}/rename", name=" Am\u202e  Fenster ").status_code == 303
    assert lounge.names() == ["Am Fenster", "Fenster"]
    assert "Am Fenster" in lounge.phone(lounge.people[0]).get(f"/T/{code}").text


@pytest.mark.parametrize("name", ["", "  ", "\u202e", "x" * 101])
def test_a_table_keeps_its_name(lounge: Lounge, name: str) -> None:
    """Where the new one is empty or endless, the page says what a name is."""
    assert lounge.send(f"tables/{lounge.tables[0][0]}/rename", name=name).status_code == 303
    assert "A table needs a name of at most 100 characters." in lounge.get().text
    assert lounge.names() == ["Insel", "Fenster"]


def test_a_removed_table_leads_nowhere(lounge: Lounge) -> None:
    """Its code is 404, no second press finds it, and what was met there stays."""
    table_id, code = lounge.tables[0]
    with lounge.app.app_context():
        lounge.start()
        lounge.sit(lounge.people[0]), lounge.sit(lounge.people[1])
    phone = lounge.phone(lounge.people[0])
    assert phone.get(f"/T/{code}").status_code == 200
    assert lounge.send(f"tables/{table_id}/remove").status_code == 303
    assert lounge.names() == ["Fenster"]
    assert phone.get(f"/T/{code}").status_code == 404
    assert lounge.send(f"tables/{table_id}/remove").status_code == 404
    assert lounge.send(f"tables/{table_id}/rename", name="Wieder da").status_code == 404
    assert PEOPLE[1] in phone.get(phone.path("/contacts")).text


def test_a_table_of_another_event_is_like_none(app: Flask, lounge: Lounge) -> None:
    """Another organiser's id under my address changes nothing."""
    stranger = app.test_client()
    with app.app_context():
        account = make_account()
        slug = make_event(title="Anderes", organiser=account).slug
        sign_in(stranger, account)
    before = database_contents(app)
    for action, fields in (("rename", {"name": "Meiner"}), ("remove", {})):
        path = f"/events/{slug}/rounds/tables/{lounge.tables[0][0]}/{action}"
        assert stranger.post(path, data=fields).status_code == 404
    page = stranger.get(f"/events/{slug}/rounds/projector?table={lounge.tables[0][0]}").text
    assert "<svg" not in page
    assert "Insel" not in page
    assert database_contents(app) == before


def test_a_round_from_start_to_end(lounge: Lounge) -> None:
    """Started with a button, shown with its minutes and who sits where in numbers, ended early; both are logged."""
    assert "Start the round" in lounge.get().text
    assert lounge.send("start", minutes="10").location == ROUNDS
    page = lounge.get().text
    assert "Round 1 is running" in page
    assert "Start the round" not in page
    with lounge.app.app_context():
        lounge.now = clock.now()
        for person, table in zip(lounge.people, (0, 0, 0, 1, 1), strict=True):
            lounge.sit(person, table)
    page = lounge.get().text
    assert _figures(page) == ["10", "5"]
    assert _seated(page) == ["3", "2"]
    lounge.send("start", minutes="10")
    assert "A round is running already." in lounge.get().text
    assert lounge.send("end").location == ROUNDS
    page = lounge.get().text
    assert "Start the round" in page
    history = page.partition("Rounds so far")[2]
    assert [cell.partition("<")[0] for cell in history.split('<td class="num">')[1:]] == ["5", "4"]
    lounge.send("end")
    assert "No round is running." in lounge.get().text
    with lounge.app.app_context():
        logged = [(entry.action, entry.about, entry.account_id) for entry in entries(lounge.event_id)]
    expected = [(f"round.{what}", {"number": 1}, lounge.account_id) for what in ("ended", "started")]
    assert [entry for entry in logged if entry[0].startswith("round.")] == expected


def _figures(page: str) -> list[str]:
    section = page.partition('aria-labelledby="now"')[2].partition("</dl>")[0]
    return [part.partition("<")[0].strip() for part in section.split("<dd")[1:] for part in [part.partition(">")[2]]]


def _seated(page: str) -> list[str]:
    return [part.partition("<")[0] for part in page.split('</svg><span class="num">')[1:]]


@pytest.mark.parametrize("minutes", ["", "0", "241", "ten", "-5"])
def test_a_round_needs_its_minutes(lounge: Lounge, minutes: str) -> None:
    """Between one and 240; the form says so."""
    response = lounge.send("start", minutes=minutes)
    assert response.status_code == 422
    assert ("Between 1 and 240 minutes." in response.text) or (
        "Please enter how many minutes the round lasts." in response.text
    )
    with lounge.app.app_context():
        assert queries.history(lounge.event_id) == []


def test_no_round_without_tables(lounge: Lounge) -> None:
    """The page says what comes first, and whoever sends the form anyway hears it."""
    for table_id, _ in lounge.tables:
        lounge.send(f"tables/{table_id}/remove")
    page = lounge.get().text
    assert "A round needs tables: make them below." in page
    assert "Start the round" not in page
    assert "Print codes" not in page
    lounge.send("start", minutes="10")
    assert "Make tables first." in lounge.get().text


@pytest.mark.parametrize("when", ["early", "late", "closed"])
def test_no_round_while_nothing_is_collected(lounge: Lounge, when: str) -> None:
    """Before and after the event, and while contact tracking is closed."""
    now = clock.now()
    values = {
        "early": {"tracking_opens_at": now + timedelta(hours=1)},
        "late": {"tracking_closes_at": now},
        "closed": {"contacts_closed_at": now},
    }[when]
    with lounge.app.app_context(), write_session(db.session()) as session:
        session.execute(update(Event).values(values))
    lounge.send("start", minutes="10")
    assert "No contacts are collected now, so no round can start." in lounge.get().text


def test_rounds_are_numbered(lounge: Lounge) -> None:
    """Each with its own people and contacts; one that nobody joined too; whoever left tracking is counted nowhere."""
    anna, ben, cleo, *_ = lounge.people
    with lounge.app.app_context():
        for people in ((anna, ben), (), (anna, ben, cleo)):
            lounge.start()
            for person in people:
                lounge.sit(person)
            lounge.wait(minutes=10)
        rounds = queries.history(lounge.event_id)
        assert [(past.round.number, past.people, past.contacts) for past in rounds] == [
            (3, 3, 2),
            (2, 0, 0),
            (1, 2, 1),
        ]
        decide_consent(ben.id, Purpose.TRACKING, "Nein", given=False, now=lounge.now)
        rounds = queries.history(lounge.event_id)
        assert [(past.people, past.contacts) for past in rounds] == [(2, 1), (0, 0), (1, 0)]


def test_one_round_is_started_at_a_time(lounge: Lounge) -> None:
    """Two organisers press the button together: one round runs."""

    def begin(_number: int) -> Starting:
        with lounge.app.app_context():
            return start_round(lounge.event_id, minutes=5, account_id=lounge.account_id, now=lounge.now)

    started = at_once([partial(begin, number) for number in range(6)])
    assert sorted(started) == [Starting.ALREADY_RUNNING] * 5 + [Starting.STARTED]


def test_each_event_has_its_own_rounds(lounge: Lounge) -> None:
    """Where one event's round runs, the other's does not; ending one leaves the other."""
    with lounge.app.app_context():
        other = make_event(title="Anderes").id
        make_tables(other, ["Theke"], now=lounge.now)
        lounge.start()
        assert queries.running_round(other, now=lounge.now) is None
        assert not end_round(other, account_id=lounge.account_id, now=lounge.now)
        begun = start_round(other, minutes=5, account_id=lounge.account_id, now=lounge.now)
        assert begun is Starting.STARTED
        assert end_round(other, account_id=lounge.account_id, now=lounge.now)
        assert queries.running_round(lounge.event_id, now=lounge.now) is not None


def test_the_projector_shows_the_code_of_a_table(lounge: Lounge) -> None:
    """Its name and QR code, large; no name of anybody who sits there."""
    page = lounge.get(f"{ROUNDS}/projector?table={lounge.tables[1][0]}").text
    assert "Fenster" in page
    assert '<svg class="qr"' in page
    assert "<title>QR code of Fenster</title>" in page
    assert "Time left" not in page
    with lounge.app.app_context():
        lounge.start()
        for person in lounge.people:
            lounge.sit(person, 1)
    page = lounge.get(f"{ROUNDS}/projector?table={lounge.tables[1][0]}").text
    assert 'role="timer" aria-label="Time left"' in page
    assert "5 people sit at a table" in page
    assert not [name for name in PEOPLE if name in page]


def test_the_projector_counts_down(lounge: Lounge) -> None:
    """Before a round it announces one; in it, it shows the number, the time and how many sit, and no names."""
    projector = f"{ROUNDS}/projector"
    assert "The next round starts soon" in lounge.get(projector).text
    with lounge.app.app_context():
        lounge.now -= timedelta(minutes=2)
        lounge.start()
        lounge.sit(lounge.people[0])
    page = lounge.get(projector).text
    assert "Round 1" in page
    assert "1 person sits at a table" in page
    seconds = int(page.partition('data-seconds-left="')[2].partition('"')[0])
    assert 450 < seconds <= 480
    assert f">{seconds // 60}:{seconds % 60:02}</p>" in page
    assert "<svg" not in page.partition("<main")[2].partition("</main>")[0]
    assert PEOPLE[0] not in page


@pytest.mark.parametrize("table", ["0", "x", "-1", "9" * 40, "\x00"])
def test_a_projector_without_such_a_table(lounge: Lounge, table: str) -> None:
    """What is no table of the event shows what it shows without one."""
    response = lounge.organiser.get(f"{ROUNDS}/projector", query_string={"table": table}, headers=ENGLISH)
    assert response.status_code == 200
    assert "The next round starts soon" in response.text
