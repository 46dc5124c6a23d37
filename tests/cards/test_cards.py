"""Cards for links: which pages have one and name it, and when it is drawn."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from plugins.building import places
from plugins.building.build import build
from plugins.cards import publication
from plugins.cards.card import Card
from plugins.cards.drawing import drawn
from plugins.errors.issue import ContentError
from tests.conftest import AGENCY, BuiltSite, TinySite
from tests.images.photos import opened, photo

pytestmark = pytest.mark.usefixtures("own_state")

SITE = "https://xathu.example"
EACH_ITS_OWN = f"{AGENCY}cards: article\n"


def head(page: BeautifulSoup) -> dict[str, str]:
    """Return what a page tells of its picture."""
    metas = page.select('meta[property^="og:image"]')
    return {str(meta.get("property") or meta.get("name")): str(meta["content"]) for meta in metas}


def picture_of(built: BuiltSite, address: str) -> str:
    """Return the path of the picture that a page names."""
    return head(built.page(address))["og:image"].removeprefix(f"{SITE}/")


def cards(folder: Path) -> set[str]:
    """Return the paths of all cards of a site."""
    return {file.relative_to(folder).as_posix() for file in folder.glob("anh/the/*")}


class Drawings:
    """What was drawn since it was asked the last time, in whatever process."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def add(self, card: Card) -> None:
        """Note a card."""
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(card)) + "\n")

    def take(self) -> list[Card]:
        """Return the cards, by title, and forget them."""
        lines = self._file.read_text(encoding="utf-8").splitlines() if self._file.exists() else []
        self._file.unlink(missing_ok=True)
        return sorted((Card(**json.loads(line)) for line in lines), key=lambda card: card.title)


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Drawings:
    done = Drawings(tmp_path / "drawings")

    def noted(card: Card) -> bytes:
        done.add(card)
        return drawn(card)

    monkeypatch.setattr(publication, "drawn", noted)
    return done


@pytest.fixture
def site(site: TinySite) -> TinySite:
    """Return a site whose articles have cards of their own."""
    site.write("agency.yaml", EACH_ITS_OWN)
    return site


@pytest.mark.parametrize("agency", [AGENCY, f"{AGENCY}cards: true\n"])
def test_articles_share_the_card_of_the_agency_by_default(site: TinySite, agency: str) -> None:
    site.write("agency.yaml", agency)
    site.article()
    site.article("articles/2024/03/bai.en.md", title="An article", lang="en", slug="bai")
    site.article("articles/2024/03/rut.md", status="withdrawn", withdrawn_reason="Sai số liệu.")
    site.write("articles/2024/03/cho.jpg", photo(300, 200))
    site.article("articles/2024/03/anh.md", cover="cho.jpg", cover_alt="Chợ xã buổi sáng")
    built = site.build()
    reported = head(built.page("/"))
    assert cards(built.folder) == {picture_of(built, "/")}
    assert head(built.page("/2024/03/bai/")) == head(built.page("/en/2024/03/bai/")) == reported
    assert picture_of(built, "/2024/03/anh/") == "articles/2024/03/cho.jpg"
    assert head(built.page("/2024/03/rut/")) == {}
    page = built.page("/2024/03/bai/")
    things = json.loads(page.select_one('script[type="application/ld+json"]').text)["@graph"]
    assert "image" not in things[0]  # a card without a word of the article is no picture of it


@pytest.mark.long
def test_cards_of_articles_come_and_go_with_the_setting(site: TinySite) -> None:
    site.article()
    build(site.content, site.output)
    assert len(cards(site.output)) == 2
    site.write("agency.yaml", AGENCY)
    build(site.content, site.output)
    built = BuiltSite(site.output)
    assert cards(site.output) == {picture_of(built, "/")} == {picture_of(built, "/2024/03/bai/")}
    site.write("agency.yaml", EACH_ITS_OWN)
    build(site.content, site.output)
    assert len(cards(site.output)) == 2


def test_article_without_picture_names_its_card(site: TinySite) -> None:
    site.article(title='"Tin <nóng> & “mới”"')
    built = site.build()
    reported = head(built.page("/2024/03/bai/"))
    assert reported == {
        "og:image": reported["og:image"],
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Tin <nóng> & “mới”",
    }
    things = json.loads(built.page("/2024/03/bai/").select_one('script[type="application/ld+json"]').text)
    assert things["@graph"][0]["image"] == reported["og:image"]
    path = picture_of(built, "/2024/03/bai/")
    assert path.startswith("anh/the/")
    assert opened(built.data(path)).size == (1200, 630)


