"""Alerts behind the real nginx: on every page, for every reader, until the end."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from plugins.alert.fragment import without_alert
from plugins.alert.nginx import page_lines, server_lines
from plugins.alert.places import SHOWN
from plugins.release.live_check import LiveSite
from plugins.server.nginx import POLICY
from tests.alert.served import TEXT, Served, open_folder, released, serving
from tests.conftest import BuiltSite
from tests.search.served import search_service, until

pytestmark = [pytest.mark.tools, pytest.mark.long]
ARTICLE = "/2024/03/bai-1/"
SECTION = '<section class="alert '


@pytest.fixture(scope="module")
def running() -> Iterator[Served]:
    with open_folder() as folder:
        target = released(folder, 55)
        socket = folder / "tim-kiem.sock"
        with (
            search_service(socket, target / "current", folder / "chi-muc"),
            serving(folder, target, socket) as served,
        ):
            until(lambda: served.get("/tim-kiem/suc-khoe").is_success)
            yield served


def pages_of(served: Served) -> Iterator[tuple[str, bytes]]:
    """Yield the URL and the bytes of every page of the release."""
    site = BuiltSite(served.target / "current")
    for name in site.pages():
        yield "/" + name.removesuffix("index.html"), site.data(name)


def test_every_page_has_the_alert_within_five_seconds(served: Served) -> None:
    pages = dict(pages_of(served))
    assert len(pages) > 70
    assert {"/", "/en/", "/404.html", "/tim-kiem/", "/ngoai-mang/", "/2024/03/"} <= pages.keys()
    start = time.monotonic()
    served.show(link=ARTICLE)
    for url, built in pages.items():
        answer = served.get(url, Accept_Encoding="identity")
        assert answer.status_code == 200, url
        assert answer.text.count(SECTION) == 1, url
        english = b'<html lang="en">' in built
        assert ("Emergency:" if english else "Khẩn cấp:") in answer.text, url
        assert f'href="#noi-dung">{"Skip" if english else "Đến"}' in answer.text.partition(SECTION)[0], url
        assert without_alert(answer.content) == built, url
    assert time.monotonic() - start < 5


def test_missing_pages_and_answers_of_the_search_have_it(served: Served) -> None:
    served.show()
    for url, status in (("/khong-co/", 404), ("/khong-co", 404), ("/m%E1%BB%99t%20trang%25%3F/x/", 404)):
        answer = served.get(url)
        assert (answer.status_code, TEXT in answer.text) == (status, True), url
    for url in ("/tim-kiem/?q=bai", "/en/tim-kiem/?q=bai"):
        answer = served.get(url)
        assert (answer.status_code, answer.text.count(TEXT)) == (200, 1), url
        assert 'value="bai"' in answer.text, "the service has answered"


def test_page_of_a_search_that_is_down_has_it(running: Served) -> None:
    with open_folder() as folder, serving(folder, running.target) as served:
        built = (served.target / "current/tim-kiem/index.html").read_bytes()
        assert served.get("/tim-kiem/?q=bai").content == built
        served.show()
        answer = served.get("/tim-kiem/?q=bai", Accept_Encoding="gzip")
        assert (answer.status_code, without_alert(answer.content)) == (503, built)
        assert TEXT in answer.text


def test_readers_with_the_page_see_it_and_its_end(served: Served) -> None:
    before = served.get(ARTICLE, Accept_Encoding="identity")
    etag = {"If_None_Match": before.headers["ETag"]}
    modified = {"If_Modified_Since": before.headers["Last-Modified"]}
    all_known = [{"Accept_Encoding": "identity", **known} for known in (etag, modified, etag | modified)]

    def answers() -> list[httpx.Response]:
        return [served.get(ARTICLE, **known) for known in all_known]

    assert [answer.status_code for answer in answers()] == [304, 304, 304]
    served.show(seconds=3)
    for during in answers():
        assert (during.status_code, TEXT in during.text) == (200, True)
        assert not {"etag", "last-modified"} & {*during.headers}
        assert during.headers["Cache-Control"] == "no-cache"
    until(lambda: TEXT not in served.get(ARTICLE).text, seconds=5)
    assert (served.target / SHOWN).exists()  # nothing has removed it
    for after in answers():
        assert (after.status_code, after.content) == (200, before.content)
    served.hide()
    assert [answer.status_code for answer in answers()] == [304, 304, 304]


def test_alert_ends_at_its_second(served: Served) -> None:
    served.show(seconds=2)
    end = int(time.time() + 2)
    seen = []
    while time.time() < end + 1.2:
        # nginx reads its clock once in each round of its event loop, before it answers.
        asked = time.time()
        shown = TEXT in served.get("/").text
        answered = time.time()
        if int(asked) == int(answered):
            seen.append((int(asked) < end, shown))
        time.sleep(0.02)
    assert {(True, True), (False, False)} == set(seen)


def test_precompressed_pages_are_not_served_meanwhile(served: Served) -> None:
    """A server that sends `x.html.gz` in place of `x.html` must not do so while there is an alert."""
    release = (served.target / "current").resolve()
    (release / "2024/03/bai-2/index.html.gz").write_bytes(gzip.compress(b"precompressed"))
    with open_folder() as folder, serving(folder, served.target) as other:
        page = "/2024/03/bai-2/"
        assert other.get(page, Accept_Encoding="gzip").content == b"precompressed"
        other.show()
        during = other.get(page, Accept_Encoding="gzip")
        assert during.headers["Content-Encoding"] == "gzip"
        assert TEXT in during.text
        other.hide()
        assert other.get(page, Accept_Encoding="gzip").content == b"precompressed"


def test_security_headers_are_kept(served: Served) -> None:
    before = {
        url: served.get(url, Accept_Encoding="identity") for url in ("/", ARTICLE, "/khong-co/", "/en/")
    }
    served.show()
    changing = {"date", "content-length", "transfer-encoding", "etag", "last-modified", "accept-ranges"}
    for url, one in before.items():
        during = served.get(url, Accept_Encoding="identity")
        assert {name: value for name, value in during.headers.items() if name not in changing} == {
            name: value for name, value in one.headers.items() if name not in changing
        }, url
        assert during.headers["Content-Security-Policy"] == POLICY


def test_other_files_and_redirects_are_as_before(served: Served) -> None:
    urls = (
        "/robots.txt",
        "/canh-bao/canh-bao.css",
        "/rss/tin-moi.xml",
        "/2024/03/bai-1",
        "/anh/",
    )
    before = {url: served.get(url) for url in urls}
    served.show()
    for url, one in before.items():
        during = served.get(url)
        assert (during.status_code, during.content) == (one.status_code, one.content), url
        assert during.headers.get("ETag") == one.headers.get("ETag"), url
        assert during.headers.get("Location") == one.headers.get("Location"), url
    assert before["/canh-bao/canh-bao.css"].headers["Content-Type"] == "text/css; charset=utf-8"


def test_inner_urls_cannot_be_requested(served: Served) -> None:
    for active in (False, True):
        if active:
            served.show()
        for url in ("/canh-bao/loi", "/.canh-bao/", f"/.canh-bao{ARTICLE}", "/.alert/alert.html"):
            answer = served.get(url)
            assert answer.status_code == 404, url
            assert answer.text.count(TEXT) == active


def test_next_alert_replaces_the_one_before(served: Served) -> None:
    served.show(text="Một.")
    served.show(text="Hai.", level="notice")
    text = served.get("/").text
    assert "Một." not in text
    assert '<section class="alert alert-notice" aria-label="Thông báo">' in text


def test_damaged_fragment_leaves_the_page(served: Served) -> None:
    built = served.get("/", Accept_Encoding="identity").content
    file = served.target / SHOWN
    file.parent.mkdir(exist_ok=True)
    for damaged in (b"", b"<!--#nope -->", b'<!--#include virtual="/khong-co"'):
        file.write_bytes(damaged)
        assert served.get("/", Accept_Encoding="identity").content == built, damaged


def test_target_folder_with_spaces_is_quoted() -> None:
    lines = server_lines(Path("/srv/cổng xã"))
    assert lines.count('"/srv/cổng xã/.alert') == 3


def test_brotli_is_switched_off_where_nginx_has_it() -> None:
    assert "brotli" not in server_lines(Path("/srv/cong")) + page_lines()
    assert server_lines(Path("/srv/cong"), brotli=True).count("brotli_static off;") == 2
    assert page_lines(brotli=True).count("brotli_static off;") == 1


def test_deploy_checks_its_pages_below_the_alert(served: Served) -> None:
    """Otherwise each deploy during an alert would go back to the release before."""
    served.show()
    release = (served.target / "current").resolve()
    pages = ["index.html", "2024/03/bai-1/index.html", "en/index.html"]
    live = LiveSite(served.url, connect="127.0.0.1")
    assert not live.unanswered()
    assert live.problem(release, pages) == ""
