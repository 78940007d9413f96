"""How will a badge look? The same lines at the same places as on paper, drawn for a page."""

import base64
from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from eventapp.badges.design import Design
from eventapp.badges.design.badge import Badge
from eventapp.badges.design.composing import compose
from eventapp.badges.design.composition import Area, Box, Code, Image, Line, Thread
from eventapp.badges.design.fields import ACCENT, INK
from eventapp.badges.fonts import Fonts, load_fonts
from eventapp.badges.printing import Edition, as_badge
from eventapp.badges.qr import svg_outline
from eventapp.badges.queries import Holder
from eventapp.badges.sheet.back import MARGIN, lay_out
from eventapp.badges.sheet.options import Passage
from eventapp.badges.stock import MM, Stock

if TYPE_CHECKING:
    from eventapp.badges.scripts import Shaped


def badge_picture(holder: Holder, edition: Edition, design: Design, title: str) -> Markup:
    """Draw somebody's badge for a web page.

    Args:
        holder: Whose badge.
        edition: What all badges of the event have in common.
        design: How it looks.
        title: What a screen reader says, translated.

    Returns:
        As `picture_of`.
    """
    return picture_of(as_badge(holder, edition, design), design, load_fonts(edition.fonts), title)


def picture_of(badge: Badge, design: Design, fonts: Fonts, title: str) -> Markup:
    """Draw a badge for a web page.

    Args:
        badge: Its values.
        design: How it looks.
        fonts: As on paper.
        title: What a screen reader says, translated.

    Returns:
        An `<svg class="badge-picture">` without inline style, safe to stand in a template; the page's CSS sizes
        it; its inks are those of the paper in every theme.
    """
    composition = compose(badge, design, fonts)
    width, height = design.width * MM, design.height * MM
    background = composition.background
    parts = (
        "" if background is None else _image(background, height),
        *(_area(area, height) for area in composition.areas),
        *(_image(image, height) for image in composition.images),
        *(_thread(thread, height) for thread in composition.threads),
        *(_code(code, height) for code in composition.codes),
        *(_text(line, height) for line in composition.lines),
    )
    return _page(width, height, parts, title)


def text_picture(passages: tuple[Passage, ...], stock: Stock, fonts: Fonts, title: str) -> Markup:
    """Draw the text on all backs for a web page, set as on paper.

    Args:
        passages: Its parts.
        stock: Says how large a badge is.
        fonts: As on paper.
        title: What a screen reader says, translated.

    Returns:
        As `picture_of`.
    """
    text, height = lay_out(passages, stock, fonts), stock.height * MM
    lines = (
        Line(row.text, row.setting.face, text.size, MARGIN * MM, row.baseline, ACCENT if row.is_heading else INK)
        for row in text.rows
    )
    return _page(stock.width * MM, height, (_text(line, height) for line in lines), title)


def _page(width: float, height: float, parts: Iterable[str], title: str) -> Markup:
    """Put what is drawn on white paper."""
    return Markup(  # noqa: S704 - numbers and colours of our own, and every text is escaped
        f'<svg class="badge-picture" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.2f} {height:.2f}" '
        f'role="img" aria-label="{escape(title)}">'
        f'<path fill="#fff" d="M0 0h{width:.2f}v{height:.2f}h-{width:.2f}z"/>{"".join(parts)}</svg>'
    )


def _area(area: Area, height: float) -> str:
    corners = f' rx="{area.radius:.2f}"' if area.radius else ""
    return f'<rect fill="{area.colour}" {_place(area.box, height)}{corners}/>'


def _image(image: Image, height: float) -> str:
    content = base64.b64encode(image.picture.content).decode()
    address = f"data:{image.picture.media_type};base64,{content}"
    return f'<image {_place(image.box, height)} preserveAspectRatio="none" href="{address}"/>'


def _place(box: Box, height: float) -> str:
    y = height - box.y - box.height
    return f'x="{box.x:.2f}" y="{y:.2f}" width="{box.width:.2f}" height="{box.height:.2f}"'


def _thread(hangs: Thread, height: float) -> str:
    # Points from the lower left corner, as on paper: this group turns the page's own direction round.
    curve = (
        f"M{hangs.start:.2f} {hangs.height:.2f}C{hangs.start + hangs.reach:.2f} {hangs.height - hangs.sag:.2f} "
        f"{hangs.end - hangs.reach:.2f} {hangs.height + hangs.sag:.2f} {hangs.end:.2f} {hangs.height:.2f}"
    )
    node, ink = f'cy="{hangs.height:.2f}" r="{hangs.radius:.2f}"', hangs.colour
    first = "" if hangs.first is None else f'<circle cx="{hangs.first:.2f}" {node}/>'
    return (
        f'<g transform="matrix(1 0 0 -1 0 {height:.2f})" '
        f'fill="{ink}" stroke="{ink}" stroke-linecap="round" stroke-width="{hangs.radius * 0.3:.2f}">'
        f'{first}<circle cx="{hangs.last:.2f}" {node} fill="none"/>'
        f'<path d="{curve}" fill="none"/></g>'
    )


def _code(code: Code, height: float) -> str:
    module = code.box.width / code.matrix.outer_size
    top = height - code.box.y - code.box.height
    place = f"matrix({module:.5f} 0 0 {module:.5f} {code.box.x:.2f} {top:.2f})"
    return (
        f'<rect fill="#fff" {_place(code.box, height)}/>'
        f'<path transform="{place}" shape-rendering="crispEdges" d="{svg_outline(code.matrix)}"/>'
    )


def _text(line: Line, height: float) -> str:
    """Set a line as wide as on paper, whatever font the browser takes."""
    y = height - line.y
    shaped = line.face.shaped(line.text)
    if shaped:
        place = f"matrix({line.size:.2f} 0 0 {-line.size:.2f} {line.x:.2f} {y:.2f})"
        return _outlines(shaped, place, line.colour)
    return (
        f'<text fill="{line.colour}" x="{line.x:.2f}" y="{y:.2f}" font-size="{line.size:.2f}" '
        f'font-weight="{line.face.weight}" textLength="{line.width:.2f}" lengthAdjust="spacingAndGlyphs">'
        f"{escape(line.text)}</text>"
    )


def _outlines(shaped: "Shaped", place: str, ink: str) -> str:
    """Draw the glyphs of a line that are drawn on paper, too."""
    glyphs = "".join(
        f'<path transform="matrix({glyph.scale:.6f} 0 0 {glyph.scale:.6f} {glyph.x:.4f} {glyph.y:.4f})" '
        f'd="{glyph.outline.svg}"/>'
        for glyph in shaped.glyphs
    )
    return f'<g fill="{ink}" transform="{place}">{glyphs}</g>'
