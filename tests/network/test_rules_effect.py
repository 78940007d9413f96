"""Does an organiser see before the event what rules would do, by the numbers that they would really lead to?"""

import re
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from eventapp import clock
from eventapp.accounts.models import Account, Role
from eventapp.accounts.service import grant_role
from eventapp.contacts.models import Contact
from eventapp.contacts.own_contacts import confirm_contact, reject_contact
from eventapp.contacts.queries import changes_after
from eventapp.core.contact_rules import Confirmation, Reason, Rules
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.network.event_network import EventNetwork
from eventapp.network.rules_effect import effect
from tests.desk import sign_in
from tests.factories import MadeAttendee, make_account, make_attendee, make_event, scan
from tests.pages import database_contents

pytestmark = [pytest.mark.slow, pytest.mark.measured]

ENGLISH = {"Accept-Language": "en"}
SWITCHES = [(True, False)] * 4
ALL_RULES = [Rules(confirmation, *switches) for confirmation in Confirmation for switches in product(*SWITCHES)]
ALL_OFF = Rules(Confirmation.OBJECTION, *[False] * 4)


@pytest.fixture
def organiser_id(app: Flask, client: FlaskClient) -> int:
    """Ola, signed in, with an event that is being prepared and a rehearsal of which one contact counts."""
    with app.app_context():
        ola = make_account("ola@example.org")
        ola_id = ola.id
        make_event(title="Treffen", organiser=ola)
        rehearsal = make_event(title="Probe", organiser=ola, is_rehearsal=True)
        people = {
            name: make_attendee(rehearsal, f"{name} Probe", organisation=organisation, checked_in=name != "Late")
            for name, organisation in (("Anna", "A"), ("Ben", "B"), ("Cleo", "A"), ("Dora", "D"), ("Late", "L"))
        }
        people["Team"] = make_attendee(rehearsal, "Team Probe", organisation="T", is_staff=True)
        meet(
            people, "Anna Ben", "Anna Cleo", "Anna Dora", "Ben Dora", "Ben Late", "Cleo Team", "Cleo Dora", "Cleo Ben"
        )
        now = clock.now()
        with write_session(db.session()) as session:
            session.execute(update(Contact).where(Contact.id == 3).values(met_before=True))
            session.execute(update(Contact).where(Contact.id == 4).values(known_by_low=True, known_by_high=True))
            session.execute(update(Contact).where(Contact.id == 8).values(voided_at=now))
        reject_contact(7, registration_id=people["Dora"].id, now=now)
    sign_in(app, client, ola_id)
    return ola_id


def meet(people: dict[str, MadeAttendee], *pairs: str) -> None:
    """One scans the other, pair after pair; the contacts are numbered from 1."""
    for pair in pairs:
        scanner, target = pair.split()
        scan(people[scanner], people[target])


def event_of(slug: str) -> Event:
    """An event by its address."""
    return db.session.query(Event).filter_by(slug=slug).one()


def shown(client: FlaskClient, query: str = "", slug: str = "treffen") -> tuple[str, dict[str, list[str]], list[str]]:
    """The sentence, the table by its first column, and the first places, in English."""
    response = client.get(f"/events/{slug}/settings/effect{query}", headers=ENGLISH)
    assert response.status_code == 200
    main = response.text.partition("<main")[2].partition("</main>")[0]
    said = re.findall(r'data-said="([^"]*)"', main)[0]
    rows = re.findall(r"<tr[^>]*>\s*<th scope=\"row\">(.*?)</th>(.*?)</tr>", main, re.DOTALL)
    cells = {
        words(head): [words(cell) for cell in re.findall(r"<td.*?</td>", rest, re.DOTALL)] for head, rest in rows
    }
    return said, cells, [words(place) for place in re.findall(r"<li value.*?</li>", main, re.DOTALL)]


