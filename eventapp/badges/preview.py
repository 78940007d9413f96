"""How will a badge look? The same lines at the same places as on paper, drawn for a page."""

from markupsafe import Markup, escape
from reportlab.lib.colors import Color

from eventapp.badges.fonts import load_fonts
from eventapp.badges.printing import Edition, as_badge
from eventapp.badges.qr import QrMatrix, svg_outline
from eventapp.badges.queries import Holder
from eventapp.badges.sheet import Layout
from eventapp.badges.sheet.composing import Line, compose
from eventapp.badges.sheet.drawing import ACCENT, INK, SOFT_INK, Thread, thread_of
from eventapp.badges.sheet.stock import MM, Design, stock_of


def badge_picture(holder: Holder, edition: Edition, layout: Layout, title: str) -> Markup:
    """Draw a badge for a web page.

    Args:
        holder: Whose badge.
        edition: What all badges of the event have in common.
        layout: The paper.
        title: What a screen reader says, translated.

    Returns:
        An `<svg class="badge-picture">` without inline style, safe to stand in a template; the page's CSS sizes
        it; its inks are those of the paper in every theme.
    """
    design = stock_of(layout).design
    composition = compose(as_badge(holder, edition), design, load_fonts(edition.fonts))
    width, height = design.width * MM, design.height * MM
    # Points from the lower left corner, as on paper: this group turns the page's own direction round.
    shapes = _thread(thread_of(composition.thread_from, design))
    texts = "".join(_text(line, height) for line in composition.lines)
    return Markup(  # noqa: S704 - numbers of our own, and every text is escaped
        f'<svg class="badge-picture" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.2f} {height:.2f}" '
        f'role="img" aria-label="{escape(title)}">'
        f'<path fill="#fff" d="M0 0h{width:.2f}v{height:.2f}h-{width:.2f}z"/>'
        f'<g transform="matrix(1 0 0 -1 0 {height:.2f})">{shapes}</g>'
        f"{_qr(composition.qr, design)}{texts}</svg>"
    )


def _thread(hangs: Thread) -> str:
    curve = (
        f"M{hangs.start:.2f} {hangs.height:.2f}C{hangs.start + hangs.reach:.2f} {hangs.height - hangs.sag:.2f} "
        f"{hangs.end - hangs.reach:.2f} {hangs.height + hangs.sag:.2f} {hangs.end:.2f} {hangs.height:.2f}"
    )
    node, ink = f'cy="{hangs.height:.2f}" r="{hangs.radius:.2f}"', _ink(ACCENT)
    return (
        f'<g fill="{ink}" stroke="{ink}" stroke-linecap="round" stroke-width="{hangs.radius * 0.3:.2f}">'
        f'<circle cx="{hangs.first:.2f}" {node}/><circle cx="{hangs.last:.2f}" {node} fill="none"/>'
        f'<path d="{curve}" fill="none"/></g>'
    )


def _qr(matrix: QrMatrix, design: Design) -> str:
    module = design.qr_side * MM / matrix.outer_size
    top = (design.height - design.qr_bottom - design.qr_side) * MM
    place = f"matrix({module:.5f} 0 0 {module:.5f} {design.qr_left * MM:.2f} {top:.2f})"
    return f'<path transform="{place}" shape-rendering="crispEdges" d="{svg_outline(matrix)}"/>'


def _text(line: Line, height: float) -> str:
    """Set a line as wide as on paper, whatever font the browser takes for a script that ours does not have."""
    width = line.face.width(line.text) * line.size + line.spacing * (len(line.text) - 1)
    x = line.x - width / 2 if line.centred else line.x
    return (
        f'<text fill="{_ink(SOFT_INK if line.soft else INK)}" x="{x:.2f}" y="{height - line.y:.2f}" '
        f'font-size="{line.size:.2f}" font-weight="{line.face.weight}" '
        f'textLength="{width:.2f}" lengthAdjust="spacingAndGlyphs">'
        f"{escape(line.text)}</text>"
    )


def _ink(colour: Color) -> str:
    return f"#{colour.hexval()[2:]}"
