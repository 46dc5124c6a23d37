from contextlib import nullcontext

import pytest
from playwright.sync_api import Browser, Route

from plugins.agency.drawing import plain_drawing
from plugins.errors.issue import ContentError
from plugins.incremental.api import IncrementalPelican
from tests.conftest import AGENCY, BuiltSite, TinySite


def test_the_emblem_of_the_agency_is_published_with_the_site(site: TinySite) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    site.write("bieu trung.svg", drawing)
    site.write("agency.yaml", AGENCY + "emblem: bieu trung.svg\n")
    built = site.build()
    assert built.data("bieu trung.svg") == drawing
    assert built.page("/").select_one('header img[src="/bieu%20trung.svg"]')


@pytest.mark.parametrize("incremental", [True, False], ids=["engine", "stock"])
def test_emblem_is_published_without_the_notes_in_it(site: TinySite, *, incremental: bool) -> None:
    site.write("a.svg", b'<!-- nguyenvana --><svg xmlns="http://www.w3.org/2000/svg" data-a="nguyenvana"/>')
    site.write("agency.yaml", AGENCY + "emblem: ./a.svg\n")
    IncrementalPelican(site.settings(INCREMENTAL=incremental)).run()
    built = BuiltSite(site.output)
    assert built.data("a.svg") == b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    assert built.page("/").select_one('header img[src="/a.svg"]')


def test_changed_emblem_is_published_again(site: TinySite) -> None:
    site.write("agency.yaml", AGENCY + "emblem: a.svg\n")
    for colour in ("red", "blue"):
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg" fill="{colour}"/>'.encode()
        site.write("a.svg", drawing)
        IncrementalPelican(site.settings()).run()
        assert BuiltSite(site.output).data("a.svg") == drawing


@pytest.mark.browser
def test_published_emblem_makes_no_foreign_request(browser: Browser) -> None:
    """Opened at its own address, with addresses in all places where a published file may have names."""
    inside = """
    <x:a xmlns:x="urn:x" style="background: url(/hit)" src="/hit"/><metadata><x xmlns="" href="/hit"/></metadata>
    <style>svg, rect, *::before { cursor: url(#a); content: url('#a'); background: url( #a ); list-style: url(#a);
      mask: url("#a"); font-family: "url(/hit)" /* url(/hit) */ }</style>
    <use href="#/hit" xml:base="/hit"/><rect width="9" height="9" fill="url(#/hit)" id="hit" class="url(/hit)"/>
    """
    drawing = plain_drawing(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode())
    asked = []
    with browser.new_context() as context:
        page = context.new_page()

        def answer(route: Route) -> None:
            asked.append(route.request.url)
            route.fulfill(body=drawing, content_type="image/svg+xml")

        context.route("**/*", answer)
        page.goto("http://portal.example/a.svg", wait_until="networkidle")
        assert page.locator("rect").count() == 1
        assert set(asked) == {"http://portal.example/a.svg"}  # a part of itself, asked for as a picture


def test_a_missing_emblem_is_refused(site: TinySite) -> None:
    site.write("agency.yaml", AGENCY + "emblem: bieu-trung.svg\n")
    with pytest.raises(ContentError, match="bieu-trung"):
        site.build()


@pytest.mark.parametrize("incremental", [True, False], ids=["engine", "stock"])
@pytest.mark.parametrize("refused", [True, False], ids=["refused", "published"])
def test_dropped_menu_entry_is_logged_only_if_site_is_built(
    site: TinySite, caplog: pytest.LogCaptureFixture, *, incremental: bool, refused: bool
) -> None:
    label = f"Thông báo {incremental} {refused}"  # Pelican's log lets each message through once in a process
    site.write("agency.yaml", AGENCY.replace("label: Thông báo", f"label: {label}"))
    site.article(department="Sở Xây dựng" if refused else "Văn phòng")
    with pytest.raises(ContentError) if refused else nullcontext():
        IncrementalPelican(site.settings(INCREMENTAL=incremental)).run()
    withheld = f"Menu: bỏ mục “{label}” vì /chuyen-muc/thong-bao/ chưa có nội dung."
    assert [message for message in caplog.messages if "Menu" in message] == ([] if refused else [withheld])


def test_without_an_emblem_the_initials_stand_in_its_place(site: TinySite) -> None:
    site.write("agency.yaml", AGENCY + "initials: XT\n")
    assert "XT" in site.build().page("/").select_one("header").get_text()


def test_demo_is_marked_and_kept_from_search_engines(site: TinySite) -> None:
    site.article()
    site.write("agency.yaml", AGENCY + "demo: true\n")
    built = site.build()
    for path in built.paths():
        if path.endswith(".html"):
            page = built.page("/" + path)
            assert "không phải" in page.get_text(), path
            assert "noindex" in page.select_one('meta[name="robots"]')["content"], path


def test_a_real_portal_is_open_to_search_engines(site: TinySite) -> None:
    site.article()
    assert not site.build().page("/2024/03/bai/").select('meta[name="robots"][content*="noindex"]')


def test_what_is_not_known_is_visibly_a_placeholder(site: TinySite) -> None:
    assert "[chưa có số điện thoại]" in site.build().page("/").select_one("footer").get_text()


def test_badges_are_shown_only_where_the_agency_has_them(site: TinySite) -> None:
    assert "IPv6" not in site.build().page("/").get_text()
    site.write(
        "agency.yaml",
        AGENCY
        + "badges: {ipv6: true, trust_url: 'https://tinnhiemmang.vn/x', trust_label: Tín nhiệm mạng}\n",
    )
    footer = site.build().page("/").select_one("footer")
    assert footer is not None
    assert "IPv6" in footer.get_text()
    assert footer.select_one('a[href="https://tinnhiemmang.vn/x"]')
