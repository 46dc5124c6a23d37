"""The nginx block of the room's README, run by the real nginx on loopback."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.release.rollback import rollback

from .conftest import Site

pytestmark = pytest.mark.tools
README = Path(__file__).parents[2] / "plugins" / "release" / "README.md"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def configuration(folder: Path, target: Path, port: int) -> str:
    found = re.search(r"```nginx\n(.+?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    server = found[1].replace("/srv/portal", str(target))
    server = server.replace("listen 80", f"listen 127.0.0.1:{port}").replace("[::]:80", f"[::1]:{port}")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"{'user nobody nogroup;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid;"
        f"error_log stderr; events {{}} http {{ types {{ text/html html; text/css css; }} access_log off;"
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
        (folder / "nginx.conf").write_text(configuration(folder, site.target, port), encoding="utf-8")
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
        complaints = [line for line in said.splitlines() if "No such file" not in line]
        assert complaints == []


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(port)


def get(connection: http.client.HTTPConnection, path: str) -> tuple[int, str, http.client.HTTPMessage]:
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode(), answer.headers


def test_block_of_the_readme_serves_the_current_release(served: tuple[Site, int]) -> None:
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
