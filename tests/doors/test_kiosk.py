"""Does a kiosk let in whoever shows their code, correct a slip, print one label, and forget them?"""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from eventapp import clock
from eventapp.accounts import attempts
from eventapp.accounts.audit import entries
from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from eventapp.badges.queries import current_badge
from eventapp.badges.service import replace_badge
from eventapp.checkin.models import AdmissionList
from eventapp.database import write_session
from eventapp.doors import kiosk_guards
from eventapp.doors.models import DoorDevice, Kind
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.prints.queries import history
from eventapp.registration.queries import registration
from eventapp.registration.service import Correcting, Correction, Corrector, correct
from tests.checkin.doors import log
from tests.desk import contents, make_desk
from tests.doors.kiosks import LABEL, PIN, Kiosk, make_kiosk, pairing_code
from tests.doors.phones import ROSTER, Phone
from tests.pages import without_token

pytestmark = pytest.mark.one_database


@pytest.fixture
def kiosk(app: Flask) -> Kiosk:
    """A kiosk of an event."""
    return make_kiosk(app)


def test_from_the_code_to_the_label(kiosk: Kiosk) -> None:
    """Name and badge, one press, one label; afterwards nothing of them is on any page that a way back leads to."""
    anna = kiosk.desk.attendee("Anna Schmidt", organisation="TU Clausthal")
    kiosk.desk.attendee("Ben Öztürk")
    assert "Willkommen!" in kiosk.page()
    assert kiosk.show(anna.short_code).location == kiosk.path
    shown = kiosk.page()
    assert "Sind Sie das?" in shown
    assert "TU Clausthal" in shown
    assert 'class="badge-picture"' in shown
    assert "Ben" not in shown
    with kiosk.desk.app.app_context():
        assert log() == []
    assert kiosk.press("enter").location == kiosk.path
    thanks = kiosk.page()
    assert "Willkommen, Anna Schmidt!" in thanks
    assert thanks.count('<div class="label">') == 1
    sheet = kiosk.tablet.get(f"{kiosk.path}/label.css")
    assert "@page { size: 62mm 100mm" in sheet.text or "@page { size: 100mm 62mm" in sheet.text
    assert kiosk.press("enter").location == kiosk.path  # pressed twice: one entry, one label
    with kiosk.desk.app.app_context():
        assert log() == [("in", "", "Foyer")]
        assert [line.stock for line in history(kiosk.desk.event_id, anna.id)] == [LABEL]
    kiosk.press("leave")
    assert "Anna" not in kiosk.page()
    assert "Anna" not in kiosk.tablet.get(kiosk.path).text


def test_whoever_comes_again_gets_no_second_label(app: Flask) -> None:
    """Back from a walk, where one enters each time; a new code is a new label."""
    kiosk = make_kiosk(app, repeat="often")
    anna = kiosk.desk.attendee("Anna Schmidt")
    kiosk.show(anna.short_code)
    kiosk.press("enter")
    kiosk.press("leave")
    kiosk.show(anna.short_code)
    assert "Ja, einchecken und drucken" not in kiosk.page()
    kiosk.press("enter")
    assert "Ihr Namensschild ist schon gedruckt" in kiosk.page()
    kiosk.press("leave")
    with app.app_context():
        assert [line.stock for line in history(kiosk.desk.event_id, anna.id)] == [LABEL]
        replace_badge(anna.id, kiosk.desk.event_id, account_id=kiosk.desk.host_id, now=clock.now())
        new = current_badge(anna.id)
    kiosk.show(new.code)
    assert "Ja, einchecken und drucken" in kiosk.page()


def test_a_label_that_is_gone_was_not_printed(kiosk: Kiosk) -> None:
    """Whoever should have got one now is not told that they have one: it is to be asked for."""
    anna = kiosk.desk.attendee("Anna Schmidt")
    kiosk.show(anna.short_code)
    kiosk.press("enter")
    with kiosk.tablet.session_transaction() as session:
        session["kiosk_visit"] = {**session["kiosk_visit"], "print_key": "A" * 26}
    thanks = kiosk.page()
    assert '<div class="label">' not in thanks
    assert "Ihr Namensschild liegt am Empfang bereit" in thanks


