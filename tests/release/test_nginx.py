"""The nginx block of the operator's guide, run by the real nginx on loopback."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import tempfile
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.offline.limits import LIST, WORKER
from plugins.release.rollback import rollback
from tests.machine import free_port
from tests.release.conftest import Site

pytestmark = pytest.mark.tools
ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "huong-dan-van-hanh.md"
FIGURES = "/var/lib/trang-tin/so-lieu"


def block() -> str:
    (found,) = re.findall(r"```nginx\n(.+?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


def configuration(folder: Path, target: Path, port: int, counter: int) -> str:
    server = block().replace("/srv/cong-thong-tin", str(target))
    # No certificate here, and no right to the ports below 1024: all else is as the guide has it.
    server = re.sub(r"\n *ssl_certificate.*", "", server)
    for family, host in (("", "127.0.0.1"), ("[::]:", "[::1]")):
        server = server.replace(f"listen {family}443 ssl;", f"listen {host}:{port};")
        server = server.replace(f"listen {family}80;", f"listen {host}:{port};")
    server = server.replace("server_name tanhlinh.example;", "server_name cu.example;", 1)
    server = server.replace("127.0.0.1:8001", f"127.0.0.1:{counter}")
    server = server.replace(FIGURES, f"{folder}/so-lieu")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"{'user nobody nogroup;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid;"
        f"error_log stderr; events {{}} http {{ types {{ text/html html; text/css css; }} access_log {folder}/log;"
        f"{temporary} {server} }}"
    )


@pytest.fixture
def served() -> Iterator[tuple[Site, int]]:
    if shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin") is None:
        pytest.skip("nginx is not installed (apt install nginx)")
    # Not pytest's folder: that is closed to nginx's workers, and whether they may read is asked here too.
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        site = Site(folder / "portal")
        site.deploy("bản 0")
        port = free_port()
        configured = configuration(folder, site.target, port, free_port())
        (folder / "nginx.conf").write_text(configured, encoding="utf-8")
        command = ["nginx", "-e", "stderr", "-p", place, "-c", str(folder / "nginx.conf")]
        nginx = subprocess.Popen(
            command, env={"PATH": os.environ["PATH"] + ":/usr/sbin"}, stderr=subprocess.PIPE, text=True
        )
        try:
            wait_for(port)
            yield site, port
        finally:
            nginx.terminate()
            _, said = nginx.communicate(timeout=10)
        expected = (
            "No such file",
            "Connection refused",
        )  # the 404 that is asked for, and a counter that is down
        assert [line for line in said.splitlines() if not any(words in line for words in expected)] == []
        assert not (folder / "log").exists() or (folder / "log").read_text() == ""


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(port)


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
        status, _, headers = get(connection, "/2024/03/bai")
        assert (status, headers["Location"]) == (301, "/2024/03/bai/")
        status, text, _ = get(connection, "/khong-co/")
        assert (status, text) == (404, "<bản 0>" * 2000)
        connection.close()


def test_block_of_the_guide_leads_to_https_and_keeps_what_is_named_by_its_digest(
    served: tuple[Site, int],
) -> None:
    site, port = served
    release = (site.target / "current").resolve()
    (release / "theme" / "site.0a.css").write_text("p{}", encoding="utf-8")
    (release / "rss").mkdir()
    (release / "rss" / "tin-moi.xml").write_text("<feed/>", encoding="utf-8")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    status, _, headers = get(connection, "/2024/03/bai/?a=1", Host="cu.example")
    assert (status, headers["Location"]) == (301, "https://tanhlinh.example/2024/03/bai/?a=1")
    _, _, headers = get(connection, "/theme/site.0a.css")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    _, _, headers = get(connection, "/rss/tin-moi.xml")
    assert headers["Content-Type"] == "application/atom+xml"
    _, _, headers = get(connection, "/", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    connection.close()


def test_block_of_the_guide_lets_no_browser_keep_the_worker_or_its_list_unasked(
    served: tuple[Site, int],
) -> None:
    site, port = served
    release = (site.target / "current").resolve()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    for address, kind in ((WORKER, "text/javascript"), (LIST, "application/json")):
        (release / address.lstrip("/")).write_text("{}", encoding="utf-8")
        status, text, headers = get(connection, address)
        assert (status, text, headers["Cache-Control"]) == (200, "{}", "no-cache")
        assert headers["Content-Type"] == kind
    connection.close()


def test_pages_are_read_while_the_counter_is_down(served: tuple[Site, int]) -> None:
    site, port = served
    figures = site.target.parent / "so-lieu"
    figures.mkdir()
    (figures / "so-lieu.json").write_text("{}", encoding="utf-8")
    (figures / "index.html").write_text("Số liệu", encoding="utf-8")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    assert get(connection, "/luot-truy-cap/so-lieu.json")[:2] == (200, "{}")
    assert get(connection, "/luot-truy-cap/")[:2] == (200, "Số liệu")
    assert get(connection, "/luot-truy-cap/xem")[0] == 503
    assert get(connection, "/2024/03/bai/")[0] == 200
    connection.close()


def test_the_guide_gives_the_counters_own_blocks_and_its_command_writes_what_they_serve() -> None:
    own = (ROOT / "plugins" / "visitor_counter" / "nginx.conf").read_text(encoding="utf-8")
    blocks = own.split("\n\n", 1)[1].strip()
    assert textwrap.indent(blocks, "    ") in block()
    assert f"--figures-folder {FIGURES}" in GUIDE.read_text(encoding="utf-8")


def test_every_request_sees_the_release_just_deployed_or_gone_back_to(served: tuple[Site, int]) -> None:
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