def words(html: str) -> str:
    """What is read of a piece of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.mark.usefixtures("organiser_id")
def test_each_rule_says_what_it_takes_away(client: FlaskClient) -> None:
    """Contact by contact, at the first rule that takes it; what was rejected is none."""
    said, table, places = shown(client)
    assert said == "1 of 7 contacts count, by the rules as they are saved."
    assert table == {
        "Not voided after a review (always)": ["1"],
        "Neither belongs to the team (always)": ["1"],
        "They come from different organisations": ["1"],
        "They have not met at an earlier event of the series": ["1"],
        "Neither says: we knew each other before": ["1"],
        "Both have confirmed it": ["off"],
        "Both are there": ["1"],
        "Contacts that count": ["1"],
    }
    assert [re.sub(r"No\. \d+", "No. 0", place) for place in places] == [
        "No. 0: 1 counted of 3 contacts, 1 organisation met",
        "No. 0: 1 counted of 4 contacts, 1 organisation met",
    ]


@pytest.mark.usefixtures("organiser_id")
def test_rules_that_are_not_saved_stand_beside_those_that_are(client: FlaskClient) -> None:
    """What changes is said in a sentence, in the table, and by who moves."""
    said, table, places = shown(client, "?confirmation=objection&require_check_in=y&require_new_in_series=y")
    assert said == "3 of 7 contacts count, 2 more than by the saved rules."
    assert table["They come from different organisations"] == ["off", "1"]
    assert table["Neither says: we knew each other before"] == ["off", "1"]
    assert table["Both are there"] == ["1", "1"]
    assert table["Contacts that count"] == ["3", "1"]
    assert any("(rank 3 by the saved rules)" in place for place in places)
    said, table, places = shown(client, "?confirmation=mutual&require_check_in=y")
    assert said == "0 of 7 contacts count, 1 fewer than by the saved rules."
    assert table["Both have confirmed it"] == ["5", "off"]
    assert places == []


@pytest.mark.usefixtures("organiser_id")
def test_the_effect_is_what_counting_anew_leads_to(app: Flask) -> None:
    """For all rules that can be set: as if the rehearsal had been held by them."""
    with app.app_context():
        rehearsal = event_of("probe")
        first = changes_after(rehearsal.id, 0).contacts[0]
        confirm_contact(first.id, registration_id=first.high_id, now=clock.now())
        for rules in ALL_RULES:
            anew = EventNetwork(rehearsal.id, rehearsal.slug, rules)
            anew.apply(changes_after(rehearsal.id, 0))
            found = effect(rehearsal, rules, saved=ALL_OFF)
            taken = {line.reason: line.contacts for line in found.taken if line.contacts}
            assert (found.contacts, found.counted) == (anew.figures().contacts, anew.figures().counted), rules
            assert taken == dict(anew.uncounted()), rules
            assert [place.row for place in found.first] == [row for row in anew.standings(5) if row.counted], rules
            assert found.counted + sum(taken.values()) == found.contacts, rules
            assert not found.lacks_confirmations
            off = {line.reason for line in found.taken if line.saved is None}
            assert off == set(Reason) - {Reason.COUNTS, Reason.REJECTED, Reason.VOIDED, Reason.STAFF}


@pytest.mark.usefixtures("organiser_id")
def test_looking_changes_nothing(app: Flask, client: FlaskClient) -> None:
    """Neither the database nor what the rehearsal's own pages say."""
    before, standings = database_contents(app), client.get("/events/probe/standings").text
    shown(client, "?confirmation=mutual")
    shown(client, "?confirmation=objection")
    assert database_contents(app) == before
    with app.app_context():
        assert effect(event_of("probe"), Rules(), saved=Rules()).first[0].row.counted == 1
    main = [
        page.partition("<main")[2].partition("</main>")[0]
        for page in (standings, client.get("/events/probe/standings").text)
    ]
    assert main[0] == main[1]


@pytest.mark.usefixtures("organiser_id")
def test_nobody_is_named(client: FlaskClient) -> None:
    """People are their numbers: the effect may be shown to whoever decides on the rules."""
    page = client.get("/events/treffen/settings/effect", headers=ENGLISH).text
    assert "No. " in page
    for name in ("Anna", "Ben", "Cleo", "Dora", "Late", "Team Probe"):
        assert name not in page


