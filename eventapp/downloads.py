"""How does a file reach the person who asked for it?"""

import re
from io import BytesIO

from flask import Response, send_file

_LONGEST_NAME = 80


def download(content: bytes, media_type: str, name: str, ending: str) -> Response:
    """A file to be saved, under a name that every file system takes, letters of all scripts included."""
    safe = re.sub(r"[^\w .,-]+", "-", name)[:_LONGEST_NAME].strip(" .-") or ending
    return send_file(BytesIO(content), media_type, as_attachment=True, download_name=f"{safe}.{ending}")
