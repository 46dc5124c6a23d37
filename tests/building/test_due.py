"""What time alone will change is known beforehand, and can be looked at."""

from datetime import UTC, datetime

import pytest

from plugins.building.build import build
from plugins.contract.site.due import due
from plugins.contract.site.entry import Entry
from tests.building.verbs import verb
from tests.conftest import AGENCY, BuiltSite, TinySite

NOW = datetime(2026, 11, 23, tzinfo=UTC)
NEXT = datetime.now(UTC).year + 1  # a year that the verbs, which look at the clock, take for the future


def events(site: TinySite) -> list[tuple[str, str, str]]:
    """Return moment, what happens, and slug of every event after NOW, as a build knows them."""
    texts: list[Entry] = []
    build(site.content, site.output, moment=NOW.isoformat(), texts=texts)
    return [
        (
            f"{datetime.fromtimestamp(found.moment, UTC):%Y-%m-%dT%H:%M}",
            found.turn.name,
            found.text.address.split("/")[-2],
        )
        for found in due(texts, NOW.timestamp())
    ]


def test_events_come_in_the_order_of_their_moments(site: TinySite) -> None:
    site.article("articles/2026/11/hen.md", date="05/12/2026 07:00")
    site.article(
        "articles/2026/11/ghim.md", date="20/11/2026", pinned_until="30/11/2026", expires="20/12/2026 17:00"
    )
    assert events(site) == [
        ("2026-11-29T17:00", "UNPINNED", "ghim"),
        ("2026-12-05T00:00", "PUBLISHED", "hen"),
        ("2026-12-20T10:00", "EXPIRES", "ghim"),
        ("2028-12-05T00:00", "OLD", "hen"),
    ]


def test_past_events_and_drafts_are_not_due(site: TinySite) -> None:
    site.write("agency.yaml", f"{AGENCY}\nold_after: 0\n")
    site.article("articles/2026/11/da-dang.md", date="20/11/2026")
    site.article("articles/2026/11/nhap.md", date="05/12/2026", expires="06/12/2026", status="draft")
    site.page()
    assert events(site) == []


def test_withdrawn_texts_are_neither_unpinned_nor_old(site: TinySite) -> None:
    site.article(
        "articles/2026/11/rut.md",
        date="20/11/2026",
        pinned_until="30/11/2026",
        status="withdrawn",
        withdrawn_reason="Sai.",
    )
    assert events(site) == []


def test_due_prints_moment_event_and_file(site: TinySite) -> None:
    site.article(f"articles/{NEXT}/12/hen.md", date=f"05/12/{NEXT} 07:00")
    done = verb("due", "--content", str(site.content))
    assert done.status == 0, done.said
    assert f"07:00 ngày 05/12/{NEXT}  đăng            articles/{NEXT}/12/hen.md" in done.said


def test_due_says_that_nothing_is_due(site: TinySite) -> None:
    site.write("agency.yaml", f"{AGENCY}\nold_after: 0\n")
    site.article()
    assert "Không có bài nào hẹn giờ" in verb("due", "--content", str(site.content)).said


def test_build_at_a_moment_shows_what_is_due_then(site: TinySite) -> None:
    site.article(f"articles/{NEXT}/12/hen.md", date=f"05/12/{NEXT} 07:00")
    page = f"{NEXT}/12/hen/index.html"
    flags = ("--content", str(site.content), "--output", str(site.output))
    assert verb("build", *flags).status == 0
    assert page not in BuiltSite(site.output).paths()
    assert verb("build", *flags, "--at", f"05/12/{NEXT} 07:00").status == 0
    assert page in BuiltSite(site.output).paths()
    assert verb("build", *flags, "--at", f"05/12/{NEXT} 06:59").status == 0
    assert page not in BuiltSite(site.output).paths()


@pytest.mark.parametrize("written", ["mai", "12/25/2026"])
def test_a_moment_that_cannot_be_read_is_rejected(site: TinySite, written: str) -> None:
    site.article()
    done = verb("build", "--content", str(site.content), "--at", written)
    assert done.status == 1
    assert "--at: " in done.said
