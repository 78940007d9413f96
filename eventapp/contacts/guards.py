"""Did this attendee find that person by name? The finder gets a word for them that nobody else can use."""

import hashlib

from flask import current_app
from itsdangerous import BadSignature, Signer

from eventapp.registration.queries import SignedInAttendee


def found_by(attendee: SignedInAttendee, uid: str) -> str:
    """What a finder sends instead of a badge's code; it shows no code and works for nobody else."""
    return _signer(attendee).sign(uid).decode()


def uid_found_by(attendee: SignedInAttendee, text: str) -> str | None:
    """Whom such a word means; None for any other text."""
    try:
        return _signer(attendee).unsign(text.encode("utf-8", "replace")).decode()
    except BadSignature:
        return None


def _signer(attendee: SignedInAttendee) -> Signer:
    secret = current_app.config["SECRET_KEY"]
    return Signer(secret, salt=f"found by registration {attendee.registration_id}", digest_method=hashlib.sha256)
