"""How do badges look that a series has made its own?"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.extensions import Base

LONGEST_NAME = 80


class BadgeDesign(Base):
    """How badges of one size look at the events of a series; templates are no rows."""

    __tablename__ = "badge_designs"

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    width: Mapped[float]
    """In millimetres."""
    height: Mapped[float]
    fields: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """As in a document (badges.design.document)."""
    background: Mapped[bytes | None] = mapped_column(LargeBinary)
    """A picture of our own making (badges.design.images), as is the logo."""
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("width > 0 AND height > 0", name="size"),)
