"""Where is this checkout, and how does a test get one that it may change?"""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

NOT_SOURCE = (
    ".git",
    ".venv",
    "reports",
    ".*_cache",
    ".coverage*",
    ".hypothesis",
    "__pycache__",
    "instance",
    "node_modules",
)


def copy_checkout(target: Path, *leave_out: str) -> Path:
    """Copies what belongs to the project, with the libraries fetched from npm, to a new folder.

    Args:
        target: The folder to make.
        leave_out: Further names to leave out, wherever they stand, for example "vendor".

    Returns:
        The new folder.
    """
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*NOT_SOURCE, *leave_out))
    return target
