"""What readers will see change when one built site takes the place of another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path, PurePosixPath

from selectolax.lexbor import LexborHTMLParser

from plugins.release.assets import without_lacking_assets
from plugins.release.compression import uncompressed
from plugins.release.tree import tree_of
from plugins.urls.patterns import REDIRECTS, file_of, is_own
from plugins.vietnamese.writing import number

PAGE = "index.html"
MOST_LISTED = 20  # pages of each kind
MOST_WORDS = 5  # places of a page
AROUND = 3  # words before and after a place
LONGEST = 25  # words; the middle of a longer passage is left out
MOST_COMPARED = 5_000  # words of a page; comparing takes time with their square
TITLES = {"added": "Thêm", "changed": "Sửa", "removed": "Rút"}


@dataclass(frozen=True)
class PageChange:
    """A text's page; `words` are passages as `(before, after)`, each with a few words around it.

    Only the first MOST_LISTED pages of each kind have a title and words.
    """

    url: str
    title: str = ""
    words: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Changes:
    """The difference between two sites. `lists` are changed pages that only list texts, `files` all other files.

    `lost` are the URLs of pages that the next site neither has nor redirects.
    """

    added: list[PageChange]
    changed: list[PageChange]
    removed: list[PageChange]
    lost: list[str]
    lists: int
    files: int

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.changed or self.removed or self.lost or self.lists or self.files)


def changes(before: Path, after: Path) -> Changes:
    """Compare two folders with built sites; `before` may be missing. Raises OSError."""
    theirs = tree_of(after)
    mine = without_lacking_assets(uncompressed(tree_of(before), theirs), theirs)
    gone, new = mine.inodes.keys() - theirs.inodes.keys(), theirs.inodes.keys() - mine.inodes.keys()
    edited = theirs.differing(mine) - new
    redirected = _redirected(after)
    texts = {name: url for name in gone | new | edited if (url := url_of(name)) and not is_own(url)}
    pages = {name for name in gone | new | edited if url_of(name)}

    def described(names: set[str], describe: Callable[[str], PageChange]) -> list[PageChange]:
        known = sorted(names & texts.keys())
        return [
            *map(describe, known[:MOST_LISTED]),
            *(PageChange(texts[name]) for name in known[MOST_LISTED:]),
        ]

    return Changes(
        added=described(new, lambda name: PageChange(texts[name], _read(after / name)[0])),
        changed=described(edited, lambda name: _edited(texts[name], before / name, after / name)),
        removed=described(gone, lambda name: PageChange(texts[name], _read(before / name)[0])),
        lost=sorted(url for name in gone & pages if (url := url_of(name)) not in redirected),
        lists=len(pages - texts.keys()),
        files=len((gone | new | edited) - pages),
    )


def url_of(name: str) -> str:
    """Return the URL of a page, e.g. `/2026/11/x/` for `2026/11/x/index.html`; "" for any other file."""
    path = PurePosixPath(name)
    return f"/{path.parent.as_posix()}/".replace("/./", "/") if path.name == PAGE else ""


def listed(found: Changes) -> str:
    """Return the changes in Vietnamese, for the terminal."""
    return "\n".join(_lines(found)) if found.any else "Người đọc sẽ không thấy gì thay đổi."


def _lines(found: Changes) -> Iterator[str]:
    for kind, title in TITLES.items():
        pages: list[PageChange] = getattr(found, kind)
        if pages:
            yield f"{title} {number(len(pages))} trang:"
            for page in pages[:MOST_LISTED]:
                yield f"  {page.url}  {page.title}".rstrip()
                for before, after in page.words:
                    yield f"    − {before}"
                    yield f"    + {after}"
            yield from _more(len(pages))
    if found.lost:
        yield f"Địa chỉ sẽ báo lỗi 404: {number(len(found.lost))}"
        yield from (f"  {url}" for url in found.lost[:MOST_LISTED])
        yield from _more(len(found.lost))
    if found.lists or found.files:
        yield f"Ngoài ra đổi {number(found.lists)} trang danh sách, {number(found.files)} tệp khác."


def _more(count: int) -> Iterator[str]:
    if count > MOST_LISTED:
        yield f"  … và {number(count - MOST_LISTED)} trang nữa"


def _redirected(site: Path) -> set[str]:
    """Return the URLs from which a site's list for nginx leads elsewhere."""
    try:
        lines = (site / file_of(REDIRECTS)).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return set()
    return {line.split()[0].strip('"') for line in lines if line.startswith(("/", '"/'))}


def _edited(url: str, before: Path, after: Path) -> PageChange:
    (_, old), (title, new) = _read(before), _read(after)
    return PageChange(url, title, list(islice(passages(old, new), MOST_WORDS)))


def _read(file: Path) -> tuple[str, list[str]]:
    """Return the title of a page and the words of its main part."""
    tree = LexborHTMLParser(file.read_bytes())
    main = tree.css_first("main") or tree.body
    heading = main.css_first("h1") if main is not None else None
    words = main.text(separator=" ").split()[:MOST_COMPARED] if main is not None else []
    return " ".join(heading.text().split()) if heading is not None else "", words


def passages(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what differs between two texts, given as words, with AROUND words on both sides.

    >>> list(passages("Họp lúc 14 giờ ngày mai".split(), "Họp lúc 15 giờ ngày mai".split()))
    [('Họp lúc [14] giờ ngày mai', 'Họp lúc [15] giờ ngày mai')]
    """
    for kind, start, end, new_start, new_end in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            yield _around(before, start, end), _around(after, new_start, new_end)


def _around(words: list[str], start: int, end: int) -> str:
    marked = words[start:end]
    if len(marked) > LONGEST:
        marked = [*marked[: LONGEST // 2], "…", *marked[-(LONGEST // 2) :]]
    return " ".join(
        [*words[max(0, start - AROUND) : start], f"[{' '.join(marked)}]", *words[end : end + AROUND]]
    )
