"""What an event of the filled installation has besides people: made by the services that the pages use."""

from datetime import datetime, time, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from PIL import Image
from sqlalchemy import insert, select

from eventapp import clock
from eventapp.accounts.models import Role
from eventapp.accounts.service import invite
from eventapp.accounts.team import open_invitations
from eventapp.badges.design import design_for
from eventapp.badges.logos import keep_logo
from eventapp.badges.own_sizes import keep_size
from eventapp.badges.roles import give_role, keep_role, roles_of
from eventapp.badges.stock import SHEET, SINGLE, Measured
from eventapp.badges.stock import Kind as PaperKind
from eventapp.certificates.models import Kind as Certificate
from eventapp.certificates.queries import own_certificate
from eventapp.certificates.service import Chosen, make_all, save_choice
from eventapp.checkin.lists import ListSettings, make_list
from eventapp.checkin.models import WalkIn
from eventapp.core.people_list import ListedPerson
from eventapp.database import write_session
from eventapp.designs.service import add_design
from eventapp.doors.models import Kind
from eventapp.doors.queries import devices
from eventapp.doors.service import NewDevice, make_device
from eventapp.doors.service import pair as pair_device
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.mailings.models import Audience
from eventapp.mailings.service import Draft, write
from eventapp.prints.orders import PrintOrder
from eventapp.prints.service import Press, place
from eventapp.programme.booking import book
from eventapp.programme.days import ask_days, choose_days
from eventapp.programme.planning import SessionEntry, add_session
from eventapp.projector.models import Theme, View
from eventapp.projector.queries import projectors
from eventapp.projector.service import make_projector
from eventapp.registration.models import Colleague, InvitationCode, InvitationUse
from eventapp.registration.service import CodeEntry, add_code, find_import, keep_import, plan
from eventapp.rounds.queries import tables
from eventapp.rounds.seats import join_table
from eventapp.rounds.service import make_tables, start_round
from eventapp.stations.queries import stations
from eventapp.stations.service import make_station, pair
from tests.factories import MadeAttendee, today
from tests.ground_rules.hall import KIOSK_PIN


def an_invitation_code(event_id: int, organiser_id: int, scanner_id: int, unmet_id: int) -> int:
    """A code with which somebody registered whom a colleague entered."""
    entry = CodeEntry("Vortragende", most_uses=5, skips_approval=True)
    add_code(event_id, entry, account_id=organiser_id, now=clock.now())
    with write_session(db.session()) as session:
        found = session.scalars(select(InvitationCode.id).where(InvitationCode.event_id == event_id)).one()
        session.add(InvitationUse(registration_id=unmet_id, event_id=event_id, code_id=found))
        session.add(Colleague(registration_id=unmet_id, event_id=event_id, entered_by_id=scanner_id))
    return found


def a_session(event_id: int, organiser_id: int, scanner_id: int) -> int:
    """A session that somebody has booked, who comes on both days."""
    now = clock.now()
    begins = datetime.combine(today() + timedelta(days=1), time(20), ZoneInfo("Europe/Berlin"))
    made = add_session(
        event_id, SessionEntry("KI im Betrieb", begins, begins + timedelta(hours=1)), account_id=organiser_id, now=now
    )
    assert made is not None
    ask_days(event_id, asks=True, account_id=organiser_id, now=now)
    choose_days(scanner_id, [day.date for day in db.session.get_one(Event, event_id).days])
    book(scanner_id, made, now=now)
    return made


def a_team_invitation(event_id: int, organiser_id: int) -> int:
    """To somebody who may come."""
    invite("nora@example.net", Role.DOOR_HOST, event_id=event_id, account_id=organiser_id, now=clock.now())
    [invitation] = open_invitations(event_id, now=clock.now())
    return invitation.id


def a_mailing(event_id: int, organiser_id: int) -> str:
    """A draft to everybody."""
    draft = Draft(Audience.ATTENDEES, "Ein anderer Saal", "Guten Tag {name}: {link}")
    return write(draft, event_id=event_id, account_id=organiser_id, now=clock.now()).uid


def a_size(event_id: int) -> int:
    """A paper of the series."""
    measured = Measured("Aus dem Keller", PaperKind.SHEET, 210, 297, 2, 4, 10, 12, 4, 2, 93, 66)
    number = keep_size(db.session.get_one(Event, event_id).series_id, measured)
    assert number is not None
    return number


def a_logo(event_id: int, organiser_id: int, organisation_id: int) -> None:
    """The logo of an organisation."""
    picture = BytesIO()
    Image.new("RGB", (40, 40)).save(picture, "PNG")
    content = picture.getvalue()
    assert keep_logo(organisation_id, content, event_id=event_id, account_id=organiser_id, now=clock.now()) is None


