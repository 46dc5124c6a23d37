"""The counter behind the preview, on the same origin."""

import json
from collections.abc import Callable

import pytest

from .conftest import Served

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def test_counter_gets_path_and_address_unchanged(start: Callable[..., Served]) -> None:
    served = start(counter="recording")
    for host in ("127.0.0.1", "::1"):
        answer = served.get("/luot-truy-cap/xem", host=host, method="POST", X_Forwarded_For="203.0.113.9")
        asked = json.loads(answer.text)
        assert asked["client"][0] == host, "a reader's own word must not become the address"
        assert (asked["method"], asked["path"], asked["root_path"]) == ("POST", "/luot-truy-cap/xem", "")
        assert asked["state"] == {"opened": "đã mở"}


@pytest.mark.long
def test_counter_gets_lifespan_events(start: Callable[..., Served]) -> None:
    served = start(counter="recording")
    served.get("/")  # answered once the counter has started
    assert served.log[:3] == ["build begins", "build ends", "counter begins"], "no page was there to count"
    assert served.stop()[0] == 0
    assert served.log[-1] == "counter ends"


def test_counter_start_error_is_reported(start: Callable[..., Served]) -> None:
    served = start(counter="failing", ready=False)
    assert served.process.wait(timeout=20) == 1
    assert served.stderr == "Không khởi động được: tệp số liệu bị khóa\n"


@pytest.mark.long
def test_svg_counter_counts_without_script(start: Callable[..., Served]) -> None:
    served = start(counter="real")
    picture = served.get(
        "/luot-truy-cap/so-lieu.svg?trang=/", User_Agent=BROWSER, Sec_Fetch_Site="same-origin"
    )
    assert picture.status == 200
    assert picture.headers["Content-Type"].startswith("image/svg+xml")
    figures = json.loads(served.get("/luot-truy-cap/so-lieu.json", host="::1", User_Agent=BROWSER).text)
    assert 1 in figures.values()
    assert served.stop()[0] == 0
    assert served.stderr == ""
