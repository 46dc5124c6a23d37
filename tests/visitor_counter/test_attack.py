"""One script that makes up readers: what it does to the total."""

import random
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from plugins.visitor_counter.filters.ceiling import VIEWS_A_VISIT
from plugins.visitor_counter.settings import VISITS_AN_HOUR
from tests.visitor_counter.conftest import FIREFOX, Browser, FakeClock, Serve


@pytest.mark.long
@pytest.mark.anyio
async def test_script_that_only_repeats_itself_is_one_visit(serve: Serve) -> None:
    async with serve(ceiling=5) as client:
        script = Browser(client)
        for _ in range(300):
            await script.view()
        assert await script.figures() == [1, 1, 1, 1, 1]


@pytest.mark.anyio
async def test_changing_user_agents_hit_the_ceiling(serve: Serve) -> None:
    async with serve(ceiling=20) as client:
        for number in range(200):
            await Browser(client, f"{FIREFOX} {number}").view()
        assert (await Browser(client).figures())[4] == 20
        assert client.app.recorder.refusals == Counter(ceiling=180)


@pytest.mark.anyio
async def test_forged_forwarded_for_stays_one_address(serve: Serve) -> None:
    chance = random.Random(1)
    async with serve(ceiling=20, trusted_proxies=("192.0.2.1",)) as client:
        for number in range(100):
            named = ".".join(str(chance.randrange(256)) for _ in range(4))
            await Browser(client, f"{FIREFOX} {number}").view(headers={"x-forwarded-for": named})
        assert (await Browser(client).figures())[4] == 20


@pytest.mark.anyio
async def test_flood_is_turned_away_before_it_costs_memory(
    serve: Serve, clock: FakeClock, database: Path
) -> None:
    async with serve(ceiling=2) as client:
        script = Browser(client)
        for _ in range(2 * VIEWS_A_VISIT + 50):
            await script.view()
        with closing(sqlite3.connect(database)) as kept:
            assert kept.execute("SELECT count(nonce) FROM views").fetchone() == (2 * VIEWS_A_VISIT,)
        clock.forward(minutes=60)
        assert (await script.view()).json()["counted"] is True


@pytest.mark.anyio
async def test_readers_at_other_addresses_do_not_notice(serve: Serve) -> None:
    async with serve(ceiling=3, trusted_proxies=("203.0.113.9",)) as client:
        for number in range(50):
            await Browser(client, f"{FIREFOX} {number}").view(headers={"x-forwarded-for": "198.51.100.1"})
        answer = await Browser(client).view(headers={"x-forwarded-for": "198.51.100.2"})
        assert answer.json()["counted"] is True
        assert answer.json()["total"] == 4


def test_default_leaves_room_for_those_behind_one_address() -> None:
    """Ports of an IPv4 address, 512 for each customer of a carrier, and at most two visits of each in an hour."""
    assert VISITS_AN_HOUR >= (65_536 - 1024) // 512 * 2 * 2
