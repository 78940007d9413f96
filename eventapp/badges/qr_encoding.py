"""How does a text become the modules of a QR code, several times as soon as by the library alone?

Most of the library's time goes into single bits, error correction, and looking for the place of each bit. Here bits
are one number, and what is the same for all codes of one version is worked out once, from the library's own tables.
Everything else is the library's, and a test compares the modules with those that it makes by itself.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, repeat, zip_longest
from typing import Any

from qrcode import LUT, QRCode, base, util
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

_BYTE, _TERMINATOR = 8, 4
_PADDING = (0xEC, 0x11)
_TIMING_COLUMN = 6
_LARGEST = 40


class QuickCode(QRCode):  # type: ignore[misc] # the library has no types
    """A code with error correction M and a mask that is chosen beforehand."""

    def __init__(self, mask: int) -> None:
        """Trying all eight masks would take most of the time.

        Args:
            mask: Its number.
        """
        super().__init__(error_correction=ERROR_CORRECT_M, mask_pattern=mask)

    def best_fit(self, start: int | None = None) -> int:
        """Finds the smallest version; in larger ones, the number of signs itself takes more bits."""
        tried = start or 1
        needed = len(_bits_of(self.data_list, tried))
        version = bisect_left(util.BIT_LIMIT_TABLE[self.error_correction], needed, tried)
        if version > _LARGEST:
            raise DataOverflowError
        if util.mode_sizes_for_version(version) is not util.mode_sizes_for_version(tried):
            return self.best_fit(version)
        self.version = version
        return version

    def makeImpl(self, test: bool, mask_pattern: int) -> None:  # noqa: FBT001, N802 as the library calls it
        """Builds the modules of the version that was found."""
        self.data_cache: list[int] = _code_words(self.data_list, self.version)
        super().makeImpl(test, mask_pattern)

    def map_data(self, data: Sequence[int], mask_pattern: int) -> None:
        """Puts all bits into their places; what is left of those stays without a bit, but masked."""
        bits = chain(f"{int.from_bytes(data):0{len(data) * _BYTE}b}", repeat("0"))
        places = _places(self.version, mask_pattern, tuple(map(tuple, self.modules)))
        for (row, column, is_masked), bit in zip(places, bits, strict=False):
            self.modules[row][column] = (bit == "1") != is_masked


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


def _code_words(data: Sequence[Any], version: int) -> list[int]:
    """The data, filled up, in blocks that take turns, and behind them their error correction."""
    blocks, bits = base.rs_blocks(version, ERROR_CORRECT_M), _bits_of(data, version)
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
    return [*_in_turn(contents), *_in_turn(corrections)]


def _in_turn(blocks: Sequence[bytes]) -> Iterator[int]:
    for words in zip_longest(*blocks):
        yield from (word for word in words if word is not None)


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


@lru_cache(maxsize=8)
def _places(version: int, mask: int, modules: tuple[tuple[bool | None, ...], ...]) -> list[tuple[int, int, bool]]:
    """Where the bits go, in their order, and whether the mask turns them over.

    Args:
        version: Of the code.
        mask: Its number.
        modules: The patterns that all codes of a version and mask have; None is free.
    """
    size, is_masked = version * 4 + 17, util.mask_func(mask)
    places = []
    pairs = [right - (right <= _TIMING_COLUMN) for right in range(size - 1, 0, -2)]
    for number, right in enumerate(pairs):
        rows = range(size) if number % 2 else range(size - 1, -1, -1)
        places += [
            (row, column, bool(is_masked(row, column)))
            for row in rows
            for column in (right, right - 1)
            if modules[row][column] is None
        ]
    return places
