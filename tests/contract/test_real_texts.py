"""What public Markdown texts hold, each kind as small as it can be: the page says what its author wrote."""

from __future__ import annotations

import hashlib

import pytest
from bs4 import BeautifulSoup

from tests.contract.test_as_written import page, render


@pytest.mark.parametrize(
    ("text", "code", "around"),
    [
        ("Chạy:\n```sh\nls  -l\n\n- x <y> & *z*\n# a\n```\nXong.", "ls  -l\n\n- x <y> & *z*\n# a", "p"),
        ("~~~\n[a]: b\n~~~", "[a]: b", "[document]"),
        ("1. một\n\n   ```\n   a\n     b\n   ```\n\n2. hai", "a\n  b", "li"),
        ("- một\n  ```\n  a\n  ```\n- hai", "a", "li"),
        ("> trích\n>\n> ```\n> a > b\n> ```\n>\n> sau", "a > b", "blockquote"),
        ("````\n```\n````", "```", "[document]"),
        ("> ```\n> > a\n> ```", "> a", "blockquote"),
        ('```\nglobals()[f"a_{len(b)}"](b)\n```', 'globals()[f"a_{len(b)}"](b)', "[document]"),
    ],
)
def test_fenced_code_is_shown_as_it_stands(text: str, code: str, around: str) -> None:
    shown = page(text)
    (block,) = shown.select("pre")
    assert block.get_text() == code
    if around == "p":
        assert [part.get_text() for part in shown.select("p")] == ["Chạy:", "Xong."]
    else:
        assert block.parent is not None
        assert block.parent.name == around
    assert len(shown.select("li")) in {0, 2}


def test_fence_without_an_end_is_reported() -> None:
    (problem,) = render("Trước.\n\n```\nls\n\nSau.").problems
    assert problem.message == "khối mã mở bằng “```” mà không đóng"


def test_line_of_waves_alone_is_an_ornament() -> None:
    assert page("Trước.\n\n~~~~~~\n\nSau.").get_text(" ", strip=True) == "Trước. ~~~~~~ Sau."


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("1. Xem\n   **Phòng A** và\n2. Nộp", "strong"),
        ("1. Xem\n   <https://a.vn> và\n2. Nộp", "a"),
        ("1. Xem\n   > trích\n2. Nộp", "blockquote"),
        ("- Xem\n\n  Nộp | Hạn\n  --- | ---\n  Mạng | 25\n\n- Nộp", "table"),
        ("- Xem\n  | Nộp | Hạn |\n  | --- | --- |\n  | Mạng | 25 |\n- Nộp", "table"),
        ("1. Xem\n\n   **Lưu ý:** chữ\n\n2. Nộp", "p > strong"),
        ("- Xem\n\n  > trích\n  > tiếp\n\n- Nộp", "blockquote"),
        ("1. Xem\n   - a\n\n     > trích\n\n   - b\n2. Nộp", "ul blockquote"),
    ],
)
def test_indented_block_belongs_to_its_item(text: str, inside: str) -> None:
    shown = page(text)
    (whole,) = shown.find_all(["ol", "ul"], recursive=False)
    first, last = whole.find_all("li", recursive=False)
    assert first.select(inside)
    assert last.get_text(strip=True) == "Nộp"


@pytest.mark.parametrize("text", ["- Một\n**Đậm**\n- Hai", "1. Một\n\n  Điều 5. Hiệu lực\n\n2. Hai"])
def test_heading_outside_an_item_still_ends_the_list(text: str) -> None:
    assert len(page(text).find_all(["ol", "ul"], recursive=False)) == 2


@pytest.mark.parametrize(
    "inner",
    ["(theo luật)", "5%", "xong;", "$5", "«x»", "x…", "`x`", "-5", "#a", "<b>x</b>", r"\*\*Lưu ý\*\* nhé"],
)
def test_underscores_emphasise_whatever_they_embrace(inner: str) -> None:
    assert page(f"Trước _{inner}_ sau").select_one("em")


@pytest.mark.parametrize(
    "text",
    [
        "Ngày sinh: __/__/____",
        "Số: ___/___/QĐ",
        "Số: ___/QĐ-UBND ngày ___/___/2024",
        "(__) Đạt (__) Không đạt",
        "snake_case_x",
        "họp **/**/2024 và ***/***",
        "CCCD 0790*****123",
    ],
)
def test_blanks_and_masks_stay_as_they_are(text: str) -> None:
    assert page(text).select_one("p").decode_contents() == text


@pytest.mark.parametrize("inner", [".gov.vn", "…x…", "→", "+", "(?)"])
def test_stars_make_a_symbol_bold(inner: str) -> None:
    assert page(f"Bấm **{inner}** ở góc").select_one("strong").get_text() == inner


