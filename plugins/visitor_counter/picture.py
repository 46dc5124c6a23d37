"""The figures as a picture, for readers whose browser runs no script."""

from plugins.visitor_counter.figures import LABELS, UNAVAILABLE, Figures, as_of_line, dotted

WIDTH, HEIGHT, ROW = 300, 204, 34

FRAME = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" role="img" aria-labelledby="t d" lang="vi">
<title id="t">Thống kê truy cập</title>
<desc id="d">{description}</desc>
<style>
text{{font:18px system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:#1b1b1b}}
.n{{font-weight:600;text-anchor:end}}.s{{font-size:16px;fill:#4a4a4a}}
path{{stroke:#b9b2a6}}
@media(prefers-color-scheme:dark){{text{{fill:#f1eee8}}.s{{fill:#c9c4ba}}path{{stroke:#5d5850}}}}
</style>
{rows}
</svg>
"""


def picture_of(figures: Figures | None) -> bytes:
    """Draw an SVG picture of the five figures and their time, or of the line that says there are none.

    Its colours follow the reader's light or dark scheme; 300 by 204 pixels, the room that the widget keeps free.
    """
    if figures is None:
        description, rows = UNAVAILABLE, f'<text x="0" y="20">{UNAVAILABLE}</text>'
    else:
        lines = list(zip(LABELS, map(dotted, figures.numbers), strict=True))
        description = "; ".join(f"{label}: {number}" for label, number in lines) + f". {as_of_line(figures)}."
        rows = "\n".join(
            f'<text x="0" y="{22 + ROW * n}">{label}</text>'
            f'<text class="n" x="{WIDTH}" y="{22 + ROW * n}">{number}</text>'
            f'<path d="M0 {ROW * (n + 1) - 0.5}H{WIDTH}"/>'
            for n, (label, number) in enumerate(lines)
        )
        rows += f'\n<text class="s" x="0" y="{26 + ROW * len(lines)}">{as_of_line(figures)}</text>'
    return FRAME.format(width=WIDTH, height=HEIGHT, description=description, rows=rows).encode()
