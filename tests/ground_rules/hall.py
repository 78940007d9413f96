"""A filled installation: four events, people of every role, and everything that can stand in an address."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pyotp
from flask import Flask
from PIL import Image
from sqlalchemy import insert, select

from eventapp import clock
from eventapp.accounts.models import Account, LinkPurpose, OneTimeLink, Role
from eventapp.accounts.queries import sign_in_by_token
from eventapp.accounts.second_factor import begin_setup, confirm_setup, waiting_setup
from eventapp.accounts.service import invite, issue_sign_in_link, use_link_to_sign_in
from eventapp.accounts.team import open_invitations
from eventapp.badges.alarms import open_alarms
from eventapp.badges.design import design_for
from eventapp.badges.logos import keep_logo
from eventapp.badges.own_sizes import keep_size
from eventapp.badges.roles import give_role, keep_role, roles_of
from eventapp.badges.service import replace_badge
from eventapp.badges.stock import SHEET, SINGLE, Measured
from eventapp.badges.stock import Kind as PaperKind
from eventapp.certificates.models import Kind as Certificate
from eventapp.certificates.queries import own_certificate
from eventapp.certificates.service import Chosen, make_all, save_choice
from eventapp.champion.service import crown
from eventapp.checkin.lists import ListSettings, make_list
from eventapp.checkin.models import WalkIn
from eventapp.contacts.models import Contact
from eventapp.contacts.notes import Entry, save_note
from eventapp.contacts.own_contacts import decide_consent, reject_contact, set_known_before
from eventapp.contacts.suggestions import decline
from eventapp.core.asking import YES
from eventapp.core.asking import Kind as Answered
from eventapp.core.codes import new_secret, secret_hash
from eventapp.core.people_list import ListedPerson
from eventapp.database import write_session
from eventapp.designs.service import add_design
from eventapp.doors.models import Kind
from eventapp.doors.queries import devices
from eventapp.doors.service import NewDevice, make_device
from eventapp.doors.service import pair as pair_device
from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.mailings.models import Audience
from eventapp.mailings.service import Draft, write
from eventapp.network.measuring import claim_next, keep, measure
from eventapp.network.positions import share
from eventapp.prints.orders import PrintOrder
from eventapp.prints.service import Press, place
from eventapp.programme.booking import book
from eventapp.programme.days import ask_days, choose_days
from eventapp.programme.planning import SessionEntry, add_session
from eventapp.projector.models import Theme, View
from eventapp.projector.queries import projectors
from eventapp.projector.service import make_projector
from eventapp.registration.models import Colleague, InvitationCode, InvitationUse, Purpose, Registration
from eventapp.registration.service import (
    CodeEntry,
    add_code,
    erase,
    find_import,
    issue_personal_link,
    keep_import,
    plan,
)
from eventapp.rounds.queries import tables
from eventapp.rounds.seats import join_table
from eventapp.rounds.service import make_tables, start_round
from eventapp.stations.queries import stations
from eventapp.stations.service import make_station, pair
from tests.factories import (
    MadeAttendee,
    close_and_record,
    make_account,
    make_attendee,
    make_event,
    make_question,
    scan,
    today,
)

OWN, OVER, FOREIGN, DRAFT, MISSING = "eigenes", "beendet", "fremdes", "entwurf", "fehlt-x"
"""Addresses of the events, and of none. They are equally long, so that answers can be compared byte by byte."""
NAMES = ("Anna Schmidt", "Ben Öztürk", "Dora Fuchs", "Emil Frei", "Cleo Maurer")
"""Anna scans Ben. Ben scans Dora, who says that it was no conversation, and Emil, who then leaves contact tracking.
Cleo has not arrived."""


KIOSK_PIN = "2468"
SCREEN_PAGES = (
    "projector.graph_json",
    "projector.live",
    "projector.news",
    "projector.screen",
    "projector.shell",
)
"""Their address says which event they are of."""


class Visitor(StrEnum):
    """Who asks."""

    ANONYMOUS = "anonymous"
    ATTENDEE = "attendee"
    FOREIGN_ATTENDEE = "foreign_attendee"
    HOST = "host"
    ORGANISER = "organiser"
    FOREIGN_HOST = "foreign_host"
    FOREIGN_ORGANISER = "foreign_organiser"
    STATION = "station"
    """A tablet to which two people hold their badges."""
    GATE = "gate"
    """A borrowed phone that is a door."""
    KIOSK = "kiosk"
    """A tablet at which visitors let themselves in."""


@dataclass(frozen=True)
class Place:
    """What can stand in the addresses of one event, and in the forms of its pages."""

    slug: str
    event_id: int
    organiser_id: int
    host_id: int
    scanner: MadeAttendee
    """Has met `met`, and nobody else."""
    number: int
    """Of `scanner`, who shares the first place with `met`."""
    met: MadeAttendee
    unmet: MadeAttendee
    uid: str
    """Of `unmet`, who has not arrived."""
    arrived_uid: str
    """Of `met`."""
    contact_id: int
    table_id: int
    table_code: str
    organisation_id: int
    """Of `met`."""
    other_organisation_id: int
    """Of `unmet`."""
    station_id: int
    station_token: str
    """In the cookie of its tablet."""
    projector_id: int
    projector_token: str
    """In the address of the screen."""
    certificate_code: str
    """Of `scanner`, who took part."""
    print_key: str
    """Of the printing of a badge of `unmet`."""
    size_id: int
    """Of a paper that its hosts measured."""
    list_id: int
    """By which doors let people in to a session."""
    device_id: int
    """Of a borrowed phone that is a door by that list."""
    device_token: str
    """In its cookie."""
    kiosk_token: str
    """In the cookie of a kiosk by the same list."""
    alarm_id: int
    """`met` scanned a badge of `rejected`'s that was replaced."""
    design_id: int
    role_id: int
    """On a badge: `unmet` is a speaker."""
    question_id: int
    """Asked at registration, and all have answered it."""
    import_uid: str
    """Of a list that the organiser uploaded and has not said yes to: it changes `unmet` and adds somebody."""
    import_digest: str
    """What the yes to it names."""
    invitation_id: int
    """To its team, which nobody has answered."""
    mailing_uid: str
    """Of what its organiser has written to all and not sent."""
    code_id: int
    """Of an invitation code for the speakers."""
    session_id: int
    """Of the programme, on the second day; `scanner` has booked it."""


