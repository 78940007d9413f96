"""Which of our fonts can print a text, and which of its characters can none of them print?"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from eventapp.core.text import clean_line

if TYPE_CHECKING:
    from eventapp.badges.scripts import Shaped

# Drawn in the place of a character that no font has, so that the gap is seen on paper too. DejaVu has it.
_REPLACEMENT = "\ufffd"

# Signs that look like one every font has. The joiner has no shape of its own.
_PLAIN = str.maketrans({"\u2010": "-", "\u2011": "-", "\u200d": None})


class Weight(StrEnum):
    """How heavy a text is set."""

    REGULAR = "regular"
    SEMIBOLD = "semibold"
    BOLD = "bold"


# Atkinson Hyperlegible Next first: made for telling letters apart. It is Latin only; DejaVu Sans has Greek,
# Cyrillic, Vietnamese and many more, in two weights.
_FILES = {
    Weight.REGULAR: ("AtkinsonHyperlegibleNext_400Regular.ttf", "DejaVuSans.ttf"),
    Weight.SEMIBOLD: ("AtkinsonHyperlegibleNext_600SemiBold.ttf", "DejaVuSans-Bold.ttf"),
    Weight.BOLD: ("AtkinsonHyperlegibleNext_700Bold.ttf", "DejaVuSans-Bold.ttf"),
}


class Typeface(Protocol):
    """What one text is set in."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def weight(self) -> int:
        """How heavy it is, as CSS counts."""

    def missing(self, text: str) -> set[str]:
        """Return the characters of a text that it lacks."""

    def width(self, text: str) -> float:
        """Measure a text set at 1 point, in points; the width grows with the size."""

    def shaped(self, text: str) -> "Shaped | None":
        """Return the glyphs of a line that is drawn as outlines; None for one that a registered font draws."""


class Face:
    """One font file, registered for drawing."""

    def __init__(self, path: Path) -> None:
        """Read and register the font.

        Args:
            path: a TrueType file.

        Raises:
            FileNotFoundError: there is none.
        """
        if not path.is_file():
            raise FileNotFoundError(f"The font {path} is missing: the installation fetches it into static/vendor")
        self.name, self.path = path.stem, path
        # asciiReadable would embed all of ASCII in each file, used or not.
        font = TTFont(self.name, str(path), asciiReadable=False)
        self._characters = frozenset(font.face.charToGlyph)
        self._widths, self._usual_width = font.face.charWidths, font.face.defaultWidth
        pdfmetrics.registerFont(font)

    @property
    def weight(self) -> int:
        """How heavy the font is, as CSS counts; its file is named after it."""
        number = re.search(r"_(\d{3})", self.name)
        return int(number[1]) if number else 700 if self.name.endswith("Bold") else 400

    def missing(self, text: str) -> set[str]:
        """Return the characters of a text that this font lacks."""
        if self._characters.issuperset(map(ord, text)):  # nearly always
            return set()
        return {character for character in text if ord(character) not in self._characters}

    def width(self, text: str) -> float:
        """Measure a text set at 1 point, in points; the width grows with the size."""
        widths, usual = self._widths, self._usual_width
        return 0.001 * float(sum([widths.get(character, usual) for character in map(ord, text)]))

    def shaped(self, _text: str) -> None:
        """Say that the font draws each text by itself."""
        return


@dataclass(frozen=True, slots=True)
class Setting:
    """A text ready to be drawn: the cleaned text, its font, and what it lacks."""

    text: str
    face: Typeface
    missing: tuple[str, ...]
    """Characters that no font has, in order; in `text` a replacement sign stands for each."""


class Fonts:
    """The fonts of one folder, two for each weight."""

    def __init__(self, folder: Path) -> None:
        """Read the fonts.

        Args:
            folder: such as `static/vendor/fonts`.

        Raises:
            FileNotFoundError: a font is missing, and which.
        """
        files = {name for names in _FILES.values() for name in names}
        faces = {name: Face(folder / name) for name in sorted(files)}
        self._folder = folder
        self._faces = {weight: tuple(faces[name] for name in names) for weight, names in _FILES.items()}

    def choose(self, text: str, weight: Weight) -> Setting:
        """Choose one registered font for a whole text, so that a name never changes its look in the middle.

        Args:
            text: anything; it is cleaned as typed text is.
            weight: how heavy it shall be.

        Returns:
            The text in the first font that has all of it, else in the one with most scripts.
        """
        line = _cleaned(text)
        return _setting(line, self._face(line, weight))

    def choose_of_all(self, text: str, weight: Weight) -> Setting:
        """Choose as `choose` does, but also among the scripts that must be drawn as outlines.

        Args:
            text: anything; it is cleaned as typed text is.
            weight: how heavy it shall be.

        Returns:
            The text in a font that `choose` takes, if there is one; else in one that joins letters, runs from the
            right or has Chinese, Japanese and Korean signs.
        """
        line = _cleaned(text)
        face = self._face(line, weight)
        if not face.missing(line) and not runs_right_to_left(line):
            return Setting(line, face, ())
        from eventapp.badges.scripts import face_for  # noqa: PLC0415 a program of megabytes, for few names

        return _setting(line, face_for(line, self._folder, face.weight, [face.path for face in self._faces[weight]]))

    def _face(self, line: str, weight: Weight) -> Face:
        faces = self._faces[weight]
        return next((face for face in faces if not face.missing(line)), faces[-1])


def _cleaned(text: str) -> str:
    return clean_line(text).translate(_PLAIN)


def _setting(line: str, face: Typeface) -> Setting:
    """Put a sign in the place of each character that is missing, and name it."""
    missing = face.missing(line)
    ordered = tuple(dict.fromkeys(character for character in line if character in missing))
    return Setting(line.translate(dict.fromkeys(map(ord, missing), _REPLACEMENT)), face, ordered)


@lru_cache(maxsize=2)
def load_fonts(folder: Path) -> Fonts:
    """Read the fonts of a folder, once per process.

    Args:
        folder: such as `static/vendor/fonts`.

    Raises:
        FileNotFoundError: a font is missing, and which.
    """
    return Fonts(folder)


def describe(character: str) -> str:
    """Name a character in plain ASCII, for a report: `U+1F600 GRINNING FACE`."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def runs_right_to_left(text: str) -> bool:
    """Tell whether a text holds letters that are written from the right, as Arabic and Hebrew are."""
    return not text.isascii() and any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)
