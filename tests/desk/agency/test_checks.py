"""What is found in agency.yaml before it is submitted, and which texts it concerns."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from plugins.agency.editing import with_values
from plugins.desk.agency.checks import Checked
from plugins.desk.agency.draft import checked
from plugins.desk.agency.uses import REMEMBERED, Uses
from plugins.desk.desk import Desk
from plugins.desk.repository.git import GitError
from tests.conftest import TinySite
from tests.desk.texts.test_catalogue import commit

Check = Callable[..., Checked]


@pytest.fixture
def check(desk: Desk) -> Check:
    """Check the file with some other values, after a build that knows all texts."""

    def run(**values: Any) -> Checked:
        with suppress(GitError):  # nothing is new
            commit(desk)
        desk.content.checks.take_in(desk.content.blobs(), None)
        paths = [path for path in desk.content.blobs() if path.endswith(".md")]
        entries = [desk.content.checks.check(path, {}, desk.clock()).entry for path in paths]
        desk.content.site.entries = [entry for entry in entries if entry]  # type: ignore[attr-defined]
        data = with_values(desk.content.history.read("agency.yaml") or b"", values)
        return checked(desk, desk.clock(), {"agency.yaml": data})

    return run


def said(found: Checked) -> list[tuple[Any, str, bool]]:
    return [
        (one.place, one.issue.message, one.issue.is_warning)
        for one in found.findings
        if "còn để trống" not in one.issue.message
    ]


def test_placeholders_are_warnings_at_their_fields(check: Check) -> None:
    found = check(email="a@b.example")
    assert [one.place for one in found.findings] == [("address",), ("telephone",), ("responsible",)]
    assert found.errors == 0


def test_security_contact_that_expires_is_a_warning(check: Check) -> None:
    ((place, message, is_warning),) = said(
        check(security_contact="a@b.example", security_expires="1/10/2026")
    )
    assert (place, is_warning) == (("security_expires",), True)
    assert "sắp hết hạn" in message


def test_menu_entry_without_a_page_is_a_warning(check: Check, site: TinySite) -> None:
    site.article(category="Tin tức")
    menu = [
        {"label": "A", "children": [{"label": "B", "url": "/chuyen-muc/tin-tuc/?x=1"}, {"label": "C", "url": "/c/"}]},
        {"label": "D", "url": "https://d.example"},
    ]  # fmt: skip
    assert said(check(menu=menu)) == [
        (("menu", 0, "children", 1, "url"), "/c/ chưa có nội dung, nên mục này chưa hiện", True)
    ]


def test_broken_pictures_stand_at_their_fields(check: Check, site: TinySite) -> None:
    site.write("bieu-trung.png", b"x")
    links = [{"label": "A", "url": "/a/", "picture": "bieu-trung.png"}]
    ((place, _, is_warning),) = said(check(links=links))
    assert (place, is_warning) == (("links", 0, "picture"), False)


def test_links_that_a_new_slug_breaks_are_errors(check: Check, site: TinySite) -> None:
    site.article(body="[Văn phòng](/don-vi/van-phong/)")
    departments = [{"name": "Văn phòng", "slug": "vp"}, "Phòng Văn hóa và Thông tin"]
    found = check(departments=departments)
    (issue,) = found.texts
    assert "/don-vi/van-phong/" in issue.message
    assert found.errors == 1
    assert check(departments=["Văn phòng", "Công an xã"]).errors == 0


def test_drafts_do_not_keep_a_department(check: Check, site: TinySite) -> None:
    site.article(status="draft", department="Công an xã")
    assert check(departments=["Văn phòng"]).errors == 0


def test_texts_are_found_by_the_name_that_they_give(desk: Desk, site: TinySite) -> None:
    site.article("articles/2024/03/a.md", department="'Công an  xã'")
    site.article("articles/2024/03/b.md", body="Công an xã", category="Tin tức")
    uses = Uses(desk.content)
    commit(desk)
    assert uses.texts("departments", "Công an xã") == ["articles/2024/03/a.md"]
    assert uses.texts("categories", "Tin tức") == ["articles/2024/03/b.md"]
    site.article("articles/2024/03/a.md", department="Văn phòng")
    commit(desk)
    assert uses.texts("departments", "Công an xã") == []


def test_only_the_last_names_are_remembered(desk: Desk, site: TinySite) -> None:
    site.article("articles/2024/03/a.md")
    commit(desk)
    uses = Uses(desk.content)
    for number in range(REMEMBERED + 5):
        uses.texts("departments", f"Phòng {number}")
    assert len(uses._known) == REMEMBERED
    site.article("articles/2024/03/a.md", body="Bản khác.")
    commit(desk)
    uses.texts("departments", "Phòng 20")
    assert set(uses._known["departments", "Phòng 20"]) <= set(desk.content.blobs().values())
