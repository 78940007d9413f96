"""What does a recorded contact list say?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.contact_list import BadLine, ContactList, read_contact_list, read_organisations


def test_each_pair_counts_once_at_its_first_second_in_time_order() -> None:
    """Rows come in any order; a pair reversed is the same pair; seconds begin with the earliest row."""
    found = read_contact_list(b"60 c a\n40 a b\n20 b a\n60 a c\n")
    assert found == ContactList(
        rows=4,
        first_meetings=((0.0, "b", "a"), (40.0, "c", "a")),
        duration=40.0,
        people=("c", "a", "b"),
    )


@pytest.mark.parametrize(
    "content",
    [
        b"20 1 2\n40 3 4\n",
        b"20\t1\t2\n40\t3\t4",
        b"20,1,2\n40,3,4\n",
        b"20, 1, 2\r\n40, 3, 4\r\n",
        b"\xef\xbb\xbf20 1 2\n40 3 4\n",
        b"# t i j\n\n20 1 2 # the first\n  40 3 4  \n# end",
    ],
    ids=["spaces", "tabs", "commas", "windows", "byte order mark", "comments"],
)
def test_every_form_of_a_list_reads_the_same(content: bytes) -> None:
    """Separators, line ends, comments and a byte order mark make no difference."""
    found = read_contact_list(content)
    assert isinstance(found, ContactList)
    assert found.first_meetings == ((0.0, "1", "2"), (20.0, "3", "4"))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"# nothing\n", b"\xef\xbb\xbf"])
def test_an_empty_list_is_a_list(content: bytes) -> None:
    """Nobody met nobody, which is not an error."""
    assert read_contact_list(content) == ContactList()


@pytest.mark.parametrize(
    ("content", "number", "word"),
    [
        (b"20 1 2\nx 1 2\n", 2, "seconds"),
        (b"20 1\n", 1, "three"),
        (b"20 1 2 3\n", 1, "not 4"),
        (b"20 1 2\n\n40 7 7\n", 3, "themselves"),
        (b"nan 1 2\n", 1, "seconds"),
        (b"1e9 1 2\n", 1, "seconds"),
        (b"0 1 2\n99999999 1 3\n", 2, "year"),
        (b"20 1 2\n40 \xff 3\n", 2, "UTF-8"),
        (b"20 1 " + b"x" * 101, 1, "100"),
    ],
)
def test_a_bad_line_is_named_with_what_is_wrong(content: bytes, number: int, word: str) -> None:
    """The number is the line's in the file, and the sentence says what was expected."""
    found = read_contact_list(content)
    assert isinstance(found, BadLine)
    assert found.number == number
    assert word in found.problem


def test_organisations_may_have_blanks() -> None:
    """The id ends at the first separator, the rest is the name."""
    assert read_organisations("1 MDZ Hannover\n2\tMDZ Köln\n3,IHK, Pfalz\r\n1 MDZ Hannover\n".encode()) == {
        "1": "MDZ Hannover",
        "2": "MDZ Köln",
        "3": "IHK, Pfalz",
    }


@pytest.mark.parametrize(("content", "word"), [(b"1\n", "organisation"), (b"1 A\n1 B\n", "another")])
def test_a_bad_line_of_organisations_is_named(content: bytes, word: str) -> None:
    """A missing name, and two names for one person."""
    found = read_organisations(content)
    assert isinstance(found, BadLine)
    assert word in found.problem


@given(st.binary(max_size=200))
def test_nothing_makes_the_readers_raise(content: bytes) -> None:
    """Any bytes are a list or a bad line."""
    assert isinstance(read_contact_list(content), ContactList | BadLine)
    assert isinstance(read_organisations(content), dict | BadLine)


@given(st.lists(st.tuples(st.integers(0, 9999), st.sampled_from("abcdef"), st.sampled_from("abcdef"))))
def test_the_order_of_the_rows_does_not_matter(rows: list[tuple[int, str, str]]) -> None:
    """Pairs and the seconds at which they first meet are the same for the list and for its reverse."""
    rows = [row for row in rows if row[1] != row[2]]

    def first(rows: list[tuple[int, str, str]]) -> set[tuple[float, frozenset[str]]]:
        found = read_contact_list("\n".join(f"{t} {i} {j}" for t, i, j in rows).encode())
        assert isinstance(found, ContactList)
        return {(seconds, frozenset((i, j))) for seconds, i, j in found.first_meetings}

    assert first(rows) == first(rows[::-1])
