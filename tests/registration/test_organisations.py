"""Can an organiser make one organisation of two, and does everything that depends on it follow?"""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp import clock
from eventapp.accounts.models import Account, AuditEntry
from eventapp.badges.queries import holders
from eventapp.champion.service import reopen
from eventapp.contacts.queries import own_contacts
from eventapp.core.contact_rules import Reason
from eventapp.database import write_session
from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.network import event_network
from eventapp.registration.queries import organisation_uses
from eventapp.registration.service import Entry, Merging, merge_organisations, register
from tests.contacts.phones import at_once
from tests.factories import (
    MadeAttendee,
    close_and_record,
    make_account,
    make_attendee,
    make_event,
    scan,
)
from tests.pages import sign_in

SHORT, LONG, OTHER = "MDZ Kaiserslautern", "Mittelstand-Digital Zentrum Kaiserslautern", "IHK Pfalz"
ENGLISH = {"Accept-Language": "en"}


@dataclass(frozen=True)
class Hall:
    """Anna is of SHORT, Ben and Cleo are of LONG, Dora of OTHER; Anna met all three, and Dora met Ben."""

    event_id: int
    slug: str
    organiser_id: int
    anna: MadeAttendee
    ben: MadeAttendee
    dora: MadeAttendee

    def ids(self) -> dict[str, int]:
        """The event's organisations by name."""
        return {use.organisation.name: use.organisation.id for use in organisation_uses(self.event_id)}

    def merge(self, goes: str = SHORT, stays: str = LONG) -> Merging:
        """The organiser merges two."""
        ids = self.ids()
        return merge_organisations(
            self.event_id, ids[goes], into_id=ids[stays], account_id=self.organiser_id, now=clock.now()
        )

    def counted(self) -> dict[str, tuple[int, int]]:
        """Everybody's counted contacts, and how many organisations they met, as this process keeps it up to date."""
        rows = event_network.standings(db.session.get_one(Event, self.event_id))
        db.session.rollback()
        return {row.person.name.split()[0]: (row.counted, row.organisations_met) for row in rows}


@pytest.fixture
def hall(app: Flask) -> Hall:
    """The evening before it is noticed."""
    with app.app_context():
        organiser = make_account()
        organiser_id = organiser.id
        event = make_event(organiser=organiser)
        anna, ben, cleo, dora = (
            make_attendee(event, name, organisation=organisation)
            for name, organisation in (("Anna", SHORT), ("Ben", LONG), ("Cleo", LONG), ("Dora", OTHER))
        )
        for one, other in ((anna, ben), (anna, cleo), (anna, dora), (dora, ben)):
            scan(one, other)
        made = Hall(event.id, event.slug, organiser_id, anna, ben, dora)
        suggest(made, SHORT, OTHER)
        return made


def suggest(hall: Hall, *names: str) -> None:
    """The organiser lists these in the settings."""
    with write_session(db.session()) as session:
        rows = session.scalars(select(Organisation).where(Organisation.name.in_(names)))
        session.get_one(Event, hall.event_id).organisations = list(rows)


@pytest.fixture
def browser(app: Flask, client: FlaskClient, hall: Hall) -> FlaskClient:
    """The organiser's."""
    with app.app_context():
        sign_in(client, db.session.get_one(Account, hall.organiser_id))
    return client


def words(page: str) -> str:
    """What a reader sees of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.partition("<main")[2].partition("</main>")[0]).split())


def test_people_contacts_standings_and_badges_follow(app: Flask, hall: Hall) -> None:
    """Anna's two contacts of the same house stop counting; Dora met one organisation and not two any more."""
    with app.app_context():
        assert hall.counted() == {"Anna": (3, 2), "Ben": (2, 2), "Cleo": (1, 1), "Dora": (2, 2)}
        assert hall.merge() is Merging.MERGED
        assert hall.counted() == {"Anna": (1, 1), "Ben": (1, 1), "Cleo": (0, 0), "Dora": (2, 1)}
        event = db.session.get_one(Event, hall.event_id)
        assert event_network.counted_anew(event).standings() == event_network.standings(event)
        assert [(contact.name, contact.reason) for contact in own_contacts(hall.anna.id)] == [
            ("Dora", Reason.COUNTS),
            ("Cleo", Reason.SAME_ORGANISATION),
            ("Ben", Reason.SAME_ORGANISATION),
        ]
        assert {holder.name: holder.organisation for holder in holders(hall.event_id)} == {
            "Anna": LONG,
            "Ben": LONG,
            "Cleo": LONG,
            "Dora": OTHER,
        }


def test_the_name_that_stays_is_suggested(app: Flask, hall: Hall) -> None:
    """In place of the one that went, which nobody is of any more; and the log says who decided it."""
    with app.app_context():
        ids = hall.ids()
        assert hall.merge() is Merging.MERGED
        assert [row.name for row in db.session.get_one(Event, hall.event_id).organisations] == [OTHER, LONG]
        assert [(use.organisation.name, use.people) for use in organisation_uses(hall.event_id)] == [
            (OTHER, 1),
            (LONG, 3),
        ]
        assert SHORT not in db.session.scalars(select(Organisation.name)).all()
        [entry] = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "organisations.merged"))
        assert (entry.account_id, entry.about) == (
            hall.organiser_id,
            {"merged": ids[SHORT], "into": ids[LONG], "people": 1},
        )


