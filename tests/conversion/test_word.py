"""What becomes of Word documents: every word and number in order, lists as Word draws them, tables, notes, pictures."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from typing import Any

import pytest

from plugins.conversion.markdown import Markdown
from plugins.conversion.word import Converted, read_word
from plugins.errors.issue import UserError
from tests.contract.test_any_text import RENDERER
from tests.conversion.documents import (
    DECLARED,
    RELATION,
    abstract,
    archive,
    bold,
    cell,
    document,
    level,
    numbered,
    paragraph,
    row,
    run,
    table,
)
from tests.images.photos import photo

DECIMAL = abstract(
    0, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)"), level(2, "bullet", "\uf0b7")
)


def text_of(*body: str, **more: Any) -> str:
    return read_word(document(*body, **more)).text.rstrip("\n")


def shown(found: Converted) -> str:
    """Return the text as the portal renders it, without tags; the contract accepts it."""
    body = RENDERER.render(found.text)
    assert [problem.message for problem in body.problems if not problem.is_warning] == []
    return body.html


def test_lists_have_the_numbers_that_word_draws() -> None:
    body = [
        paragraph("Một", numbering=(1, 0)),
        paragraph("một", numbering=(1, 1)),
        paragraph("hai", numbering=(1, 1)),
    ]
    body += [
        paragraph("Hai", numbering=(1, 0)),
        paragraph("lại một", numbering=(1, 1)),
        paragraph("gạch", numbering=(1, 2)),
    ]
    made = text_of(*body, numbering=DECIMAL + numbered(1, 0))
    assert made == "1. Một\n  a) một\n  b) hai\n2. Hai\n  a) lại một\n    - gạch"


def test_list_that_begins_at_a_lower_level_is_no_staircase() -> None:
    levels = [(1, "Một"), (1, "Hai"), (2, "gạch"), (1, "Ba"), (0, "Trên")]
    body = [paragraph(words, numbering=(1, depth)) for depth, words in levels]
    made = text_of(*body, numbering=DECIMAL + numbered(1, 0))
    assert made == "a) Một\nb) Hai\n  - gạch\nc) Ba\n1. Trên"


def test_list_goes_on_behind_a_paragraph() -> None:
    body = [paragraph("Một", numbering=(1, 0)), paragraph("Đoạn giữa."), paragraph("Hai", numbering=(1, 0))]
    assert text_of(*body, numbering=DECIMAL + numbered(1, 0)) == "1. Một\n\nĐoạn giữa.\n\n2. Hai"


def test_empty_and_deleted_items_are_counted_as_word_does() -> None:
    deleted = paragraph(numbering=(1, 0), more="<w:rPr><w:del/></w:rPr>")
    body = [
        paragraph("a", numbering=(1, 0)),
        paragraph(numbering=(1, 0)),
        deleted,
        paragraph("c", numbering=(1, 0)),
    ]
    assert text_of(*body, numbering=DECIMAL + numbered(1, 0)).split() == ["1.", "a", "3.", "c"]


def test_second_list_begins_again_only_if_it_says_so() -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    body = [
        paragraph("a", numbering=(1, 0)),
        paragraph("b", numbering=(2, 0)),
        paragraph("c", numbering=(3, 0)),
    ]
    numbering = DECIMAL + numbered(1, 0) + numbered(2, 0) + numbered(3, 0, again)
    assert text_of(*body, numbering=numbering).split() == ["1.", "a", "2.", "b", "1.", "c"]


@pytest.mark.parametrize(
    ("form", "start", "label"),
    [
        ("upperRoman", 4, "IV"),
        ("lowerRoman", 9, "ix"),
        ("upperLetter", 27, "AA"),
        ("decimalZero", 7, "07"),
        ("ordinal", 3, "3"),
    ],
)
def test_numbers_have_the_form_of_their_level(form: str, start: int, label: str) -> None:
    numbering = abstract(0, level(0, form, "%1.", start)) + numbered(1, 0)
    assert text_of(paragraph("x", numbering=(1, 0)), numbering=numbering) == f"{label}. x"


def test_labels_of_several_levels_stand_before_their_text() -> None:
    levels = (
        level(0, "upperRoman", "Chương %1"),
        level(1, "decimal", "%1.%2.", more="<w:isLgl/>"),
        level(2, "decimal", "Điều %3."),
    )
    body = [
        paragraph("Quy định chung", numbering=(1, 0)),
        paragraph("Phạm vi", numbering=(1, 1)),
        paragraph("Đối tượng", numbering=(1, 2)),
    ]
    made = text_of(*body, numbering=abstract(0, *levels) + numbered(1, 0))
    assert made == "Chương I Quy định chung\n\n1.1. Phạm vi\n\nĐiều 1. Đối tượng"


def test_lists_of_a_style_are_numbered() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Muc"><w:name w:val="Mục"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Con"><w:name w:val="Con"/><w:basedOn w:val="Muc"/></w:style>'
    )
    made = text_of(
        paragraph("a", style="Muc"),
        paragraph("b", style="Con"),
        numbering=DECIMAL + numbered(1, 0),
        styles=styles,
    )
    assert made == "1. a\n2. b"


def test_number_zero_takes_a_paragraph_out_of_its_list() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="Muc"><w:name w:val="Mục"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    assert (
        text_of(
            paragraph("a", style="Muc", numbering=(0, 0)), numbering=DECIMAL + numbered(1, 0), styles=styles
        )
        == "a"
    )


def test_headings_are_one_level_below_the_title() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="T{n}"><w:name w:val="heading {n}"/></w:style>'
        for n in (1, 2)
    )
    outline = paragraph("Phụ lục", more='<w:outlineLvl w:val="0"/>')
    made = text_of(paragraph(bold("Phần"), style="T1"), paragraph("Mục", style="T2"), outline, styles=styles)
    assert made == "## Phần\n\n### Mục\n\n## Phụ lục"


def test_signs_of_markdown_stay_signs() -> None:
    written = "Giá *5* < 6 & 7 [x] _a_ `b` \\ &nbsp; # 1 > 2 <b>"
    assert written in _plain(shown(read_word(document(paragraph(written)))))


@pytest.mark.parametrize("written", ["# 5 điều", "> 5 triệu đồng", "---x", "+84 252 3 880 001"])
def test_signs_at_the_beginning_of_a_line_stay_signs(written: str) -> None:
    assert (
        _plain(shown(read_word(document(paragraph("Trước."), paragraph(written), paragraph("Sau.")))))
        == f"Trước. {written} Sau."
    )


def test_marks_of_bold_text_stand_at_its_letters() -> None:
    made = text_of(
        paragraph("Mời", bold(" bà con "), run("dự", "<w:i/>"), bold(" "), run("họp", "<w:strike/>"), ".")
    )
    assert made == "Mời **bà con** *dự* ~~họp~~."


def test_tracked_changes_are_taken_as_accepted() -> None:
    changed = "<w:ins>" + run("mới ") + "</w:ins><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>"
    found = read_word(document(paragraph("Bản ", changed, "này.")))
    assert found.text == "Bản mới này.\n"
    assert any("Track Changes" in line for line in found.dropped)


def test_what_is_hidden_or_no_text_is_left_out_and_named() -> None:
    hidden = run("bí mật", "<w:vanish/>")
    formula = "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"
    found = read_word(document(paragraph("Thấy.", hidden), paragraph("Có ", formula, "đây.")))
    assert found.text == "Thấy.\n\nCó đây.\n"
    assert {line.partition(" ")[2] for line in found.dropped} == {"đoạn chữ ẩn", "công thức"}


def test_text_that_a_style_hides_is_left_out_and_named() -> None:
    styles = "".join(
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{more}</w:style>'
        for kind, name, more in (
            ("paragraph", "An", "<w:rPr><w:vanish/></w:rPr>"),
            ("paragraph", "Con", '<w:basedOn w:val="An"/>'),
            ("character", "AnChu", "<w:rPr><w:vanish/></w:rPr>"),
        )
    )
    found = read_word(
        document(
            paragraph("Thấy, ", run("ẩn một", '<w:rStyle w:val="AnChu"/>'), "đọc được."),
            paragraph("ẩn hai", run("Hiện.", '<w:vanish w:val="0"/>'), style="Con"),
            paragraph(run("Cả hai thì hiện.", '<w:rStyle w:val="AnChu"/>'), style="An"),
            styles=styles,
        )
    )
    assert found.text == "Thấy, đọc được.\n\nHiện.\n\nCả hai thì hiện.\n"
    assert found.dropped == ["2 đoạn chữ ẩn"]


def test_text_boxes_of_new_and_old_word_are_paragraphs() -> None:
    inside = f"<w:txbxContent>{paragraph('Trong khung.')}</w:txbxContent>"
    new = f"<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    old = f"<w:r><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></w:r>"
    both = f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>'
    for form in (new, old, both):
        assert text_of(paragraph("Trước.", form), paragraph("Sau.")) == "Trước.\n\nTrong khung.\n\nSau."


def test_footnotes_stand_at_the_end() -> None:
    notes = f'<w:footnotes {DECLARED}><w:footnote w:id="2">{paragraph("Theo báo cáo quý I.")}</w:footnote></w:footnotes>'
    relation = f'<Relationship Id="f" Type="{RELATION}footnotes" Target="footnotes.xml"/>'
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    data = document(
        paragraph("Số hộ", reference, " giảm."), parts={"word/footnotes.xml": notes}, relations=relation
    )
    found = read_word(data)
    assert found.text == "Số hộ[^2] giảm.\n\n[^2]: Theo báo cáo quý I.\n"
    assert "footnote" in shown(found)


def test_parts_may_have_names_of_their_own() -> None:
    hidden = run("ẩn", "<w:vanish/>")
    notes = f'<w:footnotes {DECLARED}><w:footnote w:id="2">{paragraph("Theo báo cáo.", hidden)}</w:footnote></w:footnotes>'
    relation = f'<Relationship Id="f" Type="{RELATION}footnotes" Target="/word/footnotes2.xml"/>'
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    data = document(
        paragraph("Số hộ", reference, hidden),
        parts={"word/footnotes2.xml": notes, "word/footnotes.xml": notes.replace("Theo", "Không")},
        relations=relation,
    )
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    for name in ("word/document.xml", "word/_rels/document.xml.rels"):
        parts[name.replace("document", "document2")] = parts[name]
        parts[name] = parts[name].replace(b"f", b"x")  # not the part that the package names
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"document.xml", b"document2.xml")
    found = read_word(archive(parts))
    assert found.text == "Số hộ[^2]\n\n[^2]: Theo báo cáo.\n"
    assert found.dropped == ["2 đoạn chữ ẩn"]


@pytest.mark.parametrize("target", ["khac/document.xml", "../word/khong.xml"])
def test_main_part_elsewhere_is_rejected(target: str) -> None:
    with zipfile.ZipFile(io.BytesIO(document(paragraph("x")))) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    parts["khac/document.xml"] = parts["word/document.xml"]
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"word/document.xml", target.encode())
    if target.startswith("khac"):
        with pytest.raises(UserError, match="không phải là tệp Word"):
            read_word(archive(parts))
    else:
        assert read_word(archive(parts)).text == "x\n"


def test_tables_with_merged_cells_keep_them() -> None:
    wide, begins, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    made = text_of(
        table(
            row(cell("Xã", properties=begins), cell("Số hộ", properties=wide)),
            row(cell("", properties=goes_on), cell("2023"), cell("2024")),
            row(cell("Đức Bình"), cell("1.204"), cell("1.251")),
        )
    )
    assert '<th rowspan="2">Xã</th><th colspan="2">Số hộ</th>' in made
    assert "<td>Đức Bình</td><td>1.204</td><td>1.251</td>" in made
    assert 'rowspan="2"' in shown(Converted(made))


def test_plain_tables_are_written_with_bars() -> None:
    made = text_of(
        table(row(cell(paragraph(bold("Ngày"))), cell("Việc")), row(cell("3/12"), cell("Họp | bàn")))
    )
    assert made == "| **Ngày** | Việc |\n| --- | --- |\n| 3/12 | Họp \\| bàn |"


def test_head_and_signature_become_columns() -> None:
    head = table(
        row(
            cell("UBND XÃ THỬ", "Số: 12/TB-UBND"),
            cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
        )
    )
    end = table(row(cell("Nơi nhận:", "- Các thôn;", "- Lưu: VT."), cell("CHỦ TỊCH", "", "Nguyễn Văn Mẫu")))
    html = shown(read_word(document(head, paragraph("Nội dung."), end)))
    assert html.count('class="sides') == 2
    assert _plain(html).endswith("Nơi nhận: - Các thôn; - Lưu: VT. CHỦ TỊCH Nguyễn Văn Mẫu")


@pytest.mark.parametrize(
    ("font", "written", "read"),
    [
        (".VnTime", "Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        (".VnTimeH", "Céng hoµ", "CỘNG HOÀ"),
        ("VNI-Times", "Uyû ban nhaân daân", "Uỷ ban nhân dân"),
        ("Times New Roman", "à ê ñ", "à ê ñ"),
    ],
)
def test_fonts_from_before_unicode_are_read(font: str, written: str, read: str) -> None:
    own = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
    assert text_of(paragraph(run(written, own))) == read
    default = f"<w:docDefaults><w:rPrDefault><w:rPr>{own}</w:rPr></w:rPrDefault></w:docDefaults>"
    assert text_of(paragraph(written), styles=default) == read


DRAWING = (
    '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="Bà con họp"/><a:graphic><a:graphicData><pic:pic><pic:blipFill>'
    '<a:blip r:embed="p"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)


def with_picture(*body: str) -> Converted:
    relation = f'<Relationship Id="p" Type="{RELATION}image" Target="media/image1.jpeg"/>'
    parts = {"word/media/image1.jpeg": photo(3, 2)}
    return read_word(document(*body, parts=parts, relations=relation, styles=H1))


def test_pictures_are_kept_with_their_words() -> None:
    found = with_picture(paragraph("Ảnh:", DRAWING))
    assert found.text == "Ảnh:\n\n![Bà con họp](anh-1.jpg)\n"
    assert found.pictures == {"anh-1.jpg": photo(3, 2)}
    found = with_picture(paragraph("Đề mục", DRAWING, style="H1"))
    assert (found.text, found.dropped) == ("## Đề mục\n\n![Bà con họp](anh-1.jpg)\n", [])


def test_pictures_that_cannot_stay_are_named() -> None:
    found = with_picture(table(row(cell(paragraph("UBND", DRAWING)), cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA"))))
    assert (found.pictures, found.dropped) == ({}, ["1 ảnh ở chỗ không giữ được ảnh"])
    unknown = '<w:r><w:pict><v:imagedata r:id="p"/></w:pict></w:r>' + DRAWING.replace("wp:inline", "wp:other")
    assert with_picture(paragraph("A", unknown)).dropped == ["2 ảnh ở chỗ không giữ được ảnh"]


def test_addresses_that_are_written_out_keep_all_letters() -> None:
    assert (
        text_of(paragraph("Xem https://xa.example/a_b_c?x=d_e nhé."))
        == "Xem https://xa.example/a_b_c?x=d_e nhé."
    )


def test_pictures_elsewhere_are_never_fetched() -> None:
    drawing = '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x"/><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:link="p"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    for target in ("http://127.0.0.1:9/a.png", "file:///etc/passwd", "../../../etc/passwd"):
        relation = f'<Relationship Id="p" Type="{RELATION}image" Target="{target}" TargetMode="External"/>'
        found = read_word(document(paragraph("Chữ.", drawing), relations=relation))
        assert (found.text, found.pictures) == ("Chữ.\n", {})
        assert found.dropped == ["1 ảnh nằm ở nơi khác, không nằm trong tệp"]


def test_links_are_kept_and_unsafe_ones_are_text() -> None:
    relation = "".join(
        f'<Relationship Id="{name}" Type="{RELATION}hyperlink" Target="{target}" TargetMode="External"/>'
        for name, target in (
            ("a", "https://xathu.example/x"),
            ("b", "javascript:alert(1)"),
            ("c", "file:///x"),
        )
    )
    links = [f'<w:hyperlink r:id="{name}">{run(f"chữ {name}")}</w:hyperlink>' for name in "abc"]
    assert text_of(paragraph(*links), relations=relation) == "[chữ a](https://xathu.example/x)chữ bchữ c"


def test_contents_are_left_to_the_portal() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    found = read_word(document(paragraph("Phần I 3", style="TOC1"), paragraph("Chữ."), styles=styles))
    assert found.text == "Chữ.\n"
    assert any("mục lục" in line for line in found.dropped)


def test_strict_documents_are_read() -> None:
    data = document(paragraph("Chữ ", bold("đậm"), "."))
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        usual, b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    assert read_word(archive(parts)).text == "Chữ **đậm**.\n"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "kiểu cũ"),
        (b"{\\rtf1 x}", "RTF"),
        (b"%PDF-1.7", "PDF"),
        (b"x", "bị hỏng"),
        (archive({"a": "x"}), "không phải là tệp Word"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text"}), ".odt"),
        (archive({"word/document.xml": "<x", "[Content_Types].xml": ""}), "bị hỏng"),
        (document(paragraph("x"), parts={"word/vbaProject.bin": b"x"}), "macro"),
        (document(paragraph("x"), types="application/vnd.ms-word.document.macroEnabled.main+xml"), "macro"),
        (
            document(paragraph("x"), parts={"word/styles.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
            "DOCTYPE",
        ),
        (
            document(
                paragraph("x"),
                parts={"word/styles.xml": '<?xml version="1.0"?><!DOCTYPE x><x/>'.encode("utf-16")},
            ),
            "DOCTYPE",
        ),
    ],
)
def test_other_and_dangerous_files_are_rejected_with_a_reason(data: bytes, problem: str) -> None:
    with pytest.raises(UserError, match=problem):
        read_word(data)


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<br>|</p>|</div>|<[^>]*>", " ", html)).split())


CHOSEN = '<w:ffData><w:ddList><w:listEntry w:val="Nam"/><w:listEntry w:val="Nữ"/></w:ddList></w:ffData>'
WORDS_IN_ODD_PLACES = {
    "result of a short field": (
        paragraph("Bảng ", '<w:fldSimple w:instr=" SEQ Bảng "><w:r><w:t>7</w:t></w:r></w:fldSimple>', ": chi"),
        "Bảng 7: chi",
    ),
    "heading in a cell": (
        table(row(cell(paragraph("Đề mục", style="H1"), "Chữ"), cell("b")), row(cell("c"), cell("d"))),
        "Đề mục<br>Chữ",
    ),
    "heading in the head of a document": (
        table(row(cell("UBND", paragraph("XÃ THỬ", style="H1")), cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))),
        "XÃ THỬ",
    ),
    "third cell below a head of two": (
        table(row(cell("UBND"), cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA")), row(cell("a"), cell("b"), cell("ba")), row(cell("c"))),
        "a\tb\n\tba\nc",
    ),
    "check boxes": (
        paragraph(
            "".join(
                f'<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent>{run(sign)}</w:sdtContent></w:sdt>' for sign in "☒☐"
            ),
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData></w:fldChar></w:r>'
            '<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
        ),
        "☒☐☒",
    ),
    "text of a direction": (paragraph("A ", f'<w:bdo w:val="ltr">{run("trong")}</w:bdo>'), "A trong"),
    "line break": (paragraph("Một", "<w:r><w:cr/></w:r>", "Hai"), "Một\nHai"),
    "tab to a margin": (paragraph("Một", "<w:r><w:ptab/></w:r>", "Hai"), "Một Hai"),
    "numbers of an empty column": (
        table(row(cell("STT"), cell("Tên")), *(row(cell(paragraph(numbering=(1, 0))), cell(name)) for name in ("An", "Bé"))),
        "| 1 | An |\n| 2 | Bé |",
    ),
    "mark of VNI in another run": (
        paragraph(*(run(part, '<w:rFonts w:ascii="VNI-Times"/>') for part in ("Chu", "û tòch"))), "Chủ tịch",
    ),
}  # fmt: skip
NUMBERED = abstract(0, level(0, "decimal", "%1")) + numbered(1, 0)
H1 = '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'


def test_deleted_end_of_the_last_paragraph_deletes_no_words() -> None:
    found = read_word(document(paragraph("Đầu."), paragraph("còn", more='<w:rPr><w:del w:id="1"/></w:rPr>')))
    assert found.text == "Đầu.\n\ncòn\n"


@pytest.mark.parametrize("place", WORDS_IN_ODD_PLACES)
def test_words_in_odd_places_come_over(place: str) -> None:
    body, wanted = WORDS_IN_ODD_PLACES[place]
    found = read_word(document(paragraph("Đầu."), body, styles=H1, numbering=NUMBERED))
    assert wanted in found.text
    assert found.dropped == []


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (f'<w:p><w:r><w:fldChar w:fldCharType="begin">{CHOSEN}</w:fldChar></w:r></w:p>', "ô chọn của biểu mẫu"),
        ('<w:altChunk r:id="c"/>', "phần chép nguyên từ tệp khác"),
        (paragraph('<w:r><w:pict><v:shape><v:textpath string="A"/></v:shape></w:pict></w:r>'), "chữ nghệ thuật (WordArt)"),
        (paragraph(run("o", '<w:rFonts w:ascii="Wingdings"/>')), "ký hiệu của phông chữ riêng"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_named(body: str, what: str) -> None:
    found = read_word(document(paragraph("Đầu."), body))
    assert (found.text, found.dropped) == ("Đầu.\n", [f"1 {what}"])


def test_text_within_the_code_of_a_field_is_not_published() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    inner = [mark("begin"), mark("separate"), run("BIMAT"), mark("end")]
    shown = paragraph("Kính gửi ", mark("begin"), *inner, mark("separate"), run("Bà"), mark("end"), " An")
    assert read_word(document(shown)).text == "Kính gửi Bà An\n"


def test_words_that_the_conversion_forgets_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    body = document(paragraph("Nhớ."), paragraph("Quên ", bold("hẳn"), "."), paragraph("Nhớ nữa."))
    with monkeypatch.context() as patched:
        patched.setattr(Markdown, "text", lambda _self: "Nhớ.\n\nNhớ nữa.\n")
        assert read_word(body).dropped == ["1 đoạn có chữ không mang sang được, như “Quên hẳn.”"]
    assert read_word(body).dropped == []
