"""Does the built wheel hold everything, and does it serve from an empty folder?"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

import hatch_build
from benchmarks.processes import free_port
from tests.checkout import ROOT, copy_checkout

START_SECONDS = 120.0
CATALOGUES = {
    "eventapp/translations/de/LC_MESSAGES/messages.mo",
    "eventapp/translations/informal/de@informal/LC_MESSAGES/messages.mo",
}

pytestmark = pytest.mark.slow


def build(checkout: Path, target: str, **environ: str) -> Path:
    """Builds "wheel" or "sdist" and returns the file."""
    output = checkout.parent / "dist"
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", output],
        cwd=checkout,
        env={**os.environ, **environ},
        check=True,
        capture_output=True,
    )
    return next(output.glob("*.whl" if target == "wheel" else "*.tar.gz"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout."""
    return build(copy_checkout(tmp_path_factory.mktemp("wheel") / "checkout"), "wheel")


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `eventapp` of the wheel, installed into an environment of its own with nothing else in it.

    pip finds by itself what the wheel says it needs, at the versions of the lock.
    """
    folder = tmp_path_factory.mktemp("environment")
    environment = folder / "venv"
    venv.create(environment, with_pip=False, symlinks=True)
    constraints = folder / "constraints.txt"
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    constraints.write_text("\n".join(re.findall(r"^[a-z].*?(?= \\$)", lock, re.MULTILINE)), "utf-8")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(environment / "bin/python"),
        "install",
        "--no-input",
        "--quiet",
        "--no-compile",  # most of it is never imported
    ]
    subprocess.run([*pip, "--constraint", str(constraints), str(wheel)], check=True, capture_output=True)
    return environment / "bin/eventapp"


@contextmanager
def serving(program: Path, folder: Path) -> Iterator[str]:
    """Runs the server in a folder with no setting but the port, and gives its address."""
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("EVENTAPP_", "DATABASE_"))}
    log = folder.parent / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [program],
            cwd=folder,
            env={**environ, "EVENTAPP_PORT": str(port)},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_answered(address, process, log)
            yield address
        finally:
            process.terminate()
            try:
                assert process.wait(timeout=START_SECONDS) == 0, log.read_text("utf-8")
            finally:
                with suppress(ProcessLookupError):  # as it should be: no worker is left
                    os.killpg(process.pid, signal.SIGKILL)


def wait_until_answered(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Waits for the first answer; shows the server's own words when there is none."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            urlopen(address + "/healthz").close()
        except (URLError, ConnectionError):
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < until, log.read_text("utf-8")
            time.sleep(0.1)
        else:
            return


def test_wheel_holds_what_the_checkout_serves(wheel: Path) -> None:
    """Every template, static file, migration and translation of the checkout is in the wheel, and no test is."""
    packed = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"eventapp/{file.relative_to(ROOT)}" for file in (ROOT / "templates").rglob("*.html")}
    wanted |= {
        f"eventapp/static/{file.relative_to(ROOT / 'static')}" for file in (ROOT / "static/css").rglob("*.css")
    }
    wanted |= {f"eventapp/static/vendor/{file}" for file in hatch_build.SHIPPED}
    wanted |= {str(file.relative_to(ROOT)) for file in (ROOT / "eventapp/migrations").rglob("*.py")}
    wanted |= {str(file.relative_to(ROOT)) for file in (ROOT / "eventapp/certificates/template").iterdir()}
    wanted |= {"eventapp/migrations/alembic.ini", "eventapp/migrations/script.py.mako"}
    wanted |= CATALOGUES

    assert wanted - packed == set()
    assert {name.split("/")[0] for name in packed} == {"eventapp", "eventapp-0.1.0.dist-info"}
    assert not any("axe" in name for name in packed)


def test_installed_wheel_serves_from_an_empty_folder(program: Path, tmp_path: Path) -> None:
    """`eventapp` in an empty folder answers with a page, its style and the QR decoder, and keeps its data there."""
    folder = tmp_path / "empty"
    folder.mkdir()

    with serving(program, folder) as address:
        with urlopen(address + "/") as page:
            assert page.status == 200
            html = page.read().decode()
        style = re.search(r'href="(/static/[0-9a-f]+/(css/[^"]+))"', html)
        assert style is not None, html
        with urlopen(address + style.group(1)) as answer:
            assert answer.status == 200
        folder_of_version = style.group(1).removesuffix(style.group(2))
        with urlopen(f"{address}{folder_of_version}vendor/zxing-wasm/zxing_reader.wasm") as answer:
            assert answer.headers["Content-Type"] == "application/wasm"
        with urlopen(Request(address + "/", headers={"Accept-Language": "de"})) as answer:
            assert '<html lang="de"' in answer.read().decode()

    assert [path.name for path in folder.iterdir()] == ["instance"]
    assert (folder / "instance/eventapp.sqlite3").is_file()


def test_wheel_from_the_sdist_needs_no_registry(tmp_path: Path) -> None:
    """The sdist carries what came from npm, so that a wheel is built from it without Node and without a network."""
    sdist = build(copy_checkout(tmp_path / "checkout"), "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    no_node = tmp_path / "bin"
    no_node.mkdir()
    shutil.rmtree(tmp_path / "checkout")

    wheel = build(tmp_path / "eventapp-0.1.0", "wheel", PATH=str(no_node), npm_config_registry="http://127.0.0.1:9/")

    packed = set(zipfile.ZipFile(wheel).namelist())
    assert "eventapp/static/vendor/zxing-wasm/zxing_reader.wasm" in packed
    assert packed >= CATALOGUES
