import re
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT
from tests.project.test_requirements import needed

NOT_OURS = {"pip", "setuptools", "wheel", "uv"}


def test_all_dependencies_are_pinned() -> None:
    """Also indirect ones; what else is installed on a developer's machine does not matter."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    direct = [
        *project["project"]["dependencies"],
        *chain.from_iterable(project["dependency-groups"].values()),
    ]
    written = [Requirement(line) for line in (*direct, *project["tool"]["uv"]["constraint-dependencies"])]
    pins = {canonicalize_name(requirement.name): str(requirement.specifier) for requirement in written}
    assert [name for name, pin in pins.items() if not re.fullmatch(r"==[\w.]+", pin)] == []
    assert needed(direct) - pins.keys() - NOT_OURS == set()


def test_lock_files_name_no_download_hosts() -> None:
    assert "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert "resolved" not in (ROOT / "tests" / "npm" / "package-lock.json").read_text(encoding="utf-8")


def test_serving_needs_no_test_dependencies() -> None:
    """`uv run invoke serve` installs no dependency group: only tests may import packages of one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    only_tests = {re.split("==", line)[0] for line in project["dependency-groups"]["test"]}
    modules = {module for module, names in packages_distributions().items() if only_tests & set(names)}
    assert {"docx", "httpx", "pytest"} <= modules
    sources = [*ROOT.glob("*.py"), *(ROOT / "plugins").rglob("*.py"), *(ROOT / "bench").glob("*.py")]
    imported = {
        f"{file.relative_to(ROOT)}: {match[1]}"
        for file in sources
        for match in re.finditer(r"^\s*(?:from|import) (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
        if match[1] in modules
    }
    assert imported == set()
