"""Marks within a line, links and typography, each kind as small as it can be."""

from __future__ import annotations

import pytest

from tests.contract.test_as_written import page, render


@pytest.mark.parametrize(
    "text",
    [
        "\\* Ghi chú.\n\nXem **quy định",
        "\\*\\*Quy định\\*\\* và **Quy định",
        "\\[Ảnh]\n\nXem [kế hoạch](a b",
    ],
)
def test_escaped_mark_excuses_no_other(text: str) -> None:
    assert any("trang sẽ hiện" in problem.message for problem in render(text).problems)
    assert render(text.partition("Xem **")[0].replace(" và **Quy định", "").partition("\n")[0]).problems == ()


@pytest.mark.parametrize(
    ("text", "emphasised"),
    [
        ('_Theo <a title="x_y" href="https://a.vn/">Báo</a>. Ảnh: Sơn._', ["Theo Báo. Ảnh: Sơn."]),
        ("_Nguồn: [Báo](https://a.vn/bai_viet)._", ["Nguồn: Báo."]),
        ("_Xem https://a.vn/x_y_z._", ["Xem https://a.vn/x_y_z."]),
        ("[_Báo_](https://a.vn)_. Ảnh: Sơn._", ["Báo", ". Ảnh: Sơn."]),
        ("**_Ông A_**_, Chủ tịch._", ["Ông A", ", Chủ tịch."]),
        ("*Do* [Phòng A](https://a.vn/)*. Mời dự.*", ["Do", ". Mời dự."]),
        ("Thu (1)*, chi (2)*", []),
    ],
)
def test_emphasis_reaches_over_links_and_tags(text: str, emphasised: list[str]) -> None:
    assert [part.get_text() for part in page(text).select("em")] == emphasised


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ("Tôi là **…………**, sinh ngày **.../.../...**", ["…………", "…/…/…"]),
        ("Dấu (**?**) và “**!**”", ["?", "!"]),
        ("Trưởng thôn **-** Ông A **:** 8h", ["-", ":"]),
        ("ngày**05/3/2024**tại **.gov.vn**", ["05/3/2024", ".gov.vn"]),
        ("**-**-2024, **/**/2024, 0790**123**45", []),
    ],
)
def test_signs_and_dates_may_be_bold(text: str, bold: list[str]) -> None:
    assert [part.get_text() for part in page(text).select("strong")] == bold


def test_stars_between_small_letters_are_asked_about() -> None:
    assert "dấu ** của chữ đậm" in render("từ**đậm**giữa").problems[0].message


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("https://k.io/a?q=(p:'v')", "https://k.io/a?q=(p:%27v%27)"),
        ('https://k.io/a"b', "https://k.io/a%22b"),
        ('https://k.io/it\'s "Tên"', "https://k.io/it%27s"),
        ("https://k.io/?ma[]=12", "https://k.io/?ma%5B%5D=12"),
    ],
)
def test_quotes_and_brackets_belong_to_a_url(target: str, url: str) -> None:
    shown = page(f"[Tra cứu]({target})")
    assert (shown.select_one("a")["href"], shown.get_text()) == (url, "Tra cứu")


@pytest.mark.parametrize("target", ["https://a.vn/bc", "/luu-tru/", "bao-cao.pdf", "#muc", "./a/b.md 'Tên'"])
def test_unused_definition_of_a_link_is_hidden_with_a_warning(target: str) -> None:
    body = render(f"Chữ.\n\n[Báo cáo]: {target}")
    assert body.html == "<p>Chữ.</p>"
    assert [(found.is_warning, "không dùng đến" in found.message) for found in body.problems] == [
        (True, True)
    ]


@pytest.mark.parametrize("text", ["Sơn", "Báo/Đài", "a.vn", "02523.888.999"])
def test_words_behind_brackets_and_a_colon_stay(text: str) -> None:
    assert page(f"[Ảnh]: {text}").get_text() == f"[Ảnh]: {text}"


@pytest.mark.parametrize("target", ["ke-hoach.pdf", "https://a.vn/kh"])
def test_space_between_a_text_and_its_target_is_reported(target: str) -> None:
    problem = render(f"Xem [Kế hoạch] ({target}) nhé").problems[0]
    assert (problem.is_warning, "dấu cách giữa ] và (" in problem.message) == (False, True)
    assert page("[1] (https://a.vn/kh), [a] (2024), [Ảnh] (Sơn)")


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("Thời gian", "thời-gian"),
        ("Thời gian", "Thoi-Gian"),
        ("2. Thời gian, địa điểm", "2-thời-gian-địa-điểm"),
        ("Hồ sơ/thủ tục", "hồ-sơthủ-tục"),
        ("A {#Lich-hop}", "lich-hop"),
        ("A {#lịch-họp}", "lịch-họp"),
    ],
)
def test_link_to_a_heading_may_differ_in_case_and_accents(heading: str, place: str) -> None:
    shown = page(f"## {heading}\n\n[Xem mục này](#{place})")
    assert shown.select_one("a")["href"] == f"#{shown.select_one('h2')['id']}"


def test_link_that_may_mean_two_headings_is_rejected() -> None:
    text = '<h2 id="a-b">Một</h2>\n<h2 id="ab">Hai</h2>\n\n[Xem mục này](#A_B)'
    assert "không có chỗ nào" in render(text).problems[0].message


@pytest.mark.parametrize(
    "text",
    ["10°48'34\"N", "9'30\"; 5'7\" và 12'5\"", "A --> B <-- C", "A -> B", "cao 5'7\"x 6'"],
)
def test_primes_and_arrows_are_no_quotes_and_dashes(text: str) -> None:
    shown = page(f"{text} nhé").get_text()
    assert not set(shown) & set("“‘—"), shown
    assert "”" in page('Ông nói "năm 2024" và 90\'s').get_text()
