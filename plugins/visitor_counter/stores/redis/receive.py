"""Taking in all that another store held, open visits too, at one stroke."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from plugins.visitor_counter.stores.redis.errors import NOT_EMPTY, UnsafeServerError
from plugins.visitor_counter.stores.redis.totals import Keys, RedisKept
from plugins.visitor_counter.stores.store import Snapshot

AT_ONCE = 5000
PACK_SECRETS = """
local secrets = {}
for n = 1, #ARGV, 3 do
  secrets[#secrets + 1] = {ARGV[n], ARGV[n + 1], tonumber(ARGV[n + 2])}
end
redis.call('SET', KEYS[1], cmsgpack.pack({1, secrets}))
"""


def receive(server: Any, keys: Keys, layout: bytes, snapshot: Snapshot) -> None:
    """Write down `snapshot` in one transaction, unless the server holds something of this portal already.

    What an earlier move of the same name has brought, into which nobody has counted since, is written anew. Raises
    UnsafeServerError, redis.RedisError.
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
        RedisKept(write, keys).take_over(snapshot.report)
        for day, pages in snapshot.reads.items():
            for some in _some(dict(pages)):
                write.zadd(keys.reads(day), some)
        write.execute()


def _write_state(write: Any, keys: Keys, snapshot: Snapshot) -> None:
    visits = dict(chain(snapshot.state.idle.items(), snapshot.state.online.items()))
    for some in _some({digest: visit.seen for digest, visit in visits.items()}):
        write.zadd(keys.of("visits"), some)
    for some in _some({digest: visit.origin for digest, visit in visits.items() if visit.origin != digest}):
        write.hset(keys.of("origins"), mapping=some)
    for some in _some({digest: visit.marks.hex() for digest, visit in visits.items() if visit.marks}):
        write.hset(keys.of("marks"), mapping=some)
    for some in _some(dict(snapshot.state.nonces)):
        write.zadd(keys.of("nonces"), some)
    if snapshot.state.secrets:
        flat = chain.from_iterable((s.day.isoformat(), s.key, s.until or 0) for s in snapshot.state.secrets)
        write.eval(PACK_SECRETS, 1, keys.of("secrets"), *flat)


def _some(mapping: dict[Any, Any]) -> Iterator[dict[Any, Any]]:
    """Cut a mapping into pieces that a server takes at once."""
    rest = iter(mapping.items())
    while piece := dict(islice(rest, AT_ONCE)):
        yield piece
