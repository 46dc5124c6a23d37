"""The six accents that `agency.yaml` may choose, and how they get into style sheets and drawings.

A style sheet or drawing names a colour of the accent by its field: `palette-accent`, `palette-strong-dark`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DEFAULT = "do-dam"
NAMED = re.compile(r"palette-([a-z]+(?:-dark)?)")


@dataclass(frozen=True)
class Palette:
    """An accent: its name in Vietnamese, and its colours as `#rrggbb` (their contrast: tests/theme/test_contrast.py).

    `accent` is the ground of the menu and marks on light grounds, `deep` a darker ground, `dark` marks on dark grounds;
    `strong` and `strong_dark` are both where more contrast is wanted.
    """

    name: str
    accent: str
    deep: str
    dark: str
    strong: str
    strong_dark: str

    def fill(self, text: str) -> str:
        """Return a style sheet or drawing with the colours that it names."""
        return NAMED.sub(lambda match: str(getattr(self, match[1].replace("-", "_"))), text)


PALETTES = {
    "do-dam": Palette("đỏ đậm", "#8b1313", "#5f0c0c", "#ff9a8c", "#6b0000", "#ffd0c7"),
    "nau-dat": Palette("nâu đất", "#6b3410", "#46210a", "#f2b48a", "#4a2206", "#ffdcc2"),
    "xanh-luc": Palette("xanh lục", "#0f5132", "#0a3622", "#8fd6ab", "#003d1c", "#c4f2d4"),
    "xanh-ngoc": Palette("xanh ngọc", "#0b4f58", "#07353c", "#86d2dc", "#003a42", "#c3f0f6"),
    "xanh-lam": Palette("xanh lam", "#123f7c", "#0c2a54", "#a3c6ff", "#00297a", "#d0e2ff"),
    "tim-man": Palette("tím mận", "#5b1f5e", "#3d143f", "#e3b0e6", "#430046", "#f6d9f8"),
}
