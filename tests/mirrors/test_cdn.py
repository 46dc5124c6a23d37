"""A bucket behind a CDN as an operator has it: settings, keys, an API that switches, and readers during deploys."""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from plugins.mirrors.bucket import ID as ID_NAME
from plugins.mirrors.bucket import SECRET as SECRET_NAME
from plugins.mirrors.headers import IMMUTABLE
from plugins.mirrors.settings import read_targets
from plugins.release.errors import ReleaseError
from plugins.release.mirror import Mirror
from plugins.release.rollback import rollback
from tests.building.verbs import verb
from tests.conftest import TinySite
from tests.nginx import SECURITY_HEADERS
from tests.release.conftest import Site, deploy_written

from .store import BUCKET, CDN_KEY, ID, SECRET, Cdn, cdn, emptied

pytestmark = pytest.mark.tools
STYLE = re.compile(r"/theme/site\.[0-9a-f]+\.css")
SETTINGS = """
[targets.cdn]
bucket = "{bucket}"
endpoint = "http://127.0.0.1:{store}"
keys = "{folder}/khoa"
address = "{address}"
wait = 1
[targets.cdn.switch]
url = "http://127.0.0.1:{api}/zone/1"
body = '{{"OriginPath": "/{{prefix}}"}}'
headers = {{AccessKey = "{{CDN_KEY}}", Content-Type = "application/json"}}
"""


@pytest.fixture
def edge(s3_port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cdn]:
    with monkeypatch.context() as own, tempfile.TemporaryDirectory() as place:
        own.setenv(ID_NAME, ID)
        own.setenv(SECRET_NAME, SECRET)
        emptied(s3_port)
        Path(place).chmod(0o755)
        with cdn(Path(place), s3_port) as edge:
            yield edge


