import pytest

from plugins.visitor_counter.client_address import client_address, parse_networks

OURS = parse_networks(["127.0.0.1", "10.0.0.0/8", "::1", "2001:db8:cd::/48"])


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
def test_the_reader_is_the_first_from_the_right_that_is_not_ours(
    peer: str, forwarded_for: str, reader: str
) -> None:
    assert str(client_address(peer, forwarded_for, OURS)) == reader


def test_without_configured_proxies_the_header_is_never_believed() -> None:
    assert str(client_address("127.0.0.1", "198.51.100.1", ())) == "127.0.0.1"


@pytest.mark.parametrize("peer", ["", "testclient", "/run/socket"])
def test_a_connection_without_address_has_none(peer: str) -> None:
    assert client_address(peer, "198.51.100.1", OURS) is None


def test_a_proxy_that_is_no_address_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="Máy chủ đứng trước phải là địa chỉ hoặc mạng"):
        parse_networks(["nginx"])
