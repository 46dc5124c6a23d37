"""The processes that build for the preview."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from plugins.building import live
from plugins.building.live import Builder, builder
from plugins.errors.issue import ContentError, UserError
from plugins.incremental.api import FORKS
from tests.conftest import ROOT, TinySite

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not FORKS, reason="pages are shown early where processes can be forked"),
]
PATH = "articles/2024/03/bai.md"


@pytest.fixture
def run(site: TinySite) -> Iterator[Builder]:
    site.article(PATH)
    with builder(site.content, site.output) as run:
        run()
        yield run


def children_of(process: int) -> list[int]:
    """Return the ids of all processes below one, however deep."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == process:
                found += [int(folder.name), *children_of(int(folder.name))]
    return found


def is_running(process: int) -> bool:
    with suppress(OSError):
        return (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_killed_process_costs_the_single_page_only(run: Builder) -> None:
    before = run.page(PATH)
    assert before is not None
    assert run._resident is not None
    run._resident.kill()
    assert run.page(PATH) is None
    run()
    assert run.page(PATH) == before


def test_late_single_page_is_given_up(run: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PATIENCE_SECONDS", 0.0)
    assert run.page(PATH) is None
    monkeypatch.undo()
    assert run.page(PATH) is None, "the next answer would be that to the first request"
    run()
    assert run.page(PATH) is not None


def test_killed_build_is_reported_and_the_next_one_works(run: Builder) -> None:
    run._next.kill()
    with pytest.raises(UserError, match="Hệ điều hành đã dừng"):
        run()
    assert run.page(PATH) is not None
    run()


def test_failed_build_leaves_the_older_process(run: Builder, site: TinySite) -> None:
    before = run.page(PATH)
    site.article("articles/2024/03/hong.md", title=None)
    with pytest.raises(ContentError, match=r"hong\.md"):
        run()
    assert run.page(PATH) == before
    site.article("articles/2024/03/hong.md")
    run()
    assert run.page("articles/2024/03/hong.md") is not None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_preview(site: TinySite, number: int) -> None:
    site.article(PATH)
    command = [sys.executable, "-m", "invoke", "serve", "--port", "0"]
    command += ["--content", str(site.content), "--output", str(site.output)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as preview:
        assert preview.stdout is not None
        for line in preview.stdout:
            if "Ctrl+C" in line:
                break
        children = children_of(preview.pid)
        preview.send_signal(number)
    assert len(children) >= 3, "the forkserver, the process that has built and the next one"
    deadline = time.monotonic() + 20
    while any(map(is_running, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_running, children))
