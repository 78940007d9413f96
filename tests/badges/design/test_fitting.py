"""Fitting: shrink, then wrap, then cut visibly; nothing leaves its room and nothing gets lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.badges.design.fitting import Sizes, fit

SIZES = Sizes(largest=30, comfortable=20, floor=10, lines=3)


def typewriter(text: str) -> float:
    """A font whose signs are all half as broad as high."""
    return 0.5 * len(text)


@pytest.mark.parametrize(
    ("text", "lines", "size"),
    [
        ("", (), 30),
        ("Anna", ("Anna",), 30),
        ("Katharina-X", ("Katharina-X",), 200 / 5.5),  # eleven signs fill 150 points at 27.3
        ("Anna Maria", ("Anna Maria",), 30),
        ("Maximiliane-Charlotte", ("Maximiliane-", "Charlotte"), 25),
        ("Landesamt für Geoinformation Niedersachsen", ("Landesamt für", "Geoinformation", "Niedersachsen"), 150 / 7),
    ],
)
def test_a_text_shrinks_then_wraps(text: str, lines: tuple[str, ...], size: float) -> None:
    """One line while it is comfortable to read, then the fewest lines on which it is again."""
    fitted = fit(text, typewriter, 150, SIZES)
    assert fitted.lines == lines
    assert fitted.size == pytest.approx(min(size, 30, *(150 / typewriter(line) for line in lines)))
    assert fitted.complete


def test_a_word_too_long_for_a_line_is_broken_rather_than_cut() -> None:
    """At the floor a line takes 30 signs; 60 of them stand on two."""
    fitted = fit("W" * 60, typewriter, 150, SIZES)
    assert fitted.lines == ("W" * 30, "W" * 30)
    assert (fitted.size, fitted.complete) == (10, True)


def test_what_does_not_fit_is_cut_visibly_and_says_so() -> None:
    """Ninety-one signs in room for ninety end with an ellipsis."""
    fitted = fit("W" * 91, typewriter, 150, SIZES)
    assert fitted.lines == ("W" * 30, "W" * 30, "W" * 29 + "…")
    assert not fitted.complete
    assert fit("W" * 90, typewriter, 150, SIZES).complete


def test_a_cut_keeps_whole_words_on_the_lines_above() -> None:
    """Only the last line ends in the middle."""
    fitted = fit("Landesamt für Geoinformation und Landesvermessung " * 5, typewriter, 150, SIZES)
    assert fitted.lines[:2] == ("Landesamt für Geoinformation", "und Landesvermessung")
    assert fitted.lines[2].endswith("…")


def test_a_smaller_start_never_goes_below_the_floor() -> None:
    """`at_most` lowers the largest size only."""
    assert SIZES.at_most(15) == Sizes(15, 20, 10, 3)
    assert SIZES.at_most(1).largest == 10
    assert SIZES.at_most(99) == SIZES


@given(st.text("aW -.äß", max_size=300).map(lambda text: " ".join(text.split())), st.floats(20, 400))
def test_every_line_has_room_and_nothing_gets_lost(text: str, width: float) -> None:
    """No line is broader than the room, none is below the floor, and a complete text is complete."""
    fitted = fit(text, typewriter, width, SIZES)
    assert len(fitted.lines) <= SIZES.lines
    assert SIZES.floor - 1e-6 <= fitted.size <= SIZES.largest
    assert all(typewriter(line) * fitted.size <= width + 1e-6 for line in fitted.lines)
    joined = "".join(fitted.lines).replace(" ", "")
    if fitted.complete:
        assert joined == text.replace(" ", "")
    else:
        assert joined.endswith("…")
        assert text.replace(" ", "").startswith(joined.removesuffix("…"))
