"""Does the organiser's list show everybody, fast, and to nobody else?"""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp import clock
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.registration.models import Purpose, Registration
from eventapp.registration.queries import list_page, registrations
from eventapp.registration.routes import PEOPLE_ON_A_PAGE
from eventapp.registration.service import Entry, register
from tests.contacts.phones import statements
from tests.factories import make_account, make_event

LIST = "/events/netzwerktreffen/registrations"
ENGLISH = {"Accept-Language": "en"}
SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def event(app: Flask) -> int:
    """An event with an organiser and a host; its id."""
    with app.app_context():
        organiser, host = make_account("ola@example.org"), make_account("hans@example.org")
        return make_event(organiser=organiser, host=host).id


@pytest.fixture
def organiser(client: FlaskClient, event: int, sign_in_account: SignIn) -> FlaskClient:
    """The organiser's browser."""
    assert event
    sign_in_account(client, "ola@example.org")
    return client


def add(app: Flask, event_id: int, *entries: Entry) -> list[str]:
    """Registers people; their uids."""
    with app.app_context():
        for entry in entries:
            register(entry, event_id=event_id, now=clock.now())
        return list(db.session.scalars(select(Registration.uid).order_by(Registration.id)))


def names(page: str) -> list[str]:
    """The people in the list."""
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a></th>', page)


def test_an_empty_list_says_what_to_do(organiser: FlaskClient) -> None:
    """Before the first registration, the page leads to where people register."""
    page = organiser.get(LIST, headers=ENGLISH).text
    assert "Nobody is registered yet" in page
    assert 'href="/events/netzwerktreffen/register"' in page


def test_a_name_leads_to_its_person(app: Flask, client: FlaskClient, sign_in_account: SignIn) -> None:
    """Also at an event whose address is of several words."""
    with app.app_context():
        event = make_event(title="Treffen im Norden", organiser=make_account("ola@example.org"))
        event_id, slug = event.id, event.slug
    [uid] = add(app, event_id, Entry(name="Anna"))
    sign_in_account(client, "ola@example.org")
    links = re.findall(r'<th scope="row"><a href="([^"]+)"', client.get(f"/events/{slug}/registrations").text)
    assert links == [f"/events/treffen-im-norden/registrations/{uid}/history"]


def test_everybody_with_what_they_agreed_to(app: Flask, organiser: FlaskClient, event: int) -> None:
    """Name, organisation, address, number and consents stand in one row, in the order of names."""
    agreed = {Purpose.TRACKING: "yes", Purpose.EMAIL: "yes"}
    add(
        app,
        event,
        Entry(name="Zoë Zimmer", organisation="MDZ & Co", email="zoe@example.org", consents=agreed),
        Entry(name="Österreicher, Ö."),
        Entry(name="<b>Anna</b>"),
    )
    page = organiser.get(LIST, headers=ENGLISH).text
    assert names(page) == ["&lt;b&gt;Anna&lt;/b&gt;", "Österreicher, Ö.", "Zoë Zimmer"]
    assert "3 people" in page
    rows = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    assert "Contact tracking, E-mail for contacts" in rows[3]
    assert "Name on projector" not in rows[3]
    for shown in ("MDZ &amp; Co", "zoe@example.org"):
        assert shown in rows[3]
    assert "nothing" in rows[2]
    with app.app_context():
        assert f'<td class="num">{registrations(event)[2].number}</td>' in rows[3]


@pytest.mark.each_case_on_both
@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("muller", ["Jörg Müller"]),
        ("MUELLER jorg", ["Jörg Müller"]),
        ("hannover", ["Anna Schmidt", "Jörg Müller"]),
        ("anna hannover", ["Anna Schmidt"]),
        ("wisniewski", ["Łukasz Wiśniewski"]),
        ("nobody", []),
        ("%", []),
        ("\x00", ["Anna Schmidt", "Jörg Müller", "Łukasz Wiśniewski"]),
    ],
)
def test_searching(app: Flask, organiser: FlaskClient, event: int, search: str, found: list[str]) -> None:
    """Parts of names and organisations are found, without accents and in any case."""
    add(
        app,
        event,
        Entry(name="Jörg Müller", organisation="MDZ Hannover"),
        Entry(name="Łukasz Wiśniewski", organisation="Politechnika"),
        Entry(name="Anna Schmidt", organisation="MDZ Hannover"),
    )
    answer = organiser.get(LIST, query_string={"q": search}, headers=ENGLISH)
    assert answer.status_code == 200
    assert names(answer.text) == found
    assert ("Nobody found" in answer.text) is (not found)


