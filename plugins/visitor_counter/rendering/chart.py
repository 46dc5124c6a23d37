"""Bar chart of visits by day and month as SVG, for readers without script."""

from collections.abc import Sequence
from datetime import date

from plugins.vietnamese.writing import number, short_month
from plugins.visitor_counter.rendering.summary import Summary

WIDTH, LABEL, VALUE, LINE = 320, 84, 84, 22
HEADING = 40

FRAME = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" role="img" aria-labelledby="t" lang="vi">
<title id="t">{title}</title>
<style>
text{{font:15px system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:#1b1b1b}}
.h{{font-size:18px;font-weight:600}}.n{{text-anchor:end;font-variant-numeric:tabular-nums}}rect{{fill:#8a1f11}}
@media(prefers-color-scheme:dark){{text{{fill:#f1eee8}}rect{{fill:#f0a99f}}}}
</style>
{parts}
</svg>
"""


def chart_of(summary: Summary) -> bytes:
    """Return an SVG bar chart of visits by day and by month, newest first, 320 pixels wide."""
    months = [(short_month(month), visits) for month, visits in reversed(summary.months)]
    days = [(_short(day), visits) for day, visits in reversed(summary.days)]
    parts, top = [], 0
    for heading, rows in (("Theo ngày, 30 ngày qua", days), ("Theo tháng", months)):
        parts.append(f'<text class="h" x="0" y="{top + 24}">{heading}</text>')
        top += HEADING
        parts += _bars(rows, top)
        top += LINE * len(rows) + LINE // 2
    return FRAME.format(
        width=WIDTH, height=top, title="Số lượt truy cập theo ngày và theo tháng", parts="\n".join(parts)
    ).encode()


def _bars(rows: Sequence[tuple[str, int]], top: int) -> list[str]:
    most = max((visits for _, visits in rows), default=0) or 1
    bar_width = WIDTH - LABEL - VALUE
    return [
        f'<text x="0" y="{top + LINE * n + 16}">{label}</text>'
        f'<rect x="{LABEL}" y="{top + LINE * n + 4}" width="{bar_width * visits / most:.1f}" height="14"/>'
        f'<text class="n" x="{WIDTH}" y="{top + LINE * n + 16}">{number(visits)}</text>'
        for n, (label, visits) in enumerate(rows)
    ]


def _short(day: date) -> str:
    return f"{day.day}/{day.month}"