def test_whoever_goes_away_is_forgotten(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the button, by the clock, and by the next one's code; what a cookie of another version says is nobody."""
    anna, ben = kiosk.desk.attendee("Anna Schmidt"), kiosk.desk.attendee("Ben Öztürk")
    kiosk.show(anna.code)
    kiosk.press("leave")
    assert "Anna" not in kiosk.page()
    kiosk.show(anna.code)
    kiosk.show(ben.code)
    assert "Anna" not in kiosk.page()
    kiosk.show("ABCDEFGH")
    assert "Ben" not in kiosk.page()
    kiosk.tablet.post("/language", data={"language": "en", "next": kiosk.path})
    kiosk.show(anna.code)
    assert "Is this you?" in kiosk.page()
    kiosk.press("leave")
    assert "Willkommen!" in kiosk.page()
    monkeypatch.setattr(kiosk_guards, "VISIT_LASTS", timedelta())
    kiosk.show(anna.code)
    assert "Anna" not in kiosk.page()
    assert kiosk.press("enter", name="Anna Schmidt").location == kiosk.path
    with kiosk.tablet.session_transaction() as session:
        session["kiosk_visit"] = {"uid": kiosk.desk.uid(anna)}
    assert "Anna" not in kiosk.page()
    with kiosk.desk.app.app_context():
        assert [verdict for verdict, *_ in log()] == ["unknown_badge"]


def test_who_is_not_let_in_hears_it_without_a_name(kiosk: Kiosk) -> None:
    """In already, a replaced badge, a code of nobody, and a closed list; each is kept as a refusal of this door."""
    anna, cleo, dora = (kiosk.desk.attendee(name) for name in ("Anna Schmidt", "Cleo Maurer", "Dora Fuchs"))
    kiosk.show(anna.code)
    kiosk.press("enter")
    kiosk.press("leave")
    with kiosk.desk.app.app_context():
        replace_badge(cleo.id, kiosk.desk.event_id, account_id=kiosk.desk.host_id, now=clock.now())
    expected = [
        (anna.code, 200, "Sie sind schon eingecheckt"),
        (cleo.code, 410, "Dieser Code gilt nicht mehr"),
        ("ABCDEFGH", 404, "Diesen Code kennen wir nicht"),
        ("", 422, "Bitte geben Sie den Kurzcode ein."),
    ]
    for code, status, sentence in expected:
        answer = kiosk.show(code)
        assert (answer.status_code, sentence in answer.text) == (status, True)
        assert not [name for name in ("Anna", "Cleo", "Dora") if name in answer.text]
    kiosk.show(dora.code)
    with kiosk.desk.app.app_context(), write_session(db.session()) as session:
        session.execute(update(AdmissionList).values(closed_at=clock.now()))
    answer = kiosk.press("enter")
    assert (answer.status_code, "Hier ist gerade kein Einlass" in answer.text) == (409, True)
    assert "Dora" not in answer.text + kiosk.page()
    with kiosk.desk.app.app_context():
        verdicts = [verdict for verdict, _, door in log() if door == "Foyer"]
    assert verdicts == ["in", "already_in", "replaced_badge", "unknown_badge", "closed"]
    assert len(contents(kiosk.desk.app)["badge_alarms"]) == 1


def test_codes_cannot_be_guessed(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some codes of nobody the kiosk rests; that somebody is let in counts for nothing."""
    monkeypatch.setattr(attempts, "KIOSK_CODE", attempts.Limit("kiosk_code", 2, timedelta(minutes=10)))
    anna = kiosk.desk.attendee("Anna Schmidt")
    for code, status in ((anna.code, 303), ("ABCDEFGH", 404), ("ABCDEFGH", 404), (anna.code, 429)):
        assert kiosk.show(code).status_code == status


def test_a_slip_is_corrected_and_nothing_more(kiosk: Kiosk) -> None:
    """The label has the new name, and the log says that it changed; another name is for the desk."""
    anna = kiosk.desk.attendee("Anna Schmit", organisation="TU Clausthl")
    kiosk.desk.attendee("Ben Öztürk", organisation="TU Clausthal")
    kiosk.show(anna.code)
    before = contents(kiosk.desk.app)
    for name, sentence in (("Berta Maier", "nur Tippfehler"), ("", "Bitte geben Sie Ihren Namen ein.")):
        answer = kiosk.press("enter", name=name)
        assert (answer.status_code, sentence in answer.text) == (422, True)
    assert contents(kiosk.desk.app) == before
    kiosk.press("enter", name="Anna Schmidt", organisation="TU Clausthal")
    assert "Willkommen, Anna Schmidt!" in kiosk.page()
    with kiosk.desk.app.app_context():
        person, [device] = registration(anna.id), db.session.scalars(select(DoorDevice)).all()
        assert (person.name, person.organisation and person.organisation.name) == ("Anna Schmidt", "TU Clausthal")
        [entry] = [entry for entry in entries(kiosk.desk.event_id) if entry.action == "registration.corrected"]
        about = {"registration_id": anna.id, "device_id": device.id, "changed": "name, organisation"}
        assert entry.about == about
    assert "TU Clausthl" not in str(contents(kiosk.desk.app)["organisations"])


def test_what_a_slip_is(kiosk: Kiosk) -> None:
    """One letter in a short name, two in a longer one; case, accents and hyphens are free."""
    anna = kiosk.desk.attendee("Anna Schmidt", organisation="Uni Ulm")
    corrected, too_much = Correcting.CORRECTED, Correcting.TOO_MUCH
    cases = [
        ("Anna Schmidt", "Uni Ulm", Correcting.UNCHANGED),
        ("anna  schmidt", "Uni Ulm", corrected),
        ("Ánna-Schmidt", "Uni Ulm", corrected),
        ("Hanna Schmitt", "Uni Ulm", corrected),
        ("Johannes Schmitt", "Uni Ulm", too_much),
        ("Anna", "Uni Ulm", too_much),
        ("Hanna Schmitt", "Uni Uln", corrected),
        ("Hanna Schmitt", "Unu Uli", too_much),
        ("Hanna Schmitt", "UNI ULN", too_much),  # how everybody from there spells it
        ("Hanna Schmitt", "", too_much),
    ]
    with kiosk.desk.app.app_context():
        for name, organisation, verdict in cases:
            wanted = Correction(name, organisation)
            came = correct(anna.id, wanted, Corrector(device_id=1), event_id=anna.event_id, now=clock.now())
            assert came is verdict, (name, organisation)
        with write_session(db.session()) as session:
            session.execute(update(Event).values(recorded_at=clock.now()))
        wanted = Correction("Hanna Schmitt", "Uni Ulm")
        for by in (Corrector(device_id=1), Corrector(account_id=kiosk.desk.host_id)):
            assert correct(anna.id, wanted, by, event_id=anna.event_id, now=clock.now()) is Correcting.RECORDED


def test_the_pin_ends_it(kiosk: Kiosk) -> None:
    """A few wrong ones, and it rests; the right one revokes the device for good. The database has its hash only."""
    assert PIN not in [value for row in contents(kiosk.desk.app)["door_devices"] for value in row]
    end = f"{kiosk.path}/end"
    for pin, status in (("", 422), *[("1111", 403)] * 5, (PIN, 429)):
        assert kiosk.tablet.post(end, data={"pin": pin}).status_code == status
    assert len(contents(kiosk.desk.app)["attempts"]) == 5
    with kiosk.desk.app.app_context():
        [device] = db.session.scalars(select(DoorDevice)).all()
        attempts.forget(attempts.KIOSK_PIN, str(device.id))
    assert kiosk.tablet.post(end, data={"pin": PIN}).status_code == 303
    assert kiosk.tablet.get(kiosk.path).status_code == 401
    with kiosk.tablet.session_transaction() as session_after:
        session_after["door"] = kiosk.token  # a copy of its cookie
    assert "Die Veranstalter haben diese Tür beendet" in kiosk.tablet.get(kiosk.path).text


def test_a_kiosk_opens_no_other_door(kiosk: Kiosk, phone: Phone) -> None:
    """No roster and no door's page for its secret; no kiosk for a phone's, a forged one, or at another event."""
    gate = f"{kiosk.desk.path}/gate"
    strange = kiosk.desk.app.test_client()
    for path in (gate, f"{gate}/roster", f"{gate}/shell", f"{gate}/session"):
        stranger, tablet = strange.get(path), kiosk.tablet.get(path)
        assert (tablet.status_code, without_token(tablet.text)) == (
            stranger.status_code,
            without_token(stranger.text),
        )
        assert tablet.status_code == 401
    assert kiosk.tablet.get(ROSTER, headers={"Authorization": f"Bearer {kiosk.token}"}).status_code == 403
    for token, path in ((phone.token, phone.desk.path), (kiosk.token, phone.desk.path), ("forged", kiosk.desk.path)):
        client = kiosk.desk.app.test_client()
        with client.session_transaction() as session:
            session["door"] = token
        assert client.get(f"{path}/kiosk").status_code == 401
        assert client.post(f"{path}/kiosk", data={"code": "ABCDEFGH"}).status_code == 401
    with kiosk.desk.app.app_context(), write_session(db.session()) as session:
        session.execute(update(DoorDevice).values(expires_at=clock.now()))
    assert kiosk.tablet.get(kiosk.path).status_code == 401


def test_pairing_leads_to_the_kiosk(app: Flask) -> None:
    """A kiosk needs a PIN and one list; its pairing makes the tablet a kiosk, and signs everybody out of it."""
    desk = make_desk(app, app.test_client())
    with app.app_context():
        grant_role(desk.host_id, Role.ORGANISER, event_id=desk.event_id)
        secret = pairing_code(desk)
        lists = [str(row[0]) for row in contents(app)["admission_lists"]]
    form = {"name": "Eingang", "kind": "kiosk", "pin": PIN, "lists": lists[0], "label_stock": LABEL}
    for wrong, sentence in (
        ({"pin": ""}, "dem Kiosk eine PIN"),
        ({"lists": [*lists, "0"]}, "mit einer einzigen Liste"),
    ):
        answer = desk.client.post(f"{desk.path}/door/devices", data={**form, **wrong})
        assert (answer.status_code, sentence in answer.text) == (422, True)
    assert desk.client.post(f"{desk.path}/door/devices", data=form).status_code == 303
    with app.app_context():
        made = db.session.scalars(select(DoorDevice).order_by(DoorDevice.id)).all()[-1]
        assert (made.kind, made.label_stock) == (Kind.KIOSK, LABEL)
    assert "Zum Kiosk machen" in desk.get(f"/door/pair/{secret}").text
    assert desk.client.post(f"/door/pair/{secret}").location == f"{desk.path}/kiosk"
    assert "Willkommen!" in desk.get(f"{desk.path}/kiosk").text
    assert desk.get(f"{desk.path}/door").status_code == 303
