"""What stands in a Markdown document: tables, headings, links, blocks of code, quoted words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.checkout import ROOT

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_SOURCE = re.compile(r'(?:src|srcset)="([^"]+)"')
_AUTOLINK = re.compile(r"<(https?://[^>]+)>")
_QUOTED = re.compile(r"„([^“]+)“")


@dataclass(frozen=True)
class Block:
    """A block of code in a document."""

    language: str
    code: str


@cache
def documents() -> tuple[Path, ...]:
    """All documents of the project."""
    return (*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md")))


def name(document: Path) -> str:
    """A document's path in the checkout."""
    return str(document.relative_to(ROOT))


def blocks(text: str) -> list[Block]:
    """The blocks of code in a text."""
    return [Block(language, code) for language, code in _FENCE.findall(text)]


def prose(text: str) -> str:
    """A text without its blocks of code and its code in lines."""
    return _CODE.sub("", _FENCE.sub("", text))


def links(text: str) -> list[str]:
    """Where a text leads: links and pictures."""
    rest = prose(text)
    return [*_LINK.findall(rest), *_SOURCE.findall(rest), *_AUTOLINK.findall(rest)]


def anchors(text: str) -> set[str]:
    """The names under which a page shows the headings of a text."""
    headings = re.findall(r"^#+ +(.+)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def rows(text: str, *header: str) -> list[tuple[str, ...]]:
    """The rows of the tables with this header.

    Raises:
        LookupError: There is no such table.
    """
    found: list[tuple[str, ...]] = []
    tables = list(_tables(text))
    wanted = [table for table in tables if table[0] == header]
    if not wanted:
        raise LookupError(f"no table with the header {header}")
    for table in wanted:
        found += table[2:]
    return found


def code_in(text: str) -> list[str]:
    """What stands between single backquotes."""
    return [part.strip("`") for part in _CODE.findall(_FENCE.sub("", text))]


def screen_words(text: str) -> list[str]:
    """What a text quotes from the screen, in „…“, with line breaks as blanks."""
    return [re.sub(r"\s+(?:> )?", " ", words) for words in _QUOTED.findall(prose(text))]


def _tables(text: str) -> Iterator[list[tuple[str, ...]]]:
    for table in re.findall(r"(?:^\|.*\|\n)+", text + "\n", re.MULTILINE):
        yield [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table.splitlines()]
