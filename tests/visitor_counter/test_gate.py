import pytest

from plugins.visitor_counter.filters.gate import AUTOMATED, CRAWLER, PREFETCH, UNPUBLISHED, Gate
from plugins.visitor_counter.filters.published import PublishedPaths
from plugins.visitor_counter.request import Request
from tests.visitor_counter.conftest import CHROME, FIREFOX
from tests.visitor_counter.memory import keeps

WEBKIT = "Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 (KHTML, like Gecko)"
GATE = Gate(PublishedPaths(None))

READERS = [
    FIREFOX,
    CHROME,
    f"{WEBKIT} coc_coc_browser/125.0.132 Chrome/119.0.0.0 Safari/537.36",
    f"{WEBKIT} Version/4.0 Chrome/126.0.6478.134 Mobile Safari/537.36 Zalo android/24060390 ZaloLanguage/vi",
    f"{WEBKIT} Mobile/15E148 [FBAN/FBIOS;FBAV/470.0.0.38.102;FBDV/iPhone14,5;FBLC/vi_VN]",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/191.315; U; vi) Presto/2.12.423 Version/12.16",
    "Mozilla/5.0 (Linux; U; Android 11; vi-vn; UCBrowser/13.4) AppleWebKit/537.36 Mobile Safari/537.36",
]
MACHINES = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36",
    "python-requests/2.31.0",
    "curl/8.1.0",
    "",
    "x" * 1025,
]


def asked(user_agent: str = FIREFOX, **headers: str) -> Request:
    named = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    return Request("POST", "/", b"", {b"user-agent": user_agent.encode(), **named}, "203.0.113.9")


@pytest.mark.parametrize("user_agent", READERS)
def test_browsers_of_readers_pass(user_agent: str) -> None:
    assert GATE.rejection(asked(user_agent), "/") is None


@pytest.mark.parametrize("user_agent", MACHINES)
def test_machines_are_not_visitors(user_agent: str) -> None:
    assert GATE.rejection(asked(user_agent), "/") == CRAWLER


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_purpose": "prefetch"},
        {"sec_purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"purpose": "Prefetch"},
        {"x_purpose": "preview"},
        {"x_moz": "prefetch"},
    ],
)
def test_pages_fetched_ahead_are_not_viewed(headers: dict[str, str]) -> None:
    assert GATE.rejection(asked(**headers), "/") == PREFETCH


def test_browser_that_says_it_is_driven_is_not_a_visitor() -> None:
    assert GATE.rejection(asked(), "/", automated=True) == AUTOMATED


def test_page_that_was_not_published_does_not_count() -> None:
    assert GATE.rejection(asked(), "//other.example/") == UNPUBLISHED


def test_no_user_agent_stays_in_memory() -> None:
    gate = Gate(PublishedPaths(None))
    agent = "Trình duyệt riêng của tôi"
    gate.rejection(asked(agent), "/")
    assert not keeps(gate, agent.encode())
