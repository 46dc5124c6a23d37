import json
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import jsonschema_rs
import pytest

from plugins.dependencies.bill import bill_of_materials
from tests.building.verbs import verb
from tests.conftest import ROOT, TinySite

MOMENT = datetime(2026, 11, 23, 17, 5, 12, tzinfo=UTC)
SCHEMAS = "import cyclonedx.schema._res as found; print(found.__path__[0])"


def test_bill_names_what_is_installed_and_nothing_else(tmp_path: Path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(
        "pelican==4.0.0 \\\n    --hash=sha256:0\nno-such-package==1.0\nPillow==1\n", encoding="utf-8"
    )
    bill = json.loads(bill_of_materials(requirements, "xathu.example/1", MOMENT))
    python, *packages = bill["components"]
    assert python["name"] == "CPython"
    assert [package["purl"] for package in packages] == [
        f"pkg:pypi/pillow@{version('pillow')}",
        f"pkg:pypi/pelican@{version('pelican')}",
    ]
    assert all(package["licenses"] for package in packages)
    assert bill["metadata"]["timestamp"] == "2026-11-23T17:05:12Z"


def test_bill_of_the_same_release_is_the_same() -> None:
    bills = {bill_of_materials(ROOT / "requirements.txt", name, MOMENT) for name in ("a/1", "a/1", "a/2")}
    assert len(bills) == 2


@pytest.mark.tools
def test_bill_keeps_the_schema_of_cyclonedx() -> None:
    command = [
        "uv",
        "tool",
        "run",
        "--quiet",
        "--from",
        "cyclonedx-python-lib==11.7.0",
        "python",
        "-c",
        SCHEMAS,
    ]
    folder = Path(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())
    schemas = {
        name: json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text(encoding="utf-8"))
        for name in ("bom-1.6", "spdx", "jsf-0.82")
    }
    resources = [
        (f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json", one) for name, one in schemas.items()
    ]
    validator = jsonschema_rs.Draft7Validator(schemas["bom-1.6"], registry=jsonschema_rs.Registry(resources))
    bill = json.loads(bill_of_materials(ROOT / "requirements.txt", "xathu.example/1", MOMENT))
    assert len(bill["components"]) > 20
    assert [error.message for error in validator.iter_errors(bill)] == []
    bill["components"][1]["type"] = "thing"
    assert list(validator.iter_errors(bill)) != []


@pytest.mark.long
def test_each_release_has_its_bill_until_it_is_deleted(site: TinySite) -> None:
    target = site.content.parent / "dich"
    for number in range(7):
        site.article(title=f"Bản {number}")
        assert verb("deploy", "--to", str(target), "--content", str(site.content)).status == 0
    names = {entry.name for entry in (target / "releases").iterdir()}
    assert {file.name.removesuffix(".cdx.json") for file in (target / ".sbom").iterdir()} == names
    assert {file.stem for file in (target / ".sources").glob("*.json")} == names
