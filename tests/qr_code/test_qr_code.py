"""The printed sheet leads back to its page: a QR code that a telephone reads, and no screen fetches."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page
from pypdfium2 import PdfDocument

from plugins.building.build import build
from plugins.qr_code.drawing import MODULE, qr_code
from tests.browser.static_server import serving
from tests.conftest import AGENCY, IDLE, TinySite

ADDRESS = "https://xathu.example/2024/03/bai/"
SHOWN = ".printed-from img"
FETCHED = f"document.querySelector('{SHOWN}').naturalWidth > 0"
QUIET = 4 * MODULE  # pixels of white on every side (ISO/IEC 18004, 6.3.8)
CENTIMETRE = 96 / 2.54  # CSS pixels


def drawn(code: bytes) -> Image.Image:
    return Image.open(BytesIO(code))


def read(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


def test_every_address_is_read_again() -> None:
    for length in range(1, 121, 7):
        for month in ("01", "12"):
            address = f"https://xathu.example/2024/{month}/{('hop-xa-' * 20)[:length]}/"
            assert read(drawn(qr_code(address))) == [address]
    assert read(drawn(qr_code("https://xãthử.example/bài/"))) == ["https://xãthử.example/bài/"]


def test_four_modules_of_white_are_around_the_code() -> None:
    image = drawn(qr_code(ADDRESS))
    box = image.point(lambda value: 255 - value).getbbox()
    assert box == (QUIET, QUIET, image.width - QUIET, image.height - QUIET)
    assert image.width % MODULE == 0


def test_article_has_the_code_of_its_own_address_beside_it(site: TinySite) -> None:
    site.article()
    site.article("articles/2024/03/bai-en.md", slug="bai", lang="en")
    built = site.build()
    for place in ("/2024/03/bai/", "/en/2024/03/bai/"):
        codes = built.page(place).select(SHOWN)
        assert [(code["src"], code["alt"], code["loading"]) for code in codes] == [
            (f"{place}ma-qr.png", "", "lazy")
        ]
        assert built.page(place).select_one(".printed-from").text == f"https://xathu.example{place}"
        assert read(drawn((built.folder / f"{place}ma-qr.png".lstrip("/")).read_bytes())) == [
            f"https://xathu.example{place}"
        ]
    assert not built.page("/").select(SHOWN)


def test_only_what_is_published_has_a_code(site: TinySite) -> None:
    site.article("articles/2024/03/rut.md", status="withdrawn", withdrawn_reason="Sai.")
    site.article("articles/2024/03/nhap.md", status="draft")
    built = site.build()
    assert not [name for name in built.paths() if name.endswith("ma-qr.png")]
    assert not built.page("/2024/03/rut/").select(SHOWN)
    assert (
        built.page("/2024/03/rut/").select_one(".printed-from").text == "https://xathu.example/2024/03/rut/"
    )


def test_code_is_drawn_anew_only_for_another_address(site: TinySite) -> None:
    site.article()
    build(site.content, site.output)
    code = site.output / "2024/03/bai/ma-qr.png"
    before = code.stat().st_ino
    site.article(title="Tên khác")
    build(site.content, site.output)
    assert code.stat().st_ino == before
    site.write("agency.yaml", AGENCY.replace("https://xathu.example", "https://khac.example"))
    build(site.content, site.output)
    assert read(drawn(code.read_bytes())) == ["https://khac.example/2024/03/bai/"]


def test_engine_and_pelican_give_the_same_bytes(site: TinySite) -> None:
    site.article()
    build(site.content, site.output)
    stock = site.build(OUTPUT_PATH=str(Path(site.output).with_name("stock")), INCREMENTAL=False)
    for name in ("2024/03/bai/index.html", "2024/03/bai/ma-qr.png"):
        assert (site.output / name).read_bytes() == (stock.folder / name).read_bytes()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = TinySite(tmp_path_factory.mktemp("printed"))
    site.article(body="Một đoạn.\n\n" * 40)
    with serving(site.build().folder) as address:
        yield f"{address}/2024/03/bai/"


@pytest.fixture(params=["light", "dark"])
def sheet(served: str, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open the article on a screen of either kind, as wide as a sheet of A4 within its margins."""
    page = browser.new_page(color_scheme=request.param, viewport={"width": 643, "height": 971})
    page.goto(served, wait_until="networkidle")
    yield page
    page.close()


@pytest.mark.browser
def test_code_is_read_from_the_sheet_that_a_browser_prints(sheet: Page) -> None:
    press_print(sheet)
    pages = [printed.render(scale=200 / 72).to_pil() for printed in PdfDocument(sheet.pdf(format="A4"))]
    assert [text for printed in pages for text in read(printed)] == [ADDRESS]


@pytest.mark.browser
def test_print_button_waits_for_the_code(sheet: Page) -> None:
    """Chromium fetches lazy pictures when its own menu prints, and not when a script does."""
    assert not sheet.evaluate(FETCHED)
    assert press_print(sheet)


@pytest.mark.browser
def test_button_prints_without_a_code_that_does_not_come(sheet: Page) -> None:
    sheet.route("**/ma-qr.png", lambda route: route.abort())
    assert not press_print(sheet)


def press_print(sheet: Page) -> bool:
    """Press the button; returns whether the code was there when the browser was asked to print."""
    # A function within a function: Playwright calls a function that is the value of an expression.
    sheet.evaluate(f"() => {{ window.print = () => {{ window.printed = {FETCHED} }} }}")
    sheet.get_by_role("button", name="In bài").click()
    sheet.wait_for_function("'printed' in window")
    return bool(sheet.evaluate("window.printed"))


@pytest.mark.browser
def test_code_is_black_on_white_on_a_dark_screen_too(sheet: Page) -> None:
    sheet.emulate_media(media="print")
    sheet.wait_for_function(f"document.querySelector('{SHOWN}').naturalWidth")
    image = Image.open(BytesIO(sheet.locator(SHOWN).screenshot())).convert("RGB")
    assert read(image) == [ADDRESS]
    assert image.getpixel((3, 3)) == (255, 255, 255)


@pytest.mark.browser
def test_no_screen_fetches_the_code(served: str, browser: Browser) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served)
    page.mouse.wheel(0, 100_000)
    page.wait_for_function("scrollY + innerHeight >= document.documentElement.scrollHeight - 1")
    page.evaluate(IDLE)  # a picture that came near would be requested by then
    assert not page.locator(SHOWN).is_visible()
    assert not [url for url in asked if url.endswith("ma-qr.png")]
    page.pdf()
    assert [url for url in asked if url.endswith("ma-qr.png")]
    page.close()


@pytest.mark.browser
def test_code_is_two_and_a_half_centimetres_on_paper(sheet: Page) -> None:
    sheet.emulate_media(media="print")
    code = sheet.locator(SHOWN)
    sheet.wait_for_function(f"document.querySelector('{SHOWN}').naturalWidth")
    box, footer = code.bounding_box(), sheet.locator(".footer").bounding_box()
    side = drawn(qr_code(ADDRESS)).width
    assert box is not None
    assert footer is not None
    assert box["width"] == box["height"]
    assert box["width"] * (side - 2 * QUIET) / side >= 2.5 * CENTIMETRE
    assert box["width"] * 25 / 33 >= 2.5 * CENTIMETRE  # the second version: no address is shorter
    assert footer["y"] <= box["y"]
    assert box["y"] + box["height"] <= footer["y"] + footer["height"] + 1
