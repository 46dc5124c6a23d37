"""The releases of a target folder in a bucket behind a CDN.

The bucket has:

releases/<name>.<random>/…   one prefix a release and attempt; nothing in it but the alert is replaced while readers see it
records/<name>.json          of each whole release (records.py)
current                      what readers see; `next` while it is being switched (records.py)
deploy-lock                  lease.py
.alert/…                     the alert, also as a file of the prefix that readers see

The CDN takes its files from the prefix that `switch` names. Readers see another release only by that.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from plugins.alert.places import DATA as ALERT
from plugins.mirrors.bucket import Bucket
from plugins.mirrors.headers import headers_of, policy
from plugins.mirrors.keys import Keys
from plugins.mirrors.lease import Lease
from plugins.mirrors.records import HEADERS, Current, Record, Records
from plugins.mirrors.switch import Confirmation, Switch
from plugins.release.assets import ASSET
from plugins.release.compression import uncompressed
from plugins.release.errors import ReleaseError
from plugins.release.mirror import Reused
from plugins.release.names import is_name
from plugins.release.tree import Tree
from plugins.urls.patterns import ALERT_DATA, COUNTER, SERVED_RELEASE, file_of

_log = logging.getLogger(__name__)
RELEASES, LOCK = "releases", "deploy-lock"
# Of the object that says which release is served.
MARK_HEADERS = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
PARALLEL = 32
LEASE_SECONDS = 20.0

T = TypeVar("T")


class S3Mirror:
    """A bucket whose CDN can be switched from prefix to prefix. Methods raise ReleaseError.

    At most `parallel` requests are made at once.
    """

    def __init__(
        self,
        bucket: Bucket,
        switch: Switch,
        keys: Keys,
        *,
        confirmation: Confirmation | None = None,
        parallel: int = PARALLEL,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._bucket, self._switch, self._keys = bucket, switch, keys
        self._records = Records(bucket)
        self._confirmation, self._parallel = confirmation, parallel
        self._lease = Lease(bucket, LOCK, lease_seconds)

    def __str__(self) -> str:
        """Return the place of the bucket."""
        return str(self._bucket)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock there while the block runs. What a killed deploy may have switched is switched back first."""
        with self._lease.held():
            current = self._records.current()
            if current.next:
                if current.prefix:
                    self._switch_to(current.prefix)
                self._records.record_current(replace(current, next=""))
            yield

    def state(self) -> tuple[str, str]:
        """Return the name of the current release there, and the host of the portal; "" for none."""
        current = self._records.current()
        return current.name, current.portal

    def send(self, release: Tree, before: Tree | None, _reused: Reused | None) -> int:
        """Send a release, which is not shown yet; return the number of files that were sent.

        Files that `before` has too are copied within the store, which keeps their headers.
        """
        record = self._records.find(before.folder.name) if before is not None else None
        copied = before if record is not None and record.headers == policy() else None
        mine = _sent_files(release)
        changed = mine.differing(_sent_files(copied) if copied is not None else Tree(release.folder))
        name_of_release = release.folder.name
        prefix = f"{RELEASES}/{name_of_release}.{secrets.token_hex(3)}"
        put = partial(self._put_file, prefix)
        copy = partial(self._copy_file, prefix, record.prefix if record is not None else "")
        works = [
            partial(put if name in changed else copy, name, release.folder / name) for name in mine.inodes
        ]
        sent = sum(self._in_parallel(works))
        sizes = {name: mine.size(name) for name in mine.inodes}
        found = self._bucket.sizes(prefix)
        if found != sizes:
            whole = sum(found.get(name) == size for name, size in sizes.items())
            raise ReleaseError(
                f"{self} chỉ nhận được {whole} trong {len(sizes)} tệp, hoặc có tệp lạ. Trang đang phục vụ không thay đổi; "
                "chạy lại."
            )
        self._bucket.put(f"{prefix}/{file_of(SERVED_RELEASE)}", prefix.encode(), MARK_HEADERS)
        assets = sorted(name for name in mine.inodes if ASSET.fullmatch(name))
        self._records.add(name_of_release, Record(prefix, len(sizes), sum(sizes.values()), policy(), assets))
        return sent

    def show(self, name: str, portal: str) -> None:
        """Switch the CDN to a release, wait until it serves it, and record that. If this raises, it is switched back."""
        record, current = self._records.find(name), self._records.current()
        if record is None:
            raise ReleaseError(f"{self} không còn bản {name} nguyên vẹn. Trang đang phục vụ không thay đổi.")
        self._share_assets(record, current)
        self._share_alert(record.prefix)
        self._lease.check()
        # If this process is killed from here on, the next one cannot know what readers see.
        self._records.record_current(replace(current, next=record.prefix))
        try:
            self._switch_to(record.prefix)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            before = current.prefix if current.prefix != record.prefix else current.before
            shown = Current(name, current.portal or portal, now, record.prefix, before)
            self._records.record_current(shown)
        except BaseException as error:
            self._switch_back(current, error)
            raise
        try:
            self._share_alert(record.prefix)  # it may have changed since
        except ReleaseError as error:
            _log.warning("Đã chuyển bản, nhưng chưa ghi lại được cảnh báo: %s", error)

    def withhold(self, urls: Collection[str]) -> None:
        """Raise ReleaseError if there are URLs to answer with 410: a bucket cannot make a CDN answer that."""
        if urls:
            raise ReleaseError(
                f"{self}: bucket không trả lời 410 được ở {len(urls)} địa chỉ đã rút. Trang đang phục vụ không thay đổi; "
                "chạy lại, bỏ --at-once: bản ấy được dựng lại không có những bài đó."
            )

    def write(self, path: str, content: bytes) -> None:
        """Write an object beside the releases, e.g. `.alert/alert.json`; readers get that one with the release."""
        self._bucket.put(path, content, HEADERS)
        if path == ALERT:
            current = self._records.current()
            for prefix in filter(None, (current.prefix, current.next)):
                self._share_alert(prefix)

    def read(self, path: str) -> bytes | None:
        """Return the content of an object beside the releases, None if there is none."""
        found = self._bucket.read(path)
        return found[0] if found is not None else None

    def remove(self, path: str) -> None:
        """Delete an object beside the releases, if there is one."""
        self._bucket.delete([path])

    def keep(self, names: Collection[str], _spare: str | None) -> None:
        """Delete all other releases there, except the one that readers saw before: CDNs take a while to switch everywhere.

        What cannot be deleted is logged and left to the next deploy.
        """
        try:
            self._lease.check()
            current = self._records.current()
            kept = {current.prefix, current.before, current.next}
            for name in self._records.names():
                if name in names:
                    kept.add(record.prefix if (record := self._records.find(name)) is not None else "")
                else:
                    self._records.delete(name)
            for folder in self._bucket.folders(RELEASES):
                prefix = f"{RELEASES}/{folder}"
                if prefix not in kept and is_name(folder.rpartition(".")[0]):
                    self._lease.check()  # else it could be one that another deploy is sending
                    self._bucket.delete([f"{prefix}/{name}" for name in self._bucket.sizes(prefix)])
        except ReleaseError as error:
            _log.warning("Chưa xóa hết được bản cũ ở %s: %s Lần phát hành sau sẽ xóa tiếp.", self, error)

    def _switch_to(self, prefix: str) -> None:
        self._switch.to(prefix, self._keys)
        if self._confirmation is not None:
            self._confirmation.wait(prefix)

    def _switch_back(self, current: Current, error: BaseException) -> None:
        """Undo a switch of unknown success. If that fails too, `next` stays, and the next deploy does it."""
        try:
            if current.prefix:
                self._switch_to(current.prefix)
            self._records.record_current(replace(current, next=""))
        except ReleaseError as second:
            raise ReleaseError(
                f"{error} Chưa chuyển lại được bản trước: {second} Người đọc thấy bản trước hoặc bản mới, đều nguyên vẹn; lần "
                "phát hành sau sẽ chuyển lại."
            ) from error
        if isinstance(error, ReleaseError) and current.prefix:
            raise ReleaseError(f"{error} Người đọc vẫn thấy bản trước.") from error

    def _share_assets(self, record: Record, current: Current) -> None:
        """Copy the style sheets and scripts of both releases to each other; their names change with their content.

        Readers have pages open whose release was switched away, and edges of a CDN do not switch at the same moment.
        Only the assets that a release was sent with are copied, so that they do not pile up.
        """
        other = self._records.find(current.name) if current.name else None
        if other is None or other.prefix == record.prefix:
            return
        pairs = [(record, other), (other, record)]
        self._in_parallel(
            partial(self._bucket.copy, f"{source.prefix}/{name}", f"{target.prefix}/{name}")
            for source, target in pairs
            for name in sorted(set(source.assets) - set(target.assets))
        )

    def _share_alert(self, prefix: str) -> None:
        """Put the data of the alert where the pages of a release fetch them."""
        content = self.read(ALERT)
        if content is not None:
            name = file_of(ALERT_DATA)
            self._bucket.put(f"{prefix}/{name}", content, headers_of(name))

    def _put_file(self, prefix: str, name: str, file: Path) -> int:
        self._bucket.put(f"{prefix}/{name}", file, headers_of(name))
        return 1

    def _copy_file(self, prefix: str, before: str, name: str, file: Path) -> int:
        """Copy a file from another prefix, or send it if it is gone there."""
        if self._bucket.copy(f"{before}/{name}", f"{prefix}/{name}"):
            return 0
        return self._put_file(prefix, name, file)

    def _in_parallel(self, works: Iterable[Callable[[], T]]) -> list[T]:
        """Return the results in any order. The first error ends all that has not begun."""
        with ThreadPoolExecutor(self._parallel) as executor:
            futures = [executor.submit(work) for work in works]
            try:
                return [future.result() for future in as_completed(futures)]
            except BaseException:
                executor.shutdown(wait=False, cancel_futures=True)
                raise


def _sent_files(release: Tree) -> Tree:
    """Return the files of a release as far as readers get them from a CDN.

    Those are all but the compressed files for nginx (a CDN compresses on the fly), and the list of pages, which only the counter reads.
    """
    found = uncompressed(release, Tree(release.folder))
    return found.only([name for name in found.inodes if not name.startswith(COUNTER[1:])])
