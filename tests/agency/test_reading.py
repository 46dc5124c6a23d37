import os
import stat
from pathlib import Path

import pytest

from plugins.agency.agency import Link, MenuEntry, Office, Section
from plugins.agency.reading import findings, read_agency
from plugins.agency.values import LARGEST_TOTAL, VALUES, Place
from plugins.errors.issue import ContentError, Issue
from plugins.visitor_counter.settings import LARGEST_OPENING_TOTAL
from tests.conftest import AGENCY, ROOT

LINKS = {
    "lien-ket.svg": "../bieu-trung.svg",
    "lien-ket-an.svg": ".git/an.svg",
    "lien-ket-nguon.svg": "nhap.md",
    "lien-ket-vong.svg": "lien-ket-vong.svg",
    "lien-ket-thiet-bi.svg": "/dev/zero",
    "lien-ket-ong.png": "ong.svg",
    "lien-ket-thu-muc.svg": ".",
}


def issues(tmp_path: Path, text: str) -> list[Issue]:
    file = tmp_path / "cong" / "agency.yaml"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    (tmp_path / "bieu-trung.svg").touch()
    (file.parent / ".git").mkdir()
    (file.parent / ".git" / "an.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (file.parent / "nhap.md").touch()
    os.mkfifo(file.parent / "ong.svg")
    (file.parent / "lon.svg").write_bytes(bytes(500_001))
    for name, target in LINKS.items():
        (file.parent / name).symlink_to(target)
    with pytest.raises(ContentError) as caught:
        read_agency(file)
    return list(caught.value.issues)


def test_the_projects_own_agency_is_complete() -> None:
    agency = read_agency(ROOT / "content" / "agency.yaml")
    assert agency.full_name == "Ủy ban nhân dân huyện Tánh Linh"
    assert [section.slug for section in agency.departments][:2] == [
        "phong-van-hoa-va-thong-tin",
        "phong-nong-nghiep-va-phat-trien-nong-thon",
    ]
    assert len(agency.departments) == 10
    assert len(agency.categories) == 6
    assert agency.demo


MENU = "name: A\nfull_name: A\nsite_url: https://a.example\ndepartments: [A]\ncategories: [B]\nmenu:\n"


def test_menu_entries_have_entries_below_them(tmp_path: Path) -> None:
    (tmp_path / "agency.yaml").write_text(
        MENU
        + "  - {label: Một, url: /mot/, children: []}\n"
        + "  - label: Hai\n    url: /hai/\n    children:\n      - {label: Ba, url: /ba/}\n"
        + "  - {label: Bốn, children: [{label: Năm, url: 'https://nam.example/'}]}\n",
        encoding="utf-8",
    )
    assert read_agency(tmp_path / "agency.yaml").menu == (
        MenuEntry("Một", "/mot/"),
        MenuEntry("Hai", "/hai/", (Link("Ba", "/ba/"),)),
        MenuEntry("Bốn", "", (Link("Năm", "https://nam.example/"),)),
    )


@pytest.mark.parametrize(
    ("entry", "problem", "hint"),
    [
        ("{label: A, children: [{label: B, children: [{label: C, url: /c/}]}]}", "hai cấp", "một trang tĩnh"),
        ("{label: A, children: [{label: B}]}", "label và url", "/gioi-thieu/"),
        ("{url: /a/, children: [{label: B, url: /b/}]}", "label và children", "/lich-su/"),
        ("{label: A, icon: x, children: [{label: B, url: /b/}]}", "label và children", "/lich-su/"),
        ("{label: A, url: //a.example, children: [{label: B, url: /b/}]}", "không dùng được", "https://"),
        ("{label: A, children: B}", "phải là một danh sách", "Mỗi mục một dòng"),
        ("{label: A, children: []}", "label và url", "/gioi-thieu/"),
    ],
)
def test_wrong_menu_entries_are_rejected(tmp_path: Path, entry: str, problem: str, hint: str) -> None:
    (issue,) = issues(tmp_path, f"{MENU}  - {entry}\n")
    assert problem in issue.message
    assert hint in issue.hint


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("demo: yes", ("demo",)),
        ("menu: [{label: A, url: /a/}, {label: B, url: b}]", ("menu", 1, "url")),
        ("menu: [{label: A, children: [{label: B, url: /b/}, {label: C}]}]", ("menu", 0, "children", 1)),
        ("tasks: [{icon: x, label: A, url: /a/}]", ("tasks", 0, "icon")),
        ("links: [{label: A, url: /a/, picture: a.png}]", ("links", 0, "picture")),
        ("telephones: [{label: A, number: ''}]", ("telephones", 0, "number")),
        ("badges: {ipv6: x}", ("badges", "ipv6")),
        ("home: [tasks, Lạ]", ("home", 1)),
        ("notices: Lạ", ("notices",)),
        ("emblem: a.svg", ("emblem",)),
        ("nam: A", ()),
    ],
)
def test_issues_name_the_part_that_is_wrong(tmp_path: Path, line: str, place: Place) -> None:
    (tmp_path / "agency.yaml").write_text(AGENCY.partition("notices")[0] + line)
    agency, found = findings(tmp_path / "agency.yaml")
    assert agency is None
    assert [finding.place for finding in found] == [place]


