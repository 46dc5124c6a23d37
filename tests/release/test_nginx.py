"""The generated nginx configuration, run by the real nginx on loopback."""

import http.client
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugins.release.rollback import rollback
from plugins.urls.patterns import REDIRECTS
from tests.machine import free_port
from tests.nginx import nginx, portal_server
from tests.release.conftest import Site, deploy_written

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
        server = portal_server(site.target, folder / "so-lieu", port, free_port())
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


def test_nginx_serves_the_current_release(served: tuple[Site, int]) -> None:
    _, port = served
    for host in ("127.0.0.1", "::1"):
        connection = http.client.HTTPConnection(host, port, timeout=5)
        status, text, headers = get(connection, "/2024/03/bai/")
        assert (status, text) == (200, "<bản 0>" * 2000)
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert headers["Cache-Control"] == "no-cache"  # what was withdrawn comes from no browser's own store
        assert "script-src 'self';" in headers["Content-Security-Policy"]
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


LONG = f"/2024/02/{'tieu-de-dai-' * 20}cu/"


def redirects(target: Path) -> None:
    """Release a page at a new URL, with the redirects that a build writes."""

    def build(folder: Path) -> None:
        for page in ("", "2024/03/moi/", "2024/02/cu/"):
            (folder / page).mkdir(parents=True, exist_ok=True)
            (folder / page / "index.html").write_text(page or "trang chủ", encoding="utf-8")
        lines = ["# …", "/2024/02/cu/ /2024/03/moi/;", f"{LONG} /2024/03/moi/;", "/a/ /khong-con/;", ""]
        (folder / REDIRECTS.lstrip("/")).write_text("\n".join(lines), encoding="utf-8")

    deploy_written(target, build, now=datetime(2026, 11, 23, tzinfo=UTC))


def test_old_urls_are_redirected_and_other_urls_are_not() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        redirects(folder / "portal")
        port = free_port()
        server = portal_server(folder / "portal", folder / "so-lieu", port, free_port())
        with nginx(folder, port, server) as complaints:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            for old in ("/2024/02/cu/", LONG):
                status, _, headers = get(connection, f"{old}?a=b")
                assert (status, headers["Location"]) == (301, "/2024/03/moi/?a=b")
                assert headers["Cache-Control"] == "no-cache", "a browser would keep it for ever"
                assert headers["X-Content-Type-Options"] == "nosniff"
            assert get(connection, "/2024/03/moi/")[0] == 200
            assert get(connection, "/")[0] == 200
            assert get(connection, "/a/")[0] == 404, "never to a page that does not exist"
            # After a rollback nginx still has the list of the newer release.
            (folder / "portal/current/2024/03/moi/index.html").unlink()
            assert get(connection, "/2024/02/cu/")[:2] == (200, "2024/02/cu/")
            connection.close()
        assert complaints == []
