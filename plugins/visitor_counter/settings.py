"""Settings of the service."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_PREFIX = "luot-truy-cap"
LARGEST_OPENING_TOTAL = 10**12  # larger values are typing errors
VISITS_AN_HOUR = 600
"""A carrier that assigns 512 ports to each customer has 126 customers behind one IPv4 address (as in RFC 7422), and one
person begins at most two visits an hour: 252. The default allows more than twice that, and an office of 600."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The service's settings.

    `store`: the SQLite file, or the address of a Valkey or Redis server that several machines share
    (`redis://host:6379/0`, `rediss://…`, `unix://…`). `create`: create a missing store; otherwise it raises NoStoreError,
    so that a mistyped location does not start a new count. `password`: password of that server. `prefix`: prefix of this
    portal's keys. `socket`: the Unix socket to listen on, None for a port; all accounts that can connect are trusted as
    proxies. `figures_folder`: where to write the figures for the web server (see plugins/server), None for
    nowhere. `paths_file`: the list of published pages that the build writes (`luot-truy-cap/cac-trang.txt`, with the
    folder `cac-trang/` beside it); if None, every path of the site counts. `time_zone`: IANA name. `opening_total`: final
    count of an older portal's counter. `trusted_proxies`: addresses or networks whose X-Forwarded-For is trusted.
    `origins`: the site's own origins, needed only if a proxy changes the Host header. `ceiling`: visits that one address
    may begin in an hour.
    """

    store: Path | str = Path("visitor-counter.sqlite3")
    create: bool = False
    password: str = field(default="", repr=False)
    prefix: str = DEFAULT_PREFIX
    socket: Path | None = None
    figures_folder: Path | None = None
    paths_file: Path | None = None
    time_zone: str = "Asia/Ho_Chi_Minh"
    opening_total: int = 0
    trusted_proxies: Sequence[str] = ()
    origins: Sequence[str] = ()
    ceiling: int = VISITS_AN_HOUR
