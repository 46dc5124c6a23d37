"""A file is read only if it lies inside the folder when it is opened."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from plugins.agency.publication import load
from plugins.contract.publication import moment_of
from plugins.contract.reader import names_of
from plugins.contract.settings import MARKDOWN
from plugins.contract.sources.source import SourceReader
from plugins.contract.types import ARTICLE
from plugins.errors.issue import ContentError
from plugins.files.inside import OutsideError, read_inside
from plugins.images.making import made, made_moving
from plugins.images.picture import UnreadableError, read_picture
from tests.conftest import TinySite
from tests.images.photos import photo


def test_file_and_link_inside_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "b.txt").symlink_to("a.txt")
    assert read_inside(tmp_path / "a.txt", tmp_path) == read_inside(tmp_path / "b.txt", tmp_path) == b"a"


@pytest.mark.parametrize("real", ["../out.txt", "draft.md", "/dev/zero", "folder"])
def test_link_to_anything_else_is_not_read(tmp_path: Path, real: str) -> None:
    root = tmp_path / "content"
    (root / "folder").mkdir(parents=True)
    (tmp_path / "out.txt").write_bytes(b"secret")
    (root / "draft.md").write_bytes(b"secret")
    (root / "a.txt").symlink_to(real)
    with pytest.raises((OutsideError, OSError)):
        read_inside(root / "a.txt", root)


def test_file_swapped_after_opening_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "content"
    root.mkdir()
    secret = tmp_path / "out.txt"
    secret.write_bytes(b"secret")
    file = root / "a.txt"
    file.symlink_to(secret)
    opened = os.fdopen

    def swap(handle: int, mode: str) -> object:
        file.unlink()
        file.write_bytes(b"harmless")
        return opened(handle, mode)

    monkeypatch.setattr(os, "fdopen", swap)
    with pytest.raises(OutsideError):
        read_inside(file, root)


def test_picture_swapped_for_a_link_is_not_published(site: TinySite, tmp_path: Path) -> None:
    outside = tmp_path / "scan.png"
    outside.write_bytes(photo(40, 30, "PNG"))
    file = site.write("articles/2024/03/anh.png", photo(20, 10, "PNG"))
    file.unlink()
    file.symlink_to(outside)
    for read in (
        lambda: read_picture(file, site.content),
        lambda: made(file, [(20, 10, "png")], tmp_path / "lock", root=site.content),
        lambda: made_moving(file, root=site.content),
    ):
        with pytest.raises(UnreadableError, match="bị thay"):
            read()


def test_text_swapped_for_a_link_is_not_read(
    site: TinySite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = site.article()
    (tmp_path / "ngoai.md").write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    file.unlink()
    file.symlink_to(tmp_path / "ngoai.md")
    monkeypatch.setattr(Path, "is_symlink", lambda _: False)  # as it was when it was looked at
    settings = site.settings()
    load(SimpleNamespace(settings=settings))
    settings["BUILD_MOMENT"] = moment_of(settings)
    reader = SourceReader(names_of(settings), MARKDOWN)
    with pytest.raises(ContentError, match="lối tắt"):
        reader.read(file, "articles/2024/03/bai.md", ARTICLE)


def test_folder_exchanged_for_a_link_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, outside = tmp_path / "content", tmp_path / "outside"
    for folder in (root / "d", outside):
        folder.mkdir(parents=True)
        (folder / "a.txt").write_bytes(folder.name.encode())
    opened, realpath = os.open, os.path.realpath

    def exchange() -> None:
        """Let `d` be the link to the outside if it is the folder, and the other way round."""
        other = root / "other"
        if other.exists():
            (root / "d").rename(root / "link")
            other.rename(root / "d")
            (root / "link").unlink()
        else:
            (root / "d").rename(other)
            (root / "d").symlink_to(outside)

    def open_outside(path: Path, flags: int) -> int:
        exchange()
        return opened(path, flags)

    def resolve_inside(path: Path) -> str:
        if path.suffix != ".txt":
            return realpath(path)
        exchange()
        found = realpath(path)
        exchange()
        return found

    monkeypatch.setattr(os, "open", open_outside)
    monkeypatch.setattr(os.path, "realpath", resolve_inside)
    with pytest.raises(OutsideError):
        read_inside(root / "d" / "a.txt", root)


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(OutsideError):
        read_inside(tmp_path / "a.txt", tmp_path)
