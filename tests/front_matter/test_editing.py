"""Editing a front matter changes the lines of what was edited, and no others."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.front_matter.editing import with_values
from plugins.front_matter.parser import Value, split

FILE = """---
# Tiêu đề bài viết.
title: Lịch tiếp công dân
author:
  - Đình Sơn
  - Lê An

# Ngày trước, tháng sau.
date: "1/3/2024 08:00"
tags: [du lịch, lễ hội]
summary: >
  Hai dòng
  gấp lại.
---

Nội dung: giữ nguyên.
"""


def values_of(text: str) -> dict[str, Value]:
    head, issues = split(text, "")
    assert not issues
    return {entry.key: entry.value for entry in head.entries}


@pytest.mark.parametrize(
    ("values", "old", "new"),
    [
        ({"title": "Tên: mới"}, "title: Lịch tiếp công dân\n", "title: 'Tên: mới'\n"),
        ({"author": "Lê An"}, "author:\n  - Đình Sơn\n  - Lê An\n", "author: Lê An\n"),
        ({"tags": ["a", "b # c"]}, "tags: [du lịch, lễ hội]\n", "tags:\n- a\n- 'b # c'\n"),
        ({"summary": ""}, "summary: >\n  Hai dòng\n  gấp lại.\n", ""),
        ({"source": "Báo"}, "  gấp lại.\n---", "  gấp lại.\nsource: Báo\n---"),
        ({"source": ""}, "", ""),
    ],
    ids=["text", "list to text", "list", "removed", "added", "nothing to remove"],
)
def test_only_the_lines_of_a_key_change(values: dict[str, Value], old: str, new: str) -> None:
    assert with_values(FILE.encode(), values).decode() == FILE.replace(old, new, 1)
    assert with_values(FILE.replace("\n", "\r\n").encode(), values).decode() == FILE.replace(
        old, new, 1
    ).replace("\n", "\r\n")


@pytest.mark.parametrize(
    "text",
    [
        "Title: A\nDate: 1/3/2024\n\nBody\n",
        "---\n{title: A, date: 1/3/2024}\n---\nBody\n",
        "\n---\ntitle: A\ndate: 1/3/2024\n---\nBody\n",
    ],
    ids=["classic", "braces", "empty line first"],
)
def test_other_front_matter_is_written_again(text: str) -> None:
    edited = with_values(text.encode(), {"title": "B"}).decode()
    assert values_of(edited) == {"title": "B", "date": "1/3/2024"}
    assert split(edited, "")[0].body.strip() == "Body"


def test_text_without_front_matter_gets_one() -> None:
    assert (
        with_values("Chỉ có chữ.\n".encode(), {"title": "A"}).decode() == "---\ntitle: A\n---\nChỉ có chữ.\n"
    )


WORDS = st.text(st.sampled_from([*string.printable, *"ễẨđ–“”"]), max_size=30).map(
    lambda text: " ".join(text.split())
)


@given(
    st.dictionaries(
        st.sampled_from(["title", "tags", "new", "summary"]), WORDS | st.lists(WORDS.filter(bool), max_size=3)
    )
)
def test_what_is_written_is_read_again(values: dict[str, Value]) -> None:
    edited = with_values(FILE.encode(), values).decode()
    wanted = values_of(FILE) | values
    assert values_of(edited) == {key: value for key, value in wanted.items() if value not in ("", [])}
    assert split(edited, "")[0].body == split(FILE, "")[0].body
