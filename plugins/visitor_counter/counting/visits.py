"""Counting rules: visits, online visitors, expiry of secrets and digests.

Pure functions: time and randomness are arguments. Times are milliseconds since 1970 (UTC).
"""

import hmac
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha1
from itertools import chain
from zoneinfo import ZoneInfo

from plugins.visitor_counter.counting.figures import Figures, figures_at
from plugins.visitor_counter.counting.state import Changes, Outcome, Row, Secret, State, View, Visit
from plugins.visitor_counter.counting.time import local_day

BEGAN, CONTINUED, REPEATED, REJECTED = Outcome  # cached: attribute access on Enum is slow in Python 3.11
MINUTE = 60_000
VISIT = 30 * MINUTE
ONLINE = 5 * MINUTE
DIGEST_BYTES = 16
MARK_BYTES = 8
MAX_MARKS = 64  # 512 bytes a visit; only a program reads 64 articles in one visit


def step(
    state: State, views: Iterable[View], now: int, zone: ZoneInfo, new_key: Callable[[], bytes]
) -> Changes:
    """Advance `state` to `now`, count `views` made at that moment, and return the changes.

    `new_key` returns a random key; it is called once per local day. Without views this only expires ended visits.
    """
    changes = Changes(local_day(now, zone))
    if now < state.latest:
        _clock_set_back(state, now, changes)
    state.latest = now
    _expire(state, now, changes)
    _rotate_secrets(state, now, changes, new_key)
    keys = [keyed(secret.key) for secret in state.secrets]
    changes.outcomes = [_count_view(state, view, now, changes, keys) for view in views]
    if changes.begun:
        state.total += changes.begun
        state.days[changes.day] = state.days.get(changes.day, 0) + changes.begun
    return changes


def figures_of(state: State, now: int, zone: ZoneInfo) -> Figures:
    """Return the five figures at `now`, to which `step` has advanced `state`."""
    return figures_at(now, zone, online=len(state.online), total=state.total, days=state.days)


def keyed(secret: bytes) -> hmac.HMAC:
    """Return an HMAC-SHA256 object with this secret, for `digest_of`."""
    return hmac.new(secret, digestmod="sha256")


def digest_of(key: hmac.HMAC, visitor: bytes) -> bytes:
    """Return the digest of a visitor: HMAC-SHA256 with the key of `keyed`, cut to 128 bits."""
    mac = key.copy()
    mac.update(visitor)
    return mac.digest()[:DIGEST_BYTES]


def mark_of(origin: bytes, kind: bytes, page: str) -> bytes:
    """Return a short hash that marks a page as read or answered in a visit; it does not reveal the visitor."""
    return sha1(origin + kind + page.encode(), usedforsecurity=False).digest()[:MARK_BYTES]


def _count_view(state: State, view: View, now: int, changes: Changes, keys: Sequence[hmac.HMAC]) -> Outcome:
    if view.nonce is not None and view.nonce in state.nonces:
        return REPEATED
    digest = digest_of(keys[0], view.visitor)
    visit = _pop_visit(state, digest)
    for old_key in keys[1:]:
        # A visit from before midnight continues under today's secret, so that the old one can expire.
        visit = visit or _pop_visit(state, digest_of(old_key, view.visitor))
    if visit is not None:
        outcome, (_, origin, marks) = CONTINUED, visit
    elif view.may_begin:
        outcome, origin, marks = BEGAN, digest, b""
        changes.begun += 1
    else:
        return REJECTED
    if view.page:
        marks = _marked(origin, marks, view, changes)
    state.online[digest] = Visit(now, origin, marks)
    if view.nonce is not None:
        state.nonces[view.nonce] = now
    changes.rows.append(Row(now, digest, view.nonce, origin, marks))
    if state.oldest is None:
        state.oldest = now
    return outcome


def _marked(origin: bytes, marks: bytes, view: View, changes: Changes) -> bytes:
    """Count the page as read, and the answer, once per visit; return the new marks."""
    read = mark_of(origin, b"r", view.page)
    if read not in marks and len(marks) < MAX_MARKS * MARK_BYTES:
        marks += read
        changes.reads[view.page] += 1
    if view.helpful is not None:
        answered = mark_of(origin, b"a", view.page)
        if answered not in marks and len(marks) < MAX_MARKS * MARK_BYTES:
            marks += answered
            changes.answers[view.page, view.helpful] += 1
    return marks


def _pop_visit(state: State, digest: bytes) -> Visit | None:
    return state.online.pop(digest, None) or state.idle.pop(digest, None)


def _expire(state: State, now: int, changes: Changes) -> None:
    online, idle, nonces = state.online, state.idle, state.nonces
    while online and online[next(iter(online))].seen <= now - ONLINE:
        digest, visit = online.popitem(last=False)
        idle[digest] = visit
    while idle and idle[next(iter(idle))].seen <= now - VISIT:
        idle.popitem(last=False)
        changes.forgotten = now - VISIT
    while nonces and nonces[next(iter(nonces))] <= now - VISIT:
        nonces.popitem(last=False)
        changes.forgotten = now - VISIT
    if state.oldest is not None and state.oldest <= now - VISIT:
        changes.forgotten = now - VISIT
    if changes.forgotten is not None:
        # Rows of open visits remain. The oldest of them is not looked up; check again in a minute.
        state.oldest = now - VISIT + MINUTE if online or idle else None


def _rotate_secrets(state: State, now: int, changes: Changes, new_key: Callable[[], bytes]) -> None:
    """Create today's secret if there is none, and drop old secrets when no visit can be open under them.

    At a change of day the last view so far was made under the old secret, which is therefore needed for the length of a
    visit from that view on. If the clock is set back over midnight, the secret of that day is used again.
    """
    current = state.secrets[0] if state.secrets else None
    if current is None or current.day != changes.day:
        changes.previous_day = current and current.day
        last_view = max(
            (visits[next(reversed(visits))].seen for visits in (state.online, state.idle) if visits),
            default=0,
        )
        until = last_view + VISIT
        old_secrets = [s._replace(until=until if s.until is None else s.until) for s in state.secrets]
        same_day = [s.key for s in old_secrets if s.day == changes.day]
        old_secrets = [s for s in old_secrets if s.day != changes.day]
        today = Secret(changes.day, same_day[0] if same_day else new_key())
        state.secrets = changes.secrets = [today, *old_secrets]
    kept = [s for s in state.secrets if s.until is None or now < s.until]
    if len(kept) < len(state.secrets):
        state.secrets = changes.secrets = kept


def _clock_set_back(state: State, now: int, changes: Changes) -> None:
    """Move times that lie in the future to `now` after the clock was set back.

    Otherwise these visits would stay open until the clock catches up.
    """
    visits = OrderedDict(chain(state.idle.items(), state.online.items()))
    state.online, state.idle = visits, OrderedDict()
    for digest in [digest for digest, visit in visits.items() if visit.seen > now]:
        visits[digest] = visits[digest]._replace(seen=now)
    for nonce in [nonce for nonce, seen in state.nonces.items() if seen > now]:
        state.nonces[nonce] = now
    changes.set_back = now
    if state.oldest is not None:
        state.oldest = min(state.oldest, now)
    if any(s.until is not None and s.until > now + VISIT for s in state.secrets):
        state.secrets = changes.secrets = [
            s if s.until is None else s._replace(until=min(s.until, now + VISIT)) for s in state.secrets
        ]
