"""What stands in the cells of a workbook (XLSX) that a stranger may have made?

Libraries for workbooks read styles, names and drawings, too, and trust what they find: a file of a few kilobytes
keeps them busy for half a minute. Of a list only the texts of one sheet are needed. They are read as a stream that is
given up as soon as it is longer, wider or deeper than a list; nothing is computed, no other file is opened.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from typing import NoReturn
from xml.parsers import expat

MOST_PARTS = 1000
MOST_UNPACKED = 20_000_000
"""Of one part; a sheet with 5,000 people has two million."""
MOST_ROWS = 20_000
"""Empty ones included: spreadsheets go on below their last row."""
MOST_TEXTS = 500_000
MOST_ELEMENTS = 1_000_000
"""Of one part: a sheet with 5,000 people and thirty columns has a third of them."""
LONGEST_CELL = 32_767
"""As in Excel."""
DEEPEST = 40
_PIECE = 65_536
_PLACE = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_WHOLE = re.compile("-?[0-9]+")
Attributes = Mapping[str, str]


class WorkbookError(Exception):
    """It is no workbook that can be read."""


class HostileError(WorkbookError):
    """It holds what no spreadsheet program writes, or far more than a list."""


class TooLongError(WorkbookError):
    """It has more rows than any list."""


class NoWorkbookError(WorkbookError):
    """A sound archive of something else: a text document, another program's spreadsheet."""


def first_sheet(content: bytes, *, most_rows: int, most_columns: int) -> list[tuple[int, list[str]]]:
    """The rows of the first sheet that is not hidden, each with its number, without those in which nothing stands.

    Args:
        content: The file.
        most_rows: With so many filled rows at the most, it is no list any more.
        most_columns: What stands further to the right is given as one cell more.

    Raises:
        WorkbookError: It is not read; the class says why.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _Parts(archive)
            sheet, texts = _where(parts)
            shared = _SharedTexts() if texts else None
            if shared is not None:
                parts.read(texts, shared)
            cells = _Cells(shared.texts if shared else [], most_rows, most_columns)
            parts.read(sheet, cells)
            return cells.rows
    except WorkbookError:
        raise
    except Exception as error:  # whatever a broken archive leads zipfile, zlib and expat to
        raise WorkbookError from error


class _Reader:
    """Follows the elements of one part; what they mean, the others know."""

    def __init__(self) -> None:
        self._depth = self._elements = 0

    def start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST or self._elements > MOST_ELEMENTS:
            raise HostileError
        self.begin(name.rpartition(" ")[2], attributes)

    def stop(self, name: str) -> None:
        self._depth -= 1
        self.end(name.rpartition(" ")[2])

    def begin(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """A piece of text."""


class _Parts:
    """The parts of a workbook."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._sizes = {part.filename: part.file_size for part in archive.infolist()}
        if len(archive.infolist()) > MOST_PARTS:
            raise HostileError

    def has(self, name: str) -> bool:
        return name in self._sizes

    def read(self, name: str, reader: _Reader) -> None:
        """Reads a part; zipfile unpacks no more of it than the directory says."""
        if self._sizes[name] > MOST_UNPACKED:
            raise HostileError
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.stop
        parser.CharacterDataHandler = reader.text
        parser.StartDoctypeDeclHandler = _refuse_declarations
        with self._archive.open(name) as file:
            while piece := file.read(_PIECE):
                parser.Parse(piece, False)
            parser.Parse(b"", True)


def _refuse_declarations(*_declared: object) -> NoReturn:
    """Entities, which can unpack to anything and name other files, are declared in a document type."""
    raise HostileError


