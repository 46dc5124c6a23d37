from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.figures import ratio
from bench.report import markdown, write_report
from bench.results import Record, Results, load
from bench.section import put_section, sections_of
from bench.targets import targets

MACHINE = {"processor": "two cores", "date": "2026-11-23", "load": "0.0", "commit": "abc"}
VERSIONS = {"ours": "Pelican 4.12.0", "hugo": "Hugo 0.168.0"}


def _record(generator: str, scenario: str, seconds: float, turn: int = 0, size: int = 10_000) -> Record:
    return Record(
        size=size, generator=generator, scenario=scenario, round=turn, seconds=seconds, cpu_seconds=seconds,
        peak_bytes=200_000_000, created=0, changed=14, removed=0, written=14, files=11_000,
    )  # fmt: skip


def _results(*records: Record) -> Results:
    return Results(dict(MACHINE), dict(VERSIONS), list(records))


def test_report_gives_medians_and_ratios_to_hugo() -> None:
    ours = [_record("ours", "title", seconds, turn) for turn, seconds in enumerate((9.0, 0.8, 0.7))]
    text = markdown(_results(*ours, _record("hugo", "title", 10.0)), "benchmarks")
    assert "| one title edited | 0.80 s · 1/12 | 10.0 s (once) |" in text
    assert "| clean build | – | – |" in text


def test_target_that_is_missed_is_said_and_by_how_much() -> None:
    results = _results(_record("ours", "title", 2.0), _record("hugo", "title", 10.0))
    (target,) = targets(results)
    assert not target.met
    assert "| 1/10 of Hugo's | 1/5 of Hugo's | **missed**, by 2.00 times |" in markdown(results, "benchmarks")


def test_every_measured_time_stands_in_the_chart(tmp_path: Path) -> None:
    results = _results(_record("ours", "body", 0.85), _record("hugo", "body", 11.5))
    write_report(results, tmp_path / "benchmarks.md")
    said = [text.text for text in ElementTree.parse(tmp_path / "benchmarks" / "time-10000.svg").iter()]
    assert {"Trang Tin 0.85 s", "Hugo 11.5 s"} <= set(said)


def test_results_that_were_saved_are_read_back_as_one(tmp_path: Path) -> None:
    _results(_record("ours", "body", 1.0)).save(tmp_path / "one.json")
    _results(_record("ours", "body", 1.0, size=100_000)).save(tmp_path / "other.json")
    assert load([tmp_path / "one.json", tmp_path / "other.json"]).sizes() == [10_000, 100_000]


def test_results_of_two_machines_are_not_put_side_by_side(tmp_path: Path) -> None:
    one, other = _results(), _results()
    other.machine["processor"] = "eight cores"
    one.save(tmp_path / "one.json")
    other.save(tmp_path / "other.json")
    with pytest.raises(ValueError, match="different machines"):
        load([tmp_path / "one.json", tmp_path / "other.json"])


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0123, "1/81"), (0.5, "1/2"), (0.4, "1/2.5"), (0.1, "1/10"), (1.0, "1.0×"), (3.14, "3.1×")],
)
def test_ratio_is_said_as_people_say_it(value: float, said: str) -> None:
    assert ratio(value) == said


def test_a_new_report_on_building_keeps_what_others_have_measured(tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.md"
    results = _results(_record("ours", "clean", 2.0), _record("hugo", "clean", 1.0))
    write_report(results, file)
    put_section(file, "counter", "## Counting\n\n100 a second")
    put_section(file, "counter", "## Counting\n\n200 a second")
    write_report(results, file)
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# Benchmarks")
    assert sections_of(file) == {"counter": "## Counting\n\n200 a second"}
    assert "100 a second" not in text
