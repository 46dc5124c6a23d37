"""After a switch the live address is asked, and the release before comes back if it is wrong."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from plugins.release import live_check
from plugins.release.errors import ReleaseError
from plugins.release.history import is_held, releases
from plugins.release.live_check import LiveSite
from tests.building.verbs import verb
from tests.conftest import TinySite
from tests.machine import free_port

from .conftest import Site


class Handler(SimpleHTTPRequestHandler):
    """A web server that may serve a folder, answer all with one status, or compressed requests with `packed`."""

    asked: list[tuple[str, str]]
    status = 0
    packed = b""
    root: Path

    def do_GET(self) -> None:
        self.asked.append((self.headers["Host"], self.path))
        if self.status:
            self.send_error(self.status)
        elif self.packed and self.headers["Accept-Encoding"] == "gzip":
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(self.packed)))
            self.end_headers()
            self.wfile.write(self.packed)
        else:
            super().do_GET()

    def translate_path(self, path: str) -> str:
        return str(self.root) + path + ("index.html" if path.endswith("/") else "")

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def served(root: Path, status: int = 0) -> Iterator[tuple[str, type[Handler]]]:
    handler = type("Served", (Handler,), {"asked": [], "status": status, "root": root})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://xathu.example:{server.server_port}", handler
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def live(address: str) -> LiveSite:
    return LiveSite(address, connect="127.0.0.1")


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_check, "PATIENCE", 0.2)
    monkeypatch.setattr(live_check, "PAUSE", 0.05)


def put(site: Site, text: str, at: LiveSite) -> None:
    site.deploy(text, live=at)


def test_home_and_changed_pages_are_loaded_by_name(site: Site) -> None:
    with served(site.target / "current") as (address, handler):
        put(site, "một", live(address))
        handler.asked.clear()
        put(site, "hai", live(address))
    host = address.removeprefix("http://")
    # The first before the switch, the last two as browsers load it, compressed.
    assert handler.asked == [(host, page) for page in ("/", "/", "/2024/03/bai/", "/", "/")]
    assert site.seen() == "hai"


@pytest.mark.parametrize(
    ("fault", "said"), [("500", "trả lời mã 500"), ("other", "không phải trang vừa phát hành")]
)
def test_wrong_pages_bring_the_release_before_back(site: Site, tmp_path: Path, fault: str, said: str) -> None:
    first = site.deploy("một")
    site.build("khác")(tmp_path / "elsewhere")
    root = site.target / "current" if fault == "500" else tmp_path / "elsewhere"
    with served(root, 500 if fault == "500" else 0) as (address, _), pytest.raises(ReleaseError, match=said):
        put(site, "hai", live(address))
    assert site.seen() == "một"
    assert [release.name for release in releases(site.target)] == [first.name]
    assert is_held(site.target), "no schedule may show it again until somebody has looked"
    assert site.traces() == []


def test_server_that_becomes_right_in_time_is_waited_for(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_check, "PATIENCE", 20.0)
    site.deploy("một")
    with served(site.target / "current", 503) as (address, handler):
        threading.Timer(1.0, setattr, (handler, "status", 0)).start()
        put(site, "hai", live(address))
    assert site.seen() == "hai"


def test_address_that_does_not_answer_says_nothing(site: Site) -> None:
    put(site, "một", live(f"http://xathu.example:{free_port()}"))
    put(site, "hai", live("https://khong-co.invalid"))
    assert site.seen() == "hai"


def test_first_release_stays_where_its_server_is_wrong(site: Site) -> None:
    with (
        served(site.target / "current", 500) as (address, _),
        pytest.raises(ReleaseError, match="bản đầu tiên"),
    ):
        put(site, "một", live(address))
    assert site.seen() == "một"


def test_verb_goes_back_and_says_so(tmp_path: Path) -> None:
    portal, target = TinySite(tmp_path), tmp_path / "dich"
    portal.article(title="Bản một")
    flags = ("--to", str(target), "--content", str(portal.content))
    with served(target / "current") as (address, handler):
        checked = (*flags, "--live", address, "--connect", "127.0.0.1")
        assert verb("deploy", *checked).status == 0
        shown = (target / "current").readlink()
        portal.article(title="Bản hai")
        handler.status = 502
        done = verb("deploy", *checked)
        assert done.status == 1
        assert f"Đã tự quay lại bản {shown.name}" in done.said
        assert (target / "current").readlink() == shown
        handler.status = 0
        assert verb("deploy", *checked).status == 1, "held until somebody has looked"
        assert verb("deploy", *checked, "--force").status == 0
        assert "/2024/03/bai/" in [path for _, path in handler.asked]
    assert verb("deploy", *flags, "--live", "tanhlinh.example").status == 2


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(b"old", mtime=0), b"damaged", gzip.compress(b"old" * 500, mtime=0)[:-20]],
    ids=["other", "damaged", "cut"],
)
def test_wrong_compressed_home_page_is_noticed(site: Site, packed: bytes) -> None:
    with served(site.target / "current") as (address, handler):
        put(site, "một", live(address))
        handler.packed = packed
        with pytest.raises(ReleaseError, match="Đã tự quay lại"):
            put(site, "hai", live(address))
    assert site.seen() == "một"