class _Elements(_Reader):
    """All elements of a small part with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, Attributes]] = []

    def begin(self, name: str, attributes: Attributes) -> None:
        if len(self.found) > MOST_PARTS:
            raise HostileError
        self.found.append((name, {key.rpartition(" ")[2]: value for key, value in attributes.items()}))


def _where(parts: _Parts) -> tuple[str, str]:
    """Which part is the first sheet that is not hidden, and which holds the texts of all; "" for no such part."""
    if not parts.has("_rels/.rels"):
        raise NoWorkbookError
    roots = _relations(parts, "").values()
    book = next((target for kind, target in roots if kind == "officeDocument"), "")
    if not book.startswith("xl/"):  # a text document, a presentation
        raise NoWorkbookError
    relations = _relations(parts, book)
    elements = _Elements()
    parts.read(book, elements)
    sheets = [about for name, about in elements.found if name == "sheet"]
    sheets.sort(key=lambda about: about.get("state", "visible") != "visible")
    tables = [relations[about["id"]][1] for about in sheets if relations[about["id"]][0] == "worksheet"]
    if not tables:
        raise WorkbookError
    texts = next((target for kind, target in relations.values() if kind == "sharedStrings"), "")
    return tables[0], texts if parts.has(texts) else ""


def _relations(parts: _Parts, name: str) -> dict[str, tuple[str, str]]:
    """To which parts one leads: their kind and name, by the id of the relation."""
    folder, base = posixpath.split(name)
    elements = _Elements()
    parts.read(posixpath.join(folder, "_rels", f"{base}.rels"), elements)
    found = {}
    for kind, about in elements.found:
        if kind == "Relationship" and about.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, about["Target"]))
            found[about["Id"]] = (about["Type"].rpartition("/")[2], target.removeprefix("/"))
    return found


class _SharedTexts(_Reader):
    """The texts that cells name by their number."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._pieces: list[str] | None = None
        self._is_reading = True

    def begin(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002 as the others
        if name == "si":
            if len(self.texts) >= MOST_TEXTS:
                raise HostileError
            self.texts.append("")
        elif name == "rPh":  # how it is pronounced, in Japanese
            self._is_reading = False
        elif name == "t" and self._is_reading and self.texts:
            self._pieces = []

    def end(self, name: str) -> None:
        if name == "t" and self._pieces is not None:
            self.texts[-1] += "".join(self._pieces)
            self._pieces = None
        elif name == "rPh":
            self._is_reading = True

    def text(self, text: str) -> None:
        if self._pieces is not None:
            self._pieces.append(text)


class _Cells(_Reader):
    """The cells of a sheet."""

    def __init__(self, texts: list[str], most_rows: int, most_columns: int) -> None:
        super().__init__()
        self.rows: list[tuple[int, list[str]]] = []
        self._texts, self._most_rows, self._most_columns = texts, most_rows, most_columns
        self._row, self._column, self._type = 0, 0, "n"
        self._cells: dict[int, str] = {}
        self._value: list[str] | None = None
        self._length = 0

    def begin(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column, self._cells = 0, {}
        elif name == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            self._column = _column(place[1]) if place else self._column + 1
            self._type = attributes.get("t", "n")
        elif name == "v" or (name == "t" and self._type == "inlineStr"):
            self._value, self._length = [], 0

    def text(self, text: str) -> None:
        if self._value is not None:
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise HostileError
            self._value.append(text)

    def end(self, name: str) -> None:
        if name in {"v", "t"} and self._value is not None:
            column = min(self._column, self._most_columns + 1)
            read = _number if self._type == "n" else self._of_text
            self._cells[column] = self._cells.get(column, "") + read("".join(self._value))
            self._value = None
        elif name == "row":
            if self._row > MOST_ROWS:
                raise TooLongError
            if any(map(str.strip, self._cells.values())):
                if len(self.rows) >= self._most_rows:
                    raise TooLongError
                cells = [self._cells.get(column, "") for column in range(1, max(self._cells) + 1)]
                self.rows.append((self._row, cells))

    def _of_text(self, value: str) -> str:
        return self._texts[int(value)] if self._type == "s" else value


def _column(letters: str) -> int:
    """„A“ is 1, „Z“ is 26, „AA“ is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _number(value: str) -> str:
    """A number as it would be typed: what a spreadsheet took for one may be a telephone number."""
    if _WHOLE.fullmatch(value):
        return value
    number = float(value)
    return str(int(number)) if number.is_integer() else value
