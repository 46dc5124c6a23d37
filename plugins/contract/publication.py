"""The contract at work in a Pelican build: refuse what is wrong, leave nothing of what is not published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pelican.contents import Article
from pelican.readers import Readers

from plugins.contract.dates import DateError, parse_date
from plugins.contract.faults import ContractError, Fault
from plugins.contract.reader import ContractReader, is_standing_page, names_of
from plugins.contract.site_rules import Entry, faults_of_site
from plugins.contract.source import SourceReader

NOT_MARKDOWN = ("htm", "html", "rst")


def set_moment(pelican: Any) -> None:
    """Turn the setting BUILD_MOMENT (a text, or None for now) into one aware moment: nothing else reads a clock."""
    pelican.settings["BUILD_MOMENT"] = moment_of(pelican.settings)


def moment_of(settings: dict[str, Any]) -> datetime:
    """Return the moment of the build in the agency's time zone. Raises ValueError if the setting cannot be read."""
    written, zone = settings.get("BUILD_MOMENT"), settings["AGENCY"].zone
    if isinstance(written, datetime):
        return written.astimezone(zone)
    if not written:
        return datetime.now(zone)
    try:
        return parse_date(str(written), zone)
    except DateError as error:
        raise ValueError(f"BUILD_MOMENT: {error}. {error.remedy}") from error


def use_reader(readers: Readers) -> None:
    """Let the contract read Markdown; other kinds of source would get round it."""
    for ending in ContractReader.file_extensions:
        readers.reader_classes[ending] = ContractReader
    for ending in NOT_MARKDOWN:
        readers.reader_classes.pop(ending, None)


def forget_drafts(generator: Any) -> None:
    """Take drafts and scheduled articles from the generator, before anything can write or list them."""
    for name in ("drafts", "drafts_translations", "draft_pages", "draft_translations"):
        if hasattr(generator, name):
            getattr(generator, name).clear()


def publish_only_linked_files(generator: Any) -> None:
    """Let Pelican copy the files that published articles and pages use, and no others.

    Runs when the pages are known, which is after the articles and before static files are gathered.
    """
    forget_drafts(generator)
    generator.context["static_links"] = {
        target
        for path, content in generator.context["generated_content"].items()
        if content is not None and content.status in ("published", "hidden")
        for reference in content.references
        if reference.what == "static" and (target := reference.target(path))
    }


def quote_addresses(generator: Any) -> None:
    """Give files whose names hold spaces or accents an address that a browser can ask for."""
    for static in generator.staticfiles:
        static.override_url = quote(static.url)


def refuse_faulty(generators: list[Any]) -> None:
    """Raise ContractError with every fault of the content; runs before the first file is written."""
    context, settings = generators[0].context, generators[0].settings
    contents = context["generated_content"]
    faults = list(
        _faults_of_unread([path for path, content in contents.items() if content is None], settings)
    )
    entries = [_entry(path, content, settings) for path, content in contents.items() if content is not None]
    faults += faults_of_site(entries, Path(settings["PATH"]))
    if faults:
        raise ContractError(faults)


def _faults_of_unread(paths: list[str], settings: dict[str, Any]) -> Iterator[Fault]:
    """Read again what Pelican has only logged as unreadable, to learn why."""
    reader = SourceReader(names_of(settings), settings["MARKDOWN"])
    for path in paths:
        try:
            reader.read(Path(settings["PATH"]) / path, path, is_page=is_standing_page(path, settings))
        except ContractError as error:
            yield from error.faults
        else:
            yield Fault(path, 1, "tệp không dựng được", "Chạy lại với pelican --debug để xem nguyên nhân.")


def _entry(path: str, content: Any, settings: dict[str, Any]) -> Entry:
    is_article = isinstance(content, Article)
    pattern = settings[
        "ARTICLE_URL" if is_article else "PAGE_URL"
    ]  # also for a draft, which has no address yet
    values = {"slug": content.slug, "date": content.date} if is_article else {"slug": content.slug}
    prefix = "" if content.in_default_lang else f"{content.lang}/"
    return Entry(
        path=path,
        address=f"/{prefix}{pattern.format(**values)}",
        published=content.status in ("published", "hidden"),
        is_page=not is_article,
        lines=content.lines,
        authors=tuple(author.name for author in content.authors) if is_article else (),
        tags=tuple(tag.name for tag in getattr(content, "tags", ())),
        references=content.references,
    )
