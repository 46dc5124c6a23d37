"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from tests.theme.conftest import Show


def test_is_a_plain_paragraph(example: Show) -> None:
    """A notice is a plain paragraph in the order of reading, not an alert that interrupts."""
    for name in ("trinh-dien", "sap-nhap", "bai-cu"):
        notice = example(name).select_one("*")
        assert notice is not None
        assert notice.name == "p"
        assert not notice.has_attr("role")
        assert not notice.has_attr("aria-live")


def test_names_the_agency(example: Show) -> None:
    """The notice of a demonstration names the agency whose site it is not."""
    assert "không phải cổng thông tin chính thức của UBND huyện Tánh Linh" in example("trinh-dien").text


def test_fictional_portal_says_so(example: Show) -> None:
    """The notice of a fictional portal says that agency and content are invented."""
    assert "UBND xã Mẫu và mọi nội dung ở đây là hư cấu" in example("hu-cau").text


def test_link_says_whose_portal(example: Show) -> None:
    """The link to the successor says whose portal it leads to."""
    link = example("sap-nhap").a
    assert link is not None
    assert link.text == "Cổng thông tin điện tử tỉnh Lâm Đồng"


def test_gives_the_day(example: Show) -> None:
    """The notice of an old article gives the day in words and for machines."""
    time = example("bai-cu").time
    assert time is not None
    assert (time.text, time["datetime"]) == ("21/3/2024", "2024-03-21T08:00+07:00")


def test_says_it_in_words(example: Show) -> None:
    """That of a withdrawn article says in words what its border shows."""
    assert "đã được thu hồi" in example("co-ly-do").text
    assert "Lý do: Lịch tiếp công dân đã thay đổi." in example("co-ly-do").text
    assert "Lý do" not in example("khong-ly-do").text


def test_is_a_note_with_a_name(example: Show) -> None:
    """That of a withdrawn article is a note with a name, in the order of reading."""
    assert example("co-ly-do").select_one("[role=note]")["aria-label"] == "Bài đã thu hồi"
