import re
import tomllib
from importlib.metadata import distribution, packages_distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

NOT_OURS = {"pip", "setuptools", "wheel", "uv"}


def required(names: set[str]) -> set[str]:
    """Return the packages that the given ones bring along on this machine, directly and indirectly."""
    found: set[str] = set()
    waiting = {item for item in map(Requirement, names) if item.marker is None or item.marker.evaluate()}
    while waiting:
        requirement = waiting.pop()
        for line in distribution(requirement.name).requires or ():
            needed = Requirement(line)
            extras = requirement.extras or {""}
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                name = canonicalize_name(needed.name)
                waiting |= {needed} if name not in found else set()
                found.add(name)
    return found


def test_all_dependencies_are_pinned() -> None:
    """Also indirect ones; what else is installed on a developer's machine does not matter."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    direct = {*project["project"]["dependencies"], *project["dependency-groups"]["test"]}
    written = [Requirement(line) for line in (*direct, *project["tool"]["uv"]["constraint-dependencies"])]
    pins = {canonicalize_name(requirement.name): str(requirement.specifier) for requirement in written}
    assert [name for name, pin in pins.items() if not re.fullmatch(r"==[\w.]+", pin)] == []
    assert required(direct) - pins.keys() - NOT_OURS == set()


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
