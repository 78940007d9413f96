"""The Flask extensions and the base of all tables; imports no domain."""

from collections.abc import Iterable
from datetime import datetime

from flask import current_app, request
from flask_babel import Babel
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
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
    """Flask-WTF's, which looks for the token of a script where scripts send it before it reads the body as a form."""

    def _get_csrf_token(self) -> str | None:
        sent = (request.headers.get(name) for name in current_app.config["WTF_CSRF_HEADERS"])
        return next(filter(None, sent), None) or super()._get_csrf_token()


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
