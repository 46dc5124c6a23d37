"""Where a portal is released, as the operator writes it: a folder, one of another machine, or a name of the settings file."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from plugins.building.places import STATE, short_name
from plugins.errors.issue import UserError
from plugins.mirrors.ssh import SshMirror
from plugins.release.mirror import Mirror
from plugins.server.reading import VARIABLE, read_settings, settings_file
from plugins.vietnamese.text import closest

REMOTE = re.compile(
    r"(?P<host>[^/\\:\s-][^/\\:\s]+):(?P<root>/\S.*)"
)  # a single letter would be a drive of Windows
NAME = re.compile(r"[^/\\:]*[^/\\:.][^/\\:]*")  # neither a path nor a host; `.` and `..` are folders

CONFIG = "TRANG_TIN_SSH_CONFIG"


class Target(NamedTuple):
    """The folder of releases on this machine, and the place that readers see if it is another."""

    folder: Path
    mirror: Mirror | None = None


def target_of(written: str) -> Target:
    """Return the target that is written as a folder, as rsync writes one of another machine, or as a name.

    Names stand in the settings file. Raises UserError if it has no such name, or an error in its `targets`.

    >>> target_of("/srv/cong").folder
    PosixPath('/srv/cong')
    >>> str(target_of("phat-hanh@may-chu.example:/srv/cong").mirror)
    'phat-hanh@may-chu.example:/srv/cong'
    """
    if NAME.fullmatch(written):
        return _named(written)
    remote = REMOTE.fullmatch(written)
    if remote is None:
        return Target(Path(written))
    config = os.environ.get(CONFIG)  # the account of a service has no home for ~/.ssh/config
    options = ("-F", config) if config else ()
    return _mirrored(SshMirror(remote["host"], PurePosixPath(remote["root"]), options))


def _named(name: str) -> Target:
    from plugins.mirrors.settings import read_targets  # noqa: PLC0415 - with all kinds of targets

    file, folder = settings_file(), f"Nếu là thư mục, viết: --to ./{name}"
    if not file.is_file() and not os.environ.get(VARIABLE):
        raise UserError(f"--to {name}: chưa có tệp thiết lập {file} để tra tên này. {folder}")
    table = read_settings(file).get("targets", {})
    if not isinstance(table, dict):
        raise UserError(f"{file}: targets phải là các bảng [targets.TÊN].")
    targets = read_targets(table, file)
    if name not in targets:
        near = closest(name, targets)
        known = (
            f"Các tên có trong tệp: {', '.join(targets)}."
            if targets
            else "Tệp chưa có bảng [targets.TÊN] nào."
        )
        hint = f"Có phải “{near}”? " if near else ""
        raise UserError(f"--to {name}: {file} không có [targets.{name}]. {hint}{known} {folder}")
    target = targets[name]
    return Target(target.folder) if target.folder is not None else _mirrored(target.mirror)


def _mirrored(mirror: Mirror | None) -> Target:
    """Return a mirror with the folder that has its releases on this machine: the same however the place is written."""
    return Target(STATE / "noi-phat-hanh" / short_name(str(mirror)), mirror)
