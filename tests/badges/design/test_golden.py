"""Golden pictures: no template changes its look unnoticed."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from eventapp.badges.design import Template
from eventapp.badges.fonts import Fonts
from tests.badges.design import golden

_SEEN = 72
"""Of 255: a difference between two pixels that is more than another way to draw an edge."""
_MOST = 0.002
"""So much of a picture may differ: versions of a renderer."""


@pytest.mark.slow
@pytest.mark.parametrize("paper", golden.SIZES)
@pytest.mark.parametrize("template", Template)
def test_each_template_looks_as_before(fonts: Fonts, template: Template, paper: str, tmp_path: Path) -> None:
    """Rendered, its badges are those of the picture; `python -m tests.badges.design.golden` makes new ones."""
    picture = golden.rendered(template, paper, fonts, tmp_path)
    with Image.open(golden.file_of(template, paper)) as kept:
        before = kept.convert("L")
    assert picture.size == before.size
    assert differing(picture, before) < _MOST


def differing(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that anybody would call different, edges smoothed."""
    blurred = [picture.filter(ImageFilter.BoxBlur(1)) for picture in (one, other)]
    histogram = ImageChops.difference(*blurred).histogram()
    return sum(histogram[_SEEN:]) / (one.width * one.height)


@pytest.mark.slow
def test_a_moved_line_is_noticed(fonts: Fonts, tmp_path: Path) -> None:
    """The comparison sees what it shall see: the same picture, two pixels lower."""
    picture = golden.rendered(Template.THREAD, "card", fonts, tmp_path)
    assert differing(picture, ImageChops.offset(picture, 0, 2)) > 5 * _MOST
