"""The section on counting in the report of the benchmarks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench.section import put_section

GOATCOUNTER = 800  # views a second that GoatCounter's own documentation reports for a small server


def write_section(results: dict[str, Any], report: Path) -> None:
    """Put the section into the report, in the place of an earlier one."""
    put_section(report, "counter", "\n".join(_lines(results)))


def _lines(results: dict[str, Any]) -> list[str]:
    machine, memory = results["machine"], results["memory"]
    about = (
        f"{machine['processor']}, {machine['system']}, {machine['date']}, load {machine['load']}, {results['python']}. Each server on one core, "
        f"wrk with 64 connections on the other; median of {results['rounds']} rounds of {results['seconds']:.0f} s, in "
        "turns. A view is acknowledged after it is synced to the disk. `python -m bench.counter.run` repeats it."
    )
    held = (
        f"Memory with {memory['visits']:,.0f} open visits and {memory['views']:,.0f} views in the half hour that is "
        f"remembered, which is the busiest half hour of a million visitors a day: {memory['after']:.0f} MB "
        f"({memory['before']:.0f} MB at the start)."
    )
    rows = [f"| {what} | {rate:,.0f} | {said} |" for what, rate, said in _rows(results)]
    return ["## Counting", "", about, "", "| | a second | |", "| --- | ---: | --- |", *rows, "", held]


def _rows(results: dict[str, Any]) -> list[tuple[str, float, str]]:
    rates, half, redis = (results[name] for name in ("rates", "half load", "redis"))
    one, two = redis["1"], redis["2"]
    share, times = rates["sqlite"] / rates["granian"], rates["sqlite"] / GOATCOUNTER
    more = two["cpu"] / one["cpu"]
    return [
        ("nginx, the figures as a static file", rates["nginx"], "what readers of figures get"),
        ("granian, an empty answer", rates["granian"], ""),
        (
            "**views, acknowledged and durable (SQLite)**",
            rates["sqlite"],
            f"{share:.0%} of granian (aim: 40 %), {times:.1f} times GoatCounter's {GOATCOUNTER} (aim: 10)",
        ),
        (
            "views at half that load",
            half["rate"],
            f"median {half['median']:.1f} ms, p99 {half['p99']:.1f} ms (aim: below 50)",
        ),
        (
            "views with Redis, one process",
            one["rate"],
            f"{one['cpu']:.0f} µs of processor a view, {one['commands']:.2f} commands",
        ),
        (
            "views with Redis, two processes on the same core",
            two["rate"],
            f"{two['cpu']:.0f} µs a view, {more:.2f} times as much (aim: 1.2), {two['commands']:.2f} commands",
        ),
    ]
