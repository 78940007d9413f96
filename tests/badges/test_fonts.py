"""Fonts: every European name prints, and what does not print is named."""

# ruff: noqa: RUF001 - names in many scripts are what is tested

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.badges.fonts import Fonts, Weight, describe, load_fonts, runs_right_to_left

FOLDER = Path(__file__).parents[2] / "static" / "vendor" / "fonts"


@pytest.mark.parametrize(
    "name",
    [
        "Ana Li",
        "Łukasz Żółć",
        "Jürgen Groß",
        "Ağca Işıl İnönü",
        "Đorđe Šćepanović",
        "Ștefan Țîru",
        "Þóra Æsa",
        "Ő „ű“ –…",
    ],
)
def test_latin_names_are_set_in_our_own_font(fonts: Fonts, name: str) -> None:
    """Atkinson Hyperlegible has the letters of the European languages with Latin script."""
    setting = fonts.choose(name, Weight.BOLD)
    assert setting.face.name == "AtkinsonHyperlegibleNext_700Bold"
    assert (setting.text, setting.missing) == (name, ())


@pytest.mark.parametrize("name", ["Ирина Петрова", "Γιώργος Παπαδόπουλος", "Nguyễn Thị Ánh", "Նարե", "ნინო"])
def test_other_scripts_fall_back(fonts: Fonts, name: str) -> None:
    """Greek, Cyrillic, Vietnamese, Armenian and Georgian are set in DejaVu, nothing missing."""
    setting = fonts.choose(name, Weight.BOLD)
    assert setting.face.name == "DejaVuSans-Bold"
    assert (setting.text, setting.missing) == (name, ())


def test_one_foreign_letter_changes_the_font_of_the_whole_text(fonts: Fonts) -> None:
    """A name never changes its look in the middle."""
    assert fonts.choose("Anna Ю", Weight.REGULAR).face.name == "DejaVuSans"


@pytest.mark.parametrize(
    ("weight", "name"),
    [
        (Weight.REGULAR, "AtkinsonHyperlegibleNext_400Regular"),
        (Weight.SEMIBOLD, "AtkinsonHyperlegibleNext_600SemiBold"),
        (Weight.BOLD, "AtkinsonHyperlegibleNext_700Bold"),
    ],
)
def test_each_weight_has_its_font(fonts: Fonts, weight: Weight, name: str) -> None:
    """Regular, semibold and bold are three files."""
    assert fonts.choose("Anna", weight).face.name == name


def test_a_missing_character_is_named_and_leaves_a_visible_gap(fonts: Fonts) -> None:
    """Each missing character is reported once, in order, and a sign stands in its place."""
    setting = fonts.choose("李 Anna 🚀🚀", Weight.BOLD)
    assert setting.missing == ("李", "🚀")
    assert setting.text == "\ufffd Anna \ufffd\ufffd"
    assert [describe(character) for character in setting.missing] == [
        "U+674E CJK UNIFIED IDEOGRAPH-674E",
        "U+1F680 ROCKET",
    ]


def test_signs_without_an_own_shape_are_no_loss(fonts: Fonts) -> None:
    """A joiner is left out; a special hyphen is set as a hyphen; accents are composed."""
    setting = fonts.choose("Anna\u2011Lena\u200d Mu\u0308ller", Weight.BOLD)
    assert setting.text == "Anna-Lena Müller"
    assert setting.face.name == "AtkinsonHyperlegibleNext_700Bold"


@given(st.text(st.characters()))
def test_whatever_was_typed_can_be_drawn(text: str) -> None:
    """The chosen font has every character of the chosen text; lone surrogates and controls raise nothing."""
    setting = load_fonts(FOLDER).choose(text, Weight.SEMIBOLD)
    assert setting.face.missing(setting.text) == set()
    assert setting.face.width(setting.text) >= 0
    assert all(describe(character).isascii() for character in setting.missing)


def test_width_grows_with_the_text(fonts: Fonts) -> None:
    """The measure is that of the font: an M is broader than an i, and widths add up."""
    face = fonts.choose("Mi", Weight.BOLD).face
    assert face.width("M") > 2 * face.width("i") > 0
    assert face.width("MiMi") == pytest.approx(2 * face.width("Mi"))


@pytest.mark.parametrize(
    ("text", "expected"), [("יוסי", True), ("Anna عرب", True), ("Anna Müller", False), ("Ирина", False)]
)
def test_writing_from_the_right_is_noticed(text: str, *, expected: bool) -> None:
    """Hebrew and Arabic letters are noticed anywhere in a text."""
    assert runs_right_to_left(text) is expected


def test_a_missing_font_is_named(tmp_path: Path) -> None:
    """Without the fetched fonts the message says which one is missing."""
    with pytest.raises(FileNotFoundError, match=r"AtkinsonHyperlegibleNext_400Regular\.ttf is missing"):
        load_fonts(tmp_path)


def test_fonts_are_read_once() -> None:
    """A second badge does not read the files again."""
    assert load_fonts(FOLDER) is load_fonts(FOLDER)
