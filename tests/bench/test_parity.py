from pathlib import Path

import pytest

from bench.parity import compare

PAGE = "<!doctype html><title>A</title><p>Một “hai” …</p><a href='/x/'>ba</a><script>bốn</script><noscript><a href='/y/'>năm</a></noscript>"


@pytest.mark.parametrize(
    ("theirs", "same"),
    [
        (PAGE, 1),
        ('<title>A</title>\n<div> Một "hai" ...</div><a class=b href="/x/"> ba</a>', 1),
        (PAGE.replace("ba", "bà"), 0),
        (PAGE.replace("/x/", "/z/"), 0),
        (PAGE.replace("<noscript>", "").replace("</noscript>", ""), 0),
    ],
)
def test_pages_are_alike_in_text_and_links(tmp_path: Path, theirs: str, same: int) -> None:
    for folder, text in (("ours", PAGE), ("theirs", theirs)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.html").write_text(text, encoding="utf-8")
    found = compare(tmp_path / "ours", tmp_path / "theirs")
    assert (found.same, found.differing.total()) == (same, 1 - same)


def test_a_page_that_one_alone_has_is_named(tmp_path: Path) -> None:
    (tmp_path / "ours" / "2024").mkdir(parents=True)
    (tmp_path / "theirs").mkdir()
    (tmp_path / "ours" / "2024" / "index.html").touch()
    assert str(compare(tmp_path / "ours", tmp_path / "theirs")).endswith("only in ours: `N/`")
