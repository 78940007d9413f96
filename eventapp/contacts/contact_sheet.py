"""How does a person's list of contacts look on paper? A4, with note and follow-up, in the fonts of the badges."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from eventapp.badges.design.drawing import ACCENT, INK, SOFT_INK, draw_text
from eventapp.badges.fonts import Fonts, Typeface, Weight
from eventapp.badges.stock import MM
from eventapp.contacts.exports import Card

_LEFT, _RIGHT, _TOP, _BOTTOM = 20 * MM, 20 * MM, 20 * MM, 22 * MM
_INDENT = 8 * MM
_LEADING = 1.35
_GAP = 4 * MM
_WIDTH, _HEIGHT = A4


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on the sheet besides the contacts, in the reader's language.

    Attributes:
        title: The heading, also the title of the document.
        subtitle: Below it.
        tags: Before the tags.
        follow_up: Before what is to be done.
        until: Before the day until which.
        note: Before the note.
        page: With {number} and {count}.
        day: How a day is written.
    """

    title: str
    subtitle: str
    tags: str
    follow_up: str
    until: str
    note: str
    page: str
    day: Callable[[date], str]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of type."""

    text: str
    face: Typeface
    size: float
    soft: bool = False

    @property
    def height(self) -> float:
        return self.size * _LEADING


_Block = tuple[_Line, ...]
"""The lines of one contact."""


def contact_sheet(cards: Iterable[Card], words: Words, fonts: Fonts) -> bytes:
    """The list as a PDF; with no contacts, one page that says whose list it is.

    Args:
        cards: In the order of the list.
        words: What else stands there.
        fonts: The fonts to choose from.
    """
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, pageCompression=1)
    canvas.setTitle(words.title)
    canvas.setCreator("eventapp")
    head = (
        *_wrapped(words.title, Weight.BOLD, 20, fonts, _WIDTH - _LEFT - _RIGHT),
        *_wrapped(words.subtitle, Weight.REGULAR, 10.5, fonts, _WIDTH - _LEFT - _RIGHT, soft=True),
    )
    pages = list(_pages(head, [_block(card, words, fonts) for card in cards]))
    for number, blocks in enumerate(pages, start=1):
        _draw_page(canvas, blocks, has_head=number == 1)
        foot = fonts.choose(words.page.format(number=number, count=len(pages)), Weight.REGULAR)
        canvas.setFillColor(SOFT_INK)
        canvas.setFont(foot.face.name, 9)
        canvas.drawRightString(_WIDTH - _RIGHT, 12 * MM, foot.text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _block(card: Card, words: Words, fonts: Fonts) -> _Block:
    room = _WIDTH - _LEFT - _RIGHT - _INDENT
    note = card.note
    day = f"{words.until} {words.day(note.follow_up_on)}" if note.follow_up_on else ""
    about = (
        card.organisation,
        "  ·  ".join(part for part in (card.email, card.phone) if part),
        f"{words.day(card.met_at.date())}, {card.met_at:%H:%M}",
    )
    kept = (
        (words.tags, ", ".join(note.tags)),
        (words.follow_up, "  ·  ".join(part for part in (note.follow_up, day) if part)),
        (words.note, note.text),
    )
    lines = list(_wrapped(card.name, Weight.SEMIBOLD, 12, fonts, room))
    for text in about:
        lines += _wrapped(text, Weight.REGULAR, 9.5, fonts, room, soft=True)
    for label, text in kept:
        for line in f"{label}: {text}".split("\n") if text else ():
            lines += _wrapped(line, Weight.REGULAR, 9.5, fonts, room)
    return tuple(lines)


def _wrapped(  # noqa: PLR0913 a line of type has these
    text: str, weight: Weight, size: float, fonts: Fonts, room: float, *, soft: bool = False
) -> Iterator[_Line]:
    """Breaks a text into lines, between words where that goes, inside of a word that is longer than a line."""
    setting = fonts.choose_of_all(text, weight)
    line = ""
    for word in setting.text.split(" "):
        longer = f"{line} {word}" if line else word
        if setting.face.width(longer) * size <= room:
            line = longer
            continue
        if line:
            yield _Line(line, setting.face, size, soft)
        line = word
        while setting.face.width(line) * size > room:
            kept = _start_of(line, setting.face, room / size)
            yield _Line(kept, setting.face, size, soft)
            line = line[len(kept) :]
    if line:
        yield _Line(line, setting.face, size, soft)


def _start_of(word: str, face: Typeface, room: float) -> str:
    """As many letters as fit, at least one."""
    used = 0.0
    for number, letter in enumerate(word):
        used += face.width(letter)
        if used > room:
            return word[: max(number, 1)]
    return word


def _pages(head: _Block, blocks: Sequence[_Block]) -> Iterator[list[_Block]]:
    """Deals the contacts out to pages; one that does not fit goes to the next page, one longer than a page is cut."""
    room = _HEIGHT - _TOP - _BOTTOM
    page: list[_Block] = [head]
    used = _height(head)
    for block in blocks:
        for piece in _pieces(block, room - _GAP):
            if page and used + _GAP + _height(piece) > room:
                yield page
                page, used = [], 0.0
            page.append(piece)
            used += _GAP + _height(piece)
    yield page


def _pieces(block: _Block, room: float) -> Iterator[_Block]:
    piece: list[_Line] = []
    used = 0.0
    for line in block:
        if used + line.height > room:
            yield tuple(piece)
            piece, used = [], 0.0
        piece.append(line)
        used += line.height
    yield tuple(piece)


def _height(block: _Block) -> float:
    return sum(line.height for line in block)


def _draw_page(canvas: Canvas, blocks: Sequence[_Block], *, has_head: bool) -> None:
    """Draws the contacts of a page as nodes on a thread, as the list on the screen has them."""
    y = _HEIGHT - _TOP
    nodes: list[float] = []
    for number, block in enumerate(blocks):
        is_head = has_head and number == 0
        if number:
            y -= _GAP
        if not is_head:
            nodes.append(y - block[0].size * 0.9)
        for line in block:
            y -= line.height
            canvas.setFillColor(SOFT_INK if line.soft else INK)
            x = _LEFT if is_head else _LEFT + _INDENT
            draw_text(canvas, line.face, line.text, size=line.size, at=(x, y))
    _draw_thread(canvas, nodes)


def _draw_thread(canvas: Canvas, nodes: Sequence[float]) -> None:
    canvas.setStrokeColor(ACCENT)
    canvas.setFillColor(ACCENT)
    canvas.setLineWidth(0.8)
    x = _LEFT + 1.5 * MM
    if len(nodes) > 1:
        canvas.line(x, nodes[0], x, nodes[-1])
    for y in nodes:
        canvas.circle(x, y, 1.3 * MM, stroke=0, fill=1)
