"""Documents as Google Docs exports them: direct formatting, controls around commented text, nine levels in every list."""

from __future__ import annotations

import pytest

from plugins.conversion.word import Converted, read_word
from tests.conversion.documents import DECLARED, RELATION, document
from tests.images.photos import photo

STYLES = """<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:cs="Arial" w:eastAsia="Arial" w:hAnsi="Arial"/>
<w:sz w:val="22"/><w:lang w:val="vi"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>
</w:docDefaults><w:style w:type="paragraph" w:styleId="Normal" w:default="1"><w:name w:val="normal"/></w:style>
<w:style w:type="table" w:styleId="TableNormal" w:default="1"><w:name w:val="Table Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/></w:style>"""
BULLETS = "●○■●○■●○■"
FORMS = ("decimal", "lowerLetter", "lowerRoman") * 3


def run(text: str, properties: str = "") -> str:
    return f'<w:r w:rsidDel="00000000" w:rsidR="00000000" w:rsidRPr="00000000"><w:rPr>{properties}<w:rtl w:val="0"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", item: tuple[int, int] | None = None) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if item is not None:
        number, level = item
        indent = 720 * (level + 1)
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr><w:ind w:left="{indent}" w:hanging="360"/>'
    inside = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f'<w:p w:rsidR="00000000" w:rsidDel="00000000" w:rsidP="00000000" w:rsidRDefault="00000000" w:rsidRPr="00000000"><w:pPr>{properties}<w:rPr/></w:pPr>{inside}<w:r w:rsidDel="00000000"><w:rPr><w:rtl w:val="0"/></w:rPr></w:r></w:p>'


def control(number: int, content: str) -> str:
    """Return what stands around text with a comment or a proposed change."""
    return f'<w:sdt><w:sdtPr><w:tag w:val="goog_rdk_{number}"/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'


def cell(text: str, properties: str = "") -> str:
    return f'<w:tc><w:tcPr>{properties}<w:tcMar><w:top w:w="100.0" w:type="dxa"/></w:tcMar><w:vAlign w:val="top"/></w:tcPr>{paragraph(text) if text else paragraph()}</w:tc>'


def table(*rows: str) -> str:
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="Table1"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid/>{"".join(f"<w:tr>{row}</w:tr>" for row in rows)}</w:tbl>'


def numbering() -> str:
    def levels(texts: list[str], forms: tuple[str, ...]) -> str:
        return "".join(
            f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:rPr><w:u w:val="none"/></w:rPr></w:lvl>'
            for n, (text, form) in enumerate(zip(texts, forms, strict=True))
        )

    bullets = levels(list(BULLETS), ("bullet",) * 9)
    numbers = levels([f"%{n}." for n in range(1, 10)], FORMS)
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{one}</w:abstractNum>'
        for n, one in ((1, bullets), (2, numbers))
    )
    return kinds + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))


def read(*body: str, relations: str = "", parts: dict[str, bytes | str] | None = None) -> Converted:
    return read_word(document(*body, styles=STYLES, numbering=numbering(), relations=relations, parts=parts))


def test_headings_lists_and_links_keep_their_form() -> None:
    found = read(
        paragraph("KẾ HOẠCH", style="Title"),
        paragraph("1. Mục tiêu", style="Heading1"),
        paragraph("Giao ", run("Văn phòng", '<w:b w:val="1"/><w:bCs w:val="1"/>'), " chủ trì, ", run("không", '<w:b w:val="0"/><w:i w:val="1"/>'), " chậm."),
        paragraph("Rà soát", item=(1, 0)),
        paragraph("hộ nghèo", item=(1, 1)),
        paragraph("Báo cáo", item=(1, 0)),
        paragraph("một", item=(2, 0)),
        paragraph("hai", item=(2, 1)),
        paragraph("ba", item=(2, 0)),
        paragraph("Xem ", '<w:hyperlink r:id="k">' + run("cổng", '<w:color w:val="1155cc"/><w:u w:val="single"/>') + "</w:hyperlink>"),
        relations=f'<Relationship Id="k" Type="{RELATION}hyperlink" Target="https://xa.example/" TargetMode="External"/>',
    )  # fmt: skip
    assert found.text == (
        "KẾ HOẠCH\n\n## 1. Mục tiêu\n\nGiao **Văn phòng** chủ trì, *không* chậm.\n\n- Rà soát\n  - hộ nghèo\n- Báo cáo\n"
        "1. một\n  a. hai\n2. ba\n\nXem [cổng](https://xa.example/)\n"
    )
    assert found.dropped == []


