from tests.conftest import BuiltSite, TinySite


def named(built: BuiltSite, address: str, attribute: str, prefix: str = ":") -> dict[str, str]:
    """Return the meta elements of a page whose name has this in it."""
    elements = built.page(address).select(f'meta[{attribute}*="{prefix}"]')
    found = {str(element[attribute]): str(element["content"]) for element in elements}
    assert len(found) == len(elements)
    return found


def test_dublin_core_of_an_article_is_complete_and_never_empty(site: TinySite) -> None:
    site.article(author="Đình Sơn; Ban Biên tập", category="Tin tức", tags="chuyển đổi số, du lịch")
    assert named(site.build(), "/2024/03/bai/", "name", "DC.") == {
        "DC.title": "Một bài",
        "DC.creator": "Đình Sơn; Ban Biên tập",
        "DC.date": "2024-03-21",
        "DC.description": "Một bài",
        "DC.publisher": "Ủy ban nhân dân xã Thử",
        "DC.identifier": "https://xathu.example/2024/03/bai/",
        "DC.subject": "Tin tức; chuyển đổi số; du lịch",
    }


def test_only_news_items_have_dublin_core(site: TinySite) -> None:
    site.article()
    site.page()
    built = site.build()
    for address in ("/", "/2024/03/", "/gioi-thieu/", "/don-vi/van-phong/"):
        assert named(built, address, "name", "DC.") == {}


def test_open_graph_tells_a_messenger_what_a_link_leads_to(site: TinySite) -> None:
    site.article(summary="Tóm tắt “của” <bài>.", modified="25/3/2024 09:00")
    built = site.build()
    reported = named(built, "/2024/03/bai/", "property")
    assert reported == {
        "og:title": "Một bài",
        "og:description": "Tóm tắt “của” <bài>.",
        "og:type": "article",
        "og:url": "https://xathu.example/2024/03/bai/",
        "og:site_name": "UBND xã Thử",
        "article:published_time": "2024-03-21T00:00:00+07:00",
        "article:modified_time": "2024-03-25T09:00:00+07:00",
    } | {name: reported[name] for name in reported if name.startswith("og:image")}  # tests/cards
    assert named(built, "/", "property")["og:type"] == "website"
