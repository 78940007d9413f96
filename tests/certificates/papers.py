"""Documents to be set, and what can be read back from paper: text, pictures, codes, structure."""

import io
from dataclasses import replace

import zxingcpp
from PIL import Image
from pypdf import PdfReader

from eventapp.badges.fonts import Weight, load_fonts
from eventapp.badges.qr import qr_matrix, svg
from eventapp.certificates.typesetting import Document, Page, Pictures, picture_of, typeset
from tests.checkout import ROOT

FONTS = ROOT / "static" / "vendor" / "fonts"
ADDRESS = "HTTPS://TREFFEN.EXAMPLE/C/ABCDEFGHJKMNPQRS"
PAGE = Page(
    eyebrow="Netzwerktreffen im Norden",
    heading="Teilnahmebestätigung",
    name="Anna Schmidt",
    name_font="Atkinson Hyperlegible Next",
    deed="hat teilgenommen an",
    about="Herbsttreffen 2026",
    place_and_time="20.–21. November 2026 · Hannover",  # noqa: RUF001 as it is written
    facts=["Freitag, 20. November 2026: 6,5 Stunden", "3 Gesprächsrunden"],
    lights_up=False,
    address="treffen.example/c/",
    code="ABCD-EFGH-JKMN-PQRS",
    qr=str(svg(qr_matrix(ADDRESS), "")),
    qr_alt=f"QR-Code: {ADDRESS}",
)
WORDS = {
    "check": "Ist diese Urkunde echt?",
    "logo_alt": "Logo",
    "signature_alt": "Unterschrift",
    "mark_means": "Nichts",
}
DOCUMENT = Document("Urkunden", "Netzwerktreffen", "de", WORDS, "Dr. Petra Beispiel", "Leiterin", [PAGE])


def with_name(name: str) -> Document:
    """A document with one certificate, of somebody of that name."""
    setting = load_fonts(FONTS).choose(name, Weight.BOLD)
    family = "DejaVu Sans" if setting.face.name.startswith("DejaVu") else PAGE.name_font
    return replace(DOCUMENT, pages=[replace(PAGE, name=setting.text, name_font=family)])


def read(document: Document, pictures: Pictures | None = None) -> PdfReader:
    """The PDF of a document."""
    return PdfReader(io.BytesIO(typeset(document, pictures or Pictures(), FONTS)))


def text_of(document: Document) -> str:
    """What stands on the only page of a document, however its lines are broken."""
    [page] = read(document).pages
    return " ".join(page.extract_text().split())


def drawn(document: Document) -> Image.Image:
    """How the only page of a document looks."""
    return Image.open(io.BytesIO(picture_of(document, Pictures(), FONTS))).convert("RGB")


def code_on(picture: Image.Image) -> str:
    """What a phone reads on a page."""
    [found] = zxingcpp.read_barcodes(picture)
    return str(found.text)
