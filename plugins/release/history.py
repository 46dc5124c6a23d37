"""The releases of a folder, and which of them is current."""

from dataclasses import dataclass
from pathlib import Path

from plugins.release.folder import ReleaseFolder


@dataclass(frozen=True)
class Release:
    """One complete site in a target folder.

    `current` is whether it was current when this object was made, `made` whether the call that returned this object has
    made it, `retired` a line about files that the release before had and that this version no longer makes, or "".
    """

    name: str
    path: Path
    current: bool
    made: bool = False
    retired: str = ""


def releases(target: Path) -> list[Release]:
    """Return the releases in `target`, newest first; none if there is no such folder yet.

    Raises ReleaseError if the folder was not made by `deploy`. Changes nothing and needs no lock.
    """
    folder = ReleaseFolder(target)
    folder.reject_foreign()
    return [release_of(folder, name) for name in reversed(folder.names())]


def released_texts(target: Path, *, portal: str = "") -> dict[str, str]:
    """Return the URLs of the texts of the current release by their paths; nothing if they are not recorded.

    Raises ReleaseError if the folder was not made by `deploy`, or is that of another portal.
    """
    folder = ReleaseFolder(target)
    folder.reject_foreign()
    folder.reject_other_portal(portal)
    current = folder.current_name()
    return folder.texts_of(current) if current else {}


def release_of(folder: ReleaseFolder, name: str) -> Release:
    """Return one release of a folder."""
    return Release(name, folder.releases / name, name == folder.current_name())
