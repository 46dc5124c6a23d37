"""The page of an edited text is shown before the build that writes it has ended."""

from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.preview.live import BuildState

from .conftest import Served, Stream

OpenStream = Callable[..., Stream]
PAGE = "/2024/03/bai/"


def test_page_is_shown_before_the_build_ends(served: Served, open_stream: OpenStream) -> None:
    stream, other = open_stream(served, PAGE), open_stream(served, "/")
    before, elsewhere = stream.next(), other.next()
    served.edit("NHANH hai")
    shown = stream.next()
    assert shown["mark"] != before["mark"]
    page = served.get(PAGE)
    assert '<p id="text">NHANH hai</p>' in page.text
    assert f'data-mark="{shown["mark"]}"' in page.text
    assert served.get(f"{PAGE}index.html").body == page.body
    assert served.get(PAGE, If_None_Match=page.headers["etag"]).status == 304
    assert served.get(PAGE, If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT").status == 200
    assert other.next() == elsewhere, "no other page reloads"
    assert '<p id="text">một</p>' in served.get("/").text
    assert served.log.count("build ends") == 1

    (served.folder / "go").touch()
    assert stream.next() == shown, "what the build has written is on the screen already"
    assert other.next()["mark"] != elsewhere["mark"]
    assert served.get(PAGE).body == page.body
    assert '<p id="text">NHANH hai</p>' in served.get("/").text

    served.edit("ba")
    assert stream.next()["mark"] != shown["mark"]
    assert '<p id="text">ba</p>' in served.get(PAGE).text


def test_page_reloads_if_the_build_has_written_another(served: Served, open_stream: OpenStream) -> None:
    stream = open_stream(served, PAGE)
    stream.next()
    served.edit("NHANH KHÁC")
    shown = stream.next()
    assert "NHANH khác" in served.get(PAGE).text
    (served.folder / "go").touch()
    assert stream.next()["mark"] != shown["mark"]
    assert "NHANH KHÁC" in served.get(PAGE).text


def test_page_stays_after_a_failed_build(served: Served, open_stream: OpenStream) -> None:
    stream = open_stream(served, PAGE)
    stream.next()
    served.edit("NHANH LỖI")
    shown = stream.next()
    (served.folder / "go").touch()
    assert stream.next() == {"mark": shown["mark"], "error": "NHANH LỖI"}
    assert "NHANH LỖI" in served.get(PAGE).text
    served.edit("ba")
    assert stream.next()["mark"] != shown["mark"]
    assert '<p id="text">ba</p>' in served.get(PAGE).text


def test_stream_of_all_pages_reports_a_page_shown_early(served: Served, open_stream: OpenStream) -> None:
    stream = open_stream(served)
    marks = [stream.next()["mark"]]
    served.edit("NHANH hai")
    marks.append(stream.next()["mark"])
    (served.folder / "go").touch()
    marks.append(stream.next()["mark"])
    assert len(set(marks)) == 3


@pytest.fixture
def state(tmp_path: Path) -> BuildState:
    """Return a state in which the second build is running."""
    state = BuildState(tmp_path)
    state.begun = 1
    state.succeeded()
    state.begun = 2
    return state


def test_page_of_an_edit_during_a_build_outlives_it(state: BuildState) -> None:
    state.show("a.html", b"a", begun=1)
    state.show("b.html", b"b", begun=2)
    mark = state.mark("b.html")
    state.succeeded()
    assert state.page("a.html") is None
    assert state.page("b.html") == b"b"
    assert state.mark("b.html") == mark
    state.begun = 3
    state.failed("lỗi")
    assert state.page("b.html") == b"b"
    assert state.mark("b.html") == mark
    state.begun = 4
    state.succeeded()
    assert state.page("b.html") is None
    assert state.mark("b.html") == state.mark()


def test_page_that_comes_after_its_build_is_not_shown(state: BuildState) -> None:
    state.succeeded()
    state.show("a.html", b"a", begun=1)
    assert state.page("a.html") is None
    assert state.mark("a.html") == state.mark()
