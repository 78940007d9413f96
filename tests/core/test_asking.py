"""Is what a browser sends an answer to the question, and in which form is it kept?"""

import pytest

from eventapp.core.asking import Asked, Flaw, Kind, read_answer, without

OPTIONS = ("a1", "b2", "c3")


@pytest.mark.parametrize(
    ("kind", "sent", "kept"),
    [
        (Kind.TEXT, [], ""),
        (Kind.TEXT, [" Zug\u202e\x00 \n nach\tUlm "], "Zug nach Ulm"),
        (Kind.TEXT, ["=1+1 <script>"], "=1+1 <script>"),
        (Kind.TEXT, ["x" * 201], Flaw.TOO_LONG),
        (Kind.TEXT, ["a", "b"], Flaw.SEVERAL),
        (Kind.PARAGRAPH, ["\n eins\u2066 \r\n\n\n\nzwei\x07"], "eins\n\nzwei"),
        (Kind.PARAGRAPH, ["x" * 2001], Flaw.TOO_LONG),
        (Kind.CHOICE, ["b2"], "b2"),
        (Kind.CHOICE, [""], ""),
        (Kind.CHOICE, ["zz"], Flaw.NO_OPTION),
        (Kind.CHOICE, ["a1,b2"], Flaw.NO_OPTION),
        (Kind.CHOICES, ["c3", "a1", "a1", ""], "a1,c3"),
        (Kind.CHOICES, ["a1", "zz"], Flaw.NO_OPTION),
        (Kind.CHOICES, ["a1,b2"], Flaw.NO_OPTION),
        (Kind.YES_NO, ["yes"], "yes"),
        (Kind.YES_NO, ["y"], Flaw.NO_OPTION),
        (Kind.NUMBER, [" 12,50 "], "12.5"),
        (Kind.NUMBER, ["-0.0"], "0"),
        (Kind.NUMBER, ["100"], "100"),
        (Kind.NUMBER, ["1.000"], Flaw.NO_NUMBER),
        (Kind.NUMBER, ["1e9"], Flaw.NO_NUMBER),
        (Kind.NUMBER, ["NaN"], Flaw.NO_NUMBER),
        (Kind.NUMBER, ["٣"], Flaw.NO_NUMBER),
        (Kind.NUMBER, ["1" * 5000], Flaw.NO_NUMBER),
        (Kind.DAY, ["2026-11-30"], "2026-11-30"),
        (Kind.DAY, ["2026-02-30"], Flaw.NO_DAY),
        (Kind.DAY, ["20261130"], Flaw.NO_DAY),
        (Kind.DAY, ["0001-01-01"], Flaw.NO_DAY),
    ],
)
def test_an_answer_is_kept_in_one_form_or_told_what_is_wrong(kind: Kind, sent: list[str], kept: str | Flaw) -> None:
    """Cleaned as names are; numbers and days in one spelling; only what was offered can be chosen."""
    assert read_answer(Asked(kind, OPTIONS), sent) == kept


def test_options_that_went_are_taken_out_of_an_answer() -> None:
    """What can still be chosen stays, in the order of the options."""
    assert without(Asked(Kind.CHOICES, ("c3", "a1")), "a1,b2,c3") == "c3,a1"
    assert without(Asked(Kind.CHOICE, ("c3",)), "a1") == ""
