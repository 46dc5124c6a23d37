"""`invoke serve`: build the site, serve it with its counter and search, and build it again on every edit."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from plugins.agency.publication import find_agency_file
from plugins.agency.reading import read_agency
from plugins.building.build import build, load_settings
from plugins.building.places import ROOT, STATE, index_folder, state_folder
from plugins.building.worker import MODULES, prepare
from plugins.errors.commands import options_of_call
from plugins.errors.issue import printable
from plugins.incremental.api import FORKS, Summary, digest
from plugins.live.application import LiveServices
from plugins.preview.server import serve
from plugins.search.service.application import SearchService
from plugins.search.service.application import Settings as SearchSettings
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
    moment: str | None = None,
) -> None:
    """Serve until Ctrl-C. `output` must not be the folder of any other build, because only the preview contains drafts; `moment` is a BUILD_MOMENT.

    Raises ContentError if agency.yaml has errors, UserError as `build` does.
    """
    output = output or state_folder("xem-thu", Path(load_settings(content)["PATH"]))
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
    search = SearchService(SearchSettings(release=target, index=index_folder(target)))
    listed: list[str] = []

    def build_and_list_drafts() -> Summary:
        summary = run()
        search.release_changed()
        found = drafts_in(target)
        for url in found:
            if url not in listed:
                print(printable(f"Chưa đăng: http://localhost:{port}{url}"), flush=True)
        listed[:] = found
        return summary

    with options_of_call(store=str(counter_file(target))), builder(content, output, agency, moment) as run:
        serve(
            build_and_list_drafts,
            target,
            [content or Path(settings["PATH"]), agency_file, Path(settings["THEME"])],
            port=port,
            live=LiveServices(counter, search),
            hosts=hosts,
        )


def counter_file(output: Path) -> Path:
    """Return the counter's database for a served folder. Each portal that is previewed has its own."""
    return STATE / f"luot-truy-cap-{digest(str(output)).hex()[:10]}.sqlite3"


@contextmanager
def builder(
    content: Path | None, output: Path | None, agency: Path | None = None, moment: str | None = None
) -> Iterator[Callable[[], Summary]]:
    """Yield a function that builds in a fresh process which has already imported everything.

    So an edit does not wait for Python to start, and memory does not grow from build to build (Pelican's caches grow by
    15 MB per thousand rebuilt articles). The process is forked from a prepared one or, where that is not possible,
    spawned and prepared as soon as the last one has ended, which takes a second. The function raises what `build` raises.
    """
    run = partial(build, content, output, agency=agency, drafts=True, moment=moment)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    context = multiprocessing.get_context("forkserver" if FORKS else "spawn")
    context.set_forkserver_preload(list(MODULES))
    pool = ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1, initializer=prepare)
    try:
        yield lambda: pool.submit(run).result()
    finally:
        pool.shutdown(cancel_futures=True)


def drafts_in(output: Path) -> list[str]:
    """Return the URLs of the drafts in a folder that the preview has built, in order."""
    return sorted(
        f"/{page.parent.relative_to(output).as_posix()}/"
        for page in (output / DRAFTS.strip("/")).rglob("index.html")
    )
