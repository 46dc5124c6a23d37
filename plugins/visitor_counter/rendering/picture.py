"""The figures as an SVG picture, for readers without script."""

from plugins.vietnamese.writing import number
from plugins.visitor_counter.counting.figures import Figures, as_of_text
from plugins.visitor_counter.words import LABELS, STOPPED, UNAVAILABLE

WIDTH, HEIGHT = 300, 204
LINE = 24

FRAME = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" role="img" aria-labelledby="t d" lang="vi">
<title id="t">Thống kê truy cập</title>
<desc id="d">{description}</desc>
<style>
text{{font:18px system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:#1b1b1b}}
.n{{font-weight:600;text-anchor:end}}.s{{font-size:15px;fill:#4a4a4a}}
path{{stroke:#b9b2a6}}
@media(prefers-color-scheme:dark){{text{{fill:#f1eee8}}.s{{fill:#c9c4ba}}path{{stroke:#5d5850}}}}
</style>
{rows}
</svg>
"""


def picture_of(figures: Figures | None, *, stopped: bool = False) -> bytes:
    """Return an SVG picture of the five figures and their time, or of a sentence if there are none.

    `stopped` adds that the counter is down. Colours follow the light or dark scheme. The size, 300 by 204 pixels, is
    reserved by the widget.
    """
    notes = [*([STOPPED] if stopped else []), as_of_text(figures) if figures else UNAVAILABLE]
    table = list(zip(LABELS, map(number, figures.numbers), strict=True)) if figures else []
    row = (HEIGHT - 10 - LINE * len(notes)) // len(LABELS)
    rows = [
        f'<text x="0" y="{row * n + row - 12}">{label}</text>'
        f'<text class="n" x="{WIDTH}" y="{row * n + row - 12}">{value}</text>'
        f'<path d="M0 {row * (n + 1) - 0.5}H{WIDTH}"/>'
        for n, (label, value) in enumerate(table)
    ]
    rows += [
        f'<text class="s" x="0" y="{row * len(table) + LINE * (n + 1)}">{note}</text>'
        for n, note in enumerate(notes)
    ]
    description = ". ".join(
        filter(None, ["; ".join(f"{label}: {value}" for label, value in table), " ".join(notes)])
    )
    return FRAME.format(width=WIDTH, height=HEIGHT, description=description, rows="\n".join(rows)).encode()
