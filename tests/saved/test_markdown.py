"""Saved Markdown says what the page says: rendered by the portal's own settings, it gives the same text again."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown_it import MarkdownIt

from plugins.contract.body import BodyRenderer
from plugins.contract.markup import sanitise
from plugins.contract.settings import MARKDOWN
from plugins.saved.markdown import markdown_of
from tests.browser.everything import TEXT

RENDERER = BodyRenderer(MARKDOWN)
STAYS = {  # each element that Markdown has no way to write
    "list that counts otherwise": '<ol type="a" reversed=""><li value="5">Năm</li></ol>',
    "item that a link leads to": '<ul><li id="muc-1">Một</li></ul>',
    "table with a name": "<table><caption>Tên</caption><tbody><tr><td>1</td></tr></tbody></table>",
    "table with wide cells": '<table><thead><tr><th colspan="2">A</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>',
    "table with a list": "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td><ul><li>1</li></ul></td></tr></tbody></table>",
    "list with a table": "<ul><li>Bảng:<table><tbody><tr><td>1</td></tr></tbody></table></li></ul>",
    "quotation with a list beside a list": "<blockquote><ul><li>1</li></ul><ul><li>2</li></ul></blockquote>",
    "code with elements beside blocks": "<div>Nước <code>H<sub>2</sub>O</code></div>",
    "details": '<details open=""><summary>Xem</summary><p>Hết.</p></details>',
    "table on many lines": "<table><caption>Tên</caption>\n\n      <tbody>\n\n<tr><td>*1*</td></tr></tbody></table>",
    "poem that can be folded": '<details open=""><summary>Xem</summary><pre>Một\n\n    hai *ba*</pre></details>',
    "poem": "<pre>Một\n\n  hai *ba*</pre>",
    "explained at length": "<dl><dt>A</dt><dd><p>Một</p><p>Hai</p></dd></dl>",
    "paragraph with a title": '<p title="Ghi chú">Một</p>',
    "code with marks": "<p><code>a<b>b</b></code></p>",
}


TEXTS = [
    "1. Không phải danh sách",
    "- gạch",
    "+ cộng",
    "# thăng",
    "> lớn hơn",
    ": hai chấm",
    "===",
    "---",
    "~~~ ngã",
    "a * b * c",
    "tên_tệp_dài",
    "`phẩy`",
    "[ngoặc](vuông)",
    "[^1]: chú",
    "*[HTML]: viết tắt",
    "\\ chéo \\* sao",
    "5 &lt; 6 &amp; 7 &gt; 2",
    "&amp;copy; và &amp;lt;b&amp;gt;",
    "&lt;div&gt;",
    "Hết dòng<br>- gạch<br>1. số",
    "C#",
    'Chú ý!<a href="https://a.example/">dẫn</a>',
    "<strong>a </strong>b<strong>c</strong>",
    "<em>a</em><strong>b</strong>",
    "<strong>a <em>b</em></strong> c",
    "<strong>“a”</strong>b",
    '<a href="https://a.example/x_(y)">a</a>',
    '<a href="https://a.example/?a=1&amp;lt;=2">a</a>',
    '<a href="https://a.example/">https://a.example/</a>',
    '<a href="https://a.example/" title="Tên">a</a>',
    "<code>a`b</code> <code>`c`</code> <code>d|e</code> <code>&lt;b&gt; &amp;amp; \\</code>",
    '<img src="https://a.example/a%20b.png" alt="Ngoặc [vuông] &amp; *sao*">',
]


def rendered(markdown: str) -> str:
    """Return what the portal's settings make of a Markdown text; typographic signs are in it already."""
    return sanitise(Markdown(**MARKDOWN).convert(markdown))[0]


def page_of(markdown: str) -> BeautifulSoup:
    return BeautifulSoup(rendered(markdown), "html.parser")


def text_of(html: BeautifulSoup) -> list[str]:
    """Return the words of a page, and where its links and pictures lead."""
    leads = [str(tag.get("href") or tag.get("src")) for tag in html.select("a[href], img")]
    return [*html.get_text(" ").split(), *leads]


def comes_back(html: str) -> str:
    """Return the Markdown of some HTML; fails unless it says the same, and says it the same way again."""
    markdown = markdown_of(html)
    assert text_of(page_of(markdown)) == text_of(BeautifulSoup(html, "html.parser")), markdown
    again = markdown_of(rendered(markdown))
    assert again.replace("&amp;", "&") == markdown.replace("&amp;", "&")
    return markdown


def test_everything_that_the_contract_accepts_comes_back() -> None:
    html = RENDERER.render(TEXT.replace("anh.png", "https://xathu.example/anh.png")).html
    markdown = comes_back(html)
    elements = sorted(
        tag.name for tag in BeautifulSoup(html, "html.parser").select("h2, li, td, th, dd, img, sup")
    )
    assert sorted(tag.name for tag in page_of(markdown).select("h2, li, td, th, dd, img, sup")) == elements


