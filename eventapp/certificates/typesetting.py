"""How do certificates become a PDF?

The compiler sees one folder with our template, the data and the pictures; no other file, no package, no system font.
Nothing of ours is imported here: press.py runs this file as a program, which is to begin at once.
"""

import base64
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).parent / "template"
_MAIN = "certificate.typ"
_DATA = "certificates.json"
_LOWEST = 19
"""Priority of the program: scans and the door keep their speed."""
STANDARD: Any = "ua-1"
"""PDF/UA-1: the compiler refuses whatever a screen reader could not read."""


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
        words: What all of them say: `check`, `logo_alt`, `signature_alt`.
        signer_name: Who signs, or "".
        signer_role: As what.
        pages: The certificates, at least one.
    """

    title: str
    author: str
    language: str
    words: Mapping[str, str]
    signer_name: str
    signer_role: str
    pages: Sequence[Page]


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of all certificates of a file, as PNG; None where there is none."""

    logo: bytes | None = None
    signature: bytes | None = None


def typeset(document: Document, pictures: Pictures, fonts: Path) -> bytes:
    """Sets a tagged PDF, one page for each certificate.

    Args:
        document: What to print.
        pictures: Pictures on it.
        fonts: Such as `static/vendor/fonts`.
    """
    return _compile(document, pictures, fonts, {"format": "pdf", "pdf_standards": STANDARD})


def picture_of(document: Document, pictures: Pictures, fonts: Path) -> bytes:
    """Draws the only page of a document as a PNG for the screen."""
    return _compile(document, pictures, fonts, {"format": "png", "ppi": 96})


def _compile(document: Document, pictures: Pictures, fonts: Path, options: Mapping[str, Any]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="eventapp-certificates-") as folder:
        root = Path(folder)
        for file in TEMPLATE.iterdir():
            shutil.copyfile(file, root / file.name)
        files = {name: _put(root / f"{name}.png", content) for name, content in asdict(pictures).items()}
        (root / _DATA).write_text(json.dumps({**asdict(document), **files}), "utf-8")
        compiler = typst.Compiler(
            root / _MAIN,
            root=root,
            font_paths=_fonts(fonts),
            ignore_system_fonts=True,
            # Folders that are not there: the template takes no package, and none is looked for.
            package_path=root / "packages",
            package_cache_path=root / "packages",
        )
        made = compiler.compile(**options)
    assert isinstance(made, bytes)  # noqa: S101 for mypy: a list comes of several pictures only
    return made


def _put(file: Path, content: bytes | None) -> str | None:
    if content is None:
        return None
    file.write_bytes(content)
    return file.name


@lru_cache(maxsize=2)
def _fonts(folder: Path) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def sent(document: Document, pictures: Pictures) -> bytes:
    """A document with its pictures, as this program takes it on its input."""
    coded = {name: base64.b64encode(content).decode() for name, content in asdict(pictures).items() if content}
    return json.dumps({"document": asdict(document), "pictures": coded}).encode()


def main() -> None:
    """Sets the document that stands in the input, with the fonts of the folder named, and writes the PDF."""
    os.nice(_LOWEST)
    received = json.load(sys.stdin.buffer)
    pages = [Page(**page) for page in received["document"].pop("pages")]
    pictures = {name: base64.b64decode(content) for name, content in received["pictures"].items()}
    document = Document(**received["document"], pages=pages)
    sys.stdout.buffer.write(typeset(document, Pictures(**pictures), Path(sys.argv[1])))


if __name__ == "__main__":
    main()
