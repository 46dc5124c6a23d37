from tests.conftest import AGENCY, TinySite


def test_departments_stand_in_the_agencys_order(site: TinySite) -> None:
    site.article("articles/2024/03/a.md", department="Công an xã", category="Thông báo")
    site.article("articles/2024/03/b.md", department="Văn phòng", category="Tin tức")
    tree = site.build().page("/so-do-cong/")
    sections = [
        str(link["href"])
        for link in tree.select("main a")
        if str(link["href"]).startswith(("/don-vi/", "/chuyen-muc/"))
    ]
    assert [address for address in sections if "don-vi" in address] == [
        "/don-vi/van-phong/",
        "/don-vi/cong-an-xa/",
    ]
    assert [address for address in sections if "chuyen-muc" in address] == [
        "/chuyen-muc/tin-tuc/",
        "/chuyen-muc/thong-bao/",
    ]


def test_a_department_lists_its_own_articles_only(site: TinySite) -> None:
    site.article("articles/2024/03/a.md", department="Công an xã")
    site.article("articles/2024/03/b.md", department="Văn phòng")
    page = site.build().page("/don-vi/cong-an-xa/")
    assert page.select_one('main a[href="/2024/03/a/"]')
    assert not page.select('main a[href="/2024/03/b/"]')


def test_department_page_says_how_to_reach_it(site: TinySite) -> None:
    office = "{name: Công an xã, telephone: 0252 300 0113, email: a@xathu.example, address: Thôn 1, hours: Sáng thứ Hai}"
    site.write("agency.yaml", AGENCY.replace("Công an xã", office))
    site.article("articles/2024/03/a.md", department="Công an xã")
    site.article("articles/2024/03/b.md", department="Văn phòng")
    built = site.build()
    facts = built.page("/don-vi/cong-an-xa/").select_one("main dl")
    assert [fact.text for fact in facts.select("dd")] == [
        "Thôn 1",
        "0252 300 0113",
        "a@xathu.example",
        "Sáng thứ Hai",
    ]
    assert [link["href"] for link in facts.select("a")] == ["tel:02523000113", "mailto:a@xathu.example"]
    assert not built.page("/don-vi/van-phong/").select("main dl, link[href*=contact]")
