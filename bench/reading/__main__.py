"""What a reader with a cheap phone on a weak network waits for: first text of a page, first result of a search.

    python -m bench.reading --content DIR [--rounds 5] [--portal DIR]

The portal is built as a release and served by the guide's nginx on loopback; Chromium is slowed down to 150 ms and
1.6 Mbit/s (Lighthouse's slow 4G) and to a sixth of the processor, with an empty cache for each round.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import BROWSER_ARGUMENTS
from tests.machine import chromium
from tests.portal import running_portal

NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
PROCESSOR = 6
TYPING = 330  # milliseconds a letter: 36 words a minute, the mean on telephones (Palin and others 2019)
PHONE = {"width": 360, "height": 640}
PAINTED = """() => new Promise((said) => new PerformanceObserver((list) => said({
    first: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    largest: list.getEntries().at(-1).startTime,
})).observe({ type: "largest-contentful-paint", buffered: true }))"""
WATCH = """() => {
    const list = document.querySelector(".search-results");
    new MutationObserver(() => list.children.length && (window.shown ??= performance.now()))
        .observe(list, { childList: true });
    document.querySelector("[name=q]").addEventListener("input", () => (window.typed ??= performance.now()));
}"""


@contextmanager
def phone(browser: Browser) -> Iterator[Page]:
    """Open a page of a phone that has seen nothing yet."""
    # bypass_csp: waiting needs eval(), which the policy of the guide refuses
    context = browser.new_context(viewport=PHONE, bypass_csp=True)  # type: ignore[arg-type] # a mapping of just these two
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": PROCESSOR})
    yield page
    context.close()


def first_text(browser: Browser, address: str) -> tuple[float, float]:
    """Return seconds until the first and the largest part of a page is painted."""
    with phone(browser) as page:
        page.goto(address)
        painted = page.evaluate(PAINTED)
        return painted["first"] / 1000, painted["largest"] / 1000


def first_result(browser: Browser, address: str, word: str) -> tuple[float, int]:
    """Return seconds from the first letter to the first result, and the bytes that the search has fetched."""
    with phone(browser) as page:
        page.goto(f"{address}/tim-kiem/")
        page.wait_for_load_state("networkidle")
        page.evaluate(WATCH)
        page.evaluate("performance.clearResourceTimings()")
        page.locator("[name=q]").last.press_sequentially(word, delay=80)
        page.wait_for_function("window.shown", timeout=60_000)
        seconds: float = page.evaluate("(shown - typed) / 1000")
        page.wait_for_load_state("networkidle")
        fetched: int = page.evaluate(
            "performance.getEntriesByType('resource').reduce((sum, one) => sum + one.transferSize, 0)"
        )
        return seconds, fetched


def first_result_from_elsewhere(browser: Browser, address: str, word: str) -> float:
    """Return seconds from the press of Enter in the box of the home page to the first result on the search page."""
    with phone(browser) as page:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        box = page.locator(".search-box [name=q]")
        box.press_sequentially(word, delay=TYPING)
        pressed: float = page.evaluate("Date.now()")
        box.press("Enter")
        page.wait_for_url("**/tim-kiem/?*", wait_until="commit")
        shown = page.wait_for_function(
            "document.querySelector('.search-results li') && Date.now()", timeout=60_000
        )
        seconds: float = (shown.json_value() - pressed) / 1000
        return seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.reading")
    parser.add_argument("--content", type=Path, required=True)
    parser.add_argument("--portal", type=Path, help="where the built portal is kept for the next run")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--word", default="nông", help="what is typed into the search")
    options = parser.parse_args()
    with (
        running_portal(options.content, kept=options.portal) as portal,
        sync_playwright() as playwright,
    ):
        article = min(portal.pages.glob("20??/??/*/index.html"))
        pages = {"home": "/", "article": f"/{article.parent.relative_to(portal.pages)}/"}
        browser = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_ARGUMENTS)
        for name, path in pages.items():
            taken = [first_text(browser, portal.address + path) for _ in range(options.rounds)]
            first, largest = (statistics.median(column) for column in zip(*taken, strict=True))
            print(f"{name}: first text {first:.2f} s, largest part {largest:.2f} s")
        found = [first_result(browser, portal.address, options.word) for _ in range(options.rounds)]
        seconds, fetched = (statistics.median(column) for column in zip(*found, strict=True))
        print(f"search for “{options.word}”: first result {seconds:.2f} s, {fetched / 1000:.0f} kB")
        waited = [
            first_result_from_elsewhere(browser, portal.address, options.word) for _ in range(options.rounds)
        ]
        print(
            f"search from the box of the home page: first result {statistics.median(waited):.2f} s after Enter"
        )


if __name__ == "__main__":
    main()
