"""The rules of counting: what is a visit, who is online, when secrets and digests are forgotten.

Nothing here reads a clock, a file or a source of randomness: all three come in as arguments. Times are whole
milliseconds since 1970 (UTC).
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from zoneinfo import ZoneInfo

from plugins.visitor_counter.figures import Figures
from plugins.visitor_counter.visitor import digest_of
from plugins.visitor_counter.windows import begun_since, first_of_month, local_day, moment, monday_of

MINUTE = 60_000
VISIT = 30 * MINUTE
ONLINE = 5 * MINUTE


@dataclass(frozen=True, slots=True)
class View:
    """One page view. `nonce` is the view's own random name, the same when it is sent again; a picture has none."""

    visitor: bytes
    nonce: bytes | None = None


@dataclass(frozen=True, slots=True)
class Secret:
    """The random key under which visitors are digested. `until` is when it is erased, None for today's."""

    day: date
    key: bytes
    until: int | None = None


@dataclass(slots=True)
class State:
    """What is known between two views. The three ordered mappings go from digest or nonce to the time last seen.

    Each is ordered by that time, oldest first, so that forgetting costs only what is forgotten. `online` holds the
    open visits with a view in the last 5 minutes, `resting` the other open ones.
    """

    total: int = 0
    days: dict[date, int] = field(default_factory=dict)
    secrets: list[Secret] = field(default_factory=list)
    online: OrderedDict[bytes, int] = field(default_factory=OrderedDict)
    resting: OrderedDict[bytes, int] = field(default_factory=OrderedDict)
    nonces: OrderedDict[bytes, int] = field(default_factory=OrderedDict)
    latest: int = 0


@dataclass(slots=True)
class Changes:
    """What one step changed, for a store to write down as a whole. Removals come before additions."""

    day: date
    begun: int = 0
    ended: set[bytes] = field(default_factory=set)
    seen: dict[bytes, int] = field(default_factory=dict)
    forgotten: set[bytes] = field(default_factory=set)
    nonces: dict[bytes, int] = field(default_factory=dict)
    secrets: list[Secret] | None = None

    def __bool__(self) -> bool:
        return bool(
            self.begun or self.ended or self.seen or self.forgotten or self.nonces or self.secrets is not None
        )


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
    for view in views:
        _look(state, view, now, changes)
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


def _look(state: State, view: View, now: int, changes: Changes) -> None:
    if view.nonce is not None:
        if view.nonce in state.nonces:
            return
        state.nonces[view.nonce] = changes.nonces[view.nonce] = now
    today = digest_of(state.secrets[0].key, view.visitor)
    if not _close(state, today) and not _close_under_former_secret(state, view.visitor, changes):
        changes.begun += 1
        state.total += 1
        state.days[changes.day] = state.days.get(changes.day, 0) + 1
    state.online[today] = changes.seen[today] = now


def _close(state: State, digest: bytes) -> bool:
    return state.online.pop(digest, None) is not None or state.resting.pop(digest, None) is not None


def _close_under_former_secret(state: State, visitor: bytes, changes: Changes) -> bool:
    """Tell whether the visit is open since before midnight. It goes on under today's secret, so that the former can go."""
    for secret in state.secrets[1:]:
        digest = digest_of(secret.key, visitor)
        if _close(state, digest):
            changes.ended.add(digest)
            changes.seen.pop(digest, None)
            return True
    return False


def _forget(state: State, now: int, changes: Changes) -> None:
    for digest, seen in _taken_until(state.online, now - ONLINE):
        state.resting[digest] = seen
    for digest, _ in _taken_until(state.resting, now - VISIT):
        changes.ended.add(digest)
        changes.seen.pop(digest, None)
    for nonce, _ in _taken_until(state.nonces, now - VISIT):
        changes.forgotten.add(nonce)
        changes.nonces.pop(nonce, None)


def _taken_until(times: OrderedDict[bytes, int], boundary: int) -> Iterable[tuple[bytes, int]]:
    while times and times[next(iter(times))] <= boundary:
        yield times.popitem(last=False)


def _keep_secrets(state: State, now: int, changes: Changes, new_key: Callable[[], bytes]) -> None:
    """Make today's secret when there is none, and drop each former one when no visit can be open under it.

    The last view under a secret that stops being today's was the last view of all, so it matters for one visit's
    length after that and no longer. A clock that is set back over midnight finds the secret of that day again.
    """
    current = state.secrets[0] if state.secrets else None
    if current is None or current.day != changes.day:
        last_view = max(
            (times[next(reversed(times))] for times in (state.online, state.resting) if times), default=0
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
    state.online = OrderedDict(chain(state.resting.items(), state.online.items()))
    state.resting = OrderedDict()
    for times, changed in ((state.online, changes.seen), (state.nonces, changes.nonces)):
        for name in [name for name, seen in times.items() if seen > now]:
            times[name] = changed[name] = now
    if any(s.until is not None and s.until > now + VISIT for s in state.secrets):
        state.secrets = changes.secrets = [
            s if s.until is None else Secret(s.day, s.key, min(s.until, now + VISIT)) for s in state.secrets
        ]
