"""The room's nginx.conf, run by the real nginx on loopback before the real service, which is then taken away."""

import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.machine import free_port
from tests.nginx import nginx
from tests.visitor_counter.conftest import FIREFOX
from tests.visitor_counter.test_process import ROOT, service

pytestmark = pytest.mark.tools
BLOCK = (ROOT / "plugins" / "visitor_counter" / "nginx.conf").read_text(encoding="utf-8")
READER = {"user-agent": FIREFOX, "sec-fetch-site": "same-origin"}


@dataclass(frozen=True)
class Site:
    counter: subprocess.Popen[bytes]
    client: httpx.Client
    figures: Path

    def look(self) -> httpx.Response:
        view = {"trang": "/", "ma": secrets.token_hex(16)}
        return self.client.post("/luot-truy-cap/xem", params=view, headers=READER)

    def read(self, name: str) -> httpx.Response:
        return self.client.get(f"/luot-truy-cap/{name}", headers=READER)


def server(folder: Path, port: int, counter_port: str) -> str:
    block = BLOCK.replace("/var/lib/trang-tin/so-lieu", f"{folder}/so-lieu")
    assert f"{folder}/so-lieu" in block
    block = block.replace("127.0.0.1:8001", f"127.0.0.1:{counter_port}")
    return f"access_log off; server {{ listen 127.0.0.1:{port}; root {folder}; {block} }}"


@pytest.fixture
def site() -> Iterator[Site]:
    # Not pytest's folder: that is closed to nginx's workers, and whether they may read is asked here too.
    with tempfile.TemporaryDirectory() as place:
        folder, port = Path(place), free_port()
        folder.chmod(0o755)
        options = ("--figures-folder", f"{place}/so-lieu", "--trusted-proxy", "127.0.0.1")
        with (
            service(folder / "dem.sqlite3", *options) as (counter, address),
            nginx(folder, port, server(folder, port, address.rpartition(":")[2])) as complaints,
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=5) as client,
        ):
            wait_for(client, "so-lieu.json")
            yield Site(counter, client, folder / "so-lieu")
        assert [line for line in complaints if "[crit]" in line] == []


def wait_for(client: httpx.Client, name: str) -> None:
    for _ in range(100):
        try:
            if client.get(f"/luot-truy-cap/{name}").status_code == 200:
                return
        except httpx.ConnectError:
            pass
        time.sleep(0.05)
    raise TimeoutError(name)


def test_views_are_counted_and_the_written_figures_follow(site: Site) -> None:
    answer = site.look()
    assert (answer.status_code, answer.json()["counted"]) == (200, True)
    until = time.monotonic() + 5
    while site.read("so-lieu.json").json()["total"] != 1 and time.monotonic() < until:
        time.sleep(0.05)
    kept = site.read("so-lieu.json")
    assert kept.json() | {"counted": True} == answer.json() | {
        name: kept.json()[name] for name in ("as_of", "as_of_text")
    }
    assert (kept.headers["content-type"], kept.headers["cache-control"]) == ("application/json", "no-store")
    assert "tạm ngừng" not in site.read("so-lieu.svg?trang=/").text
    assert "tạm ngừng" not in site.read("").text


def test_when_the_service_is_killed_readers_get_the_last_figures_with_their_time(site: Site) -> None:
    assert site.look().json()["total"] == 1
    until = time.monotonic() + 5
    while b'"total":1' not in (site.figures / "so-lieu.json").read_bytes() and time.monotonic() < until:
        time.sleep(0.05)
    site.counter.kill()
    site.counter.wait()
    kept = site.read("so-lieu.json")
    assert (kept.status_code, kept.json()["total"]) == (200, 1)
    told = kept.json()["as_of_text"]
    assert told.startswith("Số liệu truy cập lúc ")
    for name, kind in (("so-lieu.svg?trang=/", "image/svg+xml"), ("", "text/html; charset=utf-8")):
        answer = site.read(name)
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert answer.headers["cache-control"] == "no-store"
        for words in ("Tổng lượt truy cập", "Bộ đếm đang tạm ngừng.", told):
            assert words in answer.text
    assert site.look().status_code == 503
    assert site.read("suc-khoe").status_code == 503
    assert site.read("khong-co").status_code == 503


def test_when_the_service_stalls_the_figures_come_at_once(site: Site) -> None:
    site.counter.send_signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert site.read("so-lieu.json").status_code == 200
        assert time.monotonic() - began < 1
    finally:
        site.counter.send_signal(signal.SIGCONT)
    assert site.look().json()["counted"] is True


def test_a_large_body_does_not_reach_the_service(site: Site) -> None:
    answer = site.client.post("/luot-truy-cap/xem", content=b" " * 10_000_000, headers=READER)
    assert answer.status_code == 413
    assert site.look().json()["total"] == 1
