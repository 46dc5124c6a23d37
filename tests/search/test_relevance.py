"""What citizens ask, and what has to come first."""

from __future__ import annotations

import pytest

from tests.search.conftest import Find
from tests.search.corpus import corpus
from tests.search.judged import JUDGED, Judged, mean_reciprocal_rank, precision_at_5


@pytest.mark.parametrize("judged", JUDGED, ids=lambda judged: judged.query[:30])
def test_judged_query_finds_what_is_meant(find: Find, judged: Judged) -> None:
    found = find(judged.query)[:5]
    assert found, judged.note
    assert found[0] in judged.best, judged.note
    assert not set(found) & set(judged.never), judged.note


def test_first_result_is_right_in_95_of_100_queries(find: Find) -> None:
    assert mean_reciprocal_rank(find) >= 0.95
    assert precision_at_5(find) >= 0.95


def test_language_of_the_page_comes_first(find: Find) -> None:
    english = find("birth", "en")
    assert english[0].startswith("/en/")


def test_order_by_date_is_newest_first(find: Find) -> None:
    dates = {text.path: text.date for text in corpus() if text.kind == "article"}
    found = [dates[path] for path in find("thông báo", xep="ngay") if path in dates]
    assert found == sorted(found, reverse=True)


def test_filter_leaves_only_its_pages(find: Find) -> None:
    everything, one_year = find("tiêm"), find("tiêm", nam="2026")
    assert 0 < len(one_year) < len(everything)
    assert set(one_year) < set(everything)


def test_incomplete_word_finds_titles_only_while_typing(find: Find) -> None:
    assert find("bán đấu gi") != find("bán đấu giá")
    assert find("bán đấu gi", go="1")[0] == find("bán đấu giá")[0]
