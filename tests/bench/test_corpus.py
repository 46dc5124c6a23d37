from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from statistics import mean

import pytest
from pelican import Pelican
from pelican.settings import read_settings

from bench.article import DAYS, FIRST_MORNING, article
from bench.corpus import write_corpus
from bench.promises import broken, count_of_articles, faults_of_feeds, whole_site
from bench.scenarios import EDITS, UNCHANGED
from bench.sources import Sources
from bench.styles import STYLES

ROOT = Path(__file__).resolve().parent.parent.parent


def _files(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


@pytest.mark.parametrize("style", STYLES)
def test_same_arguments_give_the_same_files(tmp_path: Path, style: str) -> None:
    write_corpus(tmp_path / "one", 20, style)
    write_corpus(tmp_path / "other", 20, style)
    assert _files(tmp_path / "one") == _files(tmp_path / "other")
    assert len([name for name in _files(tmp_path / "one") if "/bai-" in name]) == 20


def test_articles_are_as_long_as_real_ones() -> None:
    sizes = [len(article(number, 200).body.encode()) for number in range(200)]
    assert 7000 <= mean(sizes) < 7800
    assert max(sizes) < 9000


def test_dates_are_spread_evenly_and_no_two_are_the_same() -> None:
    dates = [article(number, 2000).date for number in range(2000)]
    crowded = [article(number, 100_000).date for number in range(200)]  # 18 a day
    assert dates[0] == FIRST_MORNING
    assert dates == sorted(set(dates))
    assert crowded == sorted(set(crowded))
    assert abs((dates[1000] - dates[0]) - timedelta(days=DAYS / 2)) < timedelta(days=1)
    assert timedelta(days=DAYS - 4) < dates[-1] - dates[0] < timedelta(days=DAYS)


@pytest.mark.long
def test_a_build_that_did_nothing_about_an_edit_is_noticed(tmp_path: Path) -> None:
    sources = Sources(tmp_path / "content", 60, "yaml")
    output = tmp_path / "output"
    override = {
        "PATH": str(sources.folder),
        "OUTPUT_PATH": str(output),
        "INCREMENTAL": False,
        "BUILD_MOMENT": "2026-11-23 08:00",
    }
    Pelican(read_settings(str(ROOT / "pelicanconf.py"), override=override)).run()

    assert list(broken(output, whole_site(sources))) == []
    assert list(faults_of_feeds(output)) == []
    assert count_of_articles(output) == sources.count
    for scenario in EDITS:
        promises = scenario.edit(sources, 0)
        unkept = {promise.address for promise in promises if list(broken(output, [promise]))}
        assert unkept == {promise.address for promise in promises}, scenario.name
        assert bool(unkept) == (scenario is not UNCHANGED)
    assert count_of_articles(output) == sources.count  # one was added and one deleted
