"""A text as blocks and back: no byte changes that nobody touched, and nothing is rendered otherwise than it was shown."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborNode

from plugins.contract.body.render import BodyRenderer
from plugins.contract.settings import MARKDOWN
from plugins.desk.visual.blocks import Block, Change, Joined, NotInBlocksError, blocks_of, join_blocks
from plugins.desk.visual.markdown import markdown_of
from plugins.desk.visual.shown import shown_of

RENDERER = BodyRenderer(MARKDOWN)
EDITABLE = {
    "paragraph": "Mời *bà con* đến **nhà văn hóa**, xem [lịch](https://xa.example/a_(b)) và `ma_so`.",
    "lines": "Số 1, thôn 2  \nXã Thử",
    "wrapped": "Đoạn viết xuống dòng giữa chừng vì người viết đặt lề ở bảy\nmươi hai ký tự.",
    "heading": "### Thời gian ###",
    "list": "* Một\n* Hai\n    1. Con\n    2. Cháu\n* Ba",
    "loose list": "- Một\n\n- Hai\n\n    Đoạn của hai",
    "numbers": "3. Ba\n4. Bốn",
    "letters": "a) Một\nb) Hai",
    "table": "| Việc | Số |\n|:--|--:|\n| Đường \\| cầu | **2** |",
    "merged table": '<table>\n<tr><th colspan="2">Tên</th></tr>\n<tr><td>a<br>b</td><td>1</td></tr>\n</table>',
    "pasted table": "Việc\tSố\nĐường\t2",
    "picture": "![Bà con họp ở nhà văn hóa](hop.jpg)",
    "caption": '![Bà con họp ở nhà văn hóa](hop.jpg "Ảnh chụp sáng nay")',
    "gallery": "![Bà con họp](a.jpg)\n![Bà con ra về](b.jpg)",
    "quotation": "> Lời trích\n>\n> hai đoạn",
    "rule": "---",
    "recipients": "**Nơi nhận:**\tTM. ỦY BAN NHÂN DÂN\n- Như trên;\tCHỦ TỊCH",
    "marks": "H<sub>2</sub>O, m<sup>2</sup>, ~~bỏ~~, 5 * 3 = 15, a_b, #1, \\*sao\\*, 1\\. không phải danh sách",
    "quotes": "\"Trích\" và 'đơn' -- gạch... 10°48'34\"N",
}
UNKNOWN = {
    "details": "<details>\n<summary>Xem</summary>\n\nBên trong\n\n</details>",
    "code": "```\nlệnh\n```",
    "letters of a list": '<ol type="a">\n<li>Một</li>\n</ol>',
    "language": '<p lang="en">English</p>',
    "comment": "<!-- nhắc --> Chữ",
    "definition": "[xa]: https://xa.example",
}
WORDS = st.text("abđ *_[]()<>#`|~\\-+1.:!\"'&;^\t", min_size=1, max_size=12)


def blocks(text: str) -> list[Block]:
    return blocks_of(RENDERER, text)


def changed(text: str, number: int, html: str) -> Joined:
    """Return a text in which one block has come back with other HTML."""
    found = blocks(text)
    changes = [Change(block.html, block.source) for block in found]
    changes[number] = Change(html, None)
    return join_blocks(RENDERER, changes)


@pytest.mark.parametrize("source", EDITABLE.values(), ids=EDITABLE)
def test_block_is_editable_and_comes_back_as_shown(source: str) -> None:
    (block,) = blocks(f"{source}\n")
    assert block.is_editable
    made = changed(f"{source}\n", 0, block.html)
    assert made.wrong == []
    assert shown_of(RENDERER.render(made.text).html) == shown_of(block.html)


@pytest.mark.parametrize("source", UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_block_stays_as_it_is(source: str) -> None:
    text = f"Trước.\n\n{source}\n\n\nSau *này*.\n"
    found = blocks(text)
    assert [block.is_editable for block in found] == [True, False, True]
    made = changed(text, 0, "<p>Khác.</p>")
    assert made.text == text.replace("Trước.", "Khác.")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(st.lists(st.sampled_from([*EDITABLE.values(), *UNKNOWN.values()]), min_size=1, max_size=8), st.data())
def test_other_blocks_keep_their_bytes(parts: list[str], data: st.DataObject) -> None:
    text = "\n\n".join(parts) + "\n"
    try:
        found = blocks(text)
    except NotInBlocksError:
        return
    assert "".join(block.source for block in found) == text
    editable = [number for number, block in enumerate(found) if block.is_editable and "<p>" in block.html[:3]]
    if not editable:
        return
    number = data.draw(st.sampled_from(editable))
    made = changed(text, number, "<p>Một câu khác.</p>")
    if made.wrong:  # it would join the block above
        return
    assert [source for place, source in enumerate(made.sources) if place != number] == [
        block.source for place, block in enumerate(found) if place != number
    ]
    assert all(block.source.strip() in made.text for place, block in enumerate(found) if place != number)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(st.text("abđ *_[]()<>#`|~\\-+1.:!\"'&;^\t\n>", max_size=80))
def test_opening_any_text_changes_no_byte(text: str) -> None:
    try:
        found = blocks(text)
    except NotInBlocksError:
        return
    assert "".join(block.source for block in found) == text


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(WORDS)
def test_whatever_is_typed_is_shown_so_or_rejected(words: str) -> None:
    html = f"<p>{escape(words.strip() or 'x', quote=False)}</p>"
    made = changed("Câu.\n", 0, html)
    if not made.wrong:
        assert shown_of(RENDERER.render(made.text).html) == shown_of(html)


@pytest.mark.parametrize(
    "words",
    [
        "1. Không phải danh sách",
        "- gạch",
        "# thăng",
        "a) điểm",
        "5 < 6 > 4 & 3",
        "sao * và _gạch_",
        "[ngoặc](vuông)",
        "| bảng |",
        "> trích",
        "Nhãn: giá trị",
        "++",
        "=== ",
        "`mã`",
        "– một",
        "• hai",
        "Xem https://baochinhphu.vn/a_b_c và www.xa.example/x",
        "C:\\Users\\Lan",
        "I. Mục",
        "x ~~ y",
        "---",
        "*",
    ],
)
def test_signs_of_markdown_are_words(words: str) -> None:
    html = f"<p>{escape(words, quote=False)}</p>"
    made = changed("Câu.\n", 0, html)
    assert made.wrong == []
    assert shown_of(RENDERER.render(made.text).html) == shown_of(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p><p>b</p>",
        "<div>a</div>",
        "<h2>a<br>b</h2>",
        "<video></video>",
        "<script>x</script>",
    ],
)
def test_block_that_is_none_of_the_portal_is_rejected(html: str) -> None:
    made = changed("Câu.\n\nSau.\n", 0, html)
    assert made == Joined(text="", sources=(), wrong=[0])


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "".join(f'<b id="{n}">' for n in range(50)) + "<p>x" * 50,
        "<div>" * 100_000,
        "<p>" + "<strong>" * 5_000 + "x" + "</strong>" * 5_000 + "</p>",
        "<p><strong>a</p></strong>",
        "<p>a < b</p>",
        "<p>a</p><!-- b -->",
        "<p" + ' class="a"' * 50 + "<p>",
        "<p>" + "<br>" * 60_000 + "</p>",
    ],
)
def test_html_that_no_browser_writes_is_not_parsed(html: str) -> None:
    with pytest.raises(NotInBlocksError):
        changed("Câu.\n", 0, html)


@pytest.mark.parametrize(
    "html",
    ["<p><strong>Thời gian:</strong>7 giờ</p>", "<p>Họp<strong>(gấp)</strong>nhé</p>", "<p>a<em>b</em>c</p>"],
)
def test_bold_within_a_word_is_bold(html: str) -> None:
    made = changed("Câu.\n", 0, html)
    assert made.wrong == []
    assert shown_of(RENDERER.render(made.text).html) == shown_of(html)


def test_list_that_would_join_the_one_above_is_rejected() -> None:
    text = "- Một\n\nGiữa.\n"
    made = changed(text, 1, "<ul><li>Hai</li></ul>")
    assert (made.text, len(made.wrong)) == ("", 1)


@pytest.mark.parametrize("html", ["", "<p></p>", "<p><br></p>", "<ul></ul>", "<h2> </h2>"])
def test_empty_block_is_gone(html: str) -> None:
    assert changed("Một.\n\nHai.\n", 0, html).text == "Hai.\n"


def test_empty_paragraph_of_a_text_holds_up_no_other_block() -> None:
    assert changed("Một.\n\n&nbsp;\n\nHai.\n", 0, "<p>Khác.</p>").wrong == []


def test_text_with_an_error_is_not_shown_as_blocks() -> None:
    with pytest.raises(NotInBlocksError):
        blocks("Bảng\tlệch\nmột\thai\tba\n")


@pytest.mark.parametrize(
    "link",
    [
        "[a@xa.example](mailto:a@xa.example)",
        "[xa.example/tin](https://xa.example/tin)",
        "[www.xa.example](http://www.xa.example)",
        "https://xa.example/a_b",
    ],
)
def test_links_whose_text_is_their_address_stay(link: str) -> None:
    (block,) = blocks_of(RENDERER, f"Xem {link} nhé.\n")
    made = join_blocks(RENDERER, [Change(block.html.replace("nhé", "ngay nhé"), None)])
    assert made.text == f"Xem {link} ngay nhé.\n"


@pytest.mark.parametrize("point", ["đ)", "Đ.", "a)", "1)", "-", "+", "•"])
def test_points_of_a_law_are_words(point: str) -> None:
    for html in (f"<p>{point} Năm</p>", f"<p>Theo điểm<br>{point} khoản 1</p>"):
        made = join_blocks(RENDERER, [Change(html, None)])
        assert shown_of(RENDERER.render(made.text).html) == shown_of(html)


def test_fault_costs_one_block(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def faulty(element: LexborNode) -> str:
        if element.text() == "Hai.":
            raise TypeError
        return markdown_of(element)

    monkeypatch.setattr("plugins.desk.visual.blocks.markdown_of", faulty)
    assert [block.is_editable for block in blocks_of(RENDERER, "Một.\n\nHai.\n\nBa.\n")] == [
        True,
        False,
        True,
    ]
    assert join_blocks(RENDERER, [Change("<p>Hai.</p>", None)]).wrong == [0]
    assert "<p> cannot be written as Markdown" in caplog.text
    assert "Hai" not in caplog.messages[0]


@pytest.mark.parametrize(
    "html", ["<blockquote><div></div></blockquote>", "<ul><li><p></p><div></div></li></ul>"]
)
def test_block_with_a_part_that_is_no_text_is_not_empty(html: str) -> None:
    assert join_blocks(RENDERER, [Change(html, None)]).wrong == [0]
