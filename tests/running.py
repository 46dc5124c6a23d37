"""`invoke test`: format, lint, types, then the tests, the fast ones first."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests.machine import Part, advice, prepare

ROOT = Path(__file__).resolve().parent.parent
# What Windows lacks is an error of type there (macOS lacks nothing that Windows has). 6 s, then 0.4 s from its cache.
WINDOWS = ["--platform", "win32", "--cache-dir", ".mypy_cache/win32", "--follow-imports", "silent", "plugins"]
WINDOWS += ["tasks.py", "pelicanconf.py", "publishconf.py"]
QUICK = "not browser and not tools and not long"
FAST = f"{QUICK} and not heavy"
# What `--full` makes longer: rounds of kill -9, random histories of a plain blog beside stock Pelican, all matrices.
LONG = {"KILLS": "100", "HISTORIES": "50", "EVERYTHING": "1"}
WITHOUT_POSIX = str(ROOT / "tests" / "project" / "without_posix")


def run(*, fast: bool = False, strict: bool = False, full: bool = False) -> int:
    """Run everything, or with `fast` what needs nothing but Python; return the exit status.

    A missing real part is reported; with `strict` it is a failure. With `full`, which takes an hour or more, matrices are
    run whole, random tests longer, tests that measure time by themselves, and the fast tests once more without anything
    that Windows lacks.
    """
    start = time.monotonic()
    _install_test_group()
    checks = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["mypy", *WINDOWS]]
    failed = [" ".join(command) for command in checks if _python("-m", *command) != 0]
    failed += _failed_tests(FAST)
    missing: list[Part] = []
    if not fast:
        missing = prepare()
        real = f"{_real_tests(missing)} and not alone"
        # In this order, which ends with short files: xdist would begin with the files of the most tests.
        failed += _failed_tests(
            real, "--dist", "loadfile", "--no-loadscope-reorder", more=LONG if full else {}
        )
    if full:
        failed += _failed_tests("alone", "-n", "0", more=LONG) if not missing else []
        failed += _failed_tests(f"{QUICK} and not posix", more={"PYTHONPATH": WITHOUT_POSIX})
    print(f"\n{time.monotonic() - start:.0f} s")
    if missing:
        print(advice(missing))
    for command in failed:
        print(f"FAILED: {command}")
    return 1 if failed or (missing and strict) else 0


def _failed_tests(expression: str, *options: str, more: Mapping[str, str] | None = None) -> list[str]:
    """Run the tests that a marker expression selects; return the command if it failed.

    Failed tests are rerun once, one at a time: those that wait for a browser, a server or a time limit can fail by
    chance on a busy machine. Both runs are in the output.
    """
    # One more than the cores: processes, browsers and servers are waited for more than computed with.
    workers = str(len(os.sched_getaffinity(0)) + 1)
    command = ["pytest", "-q", "-m", expression, "-n", workers, *options]
    alone = ["pytest", "-q", "-m", expression, "--last-failed", "--last-failed-no-failures", "none"]
    if _python("-m", *command, more=more) == 0 or _python("-m", *alone, more=more) == 0:
        return []
    return [" ".join(command)]


def _real_tests(missing: list[Part]) -> str:
    """Return pytest's expression for the tests that this machine can run beyond the fast ones."""
    absent = {part.name for part in missing}
    expression = "(browser or tools or long or heavy)"
    if "chromium" in absent:
        expression += " and not browser"
    if absent - {"chromium"}:
        expression += " and not tools"
    return expression


def _install_test_group() -> None:
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv:
        subprocess.run(
            [uv, "sync", "--quiet", "--inexact", "--group", "test", "--group", "s3"], cwd=ROOT, check=True
        )


def _python(*arguments: str, more: Mapping[str, str] | None = None) -> int:
    shown = [*(f"{name}={value}" for name, value in (more or {}).items()), *arguments[1:]]
    print(f"\n$ {' '.join(shown)}", flush=True)
    environment = {**os.environ, **(more or {})}
    if environment.pop(
        "PYTHONDONTWRITEBYTECODE", None
    ):  # else each of its many processes compiles all it imports
        environment["PYTHONPYCACHEPREFIX"] = str(ROOT / ".pytest_cache" / "d" / "compiled")
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=False).returncode
