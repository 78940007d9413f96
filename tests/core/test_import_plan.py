"""Is each row of a list judged as its reader would, and never two rows about one person?"""

from dataclasses import replace

from eventapp.core.import_plan import Change, Fate, Reason, Standing, counted, digest, judge
from eventapp.core.people_list import ListedPerson

STANDING = [
    Standing(1, "Anna Schmidt", "IHK Pfalz", "anna@example.org", "+49 30 1234", "de", owns_phone=False),
    Standing(2, "Ben Öztürk", "", "", "", "de", owns_phone=False),
    Standing(3, "Ben Öztürk", "HWK", "", "", "de", owns_phone=False),
    Standing(4, "Dora Fuchs", "HWK", "", "", "de", owns_phone=False),
    Standing(5, "Dora Fuchs", "hwk", "dora@example.org", "+49 30 9", "de", owns_phone=True),
    Standing(6, "Emil Frei", "MDZ", "", "", "de", owns_phone=False),
]


def person(row: int, name: str, organisation: str = "", key: str = "", **more: str) -> ListedPerson:
    """A row."""
    return ListedPerson(row, name, organisation, email=key, email_key=key, **more)


def test_people_are_told_apart_by_address_or_by_name_and_organisation() -> None:
    """Each row with what happens to it, why, and by which earlier row."""
    anna, dora = "anna@example.org", "dora@example.org"
    rows = [
        (person(2, "Anna Schmidt", "ihk  pfalz", anna), Fate.SAME, None),
        (person(3, "Anna Schmitt", "", anna), Fate.REFUSED, Reason.TWICE),
        (person(4, "Anna Schmidt", "IHK Pfalz"), Fate.REFUSED, Reason.TWICE),  # the one of row 2, without an address
        (person(5, "ben öztürk"), Fate.SAME, None),
        (person(6, "Dora Fuchs", "HWK"), Fate.REFUSED, Reason.SEVERAL),
        (person(7, "Emil Frei"), Fate.REFUSED, Reason.NAMESAKE),
        (person(8, "Emil Frei", "IHK"), Fate.NEW, None),
        (person(9, "EMIL FREI", "ihk"), Fate.REFUSED, Reason.TWICE),
        (person(10, "Fee", key="fee@example.org", locale="en"), Fate.NEW, None),
        (person(11, "", problem="The name is missing."), Fate.REFUSED, Reason.WRONG),
        (person(12, "Dora Fuchs", key=dora, phone="+49 30 10"), Fate.REFUSED, Reason.OWN_PHONE),
    ]
    judged = judge([row for row, _, _ in rows], STANDING, is_recorded=False)
    assert [(row.fate, row.reason) for row in judged] == [(fate, reason) for _, fate, reason in rows]
    assert {row.person.row: row.earlier_row for row in judged if row.earlier_row} == {3: 2, 4: 2, 9: 8}
    assert counted(judged) == {Fate.REFUSED: 7, Fate.CHANGED: 0, Fate.NEW: 2, Fate.SAME: 2}


def test_changes_are_told_from_what_to_what() -> None:
    """What a row leaves empty stays; organisations stay where a result counts by them."""
    rows = [
        person(2, "Anna Schmidt-Au", "HWK", "anna@example.org", locale="en"),
        person(3, "Ben Öztürk", "HWK", phone="+49 1 23456"),
    ]
    judged = judge(rows, STANDING, is_recorded=False)
    assert [row.registration_id for row in judged] == [1, 3]
    assert judged[0].changes == (
        Change("name", "Anna Schmidt", "Anna Schmidt-Au"),
        Change("organisation", "IHK Pfalz", "HWK"),
        Change("locale", "de", "en"),
    )
    assert judged[1].changes == (Change("phone", "", "+49 1 23456"),)
    recorded = judge(rows, STANDING, is_recorded=True)
    assert [row.reason for row in recorded] == [Reason.RECORDED, None]
    as_before = [replace(each, owns_phone=True) if each.id == 6 else each for each in STANDING]
    assert digest(judged) == digest(judge(rows, as_before, is_recorded=False))
    assert len({digest(judged), digest(recorded), digest(judged[:1])}) == 3
