"""A real SSH server on loopback, for the account that runs the tests."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.machine import SEARCHED, free_port, wait_for_port

# HOME: the shell of each session would run what the account's own .bashrc says, which can take longer than the test.
SERVER = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/client.pub
PidFile {folder}/pid
StrictModes no
UsePAM no
PermitRootLogin yes
SetEnv HOME={folder}
"""
CLIENT = """
Host may-chu
  HostName 127.0.0.1
  Port {port}
  User {user}
  IdentityFile {folder}/client
  UserKnownHostsFile {folder}/known
  StrictHostKeyChecking yes
"""


@contextmanager
def ssh_server(folder: Path, *, largest_file: int | None = None) -> Iterator[Path]:
    """Run sshd while the block runs; gives the client's configuration, in which the server is called `may-chu`.

    No file of a session may grow beyond `largest_file` bytes, which is how a full disk is tried.
    """
    sshd = shutil.which("sshd", path=SEARCHED)
    if sshd is None or shutil.which("rsync") is None:
        pytest.skip("sshd or rsync is not installed (apt install openssh-server rsync)")
    port, user = free_port(), getpass.getuser()
    for name in ("host", "client"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(command, check=True)
    (folder / "known").write_text(
        f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text(encoding='utf-8')}", "utf-8"
    )
    (folder / "server.conf").write_text(SERVER.format(port=port, folder=folder), encoding="utf-8")
    config = folder / "client.conf"
    config.write_text(CLIENT.format(port=port, folder=folder, user=user), encoding="utf-8")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    limit = ["prlimit", f"--fsize={largest_file}"] if largest_file else []
    process = subprocess.Popen(
        [*limit, sshd, "-D", "-e", "-f", str(folder / "server.conf")], stderr=subprocess.DEVNULL
    )
    try:
        wait_for_port(port)
        yield config
    finally:
        process.terminate()
        process.wait(10)
