import pytest

from plugins.visitor_counter.filters.origin import is_in_page, parse_origins, same_origin
from plugins.visitor_counter.request import Request

HOST = b"cong.example"
NO_ORIGINS = parse_origins([])
ORIGINS = parse_origins(["https://cong.example"])


def asked(host: bytes = HOST, **headers: bytes) -> Request:
    named = {name.replace("_", "-").encode(): value for name, value in headers.items()}
    return Request("POST", "/", b"", {b"host": host, **named}, "203.0.113.9")


@pytest.mark.parametrize(
    ("request_", "ours"),
    [
        (asked(sec_fetch_site=b"same-origin"), True),
        (asked(sec_fetch_site=b"same-site"), False),
        (asked(sec_fetch_site=b"cross-site"), False),
        (asked(sec_fetch_site=b"none"), False),
        # The browser's own word weighs more than an Origin that fits.
        (asked(sec_fetch_site=b"cross-site", origin=b"http://cong.example"), False),
        (asked(origin=b"http://cong.example"), True),
        (asked(origin=b"https://cong.example"), True),
        (asked(origin=b"https://cong.example:443"), True),
        (asked(origin=b"http://CONG.example"), True),
        (asked(host=b"localhost:8000", origin=b"http://localhost:8000"), True),
        (asked(host=b"[::1]:8000", origin=b"http://[::1]:8000"), True),
        (asked(host=b"localhost:8000", origin=b"http://localhost:9000"), False),
        (asked(origin=b"http://other.example"), False),
        (asked(origin=b"http://cong.example.other.example"), False),
        (asked(origin=b"http://cong.example@other.example"), False),
        (asked(origin=b"null"), False),
        (asked(origin=b"http://["), False),
        (asked(origin=b"http://cong.example:99999999"), False),
        (asked(host=b"", origin=b"http://cong.example"), False),
        (asked(referer=b"http://cong.example/2024/03/"), True),
        (asked(referer=b"http://other.example/?http://cong.example/"), False),
        (asked(), False),
    ],
)
def test_only_pages_of_this_site_may_send_views(request_: Request, *, ours: bool) -> None:
    assert same_origin(request_, NO_ORIGINS) is ours


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),  # a reader who keeps addresses to himself: the browser has said that it is this site
        ({"sec_fetch_dest": b"image"}, True),
        ({"sec_fetch_dest": b"document"}, False),  # a link that leads to the picture
        ({"sec_fetch_dest": b"empty"}, False),
        ({"sec_fetch_dest": b"iframe"}, False),
        ({"referer": b"https://cong.example/tin/bai/"}, True),
        ({"referer": b"https://cong.example/tin//b%61i/index.html?x=1"}, True),
        (
            {"referer": b"https://cong.example/tin/khac/"},
            False,
        ),  # an article that has the picture in its text
        ({"referer": b"https://cong.example/tin/khac/?/tin/bai/"}, False),
        ({"referer": b"https://cong.example/tin/bai/", "sec_fetch_dest": b"document"}, False),
        ({"referer": b"https://cong.example/"}, True),  # Referrer-Policy: strict-origin
        ({"referer": b"https://cong.example"}, True),
        ({"referer": b"http://["}, False),
    ],
)
def test_picture_counts_in_the_page_that_it_names(headers: dict[str, bytes], *, ours: bool) -> None:
    assert is_in_page(asked(**headers), "/tin/bai/") is ours


def test_picture_asked_by_an_old_browser_counts() -> None:
    assert same_origin(asked(referer=b"http://cong.example/tin/bai/"), NO_ORIGINS)
    assert not same_origin(asked(referer=b"http://other.example/"), NO_ORIGINS)


def test_configured_origin_with_changed_host() -> None:
    behind = asked(host=b"127.0.0.1:8001", origin=b"https://cong.example")
    assert same_origin(behind, ORIGINS)
    assert not same_origin(behind, NO_ORIGINS)


@pytest.mark.parametrize("address", ["cong.example", "", "https://", "https://cong.example:port"])
def test_origin_that_is_no_address_is_refused_in_words(address: str) -> None:
    with pytest.raises(ValueError, match="Địa chỉ của cổng phải đầy đủ"):
        parse_origins([address])
