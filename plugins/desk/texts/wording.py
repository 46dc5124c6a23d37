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
DESCRIBE = "Viết vào ô “Mô tả ảnh” của ảnh ấy ở mục “Ảnh và tệp”."
INSERT = "Tải lên ở mục “Ảnh và tệp” rồi bấm “Chèn vào bài”."
# What a file needs of its body, a form has buttons for.
IN_MESSAGES = (
    (
        re.compile(r"có dòng khai báo (“[^”]*”) trong nội dung bài"),
        r"có dòng \1 trong nội dung, thường do dán thừa",
    ),
    (re.compile(r"đọc tệp này"), "đọc bài này"),
    (re.compile(r"^bài dẫn tới \S+, là"), "bài dẫn tới một bài, là"),
    (re.compile(r"đã dùng cho \S+\.md"), "đã dùng cho một bài khác"),
    (re.compile(r" không nằm cạnh bài viết hay trong các thư mục .*"), " nằm ở nơi không được đăng"),
    (re.compile(r" ra ngoài thư mục nội dung"), " không dẫn tới tệp nào"),
    (re.compile(r"trong thư mục nội dung"), "của cổng"),
)
IN_HINTS = (
    (re.compile(r"^Viết điều người không thấy ảnh cần biết vào ngoặc vuông.*"), DESCRIBE),
    (
        re.compile(r"^Đặt địa chỉ khác cho một trong hai bài, ví dụ: slug: (\S+)"),
        r"Điền ô “Địa chỉ” trong mục ít dùng, ví dụ: \1",
    ),
    (re.compile(r"^(?:Lưu ảnh|Chép tệp|Chép chính tệp[^.]*) vào cạnh bài viết.*"), INSERT),
    (re.compile(r"^Viết tên tệp ảnh nằm cạnh bài viết\."), INSERT),
    (re.compile(r"^Chuyển tệp vào thư mục của bài.*"), INSERT),
    (
        re.compile(r"Kiểm tra tên tệp; tệp phải nằm cạnh bài viết\."),
        "Kiểm tra tên tệp. Chưa có tệp thì tải lên ở mục “Ảnh và tệp” rồi bấm “Chèn vào bài”.",
    ),
    (re.compile(r"Chỉ dùng \{filename\}.*"), f"Dẫn tới bài thì bấm “Liên kết tới bài”. Ảnh, tệp: {INSERT}"),
    (
        re.compile(r"Dẫn tới bài khác thì viết \{filename\} và tên tệp của bài\."),
        "Dẫn tới bài khác thì bấm “Liên kết tới bài”.",
    ),
    (
        re.compile(r"^(?:Viết: |Dẫn tới bài bằng liên kết trong nội dung: .*)\{filename\}.*"),
        "Bấm “Liên kết tới bài”.",
    ),
    (re.compile(r"^Viết: \{static\}.*"), INSERT),
    (
        re.compile(r"; viết bằng Markdown\.|, hoặc viết bằng Markdown\."),
        "; định dạng bằng các nút ở trên ô nội dung.",
    ),
    (re.compile(r"^Viết nội dung bài ở dưới phần khai báo\."), "Viết vào ô này."),
    (re.compile(r"^Chuyển dòng này lên phần khai báo.*"), "Điền vào ô của mục ấy, rồi xóa dòng này."),
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
    for pattern, words in IN_MESSAGES:
        message = pattern.sub(words, message)
    for pattern, words in IN_HINTS:
        hint = pattern.sub(words, hint)
    return replace(issue, message=message, hint=IN_QUOTES.sub(r"\1", hint))
