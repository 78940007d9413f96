"""Which code do two decoders, that have nothing in common, read in the picture of a badge?

One is zxing-cpp, the other zbar; neither is ours. zbar comes as WebAssembly and runs in a page of its own.
"""

import base64
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Page

ZBAR = Path(__file__).resolve().parent.parent / "tests" / "vendor" / "zbar.js"
_SCAN = """async (address) => {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(picture, 0, 0);
    const symbols = await zbarWasm.scanImageData(context.getImageData(0, 0, canvas.width, canvas.height));
    return symbols.map((symbol) => symbol.decode());
}"""

Reader = Callable[[Image.Image], list[str]]
"""Says which codes are in a picture."""


def zxing(picture: Image.Image) -> list[str]:
    """What zxing-cpp reads."""
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def zbar_in(page: Page) -> Reader:
    """A reader that asks zbar in a blank page."""
    page.add_script_tag(path=ZBAR)

    def zbar(picture: Image.Image) -> list[str]:
        file = io.BytesIO()
        picture.save(file, "PNG", compress_level=1)
        address = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
        return list(page.evaluate(_SCAN, address))

    return zbar


def readers(page: Page) -> Mapping[str, Reader]:
    """Both, by name."""
    return {"zxing-cpp": zxing, "zbar": zbar_in(page)}
