"""How does a document reach its file page by page, so that a large batch takes no more memory than a small one?

ReportLab's own canvas keeps all pages until it is saved. Here each page is written, in ReportLab's own words, as soon
as it is done; what the pages share (fonts, pictures) follows at the end.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

# ReportLab wraps its streams in text by default; as plain bytes the file is a fifth smaller and sooner done.
rl_config.useA85 = 0

Matrix = tuple[float, float, float, float, float, float]
_VERSION = (1, 7)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What draws something; to be placed once or several times, on one page or on several."""

    operators: tuple[str, ...]
    """In the words of a PDF."""
    pictures: tuple[str, ...] = ()
    """Names of the pictures that the operators show: each page lists its own."""


class _Compressed(pdfdoc.PDFStreamFilterZCompress):  # type: ignore[misc] # ReportLab has no types
    """Makes pages small in three fifths of the time that zlib takes by itself; they are a sixth larger."""

    def encode(self, text: str) -> bytes:
        """The content of a page, smaller."""
        return zlib.compress(text.encode(), _LEVEL)


_COMPRESSED, _LEVEL = _Compressed(), 4


class StreamedCanvas(Canvas):  # type: ignore[misc] # ReportLab has no types
    """A canvas that lets go of each page when it is done."""

    def __init__(self, file: BinaryIO, size: tuple[float, float]) -> None:
        """Begins a document.

        Args:
            file: Receives it.
            size: Of its pages, in points.
        """
        super().__init__(file, pagesize=size, pageCompression=1)
        self._file = file
        self._length = 0
        self._write(b"".join(pdfdoc.PDFFile(_VERSION).strings))

    def recorded(self, draw: Callable[[], None]) -> Drawing:
        """Takes down what is drawn instead of drawing it; nothing of it may be transparent."""
        code, pictures = len(self._code), len(self._formsinuse)
        draw()
        drawing = Drawing(tuple(self._code[code:]), tuple(self._formsinuse[pictures:]))
        del self._code[code:], self._formsinuse[pictures:]
        return drawing

    def place(self, drawing: Drawing, matrix: Matrix) -> None:
        """Draws what was taken down, moved and turned."""
        numbers = " ".join(f"{number:.4f}".rstrip("0").rstrip(".") for number in matrix)
        self._code.extend((f"q {numbers} cm", *drawing.operators, "Q"))
        self._formsinuse.extend(name for name in drawing.pictures if name not in self._formsinuse)

    def showPage(self) -> None:  # noqa: N802 as ReportLab calls it
        """Writes the page out."""
        super().showPage()
        document = self._doc
        page = document.Pages.pages[-1]
        stream = pdfdoc.PDFStream(content=page.stream, filters=[_COMPRESSED])
        page.Contents = document.Reference(stream)
        page.stream = None
        for written in (stream, page):
            name = document.Reference(written).name
            self._write_object(name)
            document.idToObject[name] = None
        document.Pages.pages[-1] = pdfdoc.PDFObjectReference(name)

    def save(self) -> None:
        """Writes what the pages share, and the end of the document."""
        if self._code or not self._doc.Pages.pages:
            self.showPage()
        document = self._doc
        for font in document.delayedFonts:
            font.addObjects(document)
        document.info.invariant = document.invariant
        document.info.digest(document.signature)
        root, info = document.Reference(document.Catalog), document.Reference(document.info)
        document.Outlines.prepare(document, self)
        if document.Outlines.ready < 0:
            document.Catalog.Outlines = None
        names = self._write_rest()
        table = pdfdoc.PDFCrossReferenceTable()
        table.addsection(0, names)
        begins = self._write(table.format(document))
        trailer = pdfdoc.PDFTrailer(begins, Size=len(names) + 1, Root=root, Info=info, ID=document.ID())
        self._write(trailer.format(document))

    def _write_rest(self) -> list[str]:
        """Writes all objects that are not written yet; writing one may make others. Returns the names of all."""
        document = self._doc
        names: list[str] = []
        while (name := document.numberToId.get(len(names) + 1)) is not None:
            if name not in document.idToOffset:
                self._write_object(name)
            names.append(name)
        return names

    def _write_object(self, name: str) -> None:
        document = self._doc
        written = pdfdoc.PDFIndirectObject(name, document.idToObject[name]).format(document)
        document.idToOffset[name] = self._write(written)

    def _write(self, content: bytes) -> int:
        """Writes bytes; returns where they begin."""
        begins = self._length
        self._file.write(content)
        self._length += len(content)
        return begins
