"""Every file that is built: valid HTML, and nothing that axe-core finds on any kind of page."""

import functools
import http.server
import json
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from plugins.building.build import build
from tests.conftest import ROOT
from tests.machine import AXE, NU_CHECKER

KINDS = (
    "/",
    "/2024/03/lam-viec-voi-phong-van-hoa-va-thong-tin/",
    "/don-vi/phong-van-hoa-va-thong-tin/",
    "/chuyen-muc/tin-tuc/",
    "/tac-gia/ban-bien-tap/",
    "/chu-de/huong-dan-su-dung/",
    "/2026/",
    "/2026/11/",
    "/luu-tru/",
    "/gioi-thieu/",
    "/so-do-cong/",
    "/rss/",
    "/thong-ke-truy-cap/",
    "/dang-nhap/",
    "/404.html",
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        return


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portal") / "output"
    build(ROOT / "content", folder, publish=True)
    return folder


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(built)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.tools
def test_the_nu_html_checker_finds_nothing_in_any_built_file(built: Path) -> None:
    command = [
        "java",
        "-jar",
        str(NU_CHECKER),
        "--format",
        "json",
        "--skip-non-html",
        "--also-check-css",
        "--also-check-svg",
        str(built),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr)["messages"]
    assert [
        (item["url"].rpartition("output/")[2], item["message"], item.get("extract")) for item in messages
    ] == []


@pytest.mark.browser
@pytest.mark.tools
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_any_kind_of_page(
    address: str, browser: Browser, scheme: str, width: int
) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})  # type: ignore[arg-type] # a literal by the table above
    found = []
    for kind in KINDS:
        assert page.goto(address + kind).ok  # type: ignore[union-attr] # no answer fails too
        page.add_script_tag(path=str(AXE))
        result = page.evaluate("axe.run()")
        found += [(kind, item["id"], node["html"]) for item in result["violations"] for node in item["nodes"]]
    page.close()
    assert found == []


@pytest.mark.browser
@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_page_overflows_at_320_pixels(address: str, browser: Browser, kind: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(address + kind)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()
