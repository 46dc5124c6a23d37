"""Permanent data on the server, and the names of all keys."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from plugins.visitor_counter.stores.day_move import packed, unpacked
from plugins.visitor_counter.stores.store import LONGEST_GAP_DAYS, Adjustment, ConflictError, DayMove, Report

TAKE_OVER = Path(__file__).with_name("take_over.lua").read_text(encoding="utf-8")
MOVE_DAY = Path(__file__).with_name("move_day.lua").read_text(encoding="utf-8")


class Keys:
    """Key names. The braces (hash tag) keep all keys of a portal on one node of a cluster."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def of(self, name: str) -> str:
        """Return the name of a key."""
        return f"{{{self._prefix}}}:{name}"

    def reads(self, day: date) -> str:
        """Return the key of the pages read on a local day."""
        return self.of(f"reads-{day.isoformat()}")


class RedisTotals:
    """Numbers by day, reason and page; the methods are those of `Store`, and raise redis.RedisError."""

    def __init__(self, server: Any, keys: Keys) -> None:
        self._server = server
        self._keys = keys
        self._take_over = server.register_script(TAKE_OVER)
        self._move_day = server.register_script(MOVE_DAY)

    def report(self) -> Report:
        """Read everything in one transaction."""
        names = ("days", "refused", "answers")
        asked = self._server.pipeline().get(self._keys.of("opening"))
        asked.lrange(self._keys.of("adjustments"), 0, -1).lrange(self._keys.of("moves"), 0, -1)
        for name in names:
            asked.hgetall(self._keys.of(name))
        opening, traces, moves, days, refused, answers = asked.execute()
        return Report(
            opening=int(opening or 0),
            days=_days(days),
            refused=dict(sorted((_day_and(name), int(views)) for name, views in refused.items())),
            answers=dict(sorted((_answer(name), int(visits)) for name, visits in answers.items())),
            adjustments=tuple(Adjustment(*json.loads(trace)) for trace in traces),
            moves=tuple(map(unpacked, moves)),
        )

    def days(self) -> Mapping[date, int]:
        """Read the visits of each day."""
        return _days(self._server.hgetall(self._keys.of("days")))

    def most_read(self, first: date, last: date, most: int) -> list[tuple[str, int]]:
        """Return the pages with the most visits in these days."""
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        read = self._server.zunion([self._keys.reads(day) for day in days], withscores=True)
        pages = sorted(
            ((page.decode(), int(visits)) for page, visits in read), key=lambda one: (-one[1], one[0])
        )
        return pages[:most]

    def forget_reads_before(self, day: date) -> None:
        """Erase the pages read on earlier days."""
        self._server.delete(*(self._keys.reads(day - timedelta(days=n)) for n in range(1, LONGEST_GAP_DAYS)))

    def take_over(self, report: Report) -> None:
        """Merge `report` in one script, so that concurrent views are not lost."""
        days = {day.isoformat(): visits for day, visits in report.days.items()}
        refused = {f"{day} {reason}": views for (day, reason), views in report.refused.items()}
        answers = {f"{day} {yes:d} {page}": visits for (day, page, yes), visits in report.answers.items()}
        names = ("opening", "total", "days", "refused", "answers", "adjustments", "moves")
        traces = [*map(_trace, report.adjustments), *map(packed, report.moves)]
        numbers = [report.opening, len(days), len(refused), len(answers), len(report.adjustments)]
        self._take_over(list(map(self._keys.of, names)), [*numbers, *_flat(days, refused, answers), *traces])

    def set_opening(self, adjustment: Adjustment) -> None:
        """Change the opening total and keep the record. Raises ConflictError."""
        opening, traces = self._keys.of("opening"), self._keys.of("adjustments")

        def adjusted(pipe: Any) -> None:
            known = int(pipe.get(opening) or 0)
            if known != adjustment.before:
                raise ConflictError
            pipe.multi()
            pipe.set(opening, adjustment.after)
            pipe.rpush(traces, _trace(adjustment))

        self._server.transaction(adjusted, opening)

    def move_day(self, move: DayMove, *, reads: bool) -> None:
        """Move numbers from one day to another and keep the record, in one script. Raises ConflictError."""
        names = [self._keys.of(name) for name in ("days", "refused", "answers", "moves")]
        numbers = [
            (1, "", move.visits),
            *((2, f" {reason}", number) for reason, number in move.rejected.items()),
            *((3, f" {helpful:d} {page}", number) for (page, helpful), number in move.answers.items()),
        ]
        days = [move.source.isoformat(), move.target.isoformat()]
        done = self._move_day(
            [*names, self._keys.reads(move.source), self._keys.reads(move.target)],
            [*days, packed(move), int(reads), *chain.from_iterable(one for one in numbers if one[2])],
        )
        if not done:
            raise ConflictError


def _flat(*mappings: Mapping[str, int]) -> Iterator[str | int]:
    for mapping in mappings:
        for name, number in mapping.items():
            yield name
            yield number


def _days(reply: Mapping[bytes, bytes]) -> dict[date, int]:
    return {date.fromisoformat(day.decode()): int(visits) for day, visits in sorted(reply.items())}


def _day_and(name: bytes) -> tuple[date, str]:
    day, _, rest = name.decode().partition(" ")
    return date.fromisoformat(day), rest


def _answer(name: bytes) -> tuple[date, str, bool]:
    day, rest = _day_and(name)
    helpful, _, page = rest.partition(" ")
    return day, page, helpful == "1"


def _trace(adjustment: Adjustment) -> bytes:
    return json.dumps(adjustment, ensure_ascii=False).encode()