@pytest.mark.usefixtures("organiser_id")
def test_no_confirmation_at_a_played_list_is_explained(client: FlaskClient) -> None:
    """That nothing counts there says nothing about the event."""
    played = "in every list that is played"
    assert played in client.get("/events/treffen/settings/effect?confirmation=mutual", headers=ENGLISH).text
    assert played not in client.get("/events/treffen/settings/effect", headers=ENGLISH).text


def test_only_rehearsals_of_one_s_own_are_offered(app: Flask, client: FlaskClient, organiser_id: int) -> None:
    """Neither other events, nor where one only helps at the door, nor those of others."""
    with app.app_context():
        make_event(title="Echtes", organiser=db.session.get_one(Account, organiser_id))
        make_event(title="Fremde Probe", organiser=make_account(), is_rehearsal=True)
        helped = make_event(title="Einlass bei Probe", organiser=make_account(), is_rehearsal=True)
        grant_role(organiser_id, Role.HOST, event_id=helped.id)
    for path in ("/events/treffen/settings", "/events/treffen/settings/effect"):
        page = client.get(path).text
        assert re.findall(r'<option value="([^"]*)"[^>]*>Probe</option>', page) == ["probe"]
        assert not re.search("Echtes|Fremde Probe|Einlass bei Probe", page)
    for slug in ("echtes", "fremde-probe", "einlass-bei-probe", "nothing", "\x00"):
        answer = client.get("/events/treffen/settings/effect", query_string={"rehearsal": slug})
        assert answer.status_code == 404


@pytest.mark.usefixtures("organiser_id")
@pytest.mark.parametrize("confirmation", ["", "perhaps", "\x00", "objection\ud800".encode("utf-8", "surrogatepass")])
def test_rules_that_make_no_sense_are_refused(client: FlaskClient, confirmation: str | bytes) -> None:
    """400, and no number that nobody asked for."""
    answer = client.get("/events/treffen/settings/effect", query_string={"confirmation": confirmation})
    assert answer.status_code == 400


def test_without_a_rehearsal_it_says_how_to_make_one(app: Flask, client: FlaskClient) -> None:
    """The command, ready to be given to whoever runs the server; on both pages, with no script to fetch anything."""
    with app.app_context():
        ola = make_account("ola@example.org")
        ola_id = ola.id
        make_event(title="Treffen", organiser=ola)
    sign_in(app, client, ola_id)
    for path in ("/events/treffen/settings", "/events/treffen/settings/effect"):
        page = client.get(path, headers=ENGLISH).text
        assert "flask --app app rehearse begegnungen.txt --organiser ola@example.org" in page
        assert "flask --app app demo" in page
        assert "rules_effect.js" not in page


@pytest.mark.usefixtures("organiser_id")
def test_a_rehearsal_is_tried_on_itself(app: Flask, client: FlaskClient) -> None:
    """Another one, played later, has to be asked for."""
    with app.app_context():
        make_event(title="Jüngste", organiser=db.session.query(Account).one(), is_rehearsal=True)
    assert shown(client)[0].startswith("0 of 0")
    for path in ("/events/probe/settings", "/events/probe/settings/effect"):
        assert re.findall(r'<option value="([^"]*)" selected', client.get(path).text) == ["probe"]


@pytest.mark.usefixtures("organiser_id")
def test_an_empty_rehearsal_counts_nothing(app: Flask, client: FlaskClient) -> None:
    """No contact, no place, no error."""
    with app.app_context():
        make_event(title="Leer", organiser=db.session.query(Account).one(), is_rehearsal=True)
    said, table, places = shown(client, "?rehearsal=leer")
    assert said == "0 of 0 contacts count, by the rules as they are saved."
    assert table["Contacts that count"] == ["0"]
    assert places == []
    with app.app_context():
        assert effect(event_of("leer"), ALL_OFF, saved=Rules()).first == []
