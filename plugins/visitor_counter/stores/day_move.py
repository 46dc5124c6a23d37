"""Move numbers from one day to another, after the clock of the server was wrong."""

import json
from dataclasses import replace
from datetime import date
from typing import TypeVar

from plugins.visitor_counter.stores.store import DayMove, Report

Key = TypeVar("Key")


def packed(move: DayMove) -> str:
    """Serialise a move as JSON, deterministically."""
    fields = [
        move.moment,
        move.source.isoformat(),
        move.target.isoformat(),
        move.visits,
        dict(sorted(move.rejected.items())),
        [[page, helpful, visits] for (page, helpful), visits in sorted(move.answers.items())],
        move.reason,
    ]
    return json.dumps(fields, ensure_ascii=False)


def unpacked(text: str | bytes) -> DayMove:
    """Parse the output of `packed`."""
    moment, source, target, visits, rejected, answers, reason = json.loads(text)
    return DayMove(
        moment,
        date.fromisoformat(source),
        date.fromisoformat(target),
        visits,
        rejected,
        {(page, helpful): number for page, helpful, number in answers},
        reason,
    )


def available(move: DayMove, report: Report) -> DayMove:
    """Reduce the numbers of a move to what `report` has for its source day."""
    return move._replace(
        visits=min(move.visits, report.days.get(move.source, 0)),
        rejected={
            reason: min(number, report.refused[move.source, reason])
            for reason, number in move.rejected.items()
            if (move.source, reason) in report.refused
        },
        answers={
            (page, helpful): min(number, report.answers[move.source, page, helpful])
            for (page, helpful), number in move.answers.items()
            if (move.source, page, helpful) in report.answers
        },
    )


def moved(report: Report, move: DayMove) -> Report:
    """Return `report` after the move, limited to the numbers available on the source day."""
    move = available(move, report)
    days, refused, answers = dict(report.days), dict(report.refused), dict(report.answers)
    _shift(days, move.source, move.target, move.visits)
    for reason, number in move.rejected.items():
        _shift(refused, (move.source, reason), (move.target, reason), number)
    for asked, number in move.answers.items():
        _shift(answers, (move.source, *asked), (move.target, *asked), number)
    return replace(report, days=days, refused=refused, answers=answers)


def _shift(numbers: dict[Key, int], source: Key, target: Key, number: int) -> None:
    if number:
        numbers[target] = numbers.get(target, 0) + number
        numbers[source] -= number
        if not numbers[source]:
            del numbers[source]
