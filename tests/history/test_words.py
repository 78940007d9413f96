"""Does the history say everything in words that the code writes into the log?"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from eventapp.history.words import TOLD, Kind, actions_of
from tests.checkout import ROOT

ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
BEGUN = re.compile(r"([a-z_]+\.)|(\.[a-z_]+)")
"""A part of an action that is put together."""
OF_NO_EVENT = {
    "account.password_changed",
    "account.recovery_codes_renewed",
    "account.renamed",
    "account.second_factor_removed",
    "account.second_factor_set_up",
    "account.signed_in",
    "account.signed_in_by_code",
    "account.signed_in_by_link",
    "account.signed_out_elsewhere",
}
"""They stand in the log of the house, which no page shows."""


def writers() -> Iterator[tuple[Path, ast.Module]]:
    """The modules that write into the log, by its function or by its table."""
    for path in sorted((ROOT / "eventapp").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if path.parent.name != "history" and re.search(r"accounts\.audit|import audit|AuditEntry", text):
            yield path, ast.parse(text)


def said_by(module: ast.Module) -> set[str]:
    """The actions that are written out in a module."""
    texts = (
        node.value for node in ast.walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {text for text in texts if ACTION.fullmatch(text)}


def test_every_action_of_the_source_has_its_sentence() -> None:
    """And every sentence an action. Whoever records something new is told here to say it in words."""
    recorded = {}
    for path, module in writers():
        recorded[str(path.relative_to(ROOT))] = said_by(module)
        parts = [part for text in ast.walk(module) if isinstance(text, ast.JoinedStr) for part in text.values]
        begun = [part for part in parts if isinstance(part, ast.Constant) and BEGUN.fullmatch(str(part.value))]
        assert not begun, f"{path}:{begun[0].lineno}: write each action out, or nobody finds it"
    del recorded["eventapp/accounts/models.py"], recorded["eventapp/accounts/audit.py"]
    assert {path for path, actions in recorded.items() if not actions} == set()
    assert set().union(*recorded.values()) - OF_NO_EVENT == set(TOLD)


def test_every_action_is_found_under_one_kind() -> None:
    """No kind is empty, and together they are all."""
    found = [action for kind in Kind for action in actions_of(kind)]
    assert all(actions_of(kind) for kind in Kind)
    assert sorted(found) == sorted(TOLD)
