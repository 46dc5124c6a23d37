"""Every address that a built site mentions, and which of them lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

from bs4 import BeautifulSoup

LIVE = "/luot-truy-cap/"  # what the counter's service answers while the portal runs
ATTRIBUTES = ("href", "src", "poster", "cite", "action", "data-suggestions")
ATOM = "{http://www.w3.org/2005/Atom}"


def dead_links(folder: Path, site_url: str) -> list[tuple[str, str]]:
    """Return (page or feed, address) for every address of the site's own that no file answers.

    An address with a place (`#id`) needs that place too. Absolute addresses that begin with `site_url` count as the
    site's own.
    """
    pages = {
        file: BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        for file in folder.rglob("*.html")
    }
    places = {file: {str(tag["id"]) for tag in page.find_all(id=True)} for file, page in pages.items()}
    mentioned = [(file, address) for file, page in pages.items() for address in set(_of_page(page))]
    mentioned += [(file, address) for file in folder.rglob("*.xml") for address in _of_feed(file)]
    dead = []
    for file, address in mentioned:
        own = "/" + file.relative_to(folder).as_posix().removesuffix("index.html")
        parts = urlsplit(urljoin(own, address.removeprefix(site_url) or "/"))
        if parts.scheme or parts.netloc or parts.path.startswith(LIVE):
            continue
        target = folder / unquote(parts.path).lstrip("/")
        target = target / "index.html" if parts.path.endswith("/") else target
        if not target.is_file() or (parts.fragment and unquote(parts.fragment) not in places[target]):
            dead.append((own, address))
    return sorted(dead)


def _of_page(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.find_all():
        yield from (str(tag[name]) for name in ATTRIBUTES if tag.has_attr(name))
        yield from (part.split()[0] for part in str(tag.get("srcset", "")).split(",") if part.strip())


def _of_feed(file: Path) -> Iterator[str]:
    for element in ElementTree.parse(file).iter():
        if "href" in element.attrib:
            yield element.attrib["href"]
        if element.tag == f"{ATOM}content" and element.text:
            yield from (
                address
                for address in _of_page(BeautifulSoup(element.text, "html.parser"))
                if address[0] != "#"
            )
