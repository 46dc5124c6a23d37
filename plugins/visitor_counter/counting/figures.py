"""The five figures that readers see, and how they are written."""

import json
from dataclasses import dataclass
from datetime import datetime

from plugins.vietnamese.writing import clock, short_date


@dataclass(frozen=True, slots=True)
class Figures:
    """The five figures and the moment they were true.

    `online` counts visitors with a view in the last 5 minutes; `today`, `week`, `month` and `total` count visits
    begun since local midnight, Monday, the 1st, and ever (with the opening total). `as_of` is aware, in the site's
    time zone.
    """

    online: int
    today: int
    week: int
    month: int
    total: int
    as_of: datetime

    @property
    def numbers(self) -> tuple[int, int, int, int, int]:
        """The five figures alone, in the order readers see them."""
        return self.online, self.today, self.week, self.month, self.total


def as_of_text(figures: Figures) -> str:
    """Say what the figures are and when they were true, in the site's time: it is read aloud by itself."""
    return f"Số liệu truy cập lúc {clock(figures.as_of)}, {short_date(figures.as_of)}"


def to_json(figures: Figures, *, counted: bool | None = None) -> bytes:
    """Write the figures as one JSON object; `counted` tells the sender of a view whether it was counted."""
    online, today, week, month, total = figures.numbers
    fields: dict[str, object] = {
        "online": online,
        "today": today,
        "week": week,
        "month": month,
        "total": total,
        "as_of": figures.as_of.isoformat(timespec="seconds"),
        "as_of_text": as_of_text(figures),
    }
    if counted is not None:
        fields["counted"] = counted
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
