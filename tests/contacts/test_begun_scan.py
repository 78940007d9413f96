"""Somebody scans a badge with a phone that is not signed in: does the scan go through in the end?"""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp import clock
from eventapp.accounts.attempts import REGISTRATION_MAIL
from eventapp.accounts.audit import entries
from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from eventapp.background import deliver_due
from eventapp.contacts.models import Contact
from eventapp.core.codes import new_secret
from eventapp.core.contact_rules import Way
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.registration import guards
from eventapp.registration.queries import registration
from eventapp.registration.service import DESK_LINK_LASTS, issue_personal_link
from tests.contacts.phones import Phone, contacts
from tests.factories import MadeAttendee, make_account, make_attendee, make_event
from tests.pages import sign_in

pytestmark = pytest.mark.one_database


def people(*, mail: str | None = "anna@example.org") -> tuple[MadeAttendee, MadeAttendee]:
    """Anna, who has her mail, and Ben, whose badge she scans."""
    event = make_event()
    return make_attendee(event, "Anna Schmidt", email=mail), make_attendee(
        event, "Ben Öztürk", organisation="MDZ Hannover"
    )


def personal_link(app: Flask, attendee: MadeAttendee) -> str:
    """The way in of somebody."""
    with app.app_context():
        return f"/p/{issue_personal_link(attendee.id, by_mail=True, now=clock.now())}"


def fields(page: str, *names: str) -> dict[str, str]:
    """The hidden fields of a page."""
    return dict(re.findall(rf'name="({"|".join(names)})" value="([^"]+)"', page))


def save(app: Flask, phone: Phone, address: str, slug: str) -> None:
    """One tap on the page of the badge saves the contact."""
    page = phone.get(address).get_data(as_text=True)
    assert "Ben Öztürk" in page
    assert contacts(app) == []
    answer = phone.post(f"/events/{slug}/scan", **fields(page, "code", "nonce", "way"))
    assert "Contact 1, new." in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalars(select(Contact.way)).one() == Way.LINK


def test_by_the_own_personal_link(app: Flask) -> None:
    """Scan, open the mail in the same browser, sign in: the badge is there, one tap saves the contact."""
    with app.app_context():
        anna, ben = people()
    phone = Phone(app, None)
    page = phone.get(f"/B/{ben.code}").get_data(as_text=True)
    assert "Ben" not in page
    link = personal_link(app, anna)
    assert "The badge that you scanned is not forgotten" in phone.get(link).get_data(as_text=True)
    answer = phone.post(link)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/b/{ben.code}")
    save(app, phone, answer.headers["Location"], anna.slug)
    # It goes on once: whoever signs in afterwards gets to their own badge.
    assert phone.post(personal_link(app, anna)).headers["Location"] == f"/events/{anna.slug}/me"


