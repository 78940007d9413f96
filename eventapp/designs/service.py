"""How is a design kept, changed and thrown away? One transaction each."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select, update

from eventapp.accounts.audit import record
from eventapp.badges.design import Design, Picture
from eventapp.badges.design.document import fields_as_data
from eventapp.badges.design.images import as_background, as_logo
from eventapp.core.text import clean_line
from eventapp.database import write_session
from eventapp.designs.models import LONGEST_NAME, BadgeDesign
from eventapp.designs.queries import SavedDesign
from eventapp.events.changes import lock_event
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.pictures import PictureFlaw

MOST_DESIGNS = 60
"""Of a series: each may hold two pictures."""


class Kept(StrEnum):
    """Which picture of a design."""

    BACKGROUND = "background"
    LOGO = "logo"


def add_design(event: Event, name: str, design: Design, *, account_id: int | None, now: datetime) -> int | None:
    """Keeps a new design for the event's series.

    Args:
        event: At which it is made.
        name: As its makers call it.
        design: How it looks.
        account_id: Who made it.
        now: The present moment.

    Returns:
        Its id; None when the series has too many already.
    """
    event_id, series_id = event.id, event.series_id
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        count = select(func.count()).select_from(BadgeDesign).where(BadgeDesign.series_id == series_id)
        if (session.scalar(count) or 0) >= MOST_DESIGNS:
            return None
        row = BadgeDesign(
            series_id=series_id,
            name=_name(name),
            width=design.width,
            height=design.height,
            fields=fields_as_data(design),
            background=_content(design.background),
            logo=_content(design.logo),
            changed_at=now,
        )
        session.add(row)
        session.flush()
        record(session, "design.added", event_id=event_id, account_id=account_id, now=now, design_id=row.id)
        return row.id


def save_design(event: Event, saved: SavedDesign, *, account_id: int | None, now: datetime) -> None:
    """Keeps name and fields as they are now; the pictures have a form of their own.

    Args:
        event: At which it is changed.
        saved: The design with what is new about it.
        account_id: Who changed it.
        now: The present moment.
    """
    _change(event, saved.id, account_id, now, name=_name(saved.name), fields=fields_as_data(saved.design))


def set_picture(  # noqa: PLR0913 - a file, where it belongs, and who sent it when
    event: Event, saved: SavedDesign, kept: Kept, content: bytes, *, account_id: int | None, now: datetime
) -> PictureFlaw | None:
    """Takes an uploaded picture, in a form of our own.

    Args:
        event: At which it is uploaded.
        saved: The design.
        kept: Which picture.
        content: The file, whatever it is.
        account_id: Who uploaded it.
        now: The present moment.

    Returns:
        Why it is not taken.
    """
    design = saved.design
    made = as_logo(content) if kept is Kept.LOGO else as_background(content, design.width, design.height)
    if isinstance(made, PictureFlaw):
        return made
    _change(event, saved.id, account_id, now, **{str(kept): made.content})
    return None


def remove_picture(event: Event, design_id: int, kept: Kept, *, account_id: int | None, now: datetime) -> None:
    """Takes a picture off a design."""
    _change(event, design_id, account_id, now, **{str(kept): None})


def remove_design(event: Event, design_id: int, *, account_id: int | None, now: datetime) -> None:
    """Throws a design away; what was printed in it stays printed."""
    event_id, series_id = event.id, event.series_id
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        session.execute(delete(BadgeDesign).where(BadgeDesign.id == design_id, BadgeDesign.series_id == series_id))
        record(session, "design.removed", event_id=event_id, account_id=account_id, now=now, design_id=design_id)


def _change(event: Event, design_id: int, account_id: int | None, now: datetime, **values: object) -> None:
    event_id, series_id = event.id, event.series_id
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        session.execute(
            update(BadgeDesign)
            .where(BadgeDesign.id == design_id, BadgeDesign.series_id == series_id)
            .values(changed_at=now, **values)
        )
        record(session, "design.changed", event_id=event_id, account_id=account_id, now=now, design_id=design_id)


def _name(name: str) -> str:
    return clean_line(name)[:LONGEST_NAME].strip()


def _content(picture: Picture | None) -> bytes | None:
    return None if picture is None else picture.content
