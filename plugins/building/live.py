"""`invoke serve`: the site built, served with its counter, and built again on every edit."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from plugins.agency.publication import find_agency_file
from plugins.agency.reading import read_agency
from plugins.building.build import BuildSummary, FolderError, build, load_settings
from plugins.building.places import ROOT, STATE
from plugins.building.worker import MODULES, prepare
from plugins.errors.issue import ContentError, printable
from plugins.incremental.api import FORKS, digest
from plugins.preview.server import serve
from plugins.search.indexing import IndexingError
from plugins.urls.patterns import COUNTED_PAGES, DRAFTS, file_of
from plugins.visitor_counter.service.application import create_app
from plugins.visitor_counter.settings import Settings


def serve_site(
    content: Path | None,
    output: Path | None,
    *,
    port: int,
    agency: Path | None = None,
    hosts: Sequence[str] = (),
) -> None:
    """Serve until Ctrl-C, with drafts, which are in no other build; `output` is therefore a folder of its own.

    Raises ContentError if agency.yaml has faults, FolderError as `build` does.
    """
    output = output or preview_of(Path(load_settings(content)["PATH"]))
    settings = load_settings(content, output, agency=agency)
    agency_file = find_agency_file(settings)
    known = read_agency(agency_file, content=Path(settings["PATH"]))
    target = Path(settings["OUTPUT_PATH"])
    STATE.mkdir(exist_ok=True)
    counter = create_app(
        Settings(
            store=counter_file(target),
            create=True,
            paths_file=target / file_of(COUNTED_PAGES),
            time_zone=known.time_zone,
            opening_total=known.opening_total,
        )
    )
    with Builder(content, output, agency) as builder:
        serve(
            DraftsTold(builder, target, port).build,
            target,
            [content or Path(settings["PATH"]), agency_file, Path(settings["THEME"])],
            port=port,
            counter_app=counter,
            refusals=(ContentError, FolderError, IndexingError),
            hosts=hosts,
        )


def preview_of(content: Path) -> Path:
    """Return the folder for the preview of a content folder, one for each."""
    return STATE / "xem-thu" / f"{content.name}-{digest(str(content)).hex()[:10]}"


def counter_file(output: Path) -> Path:
    """Return the counter's database for a served folder: two portals that are looked at count apart."""
    return STATE / f"luot-truy-cap-{digest(str(output)).hex()[:10]}.sqlite3"


class Builder:
    """Builds in a fresh process each time, which has imported everything before it is needed.

    So an edit costs the build and not the start of Python, and memory does not grow from build to build (Pelican's
    caches grow by 15 MB with each thousand articles rebuilt). The process is forked from a prepared one; where that
    is not possible it is spawned and prepared as soon as the last one has ended, which takes a second.
    """

    def __init__(self, content: Path | None, output: Path | None, agency: Path | None = None) -> None:
        self._build = partial(build, content, output, agency=agency, drafts=True)
        os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        context = multiprocessing.get_context("forkserver" if FORKS else "spawn")
        context.set_forkserver_preload(list(MODULES))
        self._pool = ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1, initializer=prepare)

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def build(self) -> BuildSummary:
        """Build and wait; raises what `build` raises."""
        return self._pool.submit(self._build).result()


class DraftsTold:
    """Builds, and says in the terminal where the drafts can be read whenever there are others than before."""

    def __init__(self, builder: Builder, output: Path, port: int) -> None:
        self._builder = builder
        self._output = output
        self._port = port
        self._told: list[str] = []

    def build(self) -> BuildSummary:
        """Build and wait; raises what `build` raises."""
        summary = self._builder.build()
        found = drafts_in(self._output)
        for address in found:
            if address not in self._told:
                print(printable(f"Bản nháp: http://localhost:{self._port}{address}"), flush=True)
        self._told = found
        return summary


def drafts_in(output: Path) -> list[str]:
    """Return the addresses of the drafts in a folder that the preview has built, in order."""
    return sorted(
        f"/{page.parent.relative_to(output).as_posix()}/"
        for page in (output / DRAFTS.strip("/")).rglob("index.html")
    )
