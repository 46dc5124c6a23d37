import pytest

from tests.conftest import TinySite
from tests.images.photos import photo


def test_an_article_stands_at_its_address_and_in_every_list(site: TinySite) -> None:
    site.article(title="Bài thử", category="Tin tức", tags="[chuyển đổi số]", author="Đình Sơn; Ban Biên tập")
    built = site.build()
    for address in (
        "/",
        "/2024/",
        "/2024/03/",
        "/don-vi/van-phong/",
        "/chuyen-muc/tin-tuc/",
        "/tac-gia/dinh-son/",
        "/tac-gia/ban-bien-tap/",
        "/chu-de/chuyen-doi-so/",
    ):
        assert built.page(address).select_one('a[href="/2024/03/bai/"]'), address
    assert built.page("/2024/03/bai/").h1.get_text(strip=True) == "Bài thử"


def test_a_draft_leaves_nothing(site: TinySite) -> None:
    site.article("articles/2024/03/a.md")
    clean = site.build().files()
    site.write("articles/2024/03/nhap.jpg", photo(3, 2))
    site.article(
        "articles/2024/03/nhap.md",
        title="Bí mật",
        status="draft",
        author="Người khác",
        body="![Ảnh mật](nhap.jpg)",
    )
    site.page("pages/nhap.md", title="Trang mật", status="draft")
    assert site.build(OUTPUT_PATH=str(site.output) + "2").files() == clean


def test_a_scheduled_article_appears_at_its_time_and_not_before(site: TinySite) -> None:
    site.article(title="Hẹn giờ", date="21/3/2027 08:00")
    before = site.build(BUILD_MOMENT="2027-03-21 07:59", OUTPUT_PATH=str(site.output) + "1")
    at_time = site.build(BUILD_MOMENT="2027-03-21 08:00", OUTPUT_PATH=str(site.output) + "2")
    assert before.mentions("Hẹn giờ") == []
    assert "2027/03/bai/index.html" in at_time.mentions("Hẹn giờ")


def test_withdrawn_article_leaves_every_list(site: TinySite) -> None:
    site.article("articles/2024/03/con.md", title="Bài còn")
    site.article(title="Bài rút", status="withdrawn", withdrawn_reason="Số liệu sai.", category="Thông báo")
    built = site.build()
    assert built.mentions("Bài rút") == ["2024/03/bai/index.html"]
    page = built.page("/2024/03/bai/")
    assert "Số liệu sai." in page.get_text()
    assert "noindex" in page.select_one('meta[name="robots"]')["content"]


def test_empty_sections_are_never_shown(site: TinySite) -> None:
    site.article(category="Tin tức")
    built = site.build()
    assert not (site.output / "don-vi/cong-an-xa").exists()
    assert built.mentions("Công an xã") == []
    assert built.mentions("/chuyen-muc/thong-bao/") == []


def test_menu_entry_of_empty_section_is_dropped(site: TinySite, caplog: pytest.LogCaptureFixture) -> None:
    def said() -> list[str]:
        found = [record.getMessage() for record in caplog.records if "Menu" in record.getMessage()]
        caplog.clear()
        return found

    label = f"Mục của {site.output.parent.name}"  # Pelican says the same warning only once in a process
    agency = (site.content / "agency.yaml").read_text(encoding="utf-8")
    site.write("agency.yaml", agency.replace("label: Thông báo", f"label: {label}"))
    site.article()
    menu = 'nav a[href="/chuyen-muc/thong-bao/"]'
    assert not site.build().page("/").select(menu)
    assert said() == [f"Menu: bỏ mục “{label}” vì /chuyen-muc/thong-bao/ chưa có nội dung."]
    site.article("articles/2024/04/tb.md", date="1/4/2024", category="Thông báo")
    assert site.build().page("/").select(menu)
    assert said() == []


def test_menu_keeps_parents_for_the_sake_of_their_children(site: TinySite) -> None:
    menu = [
        "{label: Đơn vị, url: /gioi-thieu/, children: [{label: Văn phòng, url: /don-vi/van-phong/}]}",
        "{label: Tin, url: /luu-tru/, children: [{label: Thông báo, url: /chuyen-muc/thong-bao/}]}",
        "{label: Văn hóa, children: [{label: Lễ hội, url: /chuyen-muc/van-hoa-xa-hoi/}]}",
    ]
    agency = (site.content / "agency.yaml").read_text(encoding="utf-8").partition("menu:")[0]
    site.write("agency.yaml", agency + "menu:\n" + "".join(f"  - {entry}\n" for entry in menu))
    site.article()
    page = site.build().page("/")
    assert [one.text for one in page.select(".menu-list summary")] == ["Đơn vị"]
    links = {link.text: link["href"] for link in page.select(".menu-list a")}
    assert links == {"Văn phòng": "/don-vi/van-phong/", "Tin": "/luu-tru/"}


def test_category_of_an_article_is_in_menu_and_breadcrumb(site: TinySite) -> None:
    site.article(category="Thông báo")
    site.article("articles/2024/03/khac.md")
    site.article("articles/2024/03/rut.md", category="Thông báo", status="withdrawn")
    built = site.build()
    trails = {"bai": "/chuyen-muc/thong-bao/", "khac": "/2024/03/", "rut": "/luu-tru/"}
    for slug, last in trails.items():
        page = built.page(f"/2024/03/{slug}/")
        assert [a["href"] for a in page.select(".breadcrumb a")] == ["/", last], slug
        marked = {a["href"]: a["aria-current"] for a in page.select(".menu [aria-current]")}
        assert marked == ({} if slug == "khac" else {"/chuyen-muc/thong-bao/": "true"}), slug
    (own,) = built.page("/chuyen-muc/thong-bao/").select(".menu [aria-current]")
    assert (own["href"], own["aria-current"]) == ("/chuyen-muc/thong-bao/", "page")