def test_other_events_of_the_series_keep_both(app: Flask, hall: Hall) -> None:
    """One organiser's decision is no other's: there, people stay where they are and the name goes on."""
    with app.app_context():
        series_id = db.session.get_one(Event, hall.event_id).series_id
        autumn = make_event(title="Herbst", series_id=series_id)
        make_attendee(autumn, "Emil", organisation=SHORT)
        assert hall.merge() is Merging.MERGED
        assert [(use.organisation.name, use.people) for use in organisation_uses(autumn.id)] == [(SHORT, 1)]
        assert [use.organisation.name for use in organisation_uses(hall.event_id)] == [OTHER, LONG]


def test_after_the_freeze_nothing_is_merged(app: Flask, browser: FlaskClient, hall: Hall) -> None:
    """The page says so in one sentence, whether it was open before or not; reopened, it works again."""
    with app.app_context():
        ids = hall.ids()
        close_and_record(hall.event_id, account_id=hall.organiser_id, now=clock.now())
        before = hall.counted()
        assert hall.merge() is Merging.FROZEN
        assert hall.counted() == before
    listed = f"/events/{hall.slug}/settings/organisations"
    page = f"{listed}/{ids[SHORT]}/merge"
    sentence = "Organisations cannot be merged any more: that would change what counted."
    answer = browser.post(page, data={"into": str(ids[LONG])}, headers=ENGLISH)
    assert (answer.status_code, sentence in words(answer.text)) == (409, True)
    for path in (listed, page):
        shown = browser.get(path, headers=ENGLISH).text
        assert sentence in words(shown)
        assert 'name="into"' not in shown
    assert f'href="{page}' not in browser.get(listed).text
    with app.app_context():
        reopen(hall.event_id, reason="Zu früh", account_id=hall.organiser_id, now=clock.now())
        assert hall.merge() is Merging.MERGED


def test_on_the_pages(app: Flask, browser: FlaskClient, hall: Hall) -> None:
    """The guess stands side by side with its heads; one page says what follows, and one button does it."""
    with app.app_context():
        ids = hall.ids()
    settings, listed = f"/events/{hall.slug}/settings", f"/events/{hall.slug}/settings/organisations"
    page, other_way = f"{listed}/{ids[SHORT]}/merge", f"{listed}/{ids[LONG]}/merge"
    assert f'href="{listed}"' in browser.get(settings).text
    shown = browser.get(listed, headers=ENGLISH).text
    assert f"Perhaps the same {SHORT} 1 person {LONG} 2 people Merge" in words(shown)
    assert f'href="{page}?into={ids[LONG]}"' in shown
    asked = browser.get(f"{page}?into={ids[LONG]}", headers=ENGLISH).text
    assert f'<option selected value="{ids[LONG]}">{LONG}</option>' in asked
    assert "1 person moves to the organisation that stays." in words(asked)
    assert "contacts between them count no longer" in words(asked)
    assert f'href="{other_way}?into={ids[SHORT]}"' in asked
    answer = browser.post(page, data={"into": str(ids[LONG])}, headers=ENGLISH)
    assert (answer.status_code, answer.location) == (303, listed)
    after = words(browser.get(listed, headers=ENGLISH).text)
    assert "Perhaps the same" not in after
    assert f"{LONG} Logo 3 yes" in after
    assert browser.get(page).status_code == browser.post(page, data={"into": str(ids[LONG])}).status_code == 404


@pytest.mark.parametrize("into", ["", "x", "-1", "None", "1" * 30])
def test_without_a_choice_the_page_comes_back(app: Flask, browser: FlaskClient, hall: Hall, into: str) -> None:
    """With the sentence beside the field."""
    with app.app_context():
        ids = hall.ids()
    page = f"/events/{hall.slug}/settings/organisations/{ids[SHORT]}/merge"
    answer = browser.post(page, data={"into": into}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Please choose the organisation that stays." in answer.text
    assert browser.post(page, data={"into": str(ids[SHORT])}).status_code == 404
    with app.app_context():
        assert hall.ids() == ids


def test_while_people_register(app: Flask, hall: Hall) -> None:
    """Somebody registers with either name while the two become one: everybody gets in, and nobody is lost."""

    def registers(name: str) -> str:
        with app.app_context():
            return register(Entry("Gast", name), event_id=hall.event_id, now=clock.now()).verdict

    def merges() -> str:
        with app.app_context():
            return hall.merge()

    outcomes = at_once([lambda: registers(SHORT), merges, lambda: registers(LONG), lambda: registers(SHORT)])
    assert sorted(outcomes) == ["merged", "registered", "registered", "registered"]
    with app.app_context():
        uses = {use.organisation.name: use.people for use in organisation_uses(hall.event_id)}
        assert uses.pop(OTHER) == 1
        assert sum(uses.values()) == 6
        assert uses[LONG] >= 4
