"""The search behind the generated nginx configuration, as its own process."""

from __future__ import annotations

import http.client
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from plugins.search.unfound import VISITS, unfound
from tests.conftest import TinySite
from tests.machine import free_port
from tests.nginx import nginx, portal_server
from tests.search.served import search_service, until

pytestmark = [pytest.mark.tools, pytest.mark.long]

Ask = Callable[..., tuple[int, str]]  # path, the address of the reader, headers: status and text


@pytest.fixture
def asked(site: TinySite) -> Iterator[tuple[Ask, Path]]:
    """Serve a portal of one article; gives how to ask it, and the folder of the index."""
    site.article(title="Lịch tiếp công dân")
    with tempfile.TemporaryDirectory() as place:
        folder, port = Path(place), free_port()
        folder.chmod(0o755)
        pages, path, index = folder / "portal" / "current", folder / "tim-kiem.sock", folder / "chi-muc"
        site.build(OUTPUT_PATH=str(pages))
        server = portal_server(folder / "portal", folder / "so-lieu", port, free_port(), search=path)

        def ask(path: str, reader: str = "127.0.0.1", **headers: str) -> tuple[int, str]:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5, source_address=(reader, 0))
            connection.request("GET", path, headers={"Host": "tanhlinh.example", **headers})
            answer = connection.getresponse()
            text = answer.read().decode()
            connection.close()
            return answer.status, text

        with search_service(path, pages, index), nginx(folder, port, server):
            until(lambda: ask("/tim-kiem/suc-khoe")[0] == http.client.OK)
            yield ask, index


def test_each_address_counts_once_in_vain_questions(asked: tuple[Ask, Path]) -> None:
    ask, index = asked
    for number in range(VISITS):
        assert unfound(index, 9) == []
        ask("/tim-kiem/?q=nuoi+ca+sau", f"127.0.0.{number + 2}")
    assert [question.text for question in unfound(index, 9)] == ["nuoi ca sau"]


def test_reader_cannot_pose_as_several(asked: tuple[Ask, Path]) -> None:
    ask, index = asked
    for number in range(2 * VISITS):
        ask("/tim-kiem/?q=nguyen+van+hung+vay+no", **{"X-Forwarded-For": f"8.8.8.{number}"})
    assert unfound(index, 9) == []


@pytest.mark.parametrize(
    "path",
    ["/tim-kiem/", "/x/../tim-kiem/", "/%74im-kiem/", "//tim-kiem//", "/./tim-kiem/", "/tim-kiem/./"],
)
def test_any_spelling_of_the_address_is_answered(asked: tuple[Ask, Path], path: str) -> None:
    ask, _ = asked
    status, text = ask(f"{path}?q=ti%E1%BA%BFp+c%C3%B4ng+%26+%22d%C3%A2n%22")
    assert status == http.client.OK
    assert (
        'value="tiếp công &amp; &#34;dân&#34;"' in text or 'value="tiếp công &amp; &quot;dân&quot;"' in text
    )


def test_path_with_a_line_break_is_no_request_of_its_own(asked: tuple[Ask, Path]) -> None:
    ask, _ = asked
    assert ask("/tim-kiem/%0a?q=a")[0] == http.client.NOT_FOUND
