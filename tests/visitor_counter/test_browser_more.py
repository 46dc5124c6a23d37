"""What is read most, the statistics page and the question below an article, in a real browser."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from plugins.vietnamese.writing import short_date
from plugins.visitor_counter.service import statistics
from plugins.visitor_counter.stores.report import Report
from tests.machine import AXE
from tests.visitor_counter.conftest import HANOI
from tests.visitor_counter.numbers import add, numbers
from tests.visitor_counter.portal import LINUX, WIDTHS, WINDOWS, Portal, figures
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
PORTALS_OWN = {
    "page-has-heading-one",
    "region",
}  # the test's bare page has neither; the real pages are tested elsewhere
SHIFTS = """new Promise((done) => { let sum = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value)))
  .observe({ type: "layout-shift", buffered: true });
setTimeout(() => done(sum), 300) })"""


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "PAUSE_SECONDS", 0.1)


def read(reader: Any, *agents: str) -> Page:
    """Have readers look at the article; gives the page of the last."""
    for agent in agents:
        page: Page = reader(agent)
        page.goto("/tin/bai/")
        figures(page)
    wait_until(lambda: page.request.get("/luot-truy-cap/doc-nhieu.json").json())
    return page


def answers(portal: Portal) -> list[tuple[bool, int]]:
    report: Report = portal.counter.store.report()
    return [(helpful, visits) for (_, _, helpful), visits in report.answers.items()]


def test_most_read_lists_titles_without_layout_shift(reader: Any) -> None:
    page = read(reader, LINUX, WINDOWS)
    page.reload()
    link = page.locator("[data-most-read] a")
    expect(link).to_have_count(1)
    assert link.get_attribute("href") == "/tin/bai/"
    assert link.inner_text().startswith("Thông báo lịch tiếp công dân định kỳ")
    figures(page)
    assert page.evaluate(SHIFTS) < 0.01
    assert link.bounding_box()["height"] < 100


@pytest.mark.parametrize("script", [True, False])
def test_most_read_without_script_or_service(reader: Any, portal: Portal, *, script: bool) -> None:
    portal.down = script
    page = reader(java_script_enabled=script)
    page.goto("/tin/bai/")
    assert page.locator("[data-most-read] li").count() == 0
    assert not page.get_by_role("heading", name="Đọc nhiều").count()


def test_statistics_are_a_chart_and_tables_with_bars(reader: Any, portal: Portal) -> None:
    today = datetime.now(HANOI).date()
    add(portal.counter.store, Report(0, numbers({today: 41, today - timedelta(days=400): 999})))
    page = read(reader, LINUX)
    page.goto("/thong-ke-truy-cap/")
    chart = page.locator(".visits-chart")
    expect(chart.locator("i")).to_have_count(30)
    first, last = short_date(today - timedelta(days=29)), short_date(today)
    expect(chart.locator("figcaption")).to_have_text(f"Từ {first} đến {last}; ngày nhiều nhất có 42 lượt.")
    heights = chart.locator("i").evaluate_all("(bars) => bars.map((bar) => bar.offsetHeight)")
    assert heights[-1] > 100
    assert set(heights[:-1]) == {0}
    page.get_by_text("Xem số liệu dạng bảng").click()
    days, months = page.locator("[data-visits-by=days]"), page.locator("[data-visits-by=months]")
    expect(days.locator("tbody tr")).to_have_count(30)
    assert days.locator("tbody tr").first.inner_text().split() == [short_date(today), "42"]
    assert months.locator("tbody tr").count() in {14, 15}
    assert months.locator("tbody td").last.inner_text() == "999"
    shares = months.locator("tbody td").evaluate_all(
        "(cells) => cells.map((cell) => parseFloat(getComputedStyle(cell).backgroundSize))"
    )
    assert shares[-1] == 100
    assert 0 < shares[0] < 10
    assert page.get_by_role("table", name="30 ngày qua").count() == 1
    assert page.locator("[data-most-read] a").count() == 1


def test_statistics_without_script(reader: Any) -> None:
    read(reader, LINUX)
    page = reader(java_script_enabled=False)
    page.goto("/thong-ke-truy-cap/")
    chart = page.get_by_alt_text("Biểu đồ số lượt theo ngày và theo tháng")
    assert chart.bounding_box()["height"] > 30 * 22
    page.locator("section", has=chart).get_by_role("link", name="Xem số liệu dạng bảng").click()
    expect(page.get_by_role("table", name="Số lượt theo ngày, 30 ngày qua").locator("tr")).to_have_count(31)
    assert page.locator("ol a").inner_text().startswith("Thông báo lịch")


def test_while_the_service_is_down_the_statistics_page_says_so(reader: Any, portal: Portal) -> None:
    portal.down = True
    page = reader()
    page.goto("/thong-ke-truy-cap/")
    expect(page.get_by_text("Hiện chưa có số liệu theo ngày và theo tháng.")).to_be_visible()
    assert not page.get_by_role("table").count()


def test_statistics_page_says_that_there_are_no_figures_yet(reader: Any) -> None:
    page = reader()
    days, months = [["2026-11-29", 0], ["2026-11-30", 0]], [["2026-11", 0]]
    page.route("**/thong-ke.json", lambda route: route.fulfill(json={"days": days, "months": months}))
    page.goto("/thong-ke-truy-cap/")
    expect(page.get_by_text("Hiện chưa có số liệu theo ngày và theo tháng.")).to_be_visible()
    assert not page.get_by_text("Xem số liệu dạng bảng").is_visible()
    assert not page.locator(".visits-chart").is_visible()


def test_answer_is_sent_thanked_for_and_counted_once(reader: Any, portal: Portal) -> None:
    page = read(reader, LINUX)
    page.get_by_role("button", name="Không").press("Enter")
    line = page.locator(".helpful [data-thanks]")
    expect(line).to_have_text("Cảm ơn bạn đã trả lời.")
    expect(line).to_be_focused()
    assert page.get_by_role("button", name="Có").is_disabled()
    page.reload()
    page.get_by_role("button", name="Có", exact=True).click()
    expect(page.locator(".helpful [data-thanks]")).to_have_text("Cảm ơn bạn đã trả lời.")
    assert answers(portal) == [(False, 1)]


def test_answer_that_does_not_arrive_may_be_given_again(reader: Any, portal: Portal) -> None:
    page = read(reader, LINUX)
    portal.down = True
    page.get_by_role("button", name="Có", exact=True).click()
    expect(page.locator(".helpful [data-thanks]")).to_have_text("Chưa gửi được, vui lòng thử lại.")
    portal.down = False
    page.get_by_role("button", name="Có", exact=True).click()
    expect(page.locator(".helpful [data-thanks]")).to_have_text("Cảm ơn bạn đã trả lời.")
    assert answers(portal) == [(True, 1)]


def test_without_script_an_answer_leads_to_thanks_and_back(reader: Any, portal: Portal) -> None:
    page = reader(java_script_enabled=False)
    page.goto("/tin/bai/")
    page.get_by_role("button", name="Có", exact=True).click()
    expect(page.get_by_role("heading", name="Cảm ơn bạn")).to_be_visible()
    page.reload()
    page.get_by_role("link", name="Trở lại trang vừa đọc").click()
    page.wait_for_url("**/tin/bai/")
    assert answers(portal) == [(True, 1)]


@pytest.mark.tools
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("down", [False, True])
def test_axe_finds_nothing_with_figures_and_without(
    reader: Any, portal: Portal, width: int, *, down: bool
) -> None:
    read(reader, LINUX)
    portal.down = down
    page = reader(viewport={"width": width, "height": 800})
    page.add_init_script(Path(AXE).read_text(encoding="utf-8"))
    for path in ("/tin/bai/", "/thong-ke-truy-cap/"):
        page.goto(path, wait_until="networkidle")
        found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
        ours = [item["id"] for item in found if item["id"] not in PORTALS_OWN]
        assert ours == [], found
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
