"""A real server, asked over real sockets."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.machine import free_port
from tests.preview.conftest import Served


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests of this file that only ask."""
    asked = Served(tmp_path_factory.mktemp("preview"))
    asked.wait_for_words("Nhấn Ctrl+C để dừng")
    (asked.folder / "secret.txt").write_text("bí mật", encoding="utf-8")
    (asked.output / ".env").write_text("bí mật", encoding="utf-8")
    (asked.output / "out.txt").symlink_to("../secret.txt")
    (asked.output / "evil.example").mkdir()
    (asked.output / "evil.example" / "index.html").write_text("x")
    yield asked
    asked.end()


def test_site_answers_over_ipv4_and_ipv6_and_by_name(served: Served) -> None:
    for host in ("127.0.0.1", "::1", "localhost"):
        answer = served.get("/2024/03/bai/", host=host)
        assert answer.status == 200
        assert '<p id="text">một</p>' in answer.text


def test_start_prints_summary_address_and_how_to_stop(served: Served) -> None:
    assert "Đã dựng xong 1.234 trang trong 0,4 giây" in served.said
    assert f"http://localhost:{served.port}/" in served.said
    assert "IPv4 (127.0.0.1) và IPv6 (::1)" in served.said
    assert "Nhấn Ctrl+C để dừng" in served.said


def test_only_loopback_is_served(served: Served) -> None:
    listening = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{name}").read_text().splitlines()
    ]
    ours = {entry[1].rpartition(":")[0] for entry in listening if entry[1].endswith(f":{served.port:04X}")}
    assert ours == {"0100007F", "00000000000000000000000001000000"}


def test_some_paths_lead_elsewhere(served: Served) -> None:
    answer = served.get("/o-noi-khac/")
    assert (answer.status, answer.headers["Location"]) == (307, "http://localhost:1/vao")
    assert served.get("/o-noi-khac/khong-co/").status == 404


def test_built_files_are_unchanged(served: Served) -> None:
    assert "/_xem-truoc/tai-lai.js" in served.get("/").text
    assert "_xem-truoc" not in (served.output / "index.html").read_text(encoding="utf-8")


def test_served_page_contains_script(served: Served) -> None:
    page = served.get("/").text
    assert page.endswith("defer></script></body></html>")
    script = served.get("/_xem-truoc/tai-lai.js")
    assert (script.status, script.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")


def test_unknown_address_gets_the_404_page(served: Served) -> None:
    for path in ("/khong-co/", "/khong-co", "/_xem-truoc/khac", "/luot-truy-cap/"):
        answer = served.get(path)
        assert answer.status == 404
        assert "không thấy" in answer.text


def test_head_answers_as_get_without_the_body(served: Served) -> None:
    for path in ("/", "/404.html", "/khong-co/", "/2024"):
        get, head = served.get(path), served.get(path, method="HEAD")
        assert (head.status, head.body) == (get.status, b"")
        for name in ("Content-Length", "Content-Type", "ETag", "Location"):
            assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize(
    "target",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/2024/..%2f..%2fsecret.txt",
        "/2024/%2e%2e/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "/%252e%252e/secret.txt",
        "//../secret.txt",
        "/out.txt",
        "/%2eenv",
        "/.env",
        "/2024/%00",
        "http://localhost/../secret.txt",
        "../secret.txt",
    ],
)
def test_no_request_line_escapes_the_folder(served: Served, target: str) -> None:
    answer = served.raw(target)
    assert "bí mật".encode() not in answer
    assert answer.split(b" ", 2)[1] in (b"400", b"404")


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "//evil.example/%2e%2e",
        "/%2fevil.example",
        "/%5cevil.example",
        "/\\evil.example",
        "///evil.example",
        "//localhost@evil.example/2024",
        "/2024//evil.example",
        "/%0d%0aLocation:%20https://evil.example/",
        "http://evil.example//evil.example",
    ],
)
def test_no_request_line_redirects_to_another_host(served: Served, target: str) -> None:
    head = served.raw(target).partition(b"\r\n\r\n")[0].lower()
    assert b"location:" not in head
    assert head.split(b" ", 2)[1] in (b"400", b"404")


@pytest.mark.long
def test_no_page_before_first_build_ends(start: Callable[..., Served], tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "index.html").write_text("trang của hôm qua")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "page.txt").write_text("CHẬM 1")
    served = start(tmp_path, ready=False, port=free_port())
    served.wait_for_words("Đang dựng trang")
    assert "CHẬM 1" in served.get("/").text
