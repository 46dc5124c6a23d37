"""The permanent data of a store, and moving numbers to another day after the clock of the server was wrong."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

UNDONE = "hoàn lại"  # the reason of an undo, and of nothing else
CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff]")  # not allowed in texts of records


class Kind(StrEnum):
    """A kind of numbers: a table of a SQLite file, a hash on a Redis server."""

    VISITS = "days"
    REJECTED = "refused"
    ANSWERS = "answers"


class Key(NamedTuple):
    """What a number counts on a local day: visits, views rejected for the reason `name`, or answers about the page `name`."""

    kind: Kind
    day: date
    name: str = ""
    helpful: bool = False


class Adjustment(NamedTuple):
    """Record of a manual change of the total: time (ISO 8601), opening total before and after, reason."""

    moment: str
    before: int
    after: int
    reason: str


class DayMove(NamedTuple):
    """Record of numbers moved from the day `source` to `target`: time (ISO 8601), numbers, reason. The total is unchanged."""

    moment: str
    source: date
    target: date
    numbers: Mapping[Key, int]
    reason: str

    @property
    def visits(self) -> int:
        """Number of visits moved."""
        return self.numbers.get(Key(Kind.VISITS, self.source), 0)

    @property
    def moves_reads(self) -> bool:
        """Whether all data for `Store.most_read` moves too. An undo leaves it: part of it may belong to its day."""
        return self.reason != UNDONE

    def packed(self) -> str:
        """Serialise the record as JSON, deterministically."""
        numbers = sorted(self.numbers.items())
        rejected = {key.name: n for key, n in numbers if key.kind == Kind.REJECTED}
        answers = [(key.name, key.helpful, n) for key, n in numbers if key.kind == Kind.ANSWERS]
        start = [self.moment, self.source.isoformat(), self.target.isoformat(), self.visits]
        return json.dumps([*start, rejected, answers, self.reason], ensure_ascii=False)

    @classmethod
    def unpacked(cls, text: str | bytes) -> "DayMove":
        """Parse the output of `packed`."""
        moment, source_day, target_day, visits, rejected, answers, reason = json.loads(text)
        source, target = date.fromisoformat(source_day), date.fromisoformat(target_day)
        numbers = {Key(Kind.VISITS, source): visits} if visits != 0 else {}
        numbers |= {Key(Kind.REJECTED, source, why): n for why, n in rejected.items()}
        numbers |= {Key(Kind.ANSWERS, source, page, bool(helpful)): n for page, helpful, n in answers}
        return cls(moment, source, target, numbers, reason)


@dataclass(frozen=True, slots=True)
class Report:
    """The permanent data of a store.

    The opening total; numbers by day; and, oldest first, manual changes of the total and moved days.
    """

    opening: int = 0
    numbers: Mapping[Key, int] = field(default_factory=dict)
    adjustments: tuple[Adjustment, ...] = ()
    moves: tuple[DayMove, ...] = ()

    @property
    def total(self) -> int:
        """All visits ever, with the opening total."""
        return self.opening + sum(self.days.values())

    @property
    def days(self) -> dict[date, int]:
        """Visits by local day."""
        return {key.day: n for key, n in self.numbers.items() if key.kind == Kind.VISITS}

    @property
    def refused(self) -> dict[tuple[date, str], int]:
        """Rejected views by day and reason."""
        return {(key.day, key.name): n for key, n in self.numbers.items() if key.kind == Kind.REJECTED}

    @property
    def answers(self) -> dict[tuple[date, str, bool], int]:
        """Answers by day, page and answer (True: helpful)."""
        return {key[1:]: n for key, n in self.numbers.items() if key.kind == Kind.ANSWERS}

    def after(self, *moves: DayMove) -> "Report":
        """Return the data after the moves, with their records; no more is moved than the source day has."""
        numbers = Counter(self.numbers)
        for move in moves:
            for key, n in move.numbers.items():
                moved = min(n, numbers[key])
                numbers[key] -= moved
                numbers[key._replace(day=move.target)] += moved
        return replace(self, numbers=dict(+numbers), moves=(*self.moves, *moves))

    def merged(self, other: "Report") -> "Report":
        """Return the data with that of `other`, such as a backup: of two values for a number the larger is kept.

        Moves that only one of the two has are applied to the other, so that their days do not count twice.
        """
        mine = self.after(*(move for move in other.moves if move not in self.moves))
        theirs = other.after(*(move for move in self.moves if move not in other.moves))
        return Report(
            max(self.opening, other.opening),
            {key: max(n, mine.numbers.get(key, 0)) for key, n in {**mine.numbers, **theirs.numbers}.items()},
            (*self.adjustments, *(made for made in other.adjustments if made not in self.adjustments)),
            mine.moves,
        )

    def added_to(self, held: "Report") -> "Report":
        """Return what must be added to `held` to reach this data: numbers (negative for those moved away) and new records.

        The opening total is that of this data.
        """
        numbers = Counter(self.numbers)
        numbers.subtract(held.numbers)
        return Report(
            self.opening,
            {key: n for key, n in numbers.items() if n},
            self.adjustments[len(held.adjustments) :],
            self.moves[len(held.moves) :],
        )
