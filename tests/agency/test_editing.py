"""Values of agency.yaml are changed; what stands around them is not."""

from __future__ import annotations

from unittest import mock

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.agency import source, writing
from plugins.agency.editing import values_of, with_values
from plugins.errors.issue import ContentError, UserError
from plugins.front_matter.parser import Loader, Value
from tests.conftest import ROOT

FILE = """\
# Cơ quan

name:   UBND xã Thử   # tên ngắn
full_name: "Ủy ban nhân dân xã Thử"
departments: [Văn phòng,  'Công an xã']

categories:
- Tin tức

# Thông báo đứng riêng.
- Thông báo
menu:
    # Đầu trang
    - {label: "Trang chủ",  url: /}
    - label: Giới thiệu  # có mục con
      # các trang tĩnh
      children:
        - {label: Lịch sử, url: /lich-su/}
        - {label: Lãnh đạo, url: /lanh-dao/}  # đổi sau đại hội

    - {label: Liên hệ, url: /lien-he/}

badges:
  ipv6: true
  # danh bạ
  trust_url: "https://tinnhiemmang.vn/"
links: [ {label: A, url: "https://a.example/"},
         {label: B, url: "https://b.example/"} ]
# Hết.
"""


def edited(values: dict[str, Value], text: str = FILE) -> str:
    made = with_values(text.encode(), values)
    known = values_of(text.encode())
    assert values_of(made) == {
        key: value for key, value in (known | values).items() if value not in ("", [], {})
    }
    return made.decode()


def menu() -> list[Value]:
    found = values_of(FILE.encode())["menu"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    ("key", "value", "before", "after"),
    [
        ("name", "UBND xã Đông Kho", "name:   UBND xã Thử   #", "name:   UBND xã Đông Kho   #"),
        ("full_name", "Ủy ban", '"Ủy ban nhân dân xã Thử"', '"Ủy ban"'),
        ("name", "Xã: Thử", "  UBND xã Thử ", '  "Xã: Thử" '),
        ("departments", ["Công an xã", "Văn phòng"], "[Văn phòng,  'Công an xã']", "['Công an xã',  Văn phòng]"),
        ("departments", ["Văn phòng", "Y tế", "Công an xã"], "Văn phòng,  'C", "Văn phòng,  Y tế,  'C"),
        ("departments", ["Văn phòng", {"name": "Y tế", "address": "Số 1, ấp 2"}], "'Công an xã'", '{name: Y tế, address: "Số 1, ấp 2"}'),
        ("badges", {"ipv6": "true"}, '\n  # danh bạ\n  trust_url: "https://tinnhiemmang.vn/"', "\n  # danh bạ"),
        ("badges", {"trust_url": "/a/"}, '  ipv6: true\n  # danh bạ\n  trust_url: "https://tinnhiemmang.vn/"', '  # danh bạ\n  trust_url: "/a/"'),
        ("accent", "tim-man", " ]\n# Hết.", " ]\naccent: tim-man\n# Hết."),
        ("badges", {}, 'badges:\n  ipv6: true\n  # danh bạ\n  trust_url: "https://tinnhiemmang.vn/"\n', "# danh bạ\n"),
        ("categories", ["Tin tức", "Thông báo", "Kinh tế"], "- Thông báo\n", "- Thông báo\n- Kinh tế\n"),
        ("successor", {"label": "Tỉnh", "url": "https://t.example"}, " ]\n", " ]\nsuccessor:\n  label: Tỉnh\n  url: https://t.example\n"),
    ],
)  # fmt: skip
def test_only_what_differs_is_written(key: str, value: Value, before: str, after: str) -> None:
    assert FILE.count(before) == 1
    assert edited({key: value}) == FILE.replace(before, after)


def test_items_move_with_their_comments() -> None:
    home, about, contact = menu()
    moved = edited({"menu": [about, home, contact]})
    first = '    # Đầu trang\n    - {label: "Trang chủ",  url: /}\n'
    assert moved == FILE.replace(first, "").replace("đổi sau đại hội\n", f"đổi sau đại hội\n{first}")


def test_value_inside_an_item_is_changed_alone() -> None:
    home, about, contact = menu()
    assert isinstance(about, dict)
    assert isinstance(about["children"], list)
    children: list[Value] = [about["children"][0], {"label": "Lãnh đạo xã", "url": "/lanh-dao/"}]
    made = edited({"menu": [home, {**about, "children": children}, contact]})
    assert made == FILE.replace("{label: Lãnh đạo,", "{label: Lãnh đạo xã,")