def test_sections_with_one_slug_are_named(tmp_path: Path) -> None:
    text = AGENCY.replace("[Tin tức, Thông báo", "[Tin tức, {name: Thông báo, slug: van-phong}")
    (tmp_path / "agency.yaml").write_text(text, encoding="utf-8")
    assert [found.place for found in findings(tmp_path / "agency.yaml")[1]] == [("categories", 1, "slug")]


def test_what_is_not_known_is_a_placeholder(tmp_path: Path) -> None:
    file = tmp_path / "agency.yaml"
    file.write_text(AGENCY + "telephone: 0252 3 880 000\n", encoding="utf-8")
    agency = read_agency(file)
    assert agency.placeholders() == ["address", "email", "responsible"]


def test_missing_values_are_named_all_at_once(tmp_path: Path) -> None:
    found = issues(tmp_path, "name: A\n")
    assert [issue.message for issue in found] == [
        "thiếu mục “categories”",
        "thiếu mục “departments”",
        "thiếu mục “full_name”",
        "thiếu mục “site_url”",
    ]


@pytest.mark.parametrize(
    ("line", "problem", "hint"),
    [
        ("departmen: [A]", "không có mục nào tên “departmen”", "departments"),
        ("demo: yes", "không phải là có hay không", "true hoặc false"),
        (
            "accent: đỏ",
            "không có màu chủ đạo “đỏ”",
            "do-dam (đỏ đậm), nau-dat (nâu đất), xanh-luc (xanh lục)",
        ),
        ("accent: [do-dam]", "không có màu chủ đạo “…”", "tim-man"),
        ("cards: tắt", "không có kiểu ảnh thẻ", "true, article hoặc false"),
        (
            "desk: http://ban.xathu.example",
            "không phải là địa chỉ của một bàn biên tập",
            "https://ban-bien-tap",
        ),
        (
            "desk: https://ban.xathu.example/vao",
            "không phải là địa chỉ của một bàn biên tập",
            "https://ban-bien-tap",
        ),
        ("opening_total: nhiều", "số nguyên", "7.448.251"),
        ("time_zone: Asia/Hanoi", "không có múi giờ", "Asia/Ho_Chi_Minh"),
        ("links: [{label: A, url: 'javascript:alert(1)'}]", "không dùng được", "https://"),
        ("links: [{label: A, url: //evil.example}]", "không dùng được", "https://"),
        (r"links: [{label: A, url: '/\\evil.example'}]", "không dùng được", "https://"),
        (r'links: [{label: A, url: "/\\tevil.example"}]', "không dùng được", "https://"),
        ("links: [{label: A, url: 'https://a.example@evil.example/'}]", "không dùng được", "https://"),
        ("links: [{label: A, url: 'https:///x'}]", "không dùng được", "https://"),
        ("links: [{label: A, url: 'https://a.example/<script>'}]", "không dùng được", "https://"),
        ("links: [{label: A}]", "label và url", "/gioi-thieu/"),
        ("links: [{label: A, url: /, children: [{label: B, url: /}]}]", "label và url", "/gioi-thieu/"),
        ("masthead_picture: lon.svg", "là hình vẽ svg", "masthead_picture: canh-dong.jpg"),
        ("masthead_picture: canh-dong.jpg", "không có tệp ảnh", "masthead_picture"),
        ("emblem: ../bieu-trung.svg", "ngoài thư mục nội dung", "emblem"),
        ("emblem: /etc/bieu-trung.svg", "ngoài thư mục nội dung", "emblem"),
        (r"emblem: 'a\b.svg'", "ngoài thư mục nội dung", "emblem"),
        ("emblem: agency.yaml", "không phải là ảnh dùng được (svg, png", "emblem"),
        ("emblem: bieu-trung.svg", "không có tệp ảnh", "emblem"),
        ("emblem: .an.svg", "là tệp ẩn", "emblem"),
        ("emblem: a/b.svg", "thư mục con", "emblem"),
        ("emblem: theme/favicon.svg", "thư mục con", "emblem"),
        ("emblem: lien-ket.svg", "ngoài thư mục nội dung", "emblem"),
        ("emblem: lien-ket-an.svg", "là tệp ẩn", "emblem"),
        ("emblem: lien-ket-nguon.svg", "không phải là ảnh dùng được", "emblem"),
        ("emblem: lien-ket-vong.svg", "không có tệp ảnh", "emblem"),
        ("emblem: lien-ket-thiet-bi.svg", "ngoài thư mục nội dung", "emblem"),
        ("emblem: lien-ket-thu-muc.svg", "không phải là ảnh dùng được", "emblem"),
        ("emblem: ong.svg", "không phải là tệp thường", "emblem"),
        ("emblem: lien-ket-ong.png", "không phải là tệp thường", "emblem"),
        ("emblem: lon.svg", "nặng hơn 500 kB", "png"),
        (f"emblem: {'ê' * 190}.svg", "không có tệp ảnh", "emblem"),
        (r'responsible: "An\u001b[2J"', "“responsible” có ký tự ẩn U+001B", "gõ lại"),
        (r'demo: "\u202etrue"', "“demo” có ký tự ẩn U+202E", "gõ lại"),
        (r'links: [{label: "A\u200b", url: /a/}]', "“links” có ký tự ẩn U+200B", "gõ lại"),
        (r'badges: {"ipv6\u0007": true}', "“badges” có ký tự ẩn U+0007", "gõ lại"),
        (r'"x\u001b[2Jy": a', "mục “x\x1b[2jy” có ký tự ẩn U+001B", "gõ lại"),
        (f"{'x' * 1000}: a", "không có mục nào tên “" + "x" * 40 + "”", "Bỏ mục này"),
        (f"opening_total: {'9' * 5000}", "“opening_total”: “9", "7.448.251"),
        ("opening_total: 1.000.000.000.001", "nhiều nhất là 1000000000000", "7.448.251"),
        ("opening_total: 7.5", "“7.5” không phải là số nguyên", "7.448.251"),
        ("opening_total: ٣", "không phải là số nguyên", "7.448.251"),
        (f"old_after: {'9' * 5000}", "nhiều nhất là 50", "số năm"),
        (f"demo: {'x' * 50_000}", "không phải là có hay không", "true"),
        ("time_zone: ../../etc/passwd", "không có múi giờ", "Asia/Ho_Chi_Minh"),
        ("time_zone: Asia", "không có múi giờ", "Asia/Ho_Chi_Minh"),
        ("time_zone: America/Argentina", "không có múi giờ", "Asia/Ho_Chi_Minh"),
        ("time_zone: localtime", "không có múi giờ", "Asia/Ho_Chi_Minh"),
        ("time_zone: Asia/" + "a" * 5000, "dài 5005 ký tự", "60"),
        ("security_expires: 2027-01-01 08:00+99:99", "múi giờ", "+07:00"),
        (f"security_expires: {'9' * 5000}", "dài 5000 ký tự", "60"),
        (f"english_name: {'x' * 201}", "dài 201 ký tự", "200"),
        (f"security_contact: https://a.example/{'x' * 2000}", "dài 2018 ký tự", "2000"),
        (f"links: [{', '.join(['{label: A, url: /a/}'] * 501)}]", "có 501 mục", "500"),
        (f"successor: {{label: {'x' * 201}, url: /a/}}", "dài 201 ký tự", "200"),
        ("badges: {ipv4: true}", "chỉ nhận ipv6", "ipv6: true"),
        ("telephone: [chưa có]", "phải là một dòng chữ", "nháy kép"),
    ],
)
def test_each_mistake_has_its_message(tmp_path: Path, line: str, problem: str, hint: str) -> None:
    (issue,) = issues(tmp_path, AGENCY + line + "\n")
    assert problem in issue.message
    assert hint in issue.hint
    assert (AGENCY + line).split("\n")[issue.line - 1] == line


