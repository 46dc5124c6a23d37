"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

import pytest

from tests.theme.conftest import Show


def test_facts_are_labelled_and_links_a_landmark(example: Show) -> None:
    """Every fact has its label, and the links are a navigation landmark with a name."""
    footer = example("day-du").footer
    assert [label.text for label in footer.find_all("dt")] == [
        "Chịu trách nhiệm nội dung:",
        "Địa chỉ:",
        "Điện thoại:",
        "Thư điện tử:",
    ]
    assert footer.nav["aria-label"]
    assert [link.text for link in footer.nav.find_all("a")] == [
        "Sơ đồ cổng",
        "RSS",
        "Quyền riêng tư",
        "Trợ năng",
        "Đăng nhập",
    ]


def test_telephone_and_email_can_be_pressed(example: Show) -> None:
    """Telephone and e-mail can be pressed, unless they are not known yet."""
    assert [link["href"] for link in example("day-du").select("dd a")] == [
        "tel:02523000000",
        "mailto:vanphong@xathu.example",
    ]
    assert example("chua-biet").select("dd a") == []
    assert "[chưa có số điện thoại]" in example("chua-biet").text


def test_two_telephone_numbers_are_shown_and_not_joined_to_one(example: Show) -> None:
    """Of several numbers in one line none can be pressed: joined they would be nobody's."""
    shown = example("hai-so")
    assert shown.select('a[href^="tel:"]') == []
    assert "0252 3 000 000 - 0252 3 000 001" in shown.text


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0252 3000000", "02523000000"),
        ("(0252) 3.000.000", "02523000000"),
        ("+84 252 3000 000", "+842523000000"),
        ("1022", "1022"),
        ("0252-3000-000", "02523000000"),
        ("0252 3000000, 0252 3000001", None),
        ("0252 3000000/3000001", None),
        ("1022 - 1080", None),
        ("1022 1080 0252 3000 000", None),
        ("0252 3000000 (máy lẻ 12)", None),
        ("0252 3000000; +84 252 3000001", None),
        ("+84252 +84253", None),
    ],
)
def test_a_telephone_is_a_link_when_it_is_one_number(macro: Show, written: str, number: str | None) -> None:
    facts = ("name", "full_name", "responsible", "english_responsible", "address", "english_address", "email")
    agency = dict.fromkeys(facts, "A")
    shown = macro(agency={**agency, "telephone": written, "badges": {"ipv6": False, "trust_url": ""}})
    links = [link["href"] for link in shown.select('a[href^="tel:"]')]
    assert links == ([f"tel:{number}"] if number else [])
    assert written in shown.text


def test_asks_to_name_the_source(example: Show) -> None:
    """It asks to name the source in words."""
    assert "Ghi rõ nguồn “UBND xã Thử” khi phát hành lại thông tin" in example("day-du").text


def test_no_badges_leave_no_empty_list(example: Show) -> None:
    assert example("chua-biet").select(".badges") == []


def test_drawings_are_silent(example: Show) -> None:
    """The drawings are silent; the words beside them say all."""
    badges = example("ca-hai")
    assert all(drawing["aria-hidden"] == "true" for drawing in badges.find_all("svg"))
    assert [badge.text.strip() for badge in badges.find_all("li")] == [
        "Sẵn sàng IPv6",
        "Tín nhiệm mạng",
    ]


def test_nothing_is_fetched_from_elsewhere(example: Show) -> None:
    """Nothing is fetched from another site."""
    assert example("ca-hai").select("img, [src], image, use, link") == []


def test_missing_badge_is_not_shown(example: Show) -> None:
    """A badge that the agency does not have is not shown."""
    assert len(example("chi-ipv6").find_all("li")) == 1
