"""An earlier release: what has been taken out of the portal since, and its content without that."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from zoneinfo import ZoneInfo

from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.contract.sources.standing import is_taken_out
from plugins.errors.commands import command
from plugins.files.linking import link_or_copy
from plugins.release.changes import url_of
from plugins.release.errors import ReleaseError
from plugins.release.folder import ReleaseFolder
from plugins.release.sources import Record
from plugins.release.whole import files_of
from plugins.vietnamese.writing import number

FEW = 10  # texts; so many may be deleted, whatever their share
CONTENT, AGENCY = "content", "agency.yaml"  # names of the recorded parts


class Restored(NamedTuple):
    """A content folder that was put together again, and its agency.yaml if that was outside."""

    content: Path
    agency: Path | None


@dataclass(frozen=True)
class Earlier:
    """Release `name`, which is older than the current one, beside the `content` folder as it is now.

    `deleted` and `changed` are paths of its texts: those whose files are gone, and those that are now a draft, withdrawn or
    expired; `gone` are the URLs that they had. `has_changed` is whether the release has to be built again. If
    `most_are_gone`, the content folder seems to be incomplete.
    """

    folder: ReleaseFolder
    name: str
    content: Path
    record: Record | None
    deleted: frozenset[str]
    changed: frozenset[str]
    gone: frozenset[str]
    has_changed: bool
    most_are_gone: bool

    def pages_that_name_gone(self, release: Path) -> list[str]:
        """Return the URLs of the pages that lead to what is gone, without these themselves. Raises OSError."""
        urls = b"|".join(re.escape(url.encode()) for url in sorted(self.gone))
        links = re.compile(b'href="(?:' + urls + b')["#]')
        pages = ((url_of(name), release / name) for name in files_of(release))
        return sorted(
            url for url, file in pages if url and url not in self.gone and links.search(file.read_bytes())
        )

    def restore(self, into: Path) -> Restored:
        """Put the content together in a folder, in place of what is there, without the texts that were taken out since.

        A deleted text is left out. One that is now a draft, withdrawn or expired is there as it is now, and so are the
        files beside it that the release did not have. Raises ReleaseError if the sources are not recorded or damaged,
        and OSError.
        """
        if self.record is None:
            raise ReleaseError(
                f"Bản {self.name} do phần mềm cũ phát hành, không lưu nội dung kèm theo, nên không dựng lại được. Quay lại "
                f"đúng bản ấy, kể cả {number(len(self.gone))} bài đã rút từ đó đến nay: {command('rollback', '--as-it-was')}"
            )
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir(parents=True)
        left_out = {f"{CONTENT}/{path}" for path in self.deleted | self.changed}
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
    """Compare release `name` with the content folder and the current release; `zone` is the portal's. Raises OSError.

    A text that was moved to another folder has not been deleted.
    """
    folder = ReleaseFolder(target)
    record = folder.sources.read(name)
    urls, later = folder.texts_of(name), folder.texts_of(folder.current_name() or name)
    left_out = {path for path in urls if later and path not in later}
    if record is None:
        names = {PurePosixPath(path).name for path in later}
        deleted, changed = {path for path in left_out if PurePosixPath(path).name not in names}, set[str]()
    else:
        deleted, changed = _taken_out(record, left_out, content, now, zone)
    gone = {url for path, url in urls.items() if path in deleted | changed}
    has_aged = record is not None and record.due is not None and record.due <= now.timestamp()
    return Earlier(
        folder=folder,
        name=name,
        content=content,
        record=record,
        deleted=frozenset(deleted),
        changed=frozenset(changed),
        gone=frozenset(gone - (record.withdrawn if record is not None else set())),
        has_changed=bool(deleted or changed or has_aged),
        most_are_gone=len(deleted) >= FEW and len(deleted) * 2 > len(urls),
    )


def _taken_out(
    record: Record, left_out: set[str], content: Path, now: datetime, zone: ZoneInfo
) -> tuple[set[str], set[str]]:
    """Return the texts whose files are gone, and those that are drafts, withdrawn or expired.

    Only files that have changed, and those of `left_out`, which the current release lacks, are read.
    """
    texts = {
        path.removeprefix(f"{CONTENT}/"): file
        for path, file in record.files.items()
        if path.endswith(ARTICLE_ENDINGS)
    }
    missing = {path for path in texts if not (content / path).is_file()}
    new = {PurePosixPath(path).name for path in _texts_in(content) if path not in texts} if missing else set()
    suspected = [
        path
        for path in texts.keys() - missing
        if path in left_out or (content / path).stat().st_mtime_ns != texts[path].changed
    ]
    return (
        {path for path in missing if PurePosixPath(path).name not in new},
        {path for path in suspected if is_taken_out((content / path).read_bytes(), now, zone)},
    )


def _texts_in(content: Path) -> Iterator[str]:
    for file in content.rglob("*"):
        if file.name.endswith(ARTICLE_ENDINGS):
            yield file.relative_to(content).as_posix()
