"""A file is read only if it lies inside the folder when it is opened."""

import os
from pathlib import Path

import pytest

from plugins.files.inside import OutsideError, read_inside


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


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(OutsideError):
        read_inside(tmp_path / "a.txt", tmp_path)
