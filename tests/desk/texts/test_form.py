"""The form shows what a file says, and a filled form changes nothing else."""

from __future__ import annotations

import pytest

from plugins.agency.agency import Agency
from plugins.contract.types import ARTICLE, PAGE
from plugins.desk.texts.form import BODY, NEW, Widget, filled_in, form_of, sort_issues
from plugins.errors.issue import Issue

FILE = """---
# Tiêu đề bài viết.
title: "Lịch: tiếp công dân"
date: 21/3/2024 08:00
authors:
  - Đình Sơn
  - Lê An
department: Văn phòng
tags: [du lịch, lễ hội]
featured: true
attachments:
  - file: ke-hoach.pdf
    title: Kế hoạch
  - bieu.xlsx | Biểu số liệu
updates:
  - 25/3/2024: Sửa số liệu.
status: draft
---

Đoạn một.

Đoạn hai.
"""


def shown(agency: Agency, text: str = FILE) -> dict[str, str]:
    form = form_of(text.encode(), ARTICLE, agency.sections)
    return {one.name: one.value for one in form.inputs} | {BODY: form.body}


def test_form_shows_what_the_file_says(agency: Agency) -> None:
    found = shown(agency)
    assert found["title"] == "Lịch: tiếp công dân"
    assert found["author"] == "Đình Sơn; Lê An"
    assert found["tags"] == "du lịch, lễ hội"
    assert found["featured"] == "có"
    assert found["attachments"] == "ke-hoach.pdf | Kế hoạch\nbieu.xlsx | Biểu số liệu"
    assert found["updates"] == "25/3/2024: Sửa số liệu."
    assert found[BODY] == "Đoạn một.\n\nĐoạn hai.\n"
    assert "status" not in found


@pytest.mark.parametrize(
    "text", [FILE, FILE.replace("\n", "\r\n"), NEW.decode()], ids=["unix", "windows", "new"]
)
def test_form_that_is_sent_as_it_came_changes_no_byte(agency: Agency, text: str) -> None:
    found = shown(agency, text)
    for sent in (found, {name: value.replace("\n", "\r\n") for name, value in found.items()}):
        assert filled_in(text.encode(), ARTICLE, sent.get) == text.encode()


@pytest.mark.parametrize(
    ("name", "value", "old", "new"),
    [
        ("title", "Lịch mới", 'title: "Lịch: tiếp công dân"', "title: Lịch mới"),
        ("author", "Lê An", "authors:\n  - Đình Sơn\n  - Lê An", "authors: Lê An"),
        ("featured", "", "featured: true\n", ""),
        ("updates", "", "updates:\n  - 25/3/2024: Sửa số liệu.\n", ""),
        ("source", "Báo: Bình Thuận", "status: draft\n---", "status: draft\nsource: 'Báo: Bình Thuận'\n---"),
        ("attachments", "a.pdf | A", "attachments:\n  - file: ke-hoach.pdf\n    title: Kế hoạch\n  - bieu.xlsx | Biểu số liệu", "attachments:\n- a.pdf | A"),
        (BODY, "Đoạn khác.", "Đoạn một.\n\nĐoạn hai.", "Đoạn khác."),
        ("status", "published", "", ""),
    ],
)  # fmt: skip
def test_only_what_was_changed_changes(agency: Agency, name: str, value: str, old: str, new: str) -> None:
    sent = shown(agency) | {name: value}
    assert filled_in(FILE.encode(), ARTICLE, sent.get).decode() == FILE.replace(old, new, 1)


def test_input_that_was_not_sent_stays(agency: Agency) -> None:
    del agency
    assert filled_in(FILE.encode(), ARTICLE, {"title": "Mới"}.get).decode() == FILE.replace(
        'title: "Lịch: tiếp công dân"', "title: Mới"
    )


def test_decomposed_letters_are_composed(agency: Agency) -> None:
    edited = filled_in(NEW, ARTICLE, {"title": "La\u0323i", BODY: "Vie\u0302\u0323t"}.get)
    assert shown(agency, edited.decode())["title"] == "Lại"
    assert edited.decode().endswith("Việt\n")


def test_front_matter_cannot_be_broken_out_of(agency: Agency) -> None:
    evil = 'a"\n---\nstatus: published\n- {x: 1}'
    edited = filled_in(NEW, ARTICLE, {"title": evil, "updates": evil, BODY: "---\ntitle: b\n---\n"}.get)
    found = shown(agency, edited.decode())
    assert found["title"] == " ".join(evil.split())
    assert found[BODY].startswith("---\ntitle: b")


def test_widgets_follow_the_kinds_of_fields(agency: Agency) -> None:
    form = form_of(NEW, ARTICLE, agency.sections)
    widgets = {one.name: one.widget for one in form.inputs}
    assert (widgets["title"], widgets["summary"]) == (Widget.LINE, Widget.PARAGRAPH)
    assert (widgets["department"], widgets["featured"]) == (Widget.CHOICE, Widget.YES_NO)
    assert "department" not in {one.name for one in form_of(NEW, PAGE, agency.sections).inputs}
    choices = next(one.choices for one in form.inputs if one.name == "department")
    assert list(choices) == [section.name for section in agency.sections.departments]


def test_issues_stand_at_their_inputs(agency: Agency) -> None:
    form = form_of(FILE.encode(), ARTICLE, agency.sections)
    issues = [
        Issue("a.md", 4, "năm không hợp lý", ""),
        Issue("a.md", 7, "tên có dấu phẩy", ""),
        Issue("a.md", 1, "thiếu chuyên mục (category)", ""),
        Issue("a.md", 22, "đường dẫn hỏng", ""),
    ]
    sort_issues(form, FILE.encode(), issues)
    found = {one.name: [issue.message for issue in one.issues] for one in form.inputs if one.issues}
    assert found == {
        "date": ["năm không hợp lý"],
        "author": ["tên có dấu phẩy"],
        "category": ["thiếu chuyên mục"],
    }
    assert [issue.message for issue in form.issues] == ["đường dẫn hỏng"]
