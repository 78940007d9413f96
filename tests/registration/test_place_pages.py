"""Do people and organisers see to places by their pages and mails alone?"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.core.places import Status
from eventapp.extensions import db
from eventapp.registration import service
from eventapp.registration.models import Registration
from eventapp.registration.service import Entry, register
from tests.factories import make_account, make_event, today
from tests.mail.smtp_server import Delivery, Mailbox
from tests.pages import sign_in
from tests.registration.placing import DAY, PATH, come, limited, stands


def test_a_place_goes_from_one_to_the_next(app: Flask, mailbox: Mailbox, deliver: Callable[[], int]) -> None:
    """By their own pages and mails alone: the first cancels, the second does not answer, the third says yes."""
    with app.app_context():
        event_id = limited(1)
        for name in ("anna", "ben", "cem"):
            come(event_id, name, email=f"{name}@example.org")
    assert deliver() == 3
    links = {delivery.recipients[0]: link_in(text_of(delivery)) for delivery in mailbox.deliveries}
    subjects = {delivery.recipients[0]: str(delivery.message["Subject"]) for delivery in mailbox.deliveries}
    assert subjects["anna@example.org"].startswith("Ihr Ticket")
    assert subjects["ben@example.org"].startswith("Warteliste")
    pictures = {d.recipients[0]: "ticket.png" in d.message.as_string() for d in mailbox.deliveries}
    assert pictures == {"anna@example.org": True, "ben@example.org": False, "cem@example.org": False}
    anna, ben, cem = (app.test_client() for _ in range(3))
    anna.post(links["anna@example.org"])
    page = anna.get(f"{PATH}/me/place").text
    assert "Sie haben einen Platz" in page
    ben.post(links["ben@example.org"])
    assert "Sie stehen auf der Warteliste" in ben.get(f"{PATH}/me", follow_redirects=True).text
    anna.post(f"{PATH}/me/place", data={"wish": "cancel"})
    assert "Sie haben abgesagt" in anna.get(f"{PATH}/me", follow_redirects=True).text
    assert deliver() == 2
    assert "Ein Platz ist frei für Sie" in ben.get(f"{PATH}/me/place").text
    with app.app_context():
        assert service.settle_all(clock.now() + timedelta(hours=47)) == 0
        assert service.settle_all(clock.now() + timedelta(hours=49)) == 1
    assert "Ihr Platz ist weitergegeben" in ben.get(f"{PATH}/me/place").text
    cem.post(links["cem@example.org"])
    cem.post(f"{PATH}/me/place", data={"wish": "accept"})
    assert "Sie haben einen Platz" in cem.get(f"{PATH}/me/place").text
    assert cem.get(f"{PATH}/scan").status_code == 200
    ben.post(f"{PATH}/me/place", data={"wish": "ask_again"})
    assert "Sie sind als Nächstes an der Reihe" in ben.get(f"{PATH}/me/place").text
    deliver()
    last = {delivery.recipients[0]: str(delivery.message["Subject"]) for delivery in mailbox.deliveries}
    assert last["anna@example.org"].startswith("Abgesagt")
    assert last["cem@example.org"].startswith("Ihr Ticket")


def text_of(delivery: Delivery) -> str:
    """The plain text of a mail."""
    body = delivery.message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(text: str) -> str:
    """The path of the personal link in a mail."""
    found = re.search(r"https?://[^/]+(/p/\S+)", text)
    assert found is not None
    return found[1]


@pytest.mark.one_database
def test_without_a_waiting_list_known_addresses_learn_no_more_than_others(app: Flask, client: FlaskClient) -> None:
    """The answer is the same for both, and nothing typed is lost."""
    with app.app_context():
        come(limited(1, has_waiting_list=False), email="anna@example.org")
    assert "Alle Plätze sind vergeben" in client.get(f"{PATH}/register").text
    answers = [
        client.post(f"{PATH}/register", data={"name": "Anna", "email": f"{who}@example.org"}) for who in ("anna", "x")
    ]
    texts = [re.sub(r'csrf_token"[^>]*|(anna|x)@example.org', "", answer.text) for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert texts[0] == texts[1]
    assert 'value="Anna"' in texts[0]


@pytest.mark.one_database
def test_opening_and_closing(app: Flask, client: FlaskClient) -> None:
    """The organisers' own times hold for the public page, and not for a desk."""
    now = clock.now()
    with app.app_context():
        event_id = limited(None, opens_at=now + DAY, closes_at=now + 2 * DAY)
    assert "Sie ist noch nicht" not in client.get(f"{PATH}/register").text
    assert "Die Anmeldung beginnt am" in client.get(f"{PATH}/register").text
    assert client.post(f"{PATH}/register", data={"name": "Anna", "email": "a@example.org"}).status_code == 409
    with app.app_context():
        for at, verdict in ((now, "not_open"), (now + 1.5 * DAY, "registered"), (now + 3 * DAY, "not_open")):
            assert register(Entry("Anna"), event_id=event_id, now=at).verdict == verdict
            assert register(Entry("Gast", is_invited=True), event_id=event_id, now=at).verdict == "registered"


