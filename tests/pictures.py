"""`invoke pictures`: pages as readers see them, for the documentation (`DOCUMENTED`) and for review (every kind)."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from pypdfium2 import PdfDocument

from plugins.sample.portal import BUILD_MOMENT, write_portal
from tests.conftest import BROWSER_ARGUMENTS, ROOT
from tests.machine import chromium
from tests.portal import running_portal

WIDTHS = (360, 768, 1280)
PIXELS_A_POINT = 4 / 3  # a sheet as wide as it is on a screen of 96 pixels an inch
READERS = 14  # each on a telephone with another version of the browser, so that no figure is 0
FIGURES_AFTER = 62_000  # milliseconds; the counter sums up what was read once a minute
TALLEST = 3200  # what lies below repeats what stands above
SCALE = 0.5
README_HEIGHT = 1900
GAP, SEAM, GROUND = 24, 8, "#8a8a8a"
SEED = "/2024/03/lam-viec-voi-phong-van-hoa-va-thong-tin/"
NOVEMBER = "/2026/11/"
PAGES = {
    "trang-chu": "/",
    "bai-viet": f"{NOVEMBER}khanh-thanh-cau-thon-6/",
    "bai-dai": f"{NOVEMBER}cam-nang-mot-cua/",
    "bai-co-bang": f"{NOVEMBER}ket-qua-vu-mua-2026/",
    "bo-anh": f"{NOVEMBER}ngay-hoi-dai-doan-ket-2026/",
    "bai-da-thu-hoi": f"{NOVEMBER}lich-phun-thuoc-kho-thoc/",
    "don-vi": "/don-vi/phong-kinh-te/",
    "chuyen-muc": "/chuyen-muc/van-hoa-xa-hoi/",
    "tac-gia": "/tac-gia/ban-bien-tap/",
    "nam": "/2026/",
    "thang": NOVEMBER,
    "luu-tru": "/luu-tru/",
    "trang-tinh": "/gioi-thieu/",
    "lien-he": "/lien-he/",
    "quyen-rieng-tu": "/quyen-rieng-tu/",
    "tim-kiem": "/tim-kiem/?q=l%E1%BB%8Bch+ti%C3%AAm",
    "thong-ke-truy-cap": "/thong-ke-truy-cap/",
    "so-do-cong": "/so-do-cong/",
    "rss": "/rss/",
    "dang-nhap": "/dang-nhap/",
    "khong-tim-thay": "/404.html",
    "da-go": "/410.html",
    "su-co": "/500.html",
    "ngoai-mang": "/ngoai-mang/",
    "trang-chu-tieng-anh": "/en/",
    "bai-tieng-anh": f"/en{NOVEMBER}khanh-thanh-cau-thon-6/",
}
DOCUMENTED = frozenset(
    {
        "trang-chu-sang",
        "trang-chu-toi",
        "bai-viet-sang",
        "bo-anh-sang",
        "don-vi-sang",
        "lien-he-sang",
        "tim-kiem-sang",
        "thong-ke-truy-cap-sang",
    }
)


# Beside texts of the demonstration: the page, and the width of the screen; 0 is a sheet of paper.
ILLUSTRATIONS = {
    "2026/11/bai-viet.webp": ("bai-viet", 1280),
    "2026/10/dien-thoai.webp": ("bai-co-bang", 360),
    "2026/09/ban-in.webp": ("lien-he", 0),
    "2026/08/luu-tru.webp": ("nam", 1280),
}


def take_pictures(folder: Path, *, every: bool = False) -> list[Path]:
    """Write the pictures of the documentation, or of `every` kind of page; returns their files.

    Each kind has a light picture, at three widths and on paper, and a dark one. `cong` is that of the README: the home
    page of the sample portal beside the article with which the project began. Illustrations of the demonstration's texts
    are written beside them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as sample:
        browser = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_ARGUMENTS)
        write_portal(Path(sample))
        with running_portal(Path(sample), moment=BUILD_MOMENT) as portal:
            _read(browser, [portal.address + place for place in PAGES.values()])
            for name, place in PAGES.items():
                for file in (f"{name}-sang", f"{name}-toi"):
                    if every or file in DOCUMENTED:
                        print(file, flush=True)
                        written.append(_take(browser, portal.address + place, folder / file))
            for file, (name, width) in ILLUSTRATIONS.items():
                written.append(_illustrate(browser, portal.address + PAGES[name], width, file))
            home = _seen(browser, portal.address, WIDTHS[-1], "light")
        with running_portal(ROOT / "content") as portal:
            pair = [home, _seen(browser, portal.address + SEED, WIDTHS[-1], "light")]
    shown = [one.crop((0, 0, one.width, min(one.height, README_HEIGHT))) for one in pair]
    written.append(folder / "cong.webp")
    _beside(shown).save(written[-1], quality=70, method=6)
    return written


