"""Codes: drawn at random, read back in every shape that a phone, a scanner or a person delivers."""

import hashlib
import math
import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.codes import (
    ALPHABET,
    BadgeCode,
    ShortCode,
    badge_address,
    format_short_code,
    new_badge_code,
    new_secret,
    new_short_code,
    read_code,
    secret_hash,
)

CODE = "ABCDEFGHJKMNPQRSTUVWXYZ234"
SHORT = "ABCD2345"

badge_codes = st.text(ALPHABET, min_size=26, max_size=26)
short_codes = st.text(ALPHABET, min_size=8, max_size=8)
separators = st.sampled_from(["", " ", "-", " - ", "\u00a0", "\u2013"])
cases = st.sampled_from([str.upper, str.lower, str.swapcase])


def test_the_alphabet_has_no_signs_that_look_alike() -> None:
    """O and 0, and I, 1 and L are never printed."""
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set("O0I1L") & set(ALPHABET)


def test_a_badge_code_cannot_be_guessed() -> None:
    """A badge code holds at least 128 bit and uses the whole alphabet."""
    code = new_badge_code()
    assert len(code) * math.log2(len(ALPHABET)) >= 128
    assert set("".join(new_badge_code() for _ in range(100))) == set(ALPHABET)
    assert len({new_badge_code() for _ in range(1000)}) == 1000


def test_a_short_code_is_short() -> None:
    """A short code has eight signs, printed in two groups of four."""
    code = new_short_code()
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    assert format_short_code("ABCD2345") == "ABCD 2345"


def test_a_seeded_source_repeats_itself() -> None:
    """The demo draws the same codes from the same seed, and others from another seed."""

    def draws(seed: int) -> list[str]:
        source = random.Random(seed)  # noqa: S311 - a demo's codes shall be predictable
        return [new_badge_code(source), new_short_code(source)]

    assert draws(7) == draws(7)
    assert draws(7) != draws(8)


@pytest.mark.parametrize(
    "text",
    [
        f"HTTPS://TREFFEN.EXAMPLE/B/{CODE}",
        f"https://treffen.example/b/{CODE.lower()}",
        f"http://127.0.0.1:8000/b/{CODE}",
        f"http://[::1]:8000/B/{CODE}/",
        f"treffen.example/b/{CODE}",
        f"https://treffen.example/netz/werk/B/{CODE}",
        f"https://treffen.example/b/{CODE}?lang=de#top",
        f"  HTTPS://TREFFEN.EXAMPLE/B/{CODE}\r\n",
        CODE,
        CODE.lower(),
        f"{CODE[:13]} {CODE[13:]}",
    ],
)
def test_a_badge_code_is_read_in_every_shape(text: str) -> None:
    """Full address, bare code, any case, with a scanner's Return behind it."""
    assert read_code(text) == BadgeCode(CODE)


def test_a_hand_scanner_on_a_german_keyboard_is_understood() -> None:
    """A scanner that types American keys into a German computer garbles the address and swaps Y and Z."""
    american_to_german = str.maketrans(":/-YZyz", "Ö-ßZYzy")
    typed = f"HTTPS://NETZ-WERK.EXAMPLE:8443/B/{CODE}".translate(american_to_german)
    assert typed.startswith("HTTPSÖ--NETY")
    assert read_code(typed + "\r") == BadgeCode(CODE)


@pytest.mark.parametrize("text", [SHORT, "abcd2345", "ABCD 2345", "abcd-2345", " a b c d 2 3 4 5 ", "ABCD\u20132345"])
def test_a_short_code_is_read_as_people_type_it(text: str) -> None:
    """Blanks, hyphens and lower case do not matter."""
    assert read_code(text) == ShortCode(SHORT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Anna Schmidt",
        SHORT + "A",
        SHORT[:-1],
        "ABCD234O",
        "ABCD2340",
        "ABCD\x002345",
        "ABCD\n2345",
        "ABCD234\ud800",
        "\u212aBCD2345",  # Kelvin sign
        "ABCD234\u017f",  # long s
        CODE + "A",
        f"https://treffen.example/c/{CODE}",
        f"https://treffen.example/b/{CODE}/edit",
        f"https://treffen.example/b/{CODE[:-1]}",
        f"https://treffen.example/b/{SHORT}",
        f"https://treffen.example/?/b/{CODE}",
        f"/b/{CODE}",
        f"ftp://treffen.example/b/{CODE}",
        f"HTTPS://TREFFEN.EXAMPLE/B/{CODE}\x00",
        "0" * 1_000_000,
    ],
)
def test_everything_else_is_no_code(text: str) -> None:
    """Names, other addresses, control characters and lone surrogates are answered with None."""
    assert read_code(text) is None


@given(st.text() | st.text(st.characters()) | st.binary().map(lambda raw: raw.decode("utf-8", "surrogateescape")))
def test_reading_never_raises(text: str) -> None:
    """Whatever arrives, the answer is a code of the right length or None."""
    code = read_code(text)
    assert code is None or len(code.text) in (8, 26)


@pytest.mark.parametrize("unit", ["a", " ", "/b/", "-", "https://a/b/", "\ud800", "Ö-", CODE])
def test_a_megabyte_is_refused_at_once(unit: str) -> None:
    """Long input costs no time, whatever it repeats; nor does input just below the limit."""
    for length in (1_000_000, 2_000):
        text = (unit * length)[:length]
        start = time.perf_counter()
        assert read_code(text) is None
        assert time.perf_counter() - start < 0.1


@given(badge_codes, cases, separators)
def test_every_badge_code_comes_back(code: str, case: Callable[[str], str], separator: str) -> None:
    """Any badge code in any case and spacing is read as itself, also from its address."""
    spaced = separator.join(case(code))
    assert read_code(spaced) == BadgeCode(code)
    assert read_code(case(badge_address("https://treffen.example", code))) == BadgeCode(code)


@given(short_codes, cases, separators)
def test_every_short_code_comes_back(code: str, case: Callable[[str], str], separator: str) -> None:
    """Any short code in any case and spacing is read as itself, also as it is printed."""
    assert read_code(separator.join(case(code))) == ShortCode(code)
    assert read_code(case(format_short_code(code))) == ShortCode(code)


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        ("https://treffen.example", f"HTTPS://TREFFEN.EXAMPLE/B/{CODE}"),
        ("https://treffen.example/", f"HTTPS://TREFFEN.EXAMPLE/B/{CODE}"),
        ("http://127.0.0.1:8000", f"HTTP://127.0.0.1:8000/B/{CODE}"),
        ("https://treffen.example/netz/", f"HTTPS://TREFFEN.EXAMPLE/netz/B/{CODE}"),
    ],
)
def test_the_address_is_in_upper_case_but_for_its_path(base_url: str, address: str) -> None:
    """Host and scheme mean the same in upper case; a path may not."""
    assert badge_address(base_url, CODE) == address


def test_a_secret_is_long_and_survives_a_mail_program() -> None:
    """At least 128 bit, letters and digits only, never the same twice."""
    secret = new_secret()
    assert secret.isalnum()
    assert secret.isascii()
    assert len(bytes.fromhex(secret)) * 8 >= 128
    assert len({new_secret() for _ in range(1000)}) == 1000


def test_only_a_hash_of_the_secret_is_kept() -> None:
    """The hash is SHA-256 in hexadecimal; a lone surrogate in a forged link raises nothing."""
    assert secret_hash("abc") == hashlib.sha256(b"abc").hexdigest()
    assert len(secret_hash("\ud800")) == 64
