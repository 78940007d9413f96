"""How are the codes on a badge and the secrets in a link made, and what did somebody just scan or type?

A badge carries one badge code in two forms: the long one inside the QR code and a short one printed under it.
Both are public and authorise nothing. A secret stands in a personal link and is stored only as its hash.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

# 31 signs that nobody confuses on paper: no O and 0, no I, 1 and L.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
BADGE_CODE_LENGTH = 26  # 31 ** 26 > 2 ** 128: cannot be guessed
CERTIFICATE_CODE_LENGTH = 16  # 79 bit: cannot be guessed, and can be typed from paper
INVITATION_CODE_LENGTH = 10  # 49.5 bit: nobody finds one by trying, and it can be read out on the telephone
SHORT_CODE_LENGTH = 8  # 39.6 bit: short enough to type, guarded by a limit on tries

_SECRET_BYTES = 20
_LONGEST_INPUT = 2_000  # an address with a long host and query; whatever is longer is not ours

# What people and phones put between the groups of a code: blanks, no-break blanks, hyphens and dashes.
_SEPARATORS = str.maketrans(dict.fromkeys(" \u00a0\u2007\u2009\u202f-\u2010\u2011\u2012\u2013\u2014"))
# re.ASCII: otherwise the Kelvin sign would pass for a K and the long s for an S.
_FLAGS = re.ASCII | re.IGNORECASE
_ADDRESS = re.compile(
    rf"(?:https?://)?[^\s/?#]+(?:/[^\s/?#]+)*/b/([{ALPHABET}]{{{BADGE_CODE_LENGTH}}})/?(?:[?#]\S*)?", _FLAGS
)
_BADGE_CODE = re.compile(rf"[{ALPHABET}]{{{BADGE_CODE_LENGTH}}}", _FLAGS)
_CERTIFICATE_CODE = re.compile(rf"[{ALPHABET}]{{{CERTIFICATE_CODE_LENGTH}}}", _FLAGS)
_INVITATION_CODE = re.compile(rf"[{ALPHABET}]{{{INVITATION_CODE_LENGTH}}}", _FLAGS)
_SHORT_CODE = re.compile(rf"[{ALPHABET}]{{{SHORT_CODE_LENGTH}}}", _FLAGS)

# A hand scanner types on an American keyboard. Plugged into a German computer, "HTTPS://A-Y.DE/B/" arrives
# as "HTTPSÖ--AßZ.DE-B-". The garbled "://" at the front gives it away, so that it can be put right.
_GARBLED_ADDRESS = re.compile(r"https?[öÖ]--", _FLAGS)
_FROM_GERMAN_KEYBOARD = str.maketrans("öÖ-ßyzYZ", "::/-zyZY")


class RandomSource(Protocol):
    """Whatever draws one sign at a time: `random.Random(seed)` for a demo, `secrets` for real codes."""

    def choice(self, seq: Sequence[str], /) -> str:
        """Draw one element."""


@dataclass(frozen=True, slots=True)
class BadgeCode:
    """The long code inside a badge's QR code, in upper case."""

    text: str


@dataclass(frozen=True, slots=True)
class ShortCode:
    """The code printed under the QR code, in upper case and without its gap."""

    text: str


def new_badge_code(source: RandomSource | None = None) -> str:
    """Draw a badge code for the QR code.

    Args:
        source: where the randomness comes from; only a seeded demo hands one in.

    Returns:
        26 signs of `ALPHABET`, 128.8 bit.
    """
    return _draw(BADGE_CODE_LENGTH, source)


def new_short_code(source: RandomSource | None = None) -> str:
    """Draw a short code, to be typed where no camera works.

    Two people of one event can draw the same one (39.6 bit): the table's UNIQUE says so, and one draws again.

    Args:
        source: where the randomness comes from; only a seeded demo hands one in.

    Returns:
        8 signs of `ALPHABET`.
    """
    return _draw(SHORT_CODE_LENGTH, source)


def format_short_code(code: str) -> str:
    """Write a short code as people read it: `ABCD EFGH`."""
    half = SHORT_CODE_LENGTH // 2
    return f"{code[:half]} {code[half:]}"


def badge_address(base_url: str, code: str) -> str:
    """Build the address that a badge's QR code holds.

    Scheme and host are written in upper case, which means the same and lets the QR code use its compact
    alphanumeric mode. A path stays as it is, since there the case can matter.

    Args:
        base_url: address of this installation, such as `https://treffen.example`, with or without a slash.
        code: the badge code.

    Returns:
        Such as `HTTPS://TREFFEN.EXAMPLE/B/…`.
    """
    return f"{_upper_case(base_url)}/B/{code}"


