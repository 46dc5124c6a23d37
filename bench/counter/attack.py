"""The attack that put 951,623 visits into a public counter, sent to ours: what the total does.

python -m bench.counter.attack
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from bench.section import put_section
from plugins.visitor_counter.service.application import VisitorCounter, create_app
from plugins.visitor_counter.settings import Settings

POSTS = 951_623
HOURS = 24
AT_ONCE = 500
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
START = 1_787_000_000_000


class Attack(NamedTuple):
    """A way in which the script makes itself up: its browser string at each post, and what it claims to come from."""

    told: str
    browser: Callable[[int], str]
    forwarded: Callable[[int], str]


ATTACKS = (
    Attack("always the same browser string", lambda _: BROWSER, lambda _: ""),
    Attack("a new browser string each time", lambda n: f"{BROWSER} {n}", lambda _: ""),
    Attack(
        "a new browser string and a made-up X-Forwarded-For each time",
        lambda n: f"{BROWSER} {n}",
        lambda n: f"198.51.{n // 250 % 250}.{n % 250}",
    ),
)


async def total_after(attack: Attack, posts: int, hours: float) -> tuple[int, dict[str, int]]:
    """Send the posts of one address, evenly over some hours of the service's clock; gives the total, and what was refused."""
    now = START
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            store=Path(folder) / "visits.sqlite3", create=True, trusted_proxies=("192.0.2.1",)
        )
        app = create_app(settings, clock=lambda: now)
        async with app.running():
            for first in range(0, posts, AT_ONCE):
                now = START + int(first / posts * hours * 3_600_000)
                numbers = range(first, min(first + AT_ONCE, posts))
                await asyncio.gather(*(_post(app, attack, number) for number in numbers))
            figures = app.recorder.figures
            assert figures is not None
            return figures.total, dict(app.recorder.refusals)


async def _post(app: VisitorCounter, attack: Attack, number: int) -> None:
    headers = [(b"user-agent", attack.browser(number).encode()), (b"sec-fetch-site", b"same-origin")]
    forwarded = attack.forwarded(number)
    if forwarded:
        headers.append((b"x-forwarded-for", forwarded.encode()))
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


def write(posts: int, report: Path) -> None:
    """Write the section of the report."""
    about = (
        f"{posts:,} posts of one script from one address within {HOURS} hours, as they once went into a public "
        "counter one by one; the service as it is, its clock set (`python -m bench.counter.attack`)."
    )
    lines = [
        "## One script that makes up readers",
        "",
        about,
        "",
        "| the script sends | total | refused |",
        "| --- | ---: | ---: |",
    ]
    for attack in ATTACKS:
        total, refused = asyncio.run(total_after(attack, posts, HOURS))
        lines.append(f"| {attack.told} | {total:,} | {sum(refused.values()):,} |")
        print(lines[-1], flush=True)
    put_section(report, "attack", "\n".join(lines))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.counter.attack", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--posts", type=int, default=POSTS)
    parser.add_argument("--report", type=Path, default=Path("docs/benchmarks.md"))
    options = parser.parse_args()
    write(options.posts, options.report)


if __name__ == "__main__":
    main()
