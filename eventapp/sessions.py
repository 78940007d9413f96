"""How does a browser's cookie become a session? As in Flask, with little work for a cookie that comes again."""

import time
from copy import copy
from functools import cached_property, lru_cache
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer

_CHECKED_AGAIN_AFTER = 3600
"""Seconds after which the age of a known cookie is looked at once more."""
_COOKIES_KEPT = 4096


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookies. A phone scans with the same cookie all evening: its signature is checked once an hour.

    Kept are only what was signed and found good, per process; another secret key is another app.
    """

    def __init__(self, app: Flask) -> None:
        """Serves one app, whose configuration is complete."""
        self._app = app
        self._load = lru_cache(_COOKIES_KEPT)(self._load_checked)

    @cached_property
    def _signer(self) -> URLSafeTimedSerializer:
        signer = super().get_signing_serializer(self._app)
        assert signer is not None  # noqa: S101 for mypy: the app has a secret key
        return signer

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer:  # noqa: ARG002 as Flask calls it
        """The signer of this app's cookies, made once."""
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """What the browser's cookie says; an empty session where it has none, or none of ours."""
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie:
            return self.session_class()
        try:
            held = self._load(cookie, int(time.monotonic()) // _CHECKED_AGAIN_AFTER)
            return self.session_class({key: copy(value) for key, value in held.items()})
        except BadSignature:
            return self.session_class()

    def _load_checked(self, cookie: str, _hour: int) -> Any:
        return self._signer.loads(cookie, max_age=int(self._app.permanent_session_lifetime.total_seconds()))
