"""Headers of every kind of response behind the generated nginx configuration: TLS, the built site, the real counter on its socket."""

from __future__ import annotations

import http.client
import io
import re
import secrets
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image

from plugins.contract.body.pictures import published_name
from plugins.contract.site.published_files import PUBLISHABLE
from plugins.release.compression import uncompressed
from plugins.release.deploy import Built, deploy
from plugins.release.tree import Tree, tree_of
from plugins.server.nginx import POLICY
from tests.conftest import ROOT, TinySite
from tests.machine import free_port
from tests.nginx import SECURITY_HEADERS, certificate_in, nginx, portal_server
from tests.search.served import search_service, until
from tests.visitor_counter.conftest import FIREFOX

pytestmark = [pytest.mark.tools, pytest.mark.long]
HOST = "tanhlinh.example"
READER = {"User-Agent": FIREFOX, "Sec-Fetch-Site": "same-origin"}
NAMED_BY_CONTENT = re.compile(r"/anh/|/theme/[a-z-]+\.[0-9a-f]{8}\.")
IMMUTABLE = "public, max-age=31536000, immutable"
UTF8 = "; charset=utf-8"
TYPES = {
    ".avif": "image/avif",
    ".css": f"text/css{UTF8}",
    ".csv": f"text/csv{UTF8}",
    ".html": f"text/html{UTF8}",
    ".js": f"text/javascript{UTF8}",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": f"text/plain{UTF8}",
    ".webmanifest": "application/manifest+json",
    ".xml": f"text/xml{UTF8}",
}
FEEDS = {".xml": "application/atom+xml", ".json": "application/feed+json"}
COMPRESSED = {".css", ".csv", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest", ".xml"}
SMALLEST_COMPRESSED = 256


@dataclass
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Served:
    """The site behind nginx; `get` and `post` ask over TLS as the portal's host."""

    def __init__(
        self,
        folder: Path,
        port: int,
        tls_port: int,
        counter: subprocess.Popen[bytes],
        search: subprocess.Popen[bytes],
    ) -> None:
        self.release = (folder / "cong" / "current").resolve()
        self.socket = folder / "bo-dem.sock"
        self.port, self.tls_port, self.counter, self.search = port, tls_port, counter, search
        self.context = ssl.create_default_context()
        self.context.check_hostname, self.context.verify_mode = False, ssl.CERT_NONE
        self._connection = http.client.HTTPSConnection(
            "127.0.0.1", tls_port, timeout=10, context=self.context
        )

    def close(self) -> None:
        self._connection.close()

    def ask(self, method: str, path: str, headers: Mapping[str, str] | None = None) -> Response:
        self._connection.request(method, path, headers={"Host": HOST, **READER, **(headers or {})})
        answer = self._connection.getresponse()
        return Response(answer.status, answer.headers, answer.read())

    def get(self, path: str, **headers: str) -> Response:
        return self.ask("GET", path, {name.replace("_", "-"): value for name, value in headers.items()})

    def view(self, **headers: str) -> Response:
        return self.ask("POST", f"/luot-truy-cap/xem?trang=/&ma={secrets.token_hex(16)}", headers)


@contextmanager
def counter_on(path: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the counter on a Unix socket that nginx's workers may use."""
    options = ["--socket", str(path), "--store", str(folder / "dem.sqlite3"), "--create"]
    options += ["--figures-folder", str(folder / "so-lieu")]
    with subprocess.Popen([sys.executable, "-m", "plugins.visitor_counter", *options], cwd=ROOT) as process:
        try:
            _wait_for_file(path, process)
            # The unit gives the socket nginx's group; in tests both are root's or the same user's.
            path.chmod(0o666)
            _wait_for_file(folder / "so-lieu" / "doc-nhieu.json", process)
            yield process
        finally:
            process.kill()


def _wait_for_file(path: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while not path.exists():
        assert process.poll() is None
        assert time.monotonic() < until, path
        time.sleep(0.02)


def built_release(folder: Path) -> Path:
    """Build a site with every kind of file and deploy it; return the target folder."""
    picture = io.BytesIO()
    Image.new("RGB", (400, 250), "green").save(picture, "JPEG")
    site = TinySite(folder / "source")
    agency = (site.content / "agency.yaml").read_text(encoding="utf-8")
    contact = "security_contact: tel:+84252000000\nsecurity_expires: 1/6/2027\n"
    site.write("agency.yaml", f"{agency}{contact}")
    site.write("articles/2024/03/anh.jpg", picture.getvalue())
    site.write("articles/2024/03/so-lieu.csv", "năm,số\n" * 100)
    site.write("articles/2024/03/ke-hoach.pdf", b"%PDF-1.4\n" * 100)
    site.article(
        body="![Người dân nghe phổ biến pháp luật tại nhà văn hóa](anh.jpg)\n\n" + "Một câu đủ dài. " * 50,
        attachments="\n  - so-lieu.csv | Số liệu\n  - ke-hoach.pdf | Kế hoạch",
        tags="Du lịch",
    )
    built = site.build()
    target = folder / "cong"
    deploy(
        target, lambda: Built(built.folder), now=datetime(2026, 11, 23, tzinfo=UTC), portal="xathu.example"
    )
    return target


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    # Not pytest's folder: that is closed to nginx's workers.
    with tempfile.TemporaryDirectory() as place:
        folder, port, tls_port = Path(place), free_port(), free_port()
        folder.chmod(0o755)
        target = built_release(folder)
        with (
            counter_on(folder / "bo-dem.sock", folder) as counter,
            search_service(
                folder / "tim-kiem.sock", folder / "cong" / "current", folder / "chi-muc"
            ) as search,
        ):
            server = portal_server(
                target,
                folder / "so-lieu",
                port,
                folder / "bo-dem.sock",
                search=folder / "tim-kiem.sock",
                tls_port=tls_port,
                certificate=certificate_in(folder),
            )
            with nginx(folder, tls_port, server) as logged:
                site = Served(folder, port, tls_port, counter, search)
                yield site
                site.close()
        # Nothing of a reader is logged, whether the counter runs or not.
        assert [line for line in logged if "client: " in line] == []


def assert_headers(path: str, response: Response) -> None:
    for name in (*SECURITY_HEADERS, "Cache-Control", "Content-Type"):
        assert len(response.headers.get_all(name, [])) == 1, (path, response.status, name)


def paths_of(release: Path) -> Iterator[tuple[str, Path]]:
    for name in sorted(uncompressed(tree_of(release), Tree(release)).inodes):
        path = f"/{name}"
        # The counter answers below its own prefix.
        if not path.startswith("/luot-truy-cap/"):
            yield quote(path.removesuffix("index.html")), release / name


def test_every_published_file_has_its_headers(served: Served) -> None:
    kinds = set()
    for path, file in paths_of(served.release):
        response = served.get(path, Accept_Encoding="gzip")
        assert_headers(path, response)
        kind = file.suffix
        feed = path.startswith("/rss/") and kind in FEEDS
        assert response.status == 200, path
        assert response.headers["Content-Type"] == (FEEDS if feed else TYPES)[kind], path
        compressed = kind in COMPRESSED and file.stat().st_size >= SMALLEST_COMPRESSED
        assert (response.headers["Content-Encoding"] == "gzip") == compressed, path
        named = NAMED_BY_CONTENT.match(path) is not None
        assert response.headers["Cache-Control"] == (IMMUTABLE if named else "no-cache"), path
        assert response.headers["Cross-Origin-Resource-Policy"] == (
            "cross-origin" if path.startswith("/anh/") else "same-origin"
        )
        assert response.headers["Content-Security-Policy"] == POLICY
        kinds.add(kind)
    assert kinds == TYPES.keys()


def test_every_publishable_type_is_known(served: Served) -> None:
    """What editors may attach is never served as a file of unknown type."""
    folder = served.release / "tep"
    folder.mkdir()
    for ending in sorted({Path(published_name(f"tep{ending}")).suffix for ending in PUBLISHABLE}):
        (folder / f"tep{ending}").write_bytes(b"x")
        response = served.get(f"/tep/tep{ending}")
        assert_headers(ending, response)
        assert response.headers["Content-Type"] != "application/octet-stream", ending


def test_other_responses_of_the_site_have_the_headers(served: Served) -> None:
    style = next(path for path, _ in paths_of(served.release) if path.startswith("/theme/site."))
    etag = served.get(style).headers["ETag"]
    for method, path, headers, status in (
        ("GET", "/khong-co/", {}, 404),
        ("GET", "/theme/site.khong-co.css", {}, 404),
        ("GET", "/2024/03/bai", {}, 301),
        ("GET", "/anh/", {}, 403),
        ("POST", "/", {}, 405),
        ("GET", style, {"Range": "bytes=0-9"}, 206),
    ):
        response = served.ask(method, path, headers)
        assert response.status == status, path
        assert_headers(path, response)
        assert response.headers["Cache-Control"] != IMMUTABLE, path
    unchanged = served.get(style, If_None_Match=etag)
    assert (unchanged.status, unchanged.headers["Cache-Control"]) == (304, IMMUTABLE)
    assert {
        name for name in SECURITY_HEADERS if len(unchanged.headers.get_all(name, [])) == 1
    } == SECURITY_HEADERS


def test_counter_responses_have_the_headers_once(served: Served) -> None:
    assert served.view().status == 200
    answers = "/luot-truy-cap/huu-ich?trang=/&tra-loi=co"
    for method, path, status in (
        ("GET", "/luot-truy-cap/", 200),
        ("GET", "/luot-truy-cap/so-lieu.svg?trang=/", 200),
        ("GET", "/luot-truy-cap/so-lieu.json", 200),
        ("GET", "/luot-truy-cap/thong-ke.svg", 200),
        ("GET", "/luot-truy-cap/doc-nhieu.json", 200),
        ("GET", "/luot-truy-cap/suc-khoe", 200),
        ("GET", "/luot-truy-cap/cam-on?trang=/", 200),
        ("POST", f"/luot-truy-cap/xem?trang=/&ma={'a' * 32}", 200),
        ("POST", answers, 303),
        ("POST", "/luot-truy-cap/xem", 400),
        ("GET", "/luot-truy-cap/khong-co", 404),
        ("GET", "/luot-truy-cap/xem", 405),
    ):
        response = served.ask(method, path)
        assert response.status == status, path
        assert_headers(path, response)
        assert response.headers["Cache-Control"] == "no-store", path
    # The service's own policy is stricter than the site's, and stands alone.
    assert "default-src 'none'" in served.get("/luot-truy-cap/").headers["Content-Security-Policy"]
    assert served.ask("POST", answers, {"Sec-Fetch-Site": "cross-site"}).status == 403
    too_large = served.ask("POST", "/luot-truy-cap/xem", {"Content-Length": "9999999", "Connection": "close"})
    assert too_large.status == 413
    assert_headers("413", too_large)


def test_search_answers_have_the_headers_once(served: Served) -> None:
    until(lambda: served.get("/tim-kiem/suc-khoe").status == 200)
    for path, kind in (
        ("/tim-kiem/?q=bai", "text/html; charset=utf-8"),
        ("/tim-kiem/?q=bai&phan=1", "text/html; charset=utf-8"),
        ("/tim-kiem/goi-y.json?q=bai", "application/json"),
        ("/tim-kiem/ket-qua.xml?q=bai", "application/atom+xml"),
    ):
        response = served.get(path)
        assert (response.status, response.headers["Content-Type"]) == (200, kind), path
        assert (response.headers["Cache-Control"], response.headers["X-Robots-Tag"]) == (
            "no-store",
            "noindex",
        )
        assert response.headers["Content-Security-Policy"] == POLICY
        assert_headers(path, response)
    assert b"search-results" in served.get("/tim-kiem/?q=bai").body
    empty = served.get("/tim-kiem/")
    assert b"search-results" not in empty.body
    assert empty.headers["X-Robots-Tag"] is None
    assert served.ask("POST", "/tim-kiem/?q=bai").status == 405


def test_old_search_page_fails_visibly(served: Served) -> None:
    # Pagefind takes a missing part of an index for one without results, but reports one that is invalid.
    part = served.get("/tim-kiem/2020-01-120/index/vi_1a2b3c4.pf_index")
    assert (part.status, part.body) == (200, b"pagefind_dcd!")
    assert part.headers["Cache-Control"] == "no-cache"
    assert_headers("index", part)
    for path in ("tim.fa9bd44b.js", "cong-1.5.2/pagefind.js", "2020-01-120/fragment/vi_7ff7f93.pf_fragment"):
        assert served.get(f"/tim-kiem/{path}").status == 404


def test_stopped_search_leaves_the_page_as_built(served: Served) -> None:
    served.search.kill()
    served.search.wait()
    for path in ("/tim-kiem/?q=bai", "/tim-kiem/"):
        response = served.get(path)
        assert (response.status, response.headers["Content-Type"]) == (503, "text/html; charset=utf-8")
        assert_headers(path, response)
        assert "tạm ngừng" in response.body.decode()
    assert served.get("/tim-kiem/goi-y.json?q=bai").status == 503
    assert served.get("/2024/03/bai/").status == 200


def test_plain_http_leads_to_https_and_promises_nothing(served: Served) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=5)
    for host in (HOST, "cu.example"):
        connection.request("GET", "/2024/03/bai/?a=1", headers={"Host": host})
        response = connection.getresponse()
        response.read()
        assert (response.status, response.headers["Location"]) == (301, f"https://{HOST}/2024/03/bai/?a=1")
        # RFC 6797, 7.2: not over plain HTTP.
        assert response.headers["Strict-Transport-Security"] is None
    connection.close()


def test_http2_and_current_tls_are_offered(served: Served) -> None:
    served.context.set_alpn_protocols(["h2", "http/1.1"])
    for address in ("127.0.0.1", "::1"):
        with (
            socket.create_connection((address, served.tls_port), 5) as wire,
            served.context.wrap_socket(wire, server_hostname=HOST) as tls,
        ):
            assert (tls.selected_alpn_protocol(), tls.version()) == ("h2", "TLSv1.3")
    served.context.set_alpn_protocols(["http/1.1"])


def test_stopped_counter_still_has_the_headers(served: Served) -> None:
    served.counter.kill()
    served.counter.wait()
    # systemd takes the whole folder of the socket away.
    served.socket.unlink()
    for path, status, kind in (
        ("/luot-truy-cap/", 200, "text/html; charset=utf-8"),
        ("/luot-truy-cap/so-lieu.svg?trang=/", 200, "image/svg+xml"),
        ("/luot-truy-cap/so-lieu.json", 200, "application/json"),
        ("/luot-truy-cap/suc-khoe", 503, "text/html; charset=utf-8"),
    ):
        response = served.get(path)
        assert (response.status, response.headers["Content-Type"]) == (status, kind), path
        assert response.headers["Cache-Control"] == "no-store"
        assert_headers(path, response)
    assert served.view().status == 503
    assert served.get("/2024/03/bai/").status == 200


def test_reader_is_limited_only_above_the_ceiling(served: Served) -> None:
    """600 views of one address may come at once; the next are answered 429, with the headers."""
    responses = [served.view()]
    # Ten more are let through in each second that the loop takes.
    while responses[-1].status != 429 and len(responses) < 3000:
        responses.append(served.view())
    assert len(responses) > 500  # earlier tests have sent some
    assert_headers("429", responses[-1])
    assert responses[-1].status == 429
    assert responses[-1].headers["Cache-Control"] == "no-store"
    assert served.get("/").status == 200
    assert served.get("/luot-truy-cap/so-lieu.json").status == 200
