"""A real Redis server for the tests, with its own port and folder."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import redis

from tests.machine import free_port
from tests.waiting import wait_until

DURABLE = {"appendonly": "yes", "appendfsync": "always", "save": ""}


class RedisServer:
    """A context manager; the server can be killed and restarted inside. `settings` are lines of redis.conf."""

    def __init__(
        self, folder: Path, *, environment: Mapping[str, str] | None = None, **settings: str
    ) -> None:
        self.folder = folder
        self.port = int(settings.get("port") or free_port())
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._environment = environment
        self._settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "dir": str(folder),
            **DURABLE,
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [part for name, value in self._settings.items() for part in (f"--{name}", value)]
        log = (self.folder / "redis.log").open("ab")
        self.process = subprocess.Popen(
            ["redis-server", *options], stdout=log, stderr=log, env=self._environment
        )
        log.close()
        try:
            wait_until(self._answers)
        except TimeoutError:
            raise AssertionError((self.folder / "redis.log").read_text(encoding="utf-8")) from None

    def _answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False

    def client(self) -> Any:
        """Return a new client."""
        return redis.Redis(port=self.port, socket_timeout=5)

    def kill(self) -> None:
        """Kill the server; unwritten data is lost."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def every_byte(self) -> bytes:
        """Return the content of all files that the server has written."""
        return b"".join(file.read_bytes() for file in sorted(self.folder.rglob("*")) if file.is_file())

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