@pytest.mark.one_database
def test_organisers_decide(app: Flask, client: FlaskClient) -> None:
    """With approval nobody has a place before; yes, no, past the line, off the list: all by the page."""
    with app.app_context():
        account = make_account("ola@example.org")
        event = make_event(organiser=account, first_day=today() + 10 * DAY)
        sign_in(client, account)
        event_id = event.id
    client.post(
        f"{PATH}/settings/places",
        data={"places": "1", "offer_hours": "48", "requires_approval": "y", "has_waiting_list": "y"},
    )
    with app.app_context():
        people = [come(event_id, name, email=f"{name}@example.org") for name in ("anna", "ben", "cem")]
        assert {stands(person) for person in people} == {Status.REQUESTED}
        uids = [db.session.get_one(Registration, person).uid for person in people]

    def decide(number: int, wish: str) -> Status:
        answer = client.post(f"{PATH}/registrations/{uids[number]}/place", data={"wish": wish, "status": "requested"})
        assert answer.location == f"{PATH}/registrations?status=requested"
        with app.app_context():
            return stands(people[number])

    assert decide(0, "approve") is Status.CONFIRMED
    assert decide(1, "approve") is Status.WAITING
    assert decide(2, "decline") is Status.DECLINED
    assert decide(2, "approve") is Status.WAITING
    assert decide(2, "give") is Status.CONFIRMED  # past the line, and past the number
    assert decide(0, "cancel") is Status.CANCELLED
    assert stands_with(app, people[1]) is Status.WAITING  # one place, and it is held
    assert decide(2, "cancel") is Status.CANCELLED
    assert stands_with(app, people[1]) is Status.OFFERED
    assert client.post(f"{PATH}/registrations/{uids[0]}/place", data={"wish": "ask_again"}).status_code == 400
    page = client.get(f"{PATH}/registrations").text
    assert "1 von 1 Plätzen vergeben" in page
    offered = client.get(f"{PATH}/registrations?status=offered").text
    assert [f"{name}@" in offered for name in ("anna", "ben", "cem")] == [False, True, False]


def stands_with(app: Flask, registration_id: int) -> Status:
    """Where somebody stands, asked from outside."""
    with app.app_context():
        return stands(registration_id)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"places": "0"}, "Von 1 bis 100000 Plätze."),
        ({"places": "viele"}, "Keine gültige, ganze Zahl"),
        ({"offer_hours": ""}, "Bitte geben Sie eine Zahl ein."),
        ({"opens_at": "2026-05-02T10:00", "closes_at": "2026-05-01T10:00"}, "Das Ende liegt vor dem Anfang."),
        ({"opens_at": "0026-05-02T10:00"}, "Bitte prüfen Sie die Jahreszahl."),
        ({"opens_at": "gestern"}, "Kein gültiges Datum"),
    ],
)
def test_bad_settings_are_named(app: Flask, client: FlaskClient, fields: dict[str, str], problem: str) -> None:
    """Beside the field, and what was typed stands there still."""
    with app.app_context():
        account = make_account("ola@example.org")
        make_event(organiser=account)
        sign_in(client, account)
    sent = {"places": "10", "offer_hours": "48", **fields}
    answer = client.post(f"{PATH}/settings/places", data=sent, headers={"Accept-Language": "de"})
    assert answer.status_code == 422
    assert problem in answer.text
    assert all(f'value="{value}"' in answer.text for value in fields.values() if value)


@pytest.mark.one_database
def test_many_at_once(app: Flask, client: FlaskClient) -> None:
    """Those ticked, or all found: first a page that says with whom, then its button; nobody of another event."""
    with app.app_context():
        account = make_account("ola@example.org")
        event = make_event(organiser=account, first_day=today() + 10 * DAY)
        event_id, foreign_id = event.id, make_event(title="Zweites").id
        sign_in(client, account)
        settings = service.PlaceSettings(2, requires_approval=True)
        service.change_places(event_id, settings, account_id=account.id, now=clock.now())
        names = ("Anna Blau", "Ben Rot", "Cem Blau", "Dora Blau")
        people = [come(event_id, name, email=f"{name[0]}@example.org") for name in names]
        stranger = come(foreign_id, "Fremd", email="f@example.org")
        uids = [db.session.get_one(Registration, person).uid for person in (*people, stranger)]
    assert all(uid in client.get(f"{PATH}/registrations").text for uid in uids[:4])

    def act(action: str, **more: str | list[str]) -> str:
        """Sends the list, and the page after it; what then is said."""
        first = client.post(f"{PATH}/registrations/selected", data={"action": action, **more})
        assert first.status_code == 200, first.location
        sent = {"uid": re.findall(r'name="uid" value="(\w+)"', first.text), "action": action, "confirmed": "yes"}
        return client.post(f"{PATH}/registrations/selected", data=sent, follow_redirects=True).text

    def all_stand() -> list[Status]:
        with app.app_context():
            return [stands(person) for person in (*people, stranger)]

    before = all_stand()
    client.post(f"{PATH}/registrations/selected", data={"action": "cancel", "scope": "found"})
    client.post(f"{PATH}/registrations/selected", data={"action": "cancel", "uid": uids[4], "confirmed": "yes"})
    assert all_stand() == before
    said = act("approve", scope="found", q="blau")
    assert "Für 3 Personen erledigt." in said
    assert all_stand()[:4] == [Status.CONFIRMED, Status.REQUESTED, Status.CONFIRMED, Status.WAITING]
    assert "Für eine Person hat sich nichts geändert" in act("decline", uid=[uids[0], uids[1]])
    act("cancel", uid=[uids[0]])
    assert all_stand() == [Status.CANCELLED, Status.DECLINED, Status.CONFIRMED, Status.OFFERED, Status.CONFIRMED]
    assert "Für 2 Personen erledigt." in act("mail", uid=[uids[0], uids[2], uids[2]])
    for wrong in ({"action": "erase"}, {"action": "give", "scope": "x"}, {"action": "give", "status": "x"}):
        assert client.post(f"{PATH}/registrations/selected", data=wrong).status_code == 400
    back = client.post(
        f"{PATH}/registrations/{uids[0]}/mail", data={"next": f"{PATH}/registrations/{uids[0]}/history"}
    )
    assert back.location.endswith("/history")
    assert client.post(f"{PATH}/registrations/{uids[0]}/mail", data={"next": "//evil.example"}).location == "/"
