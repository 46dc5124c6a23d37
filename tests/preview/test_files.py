"""The files of the site, asked of the application itself."""

import asyncio
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Message

from plugins.preview.files import answer_file, content_type, find


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "output"
    for name in ("", "a", "a/b", "evil.example", "evil.example/a", ".git", "tiếng-việt"):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "index.html").write_text(f"<p>{name}</p>", encoding="utf-8")
    (folder / "empty").mkdir()
    (folder / "a" / "tep.pdf").write_bytes(b"0123456789")
    (folder / ".env").write_text("mật khẩu")
    (folder / "404.html").write_text("<p>không thấy</p>", encoding="utf-8")
    (folder.parent / "secret.txt").write_text("bí mật")
    (folder / "out.txt").symlink_to("../secret.txt")
    (folder / "up").symlink_to("..")
    (folder / "within.html").symlink_to("a/index.html")
    (folder / "loop").symlink_to("loop")
    return folder


def ask(output: Path, path: str, *, method: str = "GET", query: str = "", **headers: str) -> Response:
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode("latin-1"),
        "headers": [
            (name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()
        ],
    }
    return answer_file(output, Request(scope), lambda page: page + b"<!--adorned-->")


def test_folder_serves_index_with_charset(output: Path) -> None:
    response = ask(output, "/a/b/")
    assert (response.status_code, response.body) == (200, b"<p>a/b</p><!--adorned-->")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"
    assert ask(output, "/").status_code == 200
    assert ask(output, "/tiếng-việt/").status_code == 200


def test_html_is_transformed_but_file_is_not(output: Path) -> None:
    assert bytes(ask(output, "/a/").body).endswith(b"<!--adorned-->")
    assert (output / "a" / "index.html").read_bytes() == b"<p>a</p>"


@pytest.mark.parametrize(
    ("path", "query", "location"),
    [
        ("/a", "", "/a/"),
        ("/a/b", "x=1&y=%C4%91", "/a/b/?x=1&y=%C4%91"),
        ("/tiếng-việt", "", "/ti%E1%BA%BFng-vi%E1%BB%87t/"),
        ("/evil.example", "", "/evil.example/"),
    ],
)
def test_folder_without_slash_redirects(output: Path, path: str, query: str, location: str) -> None:
    response = ask(output, path, query=query)
    assert (response.status_code, response.headers["location"]) == (308, location)
    assert response.headers["cache-control"] == "no-cache", "a browser would keep a 308 for ever"


segments = st.sampled_from(
    ["", "/", "//", "a", "b", "evil.example", "..", ".", "\\", "\t", "\r\n", "%2f", "@", ":", "?"]
)


@given(st.lists(segments, max_size=7).map("".join), st.text(max_size=5))
def test_no_redirect_leads_to_another_host(output: Path, path: str, tail: str) -> None:
    response = ask(output, f"/{path}{tail}")
    location = response.headers.get("location", "/")
    assert location.startswith("/")
    assert location[1:2] not in ("/", "\\")
    parts = urlsplit(location)
    assert (parts.scheme, parts.netloc) == ("", "")
    assert all(character.isprintable() and character.isascii() for character in location)
    if response.status_code == 308:
        assert unquote(parts.path) == f"/{path}{tail}/"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/a/../../secret.txt",
        "/a/../index.html",
        "/./index.html",
        "/up/secret.txt",
        "/out.txt",
        "/loop",
        "//etc/passwd",
        "/a//index.html",
        "/a\\b/",
        "/..\\secret.txt",
        "/.env",
        "/.git/",
        "/.git",
        "/empty",
        "/empty/",
        "/a/index.html/",
        "/a/tep.pdf/",
        "/\0",
        "/" + "x" * 5000,
        "secret.txt",
        "*",
    ],
)
def test_foreign_and_hidden_files_are_not_found(output: Path, path: str) -> None:
    response = ask(output, path)
    assert (response.status_code, response.body) == (404, "<p>không thấy</p><!--adorned-->".encode())
    assert response.headers["content-type"] == "text/html; charset=utf-8"


def test_link_within_the_folder_is_followed(output: Path) -> None:
    assert ask(output, "/within.html").status_code == 200


def test_output_that_is_itself_a_link_is_served(output: Path, tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to(output)
    assert ask(tmp_path / "current", "/a/").status_code == 200


def test_plain_text_404_without_404_page(tmp_path: Path) -> None:
    response = ask(tmp_path, "/")
    assert response.status_code == 404
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


def test_only_reading_is_allowed(output: Path) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        response = ask(output, "/a/", method=method)
        assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/a/", "/a/tep.pdf"])
def test_current_version_gets_304(output: Path, path: str) -> None:
    first = ask(output, path)
    tag, date = first.headers["etag"], first.headers["last-modified"]
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = ask(output, path, if_none_match=known)
        assert (again.status_code, again.body, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["cache-control"] == "no-cache"
    assert ask(output, path, if_modified_since=date).status_code == 304
    for other in ({"if_none_match": '"x"'}, {"if_modified_since": "Mon, 01 Jan 2001 00:00:00 GMT"}, {}):
        assert ask(output, path, **other).status_code == 200
    for broken in ("gestern", "Mon, 99 Jan 2001 00:00:00 GMT", ""):
        assert ask(output, path, if_modified_since=broken).status_code == 200
    # RFC 9110, 13.1.3: the date does not count where there is a tag.
    assert ask(output, path, if_none_match='"x"', if_modified_since=date).status_code == 200


def test_page_changed_within_a_second_gets_a_new_etag(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("một")
    os.utime(page, (1000, 1000))
    before = ask(tmp_path, "/").headers["etag"]
    page.write_text("hai")
    os.utime(page, (1000, 1000))
    assert ask(tmp_path, "/", if_none_match=before).status_code == 200


def test_range_request(output: Path) -> None:
    response = ask(output, "/a/tep.pdf")
    assert isinstance(response, FileResponse)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> dict[str, str]:
        await asyncio.Event().wait()
        return {}

    scope = {"type": "http", "method": "GET", "headers": [(b"range", b"bytes=2-4")]}
    asyncio.run(response(scope, receive, send))
    assert sent[0]["status"] == 206
    assert b"".join(message.get("body", b"") for message in sent[1:]) == b"234"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("x.html", "text/html; charset=utf-8"),
        ("site.123.css", "text/css; charset=utf-8"),
        ("site.123.js", "text/javascript; charset=utf-8"),
        ("tin-moi.xml", "application/xml; charset=utf-8"),
        ("so-lieu.json", "application/json; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("huy-hieu.svg", "image/svg+xml; charset=utf-8"),
        ("anh.JPG", "image/jpeg"),
        ("anh.webp", "image/webp"),
        ("cong-van.pdf", "application/pdf"),
        ("chu.woff2", "font/woff2"),
        ("favicon.ico", "image/vnd.microsoft.icon"),
        ("nen.tar.gz", "application/octet-stream"),
        ("khong-ten", "application/octet-stream"),
    ],
)
def test_files_have_their_content_types(name: str, kind: str) -> None:
    assert content_type(Path(name)) == kind


@given(st.text(max_size=30))
def test_no_path_finds_files_outside(output: Path, path: str) -> None:
    found = find(output, f"/{path}")
    assert found is None or found.is_relative_to(output)


def test_link_to_a_hidden_file_is_not_served(tmp_path: Path) -> None:
    """As does a short name of Windows (GIT~1), which is no link but leads to a hidden file just so."""
    (tmp_path / ".env").write_text("bí mật", encoding="utf-8")
    (tmp_path / "ENV~1").symlink_to(".env")
    assert find(tmp_path, "/ENV~1") is None
