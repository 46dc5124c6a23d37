"""HTML pages for readers without script: the figures, and the thanks for an answer."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from plugins.urls.patterns import STATISTICS
from plugins.vietnamese.writing import number, short_date, short_month
from plugins.visitor_counter.counting.figures import Figures, as_of_text
from plugins.visitor_counter.rendering.summary import EMPTY, Summary
from plugins.visitor_counter.words import LABELS, MOST_READ, STOPPED, UNAVAILABLE

PAGE = """<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
body{font:1.125rem/1.7 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;max-width:34rem;margin:2rem auto;\
padding:0 1rem}
h1{font-size:1.75rem;line-height:1.3}
dl div{display:flex;justify-content:space-between;gap:1rem;border-bottom:1px solid}
dd{margin:0;font-weight:600}
h2,caption{font-size:1.25rem;font-weight:600;text-align:start;margin-top:2rem}
table{width:100%;border-collapse:collapse}
th{font-weight:400;text-align:start}
td,tr:first-child th:last-child{text-align:end}
tr{border-bottom:1px solid}
li a{display:inline-block;padding:.5rem 0}
ul{list-style:none;padding:0}
</style>
"""
FIGURES = """<main>
<h1>Thống kê truy cập</h1>
{figures}
<ul>
<li><a href="{statistics}">Cách đếm lượt truy cập</a></li>
<li><a href="/">Về trang chủ</a></li>
</ul>
</main>
</html>
"""
THANKS = """<main>
<h1>Cảm ơn bạn</h1>
<p>Câu trả lời của bạn giúp cơ quan làm trang tốt hơn.</p>
<p><a href="{address}">Trở lại trang vừa đọc</a></p>
</main>
</html>
"""


def page_of(
    figures: Figures | None, summary: Summary = EMPTY, notice: str = "", *, stopped: bool = False
) -> bytes:
    """Return an HTML page with the five figures, or a sentence if there are none, the most read, and visits by day and month.

    `notice` is HTML for the top of the page. `stopped` adds that the counter is down.
    """
    parts = []
    if figures is not None:
        rows = "\n".join(
            f"<div><dt>{label}</dt><dd>{number(value)}</dd></div>"
            for label, value in zip(LABELS, figures.numbers, strict=True)
        )
        parts.append(f"<dl>\n{rows}\n</dl>")
    if stopped:
        parts.append(f"<p>{STOPPED}</p>")
    parts.append(f"<p>{UNAVAILABLE if figures is None else as_of_text(figures)}</p>")
    if summary.most_read:
        items = "\n".join(
            f'<li><a href="{escape(quote(one.address))}">{escape(one.title)}</a> ({number(one.visits)} lượt đọc)</li>'
            for one in summary.most_read
        )
        parts.append(f"<h2>{MOST_READ}</h2>\n<ol>\n{items}\n</ol>")
    days = [(short_date(day), visits) for day, visits in reversed(summary.days)]
    months = [(short_month(month), visits) for month, visits in reversed(summary.months)]
    parts += _table("Số lượt theo ngày, 30 ngày qua", "Ngày", days)
    parts += _table("Số lượt theo tháng", "Tháng", months)
    return _page("Thống kê truy cập", FIGURES.format(figures="\n".join(parts), statistics=STATISTICS), notice)


def _table(caption: str, what: str, rows: Sequence[tuple[str, int]]) -> list[str]:
    if not rows:
        return []
    cells = (f'<th scope="row">{name}</th><td>{number(visits)}</td>' for name, visits in rows)
    lines = "\n".join(f"<tr>{row}</tr>" for row in cells)
    head = f'<tr><th scope="col">{what}</th><th scope="col">Số lượt</th></tr>'
    return [f"<table>\n<caption>{caption}</caption>\n{head}\n{lines}\n</table>"]


def thanks_page(address: str, notice: str = "") -> bytes:
    """Return the page of thanks for an answer, with a link back to the path `address`."""
    return _page("Cảm ơn bạn", THANKS.format(address=escape(quote(address))), notice)


def _page(title: str, body: str, notice: str) -> bytes:
    header = f"<header>\n{notice}\n</header>\n" if notice else ""
    return (PAGE.replace("{title}", title) + header + body).encode()
