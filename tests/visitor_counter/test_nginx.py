"""The generated nginx configuration on loopback before the real service, which is then taken away."""

import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.machine import free_port
from tests.nginx import nginx, portal_server
from tests.visitor_counter.conftest import FIREFOX
from tests.visitor_counter.test_process import service
from tests.waiting import wait_until

pytestmark = pytest.mark.tools
BURST = 600  # views of one address that may come at once
READER = {"user-agent": FIREFOX, "sec-fetch-site": "same-origin"}


@dataclass(frozen=True)
class Site:
    counter: subprocess.Popen[bytes]
    client: httpx.Client
    figures: Path

    def view(self, forwarded_for: str = "") -> httpx.Response:
        view = {"trang": "/", "ma": secrets.token_hex(16)}
        headers = READER | ({"x-forwarded-for": forwarded_for} if forwarded_for else {})
        return self.client.post("/luot-truy-cap/xem", params=view, headers=headers)

    def read(self, name: str) -> httpx.Response:
        return self.client.get(f"/luot-truy-cap/{name}", headers=READER)


@contextmanager
def served(**settings: Any) -> Iterator[Site]:
    """Run the counter behind nginx; `settings` are keys of the server's settings file."""
    # Not pytest's folder: that is closed to nginx's workers, and whether they may read is asked here too.
    with tempfile.TemporaryDirectory() as place:
        folder, port = Path(place), free_port()
        folder.chmod(0o755)
        options = ("--figures-folder", f"{place}/so-lieu", "--trusted-proxy", "127.0.0.1")
        with (
            service(folder / "dem.sqlite3", *options) as (counter, address),
            nginx(
                folder,
                port,
                portal_server(folder, folder / "so-lieu", port, int(address.rpartition(":")[2]), **settings),
            ) as logged,
            httpx.Client(
                base_url=f"http://127.0.0.1:{port}", timeout=5, headers={"host": "tanhlinh.example"}
            ) as client,
        ):
            wait_until(lambda: responds(client, "so-lieu.json"))
            yield Site(counter, client, folder / "so-lieu")
        # Neither the address of a reader nor what they read, whether the counter runs or not.
        assert logged == []


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with served() as running:
        yield running


@pytest.fixture(scope="module")
def killed() -> Iterator[Site]:
    """A counter that was killed after one view, whose figures had been written."""
    with served(proxies=("127.0.0.1",)) as running:
        assert running.view().json()["total"] == 1
        wait_until(lambda: b'"total":1' in (running.figures / "so-lieu.json").read_bytes())
        running.counter.kill()
        running.counter.wait()
        yield running


def responds(client: httpx.Client, name: str) -> bool:
    try:
        return client.get(f"/luot-truy-cap/{name}").status_code == 200
    except httpx.ConnectError:
        return False


def test_views_are_counted_and_the_written_figures_follow(site: Site) -> None:
    answer = site.view()
    assert (answer.status_code, answer.json()["counted"]) == (200, True)
    wait_until(lambda: site.read("so-lieu.json").json()["total"] == 1)
    kept = site.read("so-lieu.json")
    assert kept.json() | {"counted": True} == answer.json() | {
        name: kept.json()[name] for name in ("as_of", "as_of_text")
    }
    assert (kept.headers["content-type"], kept.headers["cache-control"]) == ("application/json", "no-store")
    assert "tạm ngừng" not in site.read("so-lieu.svg?trang=/").text
    assert "tạm ngừng" not in site.read("").text


def test_when_the_service_stalls_the_figures_come_at_once(site: Site) -> None:
    site.counter.send_signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert site.read("so-lieu.json").status_code == 200
        assert time.monotonic() - began < 5  # nginx would wait 12 s for the service
    finally:
        site.counter.send_signal(signal.SIGCONT)
    assert site.view().json()["counted"] is True


def test_large_body_does_not_reach_the_service(site: Site) -> None:
    answer = site.client.post("/luot-truy-cap/xem", content=b" " * 10_000_000, headers=READER)
    assert answer.status_code == 413
    assert site.view().json()["total"] == 1


def test_reader_behind_nginx_cannot_choose_an_address(site: Site) -> None:
    for number in range(3):
        assert site.view(forwarded_for=f"203.0.113.{number}").json()["total"] == 1


def test_readers_behind_a_named_proxy_are_told_apart() -> None:
    with served(proxies=("127.0.0.1",)) as site:
        for number in range(3):
            assert site.view(f"203.0.113.{number}").json()["total"] == number + 1
        # What stands left of the address that the proxy has added is the reader's own invention.
        assert site.view("198.51.100.1, 203.0.113.0").json()["total"] == 3


def test_nginx_serves_last_figures_after_kill(killed: Site) -> None:
    kept = killed.read("so-lieu.json")
    assert (kept.status_code, kept.json()["total"]) == (200, 1)
    reported = kept.json()["as_of_text"]
    assert reported.startswith("Số liệu tính đến ")
    for name, kind in (("so-lieu.svg?trang=/", "image/svg+xml"), ("", "text/html; charset=utf-8")):
        answer = killed.read(name)
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert answer.headers["cache-control"] == "no-store"
        for words in ("Tổng lượt truy cập", "Bộ đếm đang tạm ngừng.", reported):
            assert words in answer.text
    assert killed.view().status_code == 503
    assert killed.read("suc-khoe").status_code == 503
    assert killed.read("khong-co").status_code == 503


def test_one_network_is_limited_and_others_are_not(killed: Site) -> None:
    """An IPv6 customer has a whole network of 64 bits to ask from."""
    began, asked = time.monotonic(), 0
    while killed.view(f"2001:db8:1:1::{asked:x}").status_code == 503:
        asked += 1
    assert BURST <= asked <= BURST + 1 + 10 * (time.monotonic() - began)
    # One more is let through after a tenth of a second, from any address.
    assert 429 in [killed.view(f"2001:db8:1:1:ffff::{number}").status_code for number in range(20)]
    assert killed.view("2001:db8:1:2::1").status_code == 503
    assert killed.view("203.0.113.1").status_code == 503
