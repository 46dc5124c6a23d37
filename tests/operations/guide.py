"""The operator's guide, run in a clean Debian root: `guide.py ROOT SCRATCH NETWORK`.

Run as root in namespaces of its own (mounts, network, processes). The guide's `sh` blocks are run in their order inside
ROOT, as they are written. Only blocks that install packages are run in the network namespace NETWORK, which reaches
package mirrors; everything else sees nothing but its own loopback. `systemctl` is `systemctl.py`, the certificate is that
of a test authority. Prints what was seen as JSON.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from tests.server.installed import Reader, loopback_up, run

PROJECT = Path(__file__).resolve().parents[2]
GUIDE = PROJECT / "docs" / "huong-dan-van-hanh.md"
HOST, SECOND, DESK = "tanhlinh.example", "dongkho.example", "ban-bien-tap.tanhlinh.example"
BLOCK = re.compile(r"^```sh\n(.+?)^```", re.MULTILINE | re.DOTALL)
# Blocks that are not run, by their beginnings, and why.
NOT_RUN = {
    "pip install uv==": "for the machine of a developer; `invoke test` runs the same",
    "uv run invoke deploy": "how the verbs are called there; their call on a server follows",
    ".venv/bin/python -m plugins.visitor_counter \\": "shows the command line of the counter's unit, which is started",
    "uv run invoke alert": "its example has a date that passes; tests/alert run the verb",
    "apt install certbot": "asks Let's Encrypt; the certificate is that of a test authority",
    "certbot certonly": "as above, for the desk",
    "systemctl stop trang-tin-theo-lich trang-tin-bo-dem trang-tin-tim-kiem": "of servers installed before 0.1.0",
}
AGENCY = "srv/noi-dung/tanhlinh/agency.yaml"
SIGNED_IN = 303
LEFT_OUT = {
    "node_modules",
    ".git",
    ".venv",
    ".trang-tin",
    "__pycache__",
    ".mypy_cache",
    ".pytest_cache",
    "output",
}
# Keeps the shell's state from one block to the next, as in one terminal.
SHELL = """if test -e /run/trang-thai; then . /run/trang-thai; fi
set -e
{block}
{{ export -p; printf 'cd %s\\numask %s\\n' "$PWD" "$(umask)"; }} > /run/trang-thai
"""


def blocks() -> list[str]:
    """Return the guide's blocks of commands."""
    return BLOCK.findall(GUIDE.read_text(encoding="utf-8"))


def is_run(block: str) -> bool:
    """Return whether a block is run."""
    return not block.startswith(tuple(NOT_RUN))


def needs_network(block: str) -> bool:
    """Return whether a block installs packages."""
    return bool(re.search(r"^(apt|\S+pip) install|upgrade --from \S+$", block, re.MULTILINE))


