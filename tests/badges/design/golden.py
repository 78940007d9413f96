"""Pictures of each template as it shall look: `python -m tests.badges.design.golden` makes them anew, to be seen.

One picture a template and paper: a short name, a long one, one of a host, two from far away, under each other.
"""

import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from eventapp.badges.design import Template, design_for
from eventapp.badges.design.badge import Badge
from eventapp.badges.design.composing import compose
from eventapp.badges.design.drawing import draw_badge
from eventapp.badges.fonts import Fonts, load_fonts
from eventapp.badges.stock import MM

FOLDER = Path(__file__).with_name("golden")
SIZES = {"card": (90, 54), "id1": (85.6, 54), "a6": (105, 148), "roll": (62, 29), "long-roll": (89, 36)}
_DOTS = {"a6": 48}
_USUAL_DOTS = 72
_ADDRESS = "HTTPS://TREFFEN.EXAMPLE/B/ABCDEFGHJKMNPQRSTUVWXYZ234"


def badge(name: str, organisation: str, role: str | None = None) -> Badge:
    """A badge of one event."""
    title, day = "Netzwerktreffen Niedersachsen", "21. November 2026"
    return Badge(name, organisation, title, _ADDRESS, "ABCD2345", role, day=day)


BADGES = [
    badge("Ana Li", "TU Clausthal"),
    badge(
        "Wolfgang-Amadeus Maximilian Freiherr von Hohenstein-Lichtenberg",
        "Landesbetrieb Mess- und Eichwesen Nordrhein-Westfalen, Betriebsstelle Düsseldorf",
    ),
    badge("Anna Schmidt", "Mittelstand-Digital Zentrum Hannover", "Host"),
    replace(badge("田中 さくら", "東京コンピューター研究所", "Pressesprecherin"), role_colour="#ffd400"),
    badge("محمد العلي", "جامعة القاهرة"),
]


def rendered(template: Template, paper: str, fonts: Fonts, folder: Path) -> Image.Image:
    """Draw the badges as a printer would, in grey."""
    width, height = SIZES[paper]
    design = design_for(width, height, template)
    canvas = Canvas(str(folder / "golden.pdf"), pagesize=(width * MM, height * len(BADGES) * MM))
    for number, each in enumerate(BADGES):
        canvas.saveState()
        canvas.translate(0, (len(BADGES) - 1 - number) * height * MM)
        draw_badge(canvas, compose(each, design, fonts))
        canvas.restoreState()
    canvas.save()
    dots = str(_DOTS.get(paper, _USUAL_DOTS))
    command = ["pdftoppm", "-r", dots, "-gray", "-singlefile", "golden.pdf", "golden"]
    subprocess.run(command, check=True, cwd=folder, timeout=60)
    with Image.open(folder / "golden.pgm") as picture:
        return picture.convert("L")


def file_of(template: Template, paper: str) -> Path:
    """Where the picture is kept."""
    return FOLDER / f"{template}-{paper}.png"


if __name__ == "__main__":
    fonts = load_fonts(Path(__file__).parents[3] / "static" / "vendor" / "fonts")
    with tempfile.TemporaryDirectory() as folder:
        for template in Template:
            for paper in SIZES:
                picture = rendered(template, paper, fonts, Path(folder))
                # Sixteen greys are enough to compare with, and keep the files small.
                picture.quantize(16).save(file_of(template, paper), optimize=True)
