"""The nginx block of the operator's guide, run by the real nginx on loopback."""

import http.client
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.release.rollback import rollback
from tests.machine import free_port
from tests.nginx import nginx, server_of_the_guide
from tests.release.conftest import Site

pytestmark = pytest.mark.tools


@pytest.fixture
def served() -> Iterator[tuple[Site, int]]:
    # Not pytest's folder: that is closed to nginx's workers, and whether they may read is asked here too.
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        site = Site(folder / "portal")
        site.deploy("bản 0")
        port = free_port()
        server = server_of_the_guide(site.target, folder / "so-lieu", port, free_port())
        with nginx(folder, port, server) as complaints:
            yield site, port
        assert complaints == []
        assert not (folder / "log").exists() or (folder / "log").read_text() == ""


def get(
    connection: http.client.HTTPConnection, path: str, **headers: str
) -> tuple[int, str, http.client.HTTPMessage]:
    connection.request("GET", path, headers={"Host": "tanhlinh.example", **headers})
    answer = connection.getresponse()
    return answer.status, answer.read().decode(errors="replace"), answer.headers


def test_block_of_the_guide_serves_the_current_release(served: tuple[Site, int]) -> None:
    _, port = served
    for host in ("127.0.0.1", "::1"):
        connection = http.client.HTTPConnection(host, port, timeout=5)
        status, text, headers = get(connection, "/2024/03/bai/")
        assert (status, text) == (200, "<bản 0>" * 2000)
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert headers["Cache-Control"] == "no-cache"  # what was withdrawn comes from no browser's own store
        assert "script-src 'self' 'wasm-unsafe-eval'" in headers["Content-Security-Policy"]
        status, _, headers = get(connection, "/2024/03/bai")
        assert (status, headers["Location"]) == (301, "/2024/03/bai/")
        status, text, _ = get(connection, "/khong-co/")
        assert (status, text) == (404, "<bản 0>" * 2000)
        connection.close()


def test_requests_see_the_current_release(served: tuple[Site, int]) -> None:
    site, port = served
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    for number in range(1, 8):
        site.deploy(f"bản {number}")
        assert get(connection, "/")[:2] == (200, f"<bản {number}>" * 2000)
    rollback(site.target)
    assert get(connection, "/")[:2] == (200, "<bản 6>" * 2000)
    connection.close()


def test_readers_of_nginx_see_no_error_while_releases_switch(served: tuple[Site, int]) -> None:
    site, port = served
    done = threading.Event()
    wrong: list[object] = []
    count = 0

    def read() -> None:
        nonlocal count
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        while not done.is_set():
            status, text, _ = get(connection, "/2024/03/bai/")
            count += 1
            if status != 200 or text != text[: text.index(">") + 1] * 2000:
                wrong.append((status, text[:30]))
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(30):
            site.deploy(f"bản {number}")
    finally:
        done.set()
        reader.join()
    assert wrong == []
    assert count > 30