@pytest.mark.slow
def test_a_long_list_has_pages(app: Flask, organiser: FlaskClient, event: int) -> None:
    """The list is cut into pages; numbers beyond the last one, and none at all, lead to a page that there is."""
    add(app, event, *(Entry(name=f"Person {number:03}") for number in range(PEOPLE_ON_A_PAGE + 5)))
    assert len(names(organiser.get(LIST).text)) == PEOPLE_ON_A_PAGE
    for page in ("2", "3", "999999"):
        shown = names(organiser.get(LIST, query_string={"page": page}).text)
        assert shown == [f"Person {PEOPLE_ON_A_PAGE + number}" for number in range(5)]
    for page in ("0", "-1", "x", "", "1.5", "\x00", "9" * 50):
        assert names(organiser.get(LIST, query_string={"page": page}).text)[0] == "Person 000"
    found = organiser.get(LIST, query_string={"q": "person", "page": "2"}).text
    assert re.search(r'href="[^"]*q=person[^"]*page=1', found.replace("&amp;", "&"))


def test_only_one_page_of_people_is_loaded(app: Flask, event: int) -> None:
    """However many are registered and found, only those who are shown are read as a whole, and all are counted."""
    add(app, event, *(Entry(name=f"Person {number}", organisation="MDZ") for number in range(30)), Entry(name="Anna"))
    with app.app_context():
        page = list_page(event, "person", number=2, size=10)
        loaded = [row for row in db.session.identity_map.values() if isinstance(row, Registration)]
        assert sorted(row.name for row in loaded) == [row.name for row in page.people]
        assert (len(page.people), page.number, page.pages, page.found, page.registered) == (10, 2, 3, 30, 31)


@pytest.mark.slow
def test_the_number_of_statements_does_not_grow(app: Flask, organiser: FlaskClient, event: int) -> None:
    """The page asks the database as often for 300 people as for 3."""
    asked = []
    for number in (3, 297):
        entries = (
            Entry(name=f"Person {number}-{each}", organisation=f"Organisation {each}") for each in range(number)
        )
        add(app, event, *entries)
        with statements(app) as collected:
            assert organiser.get(LIST).status_code == 200
        asked.append(len(collected))
    assert asked[0] == asked[1]
    assert asked[0] < 10


def test_sending_the_ticket_again(app: Flask, organiser: FlaskClient, event: int) -> None:
    """One tap sends the mail again and leads back to the same place; without an address it says so."""
    anna, ben = add(app, event, Entry(name="Anna", email="anna@example.org"), Entry(name="Ben"))
    answer = organiser.post(f"{LIST}/{anna}/mail", data={"q": "ann", "page": "1"}, headers=ENGLISH)
    assert (answer.status_code, answer.location) == (303, f"{LIST}?q=ann&page=1")
    assert "goes to Anna once more" in organiser.get(answer.location, headers=ENGLISH).text
    with app.app_context():
        waiting = [mail.about["occasion"] for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))]
    assert waiting == ["registered", "link_again"]
    answer = organiser.post(f"{LIST}/{ben}/mail", headers=ENGLISH)
    assert answer.location == LIST
    assert "No e-mail address of Ben is known." in organiser.get(LIST, headers=ENGLISH).text


def test_only_organisers_of_this_event(app: Flask, client: FlaskClient, event: int, sign_in_account: SignIn) -> None:
    """Strangers are asked to sign in, hosts may not, organisers of other events find nothing, nor do foreign uids."""
    [anna] = add(app, event, Entry(name="Anna", email="anna@example.org"))
    with app.app_context():
        other = make_account("other@example.org")
        make_event(title="Other", organiser=other)
    assert client.get(LIST).status_code == 303
    assert client.post(f"{LIST}/{anna}/mail").status_code == 303
    for email, status in (("hans@example.org", 403), ("other@example.org", 404)):
        sign_in_account(client, email)
        assert client.get(LIST).status_code == status
        assert client.post(f"{LIST}/{anna}/mail").status_code == status
    for uid in (anna, "x", "%00", "9" * 60):
        assert client.post(f"/events/other/registrations/{uid}/mail").status_code == 404
    with app.app_context():
        assert len(db.session.scalars(select(OutboxMail)).all()) == 1
