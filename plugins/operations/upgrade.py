"""Change the version of the software: shown before, done with one rename, and undone if a step fails.

The project's folder, such as `/opt/trang-tin`, is a symbolic link to that of a version; `/opt/trang-tin.truoc` is a link
to the version before. Each version has its own environment and is called through its own verbs.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from plugins.errors.issue import UserError
from plugins.operations.parts import below
from plugins.release.history import is_held
from plugins.server.reading import VARIABLE, read_server, settings_file
from plugins.server.settings import Server
from plugins.server.units import SCHEDULES

NEEDED = ("tasks.py", "requirements.txt", "pyproject.toml", "plugins/server/server.toml")
INSTALLED = "da-cai"  # in an environment: the digest of what was installed, written last
SHOWN = "da-xem"  # the same, once its changes have been shown
BEFORE = ".truoc"
PRINTED = re.compile(r"^    (\S.*)$", re.MULTILINE)  # commands, as `invoke server --write` prints them
MASK = 0o022


class Portal(NamedTuple):
    """A portal that runs from the project's folder: its settings file and its settings."""

    file: Path
    server: Server


class Portals(NamedTuple):
    """All portals of one project folder, which is below another root directory in tests."""

    project: Path
    root: Path
    portals: list[Portal]


def installed_portals(root: Path = Path("/")) -> Portals:
    """Return the portals whose settings files are beside that of the call and name the same project. Raises UserError."""
    chosen = settings_file()
    project = read_server(chosen).project
    files = sorted(chosen.parent.glob("*.toml")) if os.environ.get(VARIABLE) else [chosen]
    portals = [Portal(file, read_server(file)) for file in files]
    return Portals(below(root, project), root, [one for one in portals if one.server.project == project])


def preview(installed: Portals, source: Path) -> str:
    """Install a new version in its folder, and print what it would change; return its number.

    Nothing of the running version is touched. Raises UserError.
    """
    new = _usable(installed, source)
    version = version_of(new)
    print(
        f"Phiên bản đang chạy: {version_of(installed.project)}; phiên bản mới: {version} ({new})", flush=True
    )
    _make_environment(new)
    for portal in installed.portals:
        server = portal.server
        print(f"\nNgười đọc {server.host} sẽ thấy gì đổi:", flush=True)
        state = below(installed.root, f"/var/lib/{server.release_account}/nang-cap")
        _as_release_account(installed, server, "mkdir", "-p", str(state))
        target, content = below(installed.root, server.target), below(installed.root, server.content)
        deploy = [_invoke(new), "deploy", "--dry-run", "--to", str(target), "--content", str(content)]
        _as_release_account(installed, server, *deploy, folder=new, TRANG_TIN_STATE=str(state))
        print(f"\nMáy chủ của {server.host} sẽ đổi gì:", flush=True)
        _run([_invoke(new), "server", *_root_option(installed)], new, {VARIABLE: str(portal.file)})
    (new / ".venv" / SHOWN).touch()
    return version


def was_shown(installed: Portals, source: Path) -> bool:
    """Return whether `preview` has shown what a version changes. Raises UserError."""
    return (_usable(installed, source) / ".venv" / SHOWN).is_file()


def switch(installed: Portals, source: Path) -> str:
    """Switch to a version that was shown, restart the services and release every portal; return its number.

    If a step fails the version before is put back. Raises UserError.
    """
    if not installed.project.is_symlink():
        raise UserError(
            f"{installed.project} là thư mục, không phải liên kết tới thư mục của một phiên bản. Làm một lần, theo mục Nâng cấp "
            "của hướng dẫn vận hành, rồi chạy lại."
        )
    for portal in installed.portals:
        if is_held(below(installed.root, portal.server.target)):
            raise UserError(
                f"Cổng {portal.server.host} đang ở bản đã quay lui. Sửa nội dung và phát hành với --force, rồi nâng cấp."
            )
    new = _usable(installed, source)
    _make_environment(new)
    _change(installed, new)
    return version_of(new)


def go_back(installed: Portals) -> str:
    """Switch to the version before the last switch; return its number. Raises UserError."""
    before = _before(installed)
    if not before.is_symlink() or not installed.project.is_symlink():
        raise UserError(f"{before}: chưa có phiên bản trước để trở về.")
    version = before.resolve()
    if not Path(_invoke(version)).is_file():
        raise UserError(f"{version}: phiên bản trước không còn đủ, không trở về được.")
    _change(installed, version)
    return version_of(version)


def version_of(project: Path) -> str:
    """Return the number of a version. Raises UserError."""
    try:
        return str(
            tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
        )
    except (OSError, ValueError, KeyError) as error:
        raise UserError(f"{project}: không đọc được số phiên bản trong pyproject.toml ({error}).") from error


def _usable(installed: Portals, source: Path) -> Path:
    """Return the real folder of a new version. Raises UserError if it cannot be one."""
    new = source.absolute().resolve()
    if missing := [name for name in NEEDED if not (new / name).is_file()]:
        raise UserError(f"{new}: không phải mã nguồn của Trang Tin, thiếu {missing[0]}.")
    if new == installed.project.resolve():
        raise UserError(f"{new}: chính là phiên bản đang chạy. Đặt mã nguồn mới vào một thư mục khác.")
    if new.is_relative_to(installed.project.resolve()) or installed.project.resolve().is_relative_to(new):
        raise UserError(f"{new}: nằm trong thư mục của phiên bản đang chạy. Đặt vào một thư mục bên cạnh.")
    for portal in installed.portals:
        content = portal.server.content
        if not content or Path(content).is_relative_to(portal.server.project):
            raise UserError(
                f"{portal.file}: nội dung còn nằm trong thư mục phần mềm, nâng cấp sẽ đổi cả nội dung. Chuyển nó ra, ví dụ "
                f"/srv/noi-dung/{portal.server.name}, và ghi ở khóa content."
            )
    return new


