"""Is everything that people read there in German too?"""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from eventapp import config

FOLDER = config.PACKAGE / "translations"
GERMAN = FOLDER / "de" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {
    name: arguments
    for names, arguments in (
        (("_", "gettext", "lazy_gettext", "_l"), (1,)),
        (("ngettext", "lazy_ngettext"), (1, 2)),
    )
    for name in names
}
SOURCES: tuple[tuple[Path, str, str], ...] = (
    (config.PACKAGE, "**.py", "python"),
    (config.BASE / "templates", "**", "jinja2.ext:babel_extract"),
)
CATALOGUES = sorted(FOLDER.rglob("*.po"))
"""German, and the words for those who are on first-name terms (tests/test_address.py says which)."""
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[#0\- +]*\d*(?:\.\d+)?[a-zA-Z%]")
Id = str | tuple[str, ...]


@cache
def messages_in_code() -> dict[Id, str]:
    """Every message in code and templates, with a place where it stands."""
    found: dict[Id, str] = {}
    for folder, files, method in SOURCES:
        for file, line, message, *_ in extract_from_dir(
            folder, [(files, method)], keywords=KEYWORDS, directory_filter=_also_macros
        ):
            found[message if isinstance(message, str) else tuple(message)] = f"{folder.name}/{file}:{line}"
    return found


def _also_macros(folder: str) -> bool:
    """Babel leaves out folders whose name begins with _, unless told otherwise."""
    return not Path(folder).name.startswith((".", "__"))


def catalogue(path: Path) -> Catalog:
    """A catalogue as it is compiled."""
    with path.open("rb") as file:
        return read_po(file, locale="de")


def entries(path: Path) -> dict[Id, Message]:
    """The messages of a catalogue, without its header."""
    return {
        message.id if isinstance(message.id, str) else tuple(message.id): message
        for message in catalogue(path)
        if message.id
    }


def texts(message: Message) -> list[str]:
    """The translations of a message: one, or one for each number."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def test_the_extraction_finds_all_kinds_of_messages() -> None:
    """Otherwise the tests below prove nothing: page, form, mail, number, and route are among what is found."""
    found = messages_in_code()
    assert len(found) > 400
    assert {"Badges", "Please enter your name.", ("Print the badge", "Print all %(num)s badges")} <= set(found)
    assert {place.partition("/")[0] for place in found.values()} == {"eventapp", "templates"}


def test_everything_is_translated() -> None:
    """No message of code or templates is missing in German, empty, or marked as doubtful."""
    german = entries(GERMAN)
    # A word for one is found without its number, too.
    german |= {key[0]: message for key, message in german.items() if isinstance(key, tuple)}
    lacking = {
        message: place
        for message, place in messages_in_code().items()
        if message not in german or not all(texts(german[message])) or german[message].fuzzy
    }
    assert lacking == {}


def test_nothing_is_left_over() -> None:
    """What no page says any more is translated no more."""
    assert set(entries(GERMAN)) - set(messages_in_code()) == set()
    assert not catalogue(GERMAN).obsolete


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_placeholders_agree(path: Path) -> None:
    """A name or number that a message is given is asked for by its translation, and nothing else is."""
    for message_id, message in entries(path).items():
        english = [message_id] if isinstance(message_id, str) else list(message_id)
        for source, translation in zip(english, texts(message), strict=True):
            expected, found = (set(PLACEHOLDER.findall(text)) for text in (source, translation))
            # „One person“ need not name the number.
            assert found == expected or (len(english) > 1 and found ^ expected <= {"%(num)s"}), source
