from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from statistics import mean

import pytest
from pelican import Pelican
from pelican.settings import read_settings

from bench import photographs
from bench.article import DAYS, FIRST_MORNING, article
from bench.corpus import Corpus
from bench.scenarios import EDITS, UNCHANGED, output_errors, unmet, whole_site
from bench.styles import STYLES

ROOT = Path(__file__).resolve().parent.parent.parent


def _files(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


@pytest.mark.parametrize("style", STYLES)
def test_corpus_is_repeatable(tmp_path: Path, style: str) -> None:
    Corpus(tmp_path / "one", 20, style)
    Corpus(tmp_path / "other", 20, style)
    assert _files(tmp_path / "one") == _files(tmp_path / "other")
    assert len([name for name in _files(tmp_path / "one") if "/bai-" in name]) == 20


@pytest.mark.parametrize("style", STYLES)
def test_newest_articles_have_a_photograph_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, style: str
) -> None:
    monkeypatch.setattr(photographs, "SIZE", (40, 30))
    monkeypatch.setattr(photographs, "FOLDER", tmp_path / "photographs")
    monkeypatch.setattr(photographs, "make", lambda numbers: list(map(photographs.photograph, numbers)))
    corpus = Corpus(tmp_path / "content", 20, style, pictures=8)
    corpus.save(20, corpus.article(20))
    pictures = sorted((tmp_path / "content").rglob("*.jpg"))
    assert sorted(file.stem for file in pictures) == sorted(f"bai-{number}" for number in range(12, 21))
    assert len({file.read_bytes() for file in pictures}) == 9
    corpus.delete(20)
    assert len(list((tmp_path / "content").rglob("*.jpg"))) == 8


def test_a_corpus_may_have_no_tags(tmp_path: Path) -> None:
    Corpus(tmp_path, 3, "yaml", tags=False)
    assert "tags: []" in (tmp_path / "articles/2011/01/bai-0.md").read_text(encoding="utf-8")


def test_article_length_is_realistic() -> None:
    sizes = [len(article(number, 200).body.encode()) for number in range(200)]
    assert 7000 <= mean(sizes) < 7800
    assert max(sizes) < 9000


def test_dates_are_spread_evenly_without_duplicates() -> None:
    dates = [article(number, 2000).date for number in range(2000)]
    crowded = [article(number, 100_000).date for number in range(200)]  # 18 a day
    assert dates[0] == FIRST_MORNING
    assert dates == sorted(set(dates))
    assert crowded == sorted(set(crowded))
    assert abs((dates[1000] - dates[0]) - timedelta(days=DAYS / 2)) < timedelta(days=1)
    assert timedelta(days=DAYS - 4) < dates[-1] - dates[0] < timedelta(days=DAYS)


@pytest.mark.long
def test_expectations_detect_a_build_that_ignored_an_edit(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path / "content", 60, "yaml")
    output = tmp_path / "output"
    override = {
        "PATH": str(corpus.folder),
        "OUTPUT_PATH": str(output),
        "INCREMENTAL": False,
        "BUILD_MOMENT": "2026-11-23 08:00",
    }
    Pelican(read_settings(str(ROOT / "pelicanconf.py"), override=override)).run()

    assert output_errors(output, corpus, whole_site(corpus, output)) == []
    for scenario in EDITS:
        expectations = scenario.edit(corpus, 0)
        assert all(list(unmet(output, [expected])) for expected in expectations), scenario.name
        assert bool(expectations) == (scenario is not UNCHANGED)
    assert output_errors(output, corpus, []) == []  # one article was added and one deleted

    (output / "rss" / "tin-moi.xml").unlink()
    corpus.save(corpus.total + 1, corpus.article(corpus.total + 1))
    assert output_errors(output, corpus, []) == [
        "feed tin-moi is missing",
        "60 article pages instead of 61",
    ]
