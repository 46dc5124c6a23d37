"""The five figures and their formats."""

import json
from dataclasses import dataclass
from datetime import datetime

from plugins.vietnamese.writing import clock, short_date


@dataclass(frozen=True, slots=True)
class Figures:
    """The five figures and the time for which they hold.

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
        """The five numbers in the order in which they are shown."""
        return self.online, self.today, self.week, self.month, self.total


def as_of_text(figures: Figures) -> str:
    """Return a Vietnamese sentence with the time of the figures, complete enough for a screen reader to announce alone."""
    return f"Số liệu truy cập lúc {clock(figures.as_of)}, {short_date(figures.as_of)}"


def to_json(figures: Figures, *, counted: bool | None = None) -> bytes:
    """Return the figures as a JSON object, with `counted` unless it is None."""
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
