from ipaddress import ip_address

import pytest

from plugins.serving.client_address import Proxies, client_address
from tests.visitor_counter.memory import keeps, kept_in

OURS = Proxies(["127.0.0.1", "10.0.0.0/8", "::1", "2001:db8:cd::/48"])


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "reader"),
    [
        # No proxy: the header is a stranger's word.
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        # One proxy of ours.
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        # What the reader wrote himself stands left of what our proxy appended.
        ("127.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "192.0.2.66, 10.9.9.9, 198.51.100.1", "198.51.100.1"),
        # Several of ours.
        ("127.0.0.1", "192.0.2.66, 198.51.100.1, 10.1.1.1, 2001:db8:cd::5", "198.51.100.1"),
        # Nothing to go by: the outermost that is known.
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "10.1.1.1", "10.1.1.1"),
        ("127.0.0.1", "198.51.100.1, unknown", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1,, ,10.1.1.1", "198.51.100.1"),
    ],
)
def test_reader_is_the_first_from_the_right_that_is_not_ours(
    peer: str, forwarded_for: str, reader: str
) -> None:
    assert client_address(peer, forwarded_for, OURS) == ip_address(reader).packed


def test_without_configured_proxies_the_header_is_never_believed() -> None:
    assert client_address("127.0.0.1", "198.51.100.1", Proxies()) == bytes([127, 0, 0, 1])


@pytest.mark.parametrize("peer", ["", "testclient", "/run/socket"])
def test_connection_without_address_has_none(peer: str) -> None:
    assert client_address(peer, "198.51.100.1", OURS) is None


def test_proxy_that_is_no_address_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="Máy chủ đứng trước phải là địa chỉ hoặc mạng"):
        Proxies(["nginx"])


def test_only_proxies_are_remembered() -> None:
    for _ in range(2):
        client_address("127.0.0.1", "198.51.100.1, 10.1.1.1", OURS)
    assert kept_in(OURS) >= {bytes([127, 0, 0, 1]), bytes([10, 1, 1, 1])}
    assert not keeps(OURS, bytes([198, 51, 100, 1]))
