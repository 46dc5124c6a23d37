from __future__ import annotations

from pathlib import Path

import pytest

from bench.report import Record, Results, duration, markdown, put_section, ratio

VERSIONS = {"ours": "Pelican 4.12.0", "hugo": "Hugo 0.168.0"}


def _record(generator: str, scenario: str, seconds: float, size: int = 10_000) -> Record:
    return Record(size, generator, scenario, seconds, peak_bytes=200_000_000, changed=14, written=14)


def _results(*records: Record) -> Results:
    return Results(VERSIONS, "two cores", "Measured at commit abc, 2026-11-23.", list(records))


def test_report_shows_medians_and_ratios_to_hugo() -> None:
    ours = [_record("ours", "title", seconds) for seconds in (9.0, 0.8, 0.7)]
    text = markdown(_results(*ours, _record("hugo", "title", 10.0)))
    assert "| one title edited | 0.80 s · 1/12 | 10.0 s (once) |" in text
    assert "| one title edited | 200 MB | 200 MB |" in text
    assert "| one title edited | 14 / 14 | 14 / 14 |" in text
    assert "| clean build | – | – |" in text
    assert "Measured at commit abc" in text


def test_missed_target_is_reported_with_its_factor() -> None:
    text = markdown(_results(_record("ours", "title", 2.0), _record("hugo", "title", 10.0)))
    assert "| 1/10 of Hugo's | 1/5 of Hugo's | **missed**, by 2.00 times |" in text


def test_growth_and_memory_targets_at_100000_articles() -> None:
    text = markdown(_results(_record("ours", "body", 1.0), _record("ours", "body", 5.0, size=100_000)))
    assert "| 10.0 times | 5.0 times | met |" in text
    assert "| 400 MB | 200 MB | met |" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0123, "1/81"), (0.5, "1/2"), (0.4, "1/2.5"), (0.1, "1/10"), (1.0, "1.0×"), (3.14, "3.1×")],
)
def test_ratio_is_written_as_fraction_or_multiple(value: float, text: str) -> None:
    assert ratio(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.837, "0.84 s"), (12.34, "12.3 s"), (224.4, "224 s")])
def test_duration_has_three_significant_digits(value: float, text: str) -> None:
    assert duration(value) == text


def test_sections_and_text_by_hand_survive_new_results(tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.md"
    file.write_text("# Benchmarks\n", encoding="utf-8")
    results = _results(_record("ours", "clean", 2.0), _record("hugo", "clean", 1.0))
    put_section(file, "builds", markdown(results))
    put_section(file, "counter", "## Counting\n\n100 a second")
    with file.open("a", encoding="utf-8") as text:
        text.write("\nBy hand.\n")
    put_section(file, "counter", "## Counting\n\n200 a second")
    put_section(file, "builds", markdown(results))
    written = file.read_text(encoding="utf-8")
    assert written.startswith("# Benchmarks\n\n<!-- builds: begin -->\n## Builds\n")
    assert written.endswith(
        "<!-- counter: begin -->\n## Counting\n\n200 a second\n<!-- counter: end -->\n\nBy hand.\n"
    )
    assert (written.count("## Builds"), written.count("a second")) == (1, 1)
