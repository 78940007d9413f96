"""Which uploaded files become a logo or a signature, and what is left of them?"""

import io
import random
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from eventapp.certificates.pictures import as_kept
from eventapp.pictures import MOST_BYTES, PictureFlaw


def file_of(picture: Image.Image, file_format: str = "PNG", **options: object) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    picture.save(file, file_format, **options)
    return file.getvalue()


def kept(content: bytes) -> Image.Image:
    """The picture as it is kept."""
    made = as_kept(content)
    assert isinstance(made, bytes)
    return Image.open(io.BytesIO(made))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png(mode: str) -> None:
    """Black and white, grey, indexed, with and without transparency: all become the same kind of PNG."""
    picture = kept(file_of(Image.new(mode, (60, 20))))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGBA", (60, 20))


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_kind_of_jpeg(mode: str) -> None:
    """Those for print, too."""
    assert kept(file_of(Image.new(mode, (60, 20)), "JPEG")).format == "PNG"


def test_a_large_picture_becomes_small() -> None:
    """1,200 pixels are enough for print, and keep every PDF small; the shape stays."""
    assert kept(file_of(Image.new("RGB", (4000, 2000), "red"))).size == (1200, 600)


def test_nothing_hidden_is_kept() -> None:
    """Comments, places and thumbnails of a photograph stay behind; it stands upright as on the phone."""
    info = PngInfo()
    info.add_text("Comment", "geheim")
    assert b"geheim" not in bytes(as_kept(file_of(Image.new("RGB", (9, 9)), pnginfo=info)))  # type: ignore[arg-type]
    coloured = file_of(Image.new("RGB", (9, 9)), icc_profile=b"geheim" * 99)
    assert "icc_profile" not in kept(coloured).info
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "geheim"
    turned = as_kept(file_of(Image.new("RGB", (60, 20)), "JPEG", exif=exif))
    assert isinstance(turned, bytes)
    assert b"geheim" not in turned
    assert Image.open(io.BytesIO(turned)).size == (20, 60)


def bomb(side: int) -> bytes:
    """A PNG of some bytes that says it unpacks to as many pixels squared."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")
    )


PNG = file_of(Image.new("RGB", (30, 30), "red"))


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (b"", PictureFlaw.EMPTY),
        (PNG + bytes(MOST_BYTES), PictureFlaw.TOO_LARGE),
        (bomb(20_000), PictureFlaw.TOO_LARGE),
        (bomb(7_000), PictureFlaw.TOO_LARGE),  # not too large for Pillow
        (b"GIF89a" + bytes(20), PictureFlaw.NOT_A_PICTURE),
        (file_of(Image.new("RGB", (9, 9)), "GIF"), PictureFlaw.NOT_A_PICTURE),
        (file_of(Image.new("RGB", (9, 9)), "BMP"), PictureFlaw.NOT_A_PICTURE),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', PictureFlaw.NOT_A_PICTURE),
        (PNG[:40], PictureFlaw.NOT_A_PICTURE),
        (b"%PDF-1.7", PictureFlaw.NOT_A_PICTURE),
    ],
    ids=["empty", "heavy", "bomb", "smaller bomb", "broken GIF", "GIF", "BMP", "SVG", "cut off", "PDF"],
)
def test_what_is_not_taken(content: bytes, flaw: PictureFlaw) -> None:
    """Each with its reason; nothing large is ever unpacked."""
    assert as_kept(content) is flaw


def test_broken_files_never_raise() -> None:
    """A picture with bytes changed at random is taken or not, but never an accident."""
    chance = random.Random(7)  # noqa: S311 no secret
    for original in (PNG, file_of(Image.new("RGB", (30, 30), "red"), "JPEG")):
        for _ in range(200):
            broken = bytearray(original)
            for _ in range(chance.randrange(1, 6)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            made = as_kept(bytes(broken))
            assert isinstance(made, (bytes, PictureFlaw))
