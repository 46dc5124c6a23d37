"""Requests for a host name that is not this machine's are rejected."""

import pytest

from plugins.preview.application import is_allowed_host

from .conftest import Served


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("localhost", True),
        ("localhost:8000", True),
        ("LocalHost.:8000", True),
        ("127.0.0.1:8000", True),
        ("[::1]:8000", True),
        ("may-toi:8000", True),
        ("evil.example", False),
        ("localhost.evil.example:8000", False),
        ("evil.example:localhost", False),
        ("127.0.0.1.evil.example", False),
        ("[::1].evil.example", False),
        ("localhost@evil.example", False),
        ("", False),
    ],
)
def test_allowed_hosts(host: str, allowed: bool) -> None:
    assert is_allowed_host({"headers": [(b"host", host.encode())]}, ["May-Toi"]) is allowed


def test_missing_or_repeated_host_is_rejected() -> None:
    assert not is_allowed_host({"headers": []}, [])
    assert not is_allowed_host({"headers": [(b"host", b"localhost"), (b"host", b"evil.example")]}, [])


def test_foreign_host_name_is_rejected(served: Served) -> None:
    for path in ("/", "/2024/03/bai/", "/_xem-truoc/su-kien", "/luot-truy-cap/"):
        answer = served.get(path, Host="evil.example")
        assert answer.status == 421
        assert "--host" in answer.text
    assert served.get("/", Host=f"localhost:{served.port}").status == 200
