"""A view counts for the page that the web server shows at its path; compared with the real nginx."""

import socket
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from plugins.visitor_counter.filters.published import PublishedPaths, resolved
from tests.machine import free_port
from tests.nginx import nginx

PAGES = ("/", "/lien-he/", "/2024/03/mot/", "/2024/03/bài/", "/a+b/", "/.well-known/x/", "/xindex.html/")
TABLE = [  # a path as a browser reports it, and the page that nginx shows then, "" for an error
    ("/", "/"),
    ("/lien-he/", "/lien-he/"),
    ("/index.html", "/"),
    ("/lien-he/index.html", "/lien-he/"),
    # Slashes are merged.
    ("//", "/"),
    ("//index.html", "/"),
    ("//lien-he/", "/lien-he/"),
    ("/lien-he//", "/lien-he/"),
    ("///lien-he///", "/lien-he/"),
    ("/2024//03/mot/", "/2024/03/mot/"),
    ("/lien-he//index.html", "/lien-he/"),
    # Dots are resolved; browsers do that themselves, other programs may not.
    ("/./lien-he/", "/lien-he/"),
    ("/lien-he/.", "/lien-he/"),
    ("/lien-he/./", "/lien-he/"),
    ("/lien-he/..", "/"),
    ("/lien-he/./index.html", "/lien-he/"),
    ("/x/../lien-he/", "/lien-he/"),
    ("/2024/./03/mot/", "/2024/03/mot/"),
    ("/2024/03/mot//../mot/", "/2024/03/mot/"),
    ("/../lien-he/", ""),
    ("/x/../../lien-he/", ""),
    ("/..//lien-he/", ""),
    ("/lien-he/.../", ""),
    ("/.well-known/x/", "/.well-known/x/"),
    # Escapes are decoded before that, once.
    ("/%2flien-he/", "/lien-he/"),
    ("/2024%2F03%2fmot%2F", "/2024/03/mot/"),
    ("/lien-he%2findex.html", "/lien-he/"),
    ("/lien-he/%69ndex.html", "/lien-he/"),
    ("/lien-he/%2e/", "/lien-he/"),
    ("/%2e%2e/lien-he/", ""),
    ("/%6cien%2Dhe/", "/lien-he/"),
    ("/2024/03/b%C3%A0i/", "/2024/03/bài/"),
    ("/2024/03/b%c3%a0i/", "/2024/03/bài/"),
    ("/2024/03/b%25C3%25A0i/", ""),
    ("/lien-he/%00", ""),
    ("/lien-he/%20", ""),
    ("/lien-he/%3fx", ""),
    ("/lien-he/%5c", ""),
    ("/a+b/", "/a+b/"),
    ("/a%2Bb/", "/a+b/"),
    ("/a%20b/", ""),
    # Nothing else is the same page.
    ("/lien-he", ""),
    ("/lien-he/index.html/", ""),
    ("/lien-he/index.htm", ""),
    ("/lien-he/INDEX.HTML", ""),
    ("/LIEN-HE/", ""),
    ("/lien-he;x/", ""),
    ("/lien-he/xindex.html", ""),
    ("/lien-heindex.html", ""),
    ("/xindex.html/", "/xindex.html/"),
    ("/xindex.html", ""),
]


@pytest.fixture
def published(tmp_path: Path) -> PublishedPaths:
    file = tmp_path / "cac-trang.txt"
    file.write_text("".join(f"{page}\n" for page in PAGES), encoding="utf-8")
    return PublishedPaths(file)


@pytest.mark.parametrize(("path", "page"), TABLE)
def test_path_counts_for_the_page_that_is_shown(published: PublishedPaths, path: str, page: str) -> None:
    assert published.address(path) == page
    assert (path in published) is bool(page)


@pytest.mark.tools
def test_nginx_shows_what_the_table_says() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, port = Path(place), free_port()
        folder.chmod(0o755)
        for page in PAGES:
            (folder / "www" / page[1:]).mkdir(parents=True, exist_ok=True)
            (folder / "www" / page[1:] / "index.html").write_text(page, encoding="utf-8")
        with nginx(folder, port, f"server {{ listen 127.0.0.1:{port}; root {folder}/www; }}"):
            shown = {path: page_shown(port, path) for path, _ in TABLE}
    assert shown == dict(TABLE)


def page_shown(port: int, path: str) -> str:
    """Ask for a path exactly as it is written, which no client library does."""
    with closing(socket.create_connection(("127.0.0.1", port), 5)) as wire:
        wire.sendall(f"GET {path} HTTP/1.0\r\nHost: cong.example\r\n\r\n".encode())
        answer = b"".join(received(wire))
    head, _, body = answer.partition(b"\r\n\r\n")
    return body.decode() if b" 200 " in head.split(b"\r\n", 1)[0] else ""


def received(wire: socket.socket) -> Iterator[bytes]:
    while piece := wire.recv(65_536):
        yield piece


@pytest.mark.parametrize("path", ["", "lien-he/", "https://x/", "%2flien-he/", "\\lien-he/"])
def test_invalid_path_is_rejected(path: str) -> None:
    assert resolved(path) == ""


def test_article_is_found_under_every_path(tmp_path: Path) -> None:
    file = tmp_path / "cac-trang.txt"
    file.write_text("/\n", encoding="utf-8")
    file.with_suffix("").mkdir()
    (file.with_suffix("") / "2024-03.txt").write_text("/2024/03/mot/\tBài một\n", encoding="utf-8")
    published = PublishedPaths(file)
    assert "/2024//03/mot/" in published
    assert published.article("/2024//03/./mot/index.html") == "/2024/03/mot/"


def test_paths_without_end_are_resolved_in_linear_time() -> None:
    assert resolved("/" * 100_000) == "/"
    assert resolved("/a/.." * 20_000 + "/lien-he/") == "/lien-he/"
