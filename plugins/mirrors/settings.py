"""The tables `[targets.NAME]` of the server's settings file: where a portal is released.

```toml
[targets.chinh]                        # a folder of this machine
folder = "/srv/tanhlinh"

[targets.may-chu]                      # a folder of another machine, over SSH
host = "phat-hanh@may-chu.example"
folder = "/srv/tanhlinh"
ssh_config = "/etc/trang-tin/ssh"      # may be left out

[targets.cdn]                          # a bucket behind a CDN; docs/huong-dan-van-hanh.md has every key
bucket = "cong-tanhlinh"
region = "ap-southeast-1"
switch = {url = "https://api.cdn.example/zone/1", body = '{"OriginPath": "/{prefix}"}', headers = {AccessKey = "{CDN_KEY}"}}
```
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from plugins.errors.issue import UserError
from plugins.mirrors.bucket import Bucket, Place
from plugins.mirrors.keys import NAMED, Keys
from plugins.mirrors.s3 import PARALLEL, S3Mirror
from plugins.mirrors.ssh import SshMirror
from plugins.mirrors.switch import PREFIX, CommandSwitch, Confirmation, RequestSwitch, Switch
from plugins.release.mirror import Mirror
from plugins.vietnamese.text import closest

NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
HOST = re.compile(r"[^/\\:\s-][^/\\:\s]*")
SECRET_HEADER = re.compile(r"auth|key|token|secret|password|credential", re.IGNORECASE)
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
MOST_PARALLEL = 256
LONGEST_WAIT = 3600
METHODS = ("POST", "PUT", "PATCH")
DEFAULT_REGION = "us-east-1"  # what stores other than AWS expect, or ignore

FOLDER_KEYS = ("folder",)
SSH_KEYS = ("host", "folder", "ssh_config")
S3_KEYS = ("bucket", "region", "endpoint", "keys", "switch", "address", "wait", "parallel")
REQUEST_KEYS = ("url", "method", "body", "headers")
COMMAND_KEYS = ("command",)


class Target(NamedTuple):
    """A place for releases. With a `mirror`, which readers see, the folder on this machine is chosen by the caller."""

    folder: Path | None
    mirror: Mirror | None = None


def read_targets(table: Mapping[str, Any], file: Path) -> dict[str, Target]:
    """Return the targets of the table `targets` by their names; `file` is named in errors.

    Nothing is connected to, and no secret is read. Raises UserError with every error.
    """
    found: dict[str, Target] = {}
    errors: list[str] = []
    for name, keys in table.items():
        reader = _Reader(f"{file}, [targets.{name}]", errors)
        if NAME.fullmatch(name) is None:
            reader.reject("tên chỉ gồm chữ thường không dấu, chữ số và dấu “-”, ví dụ: [targets.may-chu]")
        elif not isinstance(keys, dict):
            reader.reject('phải là một bảng, ví dụ:\n[targets.chinh]\nfolder = "/srv/cong"')
        elif (target := _target(reader, keys)) is not None:
            found[name] = target
    if errors:
        raise UserError("\n".join(errors))
    return found


class _Reader:
    """Collects the errors of one table."""

    def __init__(self, where: str, errors: list[str]) -> None:
        self._where, self._errors = where, errors
        self.failed = False

    def reject(self, problem: str) -> None:
        self.failed = True
        self._errors.append(f"{self._where}: {problem}")

    def inside(self, key: str) -> _Reader:
        return _Reader(f"{self._where} {key}", self._errors)

    def known(self, keys: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
        """Reject keys that are not allowed, with the nearest one that is."""
        for key in keys.keys() - set(allowed):
            near = closest(key, allowed)
            hint = f"Có phải “{near}”?" if near else f"Các mục dùng được: {', '.join(allowed)}."
            self.reject(f"không có mục “{key}”. {hint}")

    def text(self, keys: Mapping[str, Any], key: str, example: str, valid: Callable[[str], object]) -> str:
        """Return a text that is valid, or "" after its rejection; a missing one is rejected too."""
        value = keys.get(key)
        if isinstance(value, str) and valid(value):
            return value
        self.reject(
            f"thiếu {key}, ví dụ: {key} = {example}"
            if value is None
            else f"{key} phải như: {key} = {example}"
        )
        return ""

    def optional(
        self, keys: Mapping[str, Any], key: str, example: str, valid: Callable[[str], object]
    ) -> str:
        """Return a text that is valid, "" if it is missing or rejected."""
        return self.text(keys, key, example, valid) if key in keys else ""

    def whole_number(self, keys: Mapping[str, Any], key: str, default: int, most: int) -> int:
        """Return a number from 1 to `most`."""
        value = keys.get(key, default)
        if type(value) is int and 1 <= value <= most:
            return value
        self.reject(f"{key} phải là số nguyên từ 1 đến {most}, ví dụ: {key} = {default}")
        return default


def _target(reader: _Reader, keys: Mapping[str, Any]) -> Target | None:
    if "bucket" in keys:
        reader.known(keys, S3_KEYS)
        mirror: Mirror | None = _s3(reader, keys)
        return Target(None, mirror) if mirror is not None else None
    if "host" in keys:
        reader.known(keys, SSH_KEYS)
        host = reader.text(keys, "host", '"phat-hanh@may-chu.example"', HOST.fullmatch)
        folder = reader.text(keys, "folder", '"/srv/cong"', _is_absolute)
        config = reader.optional(keys, "ssh_config", '"/etc/trang-tin/ssh"', _is_absolute)
        options = ("-F", config) if config else ()
        return None if reader.failed else Target(None, SshMirror(host, PurePosixPath(folder), options))
    if "folder" not in keys:
        reader.reject(
            "cần folder (thư mục của máy này), host và folder (máy khác, qua SSH), hoặc bucket (kho S3 sau CDN)"
        )
        return None
    reader.known(keys, FOLDER_KEYS)
    folder = reader.text(keys, "folder", '"/srv/cong"', lambda text: Path(text).is_absolute())
    return None if reader.failed else Target(Path(folder))


def _s3(reader: _Reader, keys: Mapping[str, Any]) -> S3Mirror | None:
    bucket = reader.text(keys, "bucket", '"cong-tanhlinh"', lambda text: "/" not in text and text)
    endpoint = reader.optional(keys, "endpoint", '"https://s3.kho.example"', _is_safe_url)
    region = reader.optional(keys, "region", '"ap-southeast-1"', bool)
    if not endpoint and not region and "endpoint" not in keys and "region" not in keys:
        reader.reject('thiếu region (Amazon S3), ví dụ "ap-southeast-1", hoặc endpoint của kho khác')
    file = reader.optional(
        keys, "keys", '"/etc/trang-tin/tanhlinh.keys"', lambda text: Path(text).is_absolute()
    )
    address = reader.optional(keys, "address", '"https://tanhlinh.example"', _is_safe_url)
    wait = reader.whole_number(keys, "wait", 60, LONGEST_WAIT)
    parallel = reader.whole_number(keys, "parallel", PARALLEL, MOST_PARALLEL)
    switch = _switch(reader, keys.get("switch"))
    if switch is None or reader.failed:
        return None
    secrets = Keys(Path(file) if file else None)
    return S3Mirror(
        Bucket(Place(bucket, region or DEFAULT_REGION, endpoint.rstrip("/")), secrets),
        switch,
        secrets,
        confirmation=Confirmation(address, wait) if address else None,
        parallel=parallel,
    )


def _switch(outer: _Reader, keys: object) -> Switch | None:
    if not isinstance(keys, dict):
        outer.reject(
            "thiếu bảng switch: cách chuyển CDN sang bản mới. Kho không có CDN chuyển được thư mục gốc thì không dùng được, vì "
            "người đọc sẽ thấy trang của hai bản lẫn lộn"
        )
        return None
    reader = outer.inside("switch")
    switch = _command(reader, keys) if "command" in keys else _request(reader, keys)
    outer.failed = outer.failed or reader.failed
    return None if reader.failed else switch


def _command(reader: _Reader, keys: Mapping[str, Any]) -> Switch:
    reader.known(keys, COMMAND_KEYS)
    words = keys["command"]
    if not isinstance(words, list) or not words or not all(isinstance(word, str) and word for word in words):
        reader.reject(
            f'command phải là một danh sách, ví dụ: command = ["/usr/local/bin/doi-cdn", "{PREFIX}"]'
        )
        words = []
    elif not any(PREFIX in word for word in words):
        reader.reject(f"command không có {PREFIX}, chỗ của bản mới trong bucket")
    return CommandSwitch(tuple(words))


def _request(reader: _Reader, keys: Mapping[str, Any]) -> Switch:
    reader.known(keys, (*REQUEST_KEYS, *COMMAND_KEYS))
    url = reader.text(keys, "url", '"https://api.cdn.example/zone/1"', _is_safe_url)
    method = reader.optional(keys, "method", '"POST"', METHODS.__contains__) or METHODS[0]
    body = reader.optional(keys, "body", f'\'{{"OriginPath": "/{PREFIX}"}}\'', lambda _: True)
    if url and PREFIX not in url + body:
        reader.reject(f"url và body không có {PREFIX}, chỗ của bản mới trong bucket")
    headers = keys.get("headers", {})
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        reader.reject('headers phải như: headers = {AccessKey = "{CDN_KEY}"}')
        headers = {}
    for problem in _open_secrets(headers):
        reader.reject(problem)
    return RequestSwitch(url, method, body, headers)


def _open_secrets(headers: Mapping[str, str]) -> Iterator[str]:
    for name, value in headers.items():
        if SECRET_HEADER.search(name) and not NAMED.search(value):
            yield (
                f'headers: không viết khóa ở đây. Viết {name} = "{{CDN_KEY}}", rồi đặt khóa vào biến môi trường CDN_KEY hoặc tệp '
                "nêu ở keys"
            )


def _is_absolute(text: str) -> bool:
    return PurePosixPath(text).is_absolute() and text == text.strip()


def _is_safe_url(text: str) -> bool:
    """Return whether a URL is one over TLS, or of this machine; it may not hold a password."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    if not host or "@" in parts.netloc or any(char.isspace() for char in text):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