def test_card_shows_title_department_and_date(site: TinySite, drawings: Drawings) -> None:
    site.article(date="4/7/2022 09:00", category="Tin tức")
    site.build()
    assert drawings.take() == [
        Card("Tỉnh Lâm Đồng", "Ủy ban nhân dân xã Thử", "Một bài", "Văn phòng", "04/7/2022"),
        Card("Tỉnh Lâm Đồng", "", "Ủy ban nhân dân xã Thử", "", ""),
    ]


def test_article_with_picture_has_no_card(site: TinySite) -> None:
    site.write("articles/2024/03/cho.jpg", photo(300, 200))
    site.article(cover="cho.jpg", cover_alt="Chợ xã buổi sáng")
    built = site.build()
    assert head(built.page("/2024/03/bai/")) == {
        "og:image": f"{SITE}/articles/2024/03/cho.jpg",
        "og:image:alt": "Chợ xã buổi sáng",
    }
    assert cards(built.folder) == {picture_of(built, "/")}


def test_translation_has_its_own_card(site: TinySite) -> None:
    site.article("articles/2024/03/bai.md")
    site.article("articles/2024/03/bai.en.md", title="An article", lang="en", slug="bai")
    built = site.build()
    mine, other = picture_of(built, "/2024/03/bai/"), picture_of(built, "/en/2024/03/bai/")
    assert cards(built.folder) == {picture_of(built, "/"), mine, other}
    assert len(cards(built.folder)) == 3


def test_other_pages_share_the_card_of_the_agency(site: TinySite) -> None:
    site.article()
    site.page()
    built = site.build()
    addresses = ("/", "/gioi-thieu/", "/2024/03/", "/don-vi/van-phong/", "/tim-kiem/")
    reported = [head(built.page(address)) for address in addresses]
    assert all(one == reported[0] for one in reported)
    assert reported[0]["og:image:alt"] == "Ủy ban nhân dân xã Thử"
    assert picture_of(built, "/") in cards(built.folder)


def test_drafts_and_scheduled_articles_have_no_card(site: TinySite) -> None:
    site.article("articles/2024/03/nhap.md", title="Bản nháp", status="draft")
    site.article("articles/2026/12/hen.md", title="Bài hẹn", date="24/12/2026")
    built = site.build()
    assert cards(built.folder) == {picture_of(built, "/")}


def test_card_of_withdrawn_article_is_removed(site: TinySite) -> None:
    site.article()
    build(site.content, site.output)
    built = BuiltSite(site.output)
    card = picture_of(built, "/2024/03/bai/")
    assert card in cards(site.output)
    site.article(status="withdrawn", withdrawn_reason="Sai số liệu.")
    build(site.content, site.output)
    assert cards(site.output) == {picture_of(built, "/")}
    assert head(built.page("/2024/03/bai/")) == {}
    assert built.mentions(card) == []


def test_card_of_deleted_article_is_removed(site: TinySite) -> None:
    file = site.article()
    site.article("articles/2024/03/khac.md", title="Bài khác")
    build(site.content, site.output)
    built = BuiltSite(site.output)
    card = picture_of(built, "/2024/03/bai/")
    file.unlink()
    build(site.content, site.output)
    assert cards(site.output) == {picture_of(built, "/"), picture_of(built, "/2024/03/khac/")}
    assert built.mentions(card) == []


def test_articles_with_equal_facts_share_a_card(site: TinySite, drawings: Drawings) -> None:
    file = site.article("articles/2024/03/mot.md")
    site.article("articles/2024/03/hai.md")
    build(site.content, site.output)
    before = cards(site.output)
    assert len(drawings.take()) == len(before) == 2
    file.unlink()
    build(site.content, site.output)
    assert drawings.take() == []
    assert cards(site.output) == before


def test_publishing_one_article_draws_one_card(site: TinySite, drawings: Drawings) -> None:
    for number in range(3):
        site.article(f"articles/2024/03/bai-{number}.md", title=f"Bài {number}")
    build(site.content, site.output)
    assert len(drawings.take()) == 4
    site.article("articles/2024/03/moi.md", title="Bài mới")
    build(site.content, site.output)
    assert [card.title for card in drawings.take()] == ["Bài mới"]