def test_commented_and_proposed_text_is_there_once() -> None:
    found = read(
        paragraph(
            "Họp lúc ",
            control(0, '<w:commentRangeStart w:id="0"/>'),
            run("14 giờ"),
            '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>',
            control(1, f'<w:ins w:author="A" w:id="1" w:date="2026-12-01T00:00:00Z">{run(" 30 phút")}</w:ins>'),
            control(2, f'<w:del w:author="A" w:id="2" w:date="2026-12-01T00:00:00Z">{run(" chiều").replace("w:t ", "w:delText ").replace("w:t>", "w:delText>")}</w:del>'),
            ".",
        ),
        control(3, paragraph("Cả đoạn trong một khung.")),
        parts={"word/comments.xml": f'<w:comments {DECLARED}><w:comment w:id="0">{paragraph("Đổi giờ?")}</w:comment></w:comments>'},
    )  # fmt: skip
    assert found.text == "Họp lúc 14 giờ 30 phút.\n\nCả đoạn trong một khung.\n"
    assert len(found.dropped) == 2
    assert {one.split(" ", 1)[1].partition(" ")[0] for one in found.dropped} == {"thay", "nhận"}


@pytest.mark.parametrize("value", ["continue", None])
def test_tables_keep_merged_cells(value: str | None) -> None:
    goes_on = f'<w:vMerge w:val="{value}"/>' if value else "<w:vMerge/>"
    found = read(
        table(
            cell("Thôn", '<w:vMerge w:val="restart"/>') + cell("Số hộ", '<w:gridSpan w:val="2"/>') + cell("", '<w:hMerge w:val="continue"/>'),
            cell("", goes_on) + cell("2025") + cell("2026"),
            cell("Một") + cell("10") + cell("12"),
        )
    )  # fmt: skip
    assert '<th rowspan="2">Thôn</th><th colspan="2">Số hộ</th>' in found.text
    assert "<td>Một</td><td>10</td><td>12</td>" in found.text
    assert found.dropped == []


def test_pictures_and_notes_come_over() -> None:
    drawing = (
        '<w:r><w:drawing><wp:inline distB="114300" distT="114300" distL="114300" distR="114300"><wp:docPr id="1" name="image1.jpg"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
        '<a:blip r:embed="rId6"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    found = read(
        paragraph("Đường", '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:customMarkFollows="0" w:id="0"/></w:r>', " mới."),
        paragraph(drawing),
        '<w:p><w:r><w:br w:type="page"/></w:r></w:p>',
        paragraph("Trang sau."),
        relations=f'<Relationship Id="rId6" Type="{RELATION}image" Target="media/image1.jpg"/>'
        f'<Relationship Id="f" Type="{RELATION}footnotes" Target="footnotes.xml"/>',
        parts={
            "word/media/image1.jpg": photo(3, 2),
            "word/footnotes.xml": f'<w:footnotes {DECLARED}><w:footnote w:id="0">{paragraph("<w:r><w:footnoteRef/></w:r>", " Số liệu 2025.")}</w:footnote></w:footnotes>',
        },
    )  # fmt: skip
    assert "Đường[^" in found.text
    assert found.text.rstrip().endswith(": Số liệu 2025.")
    assert list(found.pictures) == ["anh-1.jpg"]
    assert "Trang sau." in found.text
    assert found.dropped == []
