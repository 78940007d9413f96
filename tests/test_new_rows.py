"""Is a row that is written at once the same as one that the unit of work writes?"""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from eventapp.core.codes import new_badge_code
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.new_rows import add_now
from eventapp.registration.models import Registration
from tests.factories import make_event

NOON = datetime(2036, 3, 9, 12, tzinfo=UTC)


def new_person(event_id: int, number: int) -> Registration:
    """Somebody of whom little is said."""
    return Registration(
        event_id=event_id, uid=new_badge_code(), number=number, name="Änne", created_at=NOON, change_no=number
    )


def test_it_is_the_same_row_as_by_a_flush(app: Flask) -> None:
    """With all defaults; the session holds it, and writes what is changed of it later."""
    with app.app_context():
        event_id = make_event().id
        with write_session(db.session()) as session:
            session.add(usual := new_person(event_id, 101))
            session.flush()
            add_now(session, row := new_person(event_id, 102))
            assert row in session
            assert session.get(Registration, row.id) is row
            assert (row.organisation, row.event.id) == (None, event_id)
            row.name = "Berit"
            ids = usual.id, row.id
        table = Registration.__table__
        columns = [column for column in table.columns if column.name not in {"id", "uid", "number", "change_no"}]
        rows = (db.session.execute(select(*columns).where(table.c.id == id_)).mappings().one() for id_ in ids)
        by_flush, at_once = map(dict, rows)
        assert at_once == by_flush | {"name": "Berit"}


def test_what_the_database_refuses_is_refused(app: Flask) -> None:
    """And nothing of it stays."""
    with app.app_context():
        event_id = make_event().id

        def add_two_of_one_number() -> None:
            with write_session(db.session()) as session:
                add_now(session, new_person(event_id, 101))
                add_now(session, new_person(event_id, 101))

        with pytest.raises(IntegrityError):
            add_two_of_one_number()
        assert db.session.scalars(select(Registration)).all() == []


def test_a_default_that_is_worked_out_is_not_taken_for_a_value() -> None:
    """Such a class is for the unit of work."""

    class Base(DeclarativeBase):
        pass

    class Stamped(Base):
        __tablename__ = "stamped"

        id: Mapped[int] = mapped_column(primary_key=True)
        made_at: Mapped[float] = mapped_column(default=lambda: 1.0)

    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session, pytest.raises(TypeError, match="stamped"):
        add_now(session, Stamped())
    engine.dispose()
