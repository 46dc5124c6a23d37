"""The releases of a folder, and which of them is current."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from plugins.release.folder import ReleaseFolder
from plugins.release.names import moment_of
from plugins.vietnamese.writing import clock, short_date


@dataclass(frozen=True)
class Release:
    """One complete site in a target folder.

    `current` is whether it was current when this object was made, `made` whether the call that returned this object has
    made it, `retired` a line about files that the release before had and that this version no longer makes, or "".
    `sources` are the files of its content that no release had before, such as `content/articles/2024/03/x.md`.
    """

    name: str
    path: Path
    current: bool
    made: bool = False
    retired: str = ""
    sources: Collection[str] = ()


def releases(target: Path) -> list[Release]:
    """Return the releases in `target`, newest first; none if there is no such folder yet.

    Raises ReleaseError if the folder was not made by `deploy`. Changes nothing and needs no lock.
    """
    folder = ReleaseFolder(target)
    folder.reject_foreign()
    return [release_of(folder, name) for name in reversed(folder.names())]


def listed_releases(found: Sequence[Release]) -> str:
    """Return releases in Vietnamese, a line for each: its name, its time on this machine, and which one is served."""
    lines = []
    for release in found:
        moment = moment_of(release.name)
        time = f"{clock(moment.astimezone())} ngày {short_date(moment.astimezone())}" if moment else ""
        lines.append(
            f"{'→' if release.current else ' '} {release.name}  {time}{'  đang phục vụ' * release.current}"
        )
    return "\n".join(lines)


def released_texts(target: Path, *, portal: str = "") -> dict[str, str]:
    """Return the URLs of the texts of the current release by their paths; nothing if they are not recorded.

    Raises ReleaseError if the folder was not made by `deploy`, or is that of another portal.
    """
    folder = ReleaseFolder(target)
    folder.reject_foreign()
    folder.reject_other_portal(portal)
    current = folder.current_name()
    return folder.texts_of(current) if current else {}


def next_due(target: Path) -> float | None:
    """Return the first moment, in seconds since 1970, at which time changes the portal; None if there is none."""
    return min(ReleaseFolder(target).due(), default=None)


def is_held(target: Path) -> bool:
    """Return whether deploys wait, after a rollback, until one with `force`."""
    return ReleaseFolder(target).rolled_back_from() is not None


def held_since(target: Path) -> float | None:
    """Return when a rollback has changed the current release, in seconds since 1970; None if deploys do not wait."""
    return ReleaseFolder(target).current.lstat().st_mtime if is_held(target) else None


def unfinished_rollback(target: Path) -> Release | None:
    """Return the current release if it has texts that are withheld until it is built again, None otherwise."""
    folder = ReleaseFolder(target)
    current = folder.current_name()
    return release_of(folder, current) if current is not None and folder.withheld() else None


def heartbeat_file(target: Path) -> Path:
    """Return the file in which a schedule says what it has last done."""
    return ReleaseFolder(target).heartbeat


def release_of(folder: ReleaseFolder, name: str) -> Release:
    """Return one release of a folder."""
    return Release(name, folder.releases / name, name == folder.current_name())
