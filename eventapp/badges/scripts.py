"""How is a text set whose letters join, run from the right, or are as many as the Chinese ones?

As outlines: HarfBuzz chooses and places the glyphs, and both paper and preview draw their curves. So a browser needs
no font for them and shows what will be printed. The fonts are Noto's, each cut into files of some hundred signs; a
file is unpacked when a name first asks for one of its signs.
"""

import io
import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import uharfbuzz
from bidi import algorithm as bidi
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

_JAPANESE, _KOREAN, _CHINESE = "noto-sans-jp", "noto-sans-kr", "noto-sans-sc"
_ALPHABETS = ("noto-sans-arabic", "noto-sans-hebrew")
# The same sign is drawn a little differently in each country: the script beside it tells where a name is from.
_BY_SCRIPT = {"HIRAGANA": (_JAPANESE, _CHINESE, _KOREAN), "KATAKANA": (_JAPANESE, _CHINESE, _KOREAN)}
_BY_SCRIPT |= {"HANGUL": (_KOREAN, _CHINESE, _JAPANESE)}
_ELSE = (_CHINESE, _JAPANESE, _KOREAN)
_FROM_RIGHT = {"R", "AL", "AN"}
_SQUARE = 0.9
"""Chinese signs fill their square: set a little smaller, they are as high as our capitals and no higher."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The curves of a glyph in the font's units, upwards, as operators of a PDF and as data of an SVG path."""

    pdf: str
    svg: str


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph at its place in a line that is set at 1 point."""

    outline: Outline
    scale: float
    """From the font's units to points."""
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Shaped:
    """A line of glyphs from left to right, as it is seen, set at 1 point."""

    glyphs: tuple[Glyph, ...]
    width: float


@dataclass(frozen=True, slots=True)
class ShapedFace:
    """The fonts by which one text is set, as if they were one."""

    name: str
    """That of the plain font."""
    weight: int
    plain: Path
    """The font of letters that no font here has: Latin beside Chinese."""
    families: tuple[str, ...]
    """Folders of fonts, the first that has a sign is taken."""
    folder: Path

    def shaped(self, text: str) -> Shaped:
        """Place the glyphs of one line."""
        return _shaped(self, text)

    def width(self, text: str) -> float:
        """Measure a text set at 1 point, in points; the width grows with the size."""
        return self.shaped(text).width

    def missing(self, text: str) -> set[str]:
        """Return the characters of a text that none of the fonts has."""
        return {sign for sign in text if not self.file_of(sign)[1]}

    def file_of(self, character: str) -> tuple[Path, bool]:
        """Return the font of a character, and whether it really has it."""
        from_right = (
            unicodedata.bidirectional(character) in _FROM_RIGHT
        )  # the plain fonts have some, as letters alone
        if not from_right and _font(self.plain, self.weight).has(character):
            return self.plain, True
        for family in self.families:
            if path := _files(self.folder / family).get(ord(character)):
                return path, True
        return self.plain, _font(self.plain, self.weight).has(character)


def face_for(text: str, folder: Path, weight: int, plain: Sequence[Path]) -> ShapedFace:
    """Choose the fonts for a whole text.

    Args:
        text: cleaned.
        folder: such as `static/vendor/fonts`.
        weight: as CSS counts.
        plain: the fonts of all other letters, the best first.
    """
    names = {unicodedata.name(character, "").partition(" ")[0] for character in text}
    square = next((families for script, families in _BY_SCRIPT.items() if script in names), _ELSE)
    faces = [ShapedFace(path.stem, weight, path, (*_ALPHABETS, *square), folder) for path in plain]
    return next((face for face in faces if not face.missing(text)), faces[-1])