@pytest.mark.long
def test_card_is_redrawn_only_when_its_text_changes(site: TinySite, drawings: Drawings) -> None:
    site.article()
    build(site.content, site.output)
    before = cards(site.output)
    drawings.take()
    site.article(body="Thân khác.", summary="Tóm tắt khác.", tags="thẻ", category="Tin tức", author="Văn An")
    build(site.content, site.output)
    assert drawings.take() == []
    assert cards(site.output) == before
    for fact in ({"title": "Tên khác"}, {"department": "Công an xã"}, {"date": "22/3/2024"}):
        drawings.take()
        site.article(**fact)
        build(site.content, site.output)
        assert len(drawings.take()) == 1, fact
        assert len(cards(site.output)) == 2
        assert cards(site.output) != before


def test_renamed_agency_redraws_every_card(site: TinySite, drawings: Drawings) -> None:
    site.article()
    build(site.content, site.output)
    before = cards(site.output)
    drawings.take()
    site.write("agency.yaml", EACH_ITS_OWN.replace("Tỉnh Lâm Đồng", "Tỉnh Bình Thuận"))
    build(site.content, site.output)
    assert [card.superior for card in drawings.take()] == ["Tỉnh Bình Thuận"] * 2
    assert not before & cards(site.output)
    built = BuiltSite(site.output)
    assert {picture_of(built, "/"), picture_of(built, "/2024/03/bai/")} == cards(site.output)


def test_card_is_drawn_once_even_if_output_is_lost(site: TinySite, drawings: Drawings) -> None:
    site.article()
    build(site.content, site.output)
    before = BuiltSite(site.output).files()
    for path in cards(site.output):
        (site.output / path).unlink()
    drawings.take()
    build(site.content, site.output)
    assert drawings.take() == []
    assert BuiltSite(site.output).files() == before


def test_cache_holds_published_cards_only(site: TinySite) -> None:
    site.article(title="Bài mà chỉ phép thử này có")
    build(site.content, site.output)
    first = cards(site.output)
    site.article(title="Tên khác mà chỉ phép thử này có")
    build(site.content, site.output)
    (gone,) = first - cards(site.output)
    folders = [set(folder.iterdir()) for folder in places.STATE.rglob("*.cards")]
    kept = [{file.name for file in files} for files in folders]
    assert {Path(path).name for path in cards(site.output)} in kept
    assert not any(Path(gone).name in names for names in kept)


def test_changed_recipe_renames_every_card(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article()
    build(site.content, site.output)
    before = cards(site.output)
    monkeypatch.setattr(publication, "recipe", lambda: "another")
    build(site.content, site.output)
    built = BuiltSite(site.output)
    assert not before & cards(site.output)
    assert {picture_of(built, "/"), picture_of(built, "/2024/03/bai/")} == cards(site.output)


def test_cards_can_be_switched_off(site: TinySite, drawings: Drawings) -> None:
    site.article()
    build(site.content, site.output)
    assert len(cards(site.output)) == 2
    site.write("agency.yaml", f"{AGENCY}cards: false\n")
    drawings.take()
    build(site.content, site.output)
    built = BuiltSite(site.output)
    assert (drawings.take(), cards(site.output)) == ([], set())
    assert head(built.page("/")) == head(built.page("/2024/03/bai/")) == {}
    assert built.mentions("anh/the") == []


@pytest.mark.parametrize("value", ["no", "0", "không", "[true]"])
def test_other_values_are_rejected(site: TinySite, value: str) -> None:
    site.article()
    site.write("agency.yaml", f"{AGENCY}cards: {value}\n")
    with pytest.raises(ContentError) as refused:
        build(site.content, site.output)
    (issue,) = refused.value.issues
    assert "mục “cards”" in issue.message
    assert "không có kiểu ảnh thẻ" in issue.message
    assert issue.hint == "Viết: true, article hoặc false"
    assert issue.line == len(AGENCY.strip().splitlines()) + 1


def test_engine_and_pelican_give_the_same_bytes(site: TinySite) -> None:
    site.article(title="Ủy ban “ẨỆ” – 86/KH-UBND")
    site.article("articles/2024/03/khac.md", title="Bài khác")
    site.article("articles/2024/03/khac.en.md", title="Another", lang="en", slug="khac")
    site.article("articles/2024/03/rut.md", status="withdrawn", withdrawn_reason="Sai số liệu.")
    build(site.content, site.output)
    stock = site.build(OUTPUT_PATH=str(site.output.parent / "other"))
    mine = {name: data for name, data in BuiltSite(site.output).files().items() if name.startswith("anh/")}
    assert mine == {name: data for name, data in stock.files().items() if name.startswith("anh/")}
    assert len(mine) == 4
    assert picture_of(stock, "/2024/03/bai/") == picture_of(BuiltSite(site.output), "/2024/03/bai/")
