"""A bill of materials of the installed software, in the format CycloneDX 1.6 (ECMA-424)."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

LONGEST = 200  # characters of the name of a licence
REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


def bill_of_materials(requirements: Path, name: str, moment: datetime) -> bytes:
    """Return the bill as JSON: the packages of a requirements file that are installed here, and Python.

    `name` is unique to the bill, such as `tanhlinh.example/2026-11-23T10-05-12Z`; `moment` (aware) is when it is made.
    Raises OSError if the file cannot be read.
    """
    python = {
        "type": "platform",
        "name": platform.python_implementation(),
        "version": platform.python_version(),
    }
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, f'trang-tin:{name}')}",
        "version": 1,
        "metadata": {
            "timestamp": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "component": {"type": "application", "name": "trang-tin", "bom-ref": "trang-tin"},
        },
        "components": [python, *_packages(requirements.read_text(encoding="utf-8"))],
    }
    return json.dumps(bill, ensure_ascii=False, indent=1).encode()


def _packages(requirements: str) -> Iterator[dict[str, object]]:
    """Yield the components; packages for other systems or versions of Python are not installed."""
    for name in sorted(set(REQUIREMENT.findall(requirements))):
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{found.version}"
        component = {"type": "library", "bom-ref": purl, "name": name, "version": found.version, "purl": purl}
        metadata = found.metadata.json
        if expression := metadata.get("license_expression"):
            component["licenses"] = [{"expression": expression}]
        elif written := str(metadata.get("license", "")):  # some packages have the whole text here
            component["licenses"] = [{"license": {"name": written.splitlines()[0][:LONGEST]}}]
        yield component
