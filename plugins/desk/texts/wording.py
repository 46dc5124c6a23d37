"""What the contract says about a file, in the words of a form, where a field has a label and no key."""

from __future__ import annotations

import re
from dataclasses import replace

from plugins.contract.content_type import ContentType
from plugins.errors.issue import Issue

# What a field is for, where the contract explains how it is written in a file.
PURPOSES = {
    "slug": "Phần cuối của địa chỉ trang. Để trống thì lấy từ tiêu đề; đổi sau khi đăng thì địa chỉ cũ dẫn sang địa chỉ mới.",
    "lang": "Ngôn ngữ của bài.",
    "category": "Một chuyên mục của cổng.",
    "featured": "Bài nổi bật mới nhất đứng đầu trang chủ.",
    "cover": "Bấm “Làm ảnh đầu bài” ở một ảnh đã tải lên; bỏ ảnh thì xóa tên tệp ở đây.",
    "attachments": "Bấm “Đính kèm dưới bài” ở một tệp đã tải lên. Ở đây sửa được thứ tự và tên hiện cho người đọc.",
}
# In hints, in this order, after the keys have been removed.
REPLACED = (
    ("Tệp khác thì ghi ở mục attachments.", "Tệp khác thì bấm “Đính kèm dưới bài”."),
    ("Thêm dòng tên-tệp-ảnh, hoặc bỏ dòng này.", "Bấm “Làm ảnh đầu bài” ở một ảnh, hoặc xóa ô này."),
    ("Đưa status về một dòng riêng, không thụt vào; đóng dấu nháy ở dòng trên.", "Xóa chữ ấy."),
    ("Thêm dòng, ví dụ:", "Ví dụ:"),
    ("Thêm dòng slug, ví dụ:", "Điền địa chỉ trang, ví dụ:"),
    ("Điền dòng slug, ví dụ:", "Điền địa chỉ trang, ví dụ:"),
    ("hoặc bỏ dòng này", "hoặc xóa ô này"),
    ("Viết đúng một tên. agency.yaml có:", "Chọn một trong:"),
    ("ví dụ:  - ", "ví dụ: "),
)
IN_QUOTES = re.compile(r'(?<=ví dụ: )"([^"]*)"')  # which a file needs
LINE = re.compile(r"; ngày đăng ở dòng \d+")
NAME_A_LINE = re.compile(r"Mỗi tên một dòng, mở đầu bằng gạch và dấu cách: “[^”]*”; hoặc trên một dòng:")


def in_form(issue: Issue, content_type: ContentType) -> Issue:
    """Return an issue for the form of a content type.

    >>> from plugins.contract.types import ARTICLE
    >>> found = in_form(Issue("a.md", 1, "thiếu tiêu đề (title)", "Thêm dòng, ví dụ: title: Họp thôn"), ARTICLE)
    >>> found.message, found.hint
    ('thiếu tiêu đề', 'Ví dụ: Họp thôn')
    """
    names = {key: item.label for item in content_type.fields for key in (item.key, *item.aliases)}
    keys = "|".join(names)
    message = re.sub(rf" \((?:{keys})\)", "", issue.message)
    message = re.sub(rf"“({keys})”", lambda key: names[key[1]], message)
    hint = LINE.sub("", re.sub(rf"\b(?:{keys}): ", "", issue.hint))
    hint = NAME_A_LINE.sub("Nhiều tên thì ngăn bằng dấu chấm phẩy, ví dụ:", hint)
    for written, shown in REPLACED:
        hint = hint.replace(written, shown)
    return replace(issue, message=message, hint=IN_QUOTES.sub(r"\1", hint))
