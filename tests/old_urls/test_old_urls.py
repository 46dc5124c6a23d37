"""Old URLs lead to the texts that have moved, and to nothing else."""

import pytest

from tests.conftest import BuiltSite, TinySite

OLD = "/2024/02/ten-cu/"


def moved(site: TinySite, **fields: str) -> BuiltSite:
    site.article("articles/2024/03/khac.md", title="Bài khác")
    site.article(old_urls=OLD, **fields)
    return site.build()


def test_old_url_has_a_page_that_leads_to_the_new_one(site: TinySite) -> None:
    page = moved(site).page(OLD)
    (refresh,) = page.select('meta[http-equiv="refresh"]')
    assert refresh["content"] == "0; url=/2024/03/bai/"
    assert [link["href"] for link in page.select("a")] == ["/2024/03/bai/"]
    assert page.select_one("link[rel=canonical]")["href"] == "https://xathu.example/2024/03/bai/"
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.html["lang"] == "vi"
    assert "chuyển sang địa chỉ mới" in page.select_one("h1").text
    assert not page.select("script"), "a view of this page and of the next would count twice"


def test_old_url_of_an_english_text_speaks_english(site: TinySite) -> None:
    page = moved(site, lang="en").page(OLD)
    assert page.html["lang"] == "en"
    assert page.select_one("h1").text == "This page has moved"
    assert page.select_one("a")["href"] == "/en/2024/03/bai/"


def test_old_url_is_in_no_list_feed_map_or_index(site: TinySite) -> None:
    built = moved(site)
    assert built.mentions(OLD) == ["dia-chi-cu.map"]
    assert built.text("/dia-chi-cu.map").splitlines()[1:] == [f"{OLD} /2024/03/bai/;"]


def test_pages_may_have_old_urls_too(site: TinySite) -> None:
    site.page(old_urls="[/ve-chung-toi/, https://xathu.example/GioiThieu/]")
    built = site.build()
    assert "/gioi-thieu/" in built.text("/ve-chung-toi/")
    assert "/gioi-thieu/" in built.text("/GioiThieu/")


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"date": "1/1/2027"}])
def test_unpublished_text_leaves_nothing_at_its_old_url(site: TinySite, fields: dict[str, str]) -> None:
    built = moved(site, **fields)
    assert built.mentions("ten-cu") == []
    assert not [path for path in built.paths() if "ten-cu" in path or path.endswith(".map")]


def test_old_url_of_a_withdrawn_article_leads_to_its_notice(site: TinySite) -> None:
    built = moved(site, status="withdrawn", withdrawn_reason="Lịch đã thay đổi.")
    assert "/2024/03/bai/" in built.text(OLD)
    assert "Một bài" not in built.text(OLD)
    # A browser may have stored the article under its old URL.
    assert built.mentions(OLD) == ["dia-chi-cu.map", "ngoai-mang.json"]
