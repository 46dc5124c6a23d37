"""A QR code (ISO/IEC 18004) as a small SVG picture."""

from __future__ import annotations

import re
from typing import Any

from zxingcpp import BarcodeFormat, create_barcode

QUIET = 4  # modules of white on every side (ISO/IEC 18004, 6.3.8)
DARK = re.compile(b"\0+")


def qr_code(url: str) -> bytes:
    """Return the QR code of an absolute URL as an SVG picture, black on white in any colour scheme."""
    code = create_barcode(url, BarcodeFormat.QRCode, ec_level="L")  # the smallest version
    image: Any = code.to_image(scale=1, add_quiet_zones=False)  # a buffer, which its type does not say
    modules, width = memoryview(image).tobytes(), image.shape[0]
    side = width + 2 * QUIET
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path stroke="#000" d="M{QUIET} {QUIET}.5{outline(modules, width)}"/></svg>'
    )
    return svg.encode()


def outline(modules: bytes, width: int) -> str:
    """Return the dark modules (0; row by row) as SVG path data, with relative moves."""
    path, column = [], 0
    for start in range(0, len(modules), width):
        if start:
            path.append(f"m{-column} 1")
            column = 0
        for run in DARK.finditer(modules[start : start + width]):
            if run.start() > column:
                path.append(f"m{run.start() - column} 0")
            path.append(f"h{run.end() - run.start()}")
            column = run.end()
    return "".join(path)
