"""How is one new row written at once, where the unit of work would cost more than the database does?"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Insert, Table, insert, inspect
from sqlalchemy.orm import Mapper, Session, make_transient_to_detached

from eventapp.hot_path import hot


def add_now(session: Session, row: Any) -> None:
    """Writes a new row of a mapped class at once; the session then holds it as if it had read it.

    A flush sorts out first what depends on what, which for a single row takes several times as long as writing it.

    Args:
        session: The write session.
        row: A new object, none of its relations set; a column of which it says nothing gets its default, or NULL.

    Raises:
        TypeError: A default of the class is more than a value.
        IntegrityError: The database refuses it.
    """
    kept = _kept_insert(inspect(row).mapper)
    for name, default in kept.defaults.items():
        row.__dict__.setdefault(name, default)
    values = {column: row.__dict__[name] for name, column in kept.columns.items()}
    setattr(row, kept.key, hot(session).scalar(kept.statement, values))
    make_transient_to_detached(row)
    session.add(row)


class _KeptInsert(NamedTuple):
    """How rows of a mapped class are written.

    Attributes:
        statement: Inserts one, and returns the key that the database has made for it.
        key: The attribute that gets this key.
        columns: The columns of all other attributes.
        defaults: What stands in each of these where nothing is said.
    """

    statement: Insert
    key: str
    columns: Mapping[str, str]
    defaults: Mapping[str, Any]


@cache
def _kept_insert(mapper: Mapper[Any]) -> _KeptInsert:
    table = mapper.local_table
    assert isinstance(table, Table)  # noqa: S101 for mypy: classes are mapped to nothing else
    (key,) = table.primary_key.columns
    columns = {mapper.get_property_by_column(column).key: column for column in table.columns if column is not key}
    if any(column.default is not None and not column.default.is_scalar for column in columns.values()):
        raise TypeError(f"a column of {table.name} has a default that is worked out")
    return _KeptInsert(
        insert(table).returning(key),
        mapper.get_property_by_column(key).key,
        {name: column.key for name, column in columns.items()},
        {name: getattr(column.default, "arg", None) for name, column in columns.items()},
    )