def test_by_a_mail_that_opens_in_another_browser(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new link takes the scan along; the first browser needs not stay open."""
    with app.app_context():
        anna, ben = people()
    deliver_due(app)
    later = clock.now() + REGISTRATION_MAIL.window  # she registered a while ago
    monkeypatch.setattr(clock, "now", lambda: later)
    phone = Phone(app, None)
    phone.get(f"/B/{ben.code}")
    phone.post(f"/events/{anna.slug}/link-again", email="anna@example.org")
    deliver_due(app)
    mails = (app.extensions["eventapp_config"].instance / "outbox").glob("*.txt")
    texts = [mail.read_text("utf-8") for mail in mails]
    [link] = [link for text in texts for link in re.findall(r"http://localhost(/p/\S+)", text) if "?scan=" in link]
    other = Phone(app, None)
    scan = fields(other.get(link).get_data(as_text=True), "scan")
    answer = other.post(link.partition("?")[0], **scan)
    save(app, other, answer.headers["Location"], anna.slug)


def test_whether_an_address_is_registered_is_told_to_nobody(app: Flask) -> None:
    """Asking for a link on the way says the same to known and unknown addresses, and one mail goes in ten minutes."""
    with app.app_context():
        anna, ben = people()
    answers = []
    for email in ("anna@example.org", "anna@example.org", "nobody@example.net"):
        phone = Phone(app, None)
        phone.get(f"/B/{ben.code}")
        answer = phone.post(f"/events/{anna.slug}/link-again", email=email)
        answers.append((answer.status_code, answer.headers["Location"]))
    assert len(set(answers)) == 1
    with app.app_context():
        assert len(db.session.scalars(select(OutboxMail)).all()) == 1


@pytest.mark.parametrize(
    "scan",
    ["https://evil.example/", "//evil.example", "/events", "x" * 3000, "WyJh.b", "\x00", "{}", ""],
)
def test_a_word_that_is_not_ours_leads_nowhere(app: Flask, scan: str) -> None:
    """Neither to another site nor anywhere else on this one."""
    with app.app_context():
        anna, _ben = people()
    phone = Phone(app, None)
    link = personal_link(app, anna)
    assert 'name="scan"' not in phone.get(f"{link}?scan={scan}").get_data(as_text=True)
    assert phone.post(link, scan=scan).headers["Location"] == f"/events/{anna.slug}/me"


def test_a_scan_at_another_event_does_not_go_on_here(app: Flask) -> None:
    """Signing in elsewhere leads to the badge of there."""
    with app.app_context():
        _anna, ben = people()
        elsewhere = make_attendee(make_event(title="Anderswo"), "Cleo")
    phone = Phone(app, None)
    phone.get(f"/B/{ben.code}")
    assert phone.post(personal_link(app, elsewhere)).headers["Location"] == f"/events/{elsewhere.slug}/me"


def test_a_scan_of_yesterday_is_over(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who signs in the next day gets to their own badge."""
    with app.app_context():
        anna, ben = people()
    phone = Phone(app, None)
    phone.get(f"/B/{ben.code}")
    link = personal_link(app, anna)
    late = clock.now() + guards.BEGUN_LASTS + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert "not forgotten" not in phone.get(link).get_data(as_text=True)
    assert phone.post(link).headers["Location"] == f"/events/{anna.slug}/me"


def desk(app: Flask, anna: MadeAttendee) -> tuple[Phone, str]:
    """A host of the event, and the page on which Anna's code is shown."""
    with app.app_context():
        host = make_account()
        grant_role(host.id, Role.HOST, event_id=anna.event_id)
        uid = registration(anna.id).uid
        phone = Phone(app, None)
        sign_in(phone.client, host)
    return phone, f"/events/{anna.slug}/registrations/{uid}/phone"


def shown_link(app: Flask, anna: MadeAttendee, monkeypatch: pytest.MonkeyPatch) -> str:
    """The link behind the code on the desk's screen."""
    token = new_secret()
    with monkeypatch.context() as patch:
        patch.setattr("eventapp.registration.service.links.new_secret", lambda: token)
        host, path = desk(app, anna)
        pages = [send(path).get_data(as_text=True) for send in (host.get, host.post)]
    assert ["pairing__code" in page for page in pages] == [False, True]
    assert all("Anna Schmidt" in page for page in pages)
    return f"/p/{token}"


def test_by_the_code_on_the_desks_screen(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any mail: the host shows a code, the phone scans it, the scan goes through; once, and logged."""
    with app.app_context():
        anna, ben = people(mail=None)
    phone = Phone(app, None)
    phone.get(f"/B/{ben.code}")
    link = shown_link(app, anna, monkeypatch)
    answer = phone.post(link)
    assert answer.headers["Location"] == f"/b/{ben.code}"
    save(app, phone, answer.headers["Location"], anna.slug)
    assert Phone(app, None).post(link).status_code == 410
    with app.app_context():
        [entry] = [each for each in entries(anna.event_id) if each.action == "personal_link.shown"]
        assert entry.about == {"registration_id": anna.id}


def test_the_code_on_the_screen_grows_old_the_sign_in_does_not(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """After ten minutes the code is worth nothing; who used it in time stays signed in for the event."""
    with app.app_context():
        anna, _ben = people(mail=None)
    used, unused = (shown_link(app, anna, monkeypatch) for _time in range(2))
    phone = Phone(app, None)
    assert phone.post(used).status_code == 303

    def later() -> datetime:
        return moment

    moment = clock.now() + DESK_LINK_LASTS
    monkeypatch.setattr(clock, "now", later)
    assert Phone(app, None).post(unused).status_code == 410
    assert phone.get(f"/events/{anna.slug}/me").status_code == 200
