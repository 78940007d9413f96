"""Who sets many certificates? A process of the lowest priority beside the requests, for one file at a time."""

import subprocess
import sys
from pathlib import Path

from eventapp.certificates import typesetting
from eventapp.certificates.typesetting import Document, Pictures

LARGEST = 500
"""Certificates in one file: the compiler holds all of it in memory, 0.4 MB for each."""
_LONGEST = 120
"""Seconds; a file takes one or two."""


def press(document: Document, pictures: Pictures, fonts: Path) -> bytes:
    """Sets a PDF of up to LARGEST pages; the caller waits, and nobody else.

    Args:
        document: What to print.
        pictures: Pictures on it.
        fonts: Such as `static/vendor/fonts`.

    Raises:
        subprocess.SubprocessError: It could not be set; what the process said is in the log of the server.
    """
    done = subprocess.run(  # noqa: S603 a program of our own
        [sys.executable, "-P", typesetting.__file__, str(fonts)],
        input=typesetting.sent(document, pictures),
        stdout=subprocess.PIPE,
        timeout=_LONGEST,
        check=True,
    )
    return done.stdout
