"""Facts for the security dossier of a portal ("hồ sơ đề xuất cấp độ"): only what settings and code know."""

from __future__ import annotations

import inspect
import platform
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from plugins.release.deploy import deploy
from plugins.search.unfound import KEPT, VISITS
from plugins.server.nginx import POLICY, nginx_configuration, nginx_file
from plugins.server.settings import Server
from plugins.server.templates import rendered
from plugins.server.units import account_file, unit_files
from plugins.visitor_counter.counting.visits import MINUTE, VISIT

TEMPLATE = Path(__file__).with_name("dossier.txt")
# Packages that answer strangers, read what editors write, or compute what is published.
PACKAGES = (
    "starlette",
    "uvicorn",
    "httptools",
    "pelican",
    "jinja2",
    "markdown",
    "nh3",
    "pillow",
    "selectolax",
)
HEADER = re.compile(r"^ +add_header (?P<name>[\w-]+) (?P<value>.+) always;$", re.MULTILINE)
VARIABLE_HEADERS = {
    "Cache-Control": "no-cache; bộ đếm và tìm kiếm: no-store; ảnh và tệp có mã nội dung trong tên: một năm",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin; ảnh: cross-origin",
    "X-Content-Type-Options": "nosniff",
}
HARDENING = re.compile(
    r"^(?P<name>User|ProtectSystem|PrivateNetwork|RestrictAddressFamilies)=(?P<value>.+)$", re.MULTILINE
)


def dossier_of(server: Server, *, nginx: tuple[int, ...]) -> str:
    """Return the facts in Markdown, for readers of Vietnamese; `nginx` is its version."""
    return rendered(
        TEMPLATE,
        server=server,
        socket=server.places.counter.removeprefix("unix:"),
        search_socket=server.places.search.removeprefix("unix:"),
        accounts=account_file(server)[0],
        configuration=nginx_file(server),
        headers=list(_headers(server)),
        units=[
            (Path(path).name, _hardening(text))
            for path, text in unit_files(server).items()
            if path.endswith(".service")
        ],
        visit_minutes=VISIT // MINUTE,
        question_days=KEPT.days,
        question_visits=VISITS,
        releases=inspect.signature(deploy).parameters["keep"].default,
        versions=list(_versions(nginx)),
    )


def _headers(server: Server) -> Iterator[tuple[str, str]]:
    """Yield the headers of a page, with what a variable of nginx stands for."""
    text = nginx_configuration(server)
    for found in HEADER.finditer(text[text.rindex("\nserver {") :]):
        name, value = found["name"], found["value"].strip('"')
        yield name, VARIABLE_HEADERS[name] if value.startswith("$") else value


def _hardening(unit: str) -> dict[str, str]:
    return {found["name"]: found["value"] for found in HARDENING.finditer(unit)}


def _versions(nginx: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    yield "nginx", ".".join(map(str, nginx))
    yield "Python", platform.python_version()
    yield "Hệ điều hành", platform.platform()
    for name in PACKAGES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue
