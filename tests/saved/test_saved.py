"""Saved files of articles: who has them, what stands in them, and when they are made anew."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from plugins.building.build import build
from plugins.saved.publication import saved_at
from tests.browser.everything import PLACES, write_everything
from tests.conftest import AGENCY, BuiltSite, TinySite
from tests.images.photos import opened, photo
from tests.saved.test_markdown import rendered, text_of
from tests.site.conftest import EngineSite
from tests.site.links import dead_links

SITE_URL = "https://xathu.example"


def saved_files(built: BuiltSite) -> set[str]:
    """Return the saved files of a site: those that are neither pages nor anything else."""
    return {
        name for name in built.paths() if re.search(r"/([^/]+)/(?!index\.)(\1|bai-viet)\.(html|md)$", name)
    }


def bytes_of_saved_files(built: BuiltSite) -> dict[str, bytes]:
    """Return the saved files of a site with what stands in them."""
    return {name: built.data(name) for name in saved_files(built)}


def words(page: Tag | None) -> str:
    """Return the text of some HTML without white space, which elements begin and end with as they like."""
    assert page is not None
    return "".join(page.get_text().split())


def edited(site: TinySite) -> set[str]:
    """Build, and return the saved files that were written."""
    before = {file: file.stat().st_ino for file in site.output.rglob("*") if file.is_file()}
    build(site.content, site.output)
    names = saved_files(BuiltSite(site.output))
    return {name for name in names if before.get(site.output / name) != (site.output / name).stat().st_ino}


def test_listed_articles_and_published_translations_have_two_files_and_nothing_else_has(
    site: TinySite,
) -> None:
    site.article()
    site.article("articles/2024/03/bai-en.md", slug="bai", lang="en", title="An article")
    site.article("articles/2024/03/rut.md", status="withdrawn", withdrawn_reason="Sai.", body="Bí mật.")
    site.article(
        "articles/2024/03/rut-en.md", slug="bai-2", lang="en", status="withdrawn", withdrawn_reason="Sai."
    )
    site.article("articles/2024/03/nhap.md", status="draft")
    site.article("articles/2024/03/hen.md", date="1/1/2027")
    site.page()
    built = site.build()
    assert saved_files(built) == {
        f"{place}/bai.{ending}" for place in ("2024/03/bai", "en/2024/03/bai") for ending in ("html", "md")
    }
    for name in saved_files(built):
        assert built.page(f"/{name.rpartition('/')[0]}/").select_one(f'a[download][href="/{name}"]'), name
    for address in ("/2024/03/rut/", "/gioi-thieu/"):
        assert not built.page(address).select("a[download]")


def test_withdrawing_or_deleting_removes_both_files(site: TinySite) -> None:
    site.article(body="Bí mật.")
    other = site.article("articles/2024/04/khac.md")
    build(site.content, site.output)
    assert len(saved_files(BuiltSite(site.output))) == 4
    site.article(status="withdrawn", withdrawn_reason="Sai.", body="Bí mật.")
    other.unlink()
    build(site.content, site.output)
    built = BuiltSite(site.output)
    assert saved_files(built) == set()
    assert not built.page("/2024/03/bai/").select("a[download]")
    assert not (site.output / "2024/04").exists()


def test_article_called_index_does_not_take_the_place_of_its_page(site: TinySite) -> None:
    site.article("articles/2024/03/index.md")
    built = site.build()
    assert saved_at("2024/03/index/") == "2024/03/index/bai-viet"
    assert built.page("/2024/03/index/").select_one('a[href="/2024/03/index/bai-viet.html"]')
    assert saved_files(built) == {"2024/03/index/bai-viet.html", "2024/03/index/bai-viet.md"}


@pytest.mark.long
def test_file_needs_nothing_and_says_where_it_is_from(site: TinySite) -> None:
    write_everything(site)
    built = site.build()
    html = built.text("/2024/03/bai/bai.html")
    page = BeautifulSoup(html, "html.parser")
    assert page.select_one("link[rel=canonical]")["href"] == f"{SITE_URL}/2024/03/bai/"
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.html["lang"] == "vi"
    assert not page.select("script, link[rel=stylesheet], link[rel=icon], [srcset], [loading], iframe")
    assert all(img["src"].startswith("data:image/png;base64,") for img in page.select("img"))
    assert len(page.select("img")) == 3
    for link in page.select("a[href]"):
        assert re.match(r"https?://|mailto:|tel:|#fn", str(link["href"])), link
    said = page.get_text(" ", strip=True)
    for told in (
        "Ủy ban nhân dân xã Thử",
        "Bài có đủ mọi điều mà một bài có thể có",
        "Thứ Năm, 21/3/2024, 08:00",
        "Văn phòng",
        "Đình Sơn , Ban Biên tập",
        "Một câu tóm tắt",
        "Ảnh của Đình Sơn",
        "Nguồn: Báo Lâm Đồng",
        "Sửa số liệu du lịch quý I.",
        "Kế hoạch số 86/KH-UBND (PDF)",
        f"Lưu từ: {SITE_URL}/2024/03/bai/",
    ):
        assert told in said, told
    english = built.page("/en/2024/03/bai/bai.html")
    assert english.html["lang"] == "en"
    assert "Saved from:" in english.footer.text
    assert dead_links(built.folder, SITE_URL) == []


@pytest.mark.long
def test_markdown_says_the_same_as_the_file_and_the_page(site: TinySite) -> None:
    write_everything(site)
    built = site.build()
    for name in ("article with everything", "English article"):
        markdown = built.text(f"{PLACES[name]}bai.md")
        page = built.page(f"{PLACES[name]}bai.html")
        own = built.page(PLACES[name])
        assert words(own.select_one(".prose")) == words(page.select_one(".prose"))
        page.body.header.decompose()
        again = BeautifulSoup(rendered(markdown), "html.parser")
        notes = [text.select_one(".footnote").extract() for text in (page, again) if text.select(".footnote")]
        assert words(again) == words(page.body)
        assert len({words(note) for note in notes}) == (name != "English article")
        assert markdown.startswith(f"# {page.h1.text}\n\n- ")
        assert markdown.endswith(f": <{SITE_URL}{PLACES[name]}>\n")
        leads = text_of(again)
        assert not [lead for lead in leads if lead.startswith("/")]


def test_pictures_inside_are_made_once_and_stand_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = EngineSite(tmp_path)
    site.write("articles/2024/03/lon.jpg", photo(1600, 1000))
    site.write("articles/2024/03/nho.png", photo(300, 200, "PNG", see_through=True))
    gif = photo(900, 100, "GIF")
    site.write("articles/2024/03/dong.gif", gif)
    site.article(body="![Chợ xã](nho.png)\n\n![Sông La Ngà](dong.gif)", cover="lon.jpg", cover_alt="Đồng lúa")
    monkeypatch.setattr("plugins.images.alone.made", lambda *_: pytest.fail("made again"))
    site.build(INCREMENTAL_PROCESSES=1)  # one after the other: two may both be the first to need a picture
    images = BuiltSite(site.output).page("/2024/03/bai/bai.html").select("img")
    kinds = [str(img["src"]).partition(";")[0] for img in images]
    data = [base64.b64decode(str(img["src"]).partition(",")[2]) for img in images]
    assert kinds == ["data:image/jpeg", "data:image/png", "data:image/gif"]
    assert [opened(one).size for one in data] == [(800, 500), (300, 200), (900, 100)]
    assert data[2] == gif
    published = {path.read_bytes() for path in site.output.glob("anh/*.*")}
    assert set(data[:2]) <= published


def test_another_picture_is_another_file(site: TinySite) -> None:
    site.write("articles/2024/03/cho.png", photo(30, 20, "PNG"))
    site.article(cover="cho.png", cover_alt="Chợ xã")
    site.article("articles/2024/03/khac.md")
    build(site.content, site.output)
    site.write("articles/2024/03/cho.png", photo(31, 20, "PNG"))
    assert edited(site) == {"2024/03/bai/bai.html"}


def test_edit_writes_the_files_of_its_article_only(site: TinySite) -> None:
    for name in ("bai", "hai", "ba"):
        site.article(f"articles/2024/03/{name}.md", title=f"Bài {name}")
    build(site.content, site.output)
    assert edited(site) == set()
    site.article("articles/2024/03/hai.md", title="Tên mới")
    assert edited(site) == {"2024/03/hai/hai.html", "2024/03/hai/hai.md"}
    site.article("articles/2024/03/bon.md")
    assert edited(site) == {"2024/03/bon/bon.html", "2024/03/bon/bon.md"}


def test_name_of_the_agency_writes_all_files_and_its_telephone_none(site: TinySite) -> None:
    site.article()
    site.article("articles/2024/03/hai.md")
    build(site.content, site.output)
    site.write("agency.yaml", f"{AGENCY}telephone: (0252) 3 111 222\n")
    assert edited(site) == set()
    site.write("agency.yaml", AGENCY.replace("Ủy ban nhân dân xã Thử", "Ủy ban nhân dân xã Khác"))
    assert len(edited(site)) == 4


def test_file_follows_the_address_that_it_leads_to(site: TinySite) -> None:
    site.article(body="Xem [bài](hai.md).")
    site.article("articles/2024/03/hai.md")
    build(site.content, site.output)
    site.article("articles/2024/03/hai.md", slug="noi-khac")
    written = edited(site)
    assert {"2024/03/bai/bai.html", "2024/03/bai/bai.md"} <= written
    assert f"[bài]({SITE_URL}/2024/03/noi-khac/)" in BuiltSite(site.output).text("/2024/03/bai/bai.md")
    assert "2024/03/hai/hai.md" not in BuiltSite(site.output).files()


def test_what_page_warns_of_is_warned_of(site: TinySite) -> None:
    site.article()
    site.write("agency.yaml", f"{AGENCY}demo: true\n")
    built = site.build()
    for ending in ("html", "md"):
        text = built.text(f"/2024/03/bai/bai.{ending}")
        assert "chưa được cập nhật từ ngày" in text
        assert "cổng thông tin chính thức của UBND xã Thử" in text


def test_no_map_feed_search_or_list_names_a_saved_file(site: TinySite) -> None:
    site.article(tags="du lịch")
    site.article("articles/2024/03/hai.md", tags="du lịch")
    built = site.build()
    for ending in (".html", ".md"):
        naming = built.mentions(f"/bai/bai{ending}")
        assert naming == ["2024/03/bai/index.html"]
    assert not [name for name in built.paths() if name.startswith("tim-kiem/") and "bai.html" in name]


def test_saved_file_is_no_page_of_the_portal(site: TinySite) -> None:
    site.article()
    done = build(site.content, site.output)
    assert done.pages == len(BuiltSite(site.output).pages())


def test_file_of_many_pictures_is_not_weighed(site: TinySite) -> None:
    site.write("articles/2024/03/cho.jpg", photo(1600, 1000))
    site.article(body="\n\n".join(f"![Chợ xã, gian số {number}](cho.jpg)" for number in range(9)))
    assert len(site.build().text("/2024/03/bai/bai.html")) > 14_600


@pytest.mark.long
def test_engine_and_pelican_give_the_same_bytes(site: TinySite) -> None:
    write_everything(site)
    site.write("articles/2024/03/lon.jpg", photo())
    site.article("articles/2024/03/anh.md", cover="lon.jpg", cover_alt="Đồng lúa")
    build(site.content, site.output)
    stock = site.build(OUTPUT_PATH=str(Path(site.output).with_name("stock")), INCREMENTAL=False)
    mine = BuiltSite(site.output)
    assert len(saved_files(mine)) > 20
    assert bytes_of_saved_files(mine) == bytes_of_saved_files(stock)
