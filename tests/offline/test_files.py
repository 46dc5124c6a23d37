"""What the build leaves for a browser without a network."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

import pytest

from plugins.assets.joining import join_scripts
from plugins.budget.weight import gzipped
from plugins.incremental.api import IncrementalPelican
from plugins.offline.publication import LIMITS, offline_list, worker
from plugins.server.nginx import POLICY
from plugins.urls.patterns import OFFLINE, OFFLINE_LIST, SERVICE_WORKER
from tests.conftest import PACKAGES, ROOT, BuiltSite, TinySite


def reported(built: BuiltSite) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(built.text(OFFLINE_LIST))
    return found


def test_list_has_newest_and_withdrawn_articles(site: TinySite) -> None:
    for day in range(1, 13):
        site.article(f"articles/2024/05/tin-{day}.md", date=f"{day}/5/2024")
    for year in (2012, 2002):
        site.article(f"articles/{year}/cu.md", date=f"1/1/{year}")
    site.article("articles/2022/01/rut.md", date="4/1/2022", status="withdrawn")
    site.article("articles/2022/01/rut-en.md", slug="rut", date="4/1/2022", lang="en", status="withdrawn")
    site.article(
        "articles/2021/01/rut-ban-dich.md", slug="doi", date="4/1/2021", lang="en", status="withdrawn"
    )
    site.article("articles/2021/01/doi.md", date="4/1/2021")
    assert reported(site.build()) == {
        "withdrawn": ["/2022/01/rut/", "/en/2021/01/doi/", "/en/2022/01/rut/"],
        "news": [f"/2024/05/tin-{day}/" for day in range(12, 2, -1)],
        "search": [
            "/tim-kiem/",
            "/en/tim-kiem/",
            *(f"/tim-kiem/tieu-de/{year}-01-120.txt" for year in (2020, 2010)),
        ],
    }


def test_list_has_no_draft_deleted_or_scheduled_article(site: TinySite) -> None:
    site.article("articles/2024/03/nhap.md", status="draft")
    site.article("articles/2027/03/sau.md", date="1/3/2027")
    gone = site.article("articles/2024/03/bo.md")
    site.build()
    gone.unlink()
    assert reported(site.build()) == {"withdrawn": [], "news": [], "search": []}


def test_worker_is_the_same_whatever_the_portal_holds(site: TinySite) -> None:
    first = site.build().text(SERVICE_WORKER)
    site.article(status="withdrawn")
    site.write("agency.yaml", (site.content / "agency.yaml").read_text(encoding="utf-8") + "initials: XT\n")
    assert site.build().text(SERVICE_WORKER) == first == worker()
    assert f'"pages": {LIMITS["pages"]}' in first
    assert "xathu" not in first


def test_both_builders_give_the_same_bytes_after_a_withdrawal(site: TinySite) -> None:
    site.article()
    site.article("articles/2024/03/hai.md", date="22/3/2024")
    IncrementalPelican(site.settings()).run()
    site.article("articles/2024/03/hai.md", date="22/3/2024", status="withdrawn")
    IncrementalPelican(site.settings()).run()
    kept = BuiltSite(site.output)
    fresh = site.build(INCREMENTAL=False, OUTPUT_PATH=str(site.output.with_name("fresh")))
    for address in (SERVICE_WORKER, OFFLINE_LIST, OFFLINE):
        assert kept.text(address) == fresh.text(address)
    assert reported(kept) == {
        "withdrawn": ["/2024/03/hai/"],
        "news": ["/2024/03/bai/"],
        "search": ["/tim-kiem/", "/tim-kiem/tieu-de/2020-01-120.txt"],
    }


def test_offline_page_is_hidden_from_search_engines(site: TinySite) -> None:
    site.article()
    built = site.build()
    page = built.page(OFFLINE)
    assert page.select_one('meta[name="robots"]')["content"] == "noindex"
    assert page.select_one(".masthead")
    assert [tag.has_attr("hidden") for tag in page.select("main [data-stored], main [data-owed]")] == [
        True
    ] * 2
    text = page.select_one("main").get_text(" ", strip=True)
    assert "Số lượt truy cập và tệp đính kèm chỉ dùng được khi có mạng" in text
    assert f"nhiều nhất {LIMITS['pages']} trang, mỗi trang không quá 30 ngày" in text
    assert [path for path in built.mentions(OFFLINE) if path.endswith((".xml", ".txt", ".json"))] == []


def test_no_standing_page_may_take_the_address(site: TinySite) -> None:
    site.page("pages/ngoai-mang.md", title="Ngoài mạng")
    with pytest.raises(Exception, match="ngoai-mang"):
        site.build()


def test_site_script_registers_the_worker_after_load() -> None:
    script = join_scripts(ROOT / "theme", PACKAGES).text
    (asked,) = re.findall(
        r"self\.onload=\(\)=>\{const url=\"(.*?)\";.*?serviceWorker\?\.register\(url\)", script
    )
    assert asked == SERVICE_WORKER
    (policy,) = re.findall(r"trusted-types (\w+)", POLICY)
    assert f'createPolicy("{policy}",{{createScriptURL:()=>url}})' in script
    assert gzipped((ROOT / "plugins/offline/registration/script.js").read_text(encoding="utf-8")) < 300


def test_notice_of_a_stored_page_uses_a_style_of_the_theme(site: TinySite) -> None:
    (name,) = re.findall(r'<p class="([\w-]+)">\$\{words\.notice', worker())
    built = site.build()
    (style,) = [path for path in built.paths() if path.startswith("theme/site.") and path.endswith(".css")]
    assert f".{name}{{" in built.text(f"/{style}")


def test_draft_that_the_preview_shows_is_not_called_withdrawn() -> None:
    draft = SimpleNamespace(url="ban-nhap/2024/03/nhap/", withdrawn=False, translations=[])
    assert json.loads(offline_list([draft], [], [], english=False)) == {
        "withdrawn": [],
        "news": [],
        "search": [],
    }
