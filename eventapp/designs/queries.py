"""Which designs can be chosen for badges of a size, and how does each look?"""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from eventapp.badges.design import Design, Template, design_for
from eventapp.badges.design.document import Refusal, as_document, read_fields
from eventapp.badges.design.images import kept
from eventapp.designs.models import BadgeDesign
from eventapp.extensions import db

_SAME_SIZE = 0.1
"""Millimetres."""


@dataclass(frozen=True, slots=True)
class SavedDesign:
    """A design of a series.

    Attributes:
        id: Names it in addresses.
        name: As its makers call it.
        design: How it looks.
    """

    id: int
    name: str
    design: Design


@dataclass(frozen=True, slots=True)
class DesignChoice:
    """One of the designs to choose from.

    Attributes:
        key: Names it in forms and in the log: a template's name, or `own-12`.
        name: Of an own design; empty for a template, whose name pages translate (`designs.words`).
        design: How it looks.
    """

    key: str
    name: str
    design: Design

    @property
    def is_usual(self) -> bool:
        """Whether it is the one that badges have when nobody chose."""
        return self.key == Template.THREAD

    @property
    def mark(self) -> str:
        """Another one as soon as it looks otherwise: for whoever remembers how a badge was printed."""
        return hashlib.sha256(as_document(self.design).encode()).hexdigest()[:16]


def choices_for(series_id: int, width: float, height: float) -> list[DesignChoice]:
    """The designs to choose from for badges of a size: the series' own first, then the templates.

    Args:
        series_id: Whose.
        width: Of a badge, in millimetres.
        height: Of a badge, in millimetres.
    """
    own = [
        DesignChoice(f"own-{saved.id}", saved.name, saved.design)
        for saved in designs_of(series_id)
        if abs(saved.design.width - width) < _SAME_SIZE and abs(saved.design.height - height) < _SAME_SIZE
    ]
    return [*own, *(DesignChoice(str(template), "", design_for(width, height, template)) for template in Template)]


def choice_of(key: str, series_id: int, width: float, height: float) -> DesignChoice | None:
    """The design with a key; None when there is none of this size (any more).

    Args:
        key: As `choices_for` gives it; an empty one is the first template's.
        series_id: Whose.
        width: Of a badge, in millimetres.
        height: Of a badge, in millimetres.
    """
    wanted = key or str(Template.THREAD)
    if wanted in list(Template):
        return DesignChoice(wanted, "", design_for(width, height, Template(wanted)))
    return next((choice for choice in choices_for(series_id, width, height) if choice.key == wanted), None)


def designs_of(series_id: int) -> list[SavedDesign]:
    """All designs of a series, by name."""
    rows = db.session.scalars(
        select(BadgeDesign).where(BadgeDesign.series_id == series_id).order_by(BadgeDesign.name, BadgeDesign.id)
    )
    return [_saved(row) for row in rows]


def design_of(design_id: int, series_id: int) -> SavedDesign | None:
    """One design, within its series."""
    row = db.session.scalar(
        select(BadgeDesign).where(BadgeDesign.id == design_id, BadgeDesign.series_id == series_id)
    )
    return None if row is None else _saved(row)


def _saved(row: BadgeDesign) -> SavedDesign:
    fields = read_fields(row.fields)
    if isinstance(fields, Refusal):  # somebody wrote into the database by hand
        fields = design_for(row.width, row.height).fields
    return SavedDesign(row.id, row.name, Design(row.width, row.height, fields, kept(row.background), kept(row.logo)))
