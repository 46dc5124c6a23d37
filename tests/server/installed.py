"""Two portals, the second with a desk, installed on one machine by `invoke server` and the commands that it prints.

Run as root in namespaces of its own (mounts, network, processes), where `/etc`, `/opt`, `/srv`, `/run` and `/var` are
copies or empty: every path is that of a real server, and nothing outside is changed or reached. Commands run as they are
printed; only `systemctl` is replaced, by a start of the unit's command line as its user, in the folders that it names.
Prints what was seen as JSON.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shlex
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNITS = Path("/etc/systemd/system")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
SET_FLAGS, UP = 0x8914, 0x1 | 0x40  # SIOCSIFFLAGS; IFF_UP and IFF_RUNNING


def run(*command: str, **environment: str) -> str:
    """Run a command as root; return what it printed. Raises CalledProcessError."""
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    if done.returncode:
        raise SystemExit(f"{shlex.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout


def prepare(scratch: Path) -> None:
    """Replace the folders of the machine, and make its loopback usable."""
    shutil.copytree("/etc", scratch / "etc", symlinks=True, ignore_dangling_symlinks=True)
    run("mount", "--bind", str(scratch / "etc"), "/etc")
    for folder in ("/opt", "/srv", "/run", "/var"):
        run("mount", "-t", "tmpfs", "-o", "mode=755", "none", folder)
    for folder in ("/var/lib/nginx", "/var/log/nginx", "/var/www/html"):
        Path(folder).mkdir(parents=True)
    Path("/var/tmp").mkdir()
    Path("/var/tmp").chmod(0o1777)
    for file in Path("/etc/nginx/sites-enabled").iterdir():
        file.unlink()
    loopback_up()


def loopback_up() -> None:
    """Make the loopback of a new network namespace usable."""
    with socket.socket() as loopback:
        fcntl.ioctl(loopback, SET_FLAGS, struct.pack("16sH", b"lo", UP))


def install_project(python: str, packages: str) -> Path:
    """Put the project at its usual place, with an environment whose Python every account may run."""
    project = Path("/opt/trang-tin")
    (project / ".venv" / "bin").mkdir(parents=True)
    for entry in ROOT.iterdir():
        if entry.name not in {".venv", ".trang-tin", ".git"}:
            (project / entry.name).symlink_to(entry)
    for name, module in (("python", ""), ("invoke", "-m invoke ")):
        file = project / ".venv" / "bin" / name
        file.write_text(
            f'#!/bin/sh\nexport PYTHONPATH={packages}\nexec {python} -B {module}"$@"\n', encoding="utf-8"
        )
        file.chmod(0o755)
    return project


def started(unit: str) -> subprocess.Popen[bytes]:
    """Start a unit's command line as its user, as systemd would."""
    text = (UNITS / unit).read_text(encoding="utf-8")
    values: dict[str, str] = dict(
        re.findall(
            r"^(User|Group|(?:Runtime|State)Directory(?:Mode)?|WorkingDirectory)=(.+)$", text, re.MULTILINE
        )
    )
    user, group = values["User"], values.get("Group", values["User"])
    for kind, place in (("Runtime", "/run"), ("State", "/var/lib")):
        if name := values.get(f"{kind}Directory"):
            mode = values.get(f"{kind}DirectoryMode", "0755")
            run("install", "-d", "-o", user, "-g", group, "-m", mode, f"{place}/{name}")
    (command,) = re.findall(r"^ExecStart=((?:.+\\\n)*.+)", text, re.MULTILINE)
    environment = dict(re.findall(r"^Environment=(\w+)=(.+)$", text, re.MULTILINE))
    words = shlex.split(command.replace("\\\n", " "))
    return subprocess.Popen(
        ["runuser", "-u", user, "-g", group, "--", *words],
        cwd=values["WorkingDirectory"],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **environment},
        umask=0o022,
    )


