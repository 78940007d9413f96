"""Which text can a file hold, and which would a spreadsheet calculate?"""

import re

_FORMULA = tuple("=+-@|%\uff1d\uff0b\uff0d\uff20")
"""A cell that begins with one of these is calculated by some spreadsheet, the wide forms by some in East Asia."""
_NOT_STORABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write: control characters, halves of characters, U+FFFE and U+FFFF."""


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before it says that it is text."""
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) else cell


def as_typed(cell: str) -> str:
    """A cell without the apostrophe that `harmless` puts before what looks like a formula."""
    bare = cell.removeprefix("'")
    return bare if harmless(bare) == cell else cell


def storable(text: str) -> str:
    """The text as every file form can hold it: what none of them can write becomes „\ufffd“."""
    return _NOT_STORABLE.sub("\ufffd", text)