class Machine:
    """The Debian root."""

    def __init__(self, root: Path, scratch: Path, network: str) -> None:
        self.root, self.scratch, self._network = root, scratch, network
        self.seen: dict[str, object] = {}
        self._readers: dict[str, Reader] = {}

    def prepare(self) -> None:
        """Mount what every Debian has, and put the source, the certificate and `systemctl` where they belong."""
        run("mount", "--rbind", "/dev", str(self.root / "dev"))
        run("mount", "-t", "proc", "proc", str(self.root / "proc"))
        run("mount", "-t", "tmpfs", "-o", "mode=755", "run", str(self.root / "run"))
        loopback_up()
        self.put_source("0.1.0")
        emulated = self.root / "usr/local/bin/systemctl"
        shutil.copy(Path(__file__).with_name("systemctl.py"), emulated)
        emulated.chmod(0o755)
        self.put_certificate(HOST)

    def put_source(self, version: str) -> Path:
        """Copy the project's source, with another number of its version."""
        folder = self.root / "opt" / f"trang-tin-{version}"
        shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
        file = folder / "pyproject.toml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('version = "0.1.0"', f'version = "{version}"', 1), encoding="utf-8")
        return folder

    def put_certificate(self, host: str) -> None:
        """Put a portal's certificate of the test authority where certbot would."""
        folder = self.root / "etc/letsencrypt/live" / host
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.scratch / host / "key.pem", folder / "privkey.pem")
        shutil.copy(self.scratch / host / "certificate.pem", folder / "fullchain.pem")

    def put_desk(self) -> None:
        """Write the desk's address where the guide says, and put its certificate in its place."""
        lines = {"etc/trang-tin/server.toml": f'desk = "https://{DESK}"', AGENCY: f"desk: https://{DESK}"}
        for name, line in lines.items():
            file = self.root / name
            file.write_text(f"{file.read_text(encoding='utf-8').rstrip()}\n{line}\n", encoding="utf-8")
            assert f"`{line}`" in GUIDE.read_text(encoding="utf-8")
        self.put_certificate(DESK)

    def put_second_portal(self) -> None:
        """Put content, certificate and settings of a second portal where the guide says."""
        (text,) = re.findall(
            r"`/etc/trang-tin/dongkho\.toml`:\n\n```toml\n(.+?)```",
            GUIDE.read_text(encoding="utf-8"),
            re.DOTALL,
        )
        (self.root / "etc/trang-tin/dongkho.toml").write_text(text, encoding="utf-8")
        content = self.root / "srv/noi-dung/dongkho"
        first = self.root / "srv/noi-dung/tanhlinh"
        shutil.copytree(
            first, content, ignore=shutil.ignore_patterns(".git")
        )  # which belongs to the first desk
        agency = content / "agency.yaml"
        agency.write_text(agency.read_text(encoding="utf-8").replace(HOST, SECOND), encoding="utf-8")
        self.put_certificate(SECOND)

    def sh(self, block: str, *, network: bool = False) -> str:
        """Run a block in the root; return what it printed."""
        command = ["chroot", str(self.root), "/bin/sh", "-c", SHELL.format(block=block)]
        if network:
            command = ["nsenter", f"--net={self._network}", *command]
        print(f"--- {block}", file=sys.stderr, flush=True)
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        print(done.stdout, file=sys.stderr, flush=True)
        if done.returncode:
            raise SystemExit(f"{block}: {done.returncode}\n{done.stdout}")
        return done.stdout

    def ask(self, path: str, method: str = "GET", host: str = HOST, form: str = "") -> tuple[int, str]:
        """Ask a portal or the desk over TLS."""
        if host not in self._readers:
            self._readers[host] = Reader(host, str(self.scratch / host / "ca.pem"))
        status, body = self._readers[host].ask(path, method, form)
        return status, body.decode(errors="replace")

    def until(self, path: str, what: str = "", host: str = HOST) -> None:
        """Wait until a page answers 200 and has a text. Raises SystemExit after a minute."""
        end = time.monotonic() + 60
        while True:
            try:
                status, text = self.ask(path, host=host)
            except OSError as error:  # nginx has not yet read its configuration
                status, text = 0, str(error)
            if status == 200 and what in text:
                return
            if time.monotonic() > end:
                raise SystemExit(f"{path}: {status}, without {what}")
            time.sleep(0.2)

    def view(self, host: str = HOST) -> dict[str, object]:
        """Look at the home page once, as a browser tells the counter."""
        answer = self.ask(f"/luot-truy-cap/xem?trang=/&ma={secrets.token_hex(16)}", "POST", host)
        return dict(json.loads(answer[1]))

    def write(self, title: str) -> None:
        """Publish an article, as an editor does."""
        file = self.root / "srv/noi-dung/tanhlinh/articles/2026/12/tin-thu.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        known = next((self.root / "srv/noi-dung/tanhlinh/articles").rglob("*.md"))
        head = dict(
            re.findall(r"^(department|author): *(.+)$", known.read_text(encoding="utf-8"), re.MULTILINE)
        )
        fields = {"title": title, "date": "30/11/2026", **head}
        lines = [f"{name}: {value}" for name, value in fields.items()]
        file.write_text("\n".join(["---", *lines, "---", "", f"Nội dung của {title}.", ""]), encoding="utf-8")


def act(machine: Machine, block: str) -> None:
    """Do what the guide says around a block, run it, and look at what came of it."""
    prepare(machine, block)
    look(machine, block, machine.sh(block, network=needs_network(block)))


def prepare(machine: Machine, block: str) -> None:
    """Do what the guide says before a block."""
    if block.startswith("cd /opt/trang-tin\nrunuser -u trang-tin-phat-hanh") and "rollback" in block:
        machine.write("Bản thứ hai")
        machine.sh("systemctl start trang-tin-phat-hanh")
    if "invoke restore" in block:
        machine.seen["total before"] = machine.view()["total"]
        machine.until("/", "Bản thứ hai")
        lose_everything(machine)
    if "upgrade --from" in block and "--go" not in block:
        new = machine.put_source("0.2.0")
        word = new / "theme/templates/article.html"
        word.write_text(
            word.read_text(encoding="utf-8").replace("{{ valid_until(", "<p>Chữ mới.</p>{{ valid_until("),
            encoding="utf-8",
        )
    if block == "cd /opt/trang-tin\n.venv/bin/invoke server --write\n":
        machine.put_desk()
    if "dongkho.toml" in block:
        machine.put_second_portal()


