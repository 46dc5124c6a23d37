"""A release is put together in the files of an old one, and is the same as if the folder had been empty."""

import os
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from plugins.release.assembly import folders_of
from plugins.release.deploy import Built, deploy
from plugins.release.tree import Tree, tree_of

from .conftest import Site

NAMES = ["a", "a/b", "a/b/c", "d/e.css", "f/g/h.html", "f/g/i.html", "k.html"]


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def writing(names: dict[str, bytes]) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        for name, content in {"index.html": b"<!doctype html>", **names}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)

    return write


def made_up(chance: random.Random) -> dict[str, bytes]:
    """Return a site of a few files, none of which has the name of another one's folder."""
    found: dict[str, bytes] = {}
    for name in chance.sample(NAMES, 4):
        if not any(name.startswith(f"{other}/") or other.startswith(f"{name}/") for other in found):
            found[name] = chance.choice([b"x", b"y", b"<p>z</p>" * 100])
    return found


@pytest.mark.parametrize("seed", range(20))
def test_reused_folder_has_the_files_of_an_empty_one(site: Site, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for number in range(8):
        names = made_up(chance)
        release = site.deploy("", build=writing(names), keep=2)
        afresh = Site(tmp_path / f"again-{number}").deploy("", build=writing(names))
        assert files(release.path) == files(afresh.path)
    assert len(list(site.target.glob(".spare-*"))) == 1


def test_work_follows_the_change(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built, edited = tmp_path / "built", "b/2/index.html"
    writing({f"{year}/{number}/index.html": b"<p>x</p>" * 50 for year in "abc" for number in range(10)})(
        built
    )
    linked: list[object] = []
    flushed: set[int] = set()

    def link(source: str, target: Path) -> None:
        linked.append(target)
        real_link(source, target)

    def fsync(descriptor: int) -> None:
        flushed.add(os.fstat(descriptor).st_ino)
        real_fsync(descriptor)

    real_link, real_fsync = os.link, os.fsync
    monkeypatch.setattr(os, "link", link)
    monkeypatch.setattr(os, "fsync", fsync)
    for number in range(4):
        (built / "new.html").write_text(f"{number}" * 300)
        (built / "new.html").replace(built / edited)
        linked.clear()
        flushed.clear()
        site.clock += timedelta(minutes=1)
        release = deploy(site.target, lambda: Built(built), now=site.clock, keep=1)
    changed = {edited, f"{edited}.gz", f"{edited}.br"}
    assert len(linked) == 1
    assert {name for name in files(release.path) if (release.path / name).stat().st_ino in flushed} == changed
    folders = {folder for folder in release.path.rglob("*") if folder.is_dir()}
    assert {
        str(folder.relative_to(release.path)) for folder in folders if folder.stat().st_ino in flushed
    } == {"b", "b/2"}


def test_folder_of_another_device_shares_nothing(tmp_path: Path) -> None:
    writing({})(tmp_path / "site")
    tree = tree_of(tmp_path / "site")
    other = Tree(tmp_path / "site", tree.device + 1, tree.inodes)
    assert tree.shares("index.html", tree)
    assert not tree.shares("index.html", other)
    assert not tree.differing(other)


def test_folders_are_named_with_all_above() -> None:
    assert folders_of(["a/b/c.html", "d.html"]) == {"", "a", "a/b"}
