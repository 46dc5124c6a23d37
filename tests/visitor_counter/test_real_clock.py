"""The service as a process of its own, whose clock, or whose server's clock, goes over every edge of the calendar."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.conftest import FULL
from tests.visitor_counter.conftest import FIREFOX
from tests.visitor_counter.fake_time import FakeTime
from tests.visitor_counter.redis_server import RedisServer
from tests.visitor_counter.test_process import service
from tests.waiting import wait_until

pytestmark = [pytest.mark.long, pytest.mark.tools]
Step = tuple[str, str, tuple[int, ...]]

# Local time, who looks, and the figures then: online, today, week, month, total.
HANOI: list[Step] = [
    ("2024-02-28 23:50", "an", (1, 1, 1, 1, 1)),
    ("2024-02-29 00:10", "an", (1, 0, 1, 1, 1)),  # over midnight into the leap day: one visit
    ("2024-02-29 07:00", "bình", (1, 1, 2, 2, 2)),  # midnight in London is nothing here
    ("2024-02-29 23:59:59", "chi", (1, 2, 3, 3, 3)),
    ("2024-03-01 00:00", "", (1, 0, 3, 0, 3)),  # a month begins within a week
    ("2024-03-03 23:00", "an", (1, 1, 4, 1, 4)),
    ("2024-03-04 00:00", "", (0, 0, 0, 1, 4)),  # Sunday to Monday
    ("2024-12-31 23:59", "an", (1, 1, 1, 1, 5)),
    ("2025-01-01 00:01", "an", (1, 0, 1, 0, 5)),  # the year ends on a Tuesday
    ("2025-01-01 00:32", "an", (1, 1, 2, 1, 6)),
    # Set back over midnight: nothing falls, and no visit is split.
    ("2024-12-31 23:58", "an", (1, 2, 2, 2, 6)),
    ("2024-12-31 23:58:01", "bình", (2, 3, 3, 3, 7)),
    ("2025-01-01 00:10", "", (0, 1, 3, 1, 7)),
]
BERLIN: list[Step] = [
    ("2024-03-31 00:00", "an", (1, 1, 1, 1, 1)),
    ("2024-03-31 03:00", "bình", (1, 2, 2, 2, 2)),  # the hour from 02:00 does not exist
    ("2024-03-31 23:59:59", "an", (1, 3, 3, 3, 3)),
    ("2024-04-01 00:00", "", (1, 0, 0, 0, 3)),
    ("2024-10-27 02:50", "an", (1, 1, 1, 1, 4)),
    ("2024-10-27 02:10b", "an", (1, 1, 1, 1, 4)),  # the hour that comes twice: twenty minutes later
    ("2024-10-27 02:50b", "an", (1, 2, 2, 2, 5)),
    ("2024-10-28 00:00", "", (0, 0, 0, 2, 5)),
]


def walk(fake: FakeTime, steps: list[Step], address: str) -> None:
    """Go through the steps; visitors differ by their User-Agent."""
    with httpx.Client(base_url=address) as client:
        for moment, who, figures in steps:
            fake.set(moment)
            answer = client.post(
                "/luot-truy-cap/xem",
                params={"trang": "/", "ma": os.urandom(16).hex(), **({} if who else {"tu-dong": "1"})},
                headers={"user-agent": f"{FIREFOX} {quote(who) or '-'}", "sec-fetch-site": "same-origin"},
            ).json()
            if who:
                assert numbers(answer) == figures, (moment, who)
            else:
                wait_for_figures(client, figures)


def wait_for_figures(client: httpx.Client, figures: tuple[int, ...]) -> None:
    """Wait for the service's next round."""
    wait_until(lambda: numbers(client.get("/luot-truy-cap/so-lieu.json").json()) == figures, seconds=5)


def numbers(answer: dict[str, int]) -> tuple[int, ...]:
    return tuple(answer[name] for name in ("online", "today", "week", "month", "total"))


@pytest.fixture(params=["sqlite", "redis"])
def counted(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str, list[Step]], None]:
    """Runs a walk: the service's own clock is set, or only that of the server which keeps its counts."""

    def run(zone: str, steps: list[Step]) -> None:
        fake = FakeTime(tmp_path, ZoneInfo(zone))
        fake.set(steps[0][0])
        with ExitStack() as stack:
            options = ["--time-zone", zone]
            environment = fake.environment
            if request.param == "redis":
                server = stack.enter_context(RedisServer(tmp_path, environment=environment))
                options += ["--store", server.url]
                environment = dict(os.environ)
            _, address = stack.enter_context(
                service(tmp_path / "dem.sqlite3", *options, environment=environment)
            )
            walk(fake, steps, address)

    return run


# Daylight saving time on the real clock only in the full run; test_visits.py has the same hours.
WALKS = {"Asia/Ho_Chi_Minh": HANOI} | ({"Europe/Berlin": BERLIN} if FULL else {})


@pytest.mark.parametrize("zone", WALKS)
def test_days_change_at_local_midnight(counted: Callable[[str, list[Step]], None], zone: str) -> None:
    counted(zone, WALKS[zone])
