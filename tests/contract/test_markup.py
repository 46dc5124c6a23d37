import pytest

from plugins.contract.body.markup import sanitise
from plugins.contract.body.render import BodyRenderer
from plugins.contract.settings import MARKDOWN
from plugins.errors.issue import Finding


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ("<script>alert(1)</script>", "thẻ <script>"),
        ('<p onclick="x()">a</p>', "thuộc tính onclick của thẻ <p>"),
        ('<a href="javascript:alert(1)">a</a>', "địa chỉ “javascript:” của thẻ <a>"),
        ('<a href="java&#10;script:alert(1)">a</a>', "địa chỉ “javascript:” của thẻ <a>"),
        ('<a href=" JaVaScRiPt:alert(1)">a</a>', "địa chỉ “javascript:” của thẻ <a>"),
        ('<a href="data:text/html,x">a</a>', "địa chỉ “data:” của thẻ <a>"),
        ('<iframe src="https://x.example"></iframe>', "thẻ <iframe>"),
        ("<style>p{}</style>", "thẻ <style>"),
        ('<form action="/x"><input></form>', "thẻ <form>"),
        ("<svg onload=x></svg>", "thẻ <svg>"),
        ('<img src="x" onerror="y" alt="z">', "thuộc tính onerror của thẻ <img>"),
        ('<object data="x"></object>', "thẻ <object>"),
        ("<h1>a</h1>", "thẻ <h1>"),
    ],
)
def test_html_that_would_be_altered_is_named(html: str, named: str) -> None:
    clean, refused = sanitise(html)
    assert f"nội dung có {named}, không được phép đăng" == refused[0].message
    assert "javascript" not in clean
    assert "onerror" not in clean


@pytest.mark.parametrize(
    ("html", "clean", "names"),
    [
        ('<div style="position:fixed;inset:0">a</div>', "<div>a</div>", ["style"]),
        ('<p class="masthead" align=center>a</p>', "<p>a</p>", ["class", "align"]),
        ('<table border=1 width="50%"><tr><td valign=top>a</td></tr></table>', "<table><tbody><tr><td>a</td></tr></tbody></table>", ["border", "width", "valign"]),
        ('<o:p>a</o:p><font color=red>b</font>', "ab", ["<o:p>", "<font>"]),
        ('<a href="https://a.example/" target="_blank" rel="noopener">a</a>', '<a href="https://a.example/">a</a>', ["target", "rel"]),
    ],
)  # fmt: skip
def test_what_only_says_how_it_looks_is_left_out(html: str, clean: str, names: list[str]) -> None:
    found, warnings = sanitise(html)
    assert found == clean
    assert [name in warning.message for name, warning in zip(names, warnings, strict=True)] == [True] * len(
        names
    )
    assert {warning.is_warning for warning in warnings} == {True}


@pytest.mark.parametrize(
    "html",
    [
        "<p>a &lt; b &amp; “c”</p>",
        "<details><summary>a</summary>b</details>",
        "<b>unclosed",
        "<!-- lời nhắc --><p>a</p>",
        "<IMG SRC=x.jpg ALT=a>",
        "<table><tr><td colspan=2>a</table>",
        '<a href="https://x.example/?a=1&amp;b=2" title="t">a</a>',
        '<a href="/luu-tru/">a</a><a href="#x">b</a><a href="mailto:a@b.example">c</a>',
    ],
)
def test_harmless_html_passes(html: str) -> None:
    assert sanitise(html)[1] == []


def problems(text: str) -> tuple[Finding, ...]:
    return BodyRenderer(MARKDOWN).render(text).problems


def render(text: str) -> str:
    return BodyRenderer(MARKDOWN).render(text).html


def test_tables_keep_their_alignment_without_inline_styles() -> None:
    html = render("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert '<td class="align-right">2</td>' in html
    assert "style=" not in html


def test_title_is_the_only_first_level_heading() -> None:
    assert '<h2 id="ket-qua">Kết quả</h2>' in render("# Kết quả\n\nVăn bản")


def test_names_of_files_become_links_of_pelican() -> None:
    body = BodyRenderer(MARKDOWN).render(
        "![Cổng](cong.jpg) [tệp](ke%20hoach.pdf#p2) [bài](khac.md) [ngoài](https://x.example) [/](/luu-tru/)"
    )
    assert [(item.what, item.file) for item in body.references] == [
        ("static", "cong.jpg"),
        ("static", "ke hoach.pdf"),
        ("filename", "khac.md"),
        ("address", "/luu-tru/"),
    ]
    assert 'href="{static}ke%20hoach.pdf#p2"' in body.html


def test_straight_quotes_become_typographic() -> None:
    assert "&#8220;Toàn dân&#8221;" in render('"Toàn dân" đoàn kết')
    assert render("nếu có,.. du lịch, …") == "<p>nếu có,.. du lịch, …</p>"
    assert "UBND" in render("UBND huyện")


@pytest.mark.parametrize("text", ["![](a.jpg)", '<img src="a.jpg">', '<img src="a.jpg" alt=" ">'])
def test_a_picture_without_a_text_is_noticed(text: str) -> None:
    assert "chưa có mô tả" in problems(text)[0].message


def test_a_picture_with_a_text_is_fine() -> None:
    assert problems("![Cổng chào](a.jpg)") == ()
