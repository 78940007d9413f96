"""Does this scan make two attendees a contact, and does that contact count? The rules as tables."""

from datetime import UTC, datetime, timedelta

import pytest

from eventapp.core.contact_rules import (
    MISS_LIMIT,
    SPEED_LIMIT,
    Attendee,
    Confirmation,
    MadeContact,
    Reason,
    Rules,
    ScanFacts,
    Verdict,
    counts_since,
    judge,
    reason,
)

NINE = datetime(2026, 3, 4, 9, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)
ELEVEN = NINE + timedelta(hours=2)
STRANGER = {"code_known": False}
MUTUAL = Rules(confirmation=Confirmation.MUTUAL)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, Verdict.NEW_CONTACT),
        (STRANGER, Verdict.UNKNOWN_BADGE),
        (STRANGER | {"misses_lately": MISS_LIMIT}, Verdict.TOO_MANY_MISSES),
        ({"misses_lately": MISS_LIMIT}, Verdict.TOO_MANY_MISSES),
        ({"misses_lately": MISS_LIMIT - 1}, Verdict.NEW_CONTACT),
        ({"own_badge": True, "already_met": True}, Verdict.OWN_BADGE),
        ({"code_replaced": True}, Verdict.REPLACED_BADGE),
        ({"code_replaced": True, "own_badge": True}, Verdict.OWN_BADGE),
        ({"scanner_consents": False, "target_consents": False}, Verdict.NO_OWN_CONSENT),
        ({"target_consents": False, "tracking_open": False}, Verdict.NO_CONSENT),
        ({"already_met": True}, Verdict.ALREADY_MET),
        ({"already_met": True, "tracking_open": False}, Verdict.ALREADY_MET),
        ({"already_met": True, "new_contacts_lately": SPEED_LIMIT}, Verdict.ALREADY_MET),
        ({"already_met": True, "awaits_scanner": True}, Verdict.CONFIRMED),
        ({"already_met": True, "awaits_scanner": True, "tracking_open": False}, Verdict.ALREADY_MET),
        ({"tracking_open": False}, Verdict.CLOSED),
        ({"tracking_open": False, "both_checked_in": False}, Verdict.CLOSED),
        ({"new_contacts_lately": SPEED_LIMIT}, Verdict.TOO_FAST),
        ({"new_contacts_lately": SPEED_LIMIT - 1}, Verdict.NEW_CONTACT),
        ({"both_checked_in": False}, Verdict.NOT_CHECKED_IN),
    ],
)
def test_verdict_of_a_scan(facts: dict[str, bool | int], verdict: Verdict) -> None:
    """One row for each verdict and for each order of two that meet."""
    assert judge(ScanFacts(**{"code_known": True, **facts}), Rules()) is verdict  # type: ignore[arg-type] # a table


def test_arrival_does_not_matter_where_the_event_does_not_ask() -> None:
    """Without a door, a contact is new at once."""
    assert (
        judge(ScanFacts(code_known=True, both_checked_in=False), Rules(require_check_in=False)) is Verdict.NEW_CONTACT
    )


def test_the_hard_stop_is_far_above_what_honest_people_do() -> None:
    """Real conferences reach 26 new contacts in ten minutes, dense sensors 67 (networking.md §A)."""
    assert SPEED_LIMIT >= 60 + 26


MET = MadeContact(1, 1, 2, NINE)
ANNA, BEN = Attendee(1, 1, NINE), Attendee(2, 2, NINE)


@pytest.mark.parametrize(
    ("contact", "low", "high", "rules", "expected"),
    [
        (MET, ANNA, BEN, Rules(), Reason.COUNTS),
        (MadeContact(1, 1, 2, NINE, rejected=True), ANNA, BEN, Rules(), Reason.REJECTED),
        (MET, ANNA, Attendee(2, 2, NINE, is_staff=True), Rules(), Reason.STAFF),
        (MET, ANNA, Attendee(2, 1, NINE), Rules(), Reason.SAME_ORGANISATION),
        (MET, ANNA, Attendee(2, 1, NINE), Rules(require_other_organisation=False), Reason.COUNTS),
        (MET, Attendee(1, None, NINE), Attendee(2, None, NINE), Rules(), Reason.COUNTS),
        (MadeContact(1, 1, 2, NINE, met_before=True), ANNA, BEN, Rules(), Reason.MET_BEFORE),
        (MadeContact(1, 1, 2, NINE, met_before=True), ANNA, BEN, Rules(require_new_in_series=False), Reason.COUNTS),
        (MadeContact(1, 1, 2, NINE, known_before=True), ANNA, BEN, Rules(), Reason.KNOWN_BEFORE),
        (
            MadeContact(1, 1, 2, NINE, known_before=True),
            ANNA,
            BEN,
            Rules(require_not_known_before=False),
            Reason.COUNTS,
        ),
        (MET, ANNA, BEN, MUTUAL, Reason.NOT_CONFIRMED),
        (MadeContact(1, 1, 2, NINE, confirmed_at=TEN), ANNA, BEN, MUTUAL, Reason.COUNTS),
        (MET, ANNA, Attendee(2, 2), Rules(), Reason.NOT_CHECKED_IN),
        (MET, ANNA, Attendee(2, 2), Rules(require_check_in=False), Reason.COUNTS),
    ],
)
def test_reason_of_a_contact(
    contact: MadeContact, low: Attendee, high: Attendee, rules: Rules, expected: Reason
) -> None:
    """One row for each rule, on and off."""
    assert reason(contact, low, high, rules) is expected


@pytest.mark.parametrize(
    ("contact", "low", "rules", "expected"),
    [
        (MadeContact(1, 1, 2, TEN), ANNA, Rules(), TEN),
        (MET, Attendee(1, 1, ELEVEN), Rules(), ELEVEN),
        (MET, Attendee(1, 1, ELEVEN), Rules(require_check_in=False), NINE),
        (MadeContact(1, 1, 2, NINE, confirmed_at=TEN), ANNA, MUTUAL, TEN),
        (MadeContact(1, 1, 2, NINE, confirmed_at=TEN), ANNA, Rules(), NINE),
    ],
)
def test_a_contact_counts_since_its_last_condition_came_true(
    contact: MadeContact, low: Attendee, rules: Rules, expected: datetime
) -> None:
    """Meeting, arrival of both, and agreement where the event asks for it."""
    assert counts_since(contact, low, BEN, rules) == expected
