"""Can the pictures of the documents be made anew, and are they small enough to be shown?"""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Playwright

from tests.docs.pictures import FOLDER, make

LARGEST_BYTES = 250_000


@pytest.mark.browser
@pytest.mark.slow
def test_the_pictures_are_made_by_one_command(playwright_driver: Playwright, tmp_path: Path) -> None:
    """The same ones, of the same size, each under a quarter of a megabyte."""
    make(playwright_driver, tmp_path)
    assert sizes(tmp_path) == sizes(FOLDER)
    for folder in (tmp_path, FOLDER):
        for picture in folder.iterdir():
            assert picture.stat().st_size < LARGEST_BYTES, picture


def sizes(folder: Path) -> dict[str, tuple[int, int]]:
    """Width and height of every picture, in pixels."""
    return {picture.name: size(picture) for picture in folder.iterdir()}


def size(picture: Path) -> tuple[int, int]:
    """Width and height in pixels."""
    with Image.open(picture) as opened:
        return opened.size
