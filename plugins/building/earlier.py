"""An earlier release: what has been taken out of the portal since, and its content without that."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.contract.sources.standing import is_taken_out
from plugins.errors.commands import command
from plugins.files.linking import link_or_copy
from plugins.release.changes import url_of
from plugins.release.errors import ReleaseError
from plugins.release.folder import ReleaseFolder
from plugins.release.sources import Record, Recorded
from plugins.release.tree import tree_of
from plugins.urls.patterns import file_of
from plugins.vietnamese.writing import number

# A file of the portal in a page: a picture, or an attachment of a text.
FILE = re.compile(r'["\s,](/[^\s"\'<>,]+\.[a-z0-9]{2,5})(?=[\s",#?])')
FEW = 10  # texts; a portal that has begun with fewer may drop most of them
CONTENT, AGENCY = "content", "agency.yaml"  # names of the recorded parts


class Restored(NamedTuple):
    """A content folder that was put together again, and its agency.yaml if that was outside."""

    content: Path
    agency: Path | None


@dataclass(frozen=True)
class Earlier:
    """Release `name`, which is older than the current one, beside the `content` folder as it is now.

    `deleted` and `changed` are paths of its texts: those whose files are gone, and those that are now a draft, withdrawn or
    expired; `unseen` are those in its sources that it did not show, such as scheduled ones; `gone` are the URLs that they had, and those of their files that the current release lacks. `has_changed` is whether the release has to be built again. If
    `most_are_gone`, the content folder seems to be incomplete.
    """

    folder: ReleaseFolder
    name: str
    content: Path
    record: Record | None
    deleted: frozenset[str]
    changed: frozenset[str]
    unseen: frozenset[str]
    gone: frozenset[str]
    has_changed: bool
    most_are_gone: bool

    def pages_that_name_gone(self, release: Path) -> list[str]:
        """Return the URLs of the pages that lead to what is gone, without these themselves. Raises OSError."""
        urls = b"|".join(re.escape(url.encode()) for url in sorted(self.gone))
        links = re.compile(b'href="(?:' + urls + b')["#]')
        pages = ((url_of(name), release / name) for name in tree_of(release).inodes)
        return sorted(
            url for url, file in pages if url and url not in self.gone and links.search(file.read_bytes())
        )

    def restore(self, into: Path) -> Restored:
        """Put the content together in a folder, in place of what is there, without the texts that were taken out since.

        A deleted text is left out, and one that the release did not show: time may have published it since. One that is now a draft, withdrawn or expired is there as it is now, and so are the
        files beside it that the release did not have. Raises ReleaseError if the sources are not recorded or damaged,
        and OSError.
        """
        if self.record is None:
            raise ReleaseError(
                f"Bản {self.name} do phần mềm cũ phát hành, không lưu nội dung kèm theo, nên không dựng lại được. Quay lại "
                f"đúng bản ấy, kể cả {number(len(self.gone))} bài đã rút từ đó đến nay: {command('rollback', '--as-it-was')}"
            )
        shutil.rmtree(into, ignore_errors=True)
        into.parent.mkdir(parents=True, exist_ok=True)
        into.mkdir(mode=0o700)  # drafts are among the texts
        left_out = {f"{CONTENT}/{path}" for path in self.deleted | self.changed | self.unseen}
        for path, file in self.record.files.items():
            if path not in left_out:
                self.folder.sources.restore(file, into / path)
        for path in self.changed:
            for present in (self.content / path).parent.iterdir():
                is_beside = present.is_file() and not present.name.endswith(ARTICLE_ENDINGS)
                target = into / CONTENT / PurePosixPath(path).parent / present.name
                if (is_beside or present == self.content / path) and not target.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    link_or_copy(present, target)
        agency = into / AGENCY
        return Restored(into / CONTENT, agency if agency.is_file() else None)


def earlier_of(target: Path, name: str, content: Path, now: datetime, zone: ZoneInfo) -> Earlier:
    """Compare release `name` with the content folder and the current release; `zone` is the portal's. Raises OSError."""
    folder = ReleaseFolder(target)
    record = folder.sources.read(name)
    current = folder.current_name() or name
    urls, later = folder.texts_of(name), folder.texts_of(current) if current != name else {}
    left_out = {path for path in urls if later and path not in later}
    if record is None:
        deleted, changed = {path for path in left_out if urls[path] not in later.values()}, set[str]()
    else:
        missing, changed = _taken_out(record, left_out, content, now, zone)
        deleted = {path for path in missing if urls.get(path) not in later.values()} - _moved(
            record, missing, content
        )
    unseen = _texts_of(record).keys() - urls.keys() if record is not None and urls else set[str]()
    withdrawn = record.withdrawn if record is not None else frozenset()
    gone = {url for path, url in urls.items() if path in deleted | changed} - withdrawn
    published = deleted & urls.keys()
    has_aged = record is not None and record.due is not None and record.due <= now.timestamp()
    return Earlier(
        folder=folder,
        name=name,
        content=content,
        record=record,
        deleted=frozenset(deleted),
        changed=frozenset(changed),
        unseen=frozenset(unseen),
        gone=frozenset(gone | _files_of_pages(folder.releases / name, gone, folder.releases / current)),
        has_changed=bool((deleted | changed) & urls.keys()) or has_aged,
        most_are_gone=len(published) >= FEW and len(published) * 2 > len(urls),
    )


def _taken_out(
    record: Record, left_out: set[str], content: Path, now: datetime, zone: ZoneInfo
) -> tuple[set[str], set[str]]:
    """Return the texts whose files are missing, and those that are drafts, withdrawn or expired.

    Only files that have changed, and those of `left_out`, which the current release lacks, are read.
    """
    missing, suspected = set(), []
    for path, text in _texts_of(record).items():
        changed = _changed(f"{content}/{path}")
        if changed is None:
            missing.add(path)
        elif path in left_out or changed != text.changed:
            suspected.append(path)
    return missing, {path for path in suspected if is_taken_out((content / path).read_bytes(), now, zone)}


def _changed(file: str) -> int | None:
    """Return the time of change of a file in nanoseconds since 1970, None if it is missing."""
    try:
        status = os.stat(file)  # noqa: PTH116 - of tens of thousands of files
    except FileNotFoundError:
        return None
    return status.st_mtime_ns if stat.S_ISREG(status.st_mode) else None


def _moved(record: Record, missing: set[str], content: Path) -> set[str]:
    """Return those of the missing texts that are in another folder now, unchanged."""
    names = {PurePosixPath(path).name for path in missing}
    texts = _texts_of(record)
    others = tree_of(content).inodes.keys() - texts.keys() if missing else set()
    files = [content / path for path in others if PurePosixPath(path).name in names]
    found = {(file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files}
    return {path for path in missing if (PurePosixPath(path).name, texts[path].digest) in found}


def _texts_of(record: Record) -> dict[str, Recorded]:
    """Return the recorded texts by their paths in the content folder."""
    return {
        path.removeprefix(f"{CONTENT}/"): file
        for path, file in record.files.items()
        if path.endswith(ARTICLE_ENDINGS)
    }


def _files_of_pages(release: Path, urls: set[str], current: Path) -> set[str]:
    """Return the URLs of the pictures and attachments that some pages of a release name and the current one lacks."""
    named = set[str]()
    for url in urls:
        page = release / file_of(url)
        if page.is_file():
            named |= set(FILE.findall(page.read_text(encoding="utf-8")))
    files = {unescape(unquote(url)) for url in named}
    return {url for url in files if (release / url[1:]).is_file() and not (current / url[1:]).exists()}
