"""Write what one portal needs on its server, after showing what would change."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from plugins.desk.database.files import databases
from plugins.files.atomic import PUBLIC, replace_file
from plugins.server.nginx import COMMON, COMMON_FILE, OLDEST, nginx_configuration, nginx_file
from plugins.server.settings import Server
from plugins.server.units import DEFAULT_SETTINGS, ONCE, account_file, other_schedule, unit_files

FOLDER_MODE = 0o755


@dataclass(frozen=True)
class Change:
    """A file whose text would change; `before` is None for a new one."""

    path: str
    before: str | None
    after: str

    def __str__(self) -> str:
        if self.before is None:
            return f"Tệp mới: {self.path} ({len(self.after.splitlines())} dòng)"
        before, after = self.before.splitlines(), self.after.splitlines()
        return "\n".join(unified_diff(before, after, self.path, self.path, "đang có", "sẽ ghi", lineterm=""))


def written_files(
    server: Server, *, settings: str = DEFAULT_SETTINGS, version: tuple[int, ...] = OLDEST
) -> dict[str, str]:
    """Return all generated files by their absolute paths; `version` is nginx's.

    `settings` is the path of the settings file, for the units that read it.
    """
    accounts, text = account_file(server)
    return {
        accounts: text,
        COMMON_FILE: COMMON,
        nginx_file(server): nginx_configuration(server, version=version),
        **unit_files(server, settings),
    }


def changes(files: Mapping[str, str], root: Path) -> list[Change]:
    """Return the files below `root` that are missing there or have another text. Raises OSError."""
    found = []
    for path, text in files.items():
        try:
            before = _below(root, path).read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            before = None
        if before != text:
            found.append(Change(path, before, text))
    return found


def write_server_files(found: list[Change], root: Path) -> None:
    """Write changed files below `root`, each in one rename. Raises OSError."""
    for change in found:
        file = _below(root, change.path)
        file.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        replace_file(file, change.after.encode(), mode=PUBLIC)


def missing_certificates(server: Server, root: Path) -> list[str]:
    """Return the certificates without which nginx would not start, of those whose files or keys are missing."""
    pairs = [server.certificates, *([server.desk_certificates] if server.desk else [])]
    return [pair[0] for pair in pairs if server.tls and not all(_below(root, path).exists() for path in pair)]


def left_over(server: Server, root: Path) -> list[str]:
    """Return the units below `root` that must not be there any more: of two schedules both would release the portal."""
    return [path for path in [other_schedule(server)] if os.path.lexists(_below(root, path))]


def _below(root: Path, path: str) -> Path:
    return root / path.lstrip("/")


def next_commands(server: Server, found: list[Change], root: Path = Path("/")) -> Iterator[str]:
    """Yield the commands that put written files into effect, in their order.

    Releases and a store that are there below `root`, such as from a backup, are not made.
    """
    new = {change.path for change in found if change.before is None}
    changed = {change.path for change in found}
    accounts, _ = account_file(server)
    units = {Path(path).name: path for path in unit_files(server)}
    once = [f"{server.prefix}-{name}.service" for name in ONCE]
    release, backup = once
    if accounts in changed:
        yield f"systemd-sysusers {accounts}"
        yield f"install -d -o {server.release_account} -m 755 {server.target}"
    if units[backup] in new:
        yield f"install -d -m 700 {server.backup_folder}"
    gone = left_over(server, root)
    for path in gone:
        yield f"systemctl disable --now {Path(path).name}"
        yield f"rm {path}"
    if gone or changed & set(units.values()):
        yield "systemctl daemon-reload"
    # The first release, before services that serve it.
    if units[release] in new and not os.path.lexists(_below(root, server.target) / "current"):
        yield f"systemctl start {release}"
    lasting = [name for name in units if name not in once]
    has_store = bool(server.store) or _below(root, server.counter_store).exists()
    if units[f"{server.prefix}-bo-dem.service"] in new and not has_store:
        yield from _first_store(server)
    if server.desk and units[f"{server.prefix}-ban-bien-tap.service"] in new:
        yield from _first_desk(server, root)
    if started := [name for name in lasting if units[name] in new]:
        yield f"systemctl enable --now {' '.join(started)}"
    if again := [name for name in lasting if units[name] in changed - new]:
        yield f"systemctl restart {' '.join(again)}"
    if changed & {COMMON_FILE, nginx_file(server)}:
        yield "nginx -t && systemctl reload nginx"


def _first_desk(server: Server, root: Path) -> Iterator[str]:
    """Yield what gives the content to the account of the desk, with a history and a first person who may sign in."""
    account = server.release_account
    # Here, since the unit of the desk has no network.
    yield " ".join(["cd", server.project, "&&", f"{server.project}/.venv/bin/invoke", "desk.editor"])
    yield f"chown -R {account}: {server.content}"
    if not databases(_below(root, server.release_state)):
        yield f"install -d -o {account} -g {account} -m 755 {server.release_state}"
        state = ("env", f"TRANG_TIN_STATE={server.release_state}", f"{server.project}/.venv/bin/invoke")
        person = (
            "desk.user",
            "--name",
            "quan-tri",
            "--full-name",
            '"Quản trị"',
            "--history",
            "--content",
            server.content,
        )
        yield " ".join(["cd", server.project, "&&", "runuser", "-u", account, "--", *state, *person])


def _first_store(server: Server) -> Iterator[str]:
    account, store = server.live_account, server.counter_store
    yield f"install -d -o {account} -g {account} -m 755 {Path(store).parent.as_posix()}"
    invoke = f"{server.project}/.venv/bin/invoke"
    yield " ".join(["cd", server.project, "&&", "runuser", "-u", account, "--", invoke, "visitors.create", "--store", store])  # fmt: skip
