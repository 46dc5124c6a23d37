"""requirements.txt and requirements-s3.txt, from which servers install, have the pins of pyproject.toml and hashes."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

TEXT = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HOW = "write requirements.txt again with the command in its second line"


def parsed(lines: list[str]) -> dict[str, Requirement]:
    return {canonicalize_name(Requirement(line).name): Requirement(line) for line in lines}


def written() -> dict[str, Requirement]:
    return parsed(re.findall(r"^(\w[^\\\n]*)", TEXT, re.MULTILINE))


def needed(lines: list[str]) -> set[str]:
    """Return the names of these requirements and of all that they need on this machine."""
    found: set[str] = set()
    waiting = [Requirement(line) for line in lines]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found.add(name)
        try:
            waiting += [Requirement(line) for line in requires(name) or []]
        except PackageNotFoundError:
            continue  # not installed here, for another platform
    return found


def test_requirements_have_the_pinned_versions() -> None:
    project = PROJECT["project"]["dependencies"] + PROJECT["tool"]["uv"]["constraint-dependencies"]
    pins = {(canonicalize_name(item.name), str(item.specifier)) for item in map(Requirement, project)}
    found = {(name, str(requirement.specifier)) for name, requirement in written().items()}
    assert found - pins == set(), HOW


def test_requirements_are_complete() -> None:
    direct = parsed(PROJECT["project"]["dependencies"])
    assert {name: written().get(name) for name in direct} == direct, HOW
    assert needed(PROJECT["project"]["dependencies"]) - written().keys() == set(), HOW


def test_requirements_have_hashes_and_name_no_host() -> None:
    blocks = re.split(r"\n(?=\w)", TEXT.split("\n", 2)[2])
    assert {
        canonicalize_name(re.split("==", block)[0]) for block in blocks
    } == written().keys()  # one may have two versions
    assert [block for block in blocks if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", block)] == []
    assert "://" not in TEXT
    assert "index" not in TEXT


def test_requirements_of_s3_are_complete() -> None:
    text = (ROOT / "requirements-s3.txt").read_text(encoding="utf-8")
    found = parsed(re.findall(r"^(\w[^\\\n]*)", text, re.MULTILINE))
    direct = parsed(PROJECT["dependency-groups"]["s3"])
    assert {name: found.get(name) for name in direct} == direct, HOW
    assert needed(PROJECT["dependency-groups"]["s3"]) - found.keys() == set(), HOW
    pins = parsed(PROJECT["tool"]["uv"]["constraint-dependencies"]) | direct
    assert {name: str(pins[name].specifier) for name in found} == {
        name: str(requirement.specifier) for name, requirement in found.items()
    }
    assert text.count("--hash=sha256:") >= len(found)
    assert "://" not in text


def test_documents_install_the_same_uv_version() -> None:
    texts = {
        file: (ROOT / file).read_text(encoding="utf-8")
        for file in ("README.md", "README.vi.md", ".ci/run", "docs/huong-dan-van-hanh.md")
    }
    versions = {version for text in texts.values() for version in re.findall(r"\buv==([\d.]*\d)", text)}
    assert len(versions) == 1
    unpinned = re.compile(r"\binstall\b[^\n&]* uv\b(?!=)")
    assert [
        file for file, text in texts.items() if not file.startswith("README") and unpinned.search(text)
    ] == []
