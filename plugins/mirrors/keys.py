"""Secrets: from environment variables, or from a file that only its owner may read. They never stand in the settings."""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path

from plugins.errors.io_errors import why
from plugins.release.errors import ReleaseError

LINE = re.compile(r"(?P<name>[A-Z_][A-Z0-9_]*)\s*=\s*(?P<value>.*)")
NAMED = re.compile(r"\{(?P<name>[A-Z_][A-Z0-9_]*)\}")


class Keys:
    """Secrets by name. The file has lines `NAME=value`, as systemd's EnvironmentFile; variables come first."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._read: dict[str, str] | None = None

    def find(self, name: str) -> str:
        """Return a secret, "" if there is none. Raises ReleaseError if the file cannot be used."""
        return os.environ.get(name, "").strip() or self.in_file().get(name, "")

    def get(self, name: str) -> str:
        """Return a secret. Raises ReleaseError if there is none."""
        if found := self.find(name):
            return found
        where = f" hoặc thêm dòng {name}=… vào {self._file}" if self._file else ""
        raise ReleaseError(f"Thiếu khóa {name}: đặt biến môi trường {name}{where}.")

    def filled(self, text: str) -> str:
        """Return a text with `{NAME}` replaced by that secret. Raises ReleaseError if one is missing."""
        return NAMED.sub(lambda found: self.get(found["name"]), text)

    def hidden(self, text: str, names: set[str]) -> str:
        """Return a text without the values of these secrets and of those in the file: for messages."""
        values = {*self.in_file().values(), *(self.find(name) for name in names)} - {""}
        for value in sorted(values, key=len, reverse=True):
            text = text.replace(value, "…")
        return text

    def in_file(self) -> dict[str, str]:
        """Return the secrets of the file. Raises ReleaseError if others may read it."""
        if self._read is None:
            self._read = _read(self._file) if self._file is not None else {}
        return self._read


def _read(file: Path) -> dict[str, str]:
    try:
        with file.open(encoding="utf-8") as opened:
            found = os.fstat(opened.fileno())
            if sys.platform != "win32" and (
                found.st_uid not in {os.geteuid(), 0} or stat.S_IMODE(found.st_mode) & 0o077
            ):
                raise ReleaseError(f"Người khác đọc được khóa trong {file}. Chạy: chmod 600 {file}")
            lines = opened.read().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = why(error) if isinstance(error, OSError) else "không phải UTF-8."
        raise ReleaseError(f"Không đọc được tệp khóa {file}: {reason}") from error
    keys = {}
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        match = LINE.fullmatch(text)
        if match is None:
            raise ReleaseError(f"{file}, dòng {number}: viết TÊN=giá-trị, ví dụ: AWS_ACCESS_KEY_ID=…")
        keys[match["name"]] = match["value"].strip("\"'")
    return keys
