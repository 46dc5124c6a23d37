"""The content folder is written once, into the portal's own cache, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from plugins.building import live, places, sample_desk
from plugins.building.sample_desk import SampleDesk
from plugins.building.verbs import site as site_verbs
from plugins.errors.issue import UserError
from plugins.sample import portal
from plugins.sample.portal import BUILD_MOMENT, write_portal
from tests.building.verbs import verb
from tests.conftest import ROOT

WIDTH = 30


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A content folder with one text in place of the sample's."""
    folder = tmp_path / "nguon"
    folder.mkdir()
    (folder / "bai.md").write_text("![Cầu](cau-1.jpg) [Bản vẽ](ban-do-2.pdf)", encoding="utf-8")
    monkeypatch.setattr(portal, "CONTENT", folder)
    return folder


def test_pictures_are_drawn_beside_the_texts_that_name_them(sources: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    write_portal(tmp_path / "mau", width=WIDTH, progress=lambda done, total: seen.append((done, total)))
    assert {file.name for file in (tmp_path / "mau").iterdir()} >= {"bai.md", "cau-1.jpg", "ban-do-2.pdf"}
    assert seen == [(1, 2), (2, 2)]
    assert not list(sources.glob("*.jpg"))


def test_folder_is_written_again_only_for_other_sources(sources: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mau"
    write_portal(folder, width=WIDTH)
    (folder / "bai.md").write_text("Sửa thử.", encoding="utf-8")
    write_portal(folder, width=WIDTH)
    assert (folder / "bai.md").read_text(encoding="utf-8") == "Sửa thử."
    (sources / "bai.md").write_text("Bài khác.", encoding="utf-8")
    write_portal(folder, width=WIDTH)
    assert (folder / "bai.md").read_text(encoding="utf-8") == "Bài khác."
    assert not (folder / "cau-1.jpg").exists()


def test_interrupted_writing_is_done_again(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_name: str, _width: int) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr(portal, "draw", fail)
        with pytest.raises(KeyboardInterrupt):
            write_portal(tmp_path / "mau", width=WIDTH)
    write_portal(tmp_path / "mau", width=WIDTH)
    assert (tmp_path / "mau" / "cau-1.jpg").stat().st_size > 0
    assert sources.exists()


def test_folder_with_other_files_is_left_alone(sources: Path, tmp_path: Path) -> None:
    own = tmp_path / "content"
    own.mkdir()
    (own / "agency.yaml").write_text("name: UBND", encoding="utf-8")
    with pytest.raises(UserError, match="không thuộc cổng mẫu"):
        write_portal(own, width=WIDTH)
    assert [file.name for file in own.iterdir()] == ["agency.yaml"]
    assert sources.exists()


def states(*folders: Path) -> dict[Path, int]:
    """Return every file of folders with the time of its last change."""
    return {file: file.stat().st_mtime_ns for folder in folders for file in folder.rglob("*")}


def test_serving_the_sample_leaves_the_office_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: Path
) -> None:
    (sources / "agency.yaml").write_bytes((ROOT / "plugins/sample/content/agency.yaml").read_bytes())
    state = tmp_path / "state"
    for module in (places, live):
        monkeypatch.setattr(module, "STATE", state)
    monkeypatch.setattr(site_verbs, "write_portal", partial(write_portal, width=WIDTH))
    given: dict[str, Any] = {}

    @contextmanager
    def builder(content: Path, output: Path, _agency: None, moment: Callable[[], str]) -> Iterator[None]:
        given.update(content=content, output=output, moment=moment())
        yield

    @contextmanager
    def desk(*_: object) -> Iterator[SampleDesk]:
        yield SampleDesk("http://localhost:1/vao", lambda: BUILD_MOMENT)

    def serve(_build: object, output: Path, watch: list[Path], **_options: object) -> None:
        given.update(served=output, watched=watch)

    monkeypatch.setattr(sample_desk, "sample_desk", desk)
    monkeypatch.setattr(live, "builder", builder)
    monkeypatch.setattr(live, "serve", serve)
    office = ROOT / "content", ROOT / "output"
    before = states(*office)
    outcome = verb("serve", "--sample")
    assert outcome.status == 0, outcome.said
    assert "một xã hư cấu, luôn dựng như vào lúc 08:00 ngày 30/11/2026" in outcome.said
    assert states(*office) == before
    assert given["moment"] == BUILD_MOMENT
    assert given["content"] == state / "cong-mau" == given["watched"][0]
    assert given["output"] == given["served"] == places.state_folder("xem-thu", state / "cong-mau")
    written = {path.name for path in state.iterdir()}
    own = {"cong-mau", live.counter_file(given["output"]).name, places.index_folder(given["output"]).name}
    assert {name.removesuffix("-wal").removesuffix("-shm") for name in written} <= own


def test_sample_takes_no_content_folder() -> None:
    outcome = verb("serve", "--sample", "--content", "content")
    assert outcome.status == 2
    assert "bỏ --content" in outcome.said
