"""How do the badges of a printing come into a file: at once, or bit by bit beside the server?"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from eventapp.badges.design import Design
from eventapp.badges.design.badge import Badge, Problem
from eventapp.badges.fonts import load_fonts
from eventapp.badges.printing import as_badge
from eventapp.badges.queries import Holder
from eventapp.badges.sheet import PrintOptions, SheetReport, write_sheet
from eventapp.extensions import db
from eventapp.prints import jobs
from eventapp.prints.files import file_of, folder_of, part_of
from eventapp.prints.jobs import Claim
from eventapp.prints.looks import Look, options_of
from eventapp.prints.models import PrintJob
from eventapp.prints.queries import printed_holders

REPORT_EVERY = 0.5
"""Seconds between two words on how far a printing is."""
_AT_ONCE = 250
"""People read at once: memory does not grow with the event."""


class NotOurs(Exception):  # noqa: N818 not an error: it was cancelled, or somebody else draws it
    """A printing is to be drawn no further."""


def write_badges(job: PrintJob, look: Look, file: BinaryIO, title: str) -> SheetReport:
    """Draws the few badges of a printing."""
    options, fonts = options_of(job.options, look, title), load_fonts(look.edition.fonts)
    designs = _designs(look, options)
    badges = (as_badge(holder, look.edition, *designs) for _, holder in printed_holders(job))
    return write_sheet(badges, file, look.design, fonts, options)


def _designs(look: Look, options: PrintOptions) -> list[Design]:
    """Of both sides."""
    return [look.design] if options.back_design is None else [look.design, options.back_design]


@dataclass
class _Progress:
    """How far a large printing is."""

    claim: Claim
    now: Callable[[], datetime]
    positions: list[int] = field(default_factory=list)
    """Of the badges handed over, in order."""
    problems: dict[int, str] = field(default_factory=dict)
    """Why badges were left out, by position."""
    _reported_at: float = float("-inf")

    def report(self) -> None:
        """Says how far it is, now and then.

        Raises:
            NotOurs: Nobody wants it any more.
        """
        if time.monotonic() < self._reported_at + REPORT_EVERY:
            return
        self._reported_at = time.monotonic()
        if not jobs.report(self.claim, len(self.positions) + len(self.problems), now=self.now()):
            raise NotOurs


def draw(  # noqa: PLR0913 each is its own fact
    claim: Claim, job: PrintJob, look: Look, title: str, *, instance: Path, now: Callable[[], datetime]
) -> bool:
    """Draws a large printing into its file; False when it was cancelled meanwhile, or somebody else draws it.

    Args:
        claim: What the caller may draw.
        job: The same, as it was ordered.
        look: How its badges look.
        title: Of the document.
        instance: The folder of this installation.
        now: Tells the present moment.
    """
    folder_of(instance).mkdir(mode=0o700, exist_ok=True)
    part = part_of(instance, claim.key, claim.attempt)
    progress = _Progress(claim, now)
    options, fonts = options_of(job.options, look, title), load_fonts(look.edition.fonts)
    try:
        with part.open("w+b") as file:
            report = write_sheet(
                _badges(job, look, _designs(look, options), progress), file, look.design, fonts, options
            )
            file.flush()
            os.fsync(file.fileno())
    except NotOurs:
        part.unlink(missing_ok=True)
        return False
    for problem in report.problems:
        if problem.problem is Problem.NOT_PRINTED:
            progress.problems[progress.positions[problem.position]] = problem.detail
    done = file_of(instance, claim.key)
    part.replace(done)
    if jobs.finish(claim, report.pages, progress.problems, drawn=report.badges, now=now()):
        return True
    done.unlink(missing_ok=True)
    return False


def _badges(job: PrintJob, look: Look, designs: Sequence[Design], progress: _Progress) -> Iterator[Badge]:
    """Badge by badge; one that cannot be made is noted and left out."""
    for position, holder in _people(job):
        progress.report()
        try:
            badge = as_badge(holder, look.edition, *designs)
        except Exception as error:  # noqa: BLE001 - whatever one record holds, the others are printed
            progress.problems[position] = str(error)
            continue
        progress.positions.append(position)
        yield badge


def _people(job: PrintJob) -> Iterator[tuple[int, Holder]]:
    last = -1
    while people := printed_holders(job, after=last, limit=_AT_ONCE):
        db.session.rollback()  # a reader that stays for long keeps the log of changes from being emptied
        yield from people
        last = people[-1][0]
