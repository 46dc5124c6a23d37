"""Edits are found whatever happens to the watched folders, and without the operating system's reports of changes."""

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from plugins.preview import watching
from plugins.preview.watching import Edits

from .conftest import Served


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "content" / "articles").mkdir(parents=True)
    (tmp_path / "content" / "articles" / "bai.md").write_text("một")
    return tmp_path / "content"


@pytest.fixture
def edits(content: Path) -> Iterator[Edits]:
    found = Edits([content], content.parent / "output")
    assert not found.changed()
    yield found
    assert not found.changed()


def test_replaced_folder_is_still_watched(content: Path, edits: Edits) -> None:
    content.rename(content.with_name("old"))
    (content / "articles").mkdir(parents=True)
    (content / "articles" / "bai.md").write_text("một")
    assert edits.changed()
    (content / "articles" / "bai.md").write_text("hai")
    assert edits.changed()
    (content.with_name("old") / "articles" / "bai.md").write_text("ba")


def test_folder_missing_for_a_while(content: Path, edits: Edits) -> None:
    content.rename(content.with_name("away"))
    assert edits.changed()
    assert not edits.changed()
    content.with_name("away").rename(content)
    assert edits.changed()


def test_retargeted_link_is_an_edit(content: Path, tmp_path: Path) -> None:
    (tmp_path / "hai").mkdir()
    link = tmp_path / "link"
    link.symlink_to(content)
    edits = Edits([link], tmp_path / "output")
    link.unlink()
    link.symlink_to(tmp_path / "hai")
    assert edits.changed()
    (tmp_path / "hai" / "moi.md").write_text("x")
    assert edits.changed()


def test_link_loops_end(content: Path, tmp_path: Path, edits: Edits) -> None:
    (tmp_path / "shared").mkdir()
    (content / "shared").symlink_to(tmp_path / "shared")
    (content / "again").symlink_to(content)
    (content / "nowhere").symlink_to("khong-co")
    edits.changed()
    (tmp_path / "shared" / "anh.png").write_text("x")
    assert edits.changed()


def test_file_of_the_same_size_and_time_is_an_edit(content: Path, edits: Edits) -> None:
    file = content / "articles" / "bai.md"
    before = file.stat()
    fresh = content / ".bai.md.tmp"
    fresh.write_text("mốt")
    os.utime(fresh, ns=(before.st_atime_ns, before.st_mtime_ns))
    fresh.replace(file)
    assert edits.changed()


def test_deleted_file_is_an_edit(content: Path, edits: Edits) -> None:
    (content / "articles" / "bai.md").unlink()
    assert edits.changed()


def test_large_folders_are_polled_less_often(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, polled = [0.0], list[float]()

    class Stop:
        def wait(self, pause: float) -> bool:
            clock[0] += pause
            return len(polled) > 2

    def poll() -> set[str]:
        polled.append(clock[0])
        clock[0] += 0.5
        return set()

    edits = Edits([content], content / "output")
    monkeypatch.setattr("plugins.preview.watching.time.monotonic", lambda: clock[0])
    monkeypatch.setattr(edits, "changed", poll)
    edits.poll(lambda _files: None, Stop())  # type: ignore[arg-type] # only `wait` is called
    assert polled[0] < watching.PAUSE + 2 * watching.GLANCE
    least = 0.5 * (watching.SHARE + 1)
    assert all(least < later - sooner < least + 2 * watching.GLANCE for sooner, later in pairwise(polled))


def test_files_edited_last_are_polled_more_often(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their edits are found between two polls of everything, once each."""
    monkeypatch.setattr(watching, "RECENT", 1)
    file, other = content / "articles" / "bai.md", content / "articles" / "khac.md"
    other.write_text("một")
    os.utime(other, (1, 1))
    edits = Edits([content], content / "output")
    assert not edits.changed_again()
    file.write_text("một hai")
    other.write_text("một hai")
    assert edits.changed_again() == {str(file)}
    assert not edits.changed_again()
    file.write_text("")
    assert not edits.changed_again(), "an empty file is being written"
    file.write_text("ba")
    assert edits.changed_again() == {str(file)}
    file.unlink()
    assert not edits.changed_again()
    assert edits.changed() == {str(file), str(other)}


def test_preview_does_not_use_inotify(served: Served) -> None:
    """What is not used cannot run out, and is not missed where it does not work."""
    held = [str(entry.readlink()) for entry in Path(f"/proc/{served.process.pid}/fd").iterdir()]
    assert [name for name in held if "inotify" in name] == []
