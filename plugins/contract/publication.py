"""The contract in a Pelican build: reject invalid content, publish nothing of drafts."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote

from blinker import signal
from pelican.readers import Readers

from plugins.contract.body.links import Reference
from plugins.contract.body.pictures import BESIDE_VIDEOS, VIDEOS, published_name
from plugins.contract.content_type import register_types, type_at
from plugins.contract.reader import ContractReader, LinkedFile, names_of
from plugins.contract.settings import set_contract_settings
from plugins.contract.site.entry import unpack
from plugins.contract.site.file_kinds import DOCUMENTS
from plugins.contract.site.published_files import PublishedFiles
from plugins.contract.site.rules import issues_of_site
from plugins.contract.sources.source import SourceReader
from plugins.contract.sources.walk import content_files, wrong_endings
from plugins.errors.issue import ContentError, Issue, UserError, report
from plugins.incremental.api import content_column, failed_sources, keep_columns
from plugins.settings.defaults import require_setting
from plugins.vietnamese.dates import DateError, parse_date

logger = logging.getLogger(__name__)
texts_accepted = signal(
    "texts_accepted"
)  # sent with the entries of all texts, before the first file is written
NOT_MARKDOWN = ("htm", "html", "rst")


def set_settings(pelican: Any) -> None:
    """Set what the contract needs, and BUILD_MOMENT (a text, or None for now) to one aware moment: nothing else reads a clock."""
    require_setting(pelican.settings, "AGENCY", "plugins.agency", needed_by="plugins.contract")
    set_contract_settings(pelican.settings)
    register_types(pelican.settings, pelican.plugins)
    pelican.settings["BUILD_MOMENT"] = moment_of(pelican.settings)
    pelican.settings["JINJA_FILTERS"]["with_sizes"] = with_sizes


def moment_of(settings: dict[str, Any]) -> datetime:
    """Return the moment of the build, in UTC. Raises UserError if the setting cannot be read.

    Python compares two times of one zone by their clocks, so that in the hour that summer time repeats an article of
    01:45 would be published at the first 01:50. Times of different zones are compared in UTC.
    """
    written, zone = settings.get("BUILD_MOMENT"), settings["AGENCY"].zone
    if isinstance(written, datetime):
        return written.astimezone(UTC)
    if not written:
        return datetime.now(UTC)
    try:
        return parse_date(str(written), zone).astimezone(UTC)
    except DateError as error:
        raise UserError(f"BUILD_MOMENT: {error}. {error.hint}") from error
    except OverflowError:
        raise UserError(f"BUILD_MOMENT: năm của “{written}” không dùng được.") from None


def look_at_files(pelican: Any) -> None:
    """List the content folder before anything in it is opened. Raises ContentError for what may not be read.

    Files that Pelican would silently leave out are kept for `reject_invalid`, which reports all errors together.
    """
    keep_columns(pelican.settings, "static_targets", "scheduled_targets")
    keep_columns(pelican.settings, "entry", "url", streamed=True)
    files = content_files(Path(pelican.settings["PATH"]), pelican.settings)
    pelican.settings["INCREMENTAL_COPY_INSIDE"] = True
    pelican.settings["FILES_LEFT_OUT"] = tuple(wrong_endings(files))


def use_reader(readers: Readers) -> None:
    """Let the contract read Markdown; other kinds of source would bypass it."""
    for ending in ContractReader.file_extensions:
        readers.reader_classes[ending] = ContractReader
    for ending in NOT_MARKDOWN:
        readers.reader_classes.pop(ending, None)


def forget_drafts(generator: Any) -> None:
    """Remove drafts and scheduled texts from the generator, before anything can write or list them."""
    for name in ("drafts", "drafts_translations", "draft_pages", "draft_translations"):
        if hasattr(generator, name):
            getattr(generator, name).clear()


def publish_only_linked_files(generator: Any) -> None:
    """Let Pelican copy the files that published articles and pages use, and no others.

    Runs when the pages are known, which is after the articles and before static files are gathered.
    """
    forget_drafts(generator)
    generator.context["static_links"] = _files_used(generator.context, "static_targets")


def _files_used(context: Mapping[str, Any], column: str) -> set[str]:
    targets = content_column(context["generated_content"], column)
    used = {target for _, found in targets for target in found or ()}
    # Only some videos have captions, or a picture, beside them.
    beside = {
        str(PurePosixPath(target).with_suffix(ending))
        for target in used
        if target.lower().endswith(tuple(VIDEOS))
        for ending in BESIDE_VIDEOS
    }
    files = PublishedFiles(Path(context["PATH"]))
    return used - {file for file in beside & used if not files.exists(file)}


def scheduled_files(context: Mapping[str, Any]) -> list[str]:
    """Return the paths of the files that scheduled texts will publish, below the content folder."""
    return sorted(_files_used(context, "scheduled_targets"))


def describe_files(generator: Any) -> None:
    """Quote the URLs of files whose names contain spaces or accents; give documents their `size` in bytes.

    A page that shows a size has read `says`, so it is rendered again when the file gets another size. Of pictures
    other bytes are published than the editor's.
    """
    content = generator.settings["PATH"]
    for static in generator.staticfiles:
        static.override_save_as = published_name(static.save_as)
        static.override_url = quote(published_name(static.url))
        if os.path.splitext(static.source_path)[1].lower() in DOCUMENTS:  # noqa: PTH122 - asked for every file
            with suppress(OSError):  # a missing file is reported with the text that uses it
                static.size = os.path.getsize(os.path.join(content, static.source_path))  # noqa: PTH118, PTH202
                static.says = static.size


def with_sizes(files: Iterable[LinkedFile], static_content: Mapping[str, Any]) -> list[LinkedFile]:
    """Return an article's attachments with their sizes; `static_content` are Pelican's static files by path."""
    found = ((file, static_content.get(unquote(file.url).lstrip("/"))) for file in files)
    return [replace(file, size=getattr(static, "size", 0)) for file, static in found]


def reject_invalid(generators: list[Any]) -> None:
    """Raise ContentError with every error of the content, or log the warnings; runs before the first file is written.

    With the setting LEAVES_OUT_BROKEN_TEXTS, for previews, texts that have errors of their own are left out. With
    ACCEPTS_DEAD_LINKS, for what a desk has approved, links to URLs that the portal does not have are warnings.
    """
    context, settings = generators[0].context, generators[0].settings
    content = Path(settings["PATH"])
    packed = list(content_column(context["generated_content"], "entry"))
    issues: list[Issue] = list(settings["FILES_LEFT_OUT"])
    broken: dict[str, tuple[Reference, ...] | None] = {}
    for error in _rejected([path for path, entry in packed if entry is None], context, settings):
        issues += error.issues
        broken[error.issues[0].path] = None if error.is_harmless else error.references
    entries = [unpack(path, entry) for path, entry in packed if entry is not None]
    if settings.get("LEAVES_OUT_BROKEN_TEXTS"):
        issues = [replace(issue, is_warning=True) for issue in issues]
    accepts = bool(settings.get("ACCEPTS_DEAD_LINKS"))
    issues += issues_of_site(entries, content, settings["CONTENT_TYPES"], broken, accepts_dead_links=accepts)
    issues += [issue for entry in entries for issue in entry.warnings]
    if not all(issue.is_warning for issue in issues):
        raise ContentError(issues)
    if issues:
        logger.warning("%s", report(issues))
    texts_accepted.send(entries)


def _rejected(paths: list[str], context: dict[str, Any], settings: dict[str, Any]) -> Iterator[ContentError]:
    """Yield why the files at `paths` were rejected; stock Pelican has only logged it, so they are read again."""
    failed = failed_sources(context)
    for path in paths:
        error = _read_again(path, settings) if failed is None else failed.get(path)
        if not isinstance(error, ContentError):
            hint = "Chạy lại với pelican --debug để xem nguyên nhân."
            error = ContentError([Issue(path, 1, "tệp không dựng được", hint)])
        yield error


def _read_again(path: str, settings: dict[str, Any]) -> ContentError | None:
    reader = SourceReader(names_of(settings), settings["MARKDOWN"])
    try:
        reader.read(Path(settings["PATH"]) / path, path, type_at(path, settings))
    except ContentError as error:
        return error
    return None


def order_categories(generator: Any) -> None:
    """Put the categories, which Pelican sorts by name, into the agency's order."""
    rank = {section.slug: number for number, section in enumerate(generator.settings["AGENCY"].categories)}
    generator.categories.sort(key=lambda group: rank[group[0].slug])
    generator.context["categories"] = generator.categories
