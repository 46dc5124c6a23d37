"""Limits that hold for all files together, and names that the portal needs itself."""

import random
import time
import tracemalloc
from pathlib import Path

import pytest
from pelican import Pelican

from plugins.contract.site.published_files import LONGEST_NAME, PublishedFiles
from plugins.errors.issue import ContentError
from plugins.incremental.api import IncrementalPelican
from tests.conftest import AGENCY, TinySite
from tests.contract.test_check import errors, only


def letters(count: int, chance: random.Random) -> str:
    """Return a name of two letters: such names take difflib longest to compare."""
    return "".join(chance.choices("ab", k=count))


@pytest.mark.long
@pytest.mark.parametrize("length", [60, 190])
def test_suggestions_for_many_dead_links_are_bounded(site: TinySite, length: int) -> None:
    chance = random.Random(1)
    for _ in range(20):
        site.write(f"articles/2024/03/{letters(length, chance)}.pdf", b"%PDF-1.7")
    site.article(body="\n".join(f"[x{n}]({letters(length, chance)}.pdf)" for n in range(900)))
    start = time.process_time()
    assert len(errors(site)) == 900
    assert time.process_time() - start < 8  # a guard against quadratic work: 79 s without a limit


def test_path_of_a_thousand_folders_is_missing(site: TinySite) -> None:
    assert not PublishedFiles(site.content).exists("a/" * 5000 + "x.pdf")
    site.article(body=f"[x]({'a/' * 900}x.pdf)")
    assert "không có tệp" in only(site).message


@pytest.mark.parametrize("slug", ["tim-kiem", "thong-ke-truy-cap"])
def test_english_page_cannot_take_a_url_of_the_portal(site: TinySite, slug: str) -> None:
    site.page("pages/a.md", lang="en", slug=slug)
    assert f"/en/{slug}/ dành riêng cho cổng" in only(site).message


def test_name_too_long_for_the_output_is_rejected(site: TinySite) -> None:
    longest, longer = "a" * (LONGEST_NAME - 4) + ".pdf", "b" * (LONGEST_NAME - 3) + ".pdf"
    for name in (longest, longer):
        site.write(f"articles/2024/03/{name}", b"%PDF-1.7")
    site.article(body=f"[a]({longest}) [b]({longer})")
    assert "dài hơn" in only(site).message
    site.article(body=f"[a]({longest})")
    assert site.build().data(f"articles/2024/03/{longest}") == b"%PDF-1.7"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"modified": "24/11/2026"}, "ngày cập nhật (modified) chưa tới"),
        ({"updates": "[24/11/2026: Sửa số liệu.]"}, "“Sửa số liệu.” mang ngày 24/11/2026, chưa tới"),
        ({"date": "25/11/2026 08:00", "modified": "26/11/2026"}, "ngày cập nhật (modified) chưa tới"),
    ],
)
def test_change_of_a_day_to_come_is_rejected(site: TinySite, fields: dict[str, str], message: str) -> None:
    site.article(**fields)
    assert message in only(site).message
    assert "muộn nhất là 2" in only(site).hint


@pytest.mark.parametrize(
    "fields",
    [
        {"modified": "23/11/2026 23:00"},  # the clock of an editor may be ahead by some hours
        {"updates": "[23/11/2026: Sửa số liệu.]"},
        {"date": "25/11/2026 08:00", "modified": "25/11/2026"},
    ],
)
def test_change_of_today_is_accepted(site: TinySite, fields: dict[str, str]) -> None:
    site.article(**fields)
    assert errors(site) == []


def test_standing_page_was_not_changed_tomorrow(site: TinySite) -> None:
    site.page(modified="24/11/2026")
    assert "chưa tới" in only(site).message


def test_draft_may_be_changed_tomorrow(site: TinySite) -> None:
    site.article(modified="24/11/2026", status="draft")
    assert errors(site) == []


def test_change_to_come_is_accepted_when_its_day_has_come(site: TinySite) -> None:
    site.article(modified="24/11/2026 10:00")
    results: list[bool | str] = []
    # The last build is for an earlier moment than the one before: the engine may not take what that one accepted.
    for moment in ("2026-11-23 23:59", "2026-11-24 00:00", "2026-11-23 08:00"):
        for kind in (IncrementalPelican, Pelican):
            output = f"{site.output}-{kind.__name__}"
            try:
                kind(site.settings(BUILD_MOMENT=moment, OUTPUT_PATH=output)).run()
                results.append((Path(output) / "2024/03/bai/index.html").exists())
            except ContentError as error:
                results.append(error.issues[0].message)
    wrong = "ngày cập nhật (modified) chưa tới"
    assert results == [wrong, wrong, True, True, wrong, wrong]


@pytest.mark.parametrize(
    ("moment", "published"),
    [("2026-11-01 01:50-04:00", False), ("2026-11-01 01:40-05:00", False), ("2026-11-01 01:50-05:00", True)],
)
@pytest.mark.parametrize("incremental", [True, False])
def test_repeated_hour_of_summer_time(
    site: TinySite, moment: str, *, published: bool, incremental: bool
) -> None:
    site.write("agency.yaml", AGENCY + "time_zone: America/New_York\n")
    site.article(date="2026-11-01 01:45-05:00")
    built = site.build(BUILD_MOMENT=moment, INCREMENTAL=incremental)
    assert ("2026/11/bai/index.html" in built.paths()) is published


def test_empty_status_is_rejected(site: TinySite) -> None:
    site.article(status="")
    assert only(site).message == "tình trạng (status) để trống"


@pytest.mark.long
def test_dead_links_into_many_folders_are_cheap(site: TinySite) -> None:
    for number in range(200):
        site.article(f"articles/2024/02/bai-{number}.md")
    site.article(body="\n".join(f"[x{n}](thieu-{n}/a.pdf)" for n in range(1_000)))
    tracemalloc.start()
    assert len(errors(site)) == 1_000
    assert (
        tracemalloc.get_traced_memory()[1] < 8_000_000
    )  # 4.5 MB; with a list of all texts for each folder 18 MB
    tracemalloc.stop()
