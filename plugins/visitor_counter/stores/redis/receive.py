"""Import the data of another store, including open visits, in one transaction."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from plugins.visitor_counter.stores.redis.errors import NOT_EMPTY, UnsafeServerError
from plugins.visitor_counter.stores.redis.totals import Keys, RedisTotals
from plugins.visitor_counter.stores.store import Snapshot

BATCH = 5000
PACK_SECRETS = """
local secrets = {}
for n = 1, #ARGV, 3 do
  secrets[#secrets + 1] = {ARGV[n], ARGV[n + 1], tonumber(ARGV[n + 2])}
end
redis.call('SET', KEYS[1], cmsgpack.pack({1, secrets}))
"""


def receive(server: Any, keys: Keys, layout: bytes, snapshot: Snapshot) -> None:
    """Write `snapshot` in one transaction, unless the server has data under this prefix.

    Data of an interrupted move with the same token, not counted into since, is overwritten. Raises UnsafeServerError,
    redis.RedisError.
    """
    with server.pipeline() as write:
        write.watch(keys.of("layout"), keys.of("moved-from"))
        known = write.get(keys.of("moved-from"))
        if write.exists(keys.of("layout")) and known != snapshot.token.encode():
            raise UnsafeServerError(NOT_EMPTY)
        write.multi()
        write.delete(
            *map(keys.of, ("visits", "origins", "marks", "nonces", "secrets", "days", "total", "opening"))
        )
        write.delete(
            *map(keys.of, ("refused", "answers", "adjustments", "moves")), *map(keys.reads, snapshot.reads)
        )
        write.set(keys.of("layout"), layout).set(keys.of("moved-from"), snapshot.token)
        _write_state(write, keys, snapshot)
        RedisTotals(write, keys).take_over(snapshot.report)
        for day, pages in snapshot.reads.items():
            for batch in _batches(dict(pages)):
                write.zadd(keys.reads(day), batch)
        write.execute()


def _write_state(write: Any, keys: Keys, snapshot: Snapshot) -> None:
    visits = dict(chain(snapshot.state.idle.items(), snapshot.state.online.items()))
    for batch in _batches({digest: visit.seen for digest, visit in visits.items()}):
        write.zadd(keys.of("visits"), batch)
    for batch in _batches(
        {digest: visit.origin for digest, visit in visits.items() if visit.origin != digest}
    ):
        write.hset(keys.of("origins"), mapping=batch)
    for batch in _batches({digest: visit.marks.hex() for digest, visit in visits.items() if visit.marks}):
        write.hset(keys.of("marks"), mapping=batch)
    for batch in _batches(dict(snapshot.state.nonces)):
        write.zadd(keys.of("nonces"), batch)
    if snapshot.state.secrets:
        flat = chain.from_iterable((s.day.isoformat(), s.key, s.until or 0) for s in snapshot.state.secrets)
        write.eval(PACK_SECRETS, 1, keys.of("secrets"), *flat)


def _batches(mapping: dict[Any, Any]) -> Iterator[dict[Any, Any]]:
    """Split a mapping into batches of at most BATCH entries."""
    rest = iter(mapping.items())
    while piece := dict(islice(rest, BATCH)):
        yield piece
