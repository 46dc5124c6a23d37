"""`invoke serve`: the site built, served with its counter, and built again on every edit."""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from plugins.agency.publication import find_agency_file
from plugins.agency.reading import read_agency
from plugins.building.build import ROOT, BuildSummary, OutputError, build, load_settings
from plugins.contract.faults import ContractError
from plugins.preview.server import serve
from plugins.visitor_counter.service import create_app
from plugins.visitor_counter.settings import Settings

STATE = Path(".trang-tin")
WARM = [
    "plugins.building.build",
    "plugins.contract.reader",
    "plugins.feeds.publication",
    "plugins.vietnamese.writing",
]


def serve_site(content: Path | None, output: Path | None, *, port: int) -> None:
    """Serve until Ctrl-C. Raises ContractError if agency.yaml has faults, OutputError as `build` does."""
    settings = load_settings(content, output)
    agency_file = find_agency_file(settings)
    agency = read_agency(agency_file)
    target = Path(settings["OUTPUT_PATH"])
    STATE.mkdir(exist_ok=True)
    counter = create_app(
        Settings(
            database=STATE / "visitors.sqlite3",
            paths_file=target / "luot-truy-cap" / "cac-trang.txt",
            time_zone=agency.time_zone,
            opening_total=agency.opening_total,
        )
    )
    with Builder(content, output) as builder:
        serve(
            builder.build,
            target,
            [Path(settings["PATH"]), agency_file, Path(settings["THEME"])],
            port=port,
            counter_app=counter,
            refusals=(ContractError, OutputError),
        )


class Builder:
    """Builds in a fresh process each time, forked from one that has imported everything already.

    So an edit costs the build and not the start of Python, and nothing piles up from build to build
    (Pelican's caches grow by 15 MB with each thousand articles rebuilt).
    """

    def __init__(self, content: Path | None, output: Path | None) -> None:
        self._folders = (content, output)
        os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(WARM)
        self._pool = ProcessPoolExecutor(
            1, mp_context=context, max_tasks_per_child=1, initializer=_leave_ctrl_c_to_the_parent
        )

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def build(self) -> BuildSummary:
        """Build and wait; raises what `build` raises."""
        return self._pool.submit(build, *self._folders).result()


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
