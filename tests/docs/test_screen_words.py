"""Does the German handbook call everything as the screen does?"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.checkout import ROOT
from tests.docs.markdown import documents, name, screen_words

CATALOGUE = ROOT / "eventapp/translations/de/LC_MESSAGES/messages.po"
METHODS = [("eventapp/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
NO_SCREEN_WORDS = {"Anführungszeichen", "100 %"}
"""Quoted in the handbook for what it is, and the printer's dialog."""
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
FILLED_IN = r"\d[\d:.]*"
"""The handbook quotes numbers and times in such places; with names, „Namensschild %(name)s“ would match much."""
HANDBOOK = [document for document in documents() if document.parent.name == "organisers"]


@cache
def patterns() -> list[re.Pattern[str]]:
    """Every German text that a page shows today, with room for what is filled in."""
    used = {
        _all_forms(message)[0]
        for _, _, message, _, _ in extract_from_dir(ROOT, METHODS, keywords=KEYWORDS, directory_filter=_is_ours)
    }
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    found = []
    for entry in catalogue:
        if _all_forms(entry.id)[0] in used:
            found += [_pattern(text) for text in _all_forms(entry.string) if text]
    return found


def _all_forms(message: str | Sequence[str | None] | None) -> list[str]:
    """A message, or its singular and its plural."""
    return [message or ""] if isinstance(message, str | None) else [form or "" for form in message]


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(FILLED_IN.join(re.escape(part) for part in PLACE.split(text)))


def _is_ours(folder: str) -> bool:
    return Path(folder).name not in {".venv", "node_modules", "vendor", "tests", "benchmarks", ".git"}


def is_on_screen(words: str) -> bool:
    """Whether a page shows exactly these words as one text."""
    return any(pattern.fullmatch(words) for pattern in patterns())


@pytest.mark.slow
@pytest.mark.parametrize("document", HANDBOOK, ids=name)
def test_quoted_words_stand_on_the_screen(document: Path) -> None:
    """What the handbook puts between „ and “ is a text of the German pages, letter by letter."""
    quoted = set(screen_words(document.read_text("utf-8"))) - NO_SCREEN_WORDS
    assert [words for words in sorted(quoted) if not is_on_screen(words)] == []


def test_words_that_no_page_shows_are_noticed() -> None:
    """Half a label, another spelling and an old text are none; a filled-in number is."""
    assert is_on_screen("Alle 113 Namensschilder drucken")
    assert not is_on_screen("Alle Namensschilder drucken bitte")
    assert not is_on_screen("Namensschild liegt bei")
    assert not is_on_screen("Kontakt-Graph")
    assert not is_on_screen("kontaktgraph")


def test_there_is_a_handbook() -> None:
    """And it quotes."""
    assert len(HANDBOOK) > 3
    assert sum(len(screen_words(document.read_text("utf-8"))) for document in HANDBOOK) > 80
