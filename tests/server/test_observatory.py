"""The portal by the rules of Mozilla's HTTP Observatory, as a table, from real responses over TLS.

The rules and points are those of mdn/mdn-http-observatory 1.6.3, of August 2026. Its own grader, in version 1.4.8, which
does not look at Cross-Origin-Opener-Policy, gave this configuration A+ with 130 points.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.conftest import TinySite
from tests.machine import free_port
from tests.nginx import HOST, nginx, portal_server, signed_certificate

HIGHEST_GRADE = 100
EXTRA_CREDIT_FROM = 90  # bonus points count only for a site that has at least as many without them
SIX_MONTHS = 15_552_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}


@dataclass(frozen=True)
class Seen:
    """What a visit shows: headers of the page (lower case), its HTML, and where plain HTTP leads."""

    headers: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    redirect: str = ""

    def header(self, name: str) -> str:
        return self.headers.get(name, "").strip().lower()

    def sources(self, name: str) -> set[str]:
        """Return the sources of a directive of the policy; what it does not limit is `*`."""
        parts = [part.split() for part in self.header("content-security-policy").split(";") if part.strip()]
        directives = {words[0]: set(words[1:]) for words in parts}
        inherits = name.endswith("-src")
        return directives.get(name) or (directives.get("default-src") if inherits else None) or {"*"}

    @property
    def max_age(self) -> int:
        found = re.search(r"max-age=(\d+)", self.header("strict-transport-security"))
        return int(found[1]) if found else -1

    @property
    def scripts(self) -> list[str]:
        return [str(tag["src"]) for tag in BeautifulSoup(self.page, "html.parser").select("script[src]")]


Outcome = tuple[Callable[[Seen], bool], int]
OTHERWISE: Callable[[Seen], bool] = lambda _: True  # noqa: E731 - a row of the table


def one_of(name: str, *values: str) -> Callable[[Seen], bool]:
    return lambda seen: seen.header(name) in values


def lacks(name: str) -> Callable[[Seen], bool]:
    return lambda seen: not seen.header(name)


# The first outcome of a rule that holds gives its points.
RULES: Mapping[str, tuple[Outcome, ...]] = {
    "content-security-policy": (
        (lacks("content-security-policy"), -25),
        (lambda seen: bool(seen.sources("script-src") & (BROAD | INLINE)), -20),
        (lambda seen: bool(seen.sources("object-src") & BROAD), -20),
        (lambda seen: "'unsafe-eval'" in seen.sources("script-src") | seen.sources("style-src"), -10),
        (lambda seen: bool(seen.sources("img-src") & {"http:", "ftp:"}), -10),
        (lambda seen: bool(seen.sources("style-src") & (BROAD | INLINE)), 0),
        (lambda seen: seen.sources("default-src") == {"'none'"}, 10),
        (OTHERWISE, 5),
    ),
    "cookies": ((lacks("set-cookie"), 0), (OTHERWISE, -20)),
    "cross-origin-resource-sharing": ((lacks("access-control-allow-origin"), 0), (OTHERWISE, -50)),
    "redirection": (
        (lambda seen: not seen.redirect.startswith("https://"), -20),
        (lambda seen: seen.redirect.startswith(f"https://{HOST}/"), 0),
        (OTHERWISE, -5),
    ),
    "referrer-policy": (
        (lacks("referrer-policy"), 0),
        (one_of("referrer-policy", *PRIVATE), 5),
        (OTHERWISE, -5),
    ),
    "strict-transport-security": (
        (lambda seen: seen.max_age < 0, -20),
        (lambda seen: seen.max_age < SIX_MONTHS, -10),
        (OTHERWISE, 0),
    ),
    "subresource-integrity": (
        (lambda seen: all(re.match(r"/(?!/)", script) for script in seen.scripts), 0),
        (OTHERWISE, -50),
    ),
    "x-content-type-options": ((one_of("x-content-type-options", "nosniff"), 0), (OTHERWISE, -5)),
    "x-frame-options": (
        (lambda seen: not seen.sources("frame-ancestors") & BROAD, 5),
        (one_of("x-frame-options", "deny", "sameorigin"), 5),
        (OTHERWISE, -20),
    ),
    "cross-origin-resource-policy": (
        (lacks("cross-origin-resource-policy"), 0),
        (one_of("cross-origin-resource-policy", "same-origin", "same-site"), 10),
        (one_of("cross-origin-resource-policy", "cross-origin"), 0),
        (OTHERWISE, -5),
    ),
    "cross-origin-embedder-policy": (
        (lacks("cross-origin-embedder-policy"), 0),
        (one_of("cross-origin-embedder-policy", "require-corp", "credentialless"), 10),
        (OTHERWISE, -5),
    ),
    "cross-origin-opener-policy": (
        (lacks("cross-origin-opener-policy"), 0),
        (one_of("cross-origin-opener-policy", "same-origin"), 10),
        (OTHERWISE, -5),
    ),
}


def points(seen: Seen) -> dict[str, int]:
    """Return the points of each rule."""
    return {name: next(given for holds, given in rule if holds(seen)) for name, rule in RULES.items()}


def score(seen: Seen) -> int:
    """Return the score, of which 100 and more are an A+."""
    given = points(seen).values()
    without_bonus = 100 + sum(value for value in given if value < 0)
    return 100 + sum(given) if without_bonus >= EXTRA_CREDIT_FROM else max(without_bonus, 0)


@contextmanager
def visited(site: TinySite) -> Iterator[Seen]:
    """Serve a built site over TLS and look at its home page."""
    # Not pytest's folder: that is closed to nginx's workers.
    with tempfile.TemporaryDirectory() as place:
        folder, port, tls_port = Path(place), free_port(), free_port()
        folder.chmod(0o755)
        site.build(OUTPUT_PATH=str(folder / "cong" / "current"))
        authority, certificate = signed_certificate(folder)
        server = portal_server(
            folder / "cong",
            folder / "so-lieu",
            port,
            free_port(),
            tls_port=tls_port,
            certificate=certificate,
        )
        with nginx(folder, tls_port, server):
            plain = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            plain.request("GET", "/", headers={"Host": HOST})
            redirect = plain.getresponse().headers["Location"]
            plain.close()
            trusted = ssl.create_default_context(cafile=authority)
            wire = socket.create_connection(("127.0.0.1", tls_port), 5)
            page = http.client.HTTPConnection(HOST)
            page.sock = trusted.wrap_socket(wire, server_hostname=HOST)
            page.request("GET", "/", headers={"Host": HOST})
            answer = page.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            yield Seen(headers, answer.read().decode(), redirect)
            page.close()


@pytest.mark.tools
@pytest.mark.long
def test_portal_gets_the_best_grade_of_the_observatory(site: TinySite) -> None:
    site.article()
    with visited(site) as seen:
        assert {name: given for name, given in points(seen).items() if given} == {
            "content-security-policy": 10,
            "referrer-policy": 5,
            "x-frame-options": 5,
            "cross-origin-resource-policy": 10,
            "cross-origin-opener-policy": 10,
        }
        assert score(seen) == 140
        # As the version of the grader that was run sees it.
        assert score(seen) - points(seen)["cross-origin-opener-policy"] == 130
        assert seen.scripts


def test_table_grades_other_sites_lower() -> None:
    bare = Seen(redirect=f"https://{HOST}/")
    assert score(bare) == 100 - 25 - 20 - 5 - 20
    headers = {
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'; form-action 'self'",
        "strict-transport-security": "max-age=31536000",
        "x-content-type-options": "nosniff",
    }
    good = Seen(headers, redirect=f"https://{HOST}/")
    assert score(good) == 115
    for name, value, expected in (
        ("content-security-policy", headers["content-security-policy"] + "; script-src 'unsafe-inline'", 80),
        ("strict-transport-security", "max-age=300", 105),
        ("strict-transport-security", "", 80),
        ("x-content-type-options", "", 110),
        ("cross-origin-opener-policy", "same", 110),
    ):
        assert score(Seen(headers | {name: value}, redirect=f"https://{HOST}/")) == expected, name
    assert score(Seen(headers, redirect=f"http://{HOST}/")) < HIGHEST_GRADE
    assert (
        points(Seen(headers, '<script src="//khac.example/a.js"></script>'))["subresource-integrity"] == -50
    )