@pytest.fixture
def settings(edge: Cdn, s3_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings file with the target `cdn`, and beside it the file of keys."""
    for name in (ID_NAME, SECRET_NAME, "CDN_KEY"):
        monkeypatch.delenv(name, raising=False)
    keys = tmp_path / "khoa"
    keys.write_text(f"{ID_NAME}={ID}\n{SECRET_NAME}={SECRET}\nCDN_KEY={CDN_KEY}\n", encoding="utf-8")
    keys.chmod(0o600)
    file = tmp_path / "server.toml"
    text = SETTINGS.format(
        bucket=BUCKET, store=s3_port, folder=tmp_path, address=edge.address, api=edge.api_port
    )
    file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("TRANG_TIN_SERVER", str(file))
    return file


@pytest.fixture
def mirror(settings: Path) -> Mirror:
    target = read_targets(tomllib.loads(settings.read_text(encoding="utf-8"))["targets"], settings)["cdn"]
    assert target.mirror is not None
    return target.mirror


def styled(text: str) -> Callable[[Path], None]:
    """Build pages that name their release and its style sheet, which says the same."""

    def write(folder: Path) -> None:
        style = f"/theme/site.{hashlib.sha256(text.encode()).hexdigest()[:8]}.css"
        (folder / "tin/bai").mkdir(parents=True)
        (folder / "theme").mkdir()
        (folder / style[1:]).write_text(f"/* {text} */" * 300, encoding="utf-8")
        for page in ("index.html", "tin/bai/index.html", "404.html"):
            (folder / page).write_text(f"<{text}>{style}<{text}>", encoding="utf-8")

    return write


def release(site: Site, mirror: Mirror, text: str) -> None:
    site.clock += timedelta(minutes=1)
    deploy_written(site.target, styled(text), now=site.clock, mirror=mirror)


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


class Reader(threading.Thread):
    """Loads a page, then its style sheet and that of the page before, until it is ended."""

    def __init__(self, edge: Cdn, path: str) -> None:
        super().__init__()
        self.edge, self.path, self.ended = edge, path, threading.Event()
        self.wrong: list[object] = []
        self.seen: list[str] = []

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.edge.port, timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def run(self) -> None:
        style_before = ""
        while not self.ended.is_set():
            status, page = self.get(self.path)
            text = page[1 : page.find(">")]
            style = STYLE.search(page)
            if status != 200 or style is None or page != f"<{text}>{style[0]}<{text}>":
                self.wrong.append((status, page[:100]))
                return
            if self.get(style[0]) != (200, f"/* {text} */" * 300):
                self.wrong.append((text, style[0]))
            if style_before and self.get(style_before)[0] != 200:
                self.wrong.append(("before", style_before))
            style_before = style[0]
            if text not in self.seen[-1:]:
                self.seen.append(text)
            time.sleep(0.005)  # the deploy shares the processor


@pytest.mark.parametrize("lag", [0.0, 0.2])
def test_readers_see_no_mix_and_no_error(site: Site, mirror: Mirror, edge: Cdn, lag: float) -> None:
    release(site, mirror, "bản 0")
    edge.switch(edge.prefix())  # all of its edges have the first release
    edge.lag = lag
    readers = [Reader(edge, path) for path in ("/", "/tin/bai/")]
    for reader in readers:
        reader.start()
    wait_until(lambda: all(reader.seen for reader in readers))

    def wait_for(text: str) -> None:
        """Wait until all edges have a release, and every reader has loaded it."""
        wait_until(lambda: edge.has_switched and all(reader.seen[-1] == text for reader in readers))

    try:
        for number in range(1, 4):
            release(site, mirror, f"bản {number}")
            wait_for(f"bản {number}")
        rollback(site.target, mirror=mirror)
        wait_for("bản 2")
    finally:
        for reader in readers:
            reader.ended.set()
            reader.join()
    for reader in readers:
        assert reader.wrong == []
        order = ["bản 0", "bản 1", "bản 2", "bản 3"]
        assert list(dict.fromkeys(reader.seen)) == order
        assert lag or reader.seen == [*order, "bản 2"]


def test_rules_of_the_cdn_give_pages_and_404(site: Site, mirror: Mirror, edge: Cdn) -> None:
    release(site, mirror, "một")
    assert edge.get("/")[1] == edge.get("/tin/bai/")[1] == edge.get("/tin/bai")[1]
    assert edge.get("/khong-co/") == (404, edge.get("/404.html")[1])
    assert edge.get("/.well-known/trang-tin.txt") == (200, edge.calls[-1])
    style = STYLE.search(edge.get("/")[1])
    assert style is not None
    for path in ("/", style[0], "/tin/bai", "/khong-co/"):
        connection = http.client.HTTPConnection("127.0.0.1", edge.port, timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        assert SECURITY_HEADERS - set(answer.headers) == set()
        assert answer.headers["Cache-Control"] == {style[0]: IMMUTABLE, "/tin/bai": None}.get(
            path, "no-cache"
        )
        connection.close()


@pytest.mark.parametrize(("works", "answer"), [(False, 500), (True, 500), (False, 200)])
def test_failed_switch_leaves_the_release_before(
    site: Site, mirror: Mirror, edge: Cdn, works: bool, answer: int
) -> None:
    """The API answers an error, does so after it has switched, or answers success and does not switch."""
    release(site, mirror, "một")
    edge.works, edge.answer = works, answer

    def repair() -> None:  # as soon as it was asked to switch back
        edge.works, edge.answer = True, 200

    to = mirror._switch.to  # type: ignore[attr-defined]

    def broken_once(prefix: str, keys: object) -> None:
        try:
            to(prefix, keys)
        finally:
            repair()

    object.__setattr__(mirror, "_switch", type("Once", (), {"to": staticmethod(broken_once)}))
    with pytest.raises(ReleaseError) as error:
        release(site, mirror, "hai")
    assert "Người đọc vẫn thấy bản trước" in str(error.value)
    assert ("500 key …" if answer == 500 else "chưa phục vụ bản mới") in str(error.value)
    assert CDN_KEY not in str(error.value)
    assert edge.get("/")[1].startswith("<một>")
    release(site, mirror, "ba")
    assert edge.get("/")[1].startswith("<ba>")


def test_command_switches_the_cdn(site: Site, settings: Path, edge: Cdn, tmp_path: Path) -> None:
    script, new = tmp_path / "doi.py", edge.pointer.with_name("new")
    script.write_text(
        "import os, pathlib, sys\n"
        f"assert os.environ['CDN_KEY'] == {CDN_KEY!r}\n"
        "if sys.argv[1].count('/') != 1: sys.exit('sai ' + os.environ['CDN_KEY'])\n"
        f"pathlib.Path({str(new)!r}).write_text(sys.argv[1])\n"
        f"os.replace({str(new)!r}, {str(edge.pointer)!r})\n",
        encoding="utf-8",
    )
    head = settings.read_text(encoding="utf-8").partition("[targets.cdn.switch]")[0]

    def with_command(word: str) -> Mirror:
        table = tomllib.loads(f'{head}switch = {{command = ["{sys.executable}", "{script}", "{word}"]}}')
        mirror = read_targets(table["targets"], settings)["cdn"].mirror
        assert mirror is not None
        return mirror

    release(site, with_command("{prefix}"), "một")
    assert edge.get("/")[1].startswith("<một>")
    with pytest.raises(ReleaseError, match=r"mã 1\): sai …") as error:
        release(site, with_command("{prefix}/x/y"), "hai")
    assert CDN_KEY not in str(error.value)
    assert edge.get("/")[1].startswith("<một>")


@pytest.mark.long
def test_verbs_release_to_a_named_target(settings: Path, edge: Cdn, tmp_path: Path) -> None:
    portal = TinySite(tmp_path)
    portal.article(title="Bản một")
    flags = ("--to", "cdn", "--content", str(portal.content))
    done = verb("deploy", *flags)
    assert done.status == 0, done.said
    assert "Bản một" in edge.get("/2024/03/bai/")[1]
    portal.article(title="Bản hai")
    assert verb("deploy", *flags).status == 0
    assert "Bản hai" in edge.get("/2024/03/bai/")[1]
    done = verb("rollback", *flags)
    assert done.status == 0
    assert "--to cdn" in done.said
    assert "Bản một" in edge.get("/2024/03/bai/")[1]
    assert verb("releases", "--to", "cdn").said.count("\n") == 2
    said = verb("deploy", "--to", "cdm", "--content", str(portal.content)).said
    assert "Có phải “cdn”?" in said
    assert os.environ["TRANG_TIN_SERVER"] == str(settings)
