from pathlib import Path

import pytest

from plugins.agency.reading import read_agency
from plugins.contract.faults import ContractError, Fault
from tests.conftest import AGENCY, ROOT


def faults(tmp_path: Path, text: str) -> list[Fault]:
    file = tmp_path / "agency.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        read_agency(file)
    return list(caught.value.faults)


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


def test_what_is_not_known_is_a_placeholder(tmp_path: Path) -> None:
    file = tmp_path / "agency.yaml"
    file.write_text(AGENCY + "telephone: 0252 3 880 000\n", encoding="utf-8")
    agency = read_agency(file)
    assert agency.placeholders() == ["address", "email", "responsible"]


def test_missing_values_are_named_all_at_once(tmp_path: Path) -> None:
    found = faults(tmp_path, "name: A\n")
    assert [fault.problem for fault in found] == [
        "thiếu mục “categories”",
        "thiếu mục “departments”",
        "thiếu mục “full_name”",
        "thiếu mục “site_url”",
    ]


@pytest.mark.parametrize(
    ("line", "problem", "remedy"),
    [
        ("departmen: [A]", "không có mục nào tên “departmen”", "departments"),
        ("demo: yes", "không phải là có hay không", "true hoặc false"),
        ("opening_total: nhiều", "số nguyên", "7.448.251"),
        ("time_zone: Asia/Hanoi", "không có múi giờ", "Asia/Ho_Chi_Minh"),
        ("links: [{label: A, url: 'javascript:alert(1)'}]", "không dùng được", "https://"),
        ("links: [{label: A, url: //evil.example}]", "không dùng được", "https://"),
        ("links: [{label: A}]", "label và url", "/gioi-thieu/"),
        ("badges: {ipv4: true}", "chỉ nhận ipv6", "ipv6: true"),
        ("telephone: [chưa có]", "phải là một dòng chữ", "nháy kép"),
    ],
)
def test_each_mistake_has_its_message(tmp_path: Path, line: str, problem: str, remedy: str) -> None:
    (fault,) = faults(tmp_path, AGENCY + line + "\n")
    assert problem in fault.problem
    assert remedy in fault.remedy
    assert (AGENCY + line).split("\n")[fault.line - 1] == line


@pytest.mark.parametrize("url", ["tanhlinh.example", "https://a.example/portal", "ftp://a.example"])
def test_the_address_of_the_site_is_absolute_and_bare(tmp_path: Path, url: str) -> None:
    (fault,) = faults(tmp_path, AGENCY.replace("https://xathu.example", url))
    assert "site_url" in fault.problem


def test_a_department_and_a_category_may_not_share_an_address(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, AGENCY.replace("Công an xã", "Tin Tức"))
    assert "“Tin tức” và “Tin Tức” có chung địa chỉ" in fault.problem


def test_notices_must_be_a_category(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, AGENCY.replace("notices: Thông báo", "notices: Cáo thị"))
    assert "Cáo thị" in fault.problem


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="invoke init"):
        read_agency(tmp_path / "agency.yaml")
