"""`invoke serve`: build the site, serve it with its counter and search, and build it again on every edit."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from plugins.agency.publication import find_agency_file
from plugins.agency.reading import read_agency
from plugins.building.build import ENDED, load_settings
from plugins.building.places import ROOT, STATE, index_folder, short_name, state_folder
from plugins.building.worker import MODULES, work
from plugins.contract.site.entry import Entry
from plugins.errors.commands import options_of_call
from plugins.errors.issue import UserError, printable
from plugins.incremental.api import FORKS, Summary
from plugins.live.application import LiveServices
from plugins.preview.server import serve
from plugins.search.service.application import SearchService
from plugins.search.service.application import Settings as SearchSettings
from plugins.urls.patterns import COUNTED_PAGES, DRAFTS, SIGN_IN, file_of
from plugins.visitor_counter.service.application import create_app
from plugins.visitor_counter.settings import Settings

PATIENCE_SECONDS = 2.0  # for a single page, which takes a tenth of that: a build has started too
STOP_SECONDS = 5.0  # for a build that is running


def serve_site(
    content: Path | None,
    output: Path | None,
    *,
    port: int,
    agency: Path | None = None,
    hosts: Sequence[str] = (),
    moment: Callable[[], str] | None = None,
    sign_in: str = "",
) -> None:
    """Serve until Ctrl-C. `output` must not be the folder of any other build, because only the preview contains drafts.

    `moment()` is the BUILD_MOMENT of a build that begins (default: now), `sign_in` where people sign in.

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
    root = Path(os.path.abspath(content or settings["PATH"]))  # noqa: PTH100 - as edited files are named: links unresolved

    def build_and_list_drafts() -> Summary:
        summary = run()
        search.release_changed()
        found = drafts_in(target)
        for url in found:
            if url not in listed:
                print(printable(f"Chưa đăng: http://localhost:{port}{url}"), flush=True)
        listed[:] = found
        return summary

    def page_of(file: Path) -> tuple[str, bytes] | None:
        return run.page(file.relative_to(root).as_posix()) if file.is_relative_to(root) else None

    with options_of_call(store=str(counter_file(target))), builder(content, output, agency, moment) as run:
        serve(
            build_and_list_drafts,
            target,
            [content or Path(settings["PATH"]), agency_file, Path(settings["THEME"])],
            page=page_of,
            port=port,
            live=LiveServices(counter, search),
            hosts=hosts,
            elsewhere={SIGN_IN: sign_in} if sign_in else {},
        )


def counter_file(output: Path) -> Path:
    """Return the counter's database for a served folder. Each portal that is previewed has its own."""
    return STATE / f"luot-truy-cap-{short_name(str(output))}.sqlite3"


class Builder:
    """Builds in a fresh process each time; the last one that succeeded stays, and renders pages of edited texts.

    So memory does not grow from build to build (Pelican's caches grow by 15 MB per thousand rebuilt articles), and an
    edit does not wait for Python to start: a process is forked from one that has already imported everything or, where
    that is not possible, spawned and prepared before it is needed, which takes a second.
    """

    def __init__(self, arguments: dict[str, Any], moment: Callable[[], str] | None = None) -> None:
        """`arguments` are those of `build`, which begins at `moment()` (default: now).

        With `wants_texts` the entries of all texts are kept as `texts`.
        """
        self.texts: list[Entry] = []
        self._arguments, self._moment = arguments, moment
        self._context = multiprocessing.get_context("forkserver" if FORKS else "spawn")
        if FORKS:
            self._context.set_forkserver_preload(list(MODULES))
        self._lock = threading.Lock()
        self._closed = False
        self._next = _Worker(self._context)
        self._building: _Worker | None = None
        self._resident: _Worker | None = None

    def __call__(self) -> Summary:
        """Build. Raises what `build` raises, UserError if the operating system has ended the process."""
        with self._lock:
            worker = self._building = self._next
        try:
            at = {"moment": self._moment()} if self._moment is not None else {}
            worker.pipe.send(self._arguments | at)
            succeeded, result, texts = worker.pipe.recv()
        except (EOFError, OSError):
            succeeded, result, texts = False, UserError(ENDED), []
        with self._lock:
            self._building = None
            replaced: _Worker | None = worker
            if succeeded and FORKS:
                replaced, self._resident = self._resident, worker
            if not self._closed:
                self._next = _Worker(self._context)
        if replaced is not None:
            replaced.kill()
        if not succeeded:
            raise result
        summary: Summary = result
        self.texts = texts
        return summary

    def page(self, path: str) -> tuple[str, bytes] | None:
        """Return name and bytes of the page of a text as it is on the disk now, before any build; None if only a build can tell.

        `path` is relative to the content folder.
        """
        with self._lock:
            resident = self._resident
            if resident is None:
                return None
            try:
                resident.pipe.send(path)
                if resident.pipe.poll(PATIENCE_SECONDS):
                    page: tuple[str, bytes] | None = resident.pipe.recv()
                    return page
            except (EOFError, OSError):
                pass
            # It has ended, or is so late that its answer would be taken for that to another request.
            resident.kill()
            self._resident = None
            return None

    def close(self) -> None:
        """End all processes. A build that is running changes nothing, or is completed by the next."""
        with self._lock:
            self._closed = True
            if self._building is not None:
                self._building.stop()
            for worker in filter(None, (self._next, self._building, self._resident)):
                worker.kill()


class _Worker:
    """A process that runs `work`, with the parent's end of its pipe."""

    def __init__(self, context: Any) -> None:
        self.pipe, other = context.Pipe()
        self._process = context.Process(target=work, args=(other,), daemon=True)
        self._process.start()
        other.close()  # so that the process notices when this one ends, and the other way round

    def stop(self) -> None:
        """Let the process clean up and end, if that does not take long."""
        self._process.terminate()
        self._process.join(STOP_SECONDS)

    def kill(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()


@contextmanager
def builder(
    content: Path | None,
    output: Path | None,
    agency: Path | None = None,
    moment: Callable[[], str] | None = None,
) -> Iterator[Builder]:
    """Yield a function that builds for the preview in a separate process (see `Builder`)."""
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    arguments = {"content": content, "output": output, "agency": agency, "drafts": True}
    run = Builder(arguments, moment)
    try:
        yield run
    finally:
        run.close()


def drafts_in(output: Path) -> list[str]:
    """Return the URLs of the drafts in a folder that the preview has built, in order."""
    return sorted(
        f"/{page.parent.relative_to(output).as_posix()}/"
        for page in (output / DRAFTS.strip("/")).rglob("index.html")
    )
