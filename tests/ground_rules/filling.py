"""A filled installation: four events, people of every role, and everything that can stand in an address."""

from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from eventapp import clock
from eventapp.accounts.models import Account
from eventapp.badges.alarms import open_alarms
from eventapp.badges.service import replace_badge
from eventapp.champion.service import crown
from eventapp.contacts.models import Contact
from eventapp.contacts.notes import Entry, save_note
from eventapp.contacts.own_contacts import decide_consent, reject_contact, set_known_before
from eventapp.contacts.suggestions import decline
from eventapp.core.asking import YES
from eventapp.core.asking import Kind as Answered
from eventapp.database import write_session
from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.network.measuring import claim_next, keep, measure
from eventapp.network.positions import share
from eventapp.registration.models import Purpose, Registration
from eventapp.registration.service import erase
from tests.factories import close_and_record, make_account, make_attendee, make_event, make_question, scan
from tests.ground_rules import equipment, keys
from tests.ground_rules.hall import DRAFT, FOREIGN, NAMES, OVER, OWN, Hall, Place, Visitor


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
            Visitor.HOST: {"account": keys.sign_in(host)},
            Visitor.ORGANISER: {"account": keys.sign_in(organiser)},
            Visitor.FOREIGN_HOST: {"account": keys.sign_in(other_host)},
            Visitor.FOREIGN_ORGANISER: {"account": keys.sign_in(other_organiser)},
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
        elsewhere = {visitor: keys.other_sign_in(account) for visitor, account in accounts.items()}
        keys.set_up_second_factor(other_host.id)
        return Hall(places, sessions, keys.links(own), organiser.email, elsewhere)


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
    print_key = equipment.a_printing(event_id, host_id, unmet)
    replace_badge(rejected.id, event_id, account_id=host_id, now=clock.now())
    scan(met, rejected)
    [alarm] = open_alarms(event_id)
    table_id, table_code = equipment.a_round_table(event_id, organiser_id, scanner)
    station_id, station_token = equipment.a_station(event_id, organiser_id)
    projector_id, projector_token = equipment.a_projector(event_id, organiser_id)
    list_id = equipment.a_door_list(event_id, organiser_id)
    equipment.a_logo(event_id, organiser_id, organisations[met.id])
    equipment.a_walk_in(event_id, met)
    device_id, device_token = equipment.a_device(event_id, organiser_id, list_id)
    import_uid, import_digest = equipment.an_import(event_id, organiser_id, slug)
    return Place(
        slug=slug,
        event_id=event_id,
        organiser_id=organiser_id,
        host_id=host_id,
        scanner=scanner,
        number=numbers[scanner.id],
        met=met,
        unmet=unmet,
        uid=uids[unmet.id],
        arrived_uid=uids[met.id],
        contact_id=contact_id,
        table_id=table_id,
        table_code=table_code,
        organisation_id=organisations[met.id],
        other_organisation_id=organisations[unmet.id],
        station_id=station_id,
        station_token=station_token,
        projector_id=projector_id,
        projector_token=projector_token,
        certificate_code=equipment.a_certificate(event_id, organiser_id, scanner),
        print_key=print_key,
        size_id=equipment.a_size(event_id),
        list_id=list_id,
        device_id=device_id,
        device_token=device_token,
        kiosk_token=equipment.a_kiosk(event_id, organiser_id, list_id),
        alarm_id=alarm.id,
        design_id=equipment.a_design(event_id, organiser_id),
        role_id=equipment.a_role(event_id, organiser_id, unmet),
        question_id=question_id,
        import_uid=import_uid,
        import_digest=import_digest,
        invitation_id=equipment.a_team_invitation(event_id, organiser_id),
        mailing_uid=equipment.a_mailing(event_id, organiser_id),
        code_id=equipment.an_invitation_code(event_id, organiser_id, scanner.id, unmet.id),
        session_id=equipment.a_session(event_id, organiser_id, scanner.id),
    )
