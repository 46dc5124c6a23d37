"""The search in a real browser: with and without script, with and without the service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from plugins.server.nginx import POLICY
from tests.conftest import TinySite
from tests.machine import AXE
from tests.search.served import Portal, served

pytestmark = pytest.mark.browser
FIELD = "Từ cần tìm hoặc số văn bản"
RESULTS = ".search-answer li a"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Serve a portal of a few articles, under the policy of the operator's guide."""
    folder = tmp_path_factory.mktemp("search")
    site = TinySite(folder / "site")
    site.article("articles/2024/a.md", title="Lễ hội đình làng", category="Tin tức", date="21/3/2024")
    site.article(
        "articles/2019/c.md", title="Kế hoạch năm học", date="5/9/2019", body="Kế hoạch số 86/KH-UBND."
    )
    for number in range(12):
        site.article(
            f"articles/2023/tin-{number}.md", title=f"Tin bóng chuyền {number}", date=f"{number + 1}/5/2023"
        )
    with served(site.build().folder, folder / "index", {"content-security-policy": POLICY}) as portal:
        yield portal


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request: pytest.FixtureRequest, portal: Portal, browser: Browser) -> Iterator[Page]:
    """Open the search page of a telephone, with and without script."""
    portal.down = portal.cut_off = False
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=request.param)
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    opened.goto(f"{portal.url}/tim-kiem/")
    yield opened
    context.close()


with_script = pytest.mark.parametrize("page", [True], indirect=True, ids=["script"])
without_script = pytest.mark.parametrize("page", [False], indirect=True, ids=["no script"])


def search(page: Page, text: str) -> None:
    """Type a query and press Enter."""
    page.get_by_label(FIELD).fill(text)
    page.get_by_label(FIELD).press("Enter")


def test_query_is_answered_with_excerpts(page: Page) -> None:
    search(page, "le hoi")
    expect(page.locator(RESULTS)).to_have_text(["Lễ hội đình làng"])
    expect(page.locator("mark").first).to_have_text("Lễ hội")
    expect(page.get_by_label(FIELD)).to_have_value("le hoi")
    assert page.url.endswith("/tim-kiem/?q=le+hoi")


def test_further_results_filters_and_back_are_links(page: Page) -> None:
    search(page, "bóng chuyền")
    expect(page.locator(RESULTS)).to_have_count(10)
    page.get_by_role("link", name="Trang sau").click()
    expect(page.locator(RESULTS)).to_have_count(2)
    page.get_by_role("link", name="Trang trước").click()
    expect(page.locator(RESULTS)).to_have_count(10)
    page.get_by_text("Lọc và xếp thứ tự").click()
    page.get_by_role("link", name="mới nhất").click()
    expect(page.locator(RESULTS).first).to_have_text("Tin bóng chuyền 11")
    page.locator(RESULTS).first.click()
    page.go_back()
    expect(page.locator(RESULTS).first).to_have_text("Tin bóng chuyền 11")


def test_first_result_stands_on_the_first_screen(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    search(page, "bóng chuyền")
    expect(page.locator(".search-answer li").first).to_be_in_viewport(ratio=1)


def test_box_of_every_page_leads_to_the_results(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}/")
    page.get_by_placeholder("Tin, số văn bản").fill("86/KH-UBND")
    page.get_by_role("button", name="Tìm").click()
    expect(page.locator(RESULTS)).to_have_text(["Kế hoạch năm học"])


@with_script
def test_results_come_while_typing_and_are_announced(page: Page) -> None:
    page.get_by_label(FIELD).press_sequentially("bong chu")
    expect(page.locator(RESULTS)).to_have_count(10)
    expect(page.get_by_role("status")).to_have_text("Tìm thấy 12 kết quả.")
    expect(page.get_by_label(FIELD)).to_be_focused()


@with_script
def test_box_suggests_titles_that_the_keyboard_reaches(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}/")
    page.get_by_placeholder("Tin, số văn bản").press_sequentially("le hoi d")
    suggestion = page.locator(".suggestions a")
    expect(suggestion).to_have_text(["Lễ hội đình làng"])
    expect(page.locator(".search-box [role=status]")).to_have_text("Có 1 gợi ý, bấm mũi tên xuống để chọn")
    page.keyboard.press("Escape")
    expect(suggestion).to_be_hidden()
    page.keyboard.type("i")
    expect(suggestion).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(suggestion).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{portal.url}/2024/03/a/")


@with_script
def test_box_without_the_service_still_leads_to_the_page(page: Page, portal: Portal) -> None:
    portal.down = True
    page.goto(f"{portal.url}/")
    page.get_by_placeholder("Tin, số văn bản").fill("bong chuyen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("đang tạm ngừng. Có 12 bài")


@with_script
def test_policy_allows_all_that_is_needed(page: Page) -> None:
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text))
    search(page, "le hoi")
    expect(page.locator(RESULTS)).to_have_count(1)
    assert refused == []


@with_script
@pytest.mark.parametrize("begun", [False, True], ids=["before", "after"])
def test_titles_are_searched_while_the_service_is_down(page: Page, portal: Portal, begun: bool) -> None:
    portal.down = True
    if begun:
        search(page, "bong chuyen")
    else:
        page.goto(f"{portal.url}/tim-kiem/?q=bong+chuyen")
    expect(page.locator(RESULTS)).to_have_count(12)
    expect(page.get_by_role("status")).to_contain_text("đang tạm ngừng. Có 12 bài")
    page.get_by_role("button", name="Tìm tiếp trong các bài cũ hơn").click()
    expect(page.get_by_role("status")).to_contain_text("trong 14 bài")
    search(page, "ke hoach nam hoc")
    expect(page.locator(RESULTS)).to_have_text(["Kế hoạch năm học"])


@without_script
def test_page_says_that_the_service_is_down(page: Page, portal: Portal) -> None:
    portal.down = True
    search(page, "le hoi")
    expect(page.locator(".search-answer")).to_contain_text("tạm ngừng")
    expect(page.get_by_role("link", name="Tất cả tin theo năm và tháng")).to_be_visible()


@with_script
def test_failure_is_not_shown_as_no_result(page: Page, portal: Portal) -> None:
    portal.cut_off = True
    search(page, "le hoi")
    expect(page.get_by_role("status")).to_contain_text("không có kết nối")
    expect(page.locator(".search-answer")).not_to_contain_text("Không có kết quả")


@with_script
@pytest.mark.tools
@pytest.mark.parametrize(("width", "down"), [(360, False), (768, False), (1280, False), (360, True)])
def test_answer_fits_and_axe_finds_nothing(page: Page, portal: Portal, width: int, down: bool) -> None:
    portal.down = down
    page.set_viewport_size({"width": width, "height": 800})
    search(page, "bóng chuyền")
    if down:
        expect(page.locator(RESULTS)).to_have_count(12)
        expect(page.get_by_role("button", name="Tìm tiếp trong các bài cũ hơn")).to_be_visible()
    else:
        expect(page.locator(RESULTS)).to_have_count(10)
        page.get_by_text("Lọc và xếp thứ tự").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        result = page.evaluate("axe.run({ resultTypes: ['violations'] })")
        assert [item["id"] for item in result["violations"]] == []
