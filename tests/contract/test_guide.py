"""The editors' guide says of every field what the schema says."""

import re
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.contract.fields.values import Names
from plugins.contract.settings import MARKDOWN
from plugins.contract.site.published_files import PUBLISHABLE
from plugins.contract.sources.source import SourceReader
from plugins.contract.types import ARTICLE, PAGE
from plugins.errors.issue import ContentError
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "huong-dan-bien-tap.md").read_text(encoding="utf-8")


def table_of_fields() -> dict[str, list[str]]:
    section = GUIDE.split("## Các mục khai báo")[1].split("\n## ")[0]
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in section.split("\n") if line.startswith("| `")]
    return {row[0].strip().strip("`"): [cell.strip() for cell in row[1:]] for row in rows}


def test_guide_lists_all_fields_in_order() -> None:
    assert list(table_of_fields()) == [item.key for item in ARTICLE.fields]


def test_the_guide_names_the_required_fields() -> None:
    named = [key for key, cells in table_of_fields().items() if cells[0] == "có"]
    assert named == [item.key for item in ARTICLE.fields if item.required]


def test_the_guide_names_every_value_that_may_be_chosen() -> None:
    fields = table_of_fields()
    for item in ARTICLE.fields:
        if item.choices:
            assert set(item.choices) <= set(re.findall(r"`(\w+)`", " ".join(fields[item.key])))


def test_the_guide_names_every_field_of_standing_pages() -> None:
    section = GUIDE.split("## Trang tĩnh")[1]
    assert set(re.findall(r"`(\w+)`", section)) >= {item.key for item in PAGE.fields}


def test_the_guide_names_every_kind_of_file_that_is_published() -> None:
    section = GUIDE.split("## Ảnh, liên kết, bảng")[1].split("\n## ")[0]
    named = set(re.findall(r"[a-z0-9]+", section))
    assert {ending[1:] for ending in PUBLISHABLE} <= named


def test_the_guides_own_article_is_accepted(tmp_path: Path) -> None:
    article = GUIDE.split("```markdown\n")[1].split("```")[0]
    file = tmp_path / "bai.md"
    file.write_text(article, encoding="utf-8")
    names = Names(["Văn phòng HĐND và UBND"], ["Thông báo"], ZoneInfo("Asia/Ho_Chi_Minh"), date(2026, 11, 23))
    assert SourceReader(names, MARKDOWN).read(file, "bai.md", ARTICLE).facts.title


@pytest.mark.parametrize("item", ARTICLE.fields, ids=lambda item: item.key)
def test_the_schemas_own_examples_are_accepted(tmp_path: Path, item: object) -> None:
    values = {field.key: field.example for field in ARTICLE.fields if field.required or field is item}
    if "cover" in getattr(item, "key", ""):
        values |= {"cover": "hoi-nghi.jpg", "cover_alt": "Toàn cảnh hội nghị"} | values
    if getattr(item, "key", "") == "withdrawn_reason":
        values["status"] = "withdrawn"
    file = tmp_path / "bai.md"
    head = "\n".join(f"{key}: {value}" for key, value in values.items())
    file.write_text(f"---\n{head}\n---\n\nNội dung.\n", encoding="utf-8")
    names = Names(
        ["Phòng Văn hóa và Thông tin"], ["Tin tức"], ZoneInfo("Asia/Ho_Chi_Minh"), date(2026, 11, 23)
    )
    try:
        SourceReader(names, MARKDOWN).read(file, "bai.md", ARTICLE)
    except ContentError as error:
        pytest.fail(str(error))
