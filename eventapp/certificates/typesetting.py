"""What is printed on certificates, and how does it become a PDF (eventapp.typesetting)?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eventapp.typesetting import Manuscript, files_in, pdf, png

TEMPLATE = Path(__file__).parent / "template"
_MAIN = "certificate.typ"
_DATA = "certificates.json"
_SCREEN = 96
"""Pixels per inch."""


@dataclass(frozen=True, slots=True)
class Page:
    """One certificate, in the words that it prints; fonts have all of their letters (badges.fonts).

    Attributes:
        eyebrow: The series, on top.
        heading: What it is.
        name: Whose it is.
        name_font: The font family in which all of the name can be set.
        deed: What they did, such as "took part in".
        about: The event, or the series.
        place_and_time: One line.
        facts: Lines: hours, numbers.
        lights_up: It is a title.
        address: Where it can be checked, without the code.
        code: In groups.
        qr: An SVG picture of the whole address.
        qr_alt: What a screen reader says instead.
    """

    eyebrow: str
    heading: str
    name: str
    name_font: str
    deed: str
    about: str
    place_and_time: str
    facts: Sequence[str]
    lights_up: bool
    address: str
    code: str
    qr: str
    qr_alt: str


@dataclass(frozen=True, slots=True)
class Document:
    """Certificates of one kind and language in one file.

    Attributes:
        title: Of the file.
        author: Of the file: who runs the event.
        language: "de" or "en".
        words: What all of them say: `check`, `logo_alt`, `signature_alt`, `mark_means`.
        signer_name: Who signs, or "".
        signer_role: As what.
        pages: The certificates, at least one.
        mark: What stands across each page that states nothing, since the event is tried out; "" for all others.
    """

    title: str
    author: str
    language: str
    words: Mapping[str, str]
    signer_name: str
    signer_role: str
    pages: Sequence[Page]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of all certificates of a file, as PNG; None where there is none."""

    logo: bytes | None = None
    signature: bytes | None = None


def manuscript_of(document: Document, pictures: Pictures, fonts: Path) -> Manuscript:
    """What the compiler gets of certificates.

    Args:
        document: What to print.
        pictures: Pictures on it.
        fonts: Such as `static/vendor/fonts`.
    """
    there = {name: content for name, content in asdict(pictures).items() if content is not None}
    names = {name: f"{name}.png" if name in there else None for name in asdict(pictures)}
    data = json.dumps({**asdict(document), **names}).encode()
    files = {f"{name}.png": content for name, content in there.items()}
    return Manuscript(_MAIN, {**files_in(TEMPLATE), **files, _DATA: data}, fonts)


def typeset(document: Document, pictures: Pictures, fonts: Path) -> bytes:
    """Sets a tagged PDF, one page for each certificate."""
    return pdf(manuscript_of(document, pictures, fonts))


def picture_of(document: Document, pictures: Pictures, fonts: Path) -> bytes:
    """Draws the only page of a document as a PNG for the screen."""
    return png(manuscript_of(document, pictures, fonts), _SCREEN)
