"""How is a benchmark to be run?"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """What stands on the command line.

    Attributes:
        is_small: Everything in small: shows that it runs, and measures nothing worth knowing.
        contact_list: The recorded list to rehearse; None: one that is made up.
    """

    is_small: bool = False
    contact_list: Path | None = None

    @property
    def workers(self) -> int:
        """How many processes a server has; in small one, as each takes seconds to start."""
        return 1 if self.is_small else 2
