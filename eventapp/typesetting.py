"""How do words and pictures become a PDF?

The compiler sees one folder with a template, its data and its pictures; no other file, no package, no system font.
Nothing of ours is imported here: `pdf_beside` runs this file as a program, which is to begin at once.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

STANDARD: Any = "ua-1"
"""PDF/UA-1: the compiler refuses whatever a screen reader could not read."""
_LOWEST = 19
"""Priority of the program: scans and the door keep their speed."""
_LONGEST = 120
"""Seconds; a file takes one or two."""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What is to be set.

    Attributes:
        main: The name of the template that says how.
        files: What the compiler sees, by name: templates, data, pictures.
        fonts: Such as `static/vendor/fonts`; the compiler sees these too.
    """

    main: str
    files: Mapping[str, bytes]
    fonts: Path


def pdf(manuscript: Manuscript) -> bytes:
    """Sets a tagged PDF."""
    return _compile(manuscript, {"format": "pdf", "pdf_standards": STANDARD})


def png(manuscript: Manuscript, pixels_per_inch: float) -> bytes:
    """Draws a document of one page as a picture."""
    return _compile(manuscript, {"format": "png", "ppi": pixels_per_inch})


def pdf_beside(manuscript: Manuscript) -> bytes:
    """Sets a tagged PDF in a process of the lowest priority; the caller waits, and nobody else.

    Raises:
        subprocess.SubprocessError: It could not be set; what the process said is in the log of the server.
    """
    files = {name: base64.b64encode(content).decode() for name, content in manuscript.files.items()}
    done = subprocess.run(  # noqa: S603 a program of our own
        [sys.executable, "-P", __file__, str(manuscript.fonts)],
        input=json.dumps({"main": manuscript.main, "files": files}).encode(),
        stdout=subprocess.PIPE,
        timeout=_LONGEST,
        check=True,
    )
    return done.stdout


def files_in(folder: Path) -> dict[str, bytes]:
    """The files of a template by name."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def _compile(manuscript: Manuscript, options: Mapping[str, Any]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="eventapp-typesetting-") as folder:
        root = Path(folder)
        for name, content in manuscript.files.items():
            (root / name).write_bytes(content)
        compiler = typst.Compiler(
            root / manuscript.main,
            root=root,
            font_paths=_fonts(manuscript.fonts),
            ignore_system_fonts=True,
            # Folders that are not there: the templates take no package, and none is looked for.
            package_path=root / "packages",
            package_cache_path=root / "packages",
        )
        made = compiler.compile(**options)
    assert isinstance(made, bytes)  # noqa: S101 for mypy: a list comes of several pictures only
    return made


@lru_cache(maxsize=2)
def _fonts(folder: Path) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def main() -> None:
    """Sets the document that stands in the input, with the fonts of the folder named, and writes the PDF."""
    os.nice(_LOWEST)
    received = json.load(sys.stdin.buffer)
    files = {name: base64.b64decode(content) for name, content in received["files"].items()}
    sys.stdout.buffer.write(pdf(Manuscript(received["main"], files, Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
