"""SVG pictures for readers without script: the figures, and a bar chart of visits by day and month."""

from collections.abc import Sequence

from plugins.vietnamese.writing import number, short_month
from plugins.visitor_counter.counting.figures import Figures, as_of_text
from plugins.visitor_counter.rendering.summary import Summary
from plugins.visitor_counter.words import LABELS, STOPPED, UNAVAILABLE

WIDTH, HEIGHT = 300, 228  # of the picture; reserved by the widget
NOTE_HEIGHT = 24
CHART_WIDTH, LABEL_WIDTH, VALUE_WIDTH = 320, 84, 84
HEADING_HEIGHT, BAR_HEIGHT = 40, 22
FONT = 'system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif'
PICTURE_STYLE = f"""text{{font:18px {FONT};fill:#1b1b1b}}
.n{{font-weight:600;text-anchor:end}}.s{{font-size:15px;fill:#4a4a4a}}
path{{stroke:#b9b2a6}}
@media(prefers-color-scheme:dark){{text{{fill:#f1eee8}}.s{{fill:#c9c4ba}}path{{stroke:#5d5850}}}}"""
CHART_STYLE = f"""text{{font:15px {FONT};fill:#1b1b1b}}
.h{{font-size:18px;font-weight:600}}.n{{text-anchor:end;font-variant-numeric:tabular-nums}}rect{{fill:#736a5c}}
@media(prefers-color-scheme:dark){{text{{fill:#f1eee8}}rect{{fill:#968c7b}}}}"""


def picture_of(figures: Figures | None, *, stopped: bool = False) -> bytes:
    """Return a picture of the five figures and their time, or of a sentence if there are none.

    `stopped` adds that the counter is down. Colours follow the light or dark scheme.
    """
    # Of two lines: in one the sentence is wider than the picture.
    as_of = as_of_text(figures).replace(", ", ",\n").splitlines() if figures else [UNAVAILABLE]
    notes = [*([STOPPED] if stopped else []), *as_of]
    table = list(zip(LABELS, map(number, figures.numbers), strict=True)) if figures else []
    row = (HEIGHT - 10 - NOTE_HEIGHT * len(notes)) // len(LABELS)
    rows = [
        f'<text x="0" y="{row * n - 12}">{label}</text>'
        f'<text class="n" x="{WIDTH}" y="{row * n - 12}">{value}</text>'
        f'<path d="M0 {row * n - 0.5}H{WIDTH}"/>'
        for n, (label, value) in enumerate(table, 1)
    ]
    rows += [
        f'<text class="s" x="0" y="{row * len(table) + NOTE_HEIGHT * n}">{note}</text>'
        for n, note in enumerate(notes, 1)
    ]
    values = "; ".join(f"{label}: {value}" for label, value in table)
    description = ". ".join(filter(None, [values, " ".join(notes)]))
    return _svg((WIDTH, HEIGHT), "Thống kê truy cập", PICTURE_STYLE, rows, description)


def chart_of(summary: Summary) -> bytes:
    """Return a bar chart of visits by day and by month, newest first, 320 pixels wide."""
    months = [(short_month(month), visits) for month, visits in reversed(summary.months)]
    days = [(f"{day.day}/{day.month}", visits) for day, visits in reversed(summary.days)]
    parts, top = [], 0
    for heading, rows in (("Theo ngày, 30 ngày qua", days), ("Theo tháng", months)):
        parts.append(f'<text class="h" x="0" y="{top + 24}">{heading}</text>')
        top += HEADING_HEIGHT
        most = max((visits for _, visits in rows), default=0) or 1
        for label, visits in rows:
            width = (CHART_WIDTH - LABEL_WIDTH - VALUE_WIDTH) * visits / most
            parts.append(
                f'<text x="0" y="{top + 16}">{label}</text>'
                f'<rect x="{LABEL_WIDTH}" y="{top + 4}" width="{width:.1f}" height="14"/>'
                f'<text class="n" x="{CHART_WIDTH}" y="{top + 16}">{number(visits)}</text>'
            )
            top += BAR_HEIGHT
        top += BAR_HEIGHT // 2
    return _svg((CHART_WIDTH, top), "Số lượt truy cập theo ngày và theo tháng", CHART_STYLE, parts)


def _svg(size: tuple[int, int], title: str, style: str, parts: Sequence[str], description: str = "") -> bytes:
    width, height = size
    labelled, described = ("t d", f'\n<desc id="d">{description}</desc>') if description else ("t", "")
    lines = "\n".join(parts)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" role="img" aria-labelledby="{labelled}" lang="vi">
<title id="t">{title}</title>{described}
<style>
{style}
</style>
{lines}
</svg>
""".encode()
