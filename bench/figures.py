"""Times and ratios as people read them."""

from __future__ import annotations

NEARLY_ONE = 0.95


def seconds(value: float) -> str:
    """Return a time with three significant digits at most, e.g. `0.84 s`, `12.3 s`, `224 s`."""
    digits = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:,.{digits}f} s"


def ratio(value: float) -> str:
    """Return a ratio as people say it: `1/12` of something, or `2.1×` it."""
    if value >= NEARLY_ONE:
        return f"{value:.1f}×"
    part = 1 / value
    return f"1/{part:.1f}".removesuffix(".0") if part < 9.95 else f"1/{part:,.0f}"