def test_emphasised_link_at_a_line_start_is_no_abbreviation() -> None:
    assert page("*[Chữ](https://a.vn)*").select_one("em > a")


def test_text_and_label_are_one_link() -> None:
    shown = page(
        "Xem [kế hoạch][kế hoạch] và [Argo][argo].\n\n[kế hoạch]: https://a.vn/1\n[argo]: https://a.vn/2"
    )
    assert [link.get_text() for link in shown.select("a")] == ["kế hoạch", "Argo"]
    assert shown.get_text() == "Xem kế hoạch và Argo."


def test_link_before_a_colon_uses_its_definition() -> None:
    shown = page("Xem [kế hoạch]:\n\n- a\n\n[kế hoạch]: https://a.vn/x")
    assert shown.select_one("a")["href"] == "https://a.vn/x"
    assert shown.select_one("p").get_text() == "Xem kế hoạch:"


def test_markdown_between_lines_of_div_is_markdown() -> None:
    shown = page('<div class="note">\n\nĐoạn 1\n\n## Mục\n\n_a_\n\n- x\n- y\n\n</div>\n\nSau.')
    assert [tag.name for tag in shown.find_all(recursive=False)] == ["p", "h2", "p", "ul", "p"]


def test_code_before_a_letter_is_code_and_apostrophes_stay() -> None:
    shown = page("Xem `ke-hoach`của huyện; Cư M`gar, Ea H`leo")
    assert [code.get_text() for code in shown.select("code")] == ["ke-hoach"]
    assert shown.get_text() == "Xem ke-hoachcủa huyện; Cư M`gar, Ea H`leo"


def test_backslash_escapes_every_sign() -> None:
    assert page(r"\< 5 tuổi, \<b> và `\<`").get_text() == r"< 5 tuổi, <b> và \<"
    assert page(r"\@ \~ \& \$ a\/b [a](https://a.vn/x)\*").get_text() == "@ ~ & $ a/b a*"
    assert page(r"[A](https://a.vn/#:\~:text=B)").select_one("a")["href"] == "https://a.vn/#:~:text=B"


@pytest.mark.parametrize(
    "text", ["> Dòng một,\n> Dòng hai.", ">Dòng một,\n>Dòng hai.", "> > Dòng một,\n> > Dòng hai."]
)
def test_line_breaks_of_a_quotation_stay(text: str) -> None:
    shown: BeautifulSoup = page(text)
    assert shown.select_one("blockquote p > br")
    assert shown.get_text(" ", strip=True) == "Dòng một, Dòng hai."


def test_tab_beside_a_bar_is_a_space() -> None:
    assert [cell.get_text() for cell in page("a | b\n--- | ---\n1\t| 2").select("td")] == ["1", "2"]


def test_mail_address_with_slashes_is_named_as_wrong() -> None:
    assert "không phải là địa chỉ thư" in render("[Gửi](mailto://a@b.vn)").problems[0].message


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("### A\n\n#### B\n\n### C", "232"),
        ("## A\n\n#### B\n\n### C\n\n## D", "2332"),
        ("# A\n\n## B\n\n### C", "223"),
        ("#### A\n\n## B", "22"),
    ],
)
def test_headings_have_the_level_below_the_one_they_stand_under(text: str, levels: str) -> None:
    assert "".join(heading.name[1] for heading in page(text).select("h2, h3, h4, h5, h6")) == levels


def test_table_directly_below_a_paragraph_is_a_table() -> None:
    shown = page("Lịch họp:\n| Ngày | Nơi |\n|---|---|\n| 5/3 | Nhà văn hóa |")
    assert [tag.name for tag in shown.find_all(recursive=False)] == ["p", "table"]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Cách tính:\n+ 5 điểm: đúng\n- 2 điểm: sai", ["+ 5 điểm: đúng", "- 2 điểm: sai"]),
        ("Lợi nhuận:\n\n+ 12%\n- 3%", ["+ 12%", "- 3%"]),
        ("- 5 con bò\n- 3 con trâu", ["5 con bò", "3 con trâu"]),
    ],
)
def test_plus_and_minus_before_numbers_are_kept(text: str, items: list[str]) -> None:
    assert [item.get_text() for item in page(text).select("li")] == items


def test_signs_in_pasted_columns_stay_as_they_are() -> None:
    text = (
        "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nHUYỆN CƯ M`GAR\tĐộc lập - Tự do - Hạnh phúc\n"
        "Số: ___/TB-UBND (3*)\tCư M`gar, ngày __ tháng __ năm 2024"
    )
    left, right = page(text).select("div.sides > p")
    assert left.get_text("|") == "ỦY BAN NHÂN DÂN|HUYỆN CƯ M`GAR|Số: ___/TB-UBND (3*)"
    assert right.get_text("|").endswith("|Cư M`gar, ngày __ tháng __ năm 2024")


