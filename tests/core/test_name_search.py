"""Name search: whoever stands at the desk is found, however the host spells them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.name_search import folded, matches, search_words


@pytest.mark.parametrize(
    ("search", "name"),
    [
        ("muller", "Jörg Müller"),
        ("mueller", "Jörg Müller"),
        ("MÜLLER", "Jörg Mueller"),
        ("müller", "Jörg Muller"),
        ("gross", "Ute Groß"),
        ("lukasz", "Łukasz Żółć"),
        ("soren", "Søren Ærø"),
        ("zolc luk", "Łukasz Żółć"),
        ("michael", "Michael Baer"),
        ("Baer", "Michael Bär"),
        ("петр", "Ирина Петрова"),
    ],
)
def test_spellings_of_one_name_find_each_other(search: str, name: str) -> None:
    """Accents, umlauts spelled out, capitals and the order of the words do not matter."""
    assert matches(search_words(search), name, "")


def test_every_word_has_to_be_there() -> None:
    """Two words find the Anna of that organisation and no other one."""
    words = search_words("anna clausthal")
    assert matches(words, "Anna Schmidt", "TU Clausthal")
    assert not matches(words, "Anna Schmidt", "MDZ Hannover")
    assert not matches(words, "Berta Schmidt", "TU Clausthal")


def test_nothing_typed_finds_everybody() -> None:
    """An empty search, or one of blanks and invisible signs, is no search."""
    assert search_words(" \u200b ") == []
    assert matches(search_words(""), "Anna Schmidt", "")


@given(st.text())
def test_everybody_is_found_by_their_own_name(name: str) -> None:
    """Whatever a name holds, typing it whole finds it; nothing raises."""
    assert matches(search_words(name), name, "")


def test_umlauts_sort_beside_their_letter() -> None:
    """Özdemir stands before Peters and not after Zorn."""
    assert sorted(["Zorn", "Özdemir", "Peters", "Nolte"], key=folded) == ["Nolte", "Özdemir", "Peters", "Zorn"]
