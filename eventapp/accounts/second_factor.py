"""Does somebody hold the device that makes the codes of their account, or one of the codes kept for its loss?

The secret is stored as it is, since codes are made from it anew each time: whoever reads the database reads it
(docs/developers/security.md). Codes for the loss of the device are stored as hashes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from eventapp.accounts import attempts
from eventapp.accounts.audit import record
from eventapp.accounts.models import Account, RecoveryCode, SecondFactor
from eventapp.accounts.service import SigningIn, SignInOutcome, start_sign_in
from eventapp.core.codes import new_recovery_code, read_recovery_code, secret_hash
from eventapp.database import write_session
from eventapp.extensions import db

ISSUER = "eventapp"
"""What an app for codes writes above them."""
STEPS_AROUND = 1
"""So many codes before and after the present one are good too: clocks differ, and people type."""
RECOVERY_CODES = 10
SETUP_LASTS = timedelta(hours=1)
"""So long a secret that was shown waits for its first code."""
CODE_LENGTH = 6


class Checking(StrEnum):
    """What came of a code."""

    RIGHT = "right"
    WRONG = "wrong"
    TOO_MANY_TRIES = "too_many_tries"


@dataclass(frozen=True)
class Setup:
    """What the device has to learn.

    Attributes:
        secret: For typing.
        address: The same for the camera, with the name under which the device keeps it.
    """

    secret: str
    address: str


@dataclass(frozen=True)
class Confirmation:
    """Whether the first code was right; if so, the codes for the loss of the device, which nobody sees again."""

    checking: Checking
    recovery_codes: tuple[str, ...] = ()


def has_second_factor(account_id: int) -> bool:
    """Whether an account asks for a code."""
    confirmed = select(SecondFactor.account_id).where(
        SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_not(None)
    )
    return db.session.scalar(confirmed) is not None


def recovery_codes_left(account_id: int) -> int:
    """How many of the codes for the loss of the device are unused."""
    unused = (
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    )
    return db.session.scalar(unused) or 0


def waiting_setup(account_id: int, *, now: datetime) -> Setup | None:
    """What a device has to learn that has not shown its first code yet."""
    factor = db.session.get(SecondFactor, account_id)
    if factor is None or factor.confirmed_at is not None or factor.created_at <= now - SETUP_LASTS:
        return None
    email = db.session.get_one(Account, account_id).email
    return Setup(factor.secret, pyotp.TOTP(factor.secret).provisioning_uri(name=email, issuer_name=ISSUER))


def begin_setup(account_id: int, *, now: datetime) -> None:
    """Draws a secret for a device; nothing where the account has a second factor already."""
    secret = pyotp.random_base32()
    with write_session(db.session()) as session:
        session.execute(select(Account.id).where(Account.id == account_id).with_for_update())
        factor = session.get(SecondFactor, account_id)
        if factor is None:
            session.add(SecondFactor(account_id=account_id, secret=secret, last_step=0, created_at=now))
        elif factor.confirmed_at is None:
            factor.secret, factor.created_at = secret, now


def confirm_setup(account_id: int, typed: str, *, now: datetime) -> Confirmation:
    """Turns the second factor on, once the device has shown a right code."""
    if not attempts.take(attempts.SECOND_FACTOR, str(account_id), now=now):
        return Confirmation(Checking.TOO_MANY_TRIES)
    with write_session(db.session()) as session:
        factor = session.get(SecondFactor, account_id, with_for_update=True)
        if factor is None or factor.confirmed_at is not None or factor.created_at <= now - SETUP_LASTS:
            return Confirmation(Checking.WRONG)
        step = matching_step(factor.secret, typed, now=now)
        if step is None:
            return Confirmation(Checking.WRONG)
        factor.confirmed_at, factor.last_step = now, step
        codes = _new_recovery_codes(session, account_id)
        record(session, "account.second_factor_set_up", account_id=account_id, now=now)
    attempts.forget(attempts.SECOND_FACTOR, str(account_id))
    return Confirmation(Checking.RIGHT, codes)


def check_code(account_id: int, typed: str, *, visitor: str, now: datetime) -> Checking:
    """Whether a code is right, of the device or for its loss. Each is right once.

    Args:
        account_id: Whose.
        typed: The code as it was typed.
        visitor: The network address that it comes from.
        now: The present moment.
    """
    of_account = attempts.take(attempts.SECOND_FACTOR, str(account_id), now=now)
    if not of_account or not attempts.take(attempts.SECOND_FACTORS, visitor, now=now):
        return Checking.TOO_MANY_TRIES
    with write_session(db.session()) as session:
        if not _use_code(session, account_id, typed, now):
            return Checking.WRONG
    attempts.forget(attempts.SECOND_FACTOR, str(account_id))
    return Checking.RIGHT


def sign_in_by_code(account_id: int, typed: str, *, visitor: str, by_link: bool, now: datetime) -> SignInOutcome:
    """Signs somebody in who has shown their password or link before, and now shows a code."""
    checking = check_code(account_id, typed, visitor=visitor, now=now)
    if checking is not Checking.RIGHT:
        return SignInOutcome(SigningIn(checking))
    with write_session(db.session()) as session:
        record(session, "account.signed_in_by_code", account_id=account_id, now=now)
        return SignInOutcome(SigningIn.SIGNED_IN, start_sign_in(session, account_id, now, by_link=by_link))


def renew_recovery_codes(account_id: int, *, now: datetime) -> tuple[str, ...]:
    """Other codes for the loss of the device; the earlier ones are worth nothing."""
    with write_session(db.session()) as session:
        record(session, "account.recovery_codes_renewed", account_id=account_id, now=now)
        return _new_recovery_codes(session, account_id)


def remove_second_factor(account_id: int, *, now: datetime) -> bool:
    """Takes the second factor off an account; False where there was none."""
    with write_session(db.session()) as session:
        session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
        removed = session.execute(
            delete(SecondFactor).where(SecondFactor.account_id == account_id).returning(SecondFactor.confirmed_at)
        ).first()
        record(session, "account.second_factor_removed", account_id=account_id, now=now)
    return removed is not None and removed.confirmed_at is not None


def matching_step(secret: str, typed: str, *, now: datetime) -> int | None:
    """Which half minute since 1970 a code is of, among those that are good now (RFC 6238)."""
    digits = "".join(typed.split())
    if len(digits) != CODE_LENGTH or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=STEPS_AROUND)
    except OTPVerificationError:
        return None


def _use_code(session: Session, account_id: int, typed: str, now: datetime) -> bool:
    factor = session.get(SecondFactor, account_id, with_for_update=True)
    if factor is None or factor.confirmed_at is None:
        return False
    step = matching_step(factor.secret, typed, now=now)
    if step is not None and step > factor.last_step:
        factor.last_step = step
        return True
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_hash == secret_hash(read_recovery_code(typed) or ""),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    ).first()
    return used is not None


def _new_recovery_codes(session: Session, account_id: int) -> tuple[str, ...]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))
    session.add_all(RecoveryCode(account_id=account_id, code_hash=secret_hash(code)) for code in codes)
    return codes
