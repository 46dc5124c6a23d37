"""QR codes at work in a Pelican build."""

from __future__ import annotations

from typing import Any

from plugins.qr_code.drawing import qr_code


def add_filter(pelican: Any) -> None:
    """Offer `address | qr_code` to templates."""
    pelican.settings["JINJA_FILTERS"] = {**pelican.settings["JINJA_FILTERS"], "qr_code": qr_code}
