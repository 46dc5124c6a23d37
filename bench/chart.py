"""A bar chart as SVG, drawn here: horizontal bars on a logarithmic scale, each with its number written beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from bench.figures import seconds

WIDTH, LEFT, RIGHT = 760, 185, 90
BAR, GAP, TOP = 15, 12, 44
# Told apart by lightness too, and every bar says its name: colour alone means nothing here.
COLOURS = ("#8a1c1c", "#1f4e8c", "#5c7f2b", "#8a6d00")
STYLE = """text { font: 13px system-ui, sans-serif; fill: #1c1b19; }
.small { font-size: 11px; } .line { stroke: #8884; } rect.paper { fill: #fffdf8; }
@media (prefers-color-scheme: dark) { text { fill: #ece7dc; } rect.paper { fill: #1b1a18; } .bar { opacity: .9; } }"""

Rows = Sequence[tuple[str, Mapping[str, float]]]


def bar_chart(title: str, rows: Rows, series: Sequence[str]) -> str:
    """Return an SVG picture: a group of bars for each row, a bar for each of `series` that the row has, in seconds."""
    values = [value for _, bars in rows for value in bars.values()]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    scale = (WIDTH - LEFT - RIGHT) / max(1, high - low)
    height = TOP + sum(len(bars) * BAR + GAP for _, bars in rows) + 24
    parts = [_grid(low, high, scale, height), f'<text x="12" y="22" font-weight="600">{escape(title)}</text>']
    y = TOP
    for label, bars in rows:
        parts.append(f'<text x="12" y="{y + 12}">{escape(label)}</text>')
        for name in series:
            if name in bars:
                length = max(1.0, (math.log10(bars[name]) - low) * scale)
                parts.append(_bar(name, bars[name], y, length, COLOURS[series.index(name) % len(COLOURS)]))
                y += BAR
        y += GAP
    drawing = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(title)}">\n<title>{escape(title)}</title>\n<style>{STYLE}</style>\n'
        f'<rect class="paper" width="{WIDTH}" height="{height}"/>\n{drawing}\n</svg>\n'
    )


def _bar(name: str, value: float, y: float, length: float, colour: str) -> str:
    said = f"{escape(name)} {seconds(value)}"
    return (
        f'<rect class="bar" x="{LEFT}" y="{y + 2}" width="{length:.1f}" height="{BAR - 3}" fill="{colour}"/>'
        f'<text class="small" x="{LEFT + length + 5:.1f}" y="{y + 12}">{said}</text>'
    )


def _grid(low: int, high: int, scale: float, height: int) -> str:
    lines = []
    for power in range(low, high + 1):
        x = LEFT + (power - low) * scale
        said = f"{10.0**power:g} s"
        lines.append(f'<line class="line" x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{height - 22}"/>')
        lines.append(f'<text class="small" x="{x:.1f}" y="{height - 8}" text-anchor="middle">{said}</text>')
    return "\n".join(lines)
