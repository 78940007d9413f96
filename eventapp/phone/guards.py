"""Does a phone send what its owner scanned, and not somebody who had it before?"""

import hashlib
import hmac

from flask import current_app, request

from eventapp.registration.queries import SignedInAttendee

HEADER = "X-Scanner"
"""In which a phone says whose scan it sends."""


def scanner_key(attendee: SignedInAttendee) -> str:
    """By what a phone knows whose scans wait in it; it names nobody, and it opens nothing."""
    said = f"scanner of registration {attendee.registration_id}".encode()
    return hmac.new(_secret(), said, hashlib.sha256).hexdigest()[:32]


def is_scan_of_another(attendee: SignedInAttendee) -> bool:
    """Whether this request brings a scan that somebody else made on this phone before the attendee signed in."""
    said = request.headers.get(HEADER)
    return said is not None and not hmac.compare_digest(said.encode(), scanner_key(attendee).encode())


def _secret() -> bytes:
    secret = current_app.config["SECRET_KEY"]
    return secret if isinstance(secret, bytes) else str(secret).encode()
