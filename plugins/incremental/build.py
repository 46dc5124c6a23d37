"""One build, step by step."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pelican.contents import Article, Page
from pelican.plugins import signals

from plugins.incremental import recording
from plugins.incremental.bookkeeping import Bookkeeping, sweep
from plugins.incremental.closure import Closures
from plugins.incremental.contents import Freezer
from plugins.incremental.digest import digest_of_text
from plugins.incremental.folder import OutputFolder
from plugins.incremental.freshness import Evaluator, pack_order, stale_neighbours, stale_outputs
from plugins.incremental.generators import LedgerArticles, LedgerPages, LedgerStatic
from plugins.incremental.intake import Intake, SourceReading, different_attributes, mark_readers, value_digest
from plugins.incremental.ledger import Ledger
from plugins.incremental.library import Catalogue, Library, StaticCatalogue
from plugins.incremental.lists import numbers_of
from plugins.incremental.opened import digest_of_file, watch
from plugins.incremental.outputs import Declared, Outputs, Rendered
from plugins.incremental.shared import Settings, SharedContext
from plugins.incremental.workers import spread
from plugins.incremental.world import world_digest
from plugins.incremental.writer import DeclaringWriter

logger = logging.getLogger(__name__)


@dataclass
class Summary:
    """What a build did: sources there are and read, outputs rendered, files written and removed.

    Then what the site has now: all files, HTML pages; and the seconds that the build took.
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
    """Everything that belongs to one run of the engine."""

    def __init__(self, pelican: Any, ledger: Ledger, moment: datetime, processes: int) -> None:
        self._pelican = pelican
        self._ledger = ledger
        self._moment = moment
        self._processes = processes
        self._settings: Settings = pelican.settings
        self.context = SharedContext(dict.items(self._settings))
        self._freezer = Freezer(self._settings, self.context)
        self._library = Library(ledger, self._freezer, tuple(self._settings.get("INCREMENTAL_COLUMNS", ())))
        self._folder = OutputFolder(Path(pelican.output_path), ledger.file)
        self._outputs = Outputs(ledger, self._folder)
        self.closures = Closures(ledger)
        self._found: list[str] | None = None
        self._start = time.time_ns()
        self._own_pages: dict[int, str] = {}
        self._summary = Summary()

    def run(self) -> Summary:
        """Build and return what was done."""
        self._folder.path.mkdir(parents=True, exist_ok=True)
        self._forget_other_worlds()
        self._clear_leftovers()
        generators = self._generators()
        watch(self._known_folders())
        changed = self._read_sources(generators)
        self._make_context(generators)
        changed |= self._notice_derived_facts()
        for content in list(self._library.touched.values()):
            content.resolve_links_in_metadata()
        self._declare(generators, changed)
        self._write()
        signals.finalized.send(self._pelican)
        return self._summary

    def _forget_other_worlds(self) -> None:
        """Begin anew where code or packages are others, or where the output folder is not as the last build left it."""
        world, ledger = world_digest(self._settings), self._ledger
        if ledger.meta("world") != world:
            with ledger.transaction() as connection:
                for table in (
                    "source",
                    "reading",
                    "near",
                    "derived",
                    "value",
                    "reading_set",
                    "reading_set_name",
                ):
                    connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the line above
                connection.execute(
                    "DELETE FROM meta WHERE name LIKE 'parse %' OR name LIKE 'order %' OR name = 'gathers'"
                )
                connection.execute("UPDATE output SET source = NULL, readings = NULL, closure = x'00'")
                ledger.set_meta("world", world)
        if not self._folder.is_ours(ledger.meta("place")):
            self._found = self._folder.found(self._settings["OUTPUT_RETENTION"])
            with ledger.transaction() as connection:
                for table in ("output", "reading", "near", "pending"):
                    connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the line above
                connection.execute("DELETE FROM meta WHERE name = 'place'")

    def _clear_leftovers(self) -> None:
        """Delete what a killed build has left beside the places of its files."""
        self._folder.clear(name for (name,) in self._ledger.connection.execute("SELECT name FROM pending"))

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
        for generator in generators:
            if isinstance(generator, LedgerArticles | LedgerPages):
                generator.library = self._library
        return generators

    def _known_folders(self) -> list[Path]:
        """Return the folders whose files the engine follows by other ways: templates, sources, the site, the ledger."""
        settings = self._settings
        sources = [
            Path(settings["PATH"], folder)
            for name in ("ARTICLE_PATHS", "PAGE_PATHS")
            for folder in settings[name]
        ]
        templates = [Path(settings["THEME"], "templates"), *map(Path, settings["THEME_TEMPLATES_OVERRIDES"])]
        return [*sources, *templates, self._folder.path, self._ledger.file.parent]

    def _read_sources(self, generators: list[Any]) -> set[int]:
        reading = SourceReading(
            self._ledger, self._settings, self._freezer, self._moment.timestamp(), self._processes
        )
        changed: set[int] = set()
        for generator in generators:
            if isinstance(generator, LedgerArticles):
                intake = reading.take_in(generator, Article, "ARTICLE_PATHS", "ARTICLE_EXCLUDES")
            elif isinstance(generator, LedgerPages):
                intake = reading.take_in(generator, Page, "PAGE_PATHS", "PAGE_EXCLUDES")
            else:
                continue
            changed |= intake.changed
            self._count(intake)
            for path in intake.failed:
                dict.__setitem__(self.context["generated_content"], path, None)
        self._library.load()
        return changed

    def _count(self, intake: Intake) -> None:
        self._summary.sources += intake.seen
        self._summary.read += intake.read

    def _make_context(self, generators: list[Any]) -> None:
        for generator in generators:
            if hasattr(generator, "generate_context"):
                generator.generate_context()
        signals.all_generators_finalized.send(generators)

    def _notice_derived_facts(self) -> set[int]:
        """Compare what plugins have made of contents with what they made of them in the last build."""
        derived: dict[int, dict[str, bytes]] = {}
        for number, content in self._library.changed_since_touched():
            differing = different_attributes(self._library.pristine(number), content, self._settings)
            if differing:
                derived[number] = {
                    name: value_digest(getattr(content, name, None), self._settings) for name in differing
                }
        remembered: dict[int, dict[str, bytes]] = {}
        for number, name, hashed in self._ledger.connection.execute(
            "SELECT source, attribute, digest FROM derived"
        ):
            remembered.setdefault(number, {})[name] = hashed
        changed = {
            number
            for number in derived.keys() | remembered.keys()
            if derived.get(number) != remembered.get(number)
        }
        if changed:
            with self._ledger.transaction() as connection:
                for number in changed:
                    old, new = remembered.get(number, {}), derived.get(number, {})
                    names = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
                    mark_readers(
                        connection, number, names, f"{self._library.paths.get(number, number)} (by a plugin)"
                    )
                    connection.execute("DELETE FROM derived WHERE source = ?", (number,))
                    connection.executemany(
                        "INSERT INTO derived VALUES (?, ?, ?)", [(number, *item) for item in new.items()]
                    )
        return changed

    def _declare(self, generators: list[Any], changed: set[int]) -> None:
        connection, outputs = self._ledger.connection, self._outputs
        outputs.load()
        lists = self._library.lists
        catalogues = {
            "generated": self.context["generated_content"],
            "static": self.context["static_content"],
        }
        environment = generators[0].env
        evaluator = Evaluator(
            self._settings,
            self.context,
            catalogues,
            lists,
            lambda name: self.closures.digest(environment.get_template(name)),
        )
        outputs.stale = outputs.verify() | stale_outputs(connection, evaluator)
        orders = dict(
            connection.execute("SELECT substr(name, 7), value FROM meta WHERE name LIKE 'order %'").fetchall()
        )
        outputs.stale |= stale_neighbours(
            connection, lists, {name: bytes.fromhex(value) for name, value in orders.items()}
        )
        self._writer = DeclaringWriter(
            self._pelican.output_path, self._settings, self.context, outputs.declare, self.closures.digest
        )
        self._changed = changed
        self.context.keep_history()
        for generator in generators:
            if isinstance(generator, LedgerArticles):
                generator.declare_articles = self._declare_articles
            elif isinstance(generator, LedgerStatic):
                generator.copy_file = self._declare_copy
            if hasattr(generator, "generate_output"):
                generator.generate_output(self._writer)

    def _declare_articles(self, generator: Any) -> None:
        """Declare the pages of all articles that are changed, new, stale or made with changed templates."""
        live = self._live(generator)
        names = {number: self._name_of(number) for number in live}
        self._own_pages = {number: self._writer.place(name) for number, name in names.items() if name}
        count = Counter(names.values())
        self._writer.reserve({name: self._overrides(number) for number, name in names.items() if name})
        wanted = self._articles_to_write(generator)
        wanted |= {
            number for number, name in names.items() if count[name] > 1
        }  # Pelican has a word to say there
        for number in [number for number in live if number in wanted]:
            touched, name = self._library.touched.get(number), names[number]
            template = generator.get_template(
                self._library.columns[number].template if touched is None else touched.template
            )
            if name and self._writer.may_write(name, override=self._overrides(number), reserved=True):
                page = ArticlePage(self, generator, number, name, template)
                closure = self.closures.digest(template)
                place = self._writer.place(name)
                self._outputs.declare(Declared(place, template.name or "", closure, b"", page, number))

    def _live(self, generator: Any) -> list[int]:
        """Return the articles that have a page, in Pelican's order."""
        lists = (
            generator.translations,
            generator.articles,
            generator.hidden_translations,
            generator.hidden_articles,
        )
        return [number for contents in lists for number in numbers_of(contents)]

    def _name_of(self, number: int) -> str:
        touched = self._library.touched.get(number)
        return self._library.columns[number].save_as if touched is None else str(touched.save_as)

    def _overrides(self, number: int) -> bool:
        touched = self._library.touched.get(number)
        if touched is None:
            return self._library.columns[number].override
        return hasattr(touched, "override_save_as")

    def _articles_to_write(self, generator: Any) -> set[int]:
        connection = self._ledger.connection
        known = {
            source for (source,) in connection.execute("SELECT source FROM output WHERE source IS NOT NULL")
        }
        wanted = (self._library.kinds.keys() - known) | self._changed
        for name in self._outputs.stale:
            row = self._outputs.remembered(name)
            if row is not None and row.source is not None:
                wanted.add(row.source)
        for kind, closure in connection.execute(
            "SELECT DISTINCT kind, closure FROM output WHERE source IS NOT NULL"
        ).fetchall():
            template = generator.env.get_template(kind)
            if self.closures.digest(template) != closure:
                rows = connection.execute(
                    "SELECT source FROM output WHERE source IS NOT NULL AND kind = ? AND closure = ?",
                    (kind, closure),
                )
                wanted |= {source for (source,) in rows}
        return wanted

    def _declare_copy(self, source: Path, name: str) -> None:
        """Declare a copied file; it goes before whatever else has this name, since Pelican copies last."""
        status = source.stat()
        own = f"{source} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_size}".encode()
        self._outputs.declare(Declared(name, "copy", b"", digest_of_text(own), source.read_bytes))

    def _write(self) -> None:
        outputs, ledger = self._outputs, self._ledger
        if self._found is not None:
            self._folder.refuse_foreign(self._found, outputs.declared)
            self._found = self._folder.without_leftovers(self._found)
        todo = outputs.to_render()
        gone = outputs.gone(self._own_pages)
        with ledger.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO pending VALUES (?, ?)", [(output.name, output.why) for output in todo]
            )
            if self._found is not None:
                gone += [
                    name
                    for name in self._found
                    if name not in outputs.declared and not self._folder.written_since(name, self._start)
                ]
                ledger.set_meta("place", self._folder.take_over())
            connection.executemany(
                "INSERT OR IGNORE INTO pending VALUES (?, 'gone')", [(name,) for name in gone]
            )
        self._library.keep_all = False
        try:
            with ledger.transaction() as connection:
                written = self._render_all(todo, connection)
                self._summary.removed = self._folder.remove(gone)
                self._folder.move_into_place(written)
                self._forget(connection, gone)
                self._remember(connection)
        except BaseException:
            self._folder.clear(output.name for output in todo)
            raise
        ledger.sweep_texts()
        self._summary.rendered, self._summary.written = len(todo), len(written)

    def _render_all(self, todo: list[Declared], connection: sqlite3.Connection) -> list[str]:
        """Lay all files beside their places and write down what they have read; returns those that differ."""
        books, written, said = Bookkeeping(connection), list[str](), set[str]()
        for rendered in spread(todo, self._render, self._processes, before=self._in_worker):
            books.record(self._outputs.declared[rendered.name], rendered)
            for reading in rendered.unknown - said:
                logger.warning(
                    "%s reads something that cannot be compared, so it is rendered in each build: %s",
                    rendered.name,
                    reading,
                )
            said |= rendered.unknown
            if rendered.changed:
                written.append(rendered.name)
        return written

    def _remember(self, connection: sqlite3.Connection) -> None:
        for name, found in self._library.lists.items():
            if connection.execute("SELECT 1 FROM near WHERE list = ? LIMIT 1", (name,)).fetchone():
                self._ledger.set_meta(f"order {name}", pack_order(found.numbers).hex())
        self.closures.remember()
        sweep(connection)
        counted = "SELECT count(*), count(*) FILTER (WHERE name LIKE '%.html') FROM output"
        self._summary.outputs, self._summary.pages = connection.execute(counted).fetchone()

    def _forget(self, connection: sqlite3.Connection, names: Iterable[str]) -> None:
        for name in names:
            row = connection.execute("SELECT number FROM output WHERE name = ?", (name,)).fetchone()
            if row is not None:
                for table, column in (("output", "number"), ("reading", "output"), ("near", "output")):
                    connection.execute(f"DELETE FROM {table} WHERE {column} = ?", row)  # noqa: S608 - names from the line above
            connection.execute("DELETE FROM pending WHERE name = ?", (name,))

    def _in_worker(self) -> None:
        self._ledger.reopen()

    def _render(self, output: Declared) -> Rendered:
        readings = recording.Recording(self._settings)
        with recording.recorded(readings):
            data = output.render()
        for path in readings.files:
            readings.note_digest(f"file/{path}", digest_of_file(path))
        hashed, stamp, different = self._outputs.put(output.name, data)
        articles = {number: " ".join(sorted(names)) for number, names in readings.articles.items()}
        return Rendered(output.name, hashed, stamp, different, articles, readings.values, readings.unknown)


@dataclass
class ArticlePage:
    """The rendering of an article's own page, made from the ledger when its turn comes."""

    build: Build
    generator: Any
    number: int
    name: str
    template: Any

    def __call__(self) -> bytes:
        """Return the bytes of the page."""
        article = self.build._library.content(self.number)  # noqa: SLF001 - a part of the build
        signals.article_generator_write_article.send(self.generator, content=article)
        own = {
            "article": article,
            "category": getattr(article, "category", None),
            "url": article.url,
            "blog": True,
        }
        return self.build._writer.render(self.name, self.template, own)  # noqa: SLF001
