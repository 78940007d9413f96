"""Do the documents describe the commands that there are?"""

import configparser
import json
import os
import re
import shlex
import subprocess
from pathlib import Path

import click
import pytest
from flask import Flask

from tests.checkout import ROOT
from tests.docs.markdown import Block, anchors, blocks, code_in, documents, name, rows

OF_FLASK = {"db", "routes", "run", "shell"}
"""Commands that come with Flask and Flask-Migrate."""
CALL = re.compile(r"flask --app (?:app|eventapp) ([^\n|]*)")


def own_commands(app: Flask) -> dict[str, click.Command]:
    """The commands of eventapp, by name."""
    return {name: command for name, command in app.cli.commands.items() if name not in OF_FLASK}


def options(command: click.Command) -> set[str]:
    """The long options that a command takes."""
    return {option for parameter in command.params for option in parameter.opts if option.startswith("--")}


def section(text: str, heading: str) -> str:
    """What stands below a heading of the second level."""
    return re.split(rf"^## {heading}$", text, flags=re.MULTILINE)[1].split("\n## ")[0]


def test_every_command_is_described_and_every_described_one_is_there(app: Flask) -> None:
    """A section for each command, Flask's own in one of theirs."""
    headings = anchors((ROOT / "docs/developers/commands.md").read_text("utf-8"))
    assert headings == {*own_commands(app), "commands", "flasks-own"}


def test_every_option_is_described_and_every_described_one_is_there(app: Flask) -> None:
    """A row for each option of a command, in the order of nothing but its table."""
    text = (ROOT / "docs/developers/commands.md").read_text("utf-8")
    for command_name, command in own_commands(app).items():
        described = options(command) and {
            option.strip("`") for option, _ in rows(section(text, command_name), "Option", "Meaning")
        }
        assert described == options(command), command_name


def test_the_readme_lists_every_command(app: Flask) -> None:
    """With its arguments as `--help` names them."""
    listed = [cell.strip("`") for cell, _ in rows((ROOT / "README.md").read_text("utf-8"), "Command", "What it does")]
    expected = [
        " ".join([command_name, *(parameter.name.upper() for parameter in command.params if _is_argument(parameter))])
        for command_name, command in own_commands(app).items()
    ]
    assert sorted(listed) == sorted(expected)


def _is_argument(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Argument)


def test_commands_are_called_as_they_can_be(app: Flask) -> None:
    """Wherever a document calls a command, that command is there and takes these options."""
    calls = 0
    for document in documents():
        text = document.read_text("utf-8")
        for call in CALL.findall("\n".join([*(block.code for block in blocks(text)), *code_in(text)])):
            command_name, *arguments = shlex.split(call)
            if command_name in {"COMMAND", "…"}:
                continue
            calls += 1
            assert command_name in OF_FLASK | set(app.cli.commands), f"{name(document)}: {call}"
            if command_name not in OF_FLASK:
                used = {argument.split("=")[0] for argument in arguments if argument.startswith("--")}
                assert used <= options(app.cli.commands[command_name]) | {"--help"}, f"{name(document)}: {call}"
    assert calls > 3


def test_the_two_commands_of_the_readme_are_there() -> None:
    """Both may be executed, in the working tree and in git's; nothing but their names stands in their blocks."""
    scripts = [block.code.strip() for block in blocks((ROOT / "README.md").read_text("utf-8"))[:2]]
    assert scripts == [".ci/serve", ".ci/run"]
    for script in scripts:
        assert os.access(ROOT / script, os.X_OK), script


SHELL_BLOCKS = [
    pytest.param(block, id=f"{name(document)}-{number}")
    for document in documents()
    for number, block in enumerate(blocks(document.read_text("utf-8")))
    if block.language == "sh"
]


@pytest.mark.parametrize("block", SHELL_BLOCKS)
def test_shell_commands_can_be_read_and_name_files_of_the_project(block: Block) -> None:
    """The shell understands every block, and every script of ours that it calls is there."""
    read = subprocess.run(["sh", "-n"], input=block.code, text=True, capture_output=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")
    for script in re.findall(r"(?<![\w/.])\.ci/\w+", block.code):
        assert os.access(ROOT / script, os.X_OK), script
    for module in re.findall(r"\.venv/bin/python -m ([\w.]+)", block.code):
        path = ROOT / module.replace(".", "/")
        assert path.is_dir() or path.with_suffix(".py").is_file(), module
    for file in re.findall(r"\.venv/bin/pytest.*? (tests/\S+)", block.code):
        assert (ROOT / file).exists(), file


@pytest.mark.parametrize("document", documents(), ids=name)
def test_json_and_ini_can_be_read(document: Path) -> None:
    """What is to be copied has no slip in it."""
    for block in blocks(document.read_text("utf-8")):
        if block.language == "json":
            json.loads(block.code)
        if block.language == "ini":
            parser = configparser.ConfigParser(interpolation=None)
            parser.read_string(block.code if block.code.startswith("[") else f"[environment]\n{block.code}")
        if block.language == "nginx":
            assert block.code.count("{") == block.code.count("}")
