"""What do an install and `.ci/setup` say when something is missing, and is what they install locked?"""

import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import hatch_build
from tests.checkout import ROOT, copy_checkout

QUICK_SECONDS = 60.0
"""How long a build may take to say that it cannot download, on a slow machine: npm alone would try for minutes."""

NOWHERE = "http://127.0.0.1:9/"


@pytest.fixture
def silent_registry() -> Iterator[str]:
    """A registry that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder that stands first on PATH."""
    folder = tmp_path / "programs"
    folder.mkdir()
    return folder


def put_program(folder: Path, name: str, script: str) -> None:
    """Puts a shell script on PATH in place of a program of this machine."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)


def run(command: list[str], folder: Path, **environ: str) -> tuple[int, str, float]:
    """Runs a command that is to fail and returns its exit code, what it said and the seconds it took."""
    begin = time.monotonic()
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, time.monotonic() - begin


def build_without_registry(tmp_path: Path, target: str, registry: str) -> tuple[int, str, float]:
    """Builds a checkout that has nothing from npm yet, with an empty cache."""
    checkout = copy_checkout(tmp_path / "checkout", "vendor")
    return run(
        [sys.executable, "-m", "hatchling", "build", "--target", target],
        checkout,
        npm_config_registry=registry,
        npm_config_cache=str(tmp_path / "cache"),
    )


@pytest.mark.slow
@pytest.mark.parametrize("target", ["wheel:editable", "wheel:standard", "sdist"])
def test_unreachable_registry_is_said_in_one_sentence(tmp_path: Path, target: str) -> None:
    """Without the npm registry every kind of build stops soon and says what is missing and what to do."""
    code, said, seconds = build_without_registry(tmp_path, target, NOWHERE)

    assert code == 1
    assert said.splitlines()[-1] == (
        "eventapp: the browser libraries and fonts are missing, because npm could not download them (connect "
        "ECONNREFUSED 127.0.0.1:9): connect this machine to the npm registry, or name one that it reaches in the "
        "environment variable npm_config_registry, and run the same command again."
    )
    assert "Traceback" not in said
    assert seconds < QUICK_SECONDS


@pytest.mark.slow
def test_silent_registry_does_not_hold_an_install(tmp_path: Path, silent_registry: str) -> None:
    """A registry that never answers, as behind a firewall, ends the build as soon."""
    code, said, seconds = build_without_registry(tmp_path, "wheel:editable", silent_registry)

    assert code == 1
    assert "npm could not download them (network timeout at: http://127.0.0.1:" in said
    assert seconds < QUICK_SECONDS


@pytest.mark.slow
def test_build_without_node_takes_it_from_pypi(tmp_path: Path) -> None:
    """Where the machine has no Node, the build gets it as a build requirement and fetches the libraries."""
    checkout = copy_checkout(tmp_path / "checkout", "vendor")
    (tmp_path / "programs").mkdir()

    code, said, _ = run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", str(tmp_path), "."],
        checkout,
        PATH=str(tmp_path / "programs"),
    )

    assert code == 0, said
    assert all((checkout / hatch_build.VENDOR / file).is_file() for file in hatch_build.SHIPPED)
    assert all((checkout / file).is_file() for file in hatch_build.FOR_TESTS)


@pytest.mark.slow
def test_build_without_node_and_isolation_says_what_to_install(tmp_path: Path) -> None:
    """Without build isolation nothing brings Node along, and the build says so."""
    checkout = copy_checkout(tmp_path / "checkout", "vendor")
    (tmp_path / "programs").mkdir()

    code, said, _ = run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel:editable"],
        checkout,
        PATH=str(tmp_path / "programs"),
    )

    assert code == 1
    assert "eventapp: Node 20 or newer and npm, which fetch the browser libraries, are missing" in said
    assert "Traceback" not in said


def test_old_node_counts_as_none(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Node older than what the libraries need is not used."""
    put_program(programs, "npm", "exit 0")
    put_program(programs, "node", "echo v18.20.4")
    monkeypatch.setenv("PATH", str(programs))
    assert hatch_build.system_npm() is None

    put_program(programs, "node", "echo v22.1.0")
    assert hatch_build.system_npm() == [str(programs / "npm")]


def test_what_came_from_npm_is_fetched_again_when_the_lock_changes(tmp_path: Path) -> None:
    """A tree is fresh only with all files, and with the lock that they were fetched for."""
    for name in ("package.json", "package-lock.json", "hatch_build.py"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    for file in hatch_build.SHIPPED:
        path = tmp_path / hatch_build.VENDOR / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / hatch_build.STAMP).write_text(hatch_build.fingerprint(tmp_path), "utf-8")
    assert hatch_build.is_fresh(tmp_path)

    missing = tmp_path / hatch_build.VENDOR / "zxing-wasm/share.js"
    missing.unlink()
    assert not hatch_build.is_fresh(tmp_path)

    missing.touch()
    (tmp_path / "package-lock.json").write_text("{}", "utf-8")
    assert not hatch_build.is_fresh(tmp_path)