class _Font:
    """One font file at one weight."""

    def __init__(self, path: Path, weight: int) -> None:
        self._font = uharfbuzz.Font(_face(path))
        self._font.set_variations({"wght": weight})
        self._outlines: dict[int, Outline] = {}
        self.scale = (_SQUARE if path.parent.name in _ELSE else 1) / self._font.face.upem

    def has(self, character: str) -> bool:
        """Whether the font has a glyph for a character."""
        return bool(self._font.get_nominal_glyph(ord(character)))

    def glyphs(self, text: str, *, from_right: bool) -> tuple[list[Glyph], float]:
        """Shape a run of one direction; return its glyphs from left to right and its width at 1 point."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if from_right else "ltr"
        uharfbuzz.shape(self._font, buffer)
        glyphs, x = [], 0
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            outline = self._outline(info.codepoint)
            if outline.pdf:
                at = (x + place.x_offset) * self.scale, place.y_offset * self.scale
                glyphs.append(Glyph(outline, self.scale, *at))
            x += place.x_advance
        return glyphs, x * self.scale

    def _outline(self, glyph: int) -> Outline:
        if glyph not in self._outlines:
            pen = _Pen()
            self._font.draw_glyph_with_pen(glyph, pen)
            self._outlines[glyph] = Outline(" ".join(pen.pdf), "".join(pen.svg))
        return self._outlines[glyph]


class _Pen(BasePen):  # type: ignore[misc] # fontTools has no types
    """Writes curves down; the quadratic ones of TrueType become cubic, as PDF wants them."""

    def __init__(self) -> None:
        super().__init__()
        self.pdf: list[str] = []
        self.svg: list[str] = []

    def _write(self, pdf: str, svg: str, *points: tuple[float, float]) -> None:
        numbers = " ".join(f"{number:.4g}" for point in points for number in point)
        self.pdf.append(f"{numbers} {pdf}".lstrip())
        self.svg.append(f"{svg}{numbers}")

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 as fontTools calls it
        self._write("m", "M", point)

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802 as fontTools calls it
        self._write("l", "L", point)

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802 as fontTools calls it
        self._write("c", "C", *points)

    def _closePath(self) -> None:  # noqa: N802 as fontTools calls it
        self._write("h", "Z")


@lru_cache(maxsize=512)
def _face(path: Path) -> uharfbuzz.Face:
    """A font file as HarfBuzz reads it: unpacking takes a tenth of a second, so all weights share it."""
    data = path.read_bytes()
    if path.suffix == ".woff2":
        packed, unpacked = TTFont(io.BytesIO(data), recalcBBoxes=False), io.BytesIO()
        packed.flavor = None
        packed.save(unpacked, reorderTables=None)
        data = unpacked.getvalue()
    return uharfbuzz.Face(data)


@lru_cache(maxsize=2048)
def _font(path: Path, weight: int) -> _Font:
    return _Font(path, weight)


@lru_cache(maxsize=16)
def _files(family: Path) -> dict[int, Path]:
    """Which file of a family has which character, as its maker says."""
    if not (table := family / "unicode.json").is_file():
        raise FileNotFoundError(f"The font {table} is missing: the installation fetches it into static/vendor")
    files = {}
    for part, ranges in json.loads(table.read_text("utf-8")).items():
        path = family / f"{family.name}-{part.strip('[]')}-wght-normal.woff2"
        if path.is_file():
            files.update(dict.fromkeys(_code_points(ranges), path))
    return files


def _code_points(ranges: str) -> Iterator[int]:
    for piece in ranges.split(","):
        first, _, last = piece.strip().removeprefix("U+").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


@lru_cache(maxsize=4096)
def _shaped(face: ShapedFace, text: str) -> Shaped:
    glyphs: list[Glyph] = []
    x = 0.0
    for path, from_right, run in _runs(face, text):
        shaped, width = _font(path, face.weight).glyphs(run, from_right=from_right)
        glyphs += [Glyph(glyph.outline, glyph.scale, glyph.x + x, glyph.y) for glyph in shaped]
        x += width
    return Shaped(tuple(glyphs), x)


def _runs(face: ShapedFace, text: str) -> Iterator[tuple[Path, bool, str]]:
    """Divide a line into runs of one font and one direction, from left to right as they are seen."""
    files: list[Path] = []
    for character in text:
        # An accent stands in the font of the letter below it.
        is_accent = unicodedata.combining(character) and files
        files.append(files[-1] if is_accent else face.file_of(character)[0])
    for (path, level), places in groupby(_seen(text), key=lambda place: (files[place[0]], place[1])):
        run = "".join(text[number] for number in sorted(number for number, _ in places))
        yield path, bool(level % 2), run


def _seen(text: str) -> list[tuple[int, int]]:
    """Put the characters into the order in which they are seen: each one's number in the text and its level.

    The steps of `bidi.algorithm.get_display`, which gives the text alone; fonts place letters by their number.
    """
    storage = bidi.get_empty_storage()
    storage["base_level"] = bidi.get_base_level(text)
    storage["base_dir"] = "LR"[storage["base_level"]]
    bidi.get_embedding_levels(text, storage)
    for number, character in enumerate(storage["chars"]):
        character["number"] = number
    bidi.explicit_embed_and_overrides(storage)
    bidi.resolve_weak_types(storage)
    bidi.resolve_neutral_types(storage, debug=False)
    bidi.resolve_implicit_levels(storage, debug=False)
    bidi.reorder_resolved_levels(storage, debug=False)
    return [(character["number"], character["level"]) for character in storage["chars"]]
