import time
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.preview.watching import Edits

from .conftest import Served, Stream

OpenStream = Callable[[Served], Stream]


def test_open_page_reloads_after_an_edit(served: Served, open_stream: OpenStream) -> None:
    stream = open_stream(served)
    before = stream.next()
    assert f'data-mark="{before["mark"]}"' in served.get("/").text
    served.edit("hai")
    after = stream.next()
    assert after["mark"] != before["mark"]
    page = served.get("/").text
    assert f'data-mark="{after["mark"]}"' in page
    assert '<p id="text">hai</p>' in page
    served.wait_for_words("Đã dựng lại: 1.234 trang trong 0,4 giây.")


def test_failed_build_keeps_old_pages_and_shows_error(served: Served, open_stream: OpenStream) -> None:
    stream = open_stream(served)
    before = stream.next()
    served.edit("LỖI bai.md dòng 3: thiếu tiêu đề <b>")
    failed = stream.next()
    assert failed == {"mark": before["mark"], "error": "LỖI bai.md dòng 3: thiếu tiêu đề <b>"}
    assert '<p id="text">một</p>' in served.get("/").text
    served.wait_for_words("bai.md dòng 3")
    assert "Traceback" not in served.stderr
    assert open_stream(served).next() == failed, "a page opened later is reported as well"

    served.edit("ba")
    mended = stream.next()
    assert mended["error"] is None
    assert mended["mark"] != before["mark"]
    assert '<p id="text">ba</p>' in served.get("/").text


def test_program_error_differs_from_content_error(served: Served, open_stream: OpenStream) -> None:
    stream = open_stream(served)
    stream.next()
    served.edit("HỎNG")
    assert "không phải do bài viết: KeyError: 'HỎNG'" in str(stream.next()["error"])
    assert "Traceback" in served.stderr
    served.edit("hai")
    assert stream.next()["error"] is None


def test_failed_first_build_is_shown_and_recovers(
    start: Callable[..., Served], tmp_path: Path, open_stream: OpenStream
) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "page.txt").write_text("LỖI <b> thiếu ngày", encoding="utf-8")
    served = start(tmp_path)
    answer = served.get("/2024/03/bai/")
    assert answer.status == 503
    assert "<noscript><pre>LỖI &lt;b&gt; thiếu ngày</pre></noscript>" in answer.text
    assert "/_xem-truoc/tai-lai.js" in answer.text
    stream = open_stream(served)
    assert stream.next()["error"] == "LỖI <b> thiếu ngày"
    served.edit("một")
    assert stream.next()["error"] is None
    assert served.get("/2024/03/bai/").status == 200


def wait_for(served: Served, line: str, times: int) -> None:
    """Wait until the log has a line so many times."""
    deadline = time.monotonic() + 20
    while served.log.count(line) < times:
        assert time.monotonic() < deadline, served.log
        time.sleep(0.02)


@pytest.mark.long
def test_edits_during_a_build_cause_one_more_build(served: Served) -> None:
    served.edit("CHẬM 1.5")
    wait_for(served, "build begins", 2)
    for number in range(5):
        served.edit(f"lần {number}")
    wait_for(served, "build ends", 3)  # not by a stream, which may report two builds at once
    assert '<p id="text">lần 4</p>' in served.get("/").text
    served.edit("cuối")
    wait_for(served, "build ends", 4)
    assert served.log == ["build begins", "build ends"] * 4


def test_replacing_a_file_by_rename_is_an_edit(served: Served, open_stream: OpenStream) -> None:
    stream = open_stream(served)
    stream.next()
    for number in range(3):
        fresh = served.folder / "agency.yaml.new"
        fresh.write_text(f"{number}")
        fresh.replace(served.folder / "agency.yaml")
        stream.next()
    assert served.log.count("build ends") == 4


@pytest.mark.parametrize(
    ("path", "is_edit"),
    [
        ("content/articles/2024/03/bai.md", True),
        ("content/articles/2024/03/Ảnh đẹp.JPG", True),
        ("content/agency.yaml", True),
        ("content/.git/HEAD", False),
        ("content/__pycache__/x.pyc", False),
        ("content/bai.md.swp", False),
        ("content/bai.md~", False),
        ("content/bai.md.tmp", False),
        ("content/4913", False),
        ("content/#bai.md#", False),
        ("content/~$bao-cao.docx", False),
        ("content/.~lock.bao-cao.odt#", False),
        ("content/tai-ve.crdownload", False),
        ("content/output/index.html", False),
        ("elsewhere/bai.md", False),
    ],
)
def test_changes_that_are_edits(tmp_path: Path, path: str, *, is_edit: bool) -> None:
    # A hidden folder above the content hides nothing.
    root = tmp_path / ".work"
    (root / "content" / "output").mkdir(parents=True)
    edits = Edits([root / "content"], root / "content" / "output")
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text("x", encoding="utf-8")
    assert edits.changed() == ({str(root / path)} if is_edit else set())
    assert not edits.changed()
