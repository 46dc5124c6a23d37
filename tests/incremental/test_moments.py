"""The moment alone changes the site: articles appear, expire and come unpinned, forwards and backwards."""

from __future__ import annotations

import pytest

from tests.incremental.sites import Portal

MOMENTS = [
    "2024-05-01 08:00",  # the notice is not yet published
    "2024-05-02 08:00",  # published, pinned and featured
    "2024-05-03 07:59",
    "2024-05-03 08:00",  # no longer pinned
    "2024-05-04 07:59",
    "2024-05-04 08:00",  # expired
    "2026-12-01 08:00",
]


def write_texts(portal: Portal) -> None:
    for day in range(1, 4):
        portal.article(f"2024/03/bai-{day}", date=f"{day}/3/2024", tags="[nước]")
    portal.article(
        "2024/05/cup-nuoc",
        title="Lịch cúp nước",
        date="2/5/2024 08:00",
        tags="[nước, cúp nước]",
        old_urls="/cup-nuoc/",
        featured="có",
        pinned_until="3/5/2024 08:00",
        expires="4/5/2024 08:00",
    )
    portal.article(
        "2024/04/hop", title="Họp", date="1/4/2024", pinned_until="3/5/2024 08:00", expires="4/5/2024 08:00"
    )
    portal.article("2024/04/khac", date="2/4/2024")
    portal.article("2024/04/hop-en", title="Meeting", slug="hop", date="1/4/2024", lang="en")


@pytest.mark.parametrize("moments", [MOMENTS, MOMENTS[::-1]], ids=["forwards", "backwards"])
def test_each_boundary_gives_the_bytes_of_a_clean_build(portal: Portal, moments: list[str]) -> None:
    write_texts(portal)
    seen = []
    for moment in moments:
        portal.override["BUILD_MOMENT"] = moment
        portal.check()
        home = portal.page("index.html")
        seen.append(("Lịch cúp nước" in home, "Ghim" in home, "/en/2024/04/hop/" in home))
    expected = [(False, True, True), *[(True, True, True)] * 2, *[(True, False, True)] * 2]
    expected += [(False, False, False)] * 2  # what is in English alone does not stand there
    assert seen == (expected if moments is MOMENTS else expected[::-1])


def test_time_between_two_boundaries_renders_no_article(portal: Portal) -> None:
    write_texts(portal)
    portal.override["BUILD_MOMENT"] = "2024-05-03 09:00"
    portal.build()
    portal.override["BUILD_MOMENT"] = "2024-05-03 23:00"
    outcome = portal.build()
    assert outcome.summary["rendered"] == 0, outcome
    portal.override["BUILD_MOMENT"] = "2024-05-04 08:00"
    assert portal.build().summary["removed"] > 0
