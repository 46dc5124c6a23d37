import pytest

from plugins.contract.body.render import BodyRenderer
from plugins.contract.settings import MARKDOWN
from plugins.errors.issue import Finding
from tests.conftest import TinySite
from tests.contract.test_check import errors, only


def problems(text: str) -> list[Finding]:
    return list(BodyRenderer(MARKDOWN).render(text).problems)


@pytest.mark.parametrize(
    ("body", "line", "problem", "hint"),
    [
        ("Một.\n\n<h4>Bốn</h4>", 11, "ở cấp 4 đứng ngay dưới cấp 1", "<h2>Bốn</h2>"),
        ("## Hai\n\nMột.\n\n<h4>Bốn</h4>", 13, "ở cấp 4 đứng ngay dưới cấp 2", "<h3>Bốn</h3>"),
        ("Một.\n\n##\n\nHai.", 11, "tiêu đề nhỏ không có chữ", "#"),
        ("Một câu\n- một dấu gạch", 10, "danh sách bắt đầu ở “- một dấu gạch”", "dòng trống"),
        ("Số liệu:\n\n| a | b |\n| 1 | 2 |", 11, "bảng bắt đầu ở “| a | b |”", "| --- | --- |"),
        ("Một.\n\n    Đoạn thứ hai chép từ Word.", 11, "thành khối mã", "Xóa dấu cách"),
        ("Một.\n\n\tĐoạn thứ hai.", 11, "thành khối mã", "Tab"),
        ("Tánh&shy;Linh", 9, "“&shy;”", "Xóa"),
        ("Một.\n\nTánh&#8203;Linh", 11, "“&#8203;”", "Xóa"),
        ("Một &#129; hai", 9, "“&#129;”", "Xóa"),
        ("title: Dán thừa\ndate: 1/1/2024\n\nMột.", 9, "khai báo “title: Dán thừa”", "xóa"),
        ("Một.\n\n---\ntitle: Bài khác\n---\n\nHai.", 12, "khai báo “title: Bài khác”", "xóa"),
        ("slug:abc\n\nMột.", 9, "khai báo “slug:abc”", "dấu cách"),
        ("tóm tắt: Một.\nstatus: draft\n\nHai.", 10, "khai báo “status: draft”", "đầu tệp"),
        ("tóm tắt: Một.\n\n**status**: draft\n\nHai.", 11, "khai báo “**status**: draft”", "đầu tệp"),
        ("Một.\n\nStatus：Withdrawn\n\nHai.", 11, "khai báo “Status:Withdrawn”", "đầu tệp"),
    ],
)
def test_what_would_come_out_otherwise_than_meant_is_refused(
    site: TinySite, body: str, line: int, problem: str, hint: str
) -> None:
    site.article(body=body)
    first = errors(site)[0]
    assert problem in first.message
    assert hint in first.hint
    assert first.line == line
    only(site)


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li id='x y'>a</li></ul>",
        '<p id="fn:1">a</p>',
        "<details><p>a</p></details>",
        "<details>a</details>",
        "<details><summary>a</summary><summary>b</summary></details>",
        '<p lang="tieng-viet">a</p>',
        '<img src="a.jpg" alt="Cổng" width="9%">',
        '<img src="a.jpg" alt="Cổng" height="9px">',
        '<ol start="a"><li>b</li></ol>',
        '<ol type="x"><li>b</li></ol>',
        '<table><tr><td colspan="0">b</td></tr></table>',
        '<table><tr><th scope="x">b</th></tr></table>',
        '<ins datetime="hôm qua">b</ins>',
        "<ul>a</ul>",
        "<ul><p>a</p></ul>",
        "<li>a</li>",
        "<dl><p>a</p></dl>",
        "<span><div>a</div></span>",
        "<div><span><div>a</div></span></div>",
        "<b><p>a</p></b>",
        "<figcaption>a</figcaption>",
        "<summary>a</summary>",
        "<h3>Ba</h3>",
        "<h2></h2>",
        '<a href="/luu-tru/"></a>',
        '<a href="/luu-tru/"><img src="a.jpg" alt=""></a>',
        "<a>a</a>",
        "<p><![x]</p>",
        "<![if !supportLists]>a<![endif]>",
        "<?xml version=1?>a",
    ],
)
def test_html_that_a_validator_refuses_is_refused(html: str) -> None:
    assert problems(html) != []


@pytest.mark.parametrize(
    "text",
    [
        "# Một\n\n## Hai\n\n### Ba\n\n## Bốn",
        "<h2>Một</h2>\n\n### Ba",
        "a[^1] b[^1]\n\n[^1]: ghi chú",
        "<details><summary>Xem</summary>\n<p>a</p><ul><li>b</li></ul></details>",
        "<details open>\n<summary>Xem</summary>a</details>",
        '<table><caption>Bảng</caption><tr><th scope="col">a</th></tr><tr><td colspan="2">b</td></tr></table>',
        '<figure><img src="a.jpg" alt="Cổng chào" width="600" height="400"><figcaption>Cổng</figcaption></figure>',
        '<ol start="3" type="a" reversed><li value="7">b</li></ol>',
        '<ins datetime="2024-03-21">b</ins> <del datetime="2024-03-21T08:00+07:00">c</del>',
        '<p lang="en">a</p> <span lang="cjm">b</span> <i lang="zh-Hant-TW">c</i>',
        "<dl><dt>a</dt><dd>b</dd></dl>",
        "<pre>\n    mã\n- x\n</pre>",
        "Gồm có:\n\n- một\n- hai\n    - ba\n\n1. một\n2. hai",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "- một\n\n    đoạn nối tiếp\n\n- hai",
        "năm\n2024. Sau đó",
        "Nhiệt độ\n-5 độ",
        "Từ\n: nghĩa",
        "a < b & c > d",
        "`<![x]` và `&shy;`",
        "&nbsp;a &amp; &lt; &#8220;",
        "> trích\n>\n> - một\n\nhết",
        "<div><p>a</p><table><tr><td><p>b</p></td></tr></table></div>",
        "<blockquote><p>a</p></blockquote>",
        '<a href="/luu-tru/"><b>a</b></a>',
        "<p><dfn>Cổng thông tin</dfn> là nơi … <b><dfn>a</dfn></b></p>",
        "<!-- lời nhắc -->\na",
        "Tiêu đề: nội dung",
    ],
)
def test_what_is_well_built_passes(text: str) -> None:
    assert problems(text) == []
