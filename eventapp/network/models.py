"""What is kept of an event's network: what was measured and by whom, and where everybody stands in its picture."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.extensions import Base


class Measurement(Base):
    """The latest measures of an event's network, by pseudonym number. The next ones take its place."""

    __tablename__ = "measurements"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    form: Mapped[int]
    """In which form the record is kept (core.measures.FORM); of another one, it is as good as none."""
    change_no: Mapped[int]
    """Of the network that was measured."""
    measured_at: Mapped[datetime]
    seconds: Mapped[float]
    """How long it took."""
    record: Mapped[dict[str, Any]] = mapped_column(JSON)


class MeasuringClaim(Base):
    """That a process measures an event's network now, so that no other one does; void after a time, should it die."""

    __tablename__ = "measuring_claims"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    until: Mapped[datetime]


class GraphPositions(Base):
    """Where everybody stands in the picture of an event's network, as the leading screen has it."""

    __tablename__ = "graph_positions"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    screen: Mapped[str] = mapped_column(String(40))
    """The open page that leads; random, made by the page."""
    leads_until: Mapped[datetime]
    """From then on any other screen may lead."""
    version: Mapped[int] = mapped_column(default=0)
    """Counts what leading screens have sent; 0: nothing yet."""
    places: Mapped[str] = mapped_column(Text, default="")
    """`number,x,y` for each pseudonym number, separated by spaces."""
