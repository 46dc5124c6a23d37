"""The steps of one build."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from jinja2.defaults import DEFAULT_NAMESPACE
from pelican.plugins import signals

from plugins.files.inside import read_inside
from plugins.incremental.columns import columns, streamed
from plugins.incremental.fingerprint import fingerprint
from plugins.incremental.outputs.article_pages import ArticlePages
from plugins.incremental.outputs.declared import Declared, Outputs
from plugins.incremental.outputs.folder import OutputFolder
from plugins.incremental.outputs.generators import LedgerContents, LedgerStatic
from plugins.incremental.outputs.reads import sweep
from plugins.incremental.outputs.render import Progress, Renderer, forget_outputs, no_progress
from plugins.incremental.outputs.staleness import Evaluator, stale_neighbours, stale_outputs
from plugins.incremental.outputs.writer import DeclaringWriter
from plugins.incremental.single_pages import SinglePages
from plugins.incremental.sources.plugin_changes import find_plugin_changes
from plugins.incremental.sources.update import SourceUpdate
from plugins.incremental.store.ledger import Ledger
from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.content import Freezer, track_class
from plugins.incremental.tracking.context import Settings, SharedContext
from plugins.incremental.tracking.digest import digest_of_text
from plugins.incremental.tracking.files import digest_of_file, watch
from plugins.incremental.tracking.jinja import TemplateDigests, TrackedEnvironment
from plugins.incremental.tracking.library import Catalogue, Library, StaticCatalogue
from plugins.incremental.workers import background

logger = logging.getLogger(__name__)


@dataclass
class Summary:
    """What a build did: number of sources, sources parsed, outputs rendered, files written and removed.

    Then the number of files (`outputs`) and HTML pages of the site, and the duration of the build.
    """

    sources: int = 0
    read: int = 0
    rendered: int = 0
    written: int = 0
    removed: int = 0
    outputs: int = 0
    pages: int = 0
    seconds: float = 0.0


class Build:
    """One run of the engine."""

    def __init__(
        self, pelican: Any, ledger: Ledger, moment: datetime, processes: int, progress: Progress = no_progress
    ) -> None:
        self._pelican = pelican
        self._ledger = ledger
        self._moment = moment
        self._processes = processes
        self._progress = progress
        self._settings: Settings = pelican.settings
        self.context = SharedContext(dict.items(self._settings))
        self._freezer = Freezer(self._settings, self.context)
        self._library = Library(ledger, self._freezer, columns(self._settings), streamed(self._settings))
        self._folder = OutputFolder(Path(pelican.output_path), ledger.file)
        self._outputs = Outputs(ledger, self._folder)
        self._templates = TemplateDigests()
        self._found: dict[str, int] | None = None
        self._article_pages: ArticlePages | None = None
        self.single_pages: SinglePages | None = None  # once it has succeeded
        self._summary = Summary()

    def run(self) -> Summary:
        """Build and return what was done."""
        tracker.start(self._settings)
        self._folder.path.mkdir(parents=True, exist_ok=True)
        self._discard_outdated()
        run = self._ledger.connection.execute
        self._folder.clear(name for (name,) in run("SELECT name FROM pending"))  # of a killed build
        (outputs,) = run("SELECT count(*) FROM output").fetchone()
        generators = self._generators()
        watch(self._known_folders(generators))
        verify = self._outputs.differing
        with background(outputs, verify, self._processes, before=self._ledger.reopen) as differing:
            changed = self._read_sources(generators)
            for generator in generators:
                if hasattr(generator, "generate_context"):
                    generator.generate_context()
            signals.all_generators_finalized.send(generators)
            changed |= find_plugin_changes(self._ledger, self._library, self._settings)
            self._library.resolve_links()
            stale = self._outputs.verify(differing())
        self._declare(generators, changed, stale)
        self._write()
        signals.finalized.send(self._pelican)
        if self._article_pages is not None:
            self.single_pages = SinglePages(
                self._library, self._freezer, generators, self._outputs, self._article_pages
            )
        return self._summary

    def _discard_outdated(self) -> None:
        """Rebuild from scratch when code or packages have changed; discard outputs if the folder is not ours."""
        current, ledger = fingerprint(self._settings), self._ledger
        if ledger.meta("fingerprint") != current:
            with ledger.transaction() as connection:
                for table in ("source", "attribute_read", "near", "value", "read_set", "read_set_name"):
                    connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the line above
                connection.execute("DELETE FROM meta WHERE name LIKE 'parse %' OR name = 'stateful plugin'")
                connection.execute("UPDATE output SET source = NULL, reads = NULL, own = x'00'")
                ledger.set_meta("fingerprint", current)
        if not self._folder.is_ours(ledger.meta("place")):
            self._found = self._folder.found(self._settings["OUTPUT_RETENTION"])
            with ledger.transaction() as connection:
                for table in ("output", "attribute_read", "near", "pending"):
                    connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the line above
                connection.execute("DELETE FROM meta WHERE name = 'place'")

    def _generators(self) -> list[Any]:
        settings, context = self._settings, self.context
        context["generated_content"] = Catalogue(self._library)
        context["static_links"] = set()
        context["static_content"] = StaticCatalogue()
        context["localsiteurl"] = settings["SITEURL"]
        generators = [
            cls(
                context=context,
                settings=settings,
                path=self._pelican.path,
                theme=self._pelican.theme,
                output_path=self._pelican.output_path,
            )
            for cls in self._pelican._get_generator_classes()  # noqa: SLF001 - Pelican's own seam
        ]
        TrackedEnvironment.shared_context = context
        TrackedEnvironment.template_digest = self._templates.digest
        self._templates.environment = generators[0].env
        for generator in generators:
            if isinstance(generator, LedgerContents):
                generator.library = self._library
                track_class(generator.content_class)
        return generators

    def _known_folders(self, generators: list[Any]) -> list[Path]:
        """Return the folders whose files need no tracking when opened: templates, sources, the output, the ledger."""
        settings = self._settings
        sources = [
            Path(settings["PATH"], folder)
            for generator in generators
            if isinstance(generator, LedgerContents)
            for folder in settings[f"{generator.content_class.__name__.upper()}_PATHS"]
        ]
        templates = [Path(settings["THEME"], "templates"), *map(Path, settings["THEME_TEMPLATES_OVERRIDES"])]
        return [*sources, *templates, self._folder.path, self._ledger.file.parent]

    def _read_sources(self, generators: list[Any]) -> set[int]:
        sources = SourceUpdate(
            self._ledger,
            self._settings,
            self._freezer,
            moment=self._moment.timestamp(),
            processes=self._processes,
            progress=self._progress,
        )
        changed: set[int] = set()
        for generator in generators:
            if not isinstance(generator, LedgerContents):
                continue
            result = sources.update(generator)
            changed |= result.changed
            self._summary.sources += result.seen
            self._summary.read += result.read
            contents: Catalogue = self.context["generated_content"]
            contents.add_failed(result.failed)
            for path, error in result.failed.items():
                if isinstance(error, str) and error:  # Pelican has logged which metadata is missing
                    logger.error("Could not process %s: %s", path, error)
        self._library.load()
        return changed

    def _declare(self, generators: list[Any], changed: set[int], stale: dict[str, str]) -> None:
        connection, outputs = self._ledger.connection, self._outputs
        outputs.load()
        lists = self._library.lists
        evaluator = Evaluator(
            self._settings,
            {
                "context": self.context.current_value,
                "setting": self._settings.current_value,
                "global": {**DEFAULT_NAMESPACE, **self._settings["JINJA_GLOBALS"]}.__getitem__,
                "path": self.context["generated_content"].current_value,
                "static": self.context["static_content"].current_value,
                "list": self._library.list_value,
                "template": self._templates.digest,
                "file": digest_of_file,
            },
        )
        outputs.stale = stale | stale_outputs(connection, evaluator) | stale_neighbours(connection, lists)
        writer = DeclaringWriter(self._pelican.output_path, self._settings, self.context, outputs)
        self._article_pages = ArticlePages(self._library, outputs, writer, changed)
        for generator in generators:
            if isinstance(generator, LedgerContents):
                generator.declare_pages = self._article_pages.declare
            elif isinstance(generator, LedgerStatic):
                generator.copy_file = self._declare_copy
            if hasattr(generator, "generate_output"):
                generator.generate_output(writer)

    def _declare_copy(self, source: Path, name: str) -> None:
        """Declare a copied file; it replaces any other output of this name, since Pelican copies last."""
        status = source.stat()
        own = f"{source} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_size}".encode()
        self._outputs.declare(Declared(name, "copy", digest_of_text(own), partial(self._read_copied, source)))

    def _read_copied(self, source: Path) -> bytes:
        """Return the bytes of a copied file; with INCREMENTAL_COPY_INSIDE a file of the content folder must really lie inside it."""
        content = Path(self._settings["PATH"])
        if self._settings.get("INCREMENTAL_COPY_INSIDE") and source.is_relative_to(content):
            return read_inside(source, content)
        return source.read_bytes()

    def _write(self) -> None:
        outputs, ledger = self._outputs, self._ledger
        todo = [output for output in outputs.declared.values() if output.why]
        gone = outputs.gone(self._article_pages.names if self._article_pages else {})
        if self._found is not None:
            gone += self._folder.undeclared(self._found, outputs.declared, self._settings["OUTPUT_RETENTION"])
        with ledger.transaction() as connection:
            pending = [*((output.name, output.why) for output in todo), *((name, "gone") for name in gone)]
            connection.executemany("INSERT OR REPLACE INTO pending VALUES (?, ?)", pending)
            if self._found is not None:
                ledger.set_meta("place", self._folder.take_over())
        self._library.keep_all = False
        rendering = Renderer(ledger, outputs, self._settings, self._processes, self._progress)
        try:
            with ledger.transaction() as connection:
                written = rendering.all(todo, connection)
                self._summary.removed = self._folder.remove(gone)
                self._folder.move_into_place(written)
                forget_outputs(connection, gone)
                connection.execute("DELETE FROM pending")
                sweep(connection)
        except BaseException:
            self._folder.clear(output.name for output in todo)
            raise
        ledger.sweep_blobs()
        self._summary.rendered, self._summary.written = len(todo), len(written)
        # HTML made by `declare_file` is a download, not a page.
        counted = "SELECT count(*), count(*) FILTER (WHERE name LIKE '%.html' AND kind <> 'made') FROM output"
        self._summary.outputs, self._summary.pages = ledger.connection.execute(counted).fetchone()
