"""Who sets many certificates? A process beside the requests, for one file at a time."""

from pathlib import Path

from eventapp.certificates.typesetting import Document, Pictures, manuscript_of
from eventapp.typesetting import pdf_beside

LARGEST = 500
"""Certificates in one file: the compiler holds all of it in memory, 0.4 MB for each."""


def press(document: Document, pictures: Pictures, fonts: Path) -> bytes:
    """Sets a PDF of up to LARGEST pages; the caller waits, and nobody else.

    Args:
        document: What to print.
        pictures: Pictures on it.
        fonts: Such as `static/vendor/fonts`.

    Raises:
        subprocess.SubprocessError: It could not be set; what the process said is in the log of the server.
    """
    return pdf_beside(manuscript_of(document, pictures, fonts))
