"""Ask a vulnerability service about the packages that a server installs."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from plugins.errors.issue import UserError

PIP_AUDIT = "pip-audit==2.10.0"
LONGEST = 300.0  # seconds


class Vulnerable(NamedTuple):
    """A package with a known vulnerability, and the versions that fix it."""

    package: str
    version: str
    vulnerability: str
    fixed_in: list[str]


class UnreachableError(UserError):
    """The vulnerability service, or the registry that has the tool, did not answer: nothing is known."""


def audit(requirements: Path, service: str = "") -> tuple[int, list[Vulnerable]]:
    """Return how many packages were looked up, and those that are vulnerable.

    `service` is the address of a query of the OSV API; by default that of osv.dev. Raises UnreachableError, and UserError if
    uv is not installed.
    """
    uv = shutil.which("uv")
    if uv is None:
        raise UserError("Lệnh này cần uv: pip install uv")
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "found.json")
        command = [
            uv,
            "tool",
            "run",
            "--quiet",
            PIP_AUDIT,
            "--requirement",
            str(requirements),
            "--disable-pip",
        ]
        command += ["--vulnerability-service", "osv", "--format", "json", "--output", str(output)]
        command += ["--progress-spinner", "off", *(["--osv-url", service] if service else [])]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)  # noqa: S603 - a fixed program
        except subprocess.TimeoutExpired:
            raise UnreachableError("Chưa kiểm tra được lỗ hổng: quá lâu không có trả lời.") from None
        try:
            found = json.loads(output.read_bytes())["dependencies"]
        except (OSError, ValueError, KeyError) as error:
            why = (done.stderr.strip().splitlines() or ["không rõ lý do"])[-1]
            raise UnreachableError(f"Chưa kiểm tra được lỗ hổng: {why}") from error
    if skipped := [package["name"] for package in found if "skip_reason" in package]:
        raise UnreachableError(f"Chưa kiểm tra được lỗ hổng của {', '.join(skipped)}.")
    return len(found), [
        Vulnerable(package["name"], package["version"], one["id"], one["fix_versions"])
        for package in found
        for one in package["vulns"]
    ]
