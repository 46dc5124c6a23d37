from tests.conftest import TinySite


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
