"""What an operator may write as an alert, and what becomes of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.alert.alert import LONGEST, Alert, alert_of, of_json
from plugins.alert.fragment import below, fragment, markup, without_alert
from plugins.errors.issue import UserError
from tests.conftest import TinySite

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 12, 1, 8, 0, tzinfo=ZONE)
ALERT = Alert("emergency", "Nước lên nhanh.", datetime(2026, 12, 5, 17, 0, tzinfo=ZONE), "/2026/12/lu/")
WRITTEN = {
    "text": "Nước lên nhanh.",
    "level": "emergency",
    "until": "05/12/2026 17:00",
    "link": "/2026/12/lu/",
}


def read(**written: str) -> Alert:
    return alert_of(**(WRITTEN | written), now=NOW, zone=ZONE, is_page=lambda url: url == "/2026/12/lu/")


@pytest.mark.parametrize(
    "until",
    [
        "05/12/2026 17:00",
        "5/12/2026 17h",
        "2026-12-05 17:00",
        "17:00 05/12/2026",
        "17h00 ngày 05/12/2026",
        "17 giờ 5/12/2026",
    ],
)
def test_end_is_read_as_people_write_it(until: str) -> None:
    assert read(until=until) == ALERT


def test_spaces_and_line_breaks_in_the_text_do_not_matter() -> None:
    assert read(text="  Nước lên\n nhanh. ").text == "Nước lên nhanh."
    assert read(text="a" * LONGEST).text == "a" * LONGEST


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"text": ""}, "--text: thiếu lời cảnh báo"),
        ({"text": "a" * (LONGEST + 1)}, "dài 301 ký tự; tối đa 300"),
        ({"text": "Nước\u200blên"}, "⟨U+200B⟩"),
        ({"level": ""}, "emergency (Khẩn cấp), important (Quan trọng), notice (Thông báo)"),
        ({"level": "emergancy"}, "không có mức “emergancy”. Ý bạn là “emergency”?"),
        ({"until": ""}, 'Viết, ví dụ: --until "17:00 02/12/2026"'),
        ({"until": "mai"}, "không hiểu ngày “mai”"),
        ({"until": "05/12/2026"}, "--until: thiếu giờ"),
        ({"until": "01/12/2026 07:59"}, "đã qua (bây giờ là 08:00 ngày 01/12/2026)"),
        ({"until": "05/12/2062 17:00"}, "quá 92 ngày"),
        ({"link": "//evil.example/"}, "không dùng được"),
        ({"link": "javascript:alert(1)"}, "không dùng được"),
        ({"link": "2026/12/lu/"}, "không dùng được"),
        ({"link": "/2026/12/khong-co/"}, "không có trang /2026/12/khong-co/"),
    ],
)
def test_wrong_input_is_rejected_with_a_reason(written: dict[str, str], said: str) -> None:
    with pytest.raises(UserError) as rejected:
        read(**written)
    assert said in str(rejected.value)
    assert "không thay đổi" in str(rejected.value)


def test_all_problems_are_reported_at_once() -> None:
    with pytest.raises(UserError) as rejected:
        read(text="", level="", until="", link="x")
    assert [line.partition(":")[0] for line in str(rejected.value).split("\n")[:-1]] == [
        "--text",
        "--level",
        "--until",
        "--link",
    ]


def test_alert_survives_its_data() -> None:
    assert of_json(ALERT.to_json()) == ALERT


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b'{"time": 5}', ALERT.to_json()[:-9]])
def test_damaged_data_are_no_alert(data: bytes) -> None:
    assert of_json(data) is None


@given(st.integers(10**9, 10**10 - 1), st.integers(10**9, 10**10 - 1))
def test_condition_holds_before_the_end_only(end: int, now: int) -> None:
    assert bool(re.match(f"^{below(end)}$", str(now))) is (now < end)


@given(st.integers(10**9, 10**10 - 1), st.integers(-2, 2))
def test_condition_is_exact_to_the_second(end: int, beside: int) -> None:
    if len(str(end + beside)) == 10:
        assert bool(re.match(f"^{below(end)}$", str(end + beside))) is (beside < 0)


def test_condition_fits_the_values_that_nginx_accepts() -> None:
    """The default of ssi_value_length is 256."""
    assert len(f"$luc = /^en{below(9_999_999_999)}/") < 256


@pytest.mark.parametrize(
    ("lang", "name", "end"),
    [("vi", "Khẩn cấp", "Đến 17:00 ngày 05/12/2026"), ("en", "Emergency", "Until 17:00, 5 December 2026")],
)
def test_markup_names_level_and_end_in_each_language(lang: str, name: str, end: str) -> None:
    html = BeautifulSoup(markup(ALERT, lang), "html.parser")
    section = html.select_one("section.alert.alert-emergency")
    assert section["aria-label"] == name
    assert section.select_one("strong").text == f"{name}:"
    assert section.select_one("span").get("lang", "") == ("" if lang == "vi" else "vi")
    assert end in section.text
    assert section.select_one("a")["href"] == "/2026/12/lu/"


def test_text_is_neither_html_nor_a_command() -> None:
    hostile = '</section><script>x</script><!--#include virtual="/x"--> & "$uri"'
    written = Alert("notice", hostile, ALERT.until)
    for lang in ("vi", "en"):
        html = markup(written, lang)
        assert BeautifulSoup(html, "html.parser").select_one("section span").text == hostile
        assert "<!--#" not in html
        assert html.count("</section>") == 1
    assert fragment(written).count(b"<!--#") == 6  # its own conditions


def test_served_page_without_its_alert_is_the_built_one() -> None:
    built = b'<a class="skip-link">x</a>\n<header>\n<section class="stack">y</section>'
    served = built.replace(b"<header>", markup(ALERT, "vi").encode() + b"<header>")
    assert without_alert(served) == built
    assert without_alert(built) == built


COMMAND = '<!--#include virtual="/x"-->'


@pytest.mark.long
@pytest.mark.parametrize(
    "fields",
    [
        {"title": f"'Tin {COMMAND}'"},
        {"summary": f"'Tin {COMMAND}'"},
        {"source": f"'{COMMAND}'"},
        {"tags": "<!--#echo"},
        {"body": f"Đoạn một.\n\n{COMMAND}\n\nĐoạn hai, có `{COMMAND}`.\n\n```\n{COMMAND}\n```"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_no_text_of_an_editor_becomes_a_command(site: TinySite, fields: dict[str, Any]) -> None:
    site.article(**fields)
    built = site.build()
    pages = {path: built.data(path) for path in built.paths() if path.endswith(".html")}
    assert len(pages) > 5
    assert [path for path, page in pages.items() if b"<!--#" in page] == []


@pytest.mark.parametrize(
    "body",
    [f"<a href=\"https://a.example/\" title='{COMMAND}'>x</a> văn", f"[x](https://a.example/ '{COMMAND}')"],
)
def test_command_in_an_attribute_is_rejected(site: TinySite, body: str) -> None:
    site.article(body=body)
    with pytest.raises(Exception, match="chú thích mở bằng <!--"):
        site.build()


def test_end_is_shown_in_the_zone_of_the_portal() -> None:
    late = alert_of("x", "notice", "2026-12-05T10:00:00Z", "", now=NOW.astimezone(UTC), zone=ZONE)
    assert late.end() == "Đến 17:00 ngày 05/12/2026"
    assert late.until - NOW.astimezone(UTC) == timedelta(days=4, hours=9)