def table_address(base_url: str, code: str) -> str:
    """Build the address that a table's QR code holds: `HTTPS://TREFFEN.EXAMPLE/T/…`, made like a badge's.

    Args:
        base_url: address of this installation.
        code: the table's code, drawn like a badge's.
    """
    return f"{_upper_case(base_url)}/T/{code}"


def new_invitation_code() -> str:
    """Draw the code with which somebody registers who was invited.

    Returns:
        10 signs of `ALPHABET`, 49.5 bit.
    """
    return _draw(INVITATION_CODE_LENGTH, None)


def read_invitation_code(text: str) -> str | None:
    """Recognise an invitation code as somebody types it.

    Args:
        text: anything at all.

    Returns:
        The code in upper case, or None when the text is none.
    """
    signs = text[:_LONGEST_INPUT].translate(_SEPARATORS)
    return signs.upper() if _INVITATION_CODE.fullmatch(signs) else None


def new_certificate_code() -> str:
    """Draw the code by which a certificate can be checked.

    Returns:
        16 signs of `ALPHABET`, 79.3 bit.
    """
    return _draw(CERTIFICATE_CODE_LENGTH, None)


def format_certificate_code(code: str) -> str:
    """Write a certificate's code as people read it: `ABCD-EFGH-JKMN-PQRS`."""
    return "-".join(code[begin : begin + 4] for begin in range(0, CERTIFICATE_CODE_LENGTH, 4))


def new_recovery_code() -> str:
    """Draw a code that stands in for a lost device once; as long as a certificate's, and written like it."""
    return new_certificate_code()


def format_recovery_code(code: str) -> str:
    """Write it as people read it: `ABCD-EFGH-JKMN-PQRS`."""
    return format_certificate_code(code)


def read_recovery_code(text: str) -> str | None:
    """Recognise it as somebody types it; None when the text is none."""
    return read_certificate_code(text)


def certificate_address(base_url: str, code: str) -> str:
    """Build the address that a certificate's QR code holds: `HTTPS://TREFFEN.EXAMPLE/C/…`, made like a badge's.

    Args:
        base_url: address of this installation.
        code: the certificate's code.
    """
    return f"{_upper_case(base_url)}/C/{code}"


def read_certificate_code(text: str) -> str | None:
    """Recognise a certificate's code as somebody types it from paper.

    Args:
        text: anything at all.

    Returns:
        The code in upper case, or None when the text is none.
    """
    signs = text[:_LONGEST_INPUT].translate(_SEPARATORS)
    return signs.upper() if _CERTIFICATE_CODE.fullmatch(signs) else None


def read_code(text: str) -> BadgeCode | ShortCode | None:
    """Recognise what a phone, a hand scanner or a person delivers.

    Accepted are the badge's address in any case, the bare badge code, and the short code with blanks,
    hyphens or in lower case. The host is not compared: a code is looked up, never trusted.

    Args:
        text: anything at all.

    Returns:
        The code, or None when the text holds none. Nothing raises.
    """
    # Measured before and after: a megabyte is not even stripped, and a scanner's Return does not count.
    if len(text) > _LONGEST_INPUT:
        return None
    text = text.strip()
    if _GARBLED_ADDRESS.match(text):
        text = text.translate(_FROM_GERMAN_KEYBOARD)
    if address := _ADDRESS.fullmatch(text):
        return BadgeCode(address[1].upper())
    signs = text.translate(_SEPARATORS)
    if _BADGE_CODE.fullmatch(signs):
        return BadgeCode(signs.upper())
    if _SHORT_CODE.fullmatch(signs):
        return ShortCode(signs.upper())
    return None


def new_secret() -> str:
    """Draw the secret of a personal link.

    Returns:
        40 signs, 160 bit. Letters and digits only: mail programs cut a hyphen off the end of a link.
    """
    return secrets.token_hex(_SECRET_BYTES)


def secret_hash(secret: str) -> str:
    """Turn a secret into what the database keeps of it.

    A plain SHA-256 is enough, since a secret of 160 random bits cannot be found by trying.

    Args:
        secret: as it came in a link, whatever it is; a lone surrogate does not raise.

    Returns:
        64 hexadecimal digits.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


_SYSTEM: RandomSource = secrets.SystemRandom()


def _upper_case(base_url: str) -> str:
    parts = urlsplit(base_url)
    origin = f"{parts.scheme}://{parts.netloc}"
    return f"{origin.upper() if origin.isascii() else origin}{parts.path.rstrip('/')}"


def _draw(length: int, source: RandomSource | None) -> str:
    draw = (source or _SYSTEM).choice
    return "".join([draw(ALPHABET) for _ in range(length)])
