"""Every file of two complete portals: valid, linked correctly, within the budget, with metadata."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from feedparser.api import parse

from plugins.budget.weight import LIMIT, OWN_TEXT
from tests.browser.portals import EVERY
from tests.conftest import FULL
from tests.feeds.json_feed import JSON_FEED
from tests.machine import NU_CHECKER
from tests.site.links import dead_links
from tests.structured_data.schema_org import faults_of

pytestmark = pytest.mark.tools
SITE_URLS = {"content": "https://tanhlinh.example", "everything": "https://xathu.example"}


def test_the_nu_html_checker_finds_nothing_in_any_built_file(built: Path) -> None:
    options = ["--format", "json", "--skip-non-html", "--also-check-css", "--also-check-svg"]
    others = [file for ending in ("css", "svg") for file in built.rglob(f"*.{ending}")]
    command = ["java", "-jar", str(NU_CHECKER), *options, *map(str, [*some_pages(built), *others])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr)["messages"]
    found = [(item["url"].partition("portals")[2], item["message"], item.get("extract")) for item in messages]
    assert found == []


@pytest.mark.parametrize("name", EVERY)
def test_no_page_and_no_feed_leads_nowhere(built: Path, name: str) -> None:
    assert dead_links(built / name, SITE_URLS[name]) == []


@pytest.mark.parametrize("name", EVERY)
def test_every_feed_can_be_read(built: Path, name: str) -> None:
    atom = sorted((built / name / "rss").rglob("*.xml"))
    reported = sorted((built / name / "rss").rglob("*.json"))
    assert len(atom) == len(reported) > 4
    for file in atom:
        feed = parse(file.read_bytes())
        assert not feed.bozo, (file, feed.bozo_exception)
        assert feed.entries, file
    for file in reported:
        JSON_FEED.validate(json.loads(file.read_text(encoding="utf-8")))


def test_every_page_tells_only_what_schema_org_knows(built: Path, tmp_path: Path) -> None:
    graphs = [
        script.text
        for file in some_pages(built)
        for script in BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").select(
            'script[type="application/ld+json"]'
        )
    ]
    assert len(graphs) > 30
    planted = graphs[0].replace('"name"', '"headlin"')
    found = faults_of([*graphs, planted], tmp_path)
    assert "headlin" in found
    lines = set(re.findall(r"graphs\.ts\((\d+)", found))
    assert lines == {str(1 + len(graphs) + 1)}, found  # after the import and the graphs


@pytest.mark.parametrize("name", EVERY)
def test_every_page_keeps_the_budget(built: Path, name: str) -> None:
    """Weighs the built files themselves."""
    heavy = {}
    for file in some_pages(built):
        if not file.is_relative_to(built / name):
            continue
        html = file.read_text(encoding="utf-8")
        page = BeautifulSoup(html, "html.parser")
        text = page.select_one(".prose")
        beyond = max(0, weight(text.encode()) - OWN_TEXT) if text else 0
        brought = [str(link["href"]) for link in page.select("link[rel=stylesheet]")]
        brought += [str(script["src"]) for script in page.select("script[src]")]
        total = weight(html.encode()) - beyond
        total += sum(weight((built / name / path.lstrip("/")).read_bytes()) for path in brought)
        if total > LIMIT:
            heavy[str(file)] = total
    assert heavy == {}


def test_sitemaps_are_xml_and_list_only_existing_pages(built: Path) -> None:
    portal, site_url = built / "everything", SITE_URLS["everything"]
    files = [portal / "sitemap.xml", *(portal / "so-do").glob("*.xml")]
    named = [
        element.text or ""
        for file in files
        for element in ElementTree.parse(file).iter()
        if element.tag.endswith("}loc")
    ]
    assert len(named) > 200
    for address in named:
        path = portal / address.removeprefix(f"{site_url}/")
        assert (path / "index.html" if address.endswith("/") else path).is_file(), address


def some_pages(folder: Path) -> list[Path]:
    """Return the pages with all that a text can have, and the first and last of each kind; all pages with --full."""
    kinds: dict[str, list[Path]] = {}
    for file in sorted(folder.rglob("*.html")):
        *folders, _, _ = ("", *file.relative_to(folder).parts)
        kinds.setdefault(re.sub(r"\d+", "0", "/".join(folders)), []).append(file)
    special = [folder / "everything" / place.lstrip("/") / "index.html" for place in EVERY["everything"]]
    some = [file for files in kinds.values() for file in (files if FULL else {files[0], files[-1]})]
    return sorted({*some, *(file for file in special if file.is_file())})


def weight(data: bytes) -> int:
    return len(gzip.compress(data, 9, mtime=0))
