"""Parse changed source files with Pelican's readers, in worker processes."""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pelican.contents import Content, SkipStub
from pelican.plugins.signals import content_object_init
from pelican.readers import Readers
from pelican.urlwrappers import URLWrapper

from plugins.incremental.columns import columns, streamed
from plugins.incremental.errors import render_errors
from plugins.incremental.sources.plugin_state import PluginState
from plugins.incremental.sources.scan import stamp_of
from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.content import Freezer
from plugins.incremental.tracking.files import digest_of_source
from plugins.incremental.tracking.lists import attribute
from plugins.incremental.tracking.ordering import TOUCH, group_key, order_key, pack_date
from plugins.incremental.workers import can_be_pickled

MOMENT = "setting/BUILD_MOMENT"
NEVER = (1.0, 0.0)  # valid for no moment: parsed in each build
TERMS = ("category", "tags", "authors")


@dataclass
class Parsed:
    """A parsed source file, ready for the ledger. `kind` is empty if it could not be parsed."""

    path: str
    kind: str
    digest: bytes
    stamp: str = ""  # of the file that was read
    holds: tuple[float | None, float | None] = (None, None)
    has_validity: bool = False
    columns: bytes = b""
    streamed: bytes = b""
    facts: bytes = b""
    body: str = ""
    settings: set[str] = field(default_factory=set)
    error: str | Exception = ""  # an exception is kept for the plugin that raised it; see `failed_sources`
    unsupported: str = ""
    stateful_plugin: str = ""


class Columns(NamedTuple):
    """The facts that lists need, kept in memory for every content."""

    status: str
    template: str
    zone: str
    terms: tuple[tuple[str, ...], ...]
    extra: tuple[Any, ...]
    save_as: str
    order: Any
    date: int
    group: Any
    static: tuple[str, ...]
    override: bool  # the content sets its own `save_as`, which wins over other outputs of that name


SHARED = 5  # the first columns, whose equal values are shared between contents


