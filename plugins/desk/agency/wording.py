"""What is said about `agency.yaml`, in the words of its form, where a value has a label and no key."""

from __future__ import annotations

import re
from dataclasses import replace

from plugins.agency.fields import PARTS, WORDS_OF_BLOCKS, Group
from plugins.errors.issue import Issue

ABOUT = re.compile(r"^mục “\w+”: ")  # the issue stands at the value
KEY = re.compile(r"“(\w+)”")
EXAMPLE = re.compile(r"(?:Thêm, ví dụ|ví dụ): \w+: ")
# In hints: what a file needs, and what a form offers.
REPLACED = (
    ('; nếu có ngoặc vuông hay dấu hai chấm thì đặt trong nháy kép: "…"', "."),
    (
        "Thêm slug chữ thường không dấu: {name: …, slug: …}",
        "Điền “Phần cuối địa chỉ trang” bằng chữ thường không dấu.",
    ),
    ("hoặc thêm slug riêng: {name: …, slug: …}", "hoặc điền “Phần cuối địa chỉ trang” khác nhau."),
    ("Kiểm tra security_contact còn đúng", "Kiểm tra nơi nhận báo lỗi còn đúng"),
)


def in_form(issue: Issue) -> Issue:
    """Return an issue for the form.

    >>> found = in_form(Issue("agency.yaml", 1, "thiếu mục “full_name”", "Thêm, ví dụ: full_name: UBND xã Mẫu"))
    >>> found.message, found.hint
    ('thiếu mục “Tên đầy đủ”', 'Ví dụ: UBND xã Mẫu')
    """
    names = _names()
    message = KEY.sub(lambda key: f"“{names.get(key[1], key[1])}”", ABOUT.sub("", issue.message))
    hint = re.sub(r"Thêm dòng \w+: … khi đã biết\.", "Điền khi đã biết.", issue.hint)
    for written, shown in REPLACED:
        hint = hint.replace(written, shown)
    hint = KEY.sub(lambda key: f"“{names.get(key[1], key[1])}”", EXAMPLE.sub("Ví dụ: ", hint))
    return replace(issue, message=message, hint=hint)


def _names() -> dict[str, str]:
    """Return the labels of values and of the blocks of the home page by their keys."""
    found = dict(WORDS_OF_BLOCKS)
    for part in PARTS:  # what is in others first: `name` is the agency's
        groups = [value for value in part.values if isinstance(value, Group)]
        inner = [item for group in groups for item in group.fields]
        inner += part.series.fields if part.series is not None else ()
        found |= {item.key: item.label for item in inner if item.key}
    for part in PARTS:
        found |= {value.key: value.label for value in (*part.values, part.series) if value is not None}
    return found
