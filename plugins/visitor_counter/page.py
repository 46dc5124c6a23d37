"""The figures as a plain page, for readers without script who cannot see the picture."""

from html import escape
from urllib.parse import quote

from plugins.vietnamese.writing import number
from plugins.visitor_counter.figures import Figures, as_of_text
from plugins.visitor_counter.words import LABELS, STOPPED, UNAVAILABLE

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
li a{display:inline-block;padding:.5rem 0}
ul{list-style:none;padding:0}
</style>
"""
FIGURES = """<main>
<h1>Thống kê truy cập</h1>
{figures}
<ul>
<li><a href="/thong-ke-truy-cap/">Cách đếm lượt truy cập</a></li>
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


def page_of(figures: Figures | None, notice: str = "", *, stopped: bool = False) -> bytes:
    """Write a complete HTML page with the five figures and their time, or with the line that says there are none.

    `notice` is HTML of the site's own to stand above, "" for none. `stopped` says that nothing is counted now.
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
    return _page("Thống kê truy cập", FIGURES.format(figures="\n".join(parts)), notice)


def thanks_page(address: str, notice: str = "") -> bytes:
    """Write the page that thanks a reader for an answer and leads back to `address`, a page of this site."""
    return _page("Cảm ơn bạn", THANKS.format(address=escape(quote(address))), notice)


def _page(title: str, body: str, notice: str) -> bytes:
    header = f"<header>\n{notice}\n</header>\n" if notice else ""
    return (PAGE.replace("{title}", title) + header + body).encode()
