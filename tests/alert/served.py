"""A portal behind nginx with the lines of the alert, and alerts on it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from plugins.alert.alert import Alert, Level
from plugins.alert.places import LocalPlace, remove_alert, show_alert
from plugins.release.deploy import Built, deploy
from tests.conftest import TinySite
from tests.machine import free_port
from tests.nginx import HOST, nginx, portal_server

TEXT = "Nước sông Mẫu lên nhanh: bà con không qua ngầm Mẫu."


@dataclass
class Served:
    """A target folder behind nginx; `url` has no final slash."""

    url: str
    target: Path
    client: httpx.Client  # one for all requests: a new one takes longer than all else

    def show(self, seconds: float = 60, level: Level = "emergency", text: str = TEXT, link: str = "") -> None:
        """Show an alert that ends some seconds from now."""
        show_alert(
            LocalPlace(self.target), Alert(level, text, datetime.now(UTC) + timedelta(seconds=seconds), link)
        )

    def hide(self) -> None:
        """Remove the alert."""
        remove_alert(LocalPlace(self.target))

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Request a path."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=sent)


@contextmanager
def serving(folder: Path, target: Path, search: Path | None = None) -> Iterator[Served]:
    """Serve a target folder while the block runs. `search` is the socket of the search, which is down by default."""
    port = free_port()
    server = portal_server(
        target, folder / "so-lieu", port, free_port(), search=search or folder / "khong-co.sock"
    )
    url = f"http://localhost:{port}"
    with (
        nginx(folder, port, server.replace(f"server_name {HOST}", "server_name localhost")),
        httpx.Client(base_url=url) as client,
    ):
        yield Served(url, target, client)


@contextmanager
def open_folder() -> Iterator[Path]:
    """Give a folder that nginx's workers may enter, as they may not enter pytest's."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        yield Path(place)


def released(folder: Path, articles: int, **settings: object) -> Path:
    """Build and release a portal; with more than 50 articles it has every kind of page. Return the target folder."""
    site = TinySite(folder / "nguon")
    for number in range(1, articles + 1):
        site.article(
            f"articles/2024/03/bai-{number}.md",
            title=f"Bài số {number}",
            date=f"{number % 10 + 1}/3/2024",
            category="Thông báo",
            tags="Lễ hội",
        )
    site.article("articles/2024/04/rut.md", date="2/4/2024", status="withdrawn", withdrawn_reason="Sai.")
    site.article("articles/2024/04/news.md", date="3/4/2024", lang="en", title="An article")
    site.page()
    site.page("pages/about.md", lang="en", title="About us")
    built = site.build(**settings)
    target = folder / "cong"
    deploy(target, lambda: Built(built.folder), now=datetime(2026, 11, 23, tzinfo=UTC))
    return target
