"""Which releases there are, and which of them citizens see."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plugins.release.folder import ReleaseFolder
from plugins.release.names import moment_of


@dataclass(frozen=True)
class Release:
    """One whole site in a target folder.

    `moment` is when it was made, in UTC; `current` whether citizens saw it when this object was made; `made`
    whether the call that returned this object has made it.
    """

    name: str
    path: Path
    moment: datetime
    current: bool
    made: bool = False


def releases(target: Path) -> list[Release]:
    """List the releases in `target`, newest first; none when there is no such folder yet.

    Raises ReleaseError when the folder is not one that `deploy` made. Changes nothing and needs no lock.
    """
    folder = ReleaseFolder(target.expanduser().resolve())
    folder.refuse_foreign()
    return [release_of(folder, name) for name in reversed(folder.names())]


def release_of(folder: ReleaseFolder, name: str) -> Release:
    """Describe one release of a folder."""
    return Release(name, folder.releases / name, moment_of(name), name == folder.current_name())
