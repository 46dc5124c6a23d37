"""What readers get while releases are switched: whole versions of pages, styles and search, and no error."""

from __future__ import annotations

import http.client
import re
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from plugins.agency.palettes import PALETTES
from tests.building.verbs import verb
from tests.conftest import TinySite
from tests.machine import free_port
from tests.nginx import HOST, nginx, portal_server
from tests.search.served import search_service, until

pytestmark = [pytest.mark.tools, pytest.mark.long]
ARTICLE, QUERY = "/2024/03/bai/", f"/tim-kiem/goi-y.json?q={quote('họp dân')}"


class Reader(threading.Thread):
    """Asks for the same pages again and again, over one connection; `wrong` are the answers that no reader may get."""

    def __init__(self, port: int, look: Callable[[Callable[[str], tuple[int, str]]], str]) -> None:
        super().__init__()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self._look, self._ended = look, threading.Event()
        self.seen: list[str] = []
        self.wrong: list[object] = []

    def run(self) -> None:
        while not self._ended.is_set():
            try:
                version = self._look(self.get)
            except (AssertionError, OSError, http.client.HTTPException) as error:
                self.wrong.append(error)
                return
            if version not in self.seen[-1:]:
                self.seen.append(version)

    def stop(self) -> None:
        self._ended.set()
        self.join()
        self._connection.close()

    def get(self, path: str) -> tuple[int, str]:
        self._connection.request("GET", path, headers={"Host": HOST})
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode()


def look_at_page(get: Callable[[str], tuple[int, str]]) -> str:
    """Return the version of the article; its title, heading and style sheets have to be of that version."""
    status, page = get(ARTICLE)
    assert status == 200
    (version,) = set(re.findall(r"Họp dân lần (\d)", page))
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert styles
    for style in styles:
        status, text = get(style)
        assert status == 200, style
        assert text.rstrip().endswith("}")
    return str(version)


def look_in_search(get: Callable[[str], tuple[int, str]]) -> str:
    """Return the version that is found; nginx allows each reader ten questions a second."""
    time.sleep(0.12)
    status, text = get(QUERY)
    assert status == 200, text
    (version,) = set(re.findall(r"Họp dân lần (\d)", text))
    return str(version)


def test_readers_see_whole_versions_and_no_error(tmp_path: Path) -> None:
    site = TinySite(tmp_path)
    agency = (site.content / "agency.yaml").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as place:
        folder, port = Path(place), free_port()
        folder.chmod(0o755)
        target, socket = folder / "cong", folder / "tim-kiem.sock"

        def deploy(version: int) -> None:
            """Deploy a version of the article, in another colour: all pages and the style sheets change."""
            site.write("agency.yaml", f"{agency}accent: {list(PALETTES)[version]}\n")
            site.article(title=f"Họp dân lần {version}", body=f"Họp dân lần {version} ở nhà văn hóa.")
            done = verb("deploy", "--to", str(target), "--content", str(site.content))
            assert done.status == 0, done.said

        deploy(0)
        server = portal_server(target, folder / "so-lieu", port, free_port(), search=socket)
        with nginx(folder, port, server), search_service(socket, target / "current", folder / "chi-muc"):
            readers = [Reader(port, look) for look in (look_at_page, look_at_page, look_in_search)]
            until(lambda: readers[2].get(QUERY)[0] == 200)
            for reader in readers:
                reader.start()
            for version in range(1, 5):
                deploy(version)
            until(lambda: all(reader.seen[-1:] == ["4"] or reader.wrong for reader in readers))
            for reader in readers:
                reader.stop()
    assert [reader.wrong for reader in readers] == [[], [], []]
    assert [reader.seen for reader in readers[:2]] == [["0", "1", "2", "3", "4"]] * 2
    assert readers[2].seen == sorted(readers[2].seen), "the search never goes back"