@pytest.mark.parametrize(
    ("npm_errors", "reason"),
    [
        (
            "npm error code ECONNREFUSED\nnpm error FetchError: to x, reason: connect ECONNREFUSED ::1:9",
            "connect ECONNREFUSED ::1:9",
        ),
        ("npm error code FETCH_ERROR\nnpm error network timeout at: http://x/", "network timeout at: http://x/"),
        ("npm ERR! code EINTEGRITY\nnpm ERR! sha512-… integrity checksum failed", "code EINTEGRITY"),
        ("Segmentation fault", "Segmentation fault"),
        ("", "it gave no reason"),
    ],
)
def test_reason_is_the_line_that_says_why(npm_errors: str, reason: str) -> None:
    """Of npm's report, old or new, one line is shown."""
    assert hatch_build.reason(npm_errors) == reason


def test_setup_without_a_recent_python_says_what_to_install(tmp_path: Path, programs: Path) -> None:
    """Programs named like a recent Python that do not start (as version managers leave them) are no Python."""
    for name in ("python3.14", "python3.13", "python3.12", "python3.11", "python3"):
        put_program(programs, name, "exit 127")
    checkout = copy_checkout(tmp_path / "checkout", "vendor", "tests")

    code, said, _ = run([".ci/setup"], checkout, PATH=f"{programs}:{os.environ['PATH']}")

    assert code == 2
    assert said == (
        "eventapp: Python 3.11 or newer is missing; on Debian or Ubuntu: apt-get install python3 python3-venv\n"
    )


def test_setup_without_venv_and_without_root_names_the_package(tmp_path: Path, programs: Path) -> None:
    """Debian keeps venv in a package of its own; who may not install it is told its name."""
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        put_program(programs, name, "exit 127")
    put_program(programs, "python3", f'case "$*" in *ensurepip*) exit 1;; esac; exec {sys.executable} "$@"')
    put_program(programs, "id", "echo 1000")
    put_program(programs, "sudo", "exit 1")
    checkout = copy_checkout(tmp_path / "checkout", "vendor", "tests")

    code, said, _ = run([".ci/setup"], checkout, PATH=f"{programs}:{os.environ['PATH']}")

    assert code == 2
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert said == (
        f"eventapp: missing on this machine, and to be installed with root's rights (Debian's names): {package}\n"
    )


def test_setup_shows_why_apt_failed(tmp_path: Path, programs: Path) -> None:
    """What apt-get said last is shown before the sentence that names the packages."""
    put_program(programs, "id", "echo 0")
    put_program(programs, "apt-get", "echo E: the archive is closed; exit 100")

    code, said, _ = run([str(ROOT / ".ci/apt"), "chromium"], tmp_path, PATH=f"{programs}:{os.environ['PATH']}")

    assert code == 2
    assert said.splitlines()[1] == "E: the archive is closed"
    assert said.splitlines()[-1].startswith("eventapp: apt-get could not install chromium")


@pytest.mark.slow
def test_setup_without_an_index_says_so(tmp_path: Path) -> None:
    """Where pip cannot download, set-up ends with pip's last words and one sentence."""
    checkout = copy_checkout(tmp_path / "checkout", "vendor", "tests")

    code, said, seconds = run(
        [".ci/setup"], checkout, PIP_CONFIG_FILE=os.devnull, PIP_INDEX_URL=NOWHERE, PIP_NO_CACHE_DIR="1"
    )

    assert code == 2
    assert said.splitlines()[-1].startswith("eventapp: pip could not install the Python packages")
    assert "Traceback" not in said
    assert seconds < 4 * QUICK_SECONDS


def test_locks_name_no_registry_and_no_path() -> None:
    """What is locked is its hash, wherever it comes from."""
    for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines():
        assert re.fullmatch(r"#.*|[a-z0-9-]+==[\w.]+( ; .*)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line), line
        assert "/" not in line.replace(".ci/lock", "")
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text("utf-8")


def test_lock_has_every_dependency() -> None:
    """Whatever pyproject.toml asks for is locked; `.ci/lock` writes the file anew."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["postgresql"],
        *project["dependency-groups"]["dev"],
    ]
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE))
    assert {re.match(r"[a-z0-9-]+", requirement.lower())[0] for requirement in wanted} - locked == set()  # type: ignore[index]