EXISTING = (
    "/tim-kiem/?q=dat+dai",
    "/gioi-thieu/#so-do",
    "/2024/03/bai/?in=1#cuoi",
    "/rss/tin-moi.xml",
    "/rss/van-phong.json",
    "/rss/chu-de/mua-xuan.xml",
    "/documents/bieu-mau.pdf",
    "/sitemap.xml",
)
MISSING = (
    "/khong-co/#a",
    "/rss/khong-co.xml",
    "/rss/chu-de/khong-co.json",
    "/documents/thua.pdf",
    "/2024/03/nhap/",
    "/2027/05/hen/",
)


def test_tasks_may_lead_to_whatever_the_portal_has(site: TinySite) -> None:
    agency = (site.content / "agency.yaml").read_text(encoding="utf-8").rstrip()
    site.write("documents/thua.pdf", b"%PDF-1.7")
    site.write("documents/bieu-mau.pdf", b"%PDF-1.7")
    site.page(body="Xem [biểu mẫu đăng ký]({static}/documents/bieu-mau.pdf).")
    site.article(tags="mùa xuân")
    site.article("articles/2024/03/nhap.md", status="draft")
    site.article("articles/2024/05/hen.md", date="1/5/2027")
    for urls, shown in ((EXISTING, EXISTING), (MISSING, ())):
        tasks = [f"  - {{icon: thu, label: '{url}', url: '{url}'}}" for url in urls]
        site.write("agency.yaml", "\n".join([agency, "tasks:", *tasks, ""]))
        built = site.build(OUTPUT_PATH=f"{site.output}{len(shown)}")
        assert [link["href"] for link in built.page("/").select(".tasks a")] == list(shown)


def test_only_files_that_a_published_text_uses_are_published(site: TinySite) -> None:
    site.write("articles/2024/03/ke hoach.pdf", b"%PDF-1.7")
    for name in ("anh.jpg", "thua.jpg"):
        site.write(f"articles/2024/03/{name}", photo(3, 2))
    site.article(cover="anh.jpg", cover_alt="Cổng chào", attachments="[ke hoach.pdf | Kế hoạch]")
    built = site.build()
    files = set(built.files())
    assert {"articles/2024/03/anh.jpg", "articles/2024/03/ke hoach.pdf"} <= files
    assert "articles/2024/03/thua.jpg" not in files
    assert "agency.yaml" not in files
    page = built.page("/2024/03/bai/")
    assert page.select_one('img[src="/articles/2024/03/anh.jpg"][alt="Cổng chào"]')
    assert page.select_one('a[href="/articles/2024/03/ke%20hoach.pdf"]')


def test_links_between_files_lead_to_addresses(site: TinySite) -> None:
    site.write("articles/2024/03/cong chao.jpg", photo(3, 2))
    site.article(
        "articles/2024/03/a.md",
        body="[bài](../04/b.md#phan-2) ![Chợ xã buổi sáng](<cong chao.jpg>) [trang](/gioi-thieu/)",
    )
    site.page()
    site.article("articles/2024/04/b.md", date="1/4/2024")
    page = site.build().page("/2024/03/a/")
    assert page.select_one('main a[href="/2024/04/b/#phan-2"]')
    assert page.select_one('main img[src="/articles/2024/03/cong%20chao.jpg"]')


def test_the_same_slug_may_come_back_every_year(site: TinySite) -> None:
    site.article("articles/2024/01/nghi-le.md", title="Nghỉ lễ 2024", date="1/1/2024")
    site.article("articles/2025/01/nghi-le.md", title="Nghỉ lễ 2025", date="1/1/2025")
    built = site.build()
    assert "Nghỉ lễ 2024" in built.text("/2024/01/nghi-le/")
    assert "Nghỉ lễ 2025" in built.text("/2025/01/nghi-le/")
    assert len(built.page("/luu-tru/").select('a[href^="/202"]')) >= 4


def test_neighbours_are_the_articles_before_and_after(site: TinySite) -> None:
    for day in (1, 2, 3):
        site.article(f"articles/2024/03/bai-{day}.md", date=f"{day}/3/2024")
    page = site.build().page("/2024/03/bai-2/")
    assert page.select_one('a[rel="prev"]')["href"] == "/2024/03/bai-1/"
    assert page.select_one('a[rel="next"]')["href"] == "/2024/03/bai-3/"


def test_same_content_same_bytes(site: TinySite) -> None:
    for number in range(12):
        site.article(
            f"articles/2024/03/bai-{number}.md", tags=f"[a{number}, b]", author=f"Tác giả {number % 3}"
        )
    first = site.build(OUTPUT_PATH=str(site.output) + "1").files()
    assert site.build(OUTPUT_PATH=str(site.output) + "2").files() == first


def test_no_page_asks_another_host_for_anything(site: TinySite) -> None:
    site.article(category="Tin tức")
    for path, data in site.build().files().items():
        if path.endswith(".html"):
            text = data.decode()
            assert 'src="http' not in text, path
            assert 'src="//' not in text, path
