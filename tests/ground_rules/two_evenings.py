"""Two events of a series with a cast, beside a small model of each, and what must hold between them at any time."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import ClassVar
from zoneinfo import ZoneInfo

from flask import Flask
from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import select

from eventapp.badges.queries import current_badge
from eventapp.checkin.service import check_in
from eventapp.contacts import own_contacts
from eventapp.contacts.models import Contact
from eventapp.contacts.queries import contact_counts
from eventapp.contacts.queries import own_contacts as contacts_of
from eventapp.contacts.scan_facts import ScanRequest
from eventapp.contacts.service import record_scan
from eventapp.core.contact_rules import Confirmation, Rules, Way
from eventapp.events.models import Event
from eventapp.events.service import EventSettings, change_event
from eventapp.extensions import db
from eventapp.network import event_network
from eventapp.registration.models import Purpose
from eventapp.registration.service import Entry, erase, issue_personal_link, register, use_personal_link
from eventapp.rounds.service import make_tables
from tests.factories import CONSENT_TEXT, make_event
from tests.ground_rules.small_model import Evening, Guest, Met, Pair, Place, Settings, pair_of

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2031, 5, 14)
NOON = datetime.combine(DAY, time(12), UTC)
SPEED_LIMIT, MISS_LIMIT = 2, 2
"""Small, so that a few people reach them."""
CAST = [
    # name, organisation, is staff, consents at first, and whether the address is confirmed at the earlier event
    ("Anna", "Nord", False, True, True),
    ("Ben", "Nord", False, True, True),
    ("Cleo", "Süd", False, True, True),
    ("David", "", False, True, False),
    ("Emil", "West", True, False, None),  # was not at the earlier event
    ("Fee", "Ost", False, True, None),
]
LATE = "Fee"
"""Everybody else has arrived when it begins."""
LEAST_GUESTS = 3
NOWHERE = 999_999_999

_titles = count()
"""No two events have one, so that none has to draw its address."""
EARLIER, TODAY = 0, 1


class TwoEvenings(RuleBasedStateMachine):
    """An event and an earlier one of its series, beside a small model of them."""

    app: ClassVar[Flask]
    account_id: ClassVar[int]

    def __init__(self) -> None:
        """Registers everybody at both events."""
        super().__init__()
        self._context = self.app.app_context()
        self._context.push()
        self._sent = 0
        self.models: list[Evening] = []
        self.events: list[int] = []
        self.badges: dict[int, list[str]] = {}
        self.badges_of_nobody: list[str] = []
        self.nonces: dict[int, list[str]] = {}
        self.short_codes: dict[int, str] = {}
        series_id = None
        for number, days_ago in enumerate((1, 0)):
            day = DAY - timedelta(days_ago)
            made = make_event(title=f"Abend {number}-{next(_titles)}", first_day=day, series_id=series_id)
            event_id, series_id = made.id, made.series_id
            opens = datetime.combine(day, time(), BERLIN)
            earlier = self.models[0] if self.models else None
            self.models.append(Evening(opens, opens + timedelta(2), SPEED_LIMIT, MISS_LIMIT, earlier))
            self.events.append(event_id)
            make_tables(event_id, ["Tisch"], now=NOON)
            self._register(number)

    def _register(self, number: int) -> None:
        for name, organisation, is_staff, consents, is_confirmed in CAST:
            if number == EARLIER and is_confirmed is None:
                continue
            human = name if number == TODAY or is_confirmed else None
            guest = self._add(number, Guest(0, name, organisation, human, is_staff, consents))
            if name != LATE:
                self.let_in(number, guest, NOON - timedelta(minutes=4))

    def _add(self, number: int, guest: Guest) -> int:
        address = f"{guest.name}.{self.events[TODAY - 1]}@example.org"
        given = {Purpose.TRACKING: CONSENT_TEXT} if guest.consents else {}
        entry = Entry(guest.name, guest.organisation, address, given, is_staff=guest.is_staff)
        id_ = register(entry, event_id=self.events[number], now=NOON).registration_id
        assert id_ is not None
        if guest.human:
            use_personal_link(issue_personal_link(id_, by_mail=True, now=NOON), now=NOON)
        badge = current_badge(id_)
        self.badges[id_], self.short_codes[id_] = [badge.code], badge.short_code
        self.models[number].guests[id_] = replace(guest, id=id_)
        return id_

    def erase(self, evening: int, guest: int, now: datetime, *, comes_back: bool) -> None:
        """Somebody is erased, and may register again, as at first; some stay, so that there is an evening."""
        model = self.models[evening]
        assert erase(guest, account_id=self.account_id, now=now) == "erased"
        name = model.guests[guest].name
        model.erase(guest)
        self.badges_of_nobody += self.badges.pop(guest)
        if comes_back or len(model.guests) < LEAST_GUESTS:
            organisation, is_staff, consents = next(row[1:4] for row in CAST if row[0] == name)
            self._add(evening, Guest(0, name, organisation, name, is_staff, consents))

    def let_in(self, evening: int, person: int, now: datetime) -> None:
        """A guest comes through the door, perhaps twice."""
        guest = self.models[evening].guests[person]
        answer = check_in(person, event_id=self.events[evening], nonce=self.new_nonce(), account_id=None, now=now)
        assert answer.verdict == ("already_in" if guest.arrived else "in")
        guest.arrived = guest.arrived or now
        assert answer.since == guest.arrived

    def some_pair(self, evening: int, chosen: int) -> Pair:
        """A pair that has met; two who have not where nobody has."""
        one, other, *_ = self.models[evening].guests
        pairs = list(self.models[evening].contacts) or [pair_of(one, other)]
        return pairs[min(chosen, len(pairs) - 1)]

    def guest(self, evening: int, person: int) -> int:
        """The registration of somebody of the cast."""
        guests = list(self.models[evening].guests)
        return guests[person % len(guests)]

    def contact_id(self, pair: Pair) -> int:
        """What names a pair's contact in the database; an id of none where they have not met."""
        found = db.session.scalar(select(Contact.id).where(Contact.low_id == pair[0], Contact.high_id == pair[1]))
        return NOWHERE if found is None else found

    def new_nonce(self) -> str:
        """Names one request."""
        self._sent += 1
        return f"nonce-{self._sent:04}"

    def send(self, evening: int, request: ScanRequest, holder: int | None, *, replaced: bool) -> None:
        """A scan arrives; `holder` is whose code it is, if anybody's."""
        self.nonces.setdefault(request.scanner_id, []).append(request.nonce)
        answer = record_scan(request)
        expected = self.models[evening].scan(
            request.scanner_id,
            holder,
            request.nonce,
            request.now,
            replaced=replaced,
            by_both=request.way is Way.STATION,
        )
        name = answer.person.name if answer.person else None
        assert (answer.verdict, answer.reason, name, answer.contact_number) == expected

    def say(self, evening: int, me: int, pair: Pair, act: str, now: datetime) -> None:
        """Somebody says what they think of a contact, or tries to with one of other people."""
        model = self.models[evening]
        acts: dict[str, Callable[[int], str]] = {
            "reject": lambda contact: own_contacts.reject_contact(contact, registration_id=me, now=now),
            "restore": lambda contact: own_contacts.restore_contact(contact, registration_id=me, now=now),
            "confirm": lambda contact: own_contacts.confirm_contact(contact, registration_id=me, now=now),
            "known": lambda contact: own_contacts.set_known_before(contact, registration_id=me, known=True, now=now),
            "not_known": lambda contact: own_contacts.set_known_before(
                contact, registration_id=me, known=False, now=now
            ),
        }
        met = model.contacts.get(pair)
        changing = acts[act](self.contact_id(pair))
        if met is None or me not in pair:
            assert changing == "not_yours"
        elif model.is_settled(now):
            assert changing == "frozen"
        else:
            assert changing == ("changed" if changed(met, act, me, now) else "unchanged")

    def rule_by(self, evening: int, chosen: Settings) -> None:
        """The organiser chooses what counts."""
        event = db.session.get_one(Event, self.events[evening])
        settings = EventSettings(
            title=event.title,
            place=event.place,
            time_zone=event.time_zone,
            days=[day.date for day in event.days],
            rules=Rules(
                Confirmation.MUTUAL if chosen.mutual else Confirmation.OBJECTION,
                chosen.check_in,
                chosen.other_organisation,
                chosen.new_in_series,
                chosen.not_known_before,
            ),
            privacy_contact=event.privacy_contact,
        )
        change_event(self.events[evening], settings, account_id=self.account_id, now=NOON)
        model = self.models[evening]
        model.settings, model.closes = chosen, model.opens + timedelta(2)

    @invariant()
    def contacts_are_those_of_the_model(self) -> None:
        """Neither one too many nor one too few, and each with everything that decides about it."""
        for model, event_id in zip(self.models, self.events, strict=True):
            rows = db.session.scalars(select(Contact).where(Contact.event_id == event_id)).all()
            assert {(row.low_id, row.high_id): asdict(as_met(row)) for row in rows} == {
                pair: asdict(met) for pair, met in model.contacts.items()
            }

    @invariant()
    def standings_are_those_of_the_model(self) -> None:
        """As the process keeps them up to date."""
        for model, event_id in zip(self.models, self.events, strict=True):
            assert places(event_network.standings(db.session.get_one(Event, event_id))) == model.places()

    def teardown(self) -> None:
        """In the end: the same counted from the start, and as each person sees their own contacts."""
        try:
            for model, event_id in zip(self.models, self.events, strict=True):
                event = db.session.get_one(Event, event_id)
                assert places(event_network.counted_anew(event).standings()) == model.places()
                for guest, place in model.places().items():
                    self._check_own_list(model, guest, place)
        finally:
            self._context.pop()

    def _check_own_list(self, model: Evening, guest: int, place: Place) -> None:
        own = contacts_of(guest)
        shown = {
            self.contact_id(pair): model.why(pair)
            for pair, met in model.contacts.items()
            if guest in pair and met.rejected_by in {None, guest}
        }
        assert {contact.id: contact.reason for contact in own} == shown
        counts = contact_counts(own)
        assert (counts.counted, counts.contacts) == place[1:3]


def changed(met: Met, act: str, me: int, now: datetime) -> bool:
    """Changes a contact as one of the two asks for; False where that changes nothing."""
    before = asdict(met)
    if act == "reject" and met.rejected_by is None:
        met.rejected_by = me
    elif act == "restore" and met.rejected_by == me:
        met.rejected_by = None
    elif act == "confirm" and met.confirmed is None and met.scanner != me:
        met.confirmed = now
    elif act == "known":
        met.known_by = met.known_by | {me}
    elif act == "not_known":
        met.known_by = met.known_by - {me}
    return asdict(met) != before


def as_met(row: Contact) -> Met:
    """A contact of the database in the words of the model."""
    known = {person for person, is_so in ((row.low_id, row.known_by_low), (row.high_id, row.known_by_high)) if is_so}
    return Met(
        row.scanner_id,
        row.made_at,
        row.confirmed_at,
        row.met_before,
        known,
        row.rejected_by_id,
        row.voided_at is not None,
    )


def places(rows: list[event_network.StandingRow]) -> dict[int, Place]:
    """Standings of the app in the words of the model."""
    return {
        row.person.id: (row.rank, row.counted, row.contacts, row.organisations_met, row.reached_at) for row in rows
    }
