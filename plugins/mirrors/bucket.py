"""A bucket of an S3 store: what a mirror needs of it, with errors in words for the operator. The requests are obstore's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from plugins.mirrors.keys import Keys
from plugins.release.errors import ReleaseError

if TYPE_CHECKING:
    from obstore.store import S3Config, S3Store

ID, SECRET, SESSION = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"
NOT_INSTALLED = (
    "Phát hành tới bucket S3 cần gói obstore, máy này chưa có. Cài: uv sync --inexact --group s3 (trên máy chủ: "
    ".venv/bin/pip install --require-hashes --only-binary :all: -r requirements-s3.txt)."
)
CODE = re.compile(r"<Code>(\w+)</Code>")
STATUS = re.compile(r"status code: (\d{3})")
REASONS = {
    "NoSuchBucket": "không có bucket này",
    "InvalidAccessKeyId": f"không có khóa nào như {ID}",
    "SignatureDoesNotMatch": f"{SECRET} không đúng",
    "AccessDenied": "khóa không có quyền làm việc này",
}
RETRIES = 4
RETRY_SECONDS, CONNECT_SECONDS = 20, 10
REQUEST_SECONDS, FILE_SECONDS = 120, 900  # files share a slow line with all that are sent at once
PARTS = 2  # of one large file at once; other files are sent beside it


class ConditionError(Exception):
    """A conditional write was not done: there is another object than the condition says."""


@dataclass(frozen=True)
class Place:
    """Where a bucket is. `endpoint` is the store's URL, "" for that of AWS in the region."""

    bucket: str
    region: str
    endpoint: str = ""

    def __str__(self) -> str:
        """Return the place as messages name it."""
        return f"{self.endpoint or f'https://s3.{self.region}.amazonaws.com'}/{self.bucket}"


class Bucket:
    """The objects of a bucket by their keys. Methods raise ReleaseError; the first one connects."""

    def __init__(self, place: Place, keys: Keys) -> None:
        self._place, self._keys = place, keys
        self._connected: dict[int, S3Store] = {}
        self._connecting = Lock()

    def __str__(self) -> str:
        """Return the place."""
        return str(self._place)

    def put(self, key: str, content: bytes | Path, headers: Mapping[str, str]) -> None:
        """Write an object, as a whole or not at all."""
        with self._errors(key) as obstore:
            store = self._store(FILE_SECONDS if isinstance(content, Path) else REQUEST_SECONDS)
            obstore.put(store, key, content, attributes=dict(headers), max_concurrency=PARTS)

    def create(self, key: str, content: bytes) -> str:
        """Write an object that does not exist yet, and return its ETag. Raises ConditionError if it does."""
        return self._put_if(key, content, "create")

    def replace(self, key: str, content: bytes, etag: str) -> str:
        """Write an object in place of the one with that ETag. Raises ConditionError if it is another now."""
        return self._put_if(key, content, {"e_tag": etag})

    def read(self, key: str) -> tuple[bytes, str] | None:
        """Return the content of an object and its ETag, None if there is none."""
        try:
            with self._errors(key) as obstore:
                found = obstore.get(self._store(), key)
                return bytes(found.bytes()), found.meta["e_tag"] or ""
        except FileNotFoundError:
            return None

    def copy(self, source: str, target: str) -> bool:
        """Copy an object with its headers within the store; return False if there is none to copy."""
        try:
            with self._errors(source) as obstore:
                obstore.copy(self._store(), source, target)
        except FileNotFoundError:
            return False
        return True

    def sizes(self, prefix: str) -> dict[str, int]:
        """Return the sizes of all objects below a prefix (without `/` at its end) by the rest of their keys."""
        with self._errors(prefix) as obstore:
            chunks = obstore.list(self._store(), prefix, chunk_size=1000)
            return {item["path"][len(prefix) + 1 :]: item["size"] for chunk in chunks for item in chunk}

    def folders(self, prefix: str) -> list[str]:
        """Return the names directly below a prefix that have objects below them."""
        with self._errors(prefix) as obstore:
            found = obstore.list_with_delimiter(self._store(), prefix)["common_prefixes"]
            return [path.rstrip("/").rpartition("/")[2] for path in found]

    def delete(self, keys: Collection[str]) -> None:
        """Delete objects; those that do not exist are ignored."""
        if keys:
            with self._errors("") as obstore:
                obstore.delete(self._store(), list(keys))

    def _put_if(self, key: str, content: bytes, mode: Any) -> str:
        with self._errors(key) as obstore:
            done = obstore.put(self._store(), key, content, mode=mode, use_multipart=False)
            return str(done["e_tag"] or "")

    def _store(self, seconds: int = REQUEST_SECONDS) -> S3Store:
        """Return the client whose requests take so long at most."""
        with self._connecting:
            if seconds not in self._connected:
                self._connected[seconds] = self._connect(seconds)
            return self._connected[seconds]

    def _connect(self, seconds: int) -> S3Store:
        from obstore.store import S3Store  # noqa: PLC0415 - may not be installed

        place = self._place
        config: S3Config = {
            "region": place.region,
            "access_key_id": self._keys.get(ID),
            "secret_access_key": self._keys.get(SECRET),
        }
        if session := self._keys.find(SESSION):
            config["session_token"] = session
        if place.endpoint:
            config["endpoint"] = place.endpoint
        return S3Store(
            place.bucket,
            config=config,
            client_options={
                "allow_http": place.endpoint.startswith("http://"),
                "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
                "timeout": timedelta(seconds=seconds),
            },
            retry_config={
                "max_retries": RETRIES,
                "retry_timeout": timedelta(seconds=RETRY_SECONDS),
            },
        )

    @contextmanager
    def _errors(self, key: str) -> Iterator[Any]:
        """Give the library; turn its errors into ReleaseError, ConditionError or FileNotFoundError."""
        try:
            import obstore  # noqa: PLC0415 - may not be installed
            from obstore import exceptions  # noqa: PLC0415
        except ModuleNotFoundError:
            raise ReleaseError(NOT_INSTALLED) from None
        try:
            yield obstore
        except (exceptions.AlreadyExistsError, exceptions.PreconditionError) as error:
            raise ConditionError(key) from error
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):
                raise self._error(error) from error
            raise
        except (exceptions.BaseError, OSError) as error:
            raise self._error(error) from error
        except ValueError as error:
            raise ReleaseError(f"S3 không nhận tên tệp {key!r}. Đổi tên tệp rồi phát hành lại.") from error

    def _error(self, error: Exception) -> ReleaseError:
        said = str(error)
        code, status = CODE.search(said), STATUS.search(said)
        if code:
            reason = REASONS.get(code[1], f"kho trả lời {code[1]}")
        elif status:
            reason = f"kho trả lời {status[1]}"
        else:
            reason = "không kết nối được, hoặc kết nối bị đứt"
        return ReleaseError(
            f"Không phát hành được tới {self}: {reason}. Trang đang phục vụ ở đó không thay đổi."
        )
