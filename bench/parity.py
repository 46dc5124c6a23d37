"""Compare two outputs page kind by page kind: the same words, links and descriptions.

python -m bench.parity OURS PEER prints the differences.
"""

from __future__ import annotations

import difflib
import json
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

# Addresses that differ in their digests or folders only: theme, pictures, cards, QR codes.
OWN_ADDRESS = re.compile(r"^(?:https://[^/]+)?/(?:theme|anh|qr|pagefind|articles)/|ma-qr\.png$")
SKIPPED = {"script", "style", "noscript"}
# Whole pages whose words are our own alone: statistics, search, offline (README, “What still differs”).
THIRD_OF_MONTH = "[0-3][0-9]-[0-3][0-9]"  # beside the page of a long month, which is another than the peer's
OWN_WORDS = ("thong-ke-truy-cap/", "tim-kiem/", "ngoai-mang/")


class Page(HTMLParser):
    """The words, links, pictures and metadata of a page, and its JSON-LD."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: set[str] = set()
        self.pictures = 0
        self.facts: set[tuple[str, str]] = set()
        self.things: Any = None
        self._inside: list[str] = []
        self._script = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note links, pictures and metadata."""
        fields = {name: value or "" for name, value in attributes}
        if tag in SKIPPED:
            self._inside.append(tag)
            self._script = fields.get("type", "")
        if self._inside and tag not in SKIPPED:
            return
        url = fields.get("href") or fields.get("action") or fields.get("formaction") or ""
        if url and not OWN_ADDRESS.search(url):
            self.links.add(unquote(url))
        self.pictures += tag in ("img", "source")
        if tag == "meta" and not OWN_ADDRESS.search(fields.get("content", "")):
            self.facts.add((fields.get("name") or fields.get("property") or "", fields.get("content", "")))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element whose text is not shown."""
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        """Note shown words, and the JSON-LD."""
        if not self._inside:
            # Our titles keep numbers with their nouns by characters that the corpus does not have.
            self.words += data.replace("\u2060", "").split()
        elif self._script == "application/ld+json":
            self.things = _plain(json.loads(data))


def _plain(value: Any) -> Any:
    """Return JSON without what differs in its address only."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items() if name != "image"}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def samples(output: Path) -> Iterator[str]:
    """Yield one or two pages of every kind, by their path in the output."""
    for pattern in (
        "index.html", "404.html", "20??/index.html", "20??/??/index.html", "20??/??/bai-*/index.html", "*/index.html",
        "don-vi/*/index.html", "chuyen-muc/*/index.html", "tac-gia/*/index.html", "chu-de/*/index.html",
        "rss/*.xml", "rss/*.json", "rss/chu-de/*.xml", "rss/chu-de/*.json",
    ):  # fmt: skip
        files = [file for file in output.glob(pattern) if not any(file.parent.glob(THIRD_OF_MONTH))]
        found = sorted(str(file.relative_to(output)) for file in files)
        own = [name for name in found if not name.startswith(OWN_WORDS)]
        yield from own if pattern == "*/index.html" else dict.fromkeys(own[:1] + own[-1:])


def differences(ours: Path, peer: Path) -> Iterator[str]:
    """Yield a line for each difference between two outputs of one corpus."""
    for name in samples(ours):
        if not (peer / name).is_file():
            yield f"{name} is missing"
            continue
        texts = [(folder / name).read_text(encoding="utf-8") for folder in (ours, peer)]
        if name.endswith(".html"):
            yield from (f"{name}: {line}" for line in _page_differences(*map(Page, texts)))
        elif name.endswith(".xml"):
            yield from (f"{name}: {line}" for line in _differing(*map(_atom, texts)))
        elif name.endswith(".json"):
            yield from (f"{name}: {line}" for line in _differing(*map(_json_feed, texts)))


def _page_differences(ours: Page, peer: Page) -> Iterator[str]:
    yield from _differing(ours.words, peer.words)
    yield from (f"link {url}" for url in sorted(ours.links ^ peer.links))
    yield from (f"metadata {fact}" for fact in sorted(ours.facts ^ peer.facts))
    if ours.things != peer.things:
        yield f"JSON-LD {ours.things} {peer.things}"
    if ours.pictures != peer.pictures:
        yield f"{ours.pictures} pictures, {peer.pictures}"


def _differing(ours: list[str], peer: list[str]) -> Iterator[str]:
    for kind, *ends in difflib.SequenceMatcher(None, ours, peer, autojunk=False).get_opcodes():
        if kind != "equal":
            yield f"“{' '.join(ours[ends[0] : ends[1]])}” is “{' '.join(peer[ends[2] : ends[3]])}”"


def _atom(text: str) -> list[str]:
    """Return the words of an Atom feed, those of the articles without their tags."""
    parts = [item.text or " ".join(item.attrib.values()) for item in ElementTree.fromstring(text).iter()]
    return " ".join(" ".join(Page(part).words) for part in parts).split()


def _json_feed(text: str) -> list[str]:
    """Return the fields of a JSON feed, those of the articles without their tags."""
    feed = json.loads(text)
    items = feed.pop("items")
    lines = [f"{name}: {value}" for name, value in sorted(feed.items())]
    for item in items:
        item["content_html"] = " ".join(Page(item["content_html"]).words)
        item.pop("image", None)
        lines += [f"{name}: {value}" for name, value in sorted(item.items())]
    return lines


if __name__ == "__main__":
    print("\n".join(differences(*map(Path, sys.argv[1:]))))
