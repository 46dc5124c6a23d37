"""The figures as a plain page, for readers without script who cannot see the picture."""

from plugins.visitor_counter.figures import LABELS, UNAVAILABLE, Figures, as_of_line, dotted

PAGE = """<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>Thống kê truy cập</title>
<style>
body{{font:1.125rem/1.7 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;max-width:34rem;margin:2rem auto;\
padding:0 1rem}}
h1{{font-size:1.75rem;line-height:1.3}}
dl div{{display:flex;justify-content:space-between;gap:1rem;border-bottom:1px solid}}
dd{{margin:0;font-weight:600}}
li a{{display:inline-block;padding:.5rem 0}}
ul{{list-style:none;padding:0}}
</style>
<main>
<h1>Thống kê truy cập</h1>
{figures}
<ul>
<li><a href="/thong-ke-truy-cap/">Cách đếm lượt truy cập</a></li>
<li><a href="/">Về trang chủ</a></li>
</ul>
</main>
</html>
"""


def page_of(figures: Figures | None) -> bytes:
    """Write a complete HTML page with the five figures and their time, or with the line that says there are none."""
    if figures is None:
        return PAGE.format(figures=f"<p>{UNAVAILABLE}</p>").encode()
    rows = "\n".join(
        f"<div><dt>{label}</dt><dd>{dotted(number)}</dd></div>"
        for label, number in zip(LABELS, figures.numbers, strict=True)
    )
    return PAGE.format(figures=f"<dl>\n{rows}\n</dl>\n<p>{as_of_line(figures)}</p>").encode()
