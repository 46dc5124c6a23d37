"""Facts for the security dossier of a portal ("hồ sơ đề xuất cấp độ"): only what settings and code know."""

from __future__ import annotations

import inspect
import platform
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from plugins.desk.people.sessions import LONGEST_SECONDS
from plugins.desk.people.throttle import KEPT_SECONDS
from plugins.desk.texts.links import HOURS
from plugins.desk.web.application import HEADERS, STRICT_TRANSPORT
from plugins.release.deploy import deploy
from plugins.search.unfound import KEPT, VISITS
from plugins.server.nginx import POLICY, nginx_configuration, nginx_file
from plugins.server.settings import Server
from plugins.server.templates import rendered
from plugins.server.units import account_file, unit_files
from plugins.visitor_counter.counting.visits import MINUTE, VISIT

HOUR = 3600  # seconds
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
    "argon2-cffi",
    "webauthn",
)
HEADER = re.compile(r"^ +add_header (?P<name>[\w-]+) (?P<value>.+) always;$", re.MULTILINE)
VARIABLE_HEADERS = {
    "Cache-Control": "no-cache; bộ đếm và tìm kiếm: no-store; ảnh và tệp có mã nội dung trong tên: một năm",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin; ảnh: cross-origin",
    "X-Content-Type-Options": "nosniff",
}
WORK = {
    "bo-dem": "đếm lượt truy cập",
    "tim-kiem": "tìm kiếm",
    "phat-hanh": "phát hành một lần, chạy tay",
    "theo-lich": "phát hành theo lịch",
    "ban-bien-tap": "bàn biên tập; phát hành theo lịch",
    "sao-luu": "sao lưu mỗi đêm",
}
HARDENING = re.compile(
    r"^(?P<name>User|ProtectSystem|PrivateNetwork|RestrictAddressFamilies)=(?P<value>.+)$", re.MULTILINE
)


def dossier_of(server: Server, *, nginx: tuple[int, ...]) -> str:
    """Return the facts in Markdown, for readers of Vietnamese; `nginx` is its version."""
    return rendered(
        TEMPLATE,
        server=server,
        accounts=account_file(server)[0],
        configuration=nginx_file(server),
        headers=list(_headers(server)),
        services=list(_services(server)),
        desk_headers={**HEADERS, "Strict-Transport-Security": STRICT_TRANSPORT},
        session_hours=LONGEST_SECONDS // HOUR,
        failure_hours=KEPT_SECONDS // HOUR,
        link_hours=HOURS,
        visit_minutes=VISIT // MINUTE,
        question_days=KEPT.days,
        question_visits=VISITS,
        releases=inspect.signature(deploy).parameters["keep"].default,
        versions=list(_versions(nginx)),
    )


def _headers(server: Server) -> Iterator[tuple[str, str]]:
    """Yield the headers of a page, with what a variable of nginx stands for."""
    text = nginx_configuration(replace(server, desk=""))
    for found in HEADER.finditer(text[text.rindex("\nserver {") :]):
        name, value = found["name"], found["value"].strip('"')
        yield name, VARIABLE_HEADERS[name] if value.startswith("$") else value


def _services(server: Server) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Yield the name of each service, what it does, where it listens, and how it is confined."""
    sockets = {
        "bo-dem": server.places.counter,
        "tim-kiem": server.places.search,
        "ban-bien-tap": server.places.desk,
    }
    for path, text in unit_files(server).items():
        unit = Path(path)
        if unit.suffix == ".service":
            kind = unit.stem.removeprefix(f"{server.prefix}-")
            listens = f"`{sockets[kind].removeprefix('unix:')}`" if kind in sockets else "không nghe"
            yield unit.name, WORK[kind], listens, _hardening(text)


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