def test_what_markdown_can_write_is_markdown() -> None:
    html = RENDERER.render(
        "## Mục\n\n**đậm** và *nghiêng*, [dẫn](https://a.example/x_y?a=1&b=2), `mã`.\n\n- Một\n    1. Hai\n\n"
        "> Câu.\n\n| A | B |\n|---|--:|\n| 1 | 2 |\n\nTừ\n:   Điều.\n\nChú[^1].\n\n[^1]: Theo sổ."
    ).html
    markdown = comes_back(html)
    assert "<" not in markdown
    for written in (
        "## Mục\n",
        "**đậm** và *nghiêng*, [dẫn](https://a.example/x_y?a=1&b=2), `mã`.\n",
        "- Một\n    1. Hai\n",
        "> Câu.\n",
        "| A | B |\n| --- | ---: |\n| 1 | 2 |\n",
        "Từ\n:   Điều.\n",
        "Chú[^1].\n",
        "[^1]: Theo sổ.\n",
    ):
        assert written in markdown


@pytest.mark.parametrize("html", STAYS.values(), ids=list(STAYS))
def test_what_markdown_cannot_write_stays_html(html: str) -> None:
    assert "<" in comes_back(f"<p>Trước.</p>\n{html}\n<p>Sau.</p>")


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_no_sign(text: str) -> None:
    comes_back(f"<p>{text}</p>")
    comes_back(f"<h2>{text.replace('<br>', ' ')}</h2>")
    comes_back(f"<ul><li>{text}</li><li>Hai</li></ul>")
    comes_back(f"<blockquote><p>{text}</p></blockquote>")
    comes_back(
        f"<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>{text} | b</td></tr></tbody></table>"
    )


@pytest.mark.parametrize(
    "one", ["<ul><li>1</li></ul>", "<ol><li>1</li></ol>", "<blockquote><p>1</p></blockquote>"]
)
def test_two_lists_or_quotations_stay_two(one: str) -> None:
    assert len(page_of(comes_back(f"{one}\n{one}")).select(one[1:].partition(">")[0])) == 2


def test_notes_that_markdown_cannot_write_stay_html_with_their_calls() -> None:
    html = (
        '<p>Chú<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup></p><div class="footnote"><hr><ol>'
        '<li id="fn:1"><details><summary>Xem</summary></details><a class="footnote-backref" href="#fnref:1">↩</a></li></ol></div>'
    )
    assert 'href="#fn:1"' in comes_back(html)


def test_nothing_that_the_page_does_not_say_is_in_it() -> None:
    source = "Một. <!-- nội bộ -->\n\n<!--\nchưa công bố\n-->\n\nHai.\n\n[kín]: https://noi-bo.example/\n*[XYZ]: không ai gọi\n"
    assert markdown_of(RENDERER.render(source).html) == "Một.\n\nHai.\n"


def comes_back_elsewhere(html: str) -> None:
    """Fail unless a reader of CommonMark (https://spec.commonmark.org), with tables, says the same too."""
    markdown = markdown_of(html)
    page = BeautifulSoup(MarkdownIt("commonmark").enable("table").render(markdown), "html.parser")
    assert text_of(page) == text_of(BeautifulSoup(html, "html.parser")), markdown


@pytest.mark.parametrize("html", [html for html in STAYS.values() if "<dl>" not in html])
def test_html_that_stays_is_whole_for_other_readers_too(html: str) -> None:
    comes_back_elsewhere(f"<p>Trước.</p>\n{html}\n<p>Sau.</p>")


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_no_sign_to_other_readers_either(text: str) -> None:
    comes_back_elsewhere(f"<p>{text}</p>")
    comes_back_elsewhere(f"<ul><li>{text}</li><li>Hai</li></ul>")
    comes_back_elsewhere(f"<blockquote><p>{text}</p></blockquote>")
    comes_back_elsewhere(
        f"<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>{text} | b</td></tr></tbody></table>"
    )


SIGNS = st.text(st.sampled_from("ab1 .)(*_`~#>+-=:|!&;<\\[]{}^\"'đ\n"), max_size=12)


@settings(deadline=None)
@given(st.lists(SIGNS, min_size=1, max_size=4))
def test_any_text_comes_back(pieces: list[str]) -> None:
    escaped = [piece.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for piece in pieces]
    comes_back("".join(f"<p>{piece}</p>\n" for piece in escaped))
    comes_back(f"<ul>{''.join(f'<li>x{piece}</li>' for piece in escaped)}</ul>")
    comes_back(f"<p>{'<strong>x</strong>'.join(escaped)}</p>")
    comes_back_elsewhere("".join(f"<p>{piece}</p>\n" for piece in escaped))
    comes_back_elsewhere(f"<p>{'<strong>x</strong>'.join(escaped)}</p>")
