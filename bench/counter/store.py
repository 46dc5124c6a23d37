"""A separate Redis server that writes every command to disk."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from bench.counter.servers import Server
from bench.environment import free_port

OPTIONS = {"bind": "127.0.0.1", "appendonly": "yes", "appendfsync": "always", "save": ""}
PATIENCE = 20  # seconds


@contextmanager
def redis_server(folder: Path) -> Iterator[Server]:
    """Run the server with its files in `folder` while the block runs."""
    port = free_port()
    options = OPTIONS | {"port": str(port), "dir": str(folder)}
    command = ["redis-server", *(part for name, value in options.items() for part in (f"--{name}", value))]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(redis.Redis(port=port, socket_timeout=5))
            yield Server(f"redis://127.0.0.1:{port}/0", (process.pid,))
        finally:
            process.terminate()


def _wait(client: redis.Redis) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            client.ping()
        except redis.RedisError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
