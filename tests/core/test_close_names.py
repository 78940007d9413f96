"""Who mistyped a name finds its owner all the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.close_names import CloseNames, forgiven, is_close

NAMES = CloseNames(["schmidt", "schneider", "muller", "hohenlohe", "waldenburg", "anna", "ina", "ute"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("schmitd", {"schmidt"}),  # swapped
        ("schmit", {"schmidt"}),  # left out
        ("schmiddt", {"schmidt"}),  # doubled
        ("schnaider", {"schneider"}),  # wrong
        ("mulle", {"muller"}),
        ("mueler", {"muller"}),
        ("hohnlohe", {"hohenlohe"}),
        ("hohenlhoe", {"hohenlohe"}),
        ("waldenbrug", {"waldenburg"}),
        ("wladen", {"waldenburg"}),  # not yet typed to its end
        ("anna", {"anna"}),
        ("anan", {"anna"}),
        ("uta", set()),  # too short to be guessed at
        ("xylophon", set()),
    ],
)
def test_a_mistake_is_forgiven(typed: str, meant: set[str]) -> None:
    """One from four letters on, two from seven on."""
    assert NAMES.close_to(typed) == meant


WORDS = st.text("abcdeiuxyz", min_size=4, max_size=12)


@given(WORDS, st.data())
def test_every_single_mistake_is_found(word: str, data: st.DataObject) -> None:
    """Whatever one letter is left out, added, changed or swapped with its neighbour."""
    place = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("abcdeiuxyz"))
    mistakes = (
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    )
    for typed in mistakes:
        assert is_close(typed, word, 1)
        if len(typed) >= 5:
            assert word in CloseNames([word, "zzzz"]).close_to(typed)


@given(WORDS, WORDS)
def test_nothing_far_away_is_found(typed: str, word: str) -> None:
    """Whatever is found is as close as forgiven; whatever begins with what was typed is found."""
    found = CloseNames([word, typed + word]).close_to(typed)
    assert all(is_close(typed, each, forgiven(typed)) for each in found)
    assert typed + word in found