def a_walk_in(event_id: int, met: MadeAttendee) -> None:
    """As if somebody had been registered at the door."""
    row = {"event_id": event_id, "registration_id": met.id, "nonce": "walked-in", "made_at": clock.now()}
    with write_session(db.session()) as session:
        session.execute(insert(WalkIn).values(row))


def a_printing(event_id: int, host_id: int, holder: MadeAttendee) -> str:
    """A label of somebody."""
    press = Press(lambda _holder: "0" * 32, lambda _holder: "")
    now = clock.now()
    return place([holder.id], PrintOrder(SINGLE), press, event_id=event_id, account_id=host_id, now=now).key


def a_design(event_id: int, organiser_id: int) -> int:
    """A design of badges that the series has made its own."""
    event = db.session.get_one(Event, event_id)
    card = design_for(SHEET.width, SHEET.height)
    design_id = add_design(event, "Unser Schild", card, account_id=organiser_id, now=clock.now())
    assert design_id is not None
    return design_id


def a_role(event_id: int, organiser_id: int, speaker: MadeAttendee) -> int:
    """A role that somebody has."""
    keep_role(event_id, "Referentin", "#8a1c4a", account_id=organiser_id, now=clock.now())
    [role] = roles_of(event_id)
    give_role([speaker.id], role.id, event_id=event_id, account_id=organiser_id, now=clock.now())
    return role.id


def an_import(event_id: int, organiser_id: int, slug: str) -> tuple[str, str]:
    """A list of two people, one of them known."""
    known = f"cleo@{slug}.example"
    people = (
        ListedPerson(2, "Cleo Mauerer", email=known, email_key=known),
        ListedPerson(3, "Gundula Gast", "Verein auf der Liste"),
    )
    columns = {"Name": "name", "Organisation": "organisation", "E-Mail": "email"}
    uid = keep_import(people, columns, event_id=event_id, account_id=organiser_id, now=clock.now())
    kept = find_import(uid, event_id=event_id, account_id=organiser_id, now=clock.now())
    assert kept is not None
    return uid, plan(kept, now=clock.now()).digest


def a_round_table(event_id: int, organiser_id: int, sitting: MadeAttendee) -> tuple[int, str]:
    """A table at which somebody sits in a round that runs."""
    make_tables(event_id, ["Tisch"], now=clock.now())
    [table] = tables(event_id)
    table_id, code = table.id, table.code
    start_round(event_id, minutes=60, account_id=organiser_id, now=clock.now())
    join_table(table_id, event_id=event_id, registration_id=sitting.id, now=clock.now())
    return table_id, code


def a_station(event_id: int, organiser_id: int) -> tuple[int, str]:
    """A station with its tablet."""
    secret = make_station(event_id, name="Bar", account_id=organiser_id, now=clock.now())
    assert secret is not None
    tablet = pair(secret, now=clock.now())
    assert tablet is not None
    [station] = stations(event_id)
    return station.id, tablet.token


def a_projector(event_id: int, organiser_id: int) -> tuple[int, str]:
    """A screen of the hall."""
    secret = make_projector(
        event_id, name="Bühne", views=list(View), theme=Theme.DARK, account_id=organiser_id, now=clock.now()
    )
    assert secret is not None
    [projector] = projectors(event_id)
    return projector.id, secret


def a_door_list(event_id: int, organiser_id: int) -> int:
    """A list of a session."""
    settings = ListSettings("Werkstatt", counts_exits=True, capacity=20)
    list_id = make_list(event_id, settings, account_id=organiser_id, now=clock.now())
    assert list_id is not None
    return list_id


def a_device(event_id: int, organiser_id: int, list_id: int) -> tuple[int, str]:
    """A device with its phone."""
    new = NewDevice("Tür 1", [list_id])
    secret = make_device(event_id, new, account_id=organiser_id, now=clock.now())
    assert secret is not None
    phone = pair_device(secret, now=clock.now())
    assert phone is not None
    [device] = devices(event_id)
    return device.id, phone.token


def a_kiosk(event_id: int, organiser_id: int, list_id: int) -> str:
    """A kiosk with its tablet."""
    new = NewDevice("Foyer", [list_id], Kind.KIOSK, KIOSK_PIN)
    secret = make_device(event_id, new, account_id=organiser_id, now=clock.now())
    assert secret is not None
    tablet = pair_device(secret, now=clock.now())
    assert tablet is not None
    return tablet.token


def a_certificate(event_id: int, organiser_id: int, holder: MadeAttendee) -> str:
    """What everybody who came gets on paper; of one of them, the code."""
    chosen = Chosen(list(Certificate), {}, "Ola Nowak", "Leitung", least_events=1)
    save_choice(event_id, chosen, account_id=organiser_id, now=clock.now())
    make_all(event_id, Certificate.ATTENDANCE, account_id=organiser_id, now=clock.now())
    certificate = own_certificate(holder.id, Certificate.ATTENDANCE, "")
    assert certificate is not None
    return certificate.code
