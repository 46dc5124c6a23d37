"""The service worker, its list and the offline page in a Pelican build."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import rjsmin
from markupsafe import Markup

from plugins.contract.content_type import LANGUAGES
from plugins.incremental.api import declare_file
from plugins.languages.texts import texts
from plugins.urls.generator import SiteGenerator
from plugins.urls.patterns import (
    ENGLISH_HOME,
    OFFLINE,
    OFFLINE_LIST,
    SEARCH,
    SERVICE_WORKER,
    TITLES,
    file_of,
    fill_urls,
)

FOLDER = Path(__file__).resolve().parent
DAY = 24 * 60 * 60 * 1000  # milliseconds
NEWS = 10  # newest articles stored before they are read: about 60 kB with the home page
LISTS = 2  # newest lists of titles, each at most 400 articles and 12 kB, stored with the search page
LIMITS = {  # of the service worker; times in milliseconds
    "pages": 50,
    "pictures": 100,
    "renewals": 12,  # stored pages requested again after each page that is opened
    "old": DAY,  # a page stored longer ago is requested again
    "oldest": 30 * DAY,  # a page stored longer ago is not shown
    "patience": 5000,  # after this time without an answer a stored page is shown
    "pause": 500,  # responses within this time share one request for the list
}


def worker() -> str:
    """Return the script of the service worker: `worker/*.js` by name, after the URLs, limits and texts they need.

    It does not depend on the content, so browsers fetch it again only when this package changes.
    """
    originals = {
        file.stem: file.read_text(encoding="utf-8").strip()
        for file in sorted((FOLDER / "words").glob("*.txt"))
    }
    words = {lang: {name: texts()(text, lang) for name, text in originals.items()} for lang in LANGUAGES}
    constants = {"LIMITS": LIMITS, "WORDS": words}
    first = "".join(
        f"const {name}={json.dumps(value, ensure_ascii=False)};" for name, value in constants.items()
    )
    parts = [fill_urls(part.read_text(encoding="utf-8")) for part in sorted((FOLDER / "worker").glob("*.js"))]
    minified: str = rjsmin.jsmin("\n".join(parts))
    return f"{first}\n{minified}\n"


def add_filter(pelican: Any) -> None:
    """Offer `hidden_articles | offline_list(newest, titles, english)`."""
    pelican.settings["JINJA_FILTERS"]["offline_list"] = offline_list


def offline_list(
    hidden: Iterable[Any], newest: Iterable[Any], titles: Sequence[str], english: object
) -> Markup:
    """Return what the service worker needs to know of the content, as JSON: URLs of withdrawn and newest articles.

    `titles` are the names of the lists of titles, newest first; the search page is stored with the first two, also in
    English if the portal has it. A copy of a withdrawn article may be stored under one of its old URLs.

    Articles without a page (deleted, renamed, drafts again) are not listed: that would leave a trace of them. A
    browser that has stored one learns it from the server's response at the URL.
    """
    versions = (version for article in hidden for version in (article, *article.translations))
    pages = [SEARCH, ENGLISH_HOME.rstrip("/") + SEARCH] if english else [SEARCH]
    listed = {
        "withdrawn": sorted(
            url for one in versions if one.withdrawn for url in (f"/{one.url}", *one.old_urls)
        ),
        "news": [f"/{article.url}" for article in newest],
        "search": [*pages, *(f"{TITLES}{name}.txt" for name in titles[:LISTS])] if titles else [],
    }
    return Markup(json.dumps(listed, indent=0))  # noqa: S704 - a JSON file, not part of a page


class OfflineGenerator(SiteGenerator):
    """Writes the service worker, its list, and the page shown in place of pages that are not stored."""

    def generate_output(self, writer: Any) -> None:
        """Declare the three files to the writer."""
        script = worker().encode()
        declare_file(writer, file_of(SERVICE_WORKER), script, lambda: script)
        self.write_page(writer, OFFLINE_LIST, "offline/list.json", most=NEWS)
        limits = {"most": LIMITS["pages"], "days": LIMITS["oldest"] // DAY}
        self.write_page(writer, OFFLINE, "offline/page/template.html", **limits)
