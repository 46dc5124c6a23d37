"""A lock in a bucket: an object that its holder writes again and again, so that a killed holder cannot keep it."""

from __future__ import annotations

import json
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from threading import Event, Lock, Thread
from typing import Any

from plugins.mirrors.bucket import Bucket, ConditionError
from plugins.release.errors import ReleaseError

RENEWALS = 4  # in the time after which the lock may be taken over
POLLS = 20  # in the same time
NO_ETAG = f'"{"0" * 32}"'  # of no object
LONGEST = 600.0  # seconds that another machine's lock is watched


class Lease:
    """The lock at `key`. A holder that has not written it for `seconds` has lost it.

    Expiry does not compare clocks of two machines: who wants the lock watches it for that time, and takes it over by a
    conditional write if it has not changed.
    """

    def __init__(self, bucket: Bucket, key: str, seconds: float) -> None:
        self._bucket, self._key, self._seconds = bucket, key, seconds
        self._holder, self._count, self._etag = "", 0, ""
        self._writing = Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock while the block runs. Raises ReleaseError if another deploy does."""
        self._holder, self._count = secrets.token_hex(8), 0
        self._etag = self._take()
        ended = Event()
        renewing = Thread(target=self._renew_until, args=(ended,), daemon=True)
        try:
            self._check_conditions()
            renewing.start()
            yield
        finally:
            ended.set()
            if renewing.is_alive():
                renewing.join()
            # A lock that cannot be given back is taken over after `seconds`.
            with suppress(ReleaseError, ConditionError):
                self._bucket.replace(self._key, self._content(""), self._etag)

    def check(self) -> None:
        """Raise ReleaseError if the lock was lost: to be called right before what only the holder may do."""
        try:
            self._renew()
        except ConditionError:
            raise ReleaseError(
                f"Khóa phát hành ở {self._bucket} đã bị lần phát hành khác lấy, vì máy này ngừng quá lâu. Trang đang phục vụ "
                "không thay đổi; chạy lại."
            ) from None

    def _take(self) -> str:
        try:
            return self._bucket.create(self._key, self._content(self._holder))
        except ConditionError:
            pass
        found = self._bucket.read(self._key)
        if found is None:  # deleted since
            raise self._busy({})
        content, etag = found
        state = _parsed(content)
        if state.get("holder") == self._holder:
            return etag  # a repeated request whose first answer was lost
        if state.get("holder") != "":
            self._watch(state, etag)
        try:
            return self._bucket.replace(self._key, self._content(self._holder), etag)
        except ConditionError:
            raise self._busy(state) from None

    def _watch(self, state: dict[str, Any], etag: str) -> None:
        """Return if the holder does not write for its time; raise ReleaseError as soon as it does."""
        given = state.get("seconds")
        seconds = min(float(given), LONGEST) if isinstance(given, int | float) else self._seconds
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(seconds / POLLS)
            found = self._bucket.read(self._key)
            if found is None or found[1] != etag:
                raise self._busy(state)

    def _check_conditions(self) -> None:
        """Raise ReleaseError if the store ignores conditions, so that a lock there would lock nothing."""
        content = self._content(self._holder)
        for write in (
            partial(self._bucket.create, self._key, content),
            partial(self._bucket.replace, self._key, content, NO_ETAG),
        ):
            with suppress(ConditionError):
                write()
                raise ReleaseError(
                    f"{self._bucket} không hỗ trợ ghi có điều kiện (If-None-Match, If-Match), nên không khóa được để hai lần "
                    "phát hành không chạy cùng lúc. Hãy dùng kho khác; Amazon S3, Cloudflare R2 và MinIO có."
                )

    def _renew_until(self, ended: Event) -> None:
        while not ended.wait(self._seconds / RENEWALS):
            # What fails here is noticed by `check`.
            with suppress(ReleaseError, ConditionError):
                self._renew()

    def _renew(self) -> None:
        with self._writing:
            self._count += 1
            content = self._content(self._holder)
            try:
                self._etag = self._bucket.replace(self._key, content, self._etag)
            except ConditionError:
                found = self._bucket.read(self._key)
                if found is None or found[0] != content:
                    raise
                self._etag = found[1]  # a repeated request whose first answer was lost

    def _content(self, holder: str) -> bytes:
        state = {
            "holder": holder,
            "count": self._count,
            "machine": socket.gethostname(),
            "seconds": self._seconds,
        }
        return json.dumps(state).encode()

    def _busy(self, state: dict[str, Any]) -> ReleaseError:
        machine = state.get("machine")
        whose = f" từ máy {machine}" if isinstance(machine, str) and machine else ""
        return ReleaseError(
            f"Một lần phát hành khác{whose} đang chạy tới {self._bucket}. Hãy đợi nó xong rồi chạy lại."
        )


def _parsed(content: bytes) -> dict[str, Any]:
    with suppress(ValueError):
        state = json.loads(content)
        if isinstance(state, dict):
            return state
    return {}
