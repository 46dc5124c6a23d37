"""Switch the origin path of a CDN to another prefix of its bucket: by one HTTP request, or by a command."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from plugins.mirrors.keys import NAMED, Keys
from plugins.release.errors import ReleaseError
from plugins.urls.patterns import SERVED_RELEASE

PREFIX = "{prefix}"
ANSWER_SECONDS, COMMAND_SECONDS = 30, 900
MOST_READ = 10_000  # bytes of an answer
SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|AUTH", re.IGNORECASE)
LONGEST_SAID = 300  # characters of an answer that a message quotes
PAUSE = 1.0  # seconds between two looks at the CDN


class Switch(Protocol):
    """Makes the CDN take its files from a prefix of the bucket, e.g. `releases/2026-11-23T10-05-12Z.5f3a1c`."""

    def to(self, prefix: str, keys: Keys) -> None:
        """Switch, or raise ReleaseError."""


@dataclass(frozen=True)
class RequestSwitch:
    """A request; `{prefix}` in URL and body is replaced by the prefix, `{NAME}` in headers by the secret of that name."""

    url: str
    method: str = "POST"
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def to(self, prefix: str, keys: Keys) -> None:
        """Send the request. Any answer but 2xx, redirects included, is an error."""
        headers = {name: keys.filled(value) for name, value in self.headers.items()}
        request = urllib.request.Request(  # noqa: S310 - settings.py accepts https only, and http on this machine
            self.url.replace(PREFIX, prefix),
            data=self.body.replace(PREFIX, prefix).encode() or None,
            headers=headers,
            method=self.method,
        )
        try:
            with _opener().open(request, timeout=ANSWER_SECONDS) as answer:
                answer.read()
        except urllib.error.HTTPError as error:
            with error:
                said = error.read(MOST_READ).decode(errors="replace").strip()
            raise self._error(f"{error.code} {said}", keys) from None
        except ValueError:  # its text may have a secret with a line break
            raise self._error("một tiêu đề của yêu cầu không hợp lệ", keys) from None
        except (OSError, http.client.HTTPException) as error:
            raise self._error(str(error) or type(error).__name__, keys) from None

    def _error(self, said: str, keys: Keys) -> ReleaseError:
        names = {found for value in self.headers.values() for found in NAMED.findall(value)}
        shown = keys.hidden(said, names).strip()[:LONGEST_SAID]
        return ReleaseError(f"CDN không nhận lệnh chuyển ({self.url.partition('?')[0]}): {shown}.")


@dataclass(frozen=True)
class CommandSwitch:
    """A command; `{prefix}` in its words is replaced by the prefix. The secrets of the file are in its environment."""

    command: tuple[str, ...]

    def to(self, prefix: str, keys: Keys) -> None:
        """Run the command. An exit status other than 0 is an error."""
        words = [word.replace(PREFIX, prefix) for word in self.command]
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own command, without a shell
                words,
                env={**keys.in_file(), **os.environ},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=COMMAND_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ReleaseError(f"Lệnh chuyển CDN {words[0]} chạy quá {COMMAND_SECONDS} giây.") from None
        except OSError as error:
            raise ReleaseError(f"Không chạy được lệnh chuyển CDN {words[0]}: {error.strerror}.") from None
        if done.returncode:
            secrets = {name for name in os.environ if SECRET_NAME.search(name)}
            said = keys.hidden(done.stderr.decode(errors="replace"), secrets).strip()[-LONGEST_SAID:]
            raise ReleaseError(f"Lệnh chuyển CDN {words[0]} không thành công (mã {done.returncode}): {said}")


@dataclass(frozen=True)
class Confirmation:
    """The portal's address behind the CDN, where a switch is waited for: at edges it takes seconds to minutes."""

    address: str
    seconds: float = 60.0

    def wait(self, prefix: str) -> None:
        """Return when readers get the release of a prefix. Raises ReleaseError after `seconds`."""
        end = time.monotonic() + self.seconds
        while (shown := self._shown()) != prefix:
            if time.monotonic() > end:
                raise ReleaseError(
                    f"CDN đã nhận lệnh chuyển, nhưng sau {self.seconds:.0f} giây {self.address} chưa phục vụ bản mới "
                    f"(thấy: {shown[:LONGEST_SAID] or 'không có trả lời'})."
                )
            time.sleep(min(PAUSE, self.seconds / 10))

    def _shown(self) -> str:
        request = urllib.request.Request(  # noqa: S310 - as above
            f"{self.address.rstrip('/')}{SERVED_RELEASE}", headers={"Cache-Control": "no-cache"}
        )
        try:
            with _opener().open(request, timeout=ANSWER_SECONDS) as answer:
                return str(answer.read(LONGEST_SAID).decode(errors="replace")).strip()
        except urllib.error.HTTPError as error:
            with error:
                return str(error.code)
        except (OSError, http.client.HTTPException):
            return ""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect could carry the secret to another host."""

    def redirect_request(self, *_: object) -> None:
        return None


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_NoRedirects)