@dataclass(frozen=True)
class Hall:
    """The whole installation.

    Attributes:
        places: The events by their addresses.
        sessions: What each visitor's cookie holds.
        links: For each page that takes a secret: one for each visitor, since most work once.
        organiser_email: With which the organiser of the own event signs in.
    """

    places: dict[str, Place]
    sessions: dict[Visitor, dict[str, Any]]
    links: dict[str, dict[Visitor, str]]
    organiser_email: str
    other_sign_ins: dict[Visitor, int]
    """Of each account, in another browser."""


def fill(app: Flask) -> Hall:
    """Makes everything, by the services that the pages use."""
    with app.app_context():
        organiser = make_account("ola@example.org")
        host = make_account("hedi@example.org", may_create_events=False)
        other_organiser = make_account("otto@example.org")
        other_host = make_account("hugo@example.org", may_create_events=False)
        places = {
            OWN: _place(OWN, organiser, host),
            OVER: _place(OVER, organiser, host),
            FOREIGN: _place(FOREIGN, other_organiser, other_host),
            DRAFT: _place(DRAFT, other_organiser, other_host, published=False),
        }
        assert claim_next(now=clock.now()) is not None  # somebody measures an event that has changed since
        over = places[OVER]
        close_and_record(over.event_id, account_id=organiser.id, now=clock.now())
        crown(over.event_id, account_id=organiser.id, now=clock.now())
        own, foreign = places[OWN], places[FOREIGN]
        attendee = {place.slug: place.scanner.token for place in (own, over)}
        sessions: dict[Visitor, dict[str, Any]] = {
            Visitor.ANONYMOUS: {},
            Visitor.ATTENDEE: {"attendees": attendee},
            Visitor.FOREIGN_ATTENDEE: {"attendees": {foreign.slug: foreign.scanner.token}},
            Visitor.HOST: {"account": _sign_in(host)},
            Visitor.ORGANISER: {"account": _sign_in(organiser)},
            Visitor.FOREIGN_HOST: {"account": _sign_in(other_host)},
            Visitor.FOREIGN_ORGANISER: {"account": _sign_in(other_organiser)},
            Visitor.STATION: {"station": own.station_token},
            Visitor.GATE: {"door": own.device_token},
            Visitor.KIOSK: {"door": own.kiosk_token},
        }
        accounts = {
            Visitor.HOST: host,
            Visitor.ORGANISER: organiser,
            Visitor.FOREIGN_HOST: other_host,
            Visitor.FOREIGN_ORGANISER: other_organiser,
        }
        elsewhere = {visitor: _other_sign_in(account) for visitor, account in accounts.items()}
        _second_factor(other_host.id)
        return Hall(places, sessions, _links(own), organiser.email, elsewhere)


