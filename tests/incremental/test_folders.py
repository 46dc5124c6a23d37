"""What the comparison with stock Pelican may pass over, and what it may not."""

import shutil
from pathlib import Path

from plugins.incremental.outputs.folder import OutputFolder
from tests.incremental.folders import differences, without_time_of_the_build
from tests.incremental.sites import PlainSite

EMPTY = b"<feed><title>Trang</title><updated>2026-11-23T12:40:36.566961+00:00</updated></feed>"


def reported(expected: bytes, found: bytes, name: str = "all.xml") -> str:
    return differences(without_time_of_the_build({name: expected}), without_time_of_the_build({name: found}))


def test_stock_dates_a_feed_without_entries_by_its_build(site: PlainSite) -> None:
    site.settings(FEED_ALL_ATOM="all.xml")
    first = site.reference()[1]["all.xml"]
    second = site.reference()[1]["all.xml"]
    assert first != second
    assert not reported(first or b"", second or b"")


def test_only_the_time_of_an_empty_feed_is_passed_over() -> None:
    assert not reported(EMPTY, EMPTY.replace(b"36.566961", b"36.592886"))
    assert "differs: all.xml" in reported(EMPTY, EMPTY.replace(b"Trang", b"Khac"))
    assert "differs: all.html" in reported(EMPTY, EMPTY.replace(b"36.566961", b"36.592886"), "all.html")
    filled = EMPTY.replace(b"</feed>", b"<entry></entry></feed>")
    assert "differs: all.xml" in reported(filled, filled.replace(b"36.566961", b"36.592886"))


def test_temporary_file_of_a_killed_build_goes_at_last(site: PlainSite) -> None:
    """It may hold the text of what has become a draft."""
    site.check()
    for name in (".index.html~", ".htaccess"):
        (site.kept / name).write_text("nháp", encoding="utf-8")
    shutil.rmtree(site.ledger)
    site.build()
    assert not (site.kept / ".index.html~").exists()
    assert (site.kept / ".htaccess").exists()


def test_pending_name_that_no_file_system_takes_stops_no_build(tmp_path: Path) -> None:
    OutputFolder(tmp_path, tmp_path / "ledger").clear([f"{'a' * 300}/index.html", f"b/{'a' * 300}"])