@pytest.mark.parametrize(
    "url",
    [
        "tanhlinh.example",
        "https://a.example/portal",
        "ftp://a.example",
        "https://ai:matkhau@a.example",
        "https://a b.example",
        "https://a.example:99999",
        "https://a.example:",
        "https://a.example:8x",
        "https://<script>",
        "https://-a.example",
        "https://a..example",
        "https://[::1]",
        r"https://a.example\b",
    ],
)
def test_the_address_of_the_site_is_absolute_and_bare(tmp_path: Path, url: str) -> None:
    (issue,) = issues(tmp_path, AGENCY.replace("https://xathu.example", f"'{url}'"))
    assert "site_url" in issue.message


@pytest.mark.parametrize("character", ["\x07", "\x1b", "\x85", "\u202e", "\u2066"])
def test_hidden_character_is_named_with_its_own_line(tmp_path: Path, character: str) -> None:
    text = (
        AGENCY
        + f"# a{character}b\nlinks:\n  - {{label: A, url: /a/}}\n  - {{label: B{character}, url: /b/}}\n"
    )
    first, second = issues(tmp_path, text)
    lines = text.split("\n")
    assert (lines[first.line - 1][:3], lines[second.line - 1][:12]) == ("# a", "  - {label: ")
    assert f"có ký tự ẩn U+{ord(character):04X}" in first.message