def _place(slug: str, organiser: Account, host: Account, *, published: bool = True) -> Place:
    event = make_event(
        title=slug, organiser=organiser, host=host, topics=("KI", "Förderung"), icebreakers=("Was bringt Sie her?",)
    )
    event_id, organiser_id, host_id = event.id, organiser.id, host.id
    question_id = make_question(event_id, Answered.YES_NO, "Kommen Sie mit der Bahn?", is_on_badge=True)
    consents = tuple(Purpose)
    scanner, met, rejected, leaving, unmet = (
        make_attendee(
            event,
            name,
            email=f"{name.split()[0].lower()}@{slug}.example",
            consents=consents,
            checked_in=name != NAMES[-1],
            phone="+49 30 23125 000",
            offers=("KI",),
            seeks=("Förderung",),
            answers={question_id: YES},
        )
        for name in NAMES
    )
    erase(make_attendee(event, "Fritz Fort").id, account_id=organiser_id, now=clock.now())
    scan(scanner, met)
    scan(met, rejected)
    scan(met, leaving)
    keep(event, measure(event, now=clock.now() - timedelta(minutes=1)))
    in_picture = db.session.scalars(select(Registration.number).where(Registration.event_id == event_id))
    places = " ".join(f"{number},{place},{place % 2}" for place, number in enumerate(in_picture))
    db.session.rollback()
    share(event_id, "wall", version=0, places=places, now=clock.now())
    decide_consent(leaving.id, Purpose.TRACKING, "Nein", given=False, now=clock.now())
    with write_session(db.session()) as session:
        row = session.get_one(Event, event_id)
        row.organisations = list(session.scalars(select(Organisation).where(Organisation.series_id == row.series_id)))
        if not published:
            row.published_at = None
        session.flush()
        contacts = {(row.low_id, row.high_id): row.id for row in session.scalars(select(Contact))}
        people = {row.id: row for row in session.scalars(select(Registration))}
        uids = {id_: row.uid for id_, row in people.items()}
        numbers = {id_: row.number for id_, row in people.items()}
        organisations = {id_: row.organisation_id or 0 for id_, row in people.items()}
    contact_id = contacts[scanner.id, met.id]
    follow_up = Entry(text="Kennt die Förderung", follow_up="Angebot schicken", follow_up_on=date(2099, 11, 30))
    save_note(contact_id, follow_up, registration_id=scanner.id, now=clock.now())
    set_known_before(contact_id, registration_id=met.id, known=False, now=clock.now())
    reject_contact(contacts[met.id, rejected.id], registration_id=rejected.id, now=clock.now())
    decline(scanner.id, uids[leaving.id], now=clock.now())
    print_key = _printing(event_id, host_id, unmet)
    replace_badge(rejected.id, event_id, account_id=host_id, now=clock.now())
    scan(met, rejected)
    [alarm] = open_alarms(event_id)
    table_id, table_code = _round_table(event_id, organiser_id, scanner)
    station_id, station_token = _station(event_id, organiser_id)
    projector_id, projector_token = _projector(event_id, organiser_id)
    list_id = _door_list(event_id, organiser_id)
    _logo(event_id, organiser_id, organisations[met.id])
    _walk_in(event_id, met)
    return Place(
        slug,
        event_id,
        organiser_id,
        host_id,
        scanner,
        numbers[scanner.id],
        met,
        unmet,
        uids[unmet.id],
        uids[met.id],
        contact_id,
        table_id,
        table_code,
        organisations[met.id],
        organisations[unmet.id],
        station_id,
        station_token,
        projector_id,
        projector_token,
        _certificate(event_id, organiser_id, scanner),
        print_key,
        _size(event_id),
        list_id,
        *_device(event_id, organiser_id, list_id),
        _kiosk(event_id, organiser_id, list_id),
        alarm.id,
        _design(event_id, organiser_id),
        _role(event_id, organiser_id, unmet),
        question_id,
        *_import(event_id, organiser_id, slug),
        _team_invitation(event_id, organiser_id),
        _mailing(event_id, organiser_id),
        _invitation_code(event_id, organiser_id, scanner.id, unmet.id),
        _session(event_id, organiser_id, scanner.id),
    )


