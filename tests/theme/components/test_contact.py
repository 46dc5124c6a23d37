"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from tests.conftest import AGENCY, TinySite
from tests.theme.conftest import Show


def test_every_fact_is_labelled(example: Show) -> None:
    """Every fact has its label."""
    facts = example("day-du").dl
    assert [label.text for label in facts.find_all("dt")] == [
        "Địa chỉ:",
        "Điện thoại:",
        "Trực ban Công an xã:",
        "Trạm Y tế:",
        "Thư điện tử:",
        "Giờ làm việc:",
    ]
    assert all(label.find_next_sibling().name == "dd" for label in facts.find_all("dt"))


def test_each_telephone_can_be_pressed(example: Show) -> None:
    """Each telephone can be pressed on a phone, unless it is not known yet."""
    numbers = [link["href"] for link in example("day-du").select('a[href^="tel:"]')]
    assert numbers == ["tel:02523000000", "tel:02523000001", "tel:02523000002"]
    assert not example("chua-biet").select("a")


def test_nothing_empty(example: Show) -> None:
    """What the agency has not given leaves nothing empty."""
    shown = example("chua-biet")
    assert len(shown.select("dt")) == len(shown.select("dd")) == 3
    assert all(fact.text.strip() for fact in shown.select("dt, dd"))


def test_office_shows_what_it_has(example: Show) -> None:
    labels = {
        name: [label.text for label in example(name).select("dt")] for name in ("don-vi", "don-vi-chi-co-so")
    }
    assert labels == {
        "don-vi": ["Địa chỉ:", "Điện thoại:", "Thư điện tử:", "Giờ làm việc:"],
        "don-vi-chi-co-so": ["Điện thoại:"],
    }


def test_contact_page_has_the_facts_of_the_agency(site: TinySite) -> None:
    site.write(
        "agency.yaml",
        AGENCY
        + "\ntelephone: 0252 300 0000\nhours: Sáng thứ Hai\nmap_url: https://bando.example/\n"
        + "telephones: [{label: Trạm Y tế, number: 0252 300 0002}]\n",
    )
    site.article()
    site.page("pages/lien-he.md", title="Liên hệ", slug="lien-he")
    site.page("pages/gioi-thieu.md", title="Giới thiệu", slug="gioi-thieu")
    built = site.build()
    facts = built.page("/lien-he/").select_one("main dl").text
    assert all(fact in facts for fact in ("0252 300 0000", "Trạm Y tế", "0252 300 0002", "Sáng thứ Hai"))
    assert not built.page("/gioi-thieu/").select("main dl")
