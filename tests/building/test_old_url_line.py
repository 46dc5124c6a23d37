"""An old URL is written into a file, and every other byte stays."""

import pytest

from plugins.building.old_url_line import with_old_url

URL = "/2024/02/cu/"
REST = "\n---\n\nNội dung --- old_urls: x\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"---\ntitle: Một{REST}", f"---\ntitle: Một\nold_urls: {URL}{REST}"),
        (f"\ufeff---\ntags:\n  - a{REST}", f"\ufeff---\ntags:\n  - a\nold_urls: {URL}{REST}"),
        (f"---\nold_urls: /a/{REST}", f"---\nold_urls: {URL}, /a/{REST}"),
        (f"---\nold_urls:\ntitle: Một{REST}", f"---\nold_urls: {URL}\ntitle: Một{REST}"),
        (f"---\nold_urls: [/a/, /b/]{REST}", f"---\nold_urls: [{URL}, /a/, /b/]{REST}"),
        (f"---\nold_urls: /a/ # cũ{REST}", f"---\nold_urls: {URL}, /a/ # cũ{REST}"),
        (f"---\nold_urls: []{REST}", f"---\nold_urls: [{URL}]{REST}"),
        (f"---\nold_urls:\n  - /a/\n  - /b/{REST}", f"---\nold_urls:\n  - {URL}\n  - /a/\n  - /b/{REST}"),
        (f"---\nold_urls:\n- /a/{REST}", f"---\nold_urls:\n- {URL}\n- /a/{REST}"),
        ("Title: Một\nDate: 1/1/2024\n\nChữ.", f"Title: Một\nDate: 1/1/2024\nold_urls: {URL}\n\nChữ."),
        ("Title: Một\nOld_Urls: /a/\n\nChữ.", f"Title: Một\nOld_Urls: {URL}, /a/\n\nChữ."),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_old_url_is_added_and_nothing_else_changes(before: str, after: str, line_end: str) -> None:
    data, expected = (text.replace("\n", line_end).encode() for text in (before, after))
    assert with_old_url(data, URL) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Không có gì",
        "---\ntitle: Một\n",
        f'---\nold_urls: "/a/"{REST}',
        f"---\nold_urls: >\n  /a/{REST}",
        f"---\nold_urls: [/a/,\n  /b/]{REST}".replace("[/a/", "&x [/a/"),
        "---\ntitle: \ud83d".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
)
def test_unusual_front_matter_is_left_to_a_person(text: str) -> None:
    assert with_old_url(text.encode(), URL) is None


def test_text_in_another_encoding_is_left_to_a_person() -> None:
    assert with_old_url(f"---\ntitle: Một{REST}".encode("utf-16"), URL) is None
    assert with_old_url(b"---\ntitle: \xff\n---\n\nx\n", URL) is None