def _read(browser: Browser, addresses: list[str]) -> None:
    """Open pages as some readers would, fewer the further down, and wait for the counter's figures."""
    for number in range(READERS):
        page = browser.new_page(
            user_agent="Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
            f"Chrome/{120 + number}.0.0.0 Mobile Safari/537.36"
        )
        for address in addresses[: 1 + number % len(addresses)]:
            page.goto(address, wait_until="networkidle")
        if number == READERS - 1:
            page.wait_for_timeout(FIGURES_AFTER)
        page.close()


def _take(browser: Browser, address: str, name: Path) -> Path:
    """Write the picture whose name ends in `-sang` (light) or `-toi` (dark)."""
    file = name.with_suffix(".webp")
    scheme = "light" if name.name.endswith("-sang") else "dark"
    seen = [_seen(browser, address, width, scheme) for width in WIDTHS]
    printed = [_printed(browser, address)] if scheme == "light" else []
    _beside([*seen, *printed]).save(file, quality=50, method=6)
    return file


def _illustrate(browser: Browser, address: str, width: int, name: str) -> Path:
    """Write a picture of the first screen, as tall as its place in the text bears, or of the first sheet."""
    file = ROOT / "content" / "articles" / name
    shown = _seen(browser, address, width, "light") if width else _printed(browser, address)
    height = shown.width * 9 // 16 if width == WIDTHS[-1] else round(shown.width * 1.414)
    shown.crop((0, 0, shown.width, min(height, shown.height))).save(file, quality=80, method=6)
    return file


def _seen(browser: Browser, address: str, width: int, scheme: str) -> Image.Image:
    with _opened(browser, address, width, scheme) as page:
        return _picture(page)


def _printed(browser: Browser, address: str) -> Image.Image:
    """Return the sheets that a printer would get, one below the other."""
    with _opened(browser, address, WIDTHS[-1], "light") as page:
        sheets = PdfDocument(page.pdf(format="A4"))
        pictures = [sheet.render(scale=PIXELS_A_POINT).to_pil().convert("RGB") for sheet in sheets]
    height = sum(one.height + SEAM for one in pictures) - SEAM
    roll = Image.new("RGB", (pictures[0].width, min(height, TALLEST)), GROUND)
    for number, one in enumerate(pictures):
        roll.paste(one, (0, number * (one.height + SEAM)))
    return roll


@contextmanager
def _opened(browser: Browser, address: str, width: int, scheme: str) -> Iterator[Page]:
    page = browser.new_page(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type] # "light" or "dark"
    )
    page.goto(address, wait_until="networkidle")
    # as the browser's own menu does before it prints, and page.pdf() does not
    page.evaluate("for (const picture of document.images) picture.loading = 'eager'")
    page.wait_for_load_state("networkidle")
    # not wait_for_function(), which the portal's Content-Security-Policy forbids
    page.evaluate(
        "Promise.all([...document.images].map((picture) => picture.complete || "
        "new Promise((done) => (picture.onload = picture.onerror = done))))"
    )
    yield page
    page.close()


def _picture(page: Page) -> Image.Image:
    taken = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    return taken.crop((0, 0, taken.width, min(taken.height, TALLEST)))


def _beside(pictures: list[Image.Image]) -> Image.Image:
    """Return pictures side by side, made smaller."""
    size = (sum(one.width + GAP for one in pictures) + GAP, max(one.height for one in pictures) + 2 * GAP)
    sheet = Image.new("RGB", size, GROUND)
    left = GAP
    for one in pictures:
        sheet.paste(one, (left, GAP))
        left += one.width + GAP
    return _smaller(sheet, SCALE)


def _smaller(picture: Image.Image, scale: float) -> Image.Image:
    return picture.resize(
        (round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS
    )
