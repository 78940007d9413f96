"""How does a text become the modules of a QR code, twenty times as soon as by the library alone?

Most of the library's time goes into single bits, error correction, and looking for the place of each bit. Here bits
are one text of zeros and ones, and what is the same for all codes of one version is worked out once, from the
library's own tables and its own drawing: which bit each module shows, and which modules are dark whatever it is. A
test compares the modules with those that the library makes by itself.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest
from operator import itemgetter
from typing import Any

from qrcode import LUT, QRCode, base, util
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

_BYTE, _TERMINATOR = 8, 4
_PADDING = (0xEC, 0x11)
_TIMING_COLUMN = 6
_LARGEST = 40
_SMALLEST = 1


def modules_of(text: str, mask: int) -> tuple[bytes, ...]:
    """Encode a text in the smallest code with error correction M.

    Args:
        text: what a phone shall read.
        mask: its number; trying all eight would take most of the time.

    Returns:
        The rows of the code from the top one, in each a byte for every module: 1 is dark.

    Raises:
        DataOverflowError: no code holds it.
        ValueError: it is no Unicode text.
    """
    parts = QRCode(error_correction=ERROR_CORRECT_M)
    parts.add_data(text)
    version, bits = _smallest(parts.data_list)
    form = _form(version, mask)
    words = _code_words(bits, version)
    # What is left of the places stays without a bit, but masked; so does whatever is the same in all codes.
    shown = "".join(form.pick(f"{int.from_bytes(words):0{len(words) * _BYTE}b}0"))
    size = form.size
    modules = f"{int(shown, 2) ^ form.turned:0{size * size}b}".encode().translate(_AS_MODULES)
    return tuple(modules[start : start + size] for start in range(0, size * size, size))


_AS_MODULES = bytes.maketrans(b"01", b"\x00\x01")


def _smallest(data: Sequence[Any], tried: int = _SMALLEST) -> tuple[int, "_Bits"]:
    """The smallest version and what it holds; in larger ones, the number of signs itself takes more bits."""
    bits = _bits_of(data, tried)
    version = bisect_left(util.BIT_LIMIT_TABLE[ERROR_CORRECT_M], len(bits), tried)
    if version > _LARGEST:
        raise DataOverflowError
    if util.mode_sizes_for_version(version) is not util.mode_sizes_for_version(tried):
        return _smallest(data, version)
    return version, bits


class _Bits:
    """Bits as one number; the library's data write themselves into it."""

    def __init__(self) -> None:
        self.value = self._length = 0

    def __len__(self) -> int:
        return self._length

    def put(self, number: int, length: int) -> None:
        """Adds a number of so many bits."""
        self.value = self.value << length | number
        self._length += length


def _bits_of(data: Sequence[Any], version: int) -> _Bits:
    bits, sizes = _Bits(), util.mode_sizes_for_version(version)
    for part in data:
        bits.put(part.mode, 4)
        bits.put(len(part), sizes[part.mode])
        part.write(bits)
    return bits


def _code_words(bits: _Bits, version: int) -> bytes:
    """The data, filled up, in blocks that take turns, and behind them their error correction."""
    blocks = base.rs_blocks(version, ERROR_CORRECT_M)
    room = sum(block.data_count for block in blocks)
    bits.put(0, min(room * _BYTE - len(bits), _TERMINATOR))
    bits.put(0, -len(bits) % _BYTE)
    for number in range(room - len(bits) // _BYTE):
        bits.put(_PADDING[number % 2], _BYTE)
    words = iter(bits.value.to_bytes(room))
    contents = [bytes(next(words) for _ in range(block.data_count)) for block in blocks]
    corrections = [
        _correction(content, block.total_count - block.data_count)
        for content, block in zip(contents, blocks, strict=True)
    ]
    return bytes((*_in_turn(contents), *_in_turn(corrections)))


def _in_turn(blocks: Sequence[bytes]) -> Iterator[int]:
    """The first word of each block, the second of each, and so on; some blocks are longer by one."""
    return (word for word in chain.from_iterable(zip_longest(*blocks)) if word is not None)


def _correction(content: bytes, count: int) -> bytes:
    """The remainder of a block divided by the generator, as many bytes as it has to have."""
    multiples, top = _multiples(count), _BYTE * (count - 1)
    kept = (1 << top) - 1
    remainder = 0
    for word in content:
        remainder = (remainder & kept) << _BYTE ^ multiples[remainder >> top ^ word]
    return remainder.to_bytes(count)


@lru_cache(maxsize=32)
def _multiples(count: int) -> tuple[int, ...]:
    """The generator of so many bytes, without its first coefficient, times each byte."""
    generator = LUT.rsPoly_LUT[count][1:]
    products = (
        bytes(base.gexp(base.glog(factor) + base.glog(coefficient)) for coefficient in generator)
        for factor in range(1, 256)
    )
    return 0, *(int.from_bytes(product) for product in products)


@dataclass(frozen=True, slots=True)
class _Form:
    """What all codes of one version and mask have in common."""

    size: int
    """Modules on a side."""
    pick: Callable[[str], tuple[str, ...]]
    """Of the bits, and a nought behind them, takes the one that each module shows; the nought where none is shown."""
    turned: int
    """A bit for each module: dark where the mask turns a bit over, and where all codes are dark."""


class _Blank(QRCode):  # type: ignore[misc] # the library has no types
    """A code without its data: a module that would show a bit is None."""

    def map_data(self, data: Any, mask_pattern: int) -> None:
        """Leaves the places of the data free."""


@lru_cache(maxsize=8)
def _form(version: int, mask: int) -> _Form:
    blank = _Blank(version, ERROR_CORRECT_M, mask_pattern=mask)
    blank.data_cache = ()
    blank.makeImpl(test=False, mask_pattern=mask)
    size, is_masked = version * 4 + 17, util.mask_func(mask)
    bits = _BYTE * sum(block.total_count for block in base.rs_blocks(version, ERROR_CORRECT_M))
    shown, turned = [bits] * (size * size), ["0"] * (size * size)
    free = [(row, column) for row, column in _in_order(size) if blank.modules[row][column] is None]
    for number, (row, column) in enumerate(free):
        shown[row * size + column] = min(number, bits)
    for place in range(size * size):
        row, column = divmod(place, size)
        module = blank.modules[row][column]
        turned[place] = "1" if (is_masked(row, column) if module is None else module) else "0"
    return _Form(size, itemgetter(*shown), int("".join(turned), 2))


def _in_order(size: int) -> Iterator[tuple[int, int]]:
    """All places as the bits fill them: two columns at a time from the right, up and down again."""
    pairs = [right - (right <= _TIMING_COLUMN) for right in range(size - 1, 0, -2)]
    for number, right in enumerate(pairs):
        rows = range(size) if number % 2 else range(size - 1, -1, -1)
        yield from ((row, column) for row in rows for column in (right, right - 1))
