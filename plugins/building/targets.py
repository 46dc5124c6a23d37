"""Where a portal is released, as the operator writes it: a folder of this machine, or one of another machine over SSH."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from plugins.building.places import STATE
from plugins.incremental.api import digest
from plugins.mirrors.ssh import SshMirror
from plugins.release.mirror import Mirror

REMOTE = re.compile(
    r"(?P<host>[^/\\:\s-][^/\\:\s]+):(?P<root>/\S.*)"
)  # a single letter would be a drive of Windows

CONFIG = "TRANG_TIN_SSH_CONFIG"


class Target(NamedTuple):
    """The folder of releases on this machine, and the place that readers see if it is another."""

    folder: Path
    mirror: Mirror | None = None


def target_of(written: str) -> Target:
    """Return the target that is written as a folder, or as rsync writes one of another machine.

    >>> target_of("/srv/cong").folder
    PosixPath('/srv/cong')
    >>> str(target_of("phat-hanh@may-chu.example:/srv/cong").mirror)
    'phat-hanh@may-chu.example:/srv/cong'
    """
    remote = REMOTE.fullmatch(written)
    if remote is None:
        return Target(Path(written))
    folder = STATE / "noi-phat-hanh" / digest(written).hex()[:10]
    config = os.environ.get(CONFIG)  # the account of a service has no home for ~/.ssh/config
    options = ("-F", config) if config else ()
    return Target(folder, SshMirror(remote["host"], PurePosixPath(remote["root"]), options))