def test_item_with_its_first_children_gets_lines_of_its_own() -> None:
    home, about, contact = menu()
    assert isinstance(home, dict)
    made = edited({"menu": [{**home, "children": [contact]}, about]})
    assert (
        "- label: Trang chủ\n      url: /\n      children:\n        - {label: Liên hệ, url: /lien-he/}\n"
        in made
    )
    assert "# Đầu trang" in made


def test_comments_outlive_their_items() -> None:
    made = edited({"menu": [], "badges": {}, "categories": ["Thông báo"], "name": ""})
    for comment in (
        "# Đầu trang",
        "# các trang tĩnh",
        "# danh bạ",
        "# Thông báo đứng riêng.",
        "# Cơ quan",
        "# Hết.",
    ):
        assert comment in made, comment


def test_line_ends_and_marks_of_windows_stay() -> None:
    data = b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode()
    made = with_values(data, {"name": "A", "menu": menu()[::-1], "accent": "tim-man"})
    assert made.startswith(b"\xef\xbb\xbf")
    assert made.count(b"\n") == made.count(b"\r\n") == FILE.count("\n") + 1
    assert made.replace(b"\r\n", b"\n").decode().removeprefix("\ufeff") == edited(
        {"name": "A", "menu": menu()[::-1], "accent": "tim-man"}
    )


@pytest.mark.parametrize("hidden", ["\x01", "\x7f", "\x85", "\u202e", "\U000e0041"])
def test_hidden_characters_are_written_as_their_numbers(hidden: str) -> None:
    made = with_values(b"name: A\n", {"name": f"a{hidden}b"})
    assert made == f'name: "a\\U{ord(hidden):08x}b"\n'.encode()


def test_nothing_is_written_without_a_change() -> None:
    data = FILE.encode()
    assert with_values(data, {"name": "UBND xã Thử", "menu": menu(), "accent": ""}) == data


def test_broken_files_are_not_edited() -> None:
    for text, problem in (("name: [A\n", "name"), ("name: A\nname: B\n", "hai lần")):
        with pytest.raises(ContentError, match=problem):
            with_values(text.encode(), {"accent": "tim-man"})
    with pytest.raises(UserError, match="người phụ trách kỹ thuật"):
        with_values(b"{name: A}", {"name": "B"})


def test_text_is_quoted_where_programs_would_read_another_type() -> None:
    for text in ("7:30", "no", "~", "1.5", "2026-12-01", "a: b", "a #b", "- a", "", "[a]", "*a", "@a", '"a"'):
        made = with_values(b"name: A\n", {"name": text, "x": "1"}).decode()
        if text:
            assert yaml.safe_load(made)["name"] == text
            assert values_of(made.encode())["name"] == text


NAMES = st.sampled_from(["A", "B: b", "C, c", "D #d", "Đ", "true", "12", '"q"', "it's", "x]", "{y}"])
LINKS = st.fixed_dictionaries({"label": NAMES, "url": st.sampled_from(["/a/", "https://b.example/?c=1"])})
ENTRIES = st.one_of(
    LINKS, st.fixed_dictionaries({"label": NAMES, "children": st.lists(LINKS, min_size=1, max_size=3)})
)
FILES = st.sampled_from([FILE, (ROOT / "content" / "agency.yaml").read_text(encoding="utf-8")])
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "name": NAMES,
        "accent": NAMES,
        "departments": st.lists(st.one_of(NAMES, st.fixed_dictionaries({"name": NAMES, "address": NAMES})), max_size=4),
        "categories": st.lists(NAMES, max_size=3),
        "menu": st.lists(ENTRIES, max_size=4),
        "links": st.lists(LINKS, max_size=3),
        "badges": st.fixed_dictionaries({}, optional={"ipv6": st.just("true"), "trust_url": NAMES, "trust_label": NAMES}),
    },
)  # fmt: skip


@given(FILES, st.lists(VALUES, min_size=1, max_size=3), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_edits_give_their_values_and_keep_all_comments(
    text: str, changes: list[dict[str, Value]], pure: bool
) -> None:
    loader = yaml.SafeLoader if pure else Loader
    comments = [line.strip() for line in text.splitlines() if line.strip().startswith("#")]
    untouched = {"full_name", "site_url", "telephone", "tasks", "notices"} & values_of(text.encode()).keys()
    made = text
    with mock.patch.object(source, "Loader", loader), mock.patch.object(writing, "Loader", loader):
        for values in changes:
            made = edited(values, made)
    for comment in comments:
        assert comment in made
    for line in text.splitlines():
        if line.partition(":")[0] in untouched:
            assert f"{line}\n" in made
