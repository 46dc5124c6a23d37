"""How a card looks: every letter whole, every line apart, every word that matters there."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image

from plugins.agency.palettes import PALETTES
from plugins.cards.card import HEIGHT, WIDTH, Card
from plugins.cards.drawing import MARGIN, TEXT_WIDTH, TITLE, drawn, layout
from plugins.cards.text import ELLIPSIS, FOLDER, REGULAR, SEMIBOLD, displayable, fitted, font, font_file, has
from plugins.styleguide.components import read_tokens
from tests.conftest import ROOT

LONG = (
    "Hội nghị trực tuyến toàn tỉnh quán triệt, triển khai thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của "
    "Bộ Chính trị về đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số quốc gia "
    "trên địa bàn huyện Tánh Linh giai đoạn 2025 – 2030, tầm nhìn đến năm 2045"
)
CAPITALS = (
    "ỦY BAN NHÂN DÂN XÃ TỔ CHỨC LỄ KỶ NIỆM, PHÁT ĐỘNG TẾT TRỒNG CÂY ĐỜI ĐỜI NHỚ ƠN BÁC HỒ, ẨN ẪM ẶT ỆỘỰ"
)
TITLES = [
    LONG,
    CAPITALS,
    "Thông báo",
    "Kế hoạch số 86/KH-UBND về việc kiểm tra công tác cải cách hành chính năm 2024",
    "Phát động cuộc thi “Tìm hiểu pháp luật về bảo vệ môi trường” – đợt 2",
    "Tanh Linh district welcomes visitors to the Thac Ba waterfall festival",
    "https://dichvucong.example/mot-dia-chi-rat-dai/khong-co-khoang-trang/nao-ca/" * 3,
]
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
SMALL = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
LETTERS = [*SMALL, *(letter.upper() for letter in SMALL)]


def card(title: str = "Một bài", department: str = "Văn phòng HĐND và UBND", **others: str) -> Card:
    known = {"superior": "Tỉnh Lâm Đồng", "name": "Ủy ban nhân dân xã Thử", "date": "21/3/2024"}
    return Card(title=title, department=department, **(known | others))


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def title_lines(text: str) -> list[str]:
    return fitted(displayable(text, SEMIBOLD), SEMIBOLD, TITLE, TEXT_WIDTH, 300).lines


def written(one: Card) -> list[str]:
    """Return the lines of a card, from top to bottom."""
    return [line.text for line in layout(one)[0]]


@pytest.mark.parametrize("title", TITLES)
def test_a_card_is_a_small_png_of_the_size_that_messengers_show(title: str) -> None:
    data = drawn(card(title))
    image = opened(data)
    assert (
        (image.format, image.mode, image.size) == ("PNG", "P", (WIDTH, HEIGHT)) == ("PNG", "P", (1200, 630))
    )
    assert len(data) < 18_000


@pytest.mark.parametrize("title", TITLES)
def test_nothing_reaches_into_the_margins(title: str) -> None:
    long_names = card(title, department=LONG, name=LONG, superior=LONG)
    for one in (card(title), long_names):
        left, top, right, bottom = opened(drawn(one)).getbbox() or (0, 0, 0, 0)
        assert left >= MARGIN - 2
        assert right <= WIDTH - MARGIN + 2
        assert top >= 48
        assert bottom <= HEIGHT - 44


def test_card_shows_agency_title_department_and_date() -> None:
    assert written(card()) == [
        "Tỉnh Lâm Đồng",
        "Ủy ban nhân dân xã Thử",
        "Một bài",
        "Văn phòng HĐND và UBND · 21/3/2024",
    ]


def test_the_date_is_whole_however_long_the_department_is_called() -> None:
    foot = written(card(department=LONG))[-1]
    assert foot.startswith("Hội nghị trực tuyến")
    assert foot.endswith(f"{ELLIPSIS} · 21/3/2024")


def test_colours_are_those_of_the_portal() -> None:
    css = (ROOT / "theme/styles/10-tokens.css").read_text(encoding="utf-8")
    tokens = read_tokens(PALETTES["xanh-lam"].fill(css))[""]
    image = opened(drawn(card(accent=PALETTES["xanh-lam"].accent))).convert("RGB")
    data = image.tobytes()
    found = {f"#{data[place : place + 3].hex()}" for place in range(0, len(data), 3)}
    assert {tokens[name] for name in ("--paper", "--ink", "--accent")} < found
    assert len(found) == 4  # and one between paper and ink, at the edges of letters


@pytest.mark.parametrize("title", [CAPITALS, "Gỹ Ẩgỵ " * 14, LONG, "Ạ Ẳ " * 40])
def test_marks_of_one_line_do_not_touch_the_line_above(title: str) -> None:
    block = fitted(title.strip(), SEMIBOLD, TITLE, TEXT_WIDTH, 300)
    assert len(block.lines) > 2
    boxes = [font(SEMIBOLD, block.size).getbbox(line, anchor="ls") for line in block.lines]
    assert all(upper[3] - lower[1] < block.step for upper, lower in pairwise(boxes))
    assert block.height <= 300


def test_long_title_has_five_lines_and_an_ellipsis() -> None:
    lines = title_lines(LONG)
    assert len(lines) == 5
    assert lines[-1].endswith(f"i{ELLIPSIS}") or lines[-1][-2].isalpha()
    assert LONG.startswith(" ".join(lines).removesuffix(ELLIPSIS))


def test_lines_are_of_about_the_same_length() -> None:
    for title in TITLES[3:6]:
        long = [font(SEMIBOLD, 60).getlength(line) for line in title_lines(title)]
        assert len(long) > 1
        assert min(long) > 0.65 * max(long), title_lines(title)


def test_words_that_belong_together_stay_on_one_line() -> None:
    held = "Quyết định về việc phân công nhiệm vụ của Ủy ban năm\u00a02024"
    assert "năm\u00a02024" in title_lines(held)[-1]


def test_long_word_is_broken_at_the_edge() -> None:
    lines = title_lines("a/" * 70)
    assert "".join(lines) == "a/" * 70
    assert len(lines) > 1


def test_missing_glyph_is_replaced_or_left_out() -> None:
    assert displayable("Lễ hội 🎉 mùa xuân", SEMIBOLD) == "Lễ hội mùa xuân"
    assert displayable("① Thông báo № 5 ﬁ", SEMIBOLD) == "1 Thông báo No 5 fi"
    assert displayable("Xã Hàm\u2011Thuận\u2009\u2013\u3000Bắc", SEMIBOLD) == "Xã Hàm-Thuận – Bắc"
    assert displayable("中文 Việt", SEMIBOLD) == "Việt"
    assert displayable("Kơ Ho, 🎉, a\u0488", SEMIBOLD) == "Kơ Ho, , a"
    assert displayable("“86/KH-UBND” – 50 % …", REGULAR) == "“86/KH-UBND” – 50 % …"


def test_font_has_every_vietnamese_letter() -> None:
    for weight in (REGULAR, SEMIBOLD):
        assert [letter for letter in LETTERS if not has(weight, letter)] == []
        assert not any(has(weight, letter) for letter in "漢Жก🎉\u2010")


def test_title_without_any_glyph_shows_the_agency() -> None:
    assert written(card("中文")).count("Ủy ban nhân dân xã Thử") == 2


def test_decomposed_letters_give_the_same_card() -> None:
    assert drawn(card(unicodedata.normalize("NFD", CAPITALS))) == drawn(card(CAPITALS))


@pytest.mark.long
def test_another_process_draws_the_same_bytes() -> None:
    code = (
        "import sys; from tests.cards.test_drawing import CAPITALS, card; from plugins.cards.drawing import drawn;"
        "sys.stdout.buffer.write(drawn(card(CAPITALS)))"
    )
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": "C"}
        run = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, env=environment
        )
        assert run.stdout == drawn(card(CAPITALS))


def test_the_font_has_its_licence_beside_it() -> None:
    licence = (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "Be Vietnam Pro Project Authors" in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert {file.name for file in FOLDER.iterdir()} == {
        "OFL.txt",
        font_file(REGULAR).name,
        font_file(SEMIBOLD).name,
    }
