"""Move numbers from one day to another, after the clock of the server was wrong."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date

from plugins.visitor_counter.stores.store import ANSWERS, REJECTED, VISITS, DayMove, Key, Report


def packed(move: DayMove) -> str:
    """Serialise a move as JSON, deterministically."""
    numbers = sorted(move.numbers.items())
    rejected = {key.name: n for key, n in numbers if key.kind == REJECTED}
    answers = [(key.name, key.helpful, n) for key, n in numbers if key.kind == ANSWERS]
    days = move.source.isoformat(), move.target.isoformat()
    return json.dumps([move.moment, *days, move.visits, rejected, answers, move.reason], ensure_ascii=False)


def unpacked(text: str | bytes) -> DayMove:
    """Parse the output of `packed`."""
    moment, source_day, target_day, visits, rejected, answers, reason = json.loads(text)
    source, target = date.fromisoformat(source_day), date.fromisoformat(target_day)
    numbers = {Key(VISITS, source): visits} if visits != 0 else {}
    numbers |= {Key(REJECTED, source, why): n for why, n in rejected.items()}
    numbers |= {Key(ANSWERS, source, page, helpful): n for page, helpful, n in answers}
    return DayMove(moment, source, target, numbers, reason)


def available(move: DayMove, report: Report) -> DayMove:
    """Reduce the numbers of a move to what `report` has for its source day."""
    held = report.numbers
    return move._replace(numbers={key: min(n, held[key]) for key, n in move.numbers.items() if key in held})


def moved(report: Report, move: DayMove) -> Report:
    """Return `report` after the move, limited to the numbers available on the source day."""
    numbers = Counter(report.numbers)
    for key, n in available(move, report).numbers.items():
        numbers[key] -= n
        numbers[key._replace(day=move.target)] += n
    return replace(report, numbers=dict(+numbers))