def _invitation_code(event_id: int, organiser_id: int, scanner_id: int, unmet_id: int) -> int:
    """A code with which somebody registered whom a colleague entered."""
    entry = CodeEntry("Vortragende", most_uses=5, skips_approval=True)
    add_code(event_id, entry, account_id=organiser_id, now=clock.now())
    with write_session(db.session()) as session:
        found = session.scalars(select(InvitationCode.id).where(InvitationCode.event_id == event_id)).one()
        session.add(InvitationUse(registration_id=unmet_id, event_id=event_id, code_id=found))
        session.add(Colleague(registration_id=unmet_id, event_id=event_id, entered_by_id=scanner_id))
    return found


def _session(event_id: int, organiser_id: int, scanner_id: int) -> int:
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


def _team_invitation(event_id: int, organiser_id: int) -> int:
    """To somebody who may come."""
    invite("nora@example.net", Role.DOOR_HOST, event_id=event_id, account_id=organiser_id, now=clock.now())
    [invitation] = open_invitations(event_id, now=clock.now())
    return invitation.id


def _mailing(event_id: int, organiser_id: int) -> str:
    """A draft to everybody."""
    draft = Draft(Audience.ATTENDEES, "Ein anderer Saal", "Guten Tag {name}: {link}")
    return write(draft, event_id=event_id, account_id=organiser_id, now=clock.now()).uid


def _size(event_id: int) -> int:
    """A paper of the series."""
    measured = Measured("Aus dem Keller", PaperKind.SHEET, 210, 297, 2, 4, 10, 12, 4, 2, 93, 66)
    number = keep_size(db.session.get_one(Event, event_id).series_id, measured)
    assert number is not None
    return number


def _logo(event_id: int, organiser_id: int, organisation_id: int) -> None:
    """The logo of an organisation."""
    picture = BytesIO()
    Image.new("RGB", (40, 40)).save(picture, "PNG")
    content = picture.getvalue()
    assert keep_logo(organisation_id, content, event_id=event_id, account_id=organiser_id, now=clock.now()) is None


def _walk_in(event_id: int, met: MadeAttendee) -> None:
    """As if somebody had been registered at the door."""
    row = {"event_id": event_id, "registration_id": met.id, "nonce": "walked-in", "made_at": clock.now()}
    with write_session(db.session()) as session:
        session.execute(insert(WalkIn).values(row))


def _printing(event_id: int, host_id: int, holder: MadeAttendee) -> str:
    """A label of somebody."""
    press = Press(lambda _holder: "0" * 32, lambda _holder: "")
    now = clock.now()
    return place([holder.id], PrintOrder(SINGLE), press, event_id=event_id, account_id=host_id, now=now).key


def _design(event_id: int, organiser_id: int) -> int:
    """A design of badges that the series has made its own."""
    event = db.session.get_one(Event, event_id)
    card = design_for(SHEET.width, SHEET.height)
    design_id = add_design(event, "Unser Schild", card, account_id=organiser_id, now=clock.now())
    assert design_id is not None
    return design_id


def _role(event_id: int, organiser_id: int, speaker: MadeAttendee) -> int:
    """A role that somebody has."""
    keep_role(event_id, "Referentin", "#8a1c4a", account_id=organiser_id, now=clock.now())
    [role] = roles_of(event_id)
    give_role([speaker.id], role.id, event_id=event_id, account_id=organiser_id, now=clock.now())
    return role.id


def _import(event_id: int, organiser_id: int, slug: str) -> tuple[str, str]:
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


def _round_table(event_id: int, organiser_id: int, sitting: MadeAttendee) -> tuple[int, str]:
    """A table at which somebody sits in a round that runs."""
    make_tables(event_id, ["Tisch"], now=clock.now())
    [table] = tables(event_id)
    table_id, code = table.id, table.code
    start_round(event_id, minutes=60, account_id=organiser_id, now=clock.now())
    join_table(table_id, event_id=event_id, registration_id=sitting.id, now=clock.now())
    return table_id, code


def _station(event_id: int, organiser_id: int) -> tuple[int, str]:
    """A station with its tablet."""
    secret = make_station(event_id, name="Bar", account_id=organiser_id, now=clock.now())
    assert secret is not None
    tablet = pair(secret, now=clock.now())
    assert tablet is not None
    [station] = stations(event_id)
    return station.id, tablet.token


