"""Measure what a reader with a cheap phone on a slow network waits for: first text, first search result.

    python -m bench.reading --content DIR [--rounds 5] [--portal DIR]

The portal is built as a release and served on loopback by nginx with the configuration of the guide. Chromium is throttled
to 150 ms and 1.6 Mbit/s (Lighthouse's slow 4G) and a sixth of the processor, with an empty cache in each round.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from bench.environment import MissingToolError
from bench.reading.portal import running_portal

NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
CPU_SLOWDOWN = 6
TYPING = 330  # milliseconds a letter: 36 words a minute, the mean on telephones (Palin and others 2019)
PHONE = {"width": 360, "height": 640}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# No background requests of the browser; not marked as automated, since the counter ignores automated browsers.
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-blink-features=AutomationControlled",
]
PAINT_TIMES = """() => new Promise((resolve) => new PerformanceObserver((list) => resolve([
    performance.getEntriesByName("first-contentful-paint")[0].startTime / 1000,
    list.getEntries().at(-1).startTime / 1000,
])).observe({ type: "largest-contentful-paint", buffered: true }))"""
WATCH_RESULTS = """() => {
    const place = document.querySelector(".search-answer");
    new MutationObserver(() => place.querySelector("li") && (window.shown ??= performance.now()))
        .observe(place, { childList: true });
    document.querySelector("[name=q]").addEventListener("input", () => (window.typed ??= performance.now()));
    performance.clearResourceTimings();
}"""


@contextmanager
def phone(browser: Browser, url: str) -> Iterator[Page]:
    """Open `url` on a throttled phone with an empty cache."""
    # bypass_csp: wait_for_function needs eval(), which the guide's Content-Security-Policy forbids
    context = browser.new_context(viewport=PHONE, bypass_csp=True)  # type: ignore[arg-type] # a plain dict
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    page.goto(url)
    yield page
    context.close()


def paint_times(browser: Browser, url: str) -> tuple[float, float]:
    """Return the seconds until first and largest contentful paint."""
    with phone(browser, url) as page:
        first, largest = page.evaluate(PAINT_TIMES)
        return first, largest


def search_page(browser: Browser, site: str, word: str) -> tuple[float, float]:
    """Return the seconds from the first letter to the first result, and the kilobytes that the search fetched."""
    with phone(browser, f"{site}/tim-kiem/") as page:
        page.wait_for_load_state("networkidle")
        page.evaluate(WATCH_RESULTS)
        page.locator("[name=q]").last.press_sequentially(word, delay=80)
        page.wait_for_function("window.shown", timeout=60_000)
        seconds: float = page.evaluate("(shown - typed) / 1000")
        page.wait_for_load_state("networkidle")
        transferred: float = page.evaluate(
            "performance.getEntriesByType('resource').reduce((sum, one) => sum + one.transferSize, 0) / 1000"
        )
        return seconds, transferred


def header_box(browser: Browser, site: str, word: str) -> tuple[float]:
    """Return the seconds from Enter in the search box of the home page to the first result on the search page."""
    with phone(browser, f"{site}/") as page:
        page.wait_for_load_state("networkidle")
        box = page.locator(".search-box [name=q]")
        box.press_sequentially(word, delay=TYPING)
        pressed: float = page.evaluate("Date.now()")
        box.press("Enter")
        page.wait_for_url("**/tim-kiem/?*", wait_until="commit")
        shown = page.wait_for_function(
            "document.querySelector('.search-results li') && Date.now()", timeout=60_000
        )
        return ((shown.json_value() - pressed) / 1000,)


def main() -> None:
    """Measure and print; the section of the report is written by hand."""
    parser = argparse.ArgumentParser(prog="python -m bench.reading")
    parser.add_argument("--content", type=Path, required=True)
    parser.add_argument("--portal", type=Path, help="where the built portal is kept for the next run")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--word", default="nông", help="what is typed into the search")
    options = parser.parse_args()
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        sys.exit("Chromium is not installed (apt install chromium)")
    try:
        measure(options, program)
    except MissingToolError as error:
        sys.exit(str(error))


def measure(options: argparse.Namespace, program: str) -> None:
    """Build the portal and measure in a browser. Raises MissingToolError."""
    with running_portal(options.content, options.portal) as portal, sync_playwright() as playwright:
        site = portal.address
        article = min(portal.pages.glob("20??/??/*/index.html")).parent.relative_to(portal.pages)
        browser = playwright.chromium.launch(executable_path=program, args=BROWSER_ARGUMENTS)
        measurements: dict[str, Callable[[], tuple[float, ...]]] = {
            "home page: first text {:.2f} s, largest part {:.2f} s": lambda: paint_times(browser, f"{site}/"),
            "article: first text {:.2f} s, largest part {:.2f} s": lambda: paint_times(
                browser, f"{site}/{article}/"
            ),
            "search page: first result {:.2f} s, {:.0f} kB": lambda: search_page(browser, site, options.word),
            "box of the home page: first result {:.2f} s": lambda: header_box(browser, site, options.word),
        }
        for text, measured in measurements.items():
            rounds = [measured() for _ in range(options.rounds)]
            print(text.format(*map(median, zip(*rounds, strict=True))), flush=True)


if __name__ == "__main__":
    main()
