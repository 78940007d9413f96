"""How often does the scanner read a badge that is held to it, beside the decoder alone with its defaults?

Somebody holds a badge for four frames, a third of a second. The scanner's own modules look at each frame, one after
the other as in front of a camera; the decoder alone gets the same frames, whole. Read is what one of them read.
"""

import base64
from dataclasses import dataclass
from itertools import islice
from random import Random

from playwright.sync_api import Page

from benchmarks.figures import Bar, Figure
from benchmarks.pictures import Condition, pictures

FULL_HD = (1080, 1920)
"""What the scanner asks for, and phones deliver."""
CONDITIONS = (
    Condition("20 cm", distance=20),
    Condition("8 cm", distance=8),
    Condition("40 cm", distance=40),
    Condition("50 cm", distance=50),
    Condition("60 cm", distance=60),
    Condition("60 cm, 1080 p", distance=60, size=FULL_HD),
    Condition("tilt 15°", tilt=15),
    Condition("tilt 30°", tilt=30),
    Condition("tilt 45°", tilt=45),
    Condition("tilt 45°, 40 cm", tilt=45, distance=40),
    Condition("tilt 45°, 60 cm, 1080 p", tilt=45, distance=60, size=FULL_HD),
    Condition("blur 1 px", blur=1),
    Condition("blur 1.5 px", blur=1.5),
    Condition("blur 2 px", blur=2),
    Condition("light 30 %", light=0.3, grain=6),
    Condition("light 15 %", light=0.15, grain=6),
    Condition("light 10 %", light=0.1, grain=6),
    Condition("light 15 %, 40 cm, 1080 p", light=0.15, grain=6, distance=40, size=FULL_HD),
    Condition("light 20 %, 30 cm, tilt 45°", light=0.2, grain=6, distance=30, tilt=45),
)
_BOX = {"clientWidth": 390, "clientHeight": 456}
"""Of the viewfinder on a phone, in its pixels."""
_BEGIN = """async ([modules, box]) => {
    const { Looks, visiblePart } = await import(`${modules}/js/scan/frames.js`);
    const { decode } = await import(`${modules}/js/scan/decoder.js`);
    const { readBarcodes } = await import(`${modules}/vendor/zxing-wasm/reader/index.js`);
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    globalThis.hold = () => {
        const looks = new Looks();
        globalThis.look = async (address) => {
            const picture = new Image();
            picture.src = address;
            await picture.decode();
            const { naturalWidth: width, naturalHeight: height } = picture;
            const part = visiblePart(width, height, box.clientWidth, box.clientHeight);
            const scanner = await decode(looks.take(picture, part));
            Object.assign(canvas, { width, height });
            context.drawImage(picture, 0, 0);
            const [raw] = await readBarcodes(context.getImageData(0, 0, width, height));
            return [scanner, raw?.isValid ? raw.text : null];
        };
    };
}"""


@dataclass(frozen=True)
class Effort:
    """How much is tried.

    Attributes:
        conditions: How badges are held.
        badges: In each condition.
        frames: As long as each is held.
    """

    conditions: tuple[Condition, ...] = CONDITIONS
    badges: int = 12
    frames: int = 4


def begin(page: Page, modules: str) -> None:
    """Prepares a page that may load the scanner's modules.

    Args:
        page: Any page of the app whose policy allows WebAssembly.
        modules: The address of the static files.
    """
    page.evaluate(_BEGIN, [modules, _BOX])


def rates(page: Page, benchmark: str, text: str, effort: Effort) -> list[Figure]:
    """Per cent of the badges that were read, one figure for each condition; it may not lie below the decoder's own.

    Args:
        page: A page that has begun.
        benchmark: Whose figures these are.
        text: What the codes say.
        effort: How much is tried.
    """
    figures = []
    for condition in effort.conditions:
        random = Random(condition.name)  # noqa: S311 no secret: the same pictures each time
        held = [_hold(page, text, condition, effort.frames, random) for _badge in range(effort.badges)]
        scanner, raw = (sum(read) * 100 / effort.badges for read in zip(*held, strict=True))
        name = f"read, {condition.name}"
        figures.append(Figure(benchmark, name, scanner, "%", Bar(raw, is_floor=True), raw))
    return figures


def _hold(page: Page, text: str, condition: Condition, frames: int, random: Random) -> tuple[bool, bool]:
    """Whether the scanner and the decoder read one badge."""
    page.evaluate("hold()")
    scanner = raw = False
    for picture in islice(pictures(text, condition, random), frames):
        address = f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}"
        seen = page.evaluate("(address) => look(address)", address)
        scanner, raw = scanner or seen[0] == text, raw or seen[1] == text
        if scanner and raw:
            break
    return scanner, raw
