"""Articles that expire: their fields, and links to them, which no passing of time may turn into errors."""

from __future__ import annotations

import pytest

from plugins.contract.check import check
from plugins.errors.issue import Issue
from tests.conftest import TinySite

A, B = "articles/2024/03/a.md", "articles/2024/03/b.md"


def found(site: TinySite, moment: str = "2026-11-23 08:00") -> list[Issue]:
    return [issue for issue in check(site.settings(BUILD_MOMENT=moment))[1] if not issue.is_warning]


def warned(site: TinySite, moment: str = "2026-11-23 08:00") -> list[str]:
    return [issue.message for issue in check(site.settings(BUILD_MOMENT=moment))[1] if issue.is_warning]


@pytest.mark.parametrize("key", ["expires", "pinned_until"])
def test_end_must_come_after_the_publication(site: TinySite, key: str) -> None:
    site.article(date="21/3/2024 08:00", **{key: "21/3/2024"})
    (issue,) = found(site)
    assert issue.line == 7
    assert f"({key}) không sau ngày đăng (date)" in issue.message
    assert "ngày đăng ở dòng 3" in issue.hint
    site.article(date="21/3/2024 08:00", **{key: "21/3/2024 08:01"})
    assert found(site) == []


@pytest.mark.parametrize("written", ["có", "Không", "true", "false", "yes", "no", ""])
def test_featured_is_yes_or_no(site: TinySite, written: str) -> None:
    site.article(featured=written)
    assert found(site) == []


@pytest.mark.parametrize("written", ["ừ", "1", "[có]"])
def test_any_other_answer_is_rejected(site: TinySite, written: str) -> None:
    site.article(featured=written)
    (issue,) = found(site)
    assert (issue.line, issue.message) == (7, "tin nổi bật (featured) chỉ nhận có hoặc không")


def test_expired_articles_are_counted_apart(site: TinySite) -> None:
    site.article(A, status="draft")
    site.article(B, expires="1/4/2024")
    assert f"1 bài đã hết hạn: {B}" in warned(site)
    assert f"1 bản nháp: {A}" in warned(site)
    assert not [message for message in warned(site, "2024-03-31 23:59") if "hết hạn" in message]


def test_errors_of_an_expired_article_stop_nothing(site: TinySite) -> None:
    site.article(expires="1/4/2024", body="Xem [kế hoạch](ke-hoach.pdf).")
    assert [issue.message for issue in found(site, "2024-03-25")] == ["không có tệp “ke-hoach.pdf”"]
    assert found(site, "2024-04-01") == []


def test_more_pinned_articles_than_fit_are_named(site: TinySite) -> None:
    for number in range(6):
        site.article(f"articles/2024/03/bai-{number}.md", pinned_until="1/12/2026")
    assert any(message.startswith("6 bài ghim cùng lúc: ") for message in warned(site))
    site.article("articles/2024/03/bai-5.md", pinned_until="1/11/2026")
    assert not any("ghim" in message for message in warned(site))


LINKS = {
    "file": "[a](a.md)",
    "address": "[a](/2024/03/a/)",
    "old address": "[a](/cu/)",
    "list": "[a](/chu-de/mua-xuan/)",
    "month": "[a](/2024/03/)",
}


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
@pytest.mark.parametrize("moment", ["2024-04-01", "2026-11-22 23:59", "2026-11-23"])
def test_link_to_what_expires_is_rejected_at_once(site: TinySite, link: str, moment: str) -> None:
    site.article(A, tags="[mùa xuân]", old_urls="/cu/", expires="23/11/2026")
    site.page(body=link)
    (issue,) = found(site, moment)
    assert issue.path == "pages/gioi-thieu.md"
    assert issue.line == 6


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_text_that_expires_no_later_may_link(site: TinySite, link: str) -> None:
    site.article(A, tags="[mùa xuân]", old_urls="/cu/", expires="23/11/2026 08:00")
    site.article(B, date="22/4/2024", body=link, expires="23/11/2026 08:00")
    for moment in ("2024-05-01", "2026-11-23 07:59", "2026-11-23 08:00", "2026-12-01"):
        assert found(site, moment) == [], moment
    site.article(B, date="22/4/2024", body=link, expires="23/11/2026 08:01")
    assert [issue.path for issue in found(site, "2024-05-01")] == [B]


@pytest.mark.parametrize("moment", ["2024-04-01", "2024-06-01", "2027-01-01"])
def test_scheduled_text_may_not_link_to_what_expires(site: TinySite, moment: str) -> None:
    site.article(A, expires="23/11/2026")
    site.article("articles/2024/05/c.md", date="1/5/2024", body="[a](/2024/03/a/)")
    assert [issue.path for issue in found(site, moment)] == ["articles/2024/05/c.md"]


def test_lists_that_outlast_an_article_may_be_linked(site: TinySite) -> None:
    site.article(A, tags="[mùa xuân]", expires="23/11/2026")
    site.article(B, tags="[mùa xuân]")
    site.page(body="[a](/chu-de/mua-xuan/) và [b](/2024/03/)")
    assert found(site) == []