def follow(printed: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the commands that `invoke server --write` has printed; yield the processes that stay."""
    for line in re.findall(r"^    (.+)$", printed, re.MULTILINE):
        if line.startswith("systemctl enable --now "):
            yield from map(started, (unit for unit in line.split()[3:] if unit.endswith(".service")))
        elif line.startswith("systemctl start "):
            if status := started(line.split()[2]).wait():
                raise SystemExit(f"{line}: {status}")
        elif line == "nginx -t && systemctl reload nginx":
            run("nginx", "-t", "-q")
        elif line != "systemctl daemon-reload":
            run("sh", "-c", line)


class Reader:
    """Asks a portal over TLS, trusting the test authority."""

    def __init__(self, host: str, authority: str) -> None:
        self._host = host
        self._trusted = ssl.create_default_context(cafile=authority)

    def ask(self, path: str, method: str = "GET", form: str = "") -> tuple[int, bytes]:
        connection = HTTPConnection(self._host)
        wire = socket.create_connection(("127.0.0.1", 443), 10)
        connection.sock = self._trusted.wrap_socket(wire, server_hostname=self._host)
        headers = {"User-Agent": FIREFOX, "Sec-Fetch-Site": "same-origin"}
        if form:
            headers |= {
                "Origin": f"https://{self._host}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
        connection.request(method, path, form or None, headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body


def wait_for(*files: Path) -> None:
    """Wait until all files are there. Raises SystemExit after a minute."""
    until = time.monotonic() + 60
    while not all(file.exists() for file in files):
        if time.monotonic() > until:
            raise SystemExit(f"missing: {[str(file) for file in files if not file.exists()]}")
        time.sleep(0.05)


def allowed(user: str, *command: str) -> bool:
    """Return whether an account may do something."""
    as_user = ["runuser", "-u", user, "--", *command]
    return subprocess.run(as_user, capture_output=True, check=False).returncode == 0


def main(scratch: Path, python: str, packages: str, portals: dict[str, str], desks: dict[str, str]) -> None:
    """Install the portals, host by name, whose content and certificates are in `scratch`; `desks` are hosts, too."""
    prepare(scratch)
    project = install_project(python, packages)
    seen: dict[str, object] = {}
    services: list[subprocess.Popen[bytes]] = []
    for name, host in portals.items():
        shutil.copytree(scratch / "noi-dung" / name, f"/srv/noi-dung/{name}")
        certificate = Path(f"/etc/letsencrypt/live/{host}")
        shutil.copytree(scratch / "chung-thu" / name, certificate)
        settings = Path(f"/etc/trang-tin/{name}.toml")
        settings.parent.mkdir(exist_ok=True)
        text = f'name = "{name}"\naddress = "https://{host}"\ncontent = "/srv/noi-dung/{name}"\n'
        if desk := desks.get(name):
            shutil.copytree(scratch / "chung-thu" / desk, Path(f"/etc/letsencrypt/live/{desk}"))
            text += f'desk = "https://{desk}"\n'
        settings.write_text(text, encoding="utf-8")
        os.chdir(project)
        invoke = [str(project / ".venv/bin/invoke"), "server"]
        printed = run(*invoke, "--write", TRANG_TIN_SERVER=str(settings))
        services += follow(printed)
        seen[f"{name} again"] = run(*invoke, TRANG_TIN_SERVER=str(settings)).strip()
    prefixes = {name: name if name == "trang-tin" else f"trang-tin-{name}" for name in portals}
    targets = {"trang-tin": "/srv/cong-thong-tin"}
    for name, prefix in prefixes.items():
        wait_for(
            Path(targets.get(name, f"/srv/{name}"), "current/index.html"),
            Path(f"/run/{prefix}/bo-dem.sock"),
            Path(f"/run/{prefix}-tim-kiem/tim-kiem.sock"),
        )
    for name in desks:
        wait_for(Path(f"/run/{prefixes[name]}-ban-bien-tap/ban-bien-tap.sock"))
    run("nginx")
    for desk in desks.values():
        reader = Reader(desk, str(scratch / "chung-thu" / desk / "ca.pem"))
        status, page = reader.ask("/vao")
        seen[desk] = {"sign-in": status, "has its text": "Đăng nhập" in page.decode()}
    for name, host in portals.items():
        reader = Reader(host, str(scratch / "chung-thu" / name / "ca.pem"))
        until = time.monotonic() + 30
        while reader.ask("/tim-kiem/suc-khoe")[0] != 200 and time.monotonic() < until:
            time.sleep(0.1)
        status, page = reader.ask("/")
        view = reader.ask(f"/luot-truy-cap/xem?trang=/&ma={secrets.token_hex(16)}", "POST")
        seen[name] = {
            "home": status,
            "has its text": f"Tin của {name}" in page.decode(),
            "view": json.loads(view[1]),
            "search": reader.ask("/tim-kiem/suc-khoe")[0],
            "health": json.loads(reader.ask("/luot-truy-cap/suc-khoe")[1]),
            "missing": reader.ask("/khong-co/")[0],
        }
    first, second = prefixes.values()
    seen["trespasses"] = [
        f"{user}: {shlex.join(command)}"
        for user, command in (
            (first, ("touch", "/srv/cong-thong-tin/current/index.html")),
            (first, ("touch", f"/var/lib/{second}/so-lieu/so-lieu.json")),
            (second, ("cat", f"/var/lib/{first}/luot-truy-cap.sqlite3")),
            (second, ("ls", f"/run/{first}")),
            (f"{second}-phat-hanh", ("touch", "/srv/cong-thong-tin/current/index.html")),
            (f"{second}-phat-hanh", ("cat", f"/var/lib/{first}/luot-truy-cap.sqlite3")),
            ("nobody", ("ls", f"/run/{second}")),
            (first, ("ls", f"/run/{second}")),
            (first, ("ls", f"/run/{second}-tim-kiem")),
            # The desk of the second portal.
            ("nobody", ("ls", f"/run/{second}-ban-bien-tap")),
            (second, ("ls", f"/run/{second}-ban-bien-tap")),
            (f"{first}-phat-hanh", ("ls", f"/run/{second}-ban-bien-tap")),
            ("www-data", ("sh", "-c", f"cat /var/lib/{second}-phat-hanh/ban-bien-tap-*/*.sqlite3")),
            (second, ("sh", "-c", f"cat /var/lib/{second}-phat-hanh/ban-bien-tap-*/*.sqlite3")),
            (f"{first}-phat-hanh", ("touch", f"/srv/noi-dung/{list(portals)[1]}/agency.yaml")),
        )
        if allowed(user, *command)
    ]
    seen["own folder"] = allowed(first, "touch", f"/var/lib/{first}/so-lieu/so-lieu.json")
    seen["ended"] = [process.args for process in services if process.poll() is not None]
    seen["schedule"] = [
        run("runuser", "-u", f"{prefix}-phat-hanh", "--", str(project / ".venv/bin/invoke"), "follow", "--status",
            "--to", targets.get(name, f"/srv/{name}"))
        for name, prefix in prefixes.items()
    ]  # fmt: skip
    print(json.dumps(seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], json.loads(sys.argv[4]), json.loads(sys.argv[5]))
