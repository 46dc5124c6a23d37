"""A scheduled text is judged as it will stand when it is published: no release may begin to fail on its day."""

from __future__ import annotations

import pytest

from plugins.building.build import build
from plugins.contract.check import check
from plugins.errors.issue import ContentError, Issue
from tests.conftest import TinySite
from tests.images.photos import photo

S, T = "articles/2027/03/s.md", "articles/2027/03/t.md"
NOW, THEN = "2026-11-23 08:00", "2027-03-02 08:00"

LINKS = {
    "file": "[t](t.md)",
    "address": "[t](/2027/03/t/)",
    "old address": "[t](/cu/)",
    "topic": "[t](/chu-de/mua-xuan/)",
    "feed": "[t](/rss/chu-de/mua-xuan.xml)",
    "author": "[t](/tac-gia/nguyen-van-hung/)",
    "file of a text": "[t](/documents/so.pdf)",
}
FIELDS = {
    "author": "Nguyễn Văn Hùng",
    "tags": "[mùa xuân]",
    "old_urls": "/cu/",
    "body": "[sổ]({static}/documents/so.pdf)",
}


def in_2024(link: str) -> str:
    return link.replace("/2027/03/t/", "/2024/03/t/")


def errors(site: TinySite, moment: str = NOW) -> list[Issue]:
    return [issue for issue in check(site.settings(BUILD_MOMENT=moment))[1] if not issue.is_warning]


@pytest.fixture
def linking(site: TinySite) -> TinySite:
    """A site with an article, so that its home page exists, and a file to link."""
    site.article()
    site.write("documents/so.pdf", b"%PDF-1.7")
    return site


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
@pytest.mark.parametrize("target", [{"date": "3/3/2027 08:00"}, {"date": "1/3/2027", "status": "draft"}])
def test_link_to_what_comes_later_is_rejected_today(
    linking: TinySite, link: str, target: dict[str, str]
) -> None:
    linking.article(S, date="2/3/2027 08:00", body=link)
    linking.article(T, **(FIELDS | target))
    later = [issue.path for issue in errors(linking, THEN)]
    assert [issue.path for issue in errors(linking)] == later == [S]


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
@pytest.mark.parametrize("date", ["2/3/2027 08:00", "1/3/2027", "1/3/2024"])
def test_link_to_what_is_there_by_then_is_accepted(linking: TinySite, link: str, date: str) -> None:
    linking.article(T, date=date, **FIELDS)
    linking.article(S, date="2/3/2027 08:00", body=in_2024(link) if date.endswith("2024") else link)
    for moment in (NOW, THEN):
        assert errors(linking, moment) == [], moment


def test_message_says_that_the_text_is_scheduled(linking: TinySite) -> None:
    linking.article(T, date="3/3/2027", tags="[mùa xuân]")
    linking.article(S, date="2/3/2027", body="[t](t.md) và [u](/chu-de/mua-xuan/)")
    assert {issue.message for issue in errors(linking)} == {
        f"bài dẫn tới {T}, là bài chưa đăng khi bài hẹn giờ này lên cổng",
        "khi bài hẹn giờ này lên cổng, chưa có địa chỉ /chu-de/mua-xuan/",
    }


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_link_to_what_has_expired_by_then_is_rejected_today(linking: TinySite, link: str) -> None:
    linking.article(T, date="1/3/2024", expires="1/2/2027", **FIELDS)
    linking.article(S, date="2/3/2027", body=in_2024(link))
    for moment in (NOW, THEN):
        assert [issue.path for issue in errors(linking, moment)] == [S], moment


def test_scheduled_text_may_link_to_its_own_lists(linking: TinySite) -> None:
    linking.article(S, date="2/3/2027", tags="[mùa xuân]", body="[a](/chu-de/mua-xuan/), [b](/2027/03/)")
    for moment in (NOW, THEN):
        assert errors(linking, moment) == []


def test_list_of_a_translation_ends_with_its_original(linking: TinySite) -> None:
    linking.article("articles/2027/03/t-en.md", date="1/3/2027", slug="t", lang="en", tags="[spring]")
    linking.article(T, date="3/3/2027")
    linking.article(S, date="2/3/2027", body="[spring](/chu-de/spring/)")
    for moment in (NOW, THEN, "2027-04-01"):
        assert [issue.path for issue in errors(linking, moment)] == [S], moment


def test_withdrawn_text_brings_no_list(linking: TinySite) -> None:
    linking.article(T, date="1/3/2027", tags="[mùa xuân]", status="withdrawn", withdrawn_reason="Sai.")
    linking.article(S, date="2/3/2027", body="[t](/chu-de/mua-xuan/)")
    for moment in (NOW, THEN):
        assert [issue.path for issue in errors(linking, moment)] == [S], moment


def test_link_of_a_draft_to_a_draft_stops_nothing(linking: TinySite) -> None:
    linking.article(T, date="3/3/2027", status="draft", tags="[mùa xuân]")
    linking.article(S, date="2/3/2027", status="draft", body="[t](t.md), [u](/chu-de/mua-xuan/)")
    assert errors(linking) == []


def damaged(kind: str) -> bytes:
    whole = photo(900, 600)
    return {"text": b"no picture", "cut off": whole[: len(whole) // 2]}[kind]


@pytest.mark.parametrize("kind", ["text", "cut off"])
@pytest.mark.parametrize("incremental", [True, False], ids=["engine", "stock"])
def test_damaged_picture_of_a_scheduled_text_is_rejected(
    linking: TinySite, kind: str, *, incremental: bool
) -> None:
    linking.write("articles/2027/03/c.jpg", damaged(kind))
    linking.article(S, date="2/3/2027", body="![Toàn cảnh hội nghị](c.jpg)")
    with pytest.raises(ContentError, match=r"c\.jpg"):
        linking.build(BUILD_MOMENT=NOW, INCREMENTAL=incremental)
    linking.article(S, date="2/3/2027", status="draft", body="![Toàn cảnh hội nghị](c.jpg)")
    linking.build(BUILD_MOMENT=NOW, INCREMENTAL=incremental)


def test_check_reads_the_pictures_of_scheduled_texts(linking: TinySite) -> None:
    linking.write("articles/2027/03/c.jpg", damaged("text"))
    linking.article(S, date="2/3/2027", body="![Toàn cảnh hội nghị](c.jpg)")
    assert [issue.path for issue in errors(linking)] == [S]


def test_picture_of_a_scheduled_text_is_not_published(linking: TinySite) -> None:
    clean = linking.build(BUILD_MOMENT=NOW, OUTPUT_PATH=str(linking.output) + "1").files()
    linking.write("articles/2027/03/c.jpg", photo(90, 60))
    linking.article(S, date="2/3/2027", body="![Toàn cảnh hội nghị](c.jpg)")
    assert linking.build(BUILD_MOMENT=NOW, OUTPUT_PATH=str(linking.output) + "2").files() == clean


def test_video_of_a_scheduled_text_needs_no_picture(linking: TinySite) -> None:
    linking.write("articles/2027/03/phim.mp4", b"\0\0\0\x18ftypmp42" + bytes(16))
    linking.article(S, date="2/3/2027", body="![Toàn cảnh hội nghị](phim.mp4)")
    for moment in (NOW, THEN):
        linking.build(BUILD_MOMENT=moment)


def test_deploy_says_today_what_would_fail_then(linking: TinySite) -> None:
    linking.article(T, date="3/3/2027")
    linking.article(S, date="2/3/2027", body="[t](t.md)")
    with pytest.raises(ContentError, match="bài hẹn giờ"):
        build(linking.content, linking.output, moment=NOW)
