"""What does a text with placeholders say to one person?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.mail_text import Placeholder, filled, unknown_placeholders

VALUES = {
    Placeholder.NAME: "Anna {link}",
    Placeholder.EVENT: "Treffen",
    Placeholder.DAYS: "2. Mai 2026",
    Placeholder.PLACE: "Kaiserslautern",
    Placeholder.LINK: "https://x.example/p/1",
}


@pytest.mark.parametrize(
    ("text", "expected", "unknown"),
    [
        ("Guten Tag {name}!", "Guten Tag Anna {link}!", []),  # a name is never read as a placeholder
        ("{Veranstaltung}/{event} {TERMIN}", "Treffen/Treffen 2. Mai 2026", []),
        ("{ ort }, {place}: {link}", "Kaiserslautern, Kaiserslautern: https://x.example/p/1", []),
        ("{vorname} {} {a b}", "{vorname} {} {a b}", ["vorname", "", "a b"]),
        ("{name", "{name", []),
        ("{\nname}", "{\nname}", []),
        ("{{name}}", "{Anna {link}}", []),
        ("{% raw %}{{ config }}", "{% raw %}{{ config }}", ["% raw %", " config "]),
    ],
)
def test_placeholders(text: str, expected: str, unknown: list[str]) -> None:
    """German and English names, in any case; what means nothing is named and stays."""
    assert filled(text, VALUES) == expected
    assert unknown_placeholders(text) == unknown


@given(st.text())
def test_any_text(text: str) -> None:
    """What is not in braces stays as it was written."""
    assert filled(text.replace("{", ""), VALUES) == text.replace("{", "")