class Parser:
    """Parses the sources of one generator."""

    def __init__(self, generator: Any, freezer: Freezer) -> None:
        self._generator = generator
        self._content_class: type[Content] = generator.content_class
        signals: tuple[Any, Any] = generator.source_signals or (None, None)
        self._preread, self._context = signals
        self._freezer = freezer
        self._plugin_state = PluginState((content_object_init, *generator.source_signals))
        self._names = frozenset(dict.keys(generator.settings))
        kind = self._content_class.__name__.upper()
        settings = generator.settings
        # Settings that readers receive when they are created affect every source.
        asked = tracker.Tracker()
        with tracker.tracking_reads(asked):
            generator.readers = Readers(settings, f"{type(generator).__name__}-Readers")
            self._order = settings.get(f"{kind}_ORDER_BY")
            self._group = settings.get(f"{kind}_TRANSLATION_ID")
            self._extra, self._streamed = columns(settings), streamed(settings)
        self.reader_settings = asked.values.keys() - {MOMENT}

    def parse(self, path: str) -> Parsed:
        """Parse a source file; `path` is relative to the content folder."""
        generator = self._generator
        hashed, status = digest_of_source(Path(generator.path, path))
        parsed = Parsed(path, "", hashed, stamp_of(status))
        reads = tracker.Tracker()
        with tracker.tracking_reads(reads):
            try:
                content = generator.readers.read_file(
                    base_path=generator.path,
                    path=path,
                    content_class=self._content_class,
                    context=generator.context,
                    preread_signal=self._preread,
                    preread_sender=generator,
                    context_signal=self._context,
                    context_sender=generator,
                )
            except Exception as error:  # noqa: BLE001 - like Pelican: report the file and go on
                # An exception with the attribute `reported` is reported by the plugin that raised it.
                if getattr(error, "reported", False) and can_be_pickled(error):
                    parsed.error = error
                else:
                    parsed.error = f"{type(error).__name__}: {error}"
            else:
                if _taken_digest(content) not in (None, hashed):
                    # The reader has read another file than the digest is of: parse the source again in the next build.
                    parsed.digest, parsed.stamp = os.urandom(len(hashed)), ""
                if isinstance(content, SkipStub):
                    parsed.kind = "SkipStub"
                else:
                    with render_errors(path):
                        if content.is_valid():
                            self._describe(content, parsed)
        parsed.stateful_plugin = self._plugin_state.changed()
        if MOMENT in reads.values and not parsed.has_validity:
            parsed.holds = NEVER
        own = os.path.abspath(os.path.join(generator.path, path))
        parsed.settings = self._settings_read(reads.values, parsed) | {
            f"file/{name}" for name in reads.files - {own}
        }
        return parsed

    def _settings_read(self, keys: Iterable[str], parsed: Parsed) -> set[str]:
        """Return the settings that were read, also through the context; any other read makes the source always stale."""
        read = set()
        for key in keys:
            kind, _, name = key.partition("/")
            name = "SITEURL" if name == "localsiteurl" else name
            if kind not in ("setting", "context") or (kind == "context" and name not in self._names):
                parsed.holds = NEVER
            elif name != "BUILD_MOMENT":
                read.add(f"setting/{name}")
        return read

    def _describe(self, content: Any, parsed: Parsed) -> None:
        if attaches(content):
            parsed.unsupported = (
                f"{parsed.path}: {{attach}} assigns a file to the page that is written first; use {{static}}"
            )
        holds = content.metadata.get("holds", (None, None))
        parsed.has_validity = "holds" in content.metadata
        parsed.holds = tuple(None if moment is None else moment.timestamp() for moment in holds)  # type: ignore[assignment] # a pair
        date, zone = pack_date(getattr(content, "date", None))
        columns = Columns(
            status=content.status,
            save_as=content.save_as,
            template=content.template,
            order=order_key(content, self._order),
            date=date,
            zone=zone,
            group=group_key(content, self._group),
            terms=tuple(slugs_of(getattr(content, name, None)) for name in TERMS),
            static=tuple(sorted(content.get_static_links())),
            extra=tuple(_fact(content, name) for name in self._extra),
            override=hasattr(content, "override_save_as"),
        )
        parsed.columns = marshal.dumps(tuple(columns))
        parsed.streamed = marshal.dumps(tuple(_fact(content, name) for name in self._streamed))
        try:
            parsed.facts = self._freezer.freeze(content)
        except Exception as error:  # noqa: BLE001 - __reduce__ can raise anything
            parsed.unsupported = f"a plugin has given {parsed.path} a value that cannot be pickled ({error})"
        parsed.body = content._content or ""  # noqa: SLF001 - Pelican has no public name for the unresolved body
        parsed.kind = type(content).__name__


def _fact(content: Any, name: str) -> Any:
    """Return an attribute as it is stored in a column; TOUCH if it cannot be stored."""
    value = attribute(content, name)
    try:
        marshal.dumps(value)
    except ValueError:
        return TOUCH
    return value


def slugs_of(value: Any) -> tuple[str, ...]:
    """Return the slugs of a category, or of a list of tags or authors."""
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(item.slug for item in values if isinstance(item, URLWrapper))


def attaches(content: Any) -> bool:
    """Tell whether a content has an `{attach}` link, which moves the linked file."""
    texts = [
        content._content,  # noqa: SLF001 - as above
        *(content.metadata.get(field) for field in content.settings["FORMATTED_FIELDS"]),
    ]
    links = content._get_intrasite_link_regex()  # noqa: SLF001 - the syntax is defined there
    return any(
        found["what"] == "attach"
        for text in texts
        if isinstance(text, str) and "attach" in text
        for found in links.finditer(text)
    )


def _taken_digest(content: Any) -> bytes | None:
    """Take the entry `source_digest` out of a content's metadata: `api.digest` of the bytes that its reader has read."""
    vars(content).pop("source_digest", None)
    found: bytes | None = getattr(content, "metadata", {}).pop("source_digest", None)
    return found
