"""A portal as an office would run it: built as a release, behind nginx as `plugins/server` configures it, with the real counter and search."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from plugins.building.build import build
from plugins.urls.patterns import SEARCH_HEALTH
from tests.machine import free_port
from tests.nginx import nginx, portal_server
from tests.search.served import search_service, until
from tests.visitor_counter.test_process import service


@dataclass(frozen=True)
class Portal:
    """A running portal: its address without a final slash, and the folder of its pages."""

    address: str
    pages: Path


@contextmanager
def running_portal(
    content: Path, *, kept: Path | None = None, demo: bool = True, moment: str | None = None
) -> Iterator[Portal]:
    """Build and run a portal while the block runs.

    The built pages stay in the folder `kept`, or go. Without `demo` a demonstration takes itself for the real thing,
    which search engines may find. `moment` is a BUILD_MOMENT.
    """
    # Not pytest's folder: that is closed to nginx's workers where the tests run as root.
    with tempfile.TemporaryDirectory() as place:
        folder, port = Path(place), free_port()
        folder.chmod(0o755)
        if not demo:
            content = shutil.copytree(content, folder / "content")
            agency = content / "agency.yaml"
            agency.write_text(
                agency.read_text(encoding="utf-8").replace("demo: true\n", ""), encoding="utf-8"
            )
        target = (kept or folder / "portal").resolve()
        pages = target / "current"
        print(build(content, pages, publish=True, moment=moment), flush=True)
        paths = pages / "luot-truy-cap" / "cac-trang.txt"
        options = ("--figures-folder", f"{place}/so-lieu", "--trusted-proxy", "127.0.0.1")
        search = folder / "tim-kiem.sock"
        with (
            service(folder / "dem.sqlite3", *options, "--paths-file", str(paths)) as (_, counter),
            search_service(search, pages, folder / "chi-muc"),
        ):
            counter_port = int(counter.rpartition(":")[2])
            reported = portal_server(target, folder / "so-lieu", port, counter_port, search=search)
            server = reported.replace("server_name tanhlinh.example", "server_name localhost")
            with nginx(folder, port, server):
                until(
                    lambda: httpx.get(f"http://localhost:{port}{SEARCH_HEALTH}").is_success, seconds=600
                )  # of 100,000 articles
                yield Portal(f"http://localhost:{port}", pages)