@pytest.mark.parametrize("key", sorted(VALUES))
def test_no_value_is_long_or_repeated_whole(tmp_path: Path, key: str) -> None:
    rest = "\n".join(line for line in AGENCY.split("\n") if not line.startswith(f"{key}:"))
    if key == "menu":
        rest = rest.partition("menu:")[0]
    for number, value in enumerate(["x" * 5000, f"[{'x,' * 500}x]", f"{{a: {'x' * 5000}}}"]):
        (tmp_path / str(number)).mkdir()
        found = issues(tmp_path / str(number), f"{key}: {value}\n{rest}")
        assert any(key in issue.message for issue in found)
        assert all(len(str(issue)) < 1000 for issue in found)


def test_opening_total_has_the_limit_of_the_counter() -> None:
    assert LARGEST_TOTAL == LARGEST_OPENING_TOTAL


def test_agency_file_that_never_ends_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "agency.yaml"
    os.mkfifo(file)
    with pytest.raises(ContentError, match="không phải là tệp thường"):
        read_agency(file)
    file.unlink()
    file.symlink_to("/dev/zero")
    assert stat.S_ISCHR(file.stat().st_mode)
    with pytest.raises(ContentError, match="không phải là tệp thường"):
        read_agency(file)
    file.unlink()
    file.write_text(AGENCY + "# " * 200_000)
    with pytest.raises(ContentError, match="lớn hơn 200 kB"):
        read_agency(file)


def test_a_department_and_a_category_may_not_share_an_address(tmp_path: Path) -> None:
    (issue,) = issues(tmp_path, AGENCY.replace("Công an xã", "Tin Tức"))
    assert "“Tin tức” và “Tin Tức” có chung địa chỉ" in issue.message