def test_signs_in_html_below_a_line_stay_as_they_are() -> None:
    rows = "<tr><td>0790*****123</td><td>Lê B ___</td></tr>\n<tr><td>\n-\n</td><td>M`gar, H`leo</td></tr>"
    cells = page(f"Danh sách:\n<table>\n{rows}\n</table>").select("td")
    assert [cell.get_text(strip=True) for cell in cells] == ["0790*****123", "Lê B ___", "-", "M`gar, H`leo"]


@pytest.mark.parametrize("end", ["-- >", "—>", "->\n", "- ->"])
def test_mistyped_end_of_a_comment_is_reported(end: str) -> None:
    (problem,) = render(f"Mở đầu.\n\n<!-- xem lại {end}\n\nHạn nộp: 30/4.\n\nBước 1 --> Bước 2").problems
    assert "không đóng bằng -->" in problem.message


@pytest.mark.parametrize("comment", ["<!-- a -> b -->", "<!-- một\n\nhai -->"])
def test_comment_with_arrows_or_paragraphs_is_a_comment(comment: str) -> None:
    assert page(f"Trước.\n\n{comment}\n\nSau.").get_text(" ", strip=True) == "Trước. Sau."


@pytest.mark.parametrize(
    ("below", "tag"), [("## Mục hai", "h2"), ("- Ghi chú", "ul"), ("Tổng cộng 12 hộ.", "p")]
)
def test_line_below_a_table_is_no_row(below: str, tag: str) -> None:
    shown = page(f"## Một\n\n| A | B |\n|---|---|\n| A | 5 |\n{below}")
    assert [found.name for found in shown.find_all(recursive=False)] == ["h2", "table", tag]
    assert len(shown.select("tbody tr")) == 1


@pytest.mark.parametrize("text", ["1987. Năm ấy xã được thành lập.", "> 2024. Năm tới", "- 1975. Giải phóng"])
def test_year_at_the_start_of_a_line_is_no_number_of_an_item(text: str) -> None:
    shown = page(text)
    assert not shown.select("ol")
    assert shown.get_text(strip=True) == text.removeprefix("> ").removeprefix("- ")


def test_path_of_a_shared_folder_keeps_both_backslashes() -> None:
    assert page(r"Chép từ \\maychu\chung nhé").get_text() == r"Chép từ \\maychu\chung nhé"


@pytest.mark.parametrize(
    "text",
    [
        "1.1.\tMột\n1.2.\tHai",
        "I.\tMột\nII.\tHai",
        "Điều 1.\tMột\nĐiều 2.\tHai",
        "1.\tMột\n1.1.\tHai",
        "A.\tMột\nB.\tHai",
    ],
)
def test_numbers_of_word_before_tabs_are_no_table(text: str) -> None:
    shown = page(text)
    assert not shown.select("table")
    assert [word for word in ("Một", "Hai") if word in shown.get_text()] == ["Một", "Hai"]
    assert len(shown.select("br, li, p")) >= 2


@pytest.mark.parametrize("bullet", ["§", "Ø", "v", "ü", "•", "-", "o"])
def test_bullets_of_word_before_tabs_are_items(bullet: str) -> None:
    shown = page(f"{bullet}\tMột\n{bullet}\tHai")
    assert [item.get_text() for item in shown.select("ul > li")] == ["Một", "Hai"]


def test_table_with_a_column_of_numbers_stays_a_table() -> None:
    assert len(page("STT\tTên\n1.\tAn\n2.\tBình").select("tbody tr")) == 2


def test_table_below_a_numbered_heading_of_word_is_a_table() -> None:
    shown = page("1.\tMục đích\nSTT\tHọ tên\tSố\n1\tAn\t5")
    assert [tag.name for tag in shown.find_all(recursive=False)] == ["ol", "table"]


@pytest.mark.parametrize(("sign", "name"), [("1.", "ol"), ("-", "ul"), ("•", "ul"), ("§", "ul")])
def test_last_point_of_word_is_no_head_of_a_table(sign: str, name: str) -> None:
    shown = page(f"{sign}\tViệc phải làm\nTên\tSố lượng\nBàn\t10")
    assert [tag.name for tag in shown.find_all(recursive=False)] == [name, "table"]
    assert [cell.get_text() for cell in shown.select("th")] == ["Tên", "Số lượng"]


