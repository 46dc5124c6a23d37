"""The form says what is wrong without the keys and lines of a file that its readers have never seen."""

from __future__ import annotations

import re

import pytest

from plugins.contract.types import ARTICLE
from plugins.desk.desk import Desk
from plugins.desk.texts.form import form_of, sort_issues

PATH = "articles/2026/09/hop-thon.md"
KEYS = "|".join(key for item in ARTICLE.fields for key in (item.key, *item.aliases))
OF_A_FILE = re.compile(
    rf"[(“]({KEYS})[)”]|\b({KEYS}):|\b[a-z]+_[a-z_]+\b|agency\.yaml|bỏ dòng|[Tt]hêm dòng|ở dòng \d"
)
RIGHT = {
    "title": "Họp thôn",
    "date": "20/9/2026",
    "author": "Ban Biên tập",
    "department": "Văn phòng",
}
SHOWN = {  # by field: what is wrong, and what is shown
    "title": [("", "thiếu tiêu đề Ví dụ: Lịch tiếp công dân tháng 3"), ("!!", "địa chỉ trang")],
    "date": [("31/2/2026", "không có thật"), ("1/1/1900", "Kiểm tra lại năm")],
    "author": [("", "thiếu tác giả Ví dụ: Đình Sơn"), ("An, Lan", "dấu chấm phẩy: An; Lan"), ("- An", "dấu chấm phẩy, ví dụ")],
    "department": [("", "thiếu đơn vị"), ("Phòng khác", "Chọn một trong: Văn phòng")],
    "slug": [("Họp thôn", "ví dụ: hop-thon"), ("21", "Thêm chữ, ví dụ")],
    "modified": [("1/9/2026", "trước ngày đăng Sửa một trong hai ngày.")],
    "updates": [("[x]", "ví dụ: 25/3/2024: Sửa số liệu"), ("[1/9/2026: Sửa]", "trước ngày đăng")],
    "expires": [("1/9/2026", "không sau ngày đăng")],
    "cover": [("a.pdf", "bấm “Đính kèm dưới bài”"), ("a.jpg", "chưa có mô tả Ví dụ: Toàn cảnh")],
    "cover_alt": [("Bà con họp", "Bấm “Làm ảnh đầu bài”")],
    "attachments": [("[a.pdf]", "Mỗi tệp một dòng, ví dụ: ke-hoach.pdf | Kế hoạch")],
    "old_urls": [("[/x y/]", "địa chỉ")],
    "tags": [("- x", "có dấu -")],
}  # fmt: skip
CASES = [(key, value, shown) for key, cases in SHOWN.items() for value, shown in cases]


@pytest.mark.parametrize(("key", "value", "shown"), CASES, ids=[f"{key}={value}" for key, value, _ in CASES])
def test_form_speaks_of_no_file(desk: Desk, key: str, value: str, shown: str) -> None:
    fields = {**RIGHT, key: value if value.startswith("[") else f'"{value}"'}
    lines = "\n".join(f"{name}: {written}" for name, written in fields.items())
    data = f"---\n{lines}\n---\n\nMời bà con.\n".encode()
    issues = desk.content.checks.check(PATH, {PATH: data}, desk.clock()).issues
    assert any(OF_A_FILE.search(f"{issue.message} {issue.hint}") for issue in issues) or key in (
        "date",
        "old_urls",
    )
    form = form_of(data, ARTICLE, desk.agency.sections)
    sort_issues(form, data, issues)
    found = "\n".join(f"{issue.message} {issue.hint}" for one in form.inputs for issue in one.issues)
    assert shown in found
    assert OF_A_FILE.search(found) is None, found


BODIES = {
    "![Cờ trên nóc nhà](C:\\anh.jpg)": "“Ảnh và tệp”",
    "![Cờ trên nóc nhà](https://x.example/a.jpg)": "“Ảnh và tệp”",
    "![Cờ trên nóc nhà](?a)": "“Ảnh và tệp”",
    "[Tệp](C:\\a.pdf)": "“Ảnh và tệp”",
    "[Tệp](khong-co.pdf)": "Chưa có tệp thì tải lên ở mục “Ảnh và tệp”",
    "[Bài]({filename}khong-co.md)": "không có tệp",
    "[Bài](/khong-co/)": "bấm “Liên kết tới bài”",
    "[Bài]({la}x)": "bấm “Liên kết tới bài”",
    "[Bài]({attach}a.pdf)": "“Ảnh và tệp”",
    "[Tệp](../../../x.pdf)": "“Ảnh và tệp”",
    "<script>x</script>": "định dạng bằng các nút",
    "<div><p>a</p></div><span><p>b</p></span>": "định dạng bằng các nút",
    "<b>" * 200: "định dạng bằng các nút",
    "title: Họp\n\nx": "Điền vào ô của mục ấy",
    "": "Viết vào ô này",
    "![a](data:image/png;base64," + "A" * 9000 + ")": "“Ảnh và tệp”",
}
OF_A_BODY = re.compile(
    r"khai báo|Markdown|cạnh bài|\{(filename|static)\}|thư mục nội dung|tệp này|\.md\b(?!”)"
)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:30])
def test_form_speaks_of_buttons_and_no_marks(desk: Desk, body: str) -> None:
    lines = "\n".join(f"{name}: {written}" for name, written in RIGHT.items())
    data = f"---\n{lines}\n---\n\n{body}\n".encode()
    form = form_of(data, ARTICLE, desk.agency.sections)
    sort_issues(form, data, desk.content.checks.check(PATH, {PATH: data}, desk.clock()).issues)
    found = "\n".join(f"{issue.message}. {issue.hint}" for issue in form.issues)
    assert BODIES[body] in found
    written = found.replace(body, "").replace(body.partition("(")[2].removesuffix(")"), "")
    assert OF_A_BODY.search(written) is None, found


def test_purposes_and_examples_are_those_of_a_form(desk: Desk) -> None:
    for one in form_of(b"---\n---\n", ARTICLE, desk.agency.sections).inputs:
        assert OF_A_FILE.search(one.purpose) is None, one.purpose
        assert one.example.strip('"') == one.example
