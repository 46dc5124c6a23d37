"""The budget in a Pelican build."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plugins.budget.weight import LIMIT, heaviest_part, weigh
from plugins.errors.issue import Issue
from plugins.incremental.api import PageRejectedError
from plugins.vietnamese.writing import number

THEME = 8_800  # bytes of style and script: 5,200 and 2,600 on every page, 1,000 that only some pages need
HINTS = {
    "head": "Rút ngắn tiêu đề, tóm tắt và bớt chủ đề của bài.",
    "header": "Rút ngắn full_name, superior hoặc lời báo trong agency.yaml.",
    "nav": "Bớt mục ở menu trong agency.yaml.",
    "main": "Bớt mục ở tasks hoặc links trong agency.yaml.",
    "aside": "Bớt mục ở links trong agency.yaml, bớt chủ đề của bài.",
    "footer": "Bớt mục ở badges và rút ngắn địa chỉ trong agency.yaml.",
}


def add_filter(pelican: Any) -> None:
    """Offer `{% filter within_budget(output_file, own_texts, STYLESHEET_WEIGHT, SCRIPT_WEIGHT) %}`."""
    pelican.settings["JINJA_FILTERS"]["within_budget"] = within_budget


def within_budget(html: str, output_file: str, own_texts: Sequence[str], style: int, script: int) -> str:
    """Return the page unchanged. Raises PageRejectedError, with an Issue, if it weighs more than law 6 allows."""
    weight = weigh(html, own_texts, style, script)
    if weight.total <= LIMIT:
        return html
    part, part_weight = heaviest_part(html, own_texts)
    if style + script > THEME:
        part, part_weight = "theme", style + script
    problem = (
        f"trang nặng {number(weight.total)} byte sau khi nén, quá mức {number(LIMIT)} byte: "
        f"HTML {number(weight.html)}, kiểu dáng {number(weight.style)}, mã lệnh {number(weight.script)}. "
        f"Nặng nhất là phần <{part}>: {number(part_weight)} byte."
    )
    hint = HINTS.get(part, "Giảm kiểu dáng và mã lệnh trong theme/ và plugins/.")
    raise PageRejectedError(Issue(f"/{output_file}", 0, problem, hint))
