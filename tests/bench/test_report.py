from __future__ import annotations

from pathlib import Path

import pytest

from bench.records import Record, Results
from bench.report import duration, markdown, put_section, ratio

VERSIONS = {"ours": "Pelican 4.12.0", "hugo": "Hugo 0.168.0, Pagefind 1.5.2"}


def _record(generator: str, scenario: str, seconds: float, index: float = 0.0, size: int = 10_000) -> Record:
    return Record(size, generator, scenario, seconds, index, 12.5, 200_000_000, 3_000_000, 14, 14)


def _results(*records: Record) -> Results:
    return Results(VERSIONS, 0, "two cores", "Measured at commit abc, 2026-11-23.", list(records))


def test_report_shows_medians_and_ratios_to_the_peer() -> None:
    ours = [_record("ours", "title", seconds, 0.1) for seconds in (9.0, 0.8, 0.7)]
    text = markdown(_results(*ours, _record("hugo", "title", 10.0, 2.0)))
    assert "| one title edited | 0.80 s + 0.10 s · 1/13 | 10.0 s + 2.00 s (once) |" in text
    assert "| one title edited | 12.5 s | 12.5 s |" in text
    assert "| one title edited | 200 MB | 200 MB |" in text
    assert "| one title edited | 3 MB | 3 MB |" in text
    assert "| one title edited | 14 / 14 | 14 / 14 |" in text
    assert "| clean build | – | – |" in text
    assert "Measured at commit abc" in text


def test_missed_target_is_reported_with_its_factor() -> None:
    text = markdown(_results(_record("ours", "title", 0.5), _record("hugo", "title", 6.0, 4.0)))
    assert "| 0.25 s (1/40 of the peer) | 0.50 s | **missed**, by 2.00 times |" in text


def test_an_edit_may_take_a_start_of_python() -> None:
    results = _results(_record("ours", "title", 0.5), _record("hugo", "title", 6.0, 4.0))
    results.startup = 0.3
    assert "| 0.51 s (1.7 × import pelican) | 0.50 s | met |" in markdown(results)


def test_clean_build_counts_with_its_index() -> None:
    records = (_record("ours", "clean", 10.0, 5.0), _record("hugo", "clean", 6.0, 4.0))
    assert "| 15.0 s (1.5 × the peer) | 15.0 s | met |" in markdown(_results(*records))
    results = _results(*records)
    results.pictures = 2000
    assert "| 10.0 s (1 × the peer) | 15.0 s | **missed**, by 1.50 times |" in markdown(results)


def test_a_peer_that_does_not_finish_is_extrapolated() -> None:
    ours = _record("ours", "clean", 90.0, 5.0, size=100_000)
    text = markdown(_results(ours, _record("hugo", "clean", 6.0, 4.0)))
    assert "| 100 s (1 × the peer (10 × its figure at 10,000)) | 95.0 s | met |" in text


def test_edits_of_large_sites_are_held_against_clean_peers() -> None:
    ours, peer = (
        _record("ours", "body", 5.0, size=100_000),
        _record("hugo", "clean", 300.0, 300.0, size=100_000),
    )
    text = markdown(_results(ours, peer))
    assert "| 6.00 s (1/100 of the peer's clean build) | 5.00 s | met |" in text


def test_growth_and_memory_targets_at_100000_articles() -> None:
    text = markdown(_results(_record("ours", "body", 1.0), _record("ours", "body", 5.0, size=100_000)))
    assert "| 4.0 times | 5.0 times | **missed**, by 1.25 times |" in text
    assert "| 400 MB | 200 MB | met |" in text


def test_nothing_changed_is_held_against_stamping() -> None:
    results = _results(_record("ours", "unchanged", 1.0, size=100_000))
    results.startup, results.stamping = 0.3, {100_000: 0.4}
    assert "| 0.90 s (start-up + 1.5 × stamping) | 1.00 s | **missed**, by 1.11 times |" in markdown(results)


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
