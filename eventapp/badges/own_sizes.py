"""Which papers did the hosts of a series measure themselves? Reading, keeping and forgetting them."""

from dataclasses import asdict, fields, replace

from sqlalchemy import delete, func, select, update

from eventapp.badges.models import OwnSize
from eventapp.badges.stock import Kind, Measured, Stock, stock_of
from eventapp.badges.stock.own import number_in
from eventapp.core.text import clean_line
from eventapp.database import write_session
from eventapp.extensions import db

MOST = 100
"""Of one series."""
LONGEST_NAME = 100


def own_stocks(series_id: int) -> list[Stock]:
    """The own papers of a series, by name."""
    rows = db.session.scalars(
        select(OwnSize).where(OwnSize.series_id == series_id).order_by(func.lower(OwnSize.name), OwnSize.id)
    )
    return [_measured(row).as_stock(row.id) for row in rows]


def find_stock(series_id: int, key: str) -> Stock | None:
    """The paper of a key: a preset, or an own size of this series; None for any other."""
    number = number_in(key)
    if number is None:
        return stock_of(key)
    measured = find_size(series_id, number)
    return None if measured is None else measured.as_stock(number)


def find_size(series_id: int, number: int) -> Measured | None:
    """An own size as it was entered."""
    row = db.session.scalar(select(OwnSize).where(OwnSize.id == number, OwnSize.series_id == series_id))
    return None if row is None else _measured(row)


def keep_size(series_id: int, measured: Measured, number: int | None = None) -> int | None:
    """Keeps an own size.

    Args:
        series_id: Whose.
        measured: The size; it fits its page.
        number: Which one it replaces; None makes a new one.

    Returns:
        Its number; None when there is none to replace, or when the series has very many.
    """
    values = asdict(replace(measured, name=clean_line(measured.name)[:LONGEST_NAME]))
    with write_session(db.session()) as session:
        if number is not None:
            changed = session.execute(
                update(OwnSize)
                .where(OwnSize.id == number, OwnSize.series_id == series_id)
                .values(values)
                .returning(OwnSize.id)
            )
            return changed.scalar_one_or_none()
        count = session.scalar(select(func.count()).select_from(OwnSize).where(OwnSize.series_id == series_id))
        if (count or 0) >= MOST:
            return None
        size = OwnSize(series_id=series_id, **values)
        session.add(size)
        session.flush()
        return size.id


def forget_size(series_id: int, number: int) -> None:
    """Forgets an own size; what was printed on it stays in the log by its name."""
    with write_session(db.session()) as session:
        session.execute(delete(OwnSize).where(OwnSize.id == number, OwnSize.series_id == series_id))


def _measured(row: OwnSize) -> Measured:
    values = {field.name: getattr(row, field.name) for field in fields(Measured)}
    return Measured(**{**values, "kind": Kind(row.kind)})
