"""A machine that lets everything happen at two events, in any order, and compares them with a small model."""

from datetime import datetime, timedelta
from itertools import product

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from sqlalchemy import select

from eventapp.badges.queries import current_badge
from eventapp.badges.service import replace_badge
from eventapp.champion.models import FrozenResult
from eventapp.champion.service import frozen_standings, reopen
from eventapp.checkin.service import undo_check_in
from eventapp.contacts import own_contacts
from eventapp.contacts.scan_facts import ScanRequest
from eventapp.core.codes import BadgeCode, ShortCode, new_badge_code
from eventapp.core.contact_rules import Way
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from eventapp.registration.queries import organisation_uses
from eventapp.registration.service import merge_organisations
from eventapp.review.service import Decision, decide
from eventapp.rounds.queries import tables
from eventapp.rounds.seats import join_table
from eventapp.rounds.service import end_round, start_round
from tests.factories import (
    CONSENT_TEXT,
    close_and_record,
)
from tests.ground_rules.small_model import UNDO, Settings, pair_of
from tests.ground_rules.two_evenings import CAST, EARLIER, NOON, NOWHERE, TODAY, TwoEvenings

evenings = st.sampled_from([TODAY, TODAY, TODAY, EARLIER])
people = st.integers(0, len(CAST) - 1)
two_organisations = st.sampled_from(list(product(sorted({row[1] for row in CAST if row[1]}), repeat=2)))
ACTS = ("reject", "restore", "confirm", "known", "not_known")
Conversation = tuple[int, int, str]
conversations_of_people = st.lists(
    st.tuples(people, st.integers(1, len(CAST) - 1), st.sampled_from(("", "", "", "reject", "known", "confirm"))),
    min_size=1,
    max_size=4,
)
"""Somebody who scans, how many places further the other stands, and what the other says afterwards."""
chosen_contacts = st.integers(0, 9)
"""Which of the contacts that there are; the last one where there are fewer."""
moments = st.sampled_from([0, 1, 2, 4, 9, 11, 14, 16, 90, -3, -12, -70, 4320, -4320]).map(
    lambda minutes: NOON + timedelta(minutes=minutes)
)
"""What the server's clock says: it does not even have to run forwards."""


