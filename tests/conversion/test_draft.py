"""A new article from a Word document, as `invoke new --from` begins it."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

from plugins.agency.reading import read_agency
from plugins.authoring.new_text import new_text
from plugins.contract.check import check
from plugins.conversion.draft import begin_from, text_pasted
from plugins.conversion.heading import proposed_title
from plugins.errors.issue import UserError
from tests.authoring.test_authoring import NOW
from tests.conftest import TinySite
from tests.conversion.documents import RELATION, bold, cell, document, paragraph, row, run, table
from tests.images.photos import photo

PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="Bà con họp thôn"/><a:graphic><a:graphicData><pic:pic>'
    '<pic:blipFill><a:blip r:embed="p"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)
RELATED = f'<Relationship Id="p" Type="{RELATION}image" Target="media/a.jpeg"/>'
HEAD = table(
    row(
        cell("UBND XÃ THỬ", "Số: 12/TB-UBND"),
        cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Xã Thử, ngày 03 tháng 12 năm 2026"),
    )
)
END = table(row(cell("Nơi nhận:", "- Các thôn."), cell("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn Mẫu")))
NOTICE = document(
    HEAD,
    paragraph(bold("THÔNG BÁO")),
    paragraph(bold("Về việc họp thôn tháng 12")),
    paragraph("Mời bà con dự họp."),
    paragraph(PICTURE),
    END,
    parts={"word/media/a.jpeg": photo(30, 20)},
    relations=RELATED,
)  # fmt: skip


def test_article_begins_with_title_text_and_pictures(site: TinySite) -> None:
    begun = begin_from("thong-bao.docx", NOTICE)
    agency = read_agency(site.content / "agency.yaml")
    with mock.patch("builtins.input", side_effect=["", "1", "1", ""]):
        file = new_text(site.settings(), agency, NOW, begun)
    folder = file.parent
    assert file.name == "thong-bao-ve-viec-hop-thon-thang-12.md"
    assert sorted(one.name for one in folder.iterdir() if one.suffix == ".jpg") == [f"{file.stem}-anh-1.jpg"]
    text = file.read_text(encoding="utf-8")
    assert f"![Bà con họp thôn]({file.stem}-anh-1.jpg)" in text
    assert [
        issue
        for issue in check(site.settings())[1]
        if issue.path.endswith(file.name) and not issue.is_warning
    ] == []
    file.write_text(
        text.replace("status: draft", "status: published").replace("23/11/2026", "23/3/2024"),
        encoding="utf-8",
    )
    page = site.build().page("/2024/03/thong-bao-ve-viec-hop-thon-thang-12/")
    assert page.select_one(".recipients") is not None
    assert "Mời bà con dự họp." in page.get_text()


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            ["Số: 86/KH-UBND", "KẾ HOẠCH", "Chuyển đổi số năm 2022", "", "Căn cứ"],
            "Kế hoạch Chuyển đổi số năm 2022",
        ),
        (
            ["QUYẾT ĐỊNH", "Ban hành Quy chế làm việc", "của Ủy ban nhân dân xã", "Căn cứ Luật"],
            "Quyết định Ban hành Quy chế làm việc của Ủy ban nhân dân xã",
        ),
        (["Số: 5/UBND-VP", "V/v mời họp", "Kính gửi: Các thôn"], "Mời họp"),
        (["Bài viết thường", "Thông báo này hết hạn."], ""),
    ],
)
def test_title_is_kind_and_abstract(lines: list[str], title: str) -> None:
    assert proposed_title(lines) == title


def test_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.confinement.process.SECONDS", 0.01)
    monkeypatch.setattr("plugins.confinement.process._limit", lambda: None)
    with pytest.raises(UserError, match="quá nhiều thời gian"):
        begin_from("a.docx", NOTICE)


def test_stacked_marks_are_rejected_in_the_other_process() -> None:
    marks = paragraph("a" + "\u0323\u0301" * 50_000)
    with pytest.raises(UserError, match="dấu chồng lên một chữ"):
        begin_from(
            "a.docx", document(paragraph("QUYẾT ĐỊNH"), paragraph("Về việc thử"), paragraph("x"), marks)
        )
    with pytest.raises(UserError, match="dán dài quá"):
        text_pasted("<p>a" + "&#803;&#769;" * 50_000)


def test_document_of_too_many_words_is_rejected() -> None:
    with pytest.raises(UserError, match="văn bản dài quá"):
        begin_from("a.docx", document(paragraph("Chữ " * 300_000)))


def test_picture_that_is_shown_often_is_kept_once() -> None:
    picture, shown = photo(40, 30), paragraph(PICTURE)
    begun = begin_from(
        "a.docx",
        document(
            shown,
            shown,
            paragraph(run("<img" * 1_000)),
            relations=RELATED,
            parts={"word/media/a.jpeg": picture},
        ),
    )
    assert begun.pictures == {"anh-1.jpg": picture}
    assert begun.words == {"anh-1.jpg": "Bà con họp thôn"}
    assert begun.text.count("(anh-1.jpg)") == 2


def test_rejected_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"cu\.doc: Tệp này là tệp Word kiểu cũ"):
        begin_from("cu.doc", b"\xd0\xcf\x11\xe0" + bytes(600))
    assert list(tmp_path.iterdir()) == []
