"""Load a few pages from the live address after a switch, as a reader would."""

from __future__ import annotations

import gzip
import http.client
import socket
import ssl
import time
import zlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import brotli

from plugins.alert.fragment import without_alert
from plugins.release.changes import url_of

MOST_LOADED = 5  # pages
LONGEST = 10.0  # seconds for one page
PATIENCE = 10.0  # seconds in which a page must become right: a cache in front may just be refreshed
PAUSE = 0.5
PLAIN = "identity"
DECODERS = {"gzip": gzip.decompress, "br": brotli.decompress}
HEADERS = {"Cache-Control": "no-cache", "User-Agent": "TrangTin (deploy)"}


class LiveSite:
    """The portal at its address, e.g. `https://tanhlinh.example`.

    `connect` is the host to connect to instead of looking the address up, e.g. `127.0.0.1` for the web server of this
    machine. The certificate must be that of the address.
    """

    def __init__(self, address: str, connect: str = "") -> None:
        parts = urlsplit(address)
        self._address = address.rstrip("/")
        self._host, self._is_encrypted = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or (443 if self._is_encrypted else 80)
        self._connect = connect or self._host
        self._headers = HEADERS | {"Host": parts.netloc}

    def unanswered(self) -> str:
        """Return why no web server answers at the address, in Vietnamese; "" if one does.

        If none does before a switch, nothing can be said after it.
        """
        try:
            self._load("/")
        except (OSError, http.client.HTTPException) as error:
            return f"{self._address} không trả lời ({error})"
        return ""

    def page(self, url: str) -> bytes:
        """Return the page at a URL of the portal, whatever its status, empty if it cannot be loaded."""
        try:
            return self._load(url)[1]
        except (OSError, http.client.HTTPException):
            return b""

    def problem(self, release: Path, names: Sequence[str]) -> str:
        """Return what is wrong with the pages of a release as they are served, in Vietnamese; "" if nothing is.

        `names` are pages below `release`, the most important first; MOST_LOADED of them are loaded.
        """
        loaded = [(name, PLAIN) for name in names[:MOST_LOADED]]
        # Browsers get the compressed files, which may differ from the page.
        loaded += [(name, coding) for name in names[:1] for coding in DECODERS]
        for name, coding in loaded:
            end = time.monotonic() + PATIENCE
            while problem := self._problem_of(url_of(name), (release / name).read_bytes(), coding):
                if time.monotonic() > end:
                    return problem
                time.sleep(PAUSE)
        return ""

    def _problem_of(self, url: str, expected: bytes, coding: str) -> str:
        try:
            status, body = self._load(url, coding)
        except (OSError, http.client.HTTPException) as error:
            return f"{self._address}{url} không tải được ({error})"
        if status != http.HTTPStatus.OK:
            return f"{self._address}{url} trả lời mã {status}"
        return (
            "" if without_alert(body) == expected else f"{self._address}{url} không phải trang vừa phát hành"
        )

    def _load(self, url: str, coding: str = PLAIN) -> tuple[int, bytes]:
        """Return the status and the decoded body. Raises OSError or HTTPException, also for a body that is damaged."""
        with closing(http.client.HTTPConnection(self._host, self._port, timeout=LONGEST)) as connection:
            connection.sock = socket.create_connection((self._connect, self._port), LONGEST)
            if self._is_encrypted:
                context = ssl.create_default_context()
                connection.sock = context.wrap_socket(connection.sock, server_hostname=self._host)
            connection.request("GET", url, headers=self._headers | {"Accept-Encoding": coding})
            answer = connection.getresponse()
            body, decode = answer.read(), DECODERS.get(answer.headers.get("Content-Encoding", PLAIN))
            try:
                return answer.status, decode(body) if decode is not None else body
            except (EOFError, zlib.error, brotli.error) as error:
                raise http.client.HTTPException(f"nội dung nén bị hỏng: {error}") from error
