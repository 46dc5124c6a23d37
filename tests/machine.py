"""What the tests need beyond Python, and how this machine gets it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SEARCHED = os.environ["PATH"] + ":/usr/sbin"
NPM = Path(__file__).with_name("npm")
LIGHTHOUSE = NPM / "node_modules" / ".bin" / "lighthouse"
AXE = NPM / "node_modules" / "axe-core" / "axe.min.js"
TYPESCRIPT = NPM / "node_modules" / ".bin" / "tsc"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
SCHEMA_ORG = NPM / "node_modules" / "schema-dts" / "package.json"
NU_CHECKER = NPM / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@dataclass(frozen=True)
class Part:
    """A program that is not Python: what it is for, how to see that it is there, and Debian's packages for it."""

    name: str
    purpose: str
    present: Callable[[], bool]
    packages: tuple[str, ...]


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def wait_for_port(port: int) -> None:
    """Wait until a server listens on a port of this machine. Raises TimeoutError after five seconds."""
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(port)


def chromium() -> str | None:
    """Return the path of a Chromium or Chrome, or None."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


PARTS = (
    Part(
        "chromium", "pages in a real browser", lambda: chromium() is not None, ("chromium", "fonts-noto-core")
    ),
    Part("java", "the Nu HTML checker", lambda: shutil.which("java") is not None, ("default-jre-headless",)),
    Part(
        "npm", "axe-core and the Nu HTML checker", lambda: shutil.which("npm") is not None, ("nodejs", "npm")
    ),
    Part(
        "nginx",
        "releases and counter behind a real server",
        lambda: shutil.which("nginx") is not None,
        ("nginx-light",),
    ),
    Part(
        "nginx's Brotli module",
        "files compressed beforehand by Brotli",
        BROTLI.is_file,
        ("libnginx-mod-http-brotli-static",),
    ),
    Part(
        "openssl",
        "a certificate for that server",
        lambda: shutil.which("openssl") is not None,
        ("openssl",),
    ),
    Part(
        "sshd",
        "releases on another machine",
        lambda: shutil.which("sshd", path=SEARCHED) is not None,
        ("openssh-server",),
    ),
    Part("rsync", "the same", lambda: shutil.which("rsync") is not None, ("rsync",)),
    Part(
        "redis",
        "the counter's store for several machines",
        lambda: shutil.which("redis-server") is not None,
        ("redis-server",),
    ),
    Part(
        "libfaketime",
        "clocks that go over midnights",
        lambda: all(
            any(Path("/usr/lib").glob(f"*/{name}"))
            for name in ("faketime/libfaketime.so.1", "libtcmalloc_minimal.so.4")
        ),
        ("libfaketime", "libtcmalloc-minimal4"),
    ),
)


def weed() -> str | None:
    """Return the path of SeaweedFS, or None. Its wheel puts it beside Python."""
    return shutil.which("weed", path=f"{Path(sys.executable).parent}:{SEARCHED}")


STORE = Part("seaweedfs", "releases to an S3 store", lambda: weed() is not None, ())
CHECKERS = Part(
    "npm packages",
    "axe-core, Lighthouse, the Nu HTML checker, the types of schema.org",
    lambda: all(file.is_file() for file in (AXE, LIGHTHOUSE, NU_CHECKER, TYPESCRIPT, SCHEMA_ORG)),
    (),
)


def prepare() -> list[Part]:
    """Install what is missing where that is allowed (root on Debian); return what is still missing."""
    missing = [part for part in PARTS if not part.present()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        names = sorted({name for part in missing for name in part.packages})
        print(f"Cài {', '.join(names)} …", flush=True)
        # RUNLEVEL=1 keeps Debian from starting the servers that it installs.
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names], env=quiet, check=False
        )
    if not CHECKERS.present() and shutil.which("npm"):
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=NPM, check=False
        )
    uv = os.environ.get("UV") or shutil.which("uv")
    if not STORE.present() and uv:
        groups = [word for name in ("test", "s3", "s3-server") for word in ("--group", name)]
        subprocess.run([uv, "sync", "--quiet", "--inexact", *groups], cwd=NPM.parent.parent, check=False)
    return [part for part in (*PARTS, STORE, CHECKERS) if not part.present()]


def advice(missing: list[Part]) -> str:
    """Return what was skipped and how to get it."""
    lines = ["", "!" * 78, "KHÔNG CHẠY ĐỦ: máy này thiếu", ""]
    lines += [f"  {part.name}: {part.purpose}" for part in missing]
    names = " ".join(sorted({name for part in missing for name in part.packages}))
    if names:
        lines += ["", "Cài (Debian, Ubuntu):", f"  sudo apt-get install {names}"]
    lines += ["rồi chạy lại: uv run invoke test", "!" * 78]
    return "\n".join(lines)
