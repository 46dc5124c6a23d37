"""The search page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.static_server import serving
from tests.conftest import IDLE, TinySite
from tests.nginx import policy_of_the_guide

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = TinySite(tmp_path_factory.mktemp("search"))
    site.article("articles/2024/a.md", title="Lễ hội đình làng", category="Tin tức", date="21/3/2024")
    site.article(
        "articles/2024/b.md", title="Quy định về khai thác đá", category="Thông báo", date="1/2/2024"
    )
    site.article(
        "articles/2019/c.md",
        title="Kế hoạch năm học",
        date="5/9/2019",
        body="Kế hoạch số 86/KH-UBND.",
        department="Phòng Văn hóa và Thông tin",
        author="Mai An",
    )
    site.article("articles/2024/en.md", title="How to read", lang="en", date="1/3/2024", body="News for all.")
    site.article(
        "articles/2023/dai.md", title="Tin khác", date="30/5/2023", body="Một năm nữa các em đi học. " * 3
    )
    for number in range(12):
        site.article(
            f"articles/2023/tin-{number}.md",
            title=f"Tin bóng chuyền {number}",
            date=f"{number + 1}/5/2023",
            author="Mai An",
        )
    site.build()
    with serving(site.output) as served:
        yield served


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 360, "height": 800})
    opened.goto(f"{address}/tim-kiem/")
    yield opened
    opened.close()


def results(page: Page, query: str) -> list[str]:
    page.get_by_label("Từ cần tìm hoặc số văn bản").fill(query)
    page.wait_for_function(
        "text => document.querySelector('[role=status]').textContent.includes(text)", arg=f"“{query}”"
    )
    return page.locator(".search-results a").all_text_contents()


def test_search_works_under_the_policy_of_the_guide(browser: Browser, tmp_path: Path) -> None:
    policy = policy_of_the_guide()
    site = TinySite(tmp_path)
    site.article(title="Lễ hội đình làng")
    site.build()
    with serving(site.output) as served:
        page = browser.new_page()
        refused: list[str] = []
        page.on("console", lambda line: refused.append(line.text) if "Security Policy" in line.text else None)

        def with_policy(route: Route) -> None:
            answer = route.fetch()
            route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})

        page.route("**/*", with_policy)
        for path in ("/", "/2024/03/bai/", "/thong-ke-truy-cap/", "/2024/03/bai/bai.html", "/tim-kiem/"):
            page.goto(f"{served}{path}", wait_until="networkidle")
        assert results(page, "le hoi") == ["Lễ hội đình làng"]
        page.close()
    assert refused == []


def test_search_without_accents_finds_accented_text(page: Page) -> None:
    assert results(page, "le hoi")[0] == "Lễ hội đình làng"


def test_d_without_stroke_finds_it_with_stroke(page: Page) -> None:
    assert set(results(page, "dinh")) >= {"Lễ hội đình làng", "Quy định về khai thác đá"}
    assert results(page, "da") == ["Quy định về khai thác đá"]


def test_exact_match_comes_first(page: Page) -> None:
    assert results(page, "đình")[0] == "Lễ hội đình làng"
    assert results(page, "định")[0] == "Quy định về khai thác đá"


def test_number_of_a_document_is_found_as_typed(page: Page) -> None:
    assert results(page, "86/KH-UBND") == ["Kế hoạch năm học"]
    assert results(page, "86/kh-ubnd") == ["Kế hoạch năm học"]


def test_first_result_stands_on_the_first_screen_of_a_telephone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    assert results(page, "bóng chuyền")
    expect(page.locator(".search-results li").first).to_be_in_viewport(ratio=1)


def test_filters_are_open_on_wide_screens_and_when_used(page: Page, address: str) -> None:
    year = page.locator("[name=nam]")
    expect(year).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(year).to_be_visible()
    expect(page.get_by_text("Lọc theo")).to_be_hidden()
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{address}/tim-kiem/?nam=2024")
    expect(year).to_be_visible()


def test_filters_narrow_and_work_alone(page: Page) -> None:
    page.get_by_text("Lọc theo").click()
    page.get_by_label("Đơn vị").select_option(label="Phòng Văn hóa và Thông tin")
    expect(page.get_by_role("status")).to_contain_text("Có 1 kết quả")
    page.get_by_label("Năm").select_option("2024")
    expect(page.get_by_role("status")).to_contain_text("Không có kết quả nào")
    page.get_by_label("Đơn vị").select_option("")
    page.get_by_label("Chuyên mục").select_option(label="Thông báo")
    expect(page.get_by_role("status")).to_contain_text("Có 1 kết quả")
    assert page.locator(".search-results a").all_text_contents() == ["Quy định về khai thác đá"]


def test_address_says_what_was_asked_and_answers_again(page: Page, address: str) -> None:
    results(page, "le hoi")
    assert page.url == f"{address}/tim-kiem/?q=le+hoi"
    page.reload()
    expect(page.locator(".search-results a").first).to_have_text("Lễ hội đình làng")


def test_box_of_any_page_leads_to_its_answer(page: Page, address: str) -> None:
    page.goto(f"{address}/luu-tru/")
    box = page.get_by_role("searchbox", name="Từ cần tìm")
    box.fill("le hoi")
    box.press("Enter")
    expect(page.locator(".search-results a").first).to_have_text("Lễ hội đình làng")


def test_more_results_are_loaded_and_focused_on_demand(page: Page) -> None:
    assert len(results(page, "bóng chuyền")) == 10
    more = page.get_by_role("button", name="Xem thêm 2 kết quả")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".search-results a")).to_have_count(12)
    expect(page.locator(".search-results a").nth(10)).to_be_focused()
    expect(more).to_be_hidden()


def test_older_shards_are_searched_without_recent_results(page: Page) -> None:
    assert set(results(page, "năm học")) == {"Kế hoạch năm học", "Tin khác"}
    expect(page.get_by_role("status")).to_have_text("Có 2 kết quả cho “năm học”.")


def test_nothing_found_says_what_to_try(page: Page) -> None:
    assert results(page, "bất động sản") == []
    expect(page.get_by_role("status")).to_contain_text("thử từ khác hoặc bỏ bớt điều kiện lọc")


def test_title_matches_come_before_text_matches(page: Page) -> None:
    assert results(page, "nam hoc")[0] == "Kế hoạch năm học"


def test_english_title_is_in_english_in_a_vietnamese_list(page: Page) -> None:
    assert "How to read" in results(page, "read")
    link = page.locator(".search-results a").first
    assert link.evaluate("e => e.closest('[lang]').lang") == "en"


def test_nothing_is_loaded_before_the_first_keystroke(browser: Browser, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(f"{address}/tim-kiem/", wait_until="networkidle")
    assert not [url for url in asked if "pagefind" in url or "/tim-kiem/tim" in url]
    page.close()


def test_what_is_fetched_ahead_is_fetched_once(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/tim-kiem/", wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    results(page, "le hoi")
    assert [asked.count(name) for name in ("pagefind.js", "wasm.unknown.pagefind")] == [1, 1]
    page.close()


def test_search_box_prefetches_only_what_is_needed(browser: Browser, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(f"{address}/luu-tru/", wait_until="networkidle")
    assert not [url for url in asked if "tim-kiem" in url]
    page.get_by_role("searchbox", name="Từ cần tìm").press("l")
    page.wait_for_function(
        """() => {
          const ahead = [...document.querySelectorAll("head link[rel=preload], head link[rel=modulepreload]")];
          return ahead.length && ahead.every((link) => performance.getEntriesByName(link.href).length);
        }"""
    )
    ahead = {url for url in asked if "tim-kiem" in url} - {"/tim-kiem/"}
    assert len([url for url in ahead if url.endswith(".pf_meta")]) >= 2
    asked.clear()
    page.goto(f"{address}/tim-kiem/?q=le+hoi")
    expect(page.locator(".search-results a").first).to_have_text("Lễ hội đình làng")
    assert ahead <= set(asked)
    assert len(asked) == len(set(asked))
    page.close()


@pytest.mark.parametrize("body", ["<p>Không có gì ở đây.</p>", None])
def test_box_does_no_harm_where_nothing_can_be_fetched_ahead(
    page: Page, address: str, body: str | None
) -> None:
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/luu-tru/")
    page.route("**/tim-kiem/", lambda route: route.fulfill(body=body) if body else route.abort())
    with page.expect_event("requestfinished" if body else "requestfailed"):
        page.get_by_role("searchbox", name="Từ cần tìm").press("l")
    page.evaluate(
        "fetch('/tim-kiem/').then(() => true, () => true)"
    )  # the script has handled its answer by then
    assert said == []


def test_missing_index_is_reported(page: Page) -> None:
    page.route("**/pagefind.js", lambda route: route.abort())
    page.get_by_label("Từ cần tìm hoặc số văn bản").fill("le hoi")
    expect(page.get_by_role("status")).to_contain_text("Chưa tìm được")


@pytest.mark.parametrize("lost", ["**/*.pf_meta", "**/pagefind.js"])
def test_search_works_again_when_the_network_is_back(page: Page, lost: str) -> None:
    page.route(lost, lambda route: route.abort())
    page.get_by_label("Từ cần tìm hoặc số văn bản").fill("le hoi")
    expect(page.get_by_role("status")).to_contain_text("Chưa tìm được")
    page.unroute(lost)
    assert results(page, "lễ hội")[0] == "Lễ hội đình làng"


def test_late_answer_to_an_older_question_changes_nothing(page: Page) -> None:
    assert len(results(page, "bóng chuyền")) == 10
    page.evaluate(
        """() => {
          const soon = fetch;
          window.late = [];
          const late = (...all) => {
            const answer = new Promise((done) => setTimeout(done, 1000)).then(() => soon(...all));
            window.late.push(answer.then((response) => response.clone().arrayBuffer()));
            return answer;
          };
          window.fetch = (...all) => (String(all[0].url ?? all[0]).includes("pf_fragment") ? late : soon)(...all);
          document.querySelector(".search-more").click();
          window.fetch = (...all) => soon(...all);
        }"""
    )
    assert results(page, "lễ hội") == ["Lễ hội đình làng"]
    assert page.evaluate("Promise.all(window.late).then((answers) => answers.length)")
    page.evaluate(IDLE)
    assert page.locator(".search-results a").all_text_contents() == ["Lễ hội đình làng"]


def test_search_page_links_to_sections_without_script(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}/luu-tru/")
    page.get_by_role("searchbox").fill("le hoi")
    page.get_by_role("searchbox").press("Enter")
    assert page.url.startswith(f"{address}/tim-kiem/?q=")
    expect(page.get_by_text("Nếu ô tìm kiếm không trả lời")).to_be_visible()
    for label in ("Mọi tin theo năm và tháng", "Phòng Văn hóa và Thông tin", "Thông báo"):
        expect(page.locator("main a", has_text=label).first).to_be_visible()
    page.close()