class AnyOrder(TwoEvenings):
    """What can happen, each with what the model says to it."""

    @rule(
        evening=evenings,
        scanner=people,
        holder=people,
        aim=st.sampled_from(["badge", "badge", "badge", "short", "lost", "nobody", "erased", "elsewhere"]),
        now=moments,
        phone_is_wrong_by=st.sampled_from([timedelta(0), timedelta(days=-400), timedelta(hours=30)]),
        way=st.sampled_from([Way.CAMERA, Way.CAMERA, Way.LINK, Way.STATION]),
        again=st.sampled_from([0, 0, 0, 1, 2]),
    )
    def scan(  # noqa: PLR0913, PLR0917 a scan has these parts
        self,
        evening: int,
        scanner: int,
        holder: int,
        aim: str,
        now: datetime,
        phone_is_wrong_by: timedelta,
        way: Way,
        again: int,
    ) -> None:
        """Somebody scans somebody, or sends the nonce of an earlier scan once more."""
        me = self.guest(evening, scanner)
        earlier = self.nonces.setdefault(me, [])
        nonce = earlier[-again] if 0 < again <= len(earlier) else self.new_nonce()
        request = ScanRequest(
            event_id=self.events[evening],
            scanner_id=me,
            code=self._code(evening, holder, aim),
            nonce=nonce,
            scanned_at=now + phone_is_wrong_by,
            now=now,
            way=way,
        )
        them = self.guest(evening, holder)
        is_theirs = aim in {"badge", "short"} or (aim == "lost" and len(self.badges[them]) > 1)
        self.send(evening, request, them if is_theirs else None, replaced=aim == "lost")

    @rule(evening=st.sampled_from([EARLIER, TODAY]), pairs=conversations_of_people, now=moments)
    def conversations(self, evening: int, pairs: list[Conversation], now: datetime) -> None:
        """Several people scan each other."""
        self._meet(evening, pairs, now)

    def _meet(self, evening: int, pairs: list[Conversation], now: datetime) -> None:
        for person, further, act in pairs:
            scanner, holder = self.guest(evening, person), self.guest(evening, person + further)
            code = BadgeCode(self.badges[holder][-1])
            request = ScanRequest(self.events[evening], scanner, code, self.new_nonce(), None, now)
            self.send(evening, request, holder, replaced=False)
            if act:
                self.say(evening, holder, pair_of(scanner, holder), act, now + timedelta(minutes=3))

    @rule(pairs=conversations_of_people, now=moments)
    def more_conversations(self, pairs: list[Conversation], now: datetime) -> None:
        """The same at the later event: rules come up equally often, and this is what happens most."""
        self._meet(TODAY, pairs, now)

    def _code(self, evening: int, holder: int, aim: str) -> BadgeCode | ShortCode:
        them = self.guest(evening, holder)
        if aim == "short":
            return ShortCode(self.short_codes[them])
        if aim == "elsewhere":
            return BadgeCode(self.badges[self.guest(1 - evening, holder)][-1])
        if aim == "lost" and len(self.badges[them]) > 1:
            return BadgeCode(self.badges[them][0])
        if aim == "erased" and self.badges_of_nobody:
            return BadgeCode(self.badges_of_nobody[-1])
        return BadgeCode(self.badges[them][-1] if aim == "badge" else new_badge_code())

    @rule(evening=evenings, seats=st.lists(people, min_size=2, max_size=4), now=moments)
    def round_at_a_table(self, evening: int, seats: list[int], now: datetime) -> None:
        """A round, in which people sit down one after the other."""
        model, event_id = self.models[evening], self.events[evening]
        started = start_round(event_id, minutes=5, account_id=self.account_id, now=now)
        assert started == ("started" if model.is_open(now) else "closed")
        if not model.is_open(now):
            return
        [table] = tables(event_id)
        table_id, there = table.id, list[int]()
        for person in seats:
            guest = self.guest(evening, person)
            joining = join_table(table_id, event_id=event_id, registration_id=guest, now=now)
            assert joining == model.sit_down(guest, there, now)
        assert end_round(event_id, account_id=self.account_id, now=now)

    @rule(evening=evenings, person=people, now=moments)
    def lose_a_badge(self, evening: int, person: int, now: datetime) -> None:
        """Somebody gets a new badge; the lost one is worth nothing."""
        guest = self.guest(evening, person)
        replace_badge(guest, self.events[evening], account_id=None, now=now)
        badge = current_badge(guest)
        self.badges[guest].append(badge.code)
        self.short_codes[guest] = badge.short_code

    @rule(evening=evenings, person=people, now=moments)
    def arrive(self, evening: int, person: int, now: datetime) -> None:
        """Somebody comes through the door, perhaps twice."""
        self.let_in(evening, self.guest(evening, person), now)

    @rule(evening=evenings, person=people, now=moments)
    def take_arrival_back(self, evening: int, person: int, now: datetime) -> None:
        """It was the wrong one."""
        guest = self.models[evening].guests[self.guest(evening, person)]
        answer = undo_check_in(guest.id, event_id=self.events[evening], account_id=self.account_id, now=now)
        if guest.arrived is None:
            assert answer.verdict == "not_in"
        elif now - guest.arrived > UNDO:
            assert answer.verdict == "too_late"
        else:
            assert answer.verdict == "undone"
            guest.arrived = None

    @rule(evening=evenings, person=people, given=st.sampled_from([True, True, False]), now=moments)
    def decide_about_tracking(self, evening: int, person: int, given: bool, now: datetime) -> None:  # noqa: FBT001 as Hypothesis passes it
        """Somebody joins contact tracking, or leaves it."""
        model, guest = self.models[evening], self.guest(evening, person)
        own_contacts.decide_consent(guest, Purpose.TRACKING, CONSENT_TEXT, given=given, now=now)
        if given:
            model.guests[guest].consents = True
        else:
            model.withdraw(guest)
            other = self.guest(evening, person + 1)
            for nonce in self.nonces.get(guest, [])[-1:]:  # a phone that had no answer sends its last scan again
                code = BadgeCode(self.badges[other][-1])
                request = ScanRequest(self.events[evening], guest, code, nonce, None, now)
                self.send(evening, request, other, replaced=False)

    @rule(evening=evenings, person=people, comes_back=st.booleans(), now=moments)
    def erase_somebody(self, evening: int, person: int, comes_back: bool, now: datetime) -> None:  # noqa: FBT001 as Hypothesis passes it
        """Somebody has everything of theirs deleted, and perhaps thinks again and comes back as somebody new."""
        self.erase(evening, self.guest(evening, person), now, comes_back=comes_back)

    @rule(evening=evenings, pairs=st.lists(two_organisations, min_size=1, max_size=2), now=moments)
    def merge(self, evening: int, pairs: list[tuple[str, str]], now: datetime) -> None:
        """The organiser finds that two organisations are one."""
        for goes, stays in pairs:
            self._merge(evening, goes, stays, now)

    def _merge(self, evening: int, goes: str, stays: str, now: datetime) -> None:
        event_id = self.events[evening]
        uses = {use.organisation.name: use.organisation.id for use in organisation_uses(event_id)}
        merging = merge_organisations(
            event_id, uses.get(goes, NOWHERE), into_id=uses.get(stays, NOWHERE), account_id=self.account_id, now=now
        )
        assert merging == self.models[evening].merge(goes, stays)

    @rule(
        evening=evenings,
        chosen=chosen_contacts,
        who=st.sampled_from([0, 0, 1, 1, 2]),
        act=st.sampled_from(ACTS),
        now=moments,
    )
    def change_own_contact(
        self,
        evening: int,
        chosen: int,
        who: int,
        act: str,
        now: datetime,
    ) -> None:
        """Somebody says what they think of a contact, or tries to with one of other people."""
        model = self.models[evening]
        pair = self.some_pair(evening, chosen)
        others = [guest for guest in model.guests if guest not in pair]
        self.say(evening, (*pair, others[-1])[who], pair, act, now)

    @rule(
        evening=evenings,
        chosen=st.lists(st.integers(0, 9), min_size=1, max_size=3, unique=True),
        decision=st.sampled_from(list(Decision)),
        now=moments,
    )
    def review(self, evening: int, chosen: list[int], decision: Decision, now: datetime) -> None:
        """The organiser decides about some contacts."""
        model = self.models[evening]
        pairs = [pair for number, pair in enumerate(model.contacts) if number in chosen or number == chosen[0] % 3]
        deciding = decide(
            self.events[evening],
            [self.contact_id(pair) for pair in pairs],
            decision,
            reason="Abgesprochen",
            account_id=self.account_id,
            now=now,
        )
        assert deciding == ("decided" if pairs else "no_such_contact")
        for pair in pairs:
            if decision is not Decision.KEPT:
                model.contacts[pair].void = decision is Decision.VOIDED

    @initialize(evening=st.just(TODAY), chosen=st.builds(Settings, st.booleans()))
    def begin_with_rules(self, evening: int, chosen: Settings) -> None:
        """The usual ones, for half of the events with the consent of both."""
        self.rule_by(evening, chosen)

    @rule(evening=evenings, chosen=st.builds(Settings, *[st.booleans()] * 5))
    def change_rules(self, evening: int, chosen: Settings) -> None:
        """The organiser changes what counts."""
        self.rule_by(evening, chosen)

    @rule(evening=evenings, now=moments, stays=st.sampled_from([False, False, True]), pair=two_organisations)
    def freeze_or_reopen(self, evening: int, now: datetime, stays: bool, pair: tuple[str, str]) -> None:  # noqa: FBT001 as Hypothesis passes it
        """The organiser ends contact tracking, which writes the standings down, perhaps too early."""
        model, event_id = self.models[evening], self.events[evening]
        if not model.is_closed:
            assert close_and_record(event_id, account_id=self.account_id, now=now) == "done"
            model.is_closed = True
            newest = select(FrozenResult).where(FrozenResult.event_id == event_id).order_by(FrozenResult.version)
            lines = frozen_standings(db.session.scalars(newest).all()[-1])
            frozen = sorted((line.rank, line.counted, line.contacts, line.organisations_met) for line in lines)
            assert frozen == sorted(place[:4] for place in model.places().values())
        self._merge(evening, *pair, now)
        if not stays:
            assert reopen(event_id, reason="Zu früh", account_id=self.account_id, now=now) == "done"
            model.open_again(now)
