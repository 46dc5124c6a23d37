from ipaddress import ip_address

import pytest

from plugins.serving.client_address import parse_address, visitor_of
from plugins.visitor_counter.counting.visits import digest_of, keyed


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        (" 203.0.113.9 ", "203.0.113.9"),
        ("203.0.113.9:51234", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("::ffff:cb00:7109", "203.0.113.9"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_addresses_are_read_as_servers_write_them(written: str, address: str) -> None:
    assert parse_address(written) == ip_address(address).packed


@pytest.mark.parametrize(
    "written",
    ["", "unknown", "203.0.113", "203.0.113.256", "[", "::g", "_secret", "1.2.3.4\x00", "٢٠٣.0.113.9"],
)
def test_invalid_address_is_rejected(written: str) -> None:
    with pytest.raises(ValueError, match="address"):
        parse_address(written)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.9", "203.0.113.9", True),
        ("203.0.113.9", "203.0.113.10", False),
        ("203.0.113.9", "::ffff:203.0.113.9", True),
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::3", "2001:db8:1:3::3", False),
    ],
)
def test_ipv4_counts_whole_and_ipv6_by_its_network(one: str, other: str, *, same: bool) -> None:
    visitors = {visitor_of(parse_address(address), b"Firefox") for address in (one, other)}
    assert (len(visitors) == 1) is same


def test_another_browser_is_another_visitor() -> None:
    address = parse_address("203.0.113.9")
    assert visitor_of(address, b"Firefox") != visitor_of(address, b"Chrome")


def test_address_cannot_run_over_into_the_browser_string() -> None:
    assert visitor_of(parse_address("1.2.3.4"), b"5678x") != visitor_of(
        parse_address("102:304:3536:3738::"), b"x"
    )


def test_digest_says_nothing_without_the_secret() -> None:
    visitor = visitor_of(parse_address("203.0.113.9"), b"Firefox")
    assert digest_of(keyed(b"a" * 32), visitor) == digest_of(keyed(b"a" * 32), visitor)
    assert digest_of(keyed(b"a" * 32), visitor) != digest_of(keyed(b"b" * 32), visitor)
    assert len(digest_of(keyed(b"a" * 32), visitor)) == 16