def test_department_may_have_contact_facts(tmp_path: Path) -> None:
    (tmp_path / "agency.yaml").write_text(
        AGENCY.replace("Công an xã", "{name: Công an xã, telephone: 0252  300 0113, email: }"),
        encoding="utf-8",
    )
    agency = read_agency(tmp_path / "agency.yaml")
    assert agency.departments[-1] == Office("Công an xã", "cong-an-xa", telephone="0252 300 0113")
    assert agency.sections.departments[-1] == Section("Công an xã", "cong-an-xa")


@pytest.mark.parametrize(
    ("section", "problem", "hint"),
    [
        (
            "{name: Công an xã, phone: 0113}",
            "mỗi mục là một tên",
            "english_name, address, telephone, email, hours",
        ),
        ("{telephone: 0113}", "mỗi mục là một tên", "Ví dụ"),
        (f"{{name: Công an xã, hours: {'x' * 501}}}", "dài 501 ký tự", "500"),
        ("{name: Công an xã, slug: Công an}", "không có địa chỉ dùng được", "không dấu"),
    ],
)
def test_wrong_departments_are_rejected(tmp_path: Path, section: str, problem: str, hint: str) -> None:
    (issue,) = issues(tmp_path, AGENCY.replace("Công an xã", section))
    assert "departments" in issue.message
    assert problem in issue.message
    assert hint in issue.hint


def test_notices_must_be_a_category(tmp_path: Path) -> None:
    (issue,) = issues(tmp_path, AGENCY.replace("notices: Thông báo", "notices: Cáo thị"))
    assert "Cáo thị" in issue.message


@pytest.mark.parametrize(
    "url", ["https://xa-thu.tinh.gov.vn", "http://localhost:8000", "https://a.example:8443/"]
)
def test_an_address_with_or_without_a_port_is_taken(tmp_path: Path, url: str) -> None:
    file = tmp_path / "agency.yaml"
    file.write_text(AGENCY.replace("https://xathu.example", url), encoding="utf-8")
    assert read_agency(file).site_url == url.rstrip("/")


def test_a_missing_file_says_where_and_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        read_agency(tmp_path / "agency.yaml")
    assert str(tmp_path) in str(caught.value)
    assert "invoke init" in str(caught.value)
    assert "--agency" in str(caught.value)
    assert "Errno" not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1258"])
def test_another_encoding_is_named_as_the_issue(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "agency.yaml"
    file.write_text("name: Ô", encoding=encoding)
    with pytest.raises(ContentError) as caught:
        read_agency(file)
    assert "không ở dạng chữ UTF-8" in str(caught.value)
    assert "lưu lại" in str(caught.value)
    assert "invoke init" not in str(caught.value)


def test_a_folder_in_the_place_of_the_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "agency.yaml").mkdir()
    with pytest.raises(ContentError) as caught:
        read_agency(tmp_path / "agency.yaml")
    assert "là thư mục" in str(caught.value)


@pytest.mark.parametrize("key", ["name", "departments", "demo"])
def test_an_entry_that_cannot_be_read_is_one_issue(tmp_path: Path, key: str) -> None:
    lines = [line for line in AGENCY.strip().split("\n") if not line.startswith(f"{key}:")]
    (issue,) = issues(tmp_path, "\n".join([f'{key}: "UBND xã', *lines]))
    assert issue.line == 1
    assert "nháy" in issue.message


def test_pipe_in_place_of_the_file_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "that.yaml").write_text(AGENCY, encoding="utf-8")
    as_checked = (tmp_path / "that.yaml").stat()
    os.mkfifo(tmp_path / "agency.yaml")
    monkeypatch.setattr(Path, "stat", lambda _: as_checked)  # swapped after it was looked at
    with pytest.raises(ContentError, match="không phải là tệp thường"):
        read_agency(tmp_path / "agency.yaml")


def test_link_out_of_the_content_folder_is_rejected(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (tmp_path / "ngoai.yaml").write_text(AGENCY, encoding="utf-8")
    (content / "agency.yaml").symlink_to(tmp_path / "ngoai.yaml")
    with pytest.raises(ContentError, match="thường của thư mục nội dung"):
        read_agency(content / "agency.yaml", content=content)
    assert read_agency(tmp_path / "ngoai.yaml", content=content).name == "UBND xã Thử"
