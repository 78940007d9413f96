"""eventapp: people sign up for an event, scan each other's badges, and the best networker is crowned.

The app is loaded when it is asked for: processes that only make a trophy or set a certificate start without it.
"""

import gc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eventapp.application import create_app

__all__ = ["create_app"]

# Hundreds of thousands of objects are loaded and stay: to look again and again which of them could go is a sixth of
# the work of a start.
gc.set_threshold(20_000, 20, 20)


def __getattr__(name: str) -> Any:
    """`create_app`, and nothing else."""
    if name != "create_app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from eventapp.application import create_app  # noqa: PLC0415 see above

    return create_app
