"""Scripts: letters join, run from the right and are as many as the Chinese ones; nothing is lost."""

# ruff: noqa: RUF001 - names in many scripts are what is tested

from pathlib import Path

import bidi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.badges.fonts import Fonts, Setting, Weight, load_fonts
from eventapp.badges.scripts import Shaped, _seen

FOLDER = Path(__file__).parents[2] / "static" / "vendor" / "fonts"


def shaped(setting: Setting) -> Shaped:
    """The glyphs of a text that is drawn as outlines."""
    glyphs = setting.face.shaped(setting.text)
    assert glyphs is not None
    return glyphs


def drawn(fonts: Fonts, text: str) -> list[str]:
    """The curves of a line from left to right."""
    return [glyph.outline.svg for glyph in shaped(fonts.choose_of_all(text, Weight.BOLD)).glyphs]


@pytest.mark.parametrize(
    "name",
    [
        "محمد العلي",
        "פרופ׳ יוסי כהן",
        "王小明",
        "陳偉霆",
        "田中 さくら",
        "スミス・アンナ",
        "김민준",
        "Anna 李",
        "Ahmad (محمد) Müller",
        "Ирина 伊琳娜",
    ],
)
@pytest.mark.parametrize("weight", Weight)
def test_names_of_guests_have_all_their_letters(fonts: Fonts, name: str, weight: Weight) -> None:
    """Arabic, Hebrew, Chinese, Japanese and Korean, alone and beside other letters, lack nothing in any weight."""
    setting = fonts.choose_of_all(name, weight)
    assert (setting.text, setting.missing) == (name, ())
    assert len(shaped(setting).glyphs) >= len(name.replace(" ", "")) / 2
    assert shaped(setting).width > 0


@pytest.mark.parametrize(
    ("encoding", "rows"),
    [("gb2312", range(0xB0, 0xD7)), ("euc_jp", range(0xB0, 0xF4)), ("euc_kr", range(0xB0, 0xC9))],
)
def test_the_signs_of_national_standards_are_there(fonts: Fonts, encoding: str, rows: range) -> None:
    """All of the common Chinese signs, of the Japanese ones of both levels, of the Korean syllables."""
    codes = (bytes([row, cell]) for row in rows for cell in range(0xA1, 0xFF))
    signs = "".join(code.decode(encoding, "ignore") for code in codes)
    assert len(signs) > 2_300
    assert fonts.choose_of_all(signs, Weight.BOLD).missing == ()


def test_latin_keeps_its_font_and_is_drawn_as_type(fonts: Fonts) -> None:
    """The quick way: no outlines for a name that a registered font has."""
    for name in ("Jürgen Groß", "Ирина Петрова", "Nguyễn Thị Ánh"):
        setting = fonts.choose_of_all(name, Weight.BOLD)
        assert setting == fonts.choose(name, Weight.BOLD)
        assert setting.face.shaped(name) is None


def test_arabic_letters_join(fonts: Fonts) -> None:
    """A letter looks otherwise at the beginning, in the middle and at the end of a word than alone."""
    assert len({*drawn(fonts, "ههه"), *drawn(fonts, "ه")}) == 4


def test_hebrew_stands_from_right_to_left(fonts: Fonts) -> None:
    """The first letter is the rightmost one; digits and Latin letters inside keep their own direction."""
    letters = {letter: drawn(fonts, letter)[0] for letter in "אבג"}
    assert drawn(fonts, "אבג") == [letters["ג"], letters["ב"], letters["א"]]
    mixed = drawn(fonts, "אב 12")
    assert mixed[-2:] == [letters["ב"], letters["א"]]
    assert mixed[:2] == drawn(fonts, "12א")[1:]


def test_brackets_of_a_text_from_the_right_open_to_it(fonts: Fonts) -> None:
    """A mirrored sign is drawn as its partner."""
    opening, _, closing, _ = drawn(fonts, "א(ב)")
    assert [opening, closing] == drawn(fonts, "李()")[1:]


@given(st.text("aZ1 ()-.,אבגم١ح", max_size=20))
def test_the_order_is_that_of_unicode(text: str) -> None:
    """Put into the order in which they are seen, the characters are those of another program, brackets unturned."""
    turned = str.maketrans("()", "||")
    seen = "".join(text[number] for number, _ in _seen(text))
    assert seen.translate(turned) == str(bidi.get_display(text.translate(turned)))


def test_the_country_of_a_sign_is_told_by_the_script_beside_it(fonts: Fonts) -> None:
    """The sign for "bone" is drawn the Japanese way beside Japanese letters, else the Chinese way."""
    assert drawn(fonts, "骨の")[0] != drawn(fonts, "骨")[0]
    assert drawn(fonts, "骨")[0] == drawn(fonts, "骨李")[0]


def test_what_no_font_has_is_named(fonts: Fonts) -> None:
    """A sign stands in the place of an emoji, beside Chinese letters too."""
    setting = fonts.choose_of_all("李 Anna 🚀🚀", Weight.BOLD)
    assert setting.missing == ("🚀",)
    assert setting.text == "李 Anna \ufffd\ufffd"


@given(st.text(st.characters()))
def test_whatever_was_typed_can_be_drawn(text: str) -> None:
    """The chosen fonts have every character of the chosen text; nothing raises."""
    setting = load_fonts(FOLDER).choose_of_all(text, Weight.SEMIBOLD)
    assert setting.face.missing(setting.text) == set()
    assert setting.face.width(setting.text) >= 0


def test_a_missing_family_is_named(tmp_path: Path) -> None:
    """Without the fetched fonts the message says which one is missing."""
    for file in FOLDER.glob("*.ttf"):
        (tmp_path / file.name).symlink_to(file)
    with pytest.raises(FileNotFoundError, match=r"noto-sans-arabic/unicode\.json is missing"):
        load_fonts(tmp_path).choose_of_all("李", Weight.BOLD)
