"""The worker, its list and its page at work in a Pelican build."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import rjsmin
from markupsafe import Markup
from pelican.generators import Generator

from plugins.contract.types import LANGUAGES
from plugins.incremental.api import declare_file
from plugins.languages.texts import texts
from plugins.offline.limits import DAY, LIMITS, NEWS
from plugins.urls.patterns import OFFLINE, OFFLINE_LIST, SERVICE_WORKER, file_of, fill_urls

PARTS = Path(__file__).resolve().parent / "worker"
WORDS = Path(__file__).resolve().parent / "words"


def worker() -> str:
    """Return the script of the worker: its parts by name, after the addresses and limits that they need.

    It depends on nothing of the content, so browsers fetch a new one only when this room changes.
    """
    said = {file.stem: file.read_text(encoding="utf-8").strip() for file in sorted(WORDS.glob("*.txt"))}
    words = {lang: {name: texts()(text, lang) for name, text in said.items()} for lang in LANGUAGES}
    told = {"LIMITS": LIMITS, "WORDS": words}
    first = "".join(f"const {name}={json.dumps(value, ensure_ascii=False)};" for name, value in told.items())
    parts = [fill_urls(part.read_text(encoding="utf-8")) for part in sorted(PARTS.glob("*.js"))]
    minified: str = rjsmin.jsmin("\n".join(parts))
    return f"{first}\n{minified}\n"


def add_filter(pelican: Any) -> None:
    """Offer `hidden_articles | offline_list(newest)`."""
    pelican.settings["JINJA_FILTERS"]["offline_list"] = offline_list


def offline_list(hidden: Iterable[Any], newest: Iterable[Any]) -> Markup:
    """Return what the worker has to know of the content, as JSON: withdrawn articles and the newest, by address.

    Withdrawn ones have a page that says so. Of an article that has none any more (deleted, a draft again, renamed)
    not even its address stands here: a browser that stored it learns that from the server's answer at that address.
    """
    versions = (version for article in hidden for version in (article, *article.translations))
    told = {
        "withdrawn": sorted(f"/{version.url}" for version in versions if version.withdrawn),
        "news": [f"/{article.url}" for article in newest],
    }
    return Markup(json.dumps(told, indent=0))  # noqa: S704 - a file of JSON, no part of a page


class OfflineGenerator(Generator):
    """Writes the worker, the list of what it may not show and should fetch, and the page for what is not stored."""

    def generate_output(self, writer: Any) -> None:
        """Declare the three files to the writer."""
        script = worker().encode()
        declare_file(writer, file_of(SERVICE_WORKER), script, lambda: script)
        self._write(writer, OFFLINE_LIST, "list.json", most=NEWS)
        self._write(
            writer,
            OFFLINE,
            "page/template.html",
            most=LIMITS["pages"],
            days=LIMITS["oldest"] // DAY,
        )

    def _write(self, writer: Any, url: str, template: str, **values: Any) -> None:
        writer.write_file(file_of(url), self.env.get_template(f"offline/{template}"), self.context, **values)


def generators(_pelican: Any) -> type[OfflineGenerator]:
    """Offer the generator to Pelican."""
    return OfflineGenerator
