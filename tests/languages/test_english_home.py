from pathlib import Path

import pytest

from tests.conftest import AGENCY, BuiltSite
from tests.images.photos import photo
from tests.site.conftest import EngineSite


@pytest.fixture
def site(tmp_path: Path) -> EngineSite:
    return EngineSite(tmp_path)


def test_english_home_page_exists_while_there_are_english_texts(site: EngineSite) -> None:
    site.article()
    site.build()
    english = site.page("pages/about.md", title="About", lang="en", slug="about")
    built = site.build()
    assert "/en/" in built.text("/")
    assert "https://xathu.example/en/" in built.text("/so-do/trang.xml")
    english.unlink()
    built = site.build()
    assert built.mentions("/en/") == []
    assert "en/index.html" not in built.paths()


def test_new_english_article_leaves_other_articles_alone(site: EngineSite) -> None:
    def written(built: BuiltSite) -> dict[str, int]:
        return {
            name: (built.folder / name).stat().st_mtime_ns
            for name in built.paths()
            if name.endswith("index.html")
        }

    site.article(title="Một bài")
    site.article("articles/2024/03/bai-en.md", title="An article", slug="bai", lang="en")
    site.article("articles/2020/05/giua.md", title="Ở giữa", date="1/5/2020")
    before = written(site.build())
    site.article(
        "articles/2018/05/older.md", title="Older", date="1/5/2018", lang="en", author="Jane", body="Text."
    )
    after = written(site.build())
    assert before["2024/03/bai/index.html"] == after["2024/03/bai/index.html"]
    assert before["en/index.html"] != after["en/index.html"]


def test_english_home_leads_with_the_newest_picture(site: EngineSite) -> None:
    site.write("articles/2024/03/cau.jpg", photo(800, 450))
    for name, day, cover in (("old", 1, "cau.jpg"), ("led", 2, "cau.jpg"), ("plain", 3, "")):
        pictured = {"cover": cover, "cover_alt": "A bridge"} if cover else {}
        site.article(
            f"articles/2024/03/{name}.md", title=name, slug=name, lang="en", date=f"{day}/3/2024", **pictured
        )
    page = site.build().page("/en/")
    assert [title.text for title in page.select("main h2 a")] == ["led"]
    assert [title.text for title in page.select("main h3 a")] == ["plain", "old"]


def test_footer_of_english_pages_is_in_english(site: EngineSite) -> None:
    facts = "english_responsible: Chief of Office\nenglish_address: Hamlet 1, Thử commune\n"
    site.write("agency.yaml", facts + AGENCY)
    site.page("pages/quyen-rieng-tu.md", title="Quyền riêng tư", slug="quyen-rieng-tu")
    site.article(title="An article", slug="bai", lang="en")
    built = site.build()
    footer = built.page("/en/").footer
    assert [fact.text for fact in footer.select("dd")][:2] == ["Chief of Office", "Hamlet 1, Thử commune"]
    assert footer.select_one('[hreflang="vi"]').text == "Privacy (in Vietnamese)"
    assert "Chief of Office" not in built.page("/").footer.text
