"""A draft's errors are warnings: an unfinished text stops nothing, and nothing of it is published."""

from __future__ import annotations

import pytest

from plugins.building.build import build
from plugins.contract.check import check
from plugins.errors.issue import ContentError, Issue
from tests.conftest import BuiltSite, TinySite

BROKEN = "---\ntitle: Bài dở\ndate: 31/2/2024\nstatus: nháp\n---\n\nXem [kế hoạch](khong-co.pdf)[^9].\n"


def found(site: TinySite) -> list[Issue]:
    return [issue for issue in check(site.settings())[1] if issue.path.startswith("articles")]


def test_unfinished_draft_stops_neither_check_nor_build(site: TinySite) -> None:
    site.article()
    site.write("articles/2024/03/do.md", BROKEN)
    issues = found(site)
    assert {issue.path for issue in issues} == {"articles/2024/03/do.md"}
    assert {issue.is_warning for issue in issues} == {True}
    assert len(issues) >= 4  # the date, the author, the department, the note
    for _ in range(2):
        build(site.content, site.output)
    engine = BuiltSite(site.output)
    assert not [name for name in engine.paths() if "bai-do" in name]
    assert engine.files() == site.build().files()


@pytest.mark.parametrize(
    "status", ["status: draft\nstatus: published", "status: [draft]", "summary: status: draft", ""]
)
def test_text_that_is_no_draft_without_doubt_is_an_error(site: TinySite, status: str) -> None:
    site.write("articles/2024/03/do.md", BROKEN.replace("status: nháp", status))
    assert not all(issue.is_warning for issue in found(site))


def test_text_may_not_lead_to_an_unfinished_draft(site: TinySite) -> None:
    site.write("articles/2024/03/do.md", BROKEN)
    site.article(body="Xem [bài dở](do.md).")
    errors = [issue for issue in found(site) if not issue.is_warning]
    assert [(issue.path, "bản nháp" in issue.message) for issue in errors] == [
        ("articles/2024/03/bai.md", True)
    ]
    with pytest.raises(ContentError, match="bản nháp"):
        build(site.content, site.output)


@pytest.mark.parametrize(
    "fields", [{"slug": "bai"}, {"author": "ĐINH SƠN"}, {"tags": "[BƠ]"}, {"body": "[x](khong-co.pdf)"}]
)
def test_collision_with_a_draft_is_its_warning(site: TinySite, fields: dict[str, str]) -> None:
    site.article("articles/2024/03/z.md", slug="bai", author="Đinh Sơn", tags="[Bơ]")
    site.article("articles/2024/03/a.md", **({"slug": "khac", "author": "Đinh Sơn"} | fields), status="draft")
    issues = [issue for issue in found(site) if issue.message]
    assert [(issue.path, issue.is_warning) for issue in issues] == [("articles/2024/03/a.md", True)]
