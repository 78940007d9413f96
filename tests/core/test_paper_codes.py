"""Whom somebody means by the signs that they typed from a door's paper."""

from eventapp.core.paper_codes import beginnings, people_meant

ANNA, BEN, CLEO = 1, 2, 3
SHORT = {"KAMT2345": ANNA, "KAMT2999": BEN, "WQXZ7777": CLEO, "KAMTABCD": BEN}
LONG = {"ABCDEFGHJKMNPQRSTUVWXYZ234": CLEO}


def test_a_beginning_is_as_long_as_it_must_be() -> None:
    """Four signs, and one more than are shared with any other code."""
    assert beginnings(SHORT) == {"KAMT2345": 6, "KAMT2999": 6, "WQXZ7777": 4, "KAMTABCD": 5}
    assert beginnings([]) == {}


def test_what_was_typed_is_understood_or_named() -> None:
    """Beginnings, whole codes with and without their gap, scanned badges; each person once, in the order typed."""
    for typed, people, unknown, shared in (
        ("", [], [], []),
        ("wqxz", [CLEO], [], []),
        ("kamt23, WQXZ7\nKAMT-2345;wqxz 7777", [ANNA, CLEO], [], []),
        ("WQXZ 7777 KAMT 2999", [CLEO, BEN], [], []),
        ("WQXZ KAMT23", [CLEO, ANNA], [], []),
        ("KAMT2", [], [], ["KAMT2"]),  # Anna's and Ben's
        ("KAM wqx 12 QQQQ", [], ["KAM", "wqx", "12", "QQQQ"], []),
        ("KAMT29 KAMTA", [BEN], [], []),  # the older badge of the same person
        ("HTTPS://X.DE/B/ABCDEFGHJKMNPQRSTUVWXYZ234", [CLEO], [], []),
        ("HTTPS://X.DE/B/ZBCDEFGHJKMNPQRSTUVWXYZ234", [], ["HTTPS://X.DE/B/ZBCDEFGHJKMNPQRSTUVWXYZ234"], []),
        ("KAMT29999", [], ["KAMT29999"], []),
    ):
        meant = people_meant(typed, SHORT, LONG)
        assert (list(meant.people), list(meant.unknown), list(meant.shared)) == (people, unknown, shared), typed
