"""Where alerts stand: the folder `.alert` of a target, on this machine or another."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from plugins.alert.alert import Alert, of_json
from plugins.alert.fragment import fragment
from plugins.errors.io_errors import why
from plugins.errors.issue import UserError, printable
from plugins.files.atomic import PUBLIC, replace_file

log = logging.getLogger(__name__)
FOLDER = ".alert"
DATA = f"{FOLDER}/alert.json"
SHOWN = f"{FOLDER}/alert.html"  # the web server shows an alert while there is this file
NO_ALERT = b"{}\n"


@runtime_checkable
class Place(Protocol):
    """A target folder that readers are served from. Paths are relative to it, e.g. `.alert/alert.html`.

    Methods raise UserError or OSError.
    """

    def write(self, path: str, content: bytes) -> None:
        """Replace a file in one step, readable by the web server; its folder is created if it is missing."""

    def read(self, path: str) -> bytes | None:
        """Return the content of a file, None if there is none."""

    def remove(self, path: str) -> None:
        """Delete a file, if there is one."""


class LocalPlace:
    """A target folder on this machine."""

    def __init__(self, target: Path) -> None:
        self._root = target.expanduser().resolve()

    def write(self, path: str, content: bytes) -> None:
        """See Place."""
        file = self._root / path
        folder = file.parent
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise UserError(f"{folder} không phải thư mục thật. Hãy xóa nó rồi chạy lại.")
        if not folder.exists():
            folder.mkdir()
            folder.chmod(0o755)  # whatever the umask: the web server reads it
        replace_file(file, content, mode=PUBLIC)

    def read(self, path: str) -> bytes | None:
        """See Place."""
        with suppress(FileNotFoundError):
            return (self._root / path).read_bytes()
        return None

    def remove(self, path: str) -> None:
        """See Place."""
        (self._root / path).unlink(missing_ok=True)


def show_alert(place: Place, alert: Alert) -> None:
    """Show an alert to readers in place of the one before.

    The data are written first: whatever is killed in between, the next call knows of an alert that may be shown.
    """
    place.write(DATA, alert.to_json())
    place.write(SHOWN, fragment(alert))


def remove_alert(place: Place) -> None:
    """Remove the alert, if there is one. The data stay as `{}`, for pages that fetch them."""
    place.remove(SHOWN)
    place.write(DATA, NO_ALERT)


def current_alert(place: Place) -> Alert | None:
    """Return the alert that was shown last, also if its end has passed; None if it was removed."""
    return of_json(place.read(DATA) or b"")


def remove_expired(place: Place, now: datetime) -> bool:
    """Remove the alert if its end has passed, and return whether it did. `now` is aware.

    Readers do not see it any more in any case; without its files the web server again answers 304 to those who have a
    page. Deploys call this, and must not fail because of it: what goes wrong is logged.
    """
    try:
        alert = current_alert(place)
        if alert is None or now < alert.until or current_alert(place) != alert:  # another was shown just now
            return False
        remove_alert(place)
    except UserError as error:
        log.warning("Chưa dọn được cảnh báo đã hết hạn: %s", printable(str(error)))
        return False
    except OSError as error:
        log.warning("Chưa dọn được cảnh báo đã hết hạn: %s: %s", error.filename, why(error))
        return False
    return True
