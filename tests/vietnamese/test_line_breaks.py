"""No line of a title ends where it would part what belongs together."""

import pytest

from plugins.vietnamese.line_breaks import keep_together


@pytest.mark.parametrize(
    "written",
    [
        "Khánh thành cầu thôn~6, hai bờ sông không còn phải chờ đò",
        "Lịch tưới vụ đông xuân 2026~–\u2060~2027 theo tuyến kênh",
        "Nạo vét 4,2~km, kênh chính",
        "Trạm Y~tế mở cửa cả tháng~12",
        "Văn hóa~– Xã hội",
        "Quốc lộ~28 qua Tháng~3",
        "Lịch tháng~12~năm~2026, sau 2 năm",
        "năng suất 5,9~tấn/ha, từ 7~giờ 30~phút",
        "Tiêm chủng đạt 95~% ở 5 thôn",
    ],
)
def test_number_stays_with_its_noun_or_unit(written: str) -> None:
    assert keep_together(written.replace("\u2060", "").replace("~", " ")) == written.replace("~", "\u00a0")


@pytest.mark.parametrize("title", ["", " ", "a -", "  5", "Ba trường gặp mặt thầy cô", "Hội nghị 20 xã"])
def test_other_spaces_of_a_title_stay(title: str) -> None:
    assert keep_together(title) == title
