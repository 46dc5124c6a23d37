"""What an operator can set."""

from dataclasses import dataclass, field
from pathlib import Path

from plugins.visitor_counter.filters.ceiling import VISITS_AN_HOUR

DEFAULT_PREFIX = "luot-truy-cap"
LARGEST_OPENING_TOTAL = 10**12  # a thousand billion: more is a slip of the hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The service's settings; each has a sensible default.

    `store`: the SQLite file, or the address of a Valkey or Redis server that several machines share
    (`redis://host:6379/0`, `rediss://…`, `unix://…`); `create`: make the store if there is none, which otherwise is an
    error; `password`: the server's, if any; `prefix`: how this portal's keys begin there. `figures_folder`: where the figures are written for a web server to serve (see
    docs/huong-dan-van-hanh.md), None for nowhere. `paths_file`: the list of published addresses that the build writes
    (`luot-truy-cap/cac-trang.txt` in its output, together with the folder `cac-trang/` beside it); without it every
    path of the site counts. `time_zone`: IANA name; its midnight begins a day. `opening_total`: what an older
    portal's counter had reached. `trusted_proxies`: addresses or networks whose X-Forwarded-For is believed.
    `socket`: the Unix socket on which the service is asked, None for a port; whoever can connect to it is believed too.
    `origins`: the site's own absolute addresses, needed only where a proxy changes the Host header. `ceiling`: how
    many visits one address may begin in an hour.
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
    trusted_proxies: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    ceiling: int = VISITS_AN_HOUR