def _projector(event_id: int, organiser_id: int) -> tuple[int, str]:
    """A screen of the hall."""
    secret = make_projector(
        event_id, name="Bühne", views=list(View), theme=Theme.DARK, account_id=organiser_id, now=clock.now()
    )
    assert secret is not None
    [projector] = projectors(event_id)
    return projector.id, secret


def _door_list(event_id: int, organiser_id: int) -> int:
    """A list of a session."""
    settings = ListSettings("Werkstatt", counts_exits=True, capacity=20)
    list_id = make_list(event_id, settings, account_id=organiser_id, now=clock.now())
    assert list_id is not None
    return list_id


def _device(event_id: int, organiser_id: int, list_id: int) -> tuple[int, str]:
    """A device with its phone."""
    new = NewDevice("Tür 1", [list_id])
    secret = make_device(event_id, new, account_id=organiser_id, now=clock.now())
    assert secret is not None
    phone = pair_device(secret, now=clock.now())
    assert phone is not None
    [device] = devices(event_id)
    return device.id, phone.token


def _kiosk(event_id: int, organiser_id: int, list_id: int) -> str:
    """A kiosk with its tablet."""
    new = NewDevice("Foyer", [list_id], Kind.KIOSK, KIOSK_PIN)
    secret = make_device(event_id, new, account_id=organiser_id, now=clock.now())
    assert secret is not None
    tablet = pair_device(secret, now=clock.now())
    assert tablet is not None
    return tablet.token


def _certificate(event_id: int, organiser_id: int, holder: MadeAttendee) -> str:
    """What everybody who came gets on paper; of one of them, the code."""
    chosen = Chosen(list(Certificate), {}, "Ola Nowak", "Leitung", least_events=1)
    save_choice(event_id, chosen, account_id=organiser_id, now=clock.now())
    make_all(event_id, Certificate.ATTENDANCE, account_id=organiser_id, now=clock.now())
    certificate = own_certificate(holder.id, Certificate.ATTENDANCE, "")
    assert certificate is not None
    return certificate.code


def _sign_in(account: Account) -> str:
    now = clock.now()
    token = use_link_to_sign_in(issue_sign_in_link(account.id, now=now), now=now)
    assert token is not None
    return token


def _second_factor(account_id: int) -> None:
    """Sets the second factor of an account up."""
    begin_setup(account_id, now=clock.now())
    waiting = waiting_setup(account_id, now=clock.now())
    assert waiting is not None
    code = pyotp.TOTP(waiting.secret).at(clock.now())
    assert confirm_setup(account_id, code, now=clock.now()).recovery_codes


def _other_sign_in(account: Account) -> int:
    """In another browser; what names it."""
    found = sign_in_by_token(_sign_in(account), now=clock.now())
    assert found is not None
    return found.id


def _links(own: Place) -> dict[str, dict[Visitor, str]]:
    now = clock.now()
    return {
        "accounts.setup": {visitor: _setup_link() for visitor in Visitor},
        "accounts.sign_in_by_link": {visitor: issue_sign_in_link(own.host_id, now=now) for visitor in Visitor},
        "team.invitation": {
            visitor: invite(
                f"{visitor}@example.net", Role.HOST, event_id=own.event_id, account_id=own.organiser_id, now=now
            )
            for visitor in Visitor
        },
        "doors.pair": {visitor: _door_pairing(own) for visitor in Visitor},
        "stations.pair": {visitor: _pairing(own) for visitor in Visitor},
        **{endpoint: dict.fromkeys(Visitor, own.projector_token) for endpoint in SCREEN_PAGES},
        "registration.personal_link": {
            visitor: issue_personal_link(own.scanner.id, by_mail=True, now=now) for visitor in Visitor
        },
    }


def _pairing(own: Place) -> str:
    secret = make_station(own.event_id, name="Foyer", account_id=own.organiser_id, now=clock.now())
    assert secret is not None
    return secret


def _door_pairing(own: Place) -> str:
    new = NewDevice("Tür 3", [own.list_id])
    secret = make_device(own.event_id, new, account_id=own.organiser_id, now=clock.now())
    assert secret is not None
    return secret


def _setup_link() -> str:
    """A link as printed at the first start; with accounts about, the service makes none any more."""
    token, now = new_secret(), clock.now()
    with write_session(db.session()) as session:
        session.add(
            OneTimeLink(
                token_hash=secret_hash(token),
                purpose=LinkPurpose.SETUP,
                created_at=now,
                expires_at=now + timedelta(days=1),
            )
        )
    return token


def nonce() -> str:
    """Names one sending of a form."""
    return secrets.token_hex(8)
