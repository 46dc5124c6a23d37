"""The five figures that readers see, and how they are written."""

import json
from dataclasses import dataclass
from datetime import datetime


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


LABELS = ("Đang truy cập", "Hôm nay", "Trong tuần", "Tháng hiện tại", "Tổng lượt truy cập")
UNAVAILABLE = "Hiện chưa có số liệu truy cập."


def dotted(number: int) -> str:
    """Write a whole number as Vietnamese readers do: 7448251 gives "7.448.251"."""
    return f"{number:,}".replace(",", ".")


def as_of_line(figures: Figures) -> str:
    """Say when the figures were true, in words and the site's local time."""
    return f"Cập nhật lúc {figures.as_of:%H:%M}"


def to_json(figures: Figures, *, counted: bool | None = None) -> bytes:
    """Write the figures as one JSON object; `counted` tells the sender of a view whether it was counted."""
    online, today, week, month, total = figures.numbers
    fields: dict[str, object] = {
        "online": online,
        "today": today,
        "week": week,
        "month": month,
        "total": total,
    }
    fields["as_of"] = figures.as_of.isoformat(timespec="seconds")
    if counted is not None:
        fields["counted"] = counted
    return json.dumps(fields, separators=(",", ":")).encode()
