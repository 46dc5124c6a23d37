"""Every kind of page over TLS, in a real browser, under the headers of the generated configuration."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.everything import write_everything
from tests.browser.portals import EVERY
from tests.conftest import BROWSER_ARGUMENTS, TinySite
from tests.machine import chromium, free_port
from tests.nginx import HOST, nginx, portal_server, signed_certificate
from tests.release.test_headers import counter_on
from tests.search.served import search_service

pytestmark = [pytest.mark.browser, pytest.mark.tools, pytest.mark.long]
PLANTED = """<!doctype html><title>trước</title><p>Trang có mã cài vào</p>
<script>document.title = "mã viết trong trang"</script>
<img src="/khong-co.png" onerror="document.title = 'mã của thẻ'">
<p style="color: red">kiểu viết trong trang</p>
<script src="/gieo.js"></script>"""
WRITES_TEXT = 'document.body.insertAdjacentHTML("beforeend", "<b>chữ thành thẻ</b>");'


def fingerprint(certificate: Path) -> str:
    """Return what Chromium's list of trusted keys names a certificate by: the digest of its key."""
    command = ["openssl", "x509", "-in", str(certificate), "-pubkey", "-noout"]
    key = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    body = "".join(key.splitlines()[1:-1])
    return base64.b64encode(hashlib.sha256(base64.b64decode(body)).digest()).decode()


@pytest.fixture(scope="module")
def portal(browser: Browser) -> Iterator[tuple[BrowserContext, str]]:
    """Serve the site with everything, and both services; gives a browser that trusts the authority, and the address."""
    # Not pytest's folder: that is closed to nginx's workers.
    with tempfile.TemporaryDirectory() as place:
        folder, port = Path(place), free_port()
        folder.chmod(0o755)
        site = TinySite(folder / "noi-dung")
        write_everything(site)
        current = folder / "cong" / "current"
        site.build(OUTPUT_PATH=str(current))
        (current / "gieo").mkdir()
        (current / "gieo" / "index.html").write_text(PLANTED, encoding="utf-8")
        (current / "gieo.js").write_text(WRITES_TEXT, encoding="utf-8")
        _, certificate = signed_certificate(folder)
        server = portal_server(
            folder / "cong",
            folder / "so-lieu",
            free_port(),
            folder / "bo-dem.sock",
            search=folder / "tim-kiem.sock",
            tls_port=port,
            certificate=certificate,
        )
        with (
            counter_on(folder / "bo-dem.sock", folder),
            search_service(folder / "tim-kiem.sock", current, folder / "chi-muc"),
            nginx(folder, port, server),
        ):
            trusting = browser.browser_type.launch_persistent_context(
                folder / "trinh-duyet",
                executable_path=chromium(),
                args=[
                    *BROWSER_ARGUMENTS,
                    f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
                    f"--ignore-certificate-errors-spki-list={fingerprint(folder / 'certificate.pem')}",
                ],
            )
            yield trusting, f"https://{HOST}:{port}"
            trusting.close()


def violations_of(page: Page) -> list[str]:
    """Return a list that fills with what the browser says of the policy, and with errors of scripts."""
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text) if "Security Policy" in said.text else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def test_no_kind_of_page_violates_the_policy(portal: tuple[BrowserContext, str]) -> None:
    context, address = portal
    page = context.new_page()
    found = violations_of(page)
    for kind in EVERY["everything"]:
        answer = page.goto(address + kind)
        assert answer is not None
        assert answer.ok, kind
        page.wait_for_load_state("networkidle")
        assert found == [], kind
    page.close()


def test_planted_script_does_not_run(portal: tuple[BrowserContext, str]) -> None:
    context, address = portal
    page = context.new_page()
    found = violations_of(page)
    page.goto(f"{address}/gieo/")
    page.wait_for_load_state("networkidle")
    assert page.title() == "trước"
    assert page.evaluate("getComputedStyle(document.querySelector('p[style]')).color") == "rgb(0, 0, 0)"
    assert not page.query_selector("b"), "Trusted Types keep a script from making elements of text"
    assert len(found) >= 4
    page.close()


def test_errors_are_pages_of_the_portal(portal: tuple[BrowserContext, str]) -> None:
    context, address = portal
    page = context.new_page()
    found = violations_of(page)
    answer = page.goto(f"{address}/khong-co/")
    assert answer is not None
    assert (answer.status, page.inner_text("h1")) == (404, "Không tìm thấy trang")
    assert found == []
    page.close()
