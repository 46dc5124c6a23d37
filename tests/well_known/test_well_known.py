import json
import re
from datetime import date, datetime
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest

from plugins.agency.reading import read_agency
from plugins.agency.warnings import expiring
from plugins.errors.issue import ContentError
from tests.conftest import AGENCY, TinySite

SECURITY = "security_contact: anninh@xathu.example\nsecurity_expires: 1/6/2027\n"


def test_robots_may_read_pages_and_not_what_the_counter_answers(site: TinySite) -> None:
    site.article()
    robots = RobotFileParser()
    robots.parse(site.build().text("/robots.txt").splitlines())
    assert robots.can_fetch("*", "https://xathu.example/2024/03/bai/")
    assert not robots.can_fetch("*", "https://xathu.example/luot-truy-cap/so-lieu.svg?trang=/")
    assert robots.site_maps() == ["https://xathu.example/sitemap.xml"]


def test_security_txt_says_whom_to_tell_and_until_when(site: TinySite) -> None:
    site.write("agency.yaml", AGENCY + SECURITY)
    text = site.build().text("/.well-known/security.txt")
    fields = [line.partition(": ")[::2] for line in text.splitlines()]
    assert [name for name, _ in fields] == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    reported = dict(fields)
    assert reported["Contact"] == "mailto:anninh@xathu.example"
    assert datetime.fromisoformat(reported["Expires"]).isoformat() == "2027-06-01T00:00:00+07:00"
    assert reported["Canonical"] == "https://xathu.example/.well-known/security.txt"


@pytest.mark.parametrize("line", SECURITY.splitlines())
def test_without_contact_or_end_there_is_no_security_txt(site: TinySite, line: str) -> None:
    site.write("agency.yaml", AGENCY + line + "\n")
    assert not [path for path in site.build().paths() if "security" in path]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("anninh@xathu.example", "mailto:anninh@xathu.example"),
        ("mailto:anninh@xathu.example", "mailto:anninh@xathu.example"),
        ('"tel:+84-252-123456"', "tel:+84-252-123456"),
        ("https://xathu.example/bao-loi/", "https://xathu.example/bao-loi/"),
    ],
)
def test_a_contact_may_be_an_address_a_number_or_a_page(tmp_path: Path, written: str, read: str) -> None:
    file = tmp_path / "agency.yaml"
    file.write_text(f"{AGENCY}security_contact: {written}\n", encoding="utf-8")
    assert read_agency(file).security_contact == read


@pytest.mark.parametrize(
    "written", ["anninh", "http://xathu.example/", "javascript:alert(1)", "a@b@c", "tel:abc"]
)
def test_a_contact_that_leads_nowhere_is_refused(tmp_path: Path, written: str) -> None:
    file = tmp_path / "agency.yaml"
    file.write_text(f"{AGENCY}security_contact: {written}\n", encoding="utf-8")
    with pytest.raises(ContentError, match="security_contact"):
        read_agency(file)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2027, 4, 30), None),
        (date(2027, 5, 1), "sắp hết hạn ngày 1/6/2027"),
        (date(2027, 5, 31), "sắp hết hạn ngày 1/6/2027"),
        (date(2027, 6, 1), "đã hết hạn ngày 1/6/2027"),
    ],
)
def test_the_operator_is_reminded_a_month_before_the_end(
    tmp_path: Path, today: date, said: str | None
) -> None:
    file = tmp_path / "agency.yaml"
    file.write_text(AGENCY + SECURITY, encoding="utf-8")
    reminders = expiring(read_agency(file), file, today)
    if said is None:
        assert reminders == []
        return
    (reminder,) = reminders
    assert said in reminder.message
    assert (AGENCY + SECURITY).split("\n")[reminder.line - 1].startswith("security_expires")


def test_manifest_names_the_agency_and_its_icon(site: TinySite) -> None:
    built = site.build()
    manifest = json.loads(built.text("/manifest.webmanifest"))
    assert manifest["name"] == "Ủy ban nhân dân xã Thử"
    assert manifest["icons"][0]["src"].lstrip("/") in built.paths()
    assert built.page("/").select_one('link[rel="manifest"]')["href"] == "/manifest.webmanifest"
    assert not re.search("https?:", built.text("/manifest.webmanifest"))
