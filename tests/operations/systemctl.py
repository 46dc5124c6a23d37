#!/usr/bin/python3
"""Stands for systemctl where no systemd runs: starts units' command lines as their users, in the folders that they name.

State is in /run/systemctl-thu. Fails, as systemctl does, for units that do not exist or whose one run fails.
"""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

UNITS, STATE = Path("/etc/systemd/system"), Path("/run/systemctl-thu")


def main(verb: str, *words: str) -> None:
    """Run one call."""
    STATE.mkdir(exist_ok=True)
    now = verb not in {"enable", "disable"} or "--now" in words
    for word in (word for word in words if not word.startswith("-")):
        name = word if "." in word else f"{word}.service"
        if name in {"nginx.service", "systemd-time-wait-sync.service"}:
            if verb == "reload":
                run("nginx", "-s", "reload")
        elif not (UNITS / name).exists():
            sys.exit(f"Unit {name} not found.")
        elif now and name.endswith(".service"):
            if verb in {"stop", "restart", "disable"}:
                stop(name)
            if verb not in {"stop", "disable"}:
                start(name)


def start(name: str) -> None:
    """Start a unit, and wait for one of type oneshot."""
    if running(name):
        return
    text = (UNITS / name).read_text(encoding="utf-8")
    values: dict[str, str] = dict(
        re.findall(r"^(\w+)=(.+)$", re.sub(r"^Environment=.*$", "", text, flags=re.MULTILINE), re.MULTILINE)
    )
    user = values["User"]
    group = values.get("Group", user)
    for kind, place in (("Runtime", "/run"), ("State", "/var/lib")):
        if folder := values.get(f"{kind}Directory"):
            mode = values.get(f"{kind}DirectoryMode", "0755")
            run("install", "-d", "-o", user, "-g", group, "-m", mode, f"{place}/{folder}")
    (command,) = re.findall(r"^ExecStart=((?:.+\\\n)*.+)", text, re.MULTILINE)
    environment = dict(re.findall(r"^Environment=(\w+)=(.+)$", text, re.MULTILINE))
    kept = [word.removeprefix("CAP_").lower() for word in values.get("CapabilityBoundingSet", "").split()]
    confined = ["setpriv", f"--bounding-set=-all,+{',+'.join(kept)}"] if kept else []
    log = (STATE / f"{name}.log").open("ab")
    process = subprocess.Popen(
        ["runuser", "-u", user, "-g", group, "--", *confined, *shlex.split(command.replace("\\\n", " "))],
        cwd=values["WorkingDirectory"],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", **environment},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        umask=int(values.get("UMask", "0022"), 8),
        start_new_session=True,
    )
    if values.get("Type") == "oneshot":
        if process.wait():
            sys.exit(f"Job for {name} failed.\n{(STATE / f'{name}.log').read_text()[-2000:]}")
        return
    (STATE / name).write_text(str(process.pid))


def running(name: str) -> int:
    """Return the process of a unit, 0 if it does not run."""
    try:
        process = int((STATE / name).read_text())
        os.kill(process, 0)
    except (OSError, ValueError):
        return 0
    return 0 if "Z" in Path(f"/proc/{process}/stat").read_text().split(") ")[1][:1] else process


def stop(name: str) -> None:
    """End a unit's processes."""
    process = running(name)
    (STATE / name).unlink(missing_ok=True)
    if process:
        os.killpg(process, signal.SIGTERM)
        until = time.monotonic() + 20
        while alive(process) and time.monotonic() < until:
            time.sleep(0.05)


def alive(group: int) -> bool:
    """Return whether a process group has a member that is no zombie."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        if fields[2] == str(group) and fields[0] != "Z":
            return True
    return False


def run(*command: str) -> None:
    """Run a command of the machine."""
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
