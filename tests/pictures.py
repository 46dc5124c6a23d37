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

from tests.browser.everything import PLACES, write_everything
from tests.conftest import BROWSER_ARGUMENTS, ROOT, TinySite
from tests.machine import chromium
from tests.portal import running_portal

WIDTHS = (360, 768, 1280)
PIXELS_A_POINT = 4 / 3  # a sheet as wide as it is on a screen of 96 pixels an inch
READERS = 14  # each on a telephone with another version of the browser, so that no figure is 0
FIGURES_AFTER = 62_000  # milliseconds; the counter sums up what was read once a minute
TALLEST = 3200  # what lies below repeats what stands above
SCALE, FIRST_SCREEN = 0.5, 0.8
GAP, SEAM, GROUND = 24, 8, "#8a8a8a"
ARTICLE = "/2024/03/lam-viec-voi-phong-van-hoa-va-thong-tin/"
OWN = {
    "trang-chu": "/",
    "bai-viet": ARTICLE,
    "don-vi": "/don-vi/phong-van-hoa-va-thong-tin/",
    "chuyen-muc": "/chuyen-muc/tin-tuc/",
    "tac-gia": "/tac-gia/ban-bien-tap/",
    "chu-de": "/chu-de/huong-dan-su-dung/",
    "trang-tinh": "/gioi-thieu/",
    "tim-kiem": "/tim-kiem/?q=%C4%91%E1%BB%8Dc+tin",
    "thong-ke-truy-cap": "/thong-ke-truy-cap/",
    "rss": "/rss/",
    "dang-nhap": "/dang-nhap/",
    "khong-tim-thay": "/404.html",
    "ngoai-mang": "/ngoai-mang/",
    "trang-chu-tieng-anh": "/en/",
    "bai-tieng-anh": "/en/2026/11/cach-doc-tin-tren-cong/",
}
MADE_UP = {
    "bai-du-moi-phan": PLACES["article with everything"],
    "bai-da-thu-hoi": PLACES["withdrawn article"],
    "nam": PLACES["year"],
    "thang": PLACES["month"],
    "luu-tru": PLACES["archive"],
    "so-do-cong": PLACES["site tree"],
}
DOCUMENTED = frozenset(
    {
        "trang-chu-sang",
        "trang-chu-toi",
        "bai-viet",  # the first screen, for the README
        "bai-viet-sang",
        "bai-du-moi-phan-sang",
        "don-vi-sang",
        "tim-kiem-sang",
        "thong-ke-truy-cap-sang",
    }
)


def take_pictures(folder: Path, *, every: bool = False) -> list[Path]:
    """Write the pictures of the documentation, or of `every` kind of page; returns their files.

    Each kind has a light picture, at three widths and on paper, and a dark one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_ARGUMENTS)
        with tempfile.TemporaryDirectory() as made_up:
            site = TinySite(Path(made_up))
            write_everything(site)
            for content, kinds in ((ROOT / "content", OWN), (site.content, MADE_UP)):
                with running_portal(content) as portal:
                    _read(browser, [portal.address + place for place in kinds.values()])
                    for name, place in kinds.items():
                        for file in (
                            f"{name}-sang",
                            f"{name}-toi",
                            *(["bai-viet"] if place == ARTICLE else []),
                        ):
                            if every or file in DOCUMENTED:
                                print(file, flush=True)
                                written.append(_take(browser, portal.address + place, folder / file))
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
    """Write the picture whose name ends in `-sang` (light), `-toi` (dark) or neither (the first screen)."""
    file = name.with_suffix(".webp")
    if name.name.endswith("-sang"):
        light = [_seen(browser, address, width, "light") for width in WIDTHS]
        _beside([*light, _printed(browser, address)]).save(file, quality=50, method=6)
    elif name.name.endswith("-toi"):
        dark = [_seen(browser, address, width, "dark") for width in WIDTHS]
        _beside(dark).save(file, quality=50, method=6)
    else:
        with _opened(browser, address, WIDTHS[-1], "light") as page:
            _smaller(Image.open(io.BytesIO(page.screenshot())), FIRST_SCREEN).save(file, quality=70, method=6)
    return file


def _seen(browser: Browser, address: str, width: int, scheme: str) -> Image.Image:
    with _opened(browser, address, width, scheme) as page:
        return _picture(page)


def _printed(browser: Browser, address: str) -> Image.Image:
    """Return the sheets that a printer would get, one below the other."""
    with _opened(browser, address, WIDTHS[-1], "light") as page:
        # as the browser's own menu does, and page.pdf() does not
        page.evaluate("for (const picture of document.images) picture.loading = 'eager'")
        page.wait_for_load_state("networkidle")
        page.wait_for_function("[...document.images].every((picture) => picture.complete)")
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
