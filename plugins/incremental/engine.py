"""The incremental Pelican class, for the setting `PELICAN_CLASS`."""

from __future__ import annotations

import gc
import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pelican.generators
from pelican import Pelican
from pelican.generators import ArticlesGenerator, PagesGenerator, StaticGenerator

from plugins.incremental.build import Build, Summary
from plugins.incremental.errors import render_errors
from plugins.incremental.outputs.folder import ForeignFolderError, check_place
from plugins.incremental.outputs.generators import LedgerArticles, LedgerPages, LedgerStatic
from plugins.incremental.outputs.render import Progress, no_progress
from plugins.incremental.outputs.writer import path_of
from plugins.incremental.single_pages import SinglePages
from plugins.incremental.sources.plugin_state import StatefulPluginError
from plugins.incremental.store.ledger import BusyError, DamagedError, Ledger, is_damage, only_build
from plugins.incremental.tracking.context import Settings
from plugins.incremental.tracking.digest import digest_of_text
from plugins.incremental.tracking.jinja import TrackedEnvironment
from plugins.incremental.unsupported import PageRejectedError, UnsupportedError, check_plugins, check_settings
from plugins.incremental.workers import usable_processes

logger = logging.getLogger(__name__)
FOR_PEOPLE = (UnsupportedError, PageRejectedError, BusyError, ForeignFolderError)
REPLACED = {ArticlesGenerator: LedgerArticles, PagesGenerator: LedgerPages, StaticGenerator: LedgerStatic}


def _without_traceback(record: logging.LogRecord) -> bool:
    """Log errors that are meant for people without a traceback; `pelican --debug` prints it as well."""
    if record.exc_info and isinstance(record.exc_info[1], FOR_PEOPLE):
        record.exc_info = None
    return True


class IncrementalPelican(Pelican):
    """Builds what has changed since the last build, to the same bytes as a build of everything.

    The setting INCREMENTAL = False gives Pelican's own build.
    """

    settings: Any
    summary: Summary | None = None
    single_pages: SinglePages | None = None  # of the last build
    progress: Progress = staticmethod(no_progress)  # called with the progress of the build

    def run(self) -> None:
        """Build.

        Raises BusyError if another build is at work, UnsupportedError for settings that the engine does not support,
        ForeignFolderError for an output folder that is not for outputs only,
        RenderError (naming outputs and contents, chained to the cause) if an output cannot be rendered. Nothing is
        written then.
        """
        logging.getLogger("pelican").addFilter(_without_traceback)
        if not self.settings.get("INCREMENTAL", True):
            super().run()
            return
        start = time.monotonic()
        self.settings = Settings(self.settings)
        check_settings(self.settings)
        check_plugins()
        check_place(
            Path(self.settings["OUTPUT_PATH"]), [Path(self.settings[name]) for name in ("PATH", "THEME")]
        )
        file = ledger_file(self.settings)
        with only_build(file), _rare_collection():
            ledger = Ledger(file)
            try:
                self.summary = self._build_on(ledger)
            finally:
                ledger.close()
        self.summary.seconds = time.monotonic() - start

    def _build_on(self, ledger: Ledger) -> Summary:
        try:
            return self._build(ledger)
        except StatefulPluginError as error:
            logger.warning(
                "The plugin %s keeps state while sources are parsed: all sources are parsed in each build.",
                error,
            )
            with ledger.transaction():
                ledger.set_meta("stateful plugin", str(error))
            return self._build(ledger)
        except (DamagedError, sqlite3.Error) as error:
            if not is_damage(error):
                raise
            ledger.set_aside(str(error))
            return self._build(ledger)

    def _build(self, ledger: Ledger) -> Summary:
        processes = int(self.settings.get("INCREMENTAL_PROCESSES") or usable_processes())
        build = Build(self, ledger, moment_of(self.settings), processes, self.progress)
        standard = pelican.generators.Environment
        TrackedEnvironment.bytecode_folder = ledger.file.with_name("templates")
        TrackedEnvironment.bytecode_folder.mkdir(exist_ok=True)
        pelican.generators.Environment = TrackedEnvironment
        try:
            summary = build.run()
        finally:
            pelican.generators.Environment = standard
        self.single_pages = build.single_pages
        return summary

    def _get_writer(self) -> Any:
        writer = super()._get_writer()
        write_file = writer.write_file

        def write(name: str, *arguments: Any, **options: Any) -> None:
            with render_errors(name, path_of(options)):
                write_file(name, *arguments, **options)

        writer.write_file = write
        return writer

    def _get_generator_classes(self) -> list[type]:
        classes = super()._get_generator_classes()
        return (
            [REPLACED.get(cls, cls) for cls in classes] if self.settings.get("INCREMENTAL", True) else classes
        )


@contextmanager
def _rare_collection() -> Iterator[None]:
    """Run the garbage collector less often; it took 0.7 of 5.5 s for one edit among 100,000 articles."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def ledger_file(settings: Settings) -> Path:
    """Return the path of the ledger for a content folder, an output folder and INCREMENTAL_NAME."""
    output = Path(settings["OUTPUT_PATH"])
    folder = Path(settings.get("INCREMENTAL_LEDGER") or output.parent / f".{output.name}.ledger")
    key = "\n".join(
        [
            str(Path(settings["PATH"]).resolve()),
            str(output.resolve()),
            str(settings.get("INCREMENTAL_NAME", "")),
        ]
    )
    return folder / f"{output.name}-{digest_of_text(key).hex()[:10]}.sqlite3"


def moment_of(settings: Settings) -> datetime:
    """Return the moment of the build: BUILD_MOMENT, or now."""
    moment = settings.get("BUILD_MOMENT")
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return (moment or datetime.now(UTC)).astimezone(UTC)
