import json
import logging
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.rendering.summary import EMPTY
from plugins.visitor_counter.service.statistics import FiguresFiles
from tests.visitor_counter.conftest import HANOI

FIGURES = Figures(12, 999, 1000, 65_536, 7_448_251, datetime(2024, 3, 21, 8, 5, 10, tzinfo=HANOI))


def stamps(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_ino for file in folder.iterdir()}


def test_each_file_says_the_figures_and_when_they_were_true(tmp_path: Path) -> None:
    FiguresFiles(tmp_path / "so-lieu").write(FIGURES, EMPTY, {})
    kept = json.loads((tmp_path / "so-lieu" / "so-lieu.json").read_text(encoding="utf-8"))
    assert (kept["total"], kept["as_of"]) == (7_448_251, "2024-03-21T08:05:10+07:00")
    assert kept["as_of_text"] == "Số liệu tính đến 08 giờ 05 phút, ngày 21/3/2024"
    for name in ("so-lieu.svg", "index.html"):
        text = (tmp_path / "so-lieu" / name).read_text(encoding="utf-8")
        for words in ("7.448.251", kept["as_of_text"], "Bộ đếm đang tạm ngừng."):
            assert words in text


def test_files_are_written_only_when_changed(tmp_path: Path) -> None:
    files = FiguresFiles(tmp_path)
    files.write(FIGURES, EMPTY, {})
    before = stamps(tmp_path)
    files.write(FIGURES._replace(as_of=FIGURES.as_of + timedelta(seconds=49)), EMPTY, {})
    assert stamps(tmp_path) == before
    next_minute = FIGURES._replace(as_of=FIGURES.as_of + timedelta(seconds=50))
    changes = [next_minute, next_minute._replace(online=13)]
    for changed in changes:
        before = stamps(tmp_path)
        files.write(changed, EMPTY, {})
        assert not set(stamps(tmp_path).items()) & set(before.items())
    before = stamps(tmp_path)
    files.write(changes[-1], EMPTY, {}, "<p>Trang trình diễn.</p>")
    assert stamps(tmp_path) != before
    assert "<p>Trang trình diễn.</p>" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_trouble_is_said_once_and_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    folder = tmp_path / "so-lieu"
    folder.write_text("in the way")
    files = FiguresFiles(folder)
    files.write(FIGURES, EMPTY, {})
    files.write(FIGURES, EMPTY, {})
    assert len(caplog.messages) == 1
    folder.unlink()
    files.write(FIGURES, EMPTY, {})
    assert (folder / "so-lieu.json").exists()


def test_summary_files_are_written_only_when_changed(tmp_path: Path) -> None:
    files = FiguresFiles(tmp_path)
    files.write(FIGURES, EMPTY, {"thong-ke.json": b"{}", "doc-nhieu.json": b"[]"})
    before = stamps(tmp_path)
    files.write(FIGURES, EMPTY, {"thong-ke.json": b"{}", "doc-nhieu.json": b'["/"]'})
    assert {name for name, stamp in stamps(tmp_path).items() if stamp != before[name]} == {"doc-nhieu.json"}
    assert (tmp_path / "doc-nhieu.json").read_bytes() == b'["/"]'


def test_deleted_files_are_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "so-lieu"
    files = FiguresFiles(folder)
    summary_files = {"thong-ke.json": b"{}", "doc-nhieu.json": b"[]"}
    files.write(FIGURES, EMPTY, summary_files)
    written = {file.name: file.read_bytes() for file in folder.iterdir()}
    for name in written:
        (folder / name).unlink()
        before = stamps(folder)
        files.write(FIGURES, EMPTY, summary_files)
        assert before.items() <= stamps(folder).items() or name == "so-lieu.svg"
        assert {file.name: file.read_bytes() for file in folder.iterdir()} == written
    shutil.rmtree(folder)
    files.write(FIGURES, EMPTY, summary_files)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == written
