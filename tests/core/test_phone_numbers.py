"""Are telephone numbers of any country taken, and kept as one can read and dial them?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.phone_numbers import LONGEST_NUMBER, tidy_phone

RIGHT = {
    "+49 631 20575": "+49 631 20575",
    "0049 631 20575": "+49 631 20575",
    "+49 (0)631/205-75 01": "+49 631 205 75 01",
    "+49(0)171 3920099": "+49 171 3920099",
    "(0631) 205 75-0": "0631 205 75 0",
    " +49\u00a0631\u200b 20575 ": "+49 631 20575",
    "+49 631 20575\N{EN DASH}11": "+49 631 20575 11",
    "+ 49 631 20575": "+49 631 20575",
    "+1 (212) 555.0199": "+1 212 555 0199",
    "+٤٩ ٦٣١ ٢٠٥٧٥": "+49 631 20575",
    "+4963120575": "+4963120575",
    "+299 123456": "+299 123456",
    "11833": "11833",
    "+123456789012345": "+123456789012345",
}
WRONG = (
    "",
    "+",
    "1234",
    "+1234567890123456",
    "anna@example.org",
    "0631 20575 ext. 3",
    "06 31 / zwei",
    "49+631 20575",
    "++49 631 20575",
    "<script>",
    "\x00",
    "٣",
    "1 " * 41,
)


@pytest.mark.parametrize(("typed", "kept"), RIGHT.items())
def test_numbers_are_tidied(typed: str, kept: str) -> None:
    """Groups stay as typed, signs between them become spaces; tidying again changes nothing."""
    assert tidy_phone(typed) == kept
    assert tidy_phone(kept) == kept


@pytest.mark.parametrize("typed", WRONG)
def test_what_is_no_number(typed: str) -> None:
    """Words, too few or too many digits, a sign in the wrong place."""
    assert tidy_phone(typed) is None


@given(st.text(alphabet="+0123456789 ()-/.\u00a0٣x\u200b", max_size=60) | st.text(max_size=60))
def test_whatever_is_typed(typed: str) -> None:
    """What is kept fits its column and can be dialled: one „+“ at most, in front, then digits in groups."""
    kept = tidy_phone(typed)
    if kept is not None:
        assert len(kept) <= LONGEST_NUMBER
        assert kept.removeprefix("+").replace(" ", "").isdecimal()
        assert kept.isascii()
        assert tidy_phone(kept) == kept
