"""Objects of a bucket have the headers that nginx sends, with the configuration of `invoke server`."""

from __future__ import annotations

import tempfile
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugins.contract.site.published_files import PUBLISHABLE
from plugins.mirrors.headers import FEEDS, TYPES, headers_of
from tests.machine import free_port
from tests.nginx import nginx, portal_server
from tests.release.conftest import deploy_written

NAMES = [
    *(f"tep/tep.{extension}" for extension in sorted({*TYPES, *(name[1:] for name in PUBLISHABLE)})),
    *(f"rss/tin.{extension}" for extension in (*FEEDS, "html", "css")),
    *("theme/site.0a1b2c3d.css", "theme/menu-dau.0a1b.js", "theme/favicon.svg", "theme/site.css", "a/theme/x.0a.css"),
    *("anh/a.jpg", "anh/the/b.png", "tin/anh/c.jpg", "bang.map", "ghi-chu.md", "TEP.PDF", "khong-duoi"),
    *("index.html", "404.html", "sitemap.xml", "robots.txt", ".well-known/security.txt"),
]  # fmt: skip
VALID = {".xml": "<a/>", ".svg": "<svg/>", ".json": "{}"}  # a deploy looks into these


@pytest.mark.tools
def test_headers_are_those_of_nginx() -> None:
    def build(folder: Path) -> None:
        for name in NAMES:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(VALID.get(Path(name).suffix, "x"), encoding="utf-8")

    with tempfile.TemporaryDirectory() as place:
        folder, port = Path(place), free_port()
        folder.chmod(0o755)
        deploy_written(folder / "cong", build, now=datetime(2026, 11, 23, tzinfo=UTC))
        server = portal_server(folder / "cong", folder / "so-lieu", port, free_port())
        with nginx(folder, port, server):
            differ = {name: (sent, headers_of(name)) for name in NAMES if (sent := _sent(port, name)) != headers_of(name)}  # fmt: skip
    assert differ == {}


def _sent(port: int, name: str) -> dict[str, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/{name}", headers={"Host": "tanhlinh.example"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return {header: answer.headers[header] for header in ("Content-Type", "Cache-Control")}
