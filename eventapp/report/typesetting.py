"""How do a report and its pictures become files?"""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

from eventapp.badges.fonts import Weight, load_fonts
from eventapp.report.document import Document, Picture
from eventapp.typesetting import Manuscript, files_in, pdf_beside, png

TEMPLATE = Path(__file__).parent / "template"
_MAIN = "report.typ"
_DATA = "report.json"
_PICTURE_INCHES = 8
_PICTURE_PIXELS = 2400
"""Width of a picture for the press: 20 cm at 300 pixels an inch."""


def typeset(document: Document, fonts: Path) -> bytes:
    """Sets a report as a tagged PDF, in a process of its own.

    Args:
        document: What to print.
        fonts: Such as `static/vendor/fonts`.
    """
    pictures = {
        block.file: block.svg.encode()
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Picture)
    }
    data = _printable(json.dumps(asdict(document), ensure_ascii=False), fonts).encode()
    return pdf_beside(Manuscript(_MAIN, {**files_in(TEMPLATE), **pictures, _DATA: data}, fonts))


def picture_as_png(svg: str, fonts: Path) -> bytes:
    """Draws a picture for whoever cannot use an SVG."""
    template = (
        f'#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg", width: {_PICTURE_INCHES}in)\n'
    )
    files = {"picture.typ": template.encode(), "picture.svg": svg.encode()}
    return png(Manuscript("picture.typ", files, fonts), _PICTURE_PIXELS / _PICTURE_INCHES)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as one."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def _printable(text: str, fonts: Path) -> str:
    """A text with a sign of its own in the place of each letter that no font has."""
    lacking = {
        letter
        for weight in (Weight.REGULAR, Weight.BOLD)
        for letter in load_fonts(fonts).choose(text, weight).missing
    }
    return text.translate({ord(letter): "\ufffd" for letter in lacking})
