"""Which names of organisations are taken for one, and which are not?"""

import pytest

from eventapp.core.organisation_names import likely_same

SAME = [
    ("MDZ Kaiserslautern", "Mittelstand-Digital Zentrum Kaiserslautern"),
    ("DFKI", "Deutsches Forschungszentrum für Künstliche Intelligenz"),
    ("TU Kaiserslautern", "Technische Universität Kaiserslautern"),
    ("Fraunhofer IESE", "Fraunhofer-IESE"),
    ("Fraunhofer IESE", "FRAUNHOFER IESE"),
    ("FraunhoferIESE", "Fraunhofer IESE"),
    ("Müller Werkzeugbau", "Mueller Werkzeugbau"),
    ("Müller GmbH & Co. KG", "Müller"),
    ("Förderkreis e. V.", "Förderkreis"),
    ("Verein der Freunde e.V.", "Verein Freunde"),
    ("Handwerkskammer", "Handwerkskamer"),
    ("Handwerkskammer", "Handwerkskammmer"),
    ("Handwerkskammer", "Handwrekskammer"),
    ("Universität Mainz", "Universitat Mainz"),
]
DIFFERENT = [
    ("MDZ Kaiserslautern", "MDZ Hannover"),
    ("IHK Pfalz", "HWK Pfalz"),
    ("Werk 12", "Werk 13"),
    ("Grundschule 112233", "Grundschule 112234"),
    ("Universität Mainz", "Universität Trier"),
    ("Siemens", "Siemens Energy"),
    ("Mittelstand-Digital Zentrum Kaiserslautern", "Mainzer Dom Zeitung Kaiserslautern"),
    ("Bosch", "BASF"),
    ("AG", "GmbH"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_are_taken_for_one(one: str, other: str) -> None:
    """In whichever order they stand."""
    assert likely_same({1: one, 2: other}) in ([(1, 2)], [(2, 1)])
    assert likely_same({1: other, 2: one}) in ([(1, 2)], [(2, 1)])


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_are_taken_for_two(one: str, other: str) -> None:
    """A guess too many costs the organiser's patience."""
    assert likely_same({1: one, 2: other}) == []


def test_pairs_come_in_the_order_of_names() -> None:
    """Each pair once, and each in the order in which a list of names has them."""
    names = {7: "Zentrum Nord", 3: "ZN", 5: "Äpfel & Co", 4: "Aepfel", 9: "Ohne Zwilling"}
    assert likely_same(names) == [(4, 5), (7, 3)]


def test_five_hundred_names_are_no_work() -> None:
    """As many as an event can suggest: what is compared grows with the names, not with their pairs."""
    names = {number: f"Gesellschaft für angewandte Dinge {chr(97 + number % 26)}{number}" for number in range(500)}
    assert likely_same(names) == []
    assert likely_same({}) == []


def test_endless_names_are_compared_as_they_are_written() -> None:
    """A name of a hundred words would have thousands of short forms, and two thousand such names stop a server."""
    endless = {number: " ".join(f"{chr(97 + place % 26)}{number}" for place in range(90)) for number in range(2000)}
    assert likely_same({**endless, 2000: f"{endless[7].title()} GmbH"}) == [(7, 2000)]
