"""The rules of counting: what is a visit, who is online, when secrets and digests are forgotten.

Nothing here reads a clock, a file or a source of randomness: all three come in as arguments. Times are whole
milliseconds since 1970 (UTC).
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha1
from hmac import HMAC
from itertools import chain
from zoneinfo import ZoneInfo

from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.counting.state import Changes, Row, Secret, State, Visit
from plugins.visitor_counter.counting.time import begun_since, first_of_month, local_day, moment, monday_of
from plugins.visitor_counter.counting.view import Outcome, View
from plugins.visitor_counter.counting.visitor import digest_of, keyed

BEGAN, WENT_ON, REPEATED, REFUSED = Outcome  # looked up once: Python 3.11 finds a member by a descriptor
MINUTE = 60_000
VISIT = 30 * MINUTE
ONLINE = 5 * MINUTE
MARK_BYTES = 8
MOST_MARKS = 64  # half a kilobyte a visit at most; nobody reads 64 articles in one visit, a program does


def step(
    state: State, views: Iterable[View], now: int, zone: ZoneInfo, new_key: Callable[[], bytes]
) -> Changes:
    """Bring `state` to `now`, count the views made at that moment, and say what changed.

    `new_key` gives a fresh random key; it is asked once a local day. Called without views it only forgets.
    """
    changes = Changes(local_day(now, zone))
    if now < state.latest:
        _set_back(state, now, changes)
    state.latest = now
    _forget(state, now, changes)
    _keep_secrets(state, now, changes, new_key)
    keys = [keyed(secret.key) for secret in state.secrets]
    changes.outcomes = [_look(state, view, now, changes, keys) for view in views]
    if changes.begun:
        state.total += changes.begun
        state.days[changes.day] = state.days.get(changes.day, 0) + changes.begun
    return changes


def figures_of(state: State, now: int, zone: ZoneInfo) -> Figures:
    """Sum up the five figures at `now`, of a state that was brought there by `step`."""
    today = local_day(now, zone)
    return Figures(
        online=len(state.online),
        today=begun_since(today, today, state.days),
        week=begun_since(monday_of(today), today, state.days),
        month=begun_since(first_of_month(today), today, state.days),
        total=state.total,
        as_of=moment(now, zone),
    )


def mark_of(origin: bytes, kind: bytes, page: str) -> bytes:
    """Name what was done on a page in a visit, so that it counts once; whose visit that is cannot be told from it."""
    return sha1(origin + kind + page.encode(), usedforsecurity=False).digest()[:MARK_BYTES]


def _look(state: State, view: View, now: int, changes: Changes, keys: Sequence[HMAC]) -> Outcome:
    if view.nonce is not None and view.nonce in state.nonces:
        return REPEATED
    digest = digest_of(keys[0], view.visitor)
    visit = _closed(state, digest)
    if visit is None and len(keys) > 1:
        visit = _closed_under_former_secret(state, view.visitor, keys[1:])
    if visit is not None:
        outcome, (_, origin, marks) = WENT_ON, visit
    elif view.may_begin:
        outcome, origin, marks = BEGAN, digest, b""
        changes.begun += 1
    else:
        return REFUSED
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
    """Count that the page was read, and the reader's answer, unless this visit has done so before."""
    read = mark_of(origin, b"r", view.page)
    if read not in marks and len(marks) < MOST_MARKS * MARK_BYTES:
        marks += read
        changes.reads[view.page] += 1
    if view.helpful is not None:
        answered = mark_of(origin, b"a", view.page)
        if answered not in marks and len(marks) < MOST_MARKS * MARK_BYTES:
            marks += answered
            changes.answers[view.page, view.helpful] += 1
    return marks


def _closed(state: State, digest: bytes) -> Visit | None:
    return state.online.pop(digest, None) or state.resting.pop(digest, None)


def _closed_under_former_secret(state: State, visitor: bytes, formers: Sequence[HMAC]) -> Visit | None:
    """Find the visit that is open since before midnight. It goes on under today's secret, so that the former can go."""
    for former in formers:
        visit = _closed(state, digest_of(former, visitor))
        if visit is not None:
            return visit
    return None


def _forget(state: State, now: int, changes: Changes) -> None:
    online, resting, nonces = state.online, state.resting, state.nonces
    while online and online[next(iter(online))].seen <= now - ONLINE:
        digest, visit = online.popitem(last=False)
        resting[digest] = visit
    while resting and resting[next(iter(resting))].seen <= now - VISIT:
        resting.popitem(last=False)
        changes.forgotten = now - VISIT
    while nonces and nonces[next(iter(nonces))] <= now - VISIT:
        nonces.popitem(last=False)
        changes.forgotten = now - VISIT
    if state.oldest is not None and state.oldest <= now - VISIT:
        changes.forgotten = now - VISIT
    if changes.forgotten is not None:
        # Rows of visits that go on are left, but which is the oldest is not looked up: it is asked again in a minute.
        state.oldest = now - VISIT + MINUTE if online or resting else None


def _keep_secrets(state: State, now: int, changes: Changes, new_key: Callable[[], bytes]) -> None:
    """Make today's secret when there is none, and drop each former one when no visit can be open under it.

    The last view under a secret that stops being today's was the last view of all, so it matters for one visit's
    length after that and no longer. A clock that is set back over midnight finds the secret of that day again.
    """
    current = state.secrets[0] if state.secrets else None
    if current is None or current.day != changes.day:
        last_view = max(
            (visits[next(reversed(visits))].seen for visits in (state.online, state.resting) if visits),
            default=0,
        )
        formers = [
            s if s.until is not None else Secret(s.day, s.key, last_view + VISIT) for s in state.secrets
        ]
        same_day = [s.key for s in formers if s.day == changes.day]
        formers = [s for s in formers if s.day != changes.day]
        today = Secret(changes.day, same_day[0] if same_day else new_key())
        state.secrets = changes.secrets = [today, *formers]
    kept = [s for s in state.secrets if s.until is None or now < s.until]
    if len(kept) < len(state.secrets):
        state.secrets = changes.secrets = kept


def _set_back(state: State, now: int, changes: Changes) -> None:
    """After the clock was set back nothing may lie in the future, or visits would stay open until it caught up.

    What was seen after the new time counts as seen just now: it was, as far as one can tell.
    """
    visits = OrderedDict(chain(state.resting.items(), state.online.items()))
    state.online, state.resting = visits, OrderedDict()
    for digest in [digest for digest, visit in visits.items() if visit.seen > now]:
        visits[digest] = visits[digest]._replace(seen=now)
    for nonce in [nonce for nonce, seen in state.nonces.items() if seen > now]:
        state.nonces[nonce] = now
    changes.set_back = now
    if state.oldest is not None:
        state.oldest = min(state.oldest, now)
    if any(s.until is not None and s.until > now + VISIT for s in state.secrets):
        state.secrets = changes.secrets = [
            s if s.until is None else Secret(s.day, s.key, min(s.until, now + VISIT)) for s in state.secrets
        ]
