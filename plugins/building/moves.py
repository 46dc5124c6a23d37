"""Texts whose URL differs from that of the current release, and URLs that the next release no longer has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from plugins.building.old_url_line import line_of, with_old_url
from plugins.contract.fields.values import PAGE_URL
from plugins.contract.site.entry import Entry
from plugins.errors.issue import Issue, printable
from plugins.files.atomic import replace_file
from plugins.files.inside import OutsideError, open_inside
from plugins.urls.patterns import is_own

MOST_LISTED = 20
YES = {"y", "yes", "c", "có", "co"}


@dataclass(frozen=True)
class Move:
    """A text that has been released at the URL `old`."""

    text: Entry
    old: str

    @property
    def line(self) -> str:
        """The line of front matter that makes the old URL lead to the text."""
        return line_of([self.old, *self.text.old_urls])

    def issue(self) -> Issue:
        """Return a warning about the text."""
        message = f"đã phát hành ở địa chỉ {self.old}, nay là {self.text.address}"
        hint = f"Để địa chỉ cũ dẫn sang địa chỉ mới, ghi ở phần khai báo: {self.line}"
        return Issue(self.text.path, self.text.address_line, message, hint, is_warning=True)


def urls_of(texts: Iterable[Entry]) -> dict[str, str]:
    """Return the URLs of the texts that have a page, by their paths."""
    return {text.path: text.address for text in texts if text.published}


def compare(before: Mapping[str, str], texts: Sequence[Entry]) -> tuple[list[Move], dict[str, str]]:
    """Return the texts that have moved, and the released URLs that are gone, with the path of the text each had.

    `before` are the URLs of the current release by path. A text is recognised by its path, or by the name of its file
    if that was moved to another folder.
    """
    published = [text for text in texts if text.published]
    known = {url for text in published for url in (text.address, *text.old_urls)}
    lost = {path: url for path, url in before.items() if url not in known}
    if not lost:
        return [], {}
    by_path = {text.path: text for text in published}
    by_name: dict[str, list[Entry]] = {}
    for text in published:
        if text.path not in before:
            by_name.setdefault(PurePosixPath(text.path).name, []).append(text)
    moves, gone = [], {}
    for path, url in sorted(lost.items()):
        same_name = by_name.get(PurePosixPath(path).name, []) if path not in by_path else []
        moved = by_path.get(path) or (same_name[0] if len(same_name) == 1 else None)
        if moved is not None and PAGE_URL.fullmatch(url) and not is_own(url):
            moves.append(Move(moved, url))
        else:
            gone[url] = path
    return moves, gone


def gone_issue(gone: Mapping[str, str]) -> Iterator[Issue]:
    """Yield one warning that lists the URLs that are gone, if there are any."""
    if gone:
        listed = [f"{url} ({path})" for url, path in list(gone.items())[:MOST_LISTED]]
        more = f" và {len(gone) - MOST_LISTED} địa chỉ nữa" if len(gone) > MOST_LISTED else ""
        message = f"{len(gone)} địa chỉ đã phát hành sẽ không còn: {', '.join(listed)}{more}"
        hint = "Bài đã xóa, đã hết hạn, nay là nháp hay hẹn giờ. Nếu không cố ý thì khôi phục tệp; bài sai sót thì dùng status: withdrawn."
        yield Issue("", 0, message, hint, is_warning=True)


def write_if_wanted(moves: Sequence[Move], content: Path) -> bool:
    """Ask whether to write the old URLs into the files; return whether any was written."""
    if not moves:
        return False
    if input(f"Ghi dòng old_urls vào {len(moves)} tệp trên? (y/n) ").strip().lower() not in YES:
        return False
    return sum(_write(move, content) for move in moves) > 0


def _write(move: Move, content: Path) -> bool:
    """Write one old URL into its file and say so; what cannot be changed safely is left to the editor."""
    file = content / move.text.path
    try:
        with open_inside(file, content) as stream:
            data = stream.read()
        changed = None if file.is_symlink() else with_old_url(data, move.old)
        if changed is not None:
            replace_file(file, changed, mode=file.stat().st_mode & 0o777)
    except (OSError, OutsideError):
        changed = None
    said = "đã ghi" if changed is not None else "chưa ghi được, hãy tự thêm dòng"
    print(printable(f"{move.text.path}: {said} {move.line}"))
    return changed is not None
