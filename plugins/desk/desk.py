"""The desk of one portal: everything that its pages work with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from plugins.agency.agency import Agency
from plugins.desk.agency.file import AgencyFile
from plugins.desk.database.database import Database
from plugins.desk.texts.content import Content
from plugins.desk.visual.bundle import Bundle
from plugins.errors.issue import UserError
from plugins.serving.client_address import Proxies

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass
class Desk:
    """`address` is where it is opened, such as `https://ban-bien-tap.tanhlinh.example`; `clock` gives seconds since 1970.

    `agency` is the one that is published, and becomes another when that is. `agency_file` is None if it lies outside the content.
    """

    address: str
    agency: Agency
    database: Database
    content: Content
    proxies: Proxies = field(default_factory=Proxies)
    clock: Callable[[], float] = time.time
    agency_file: AgencyFile | None = None
    bundle: Bundle | None = None  # of the visual editor
    published: Callable[[], None] = lambda: None  # called when something was published

    def __post_init__(self) -> None:
        """Raise UserError for an address at which cookies and passkeys are not safe: anything but HTTPS with a name."""
        parts = urlsplit(self.address)
        name = parts.netloc.partition(":")[0] if not parts.netloc.startswith("[") else "[::1]"
        if parts.scheme == "http" and name in LOOPBACK:
            return
        if parts.scheme != "https" or not any(letter.isalpha() for letter in name.rpartition(".")[2]):
            raise UserError(
                f"Địa chỉ {self.address} không dùng được: ngoài máy này, bàn biên tập chỉ chạy ở https:// với một tên miền, vì "
                "mật khẩu và khóa đăng nhập không an toàn ở http:// hay ở địa chỉ IP."
            )

    def is_agency(self, path: str | None) -> bool:
        """Return whether a path is that of `agency.yaml`, which has forms of its own."""
        return self.agency_file is not None and path == self.agency_file.path

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it over HTTPS."""
        return self.address.startswith("https://")

    def cookie_name(self, name: str) -> str:
        """Return the full name of a cookie.

        Browsers accept `__Host-` only from HTTPS, for this host and all its paths: a neighbour's page cannot set it.
        """
        return f"__Host-{name}" if self.is_secure else name

    @property
    def host(self) -> str:
        """The value of a request's Host header."""
        return urlsplit(self.address).netloc
