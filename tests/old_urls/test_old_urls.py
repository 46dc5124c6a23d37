"""Old URLs lead to the texts that have moved, and to nothing else."""

import shutil
import tempfile
from pathlib import Path

import httpx
import pytest

from plugins.contract.site import rules
from tests.conftest import BuiltSite, TinySite
from tests.machine import free_port
from tests.nginx import nginx

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


@pytest.mark.parametrize(
    "written", ["/Tin-Tuc/Cu/, /tin-tuc/cu/", "[/Cu/, /CU/, https://XaThu.example/cu/, /%63u/]", "/cu/, /cu/"]
)
def test_old_urls_that_nginx_takes_for_one_are_merged(site: TinySite, written: str) -> None:
    site.article(old_urls=written)
    _, line = site.build().text("/dia-chi-cu.map").splitlines()
    assert line.split()[0] == written.strip("[").split(",")[0]


def test_redirects_never_have_two_equal_entries(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_old_addresses", lambda *_: ())
    site.article(old_urls="/Cu/")
    site.article("articles/2024/03/hai.md", title="Hai", old_urls="/cu/")
    assert len(site.build().text("/dia-chi-cu.map").splitlines()) == 2


@pytest.mark.tools
def test_nginx_starts_with_old_urls_that_differ_in_case(site: TinySite) -> None:
    site.article(old_urls="/Tin-Tuc/Cu/, /tin-tuc/cu/")
    site.page(old_urls="[/GioiThieu/, /gioithieu/]")
    redirects = site.build().folder / "dia-chi-cu.map"
    with tempfile.TemporaryDirectory() as place:
        folder, port = Path(place), free_port()
        folder.chmod(0o755)
        shutil.copy(redirects, folder / "cu.map")
        lines = f"map $uri $new {{ include {folder}/cu.map; }}"
        server = f"server {{ listen 127.0.0.1:{port}; location / {{ return 301 $new; }} }}"
        with nginx(folder, port, f"{lines} {server}"):
            answer = httpx.get(f"http://127.0.0.1:{port}/TIN-tuc/cu/")
    assert answer.headers["location"].endswith("/2024/03/bai/")


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