def _make_environment(version: Path) -> None:
    """Make the environment of a version from the packages in its requirements.txt alone. Raises UserError."""
    if _has_environment(version):
        return
    folder = version / ".venv"
    print("Cài môi trường của phiên bản mới…", flush=True)
    _run([sys.executable, "-m", "venv", "--clear", str(folder)], version)
    pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--require-hashes", "--only-binary", ":all:"]
    _run([*pip, "-r", "requirements.txt"], version)
    (folder / INSTALLED).write_text(_digest(version), encoding="ascii")


def _has_environment(version: Path) -> bool:
    try:
        return (version / ".venv" / INSTALLED).read_text(encoding="ascii") == _digest(version)
    except OSError:
        return False


def _digest(version: Path) -> str:
    return hashlib.sha256((version / "requirements.txt").read_bytes()).hexdigest()


def _change(installed: Portals, new: Path) -> None:
    """Let the project's folder be that of another version, with all that follows, or put it back. Raises UserError."""
    old = installed.project.resolve()
    before = _before(installed)
    known = before.resolve() if before.is_symlink() else None
    _for_schedules(installed, "stop")  # so that no scheduled deploy runs meanwhile
    try:
        _link(before, old)
        _link(installed.project, new)
        _put_into_effect(installed, new)
    except (UserError, OSError, KeyboardInterrupt) as error:
        print(f"\nKhông chuyển được: {error}\nTrở lại phiên bản {version_of(old)}…", flush=True)
        _link(installed.project, old)
        if known is not None:
            _link(before, known)
        else:
            before.unlink()
        _put_into_effect(installed, old, release=False)
        raise UserError(f"Chưa chuyển phiên bản: {error}. Phiên bản {version_of(old)} vẫn chạy.") from error
    finally:
        _for_schedules(installed, "start")
    for portal in installed.portals:
        shutil.rmtree(
            below(installed.root, f"/var/lib/{portal.server.release_account}/nang-cap"), ignore_errors=True
        )


def _for_schedules(installed: Portals, verb: str) -> None:
    """Stop or start what releases the portals without being asked, as far as it is installed. Raises UserError."""
    for portal in installed.portals:
        units = [f"{portal.server.prefix}-{kind}" for kind in SCHEDULES]
        files = [below(installed.root, f"/etc/systemd/system/{unit}.service") for unit in units]
        if found := [unit for unit, file in zip(units, files, strict=True) if file.exists()]:
            _run(["systemctl", verb, *found])


def _put_into_effect(installed: Portals, version: Path, *, release: bool = True) -> None:
    """Write the server's files of a version, restart the services, and release each portal. Raises UserError."""
    for portal in installed.portals:
        server, call = portal.server, [_invoke(version), "server", "--write", *_root_option(installed)]
        printed = _run(call, version, {VARIABLE: str(portal.file)}, captured=True)
        print(printed, flush=True)
        for command in PRINTED.findall(printed):
            _run(["sh", "-c", command], version)
        _run(["systemctl", "restart", f"{server.prefix}-bo-dem", f"{server.prefix}-tim-kiem"])
        if release:
            _run(["systemctl", "start", f"{server.prefix}-phat-hanh"])


def _link(link: Path, version: Path) -> None:
    """Let a link lead to the folder of a version, in one rename."""
    fresh = link.with_name(f".{link.name}-{secrets.token_hex(4)}")
    beside = version.parent == link.parent.resolve()
    fresh.symlink_to(version.name if beside else version, target_is_directory=True)
    fresh.replace(link)


def _before(installed: Portals) -> Path:
    return installed.project.with_name(f"{installed.project.name}{BEFORE}")


def _invoke(version: Path) -> str:
    return str(version / ".venv" / "bin" / "invoke")


def _root_option(installed: Portals) -> list[str]:
    return [] if installed.root == Path("/") else ["--root", str(installed.root)]


def _as_release_account(
    installed: Portals, server: Server, *command: str, folder: Path | None = None, **environment: str
) -> None:
    """Run a command as the account that releases a portal, if this process is root."""
    as_user = ["runuser", "-u", server.release_account, "--"] if _is_root() else []
    _run([*as_user, *command], folder or installed.project, environment)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _run(
    command: Sequence[str],
    folder: Path | None = None,
    environment: dict[str, str] | None = None,
    *,
    captured: bool = False,
) -> str:
    """Run a command; return what it printed, if it is captured. Raises UserError if it fails."""
    own = {**os.environ, **(environment or {})}
    own.pop("VIRTUAL_ENV", None)
    own.pop("PYTHONPATH", None)
    try:
        done = subprocess.run(  # noqa: S603 - programs of the machine and verbs of the versions
            command,
            cwd=folder,
            env=own,
            umask=MASK,
            stdout=subprocess.PIPE if captured else None,
            text=True,
            check=False,
        )
    except OSError as error:
        raise UserError(f"{command[0]}: {error.strerror}") from error
    if done.returncode:
        raise UserError(f"Lệnh không thành công (mã {done.returncode}): {' '.join(command)}")
    return done.stdout or ""
