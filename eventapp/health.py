"""Is this server well?"""

import shutil
from http import HTTPStatus
from typing import Any

from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from eventapp.config import current_config
from eventapp.extensions import db
from eventapp.migration import current_revision, head_revision

LEAST_FREE_BYTES = 500 * 1024 * 1024
bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> tuple[dict[str, Any], int]:
    """Database, migration level and disk space; 503 when one is bad."""
    settings = current_config()
    revision: str | None = None
    try:
        db.session.execute(text("SELECT 1"))
        revision = current_revision(db.engine)
        database_ok = True
    except SQLAlchemyError:
        db.session.rollback()
        database_ok = False
    try:
        free = shutil.disk_usage(settings.instance).free
    except OSError:  # the folder is gone, with all that stood in it
        free = 0
    checks: dict[str, dict[str, Any]] = {
        "database": {"ok": database_ok},
        "migration": {"ok": revision == head_revision(), "current": revision, "expected": head_revision()},
        "disk": {"ok": free >= LEAST_FREE_BYTES, "free_bytes": free},
    }
    well = all(check["ok"] for check in checks.values())
    return {"ok": well, **checks}, HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