def look(machine: Machine, block: str, printed: str) -> None:
    """Do what the guide says after a block, and look at what came of it."""
    seen = machine.seen
    if block.startswith("apt install python3-venv"):
        machine.sh("nginx")  # as Debian does when it installs it
        for file in (machine.root / "etc/nginx/sites-enabled").iterdir():
            file.unlink()
        settings = machine.root / "etc/trang-tin/server.toml"
        text = settings.read_text(encoding="utf-8").replace("#content = ", "content = ")
        settings.write_text(text, encoding="utf-8")
    elif block.startswith("nginx -t"):
        machine.until("/")
        seen["view"] = machine.view()
        seen["missing"] = machine.ask("/khong-co/")[0]
        machine.until("/tim-kiem/suc-khoe")
        seen["search"] = machine.ask("/tim-kiem/?q=thu+hai")[0]
    elif "invoke desk.user" in block:
        machine.until("/vao", "Đăng nhập", host=DESK)
        (password,) = re.findall(r"mật khẩu dùng một lần: (\S+)", printed)
        form = urlencode({"ten": "quan-tri", "mat-khau": password})
        seen.setdefault("signed in", []).append(machine.ask("/vao", "POST", DESK, form)[0] == SIGNED_IN)  # type: ignore[attr-defined]
        machine.until("/")
    elif "invoke restore" in block:
        follow(machine, printed)
        machine.until("/vao", "Đăng nhập", host=DESK)
        machine.until("/", "Bản thứ hai")
        machine.until("/tim-kiem/suc-khoe")
        seen["total after"] = machine.view()["total"]
        seen["releases"] = machine.sh("cd /opt/trang-tin\n.venv/bin/invoke releases --to /srv/cong-thong-tin")
    elif "dongkho.toml" in block:
        follow(machine, printed)
        machine.until("/", host=SECOND)
        machine.until("/tim-kiem/suc-khoe", host=SECOND)
        seen["second"] = machine.view(SECOND)
        seen["first beside it"] = machine.ask("/")[0]
    elif "--dossier" in block:
        seen["dossier"] = (machine.root / "opt/trang-tin-0.1.0/so-lieu.md").read_text(encoding="utf-8")
    elif "upgrade" in block:
        seen.setdefault("upgrade", []).append(printed)  # type: ignore[attr-defined] # a list
        machine.until("/")
        seen.setdefault("links", []).append(str((machine.root / "opt/trang-tin").readlink()))  # type: ignore[attr-defined]
        seen["total at last"] = machine.view()["total"]


def lose_everything(machine: Machine) -> None:
    """Keep the last backup alone, and begin with a machine on which only packages and the environment are there."""
    root = machine.root
    machine.sh("systemctl start trang-tin-sao-luu")
    newest = max((root / "var/backups/trang-tin").glob("*.tar"))
    shutil.copy(newest, root / "root/sao-luu.tar")
    names = "trang-tin-ban-bien-tap trang-tin-bo-dem trang-tin-tim-kiem"
    machine.sh(f"systemctl stop {names}\nnginx -s quit")
    for folder in ("srv", "var/lib/trang-tin", "var/lib/trang-tin-tim-kiem", "var/lib/trang-tin-phat-hanh", "var/backups",
                   "etc/trang-tin", "run/trang-tin", "run/trang-tin-tim-kiem", "run/trang-tin-ban-bien-tap"):  # fmt: skip
        shutil.rmtree(root / folder)
    for pattern in ("etc/systemd/system/trang-tin*", "etc/nginx/conf.d/*", "etc/sysusers.d/trang-tin*"):
        for file in root.glob(pattern):
            file.unlink()
    machine.sh(
        "userdel trang-tin\nuserdel trang-tin-phat-hanh\nwhile pgrep -r D,R,S -x nginx; do sleep 0.1; done\nnginx"
    )


def follow(machine: Machine, printed: str) -> None:
    """Run the commands that the last verb of a block has printed, but the verbs of the block themselves."""
    for line in re.findall(r"^    (\S.+)$", printed, re.MULTILINE):
        if not line.startswith(("export ", "uv run invoke server")):
            machine.sh(line)


def main(root: Path, scratch: Path, network: str) -> None:
    """Follow the guide from its beginning to its end."""
    machine = Machine(root, scratch, network)
    machine.prepare()
    for block in blocks():
        if is_run(block):
            act(machine, block)
    print(json.dumps(machine.seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
