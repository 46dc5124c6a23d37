import re
import tomllib
from importlib.metadata import distributions

from tests.conftest import ROOT

NOT_OURS = {"pip", "setuptools", "wheel", "uv"}


def test_every_installed_package_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    written = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["test"],
        *project["tool"]["uv"]["constraint-dependencies"],
    ]
    pinned = {tuple(re.split("==| ;", line)[:2]) for line in written}
    installed = {
        (re.sub("[-_.]+", "-", distribution.metadata["Name"]).lower(), distribution.version)
        for distribution in distributions()
    }
    assert {item for item in installed if item[0] not in NOT_OURS} - pinned == set()


def test_no_lock_file_records_where_packages_were_fetched() -> None:
    assert "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert "resolved" not in (ROOT / "tests" / "npm" / "package-lock.json").read_text(encoding="utf-8")
