import re
import tomllib
from importlib.metadata import distributions, packages_distributions

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


def test_a_portal_is_served_without_what_only_tests_need() -> None:
    """`uv run invoke serve` installs no group: nothing but tests may import what stands in one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    only_tests = {re.split("==", line)[0] for line in project["dependency-groups"]["test"]}
    modules = {module for module, names in packages_distributions().items() if only_tests & set(names)}
    assert {"bs4", "httpx", "pytest"} <= modules
    sources = [*ROOT.glob("*.py"), *(ROOT / "plugins").rglob("*.py"), *(ROOT / "bench").glob("*.py")]
    imported = {
        f"{file.relative_to(ROOT)}: {match[1]}"
        for file in sources
        for match in re.finditer(r"^\s*(?:from|import) (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
        if match[1] in modules
    }
    assert imported == set()
