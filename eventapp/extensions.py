"""The Flask extensions and the base of all tables; imports no domain."""

import hmac
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from flask import current_app, g, request, session
from flask_babel import Babel
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, registry

from eventapp.database import UtcDateTime

_metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(DeclarativeBase):
    """Base of all tables: named constraints, aware UTC times.

    Tables subclass this and not `db.Model`, which mypy cannot follow.
    """

    registry = registry(metadata=_metadata, type_annotation_map={datetime: UtcDateTime()})


class CsrfProtection(CSRFProtect):  # type: ignore[misc] # flask_wtf carries no types
    """Flask-WTF's, with a short way for scripts, which send the same token again and again.

    The short way only ever says yes: to a token in a header whose signature is good and which is that of the session.
    Everything else is for Flask-WTF to judge.
    """

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 Flask-WTF's own
        """Refuses an unsafe request that carries no good token."""
        token = request.headers.get(current_app.config["WTF_CSRF_HEADERS"][0])
        if token is None or not _is_token_of(token, session.get(current_app.config["WTF_CSRF_FIELD_NAME"])):
            super().protect(apply_exemptions)
        else:
            g.csrf_valid = True  # as Flask-WTF does: its forms do not ask once more


def _is_token_of(token: str, expected: object) -> bool:
    if not isinstance(expected, str):
        return False
    signed = _signed_word(str(current_app.secret_key), token)
    return signed is not None and hmac.compare_digest(signed.encode(), expected.encode())


@lru_cache(4096)
def _signed_word(secret_key: str, token: str) -> str | None:
    """The word in a token of Flask-WTF, which lasts as long as its session; None where the signature is not ours."""
    try:
        word = URLSafeTimedSerializer(secret_key, salt="wtf-csrf-token").loads(token)
    except BadData:
        return None
    return word if isinstance(word, str) else None


# Objects stay usable after a commit: a page is rendered from what the service left behind.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
csrf = CsrfProtection()
babel = Babel()
migrate = Migrate()


def one_of(column: str, words: Iterable[str]) -> str:
    """The condition of a CHECK that lets a column hold only some words.

    Args:
        column: Name of the column.
        words: Ours, and without a quote; a StrEnum as it is.
    """
    return f"{column} IN ({', '.join(repr(str(word)) for word in words)})"