@pytest.mark.parametrize("sign", ["-", "•", "§"])
def test_line_below_the_last_point_of_word_is_a_paragraph(sign: str) -> None:
    shown = page(f"{sign}\tMột\n{sign}\tHai\nLiên hệ văn phòng.")
    assert [tag.name for tag in shown.find_all(recursive=False)] == ["ul", "p"]
    wrapped = page(f"{sign}\tMột việc của\n{sign}\tHai việc của\nvăn phòng.")
    assert [tag.name for tag in wrapped.find_all(recursive=False)] == ["ul"]


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        (
            "XÃ HÒA THU\n-------\nSố: 45/TB-UBND\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n-------",
            "XÃ HÒA THU|-------|Số: 45/TB-UBND",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập - Tự do - Hạnh phúc|-------",
        ),
        (
            "Nơi nhận:\n- Như trên;\n- Lưu: VT.\tTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
            "Nơi nhận:|- Như trên;|- Lưu: VT.",
            "TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH",
        ),
    ],
)
def test_columns_of_a_document_pasted_with_one_tab(text: str, left: str, right: str) -> None:
    assert [side.get_text("|") for side in page(text).select("div > p")] == [left, right]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2. Một.\n3. Đề nghị xã.\nTrên đây là Thông báo của xã.", "Trên đây là Thông báo của xã."),
        ("2.2. Công nghiệp\n- Điện: 5 MW\n2.3. Đường sá", "2.3. Đường sá"),
        ("- Như trên;\n- Lưu: VT.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH"),
        ("a) Một;\nđ) Khác.\nUBND xã kính báo cáo./.", "UBND xã kính báo cáo./."),
    ],
)
def test_paragraph_below_a_list_is_no_part_of_its_last_item(text: str, last: str) -> None:
    end = page(text).find_all(recursive=False)[-1]
    assert end.name == "p"
    assert end.get_text(" ", strip=True) == last


@pytest.mark.parametrize(
    "text",
    ["- UBND xã A.\nĐiện thoại: 02523\n- UBND xã B.", "- Xã A\nTổ 1", f"- {'Chữ dài. ' * 8}\nTiếp theo"],
)
def test_line_below_an_item_that_may_go_on_belongs_to_it(text: str) -> None:
    assert [tag.name for tag in page(text).find_all(recursive=False)] == ["ul"]


def test_rules_and_blanks_of_a_form_keep_their_characters() -> None:
    assert (
        "Họ tên ........ lớp ------- A&#8212;B&#8230;" in render("Họ tên ........ lớp ------- A--B...").html
    )


def test_gallery_above_html_keeps_its_captions() -> None:
    shown = page(
        '![Đua thuyền](a.jpg "Ngày hội")\n![Chợ quê](b.jpg "Buổi sáng")\n\n<div>\nHết\n</div>\n\nSau.'
    )
    assert [caption.get_text() for caption in shown.select("figcaption")] == ["Ngày hội", "Buổi sáng"]


@pytest.mark.parametrize("mark", ["&#xe002;0&#xe003;", "\ue0020\ue003", "&#xe002;{}x0&#xe003;"])
def test_nobody_can_put_code_into_an_attribute(mark: str) -> None:
    """What stands for a block of code while Markdown runs cannot be written, and is sanitised where it is put in."""
    text = '![Lễ hội MARK làng](a.jpg "MARK")\n\n```\n" onload="alert(1)\n```'
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    body = render(text.replace("MARK", mark.format(digest)))
    assert not BeautifulSoup(body.html, "html.parser").select("[onload]")
    assert [problem.message for problem in body.problems if not problem.is_warning]


def test_label_with_code_is_a_link() -> None:
    shown = page(
        "Cổng [ghi `X-Id`\nvào thư] nhé, [ghi `X-Id` vào thư].\n\n[ghi `X-Id` vào thư]: https://a.vn/x"
    )
    assert [link["href"] for link in shown.select("a:has(code)")] == ["https://a.vn/x"] * 2
    assert shown.get_text(" ", strip=True).startswith("Cổng ghi X-Id vào thư nhé,")


def test_one_item_directly_below_a_short_line_is_a_list() -> None:
    assert page("Sự kiện\n- Thư: a@xathu.example").select_one("ul > li").get_text().startswith("Thư:")


def test_dash_that_goes_on_with_a_sentence_is_asked_about() -> None:
    (problem,) = render("Họp tại hội trường xã\n- nơi có sân rộng").problems
    assert "danh sách bắt đầu" in problem.message


def test_line_below_a_table_without_outer_bars_is_kept_whole() -> None:
    shown = page("A | B\n---|---\n1 | 2\nTổng cộng 12 hộ.")
    assert [cell.get_text() for cell in shown.select("td")] == ["1", "2"]
    assert shown.select_one("p").get_text() == "Tổng cộng 12 hộ."
