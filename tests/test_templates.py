"""Do the templates keep the rules that no page shows by itself?"""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*"))
BY_HAND = re.compile(r"""(?:href|action|src)=["']/|['"]/[a-z{]|["']/["']""")
"""An address that is written out: as an attribute, or as a text that begins with a slash."""


@pytest.mark.parametrize("template", TEMPLATES)
def test_addresses_are_built_from_routes(template: str) -> None:
    """No template writes an address by hand, so that a page that moves takes its links along."""
    text = re.sub(r"\{#.*?#\}", "", (FOLDER / template).read_text(), flags=re.DOTALL)
    assert [text[found.start() :].split("\n")[0] for found in BY_HAND.finditer(text)] == []
