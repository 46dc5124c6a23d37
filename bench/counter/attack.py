"""Replay the attack that added 951,623 visits to a public counter, and show what our total becomes."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from bench.environment import measured_at
from bench.report import put_section, table
from plugins.visitor_counter.service.application import VisitorCounter, create_app
from plugins.visitor_counter.settings import Settings

POSTS = 951_623
HOURS = 24
BATCH = 500
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
START = 1_787_000_000_000  # ms


class Attack(NamedTuple):
    """What the script changes with each post."""

    label: str
    browser: bool = False
    address: bool = False


ATTACKS = (
    Attack("always the same browser string"),
    Attack("a new browser string each time", browser=True),
    Attack("a new browser string and a made-up X-Forwarded-For each time", browser=True, address=True),
)


async def total_after(attack: Attack, posts: int) -> tuple[int, int]:
    """Send posts from one address, spread over HOURS of the service's clock; return total and rejected views."""
    now = START
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            store=Path(folder) / "visits.sqlite3", create=True, trusted_proxies=("192.0.2.1",)
        )
        app = create_app(settings, clock=lambda: now)
        async with app.running():
            for first in range(0, posts, BATCH):
                now = START + int(first / posts * HOURS * 3_600_000)
                numbers = range(first, min(first + BATCH, posts))
                await asyncio.gather(*(_post(app, attack, number) for number in numbers))
            assert app.recorder.figures is not None
            return app.recorder.figures.total, sum(app.recorder.refusals.values())


async def _post(app: VisitorCounter, attack: Attack, number: int) -> None:
    browser = f"{BROWSER} {number}" if attack.browser else BROWSER
    headers = [(b"user-agent", browser.encode()), (b"sec-fetch-site", b"same-origin")]
    if attack.address:
        headers.append((b"x-forwarded-for", f"198.51.{number // 250 % 250}.{number % 250}".encode()))
    query = b"trang=/&ma=" + secrets.token_hex(16).encode()
    scope = {
        "type": "http", "method": "POST", "path": "/luot-truy-cap/xem", "query_string": query, "headers": headers,
        "client": ("203.0.113.9", 40_000),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        raise AssertionError

    async def send(_message: object) -> None:
        pass

    await app(scope, receive, send)


def replay_attacks(report: Path, posts: int = POSTS) -> None:
    """Replay each attack and write the section of the report."""
    rows = []
    for attack in ATTACKS:
        total, rejected = asyncio.run(total_after(attack, posts))
        rows.append([attack.label, f"{total:,}", f"{rejected:,}"])
        print(rows[-1], flush=True)
    text = (
        f"## A script that invents readers\n\n{measured_at()} {posts:,} posts of one script from one address within "
        f"{HOURS} hours, as in an attack on a public counter that counted each of them; the service runs unchanged "
        "with a simulated clock (`invoke bench.counter`).\n\n"
    )
    put_section(report, "attack", text + table(["the script sends", "total", "rejected"], rows))
