"""The releases of a target folder on another machine, over SSH: rsync sends what changed, one rename shows it.

The other machine needs OpenSSH, rsync and the usual tools of Linux (flock, find, GNU mv). Its folder looks like the
target here: `releases/<name>/`, the link `current`, the mark `.portal`.
"""

from __future__ import annotations

import logging
import os
import shlex
import subprocess
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from plugins.release.assembly import folders_of
from plugins.release.errors import ReleaseError
from plugins.release.mirror import Reused
from plugins.release.tree import Tree

_log = logging.getLogger(__name__)
LOCKED = b"locked\n"
BUSY, INCOMPLETE = 75, 4  # exit statuses of LOCK and CHECK
ANSWER_SECONDS = 15
# Questions would wait for a person for ever.
OPTIONS = ("-o", "BatchMode=yes", "-o", f"ConnectTimeout={ANSWER_SECONDS}", "-o", "ServerAliveInterval=10")
LOCK = "mkdir -p {root} && cd {root} && exec 9>.deploy-lock && {{ flock -n 9 || exit 75; }} && echo locked && cat"
STATE = "cd {root} && {{ readlink current || echo; }} && {{ readlink .portal || echo; }}"
# The unchanged files are links to those of the release before, so that only the changed ones are sent.
PREPARE = "cd {root} && rm -rf .incoming-* && mkdir -p releases && cp -al releases/{before} .incoming-{name}"
EMPTY = "cd {root} && rm -rf .incoming-* && mkdir -p releases .incoming-{name}"
# Nearly all files of a removed release are those of the next one. Of its input the first {size} bytes are the names in which
# they differ, the others those of them that the release before has.
REUSE = (
    "cd {root} && test -d .spare-{spare} && rm -rf .incoming-* && mv -T .spare-{spare} .incoming-{name} && "
    "head -c {size} | (cd .incoming-{name} && xargs -0 -r rm -f -- && find . -type d -empty -delete) && "
    "(cd releases/{before} && xargs -0 -r cp -al --parents -t ../../.incoming-{name} --)"
)
DELETE = "cd {root}/.incoming-{name} && xargs -0 rm -f -- && find . -type d -empty -delete"
# How many files there are, and of those that were sent, which its input names, how many and of how many bytes.
CHECK = (
    "cd {root}/.incoming-{name} && found=\"$(find . -type f -printf '.' | wc -c) "
    "$(xargs -0 -r stat -c %s -- | awk '{{ n++; s += $1 }} END {{ print n+0, s+0 }}')\" && "
    '{{ test "$found" = {expected} || {{ echo "$found"; exit 4; }}; }}'
)
# Its input names files and folders. `sync -f` waits for all that the machine has not written yet, not only for the release.
FLUSH = "cd {root}/.incoming-{name} && xargs -0 -r sync --"
FLUSH_EVERYTHING = "cd {root} && sync -f ."
ADD = "cd {root} && rm -rf releases/{name} && mv -T .incoming-{name} releases/{name} && sync releases"
SHOW = "cd {root} && test -f releases/{name}/index.html && ln -sfn releases/{name} .current-new && mv -T .current-new current && sync ."
MARK = "cd {root} && {{ test -L .portal || ln -s {portal} .portal; }}"
# An empty file for each URL, which the web server looks for.
WITHHOLD = (
    "cd {root} && rm -rf .incoming-withheld .outgoing-withheld && mkdir .incoming-withheld && "
    '(cd .incoming-withheld && xargs -0 -r -I% sh -c \'mkdir -p "$(dirname "$1")" && : > "$1"\' sh %) && '
    "{{ ! test -e .withheld || mv .withheld .outgoing-withheld; }} && mv .incoming-withheld .withheld && "
    "rm -rf .outgoing-withheld"
)
# One file beside the releases, such as the alert; it is written beside its place and renamed.
WRITE = (
    "cd {root} && {{ test -d {folder} || mkdir -m 755 {folder}; }} && test ! -L {folder} && "
    "cat > {path}.new && chmod 644 {path}.new && mv -T {path}.new {path}"
)
READ = "cd {root} && if test -e {path}; then echo found && cat {path}; fi"
FOUND = b"found\n"
REMOVE = "cd {root} && rm -f -- {path}"
KEEP = (
    "cd {root} && rm -rf .withheld && find . -maxdepth 1 -name '.spare-*' ! -name .spare-{spare} -exec rm -rf {{}} + && "
    "{{ test ! -d releases/{spare} || mv -T releases/{spare} .spare-{spare}; }} && "
    "cd releases && ls | grep -vxF {names} | xargs -r -d '\\n' rm -rf --"
)


class SshMirror:
    """A folder on another machine, such as `SshMirror("phat-hanh@may-chu.example", PurePosixPath("/srv/cong"))`.

    `options` are further options of ssh. Methods raise ReleaseError if the other machine cannot be reached or a command
    fails there; then `current` is as it was there, since only `show` changes it, in one rename.
    """

    def __init__(self, host: str, root: PurePosixPath, options: Sequence[str] = ()) -> None:
        self._host, self._root = host, root
        self._ssh = ["ssh", *OPTIONS, *options]
        self._connection: tuple[str, ...] = ()
        self._held: subprocess.Popen[bytes] | None = None  # holds the lock

    def __str__(self) -> str:
        """Return the place as rsync writes it."""
        return f"{self._host}:{self._root}"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock there while the block runs; it is free again when this process or the connection ends.

        All commands of the block share one connection: opening another costs more than most of them.
        """
        stdin, release = os.pipe()
        answer, stdout = os.pipe()
        with TemporaryDirectory(prefix="trang-tin-") as folder:
            shared = ("-S", str(Path(folder, "ssh")))
            command = [*self._ssh, "-M", *shared, self._host, self._command(LOCK)]
            with subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE) as held:  # noqa: S603 - the operator's own host
                os.close(stdin)
                os.close(stdout)
                try:
                    if os.read(answer, len(LOCKED)) != LOCKED:
                        _, said = held.communicate()
                        raise self._busy() if held.returncode == BUSY else self._error(said)
                    self._connection, self._held = shared, held
                    yield
                finally:
                    self._connection, self._held = (), None
                    os.close(release)  # `cat` ends there
                    os.close(answer)

    def state(self) -> tuple[str, str]:
        """Return the name of the current release there, and the host of the portal; "" for none."""
        link, portal = self._run(STATE).split("\n")[:2]
        return link.rpartition("/")[2], portal

    def send(self, release: Tree, before: Tree | None, reused: Reused | None) -> int:
        """Send a release, which is not shown yet; return the number of files that were sent.

        `before` is the release that is current there, as it is here. The files of the removed release `reused` are used again
        if they are still there.
        """
        name = release.folder.name
        known = before if before is not None else Tree(release.folder)
        changed = release.differing(known)
        flushed = None  # everything
        if before is None:
            self._run(EMPTY, name=name)
        elif reused is not None and self._reuse(release, before, reused, changed):
            folders = folders_of(release.inodes) & folders_of({*reused.changed, *changed})
            flushed = [*changed, *(folder or "." for folder in folders)]
        else:
            self._run(PREPARE, name=name, before=before.folder.name)
            if gone := known.inodes.keys() - release.inodes.keys():
                self._run(DELETE, name=name, given="\0".join(gone))
        self._copy(release.folder, changed)
        self._check_complete(release, changed)
        if flushed is None:
            self._run(FLUSH_EVERYTHING)
        else:
            self._run(FLUSH, name=name, given="\0".join(flushed))
        self._run(ADD, name=name)
        return len(changed)

    def _reuse(self, release: Tree, before: Tree, reused: Reused, changed: Collection[str]) -> bool:
        """Make the folder of a removed release that of the new one, but for the files to be sent; return whether it was there."""
        removed = "".join(f"{name}\0" for name in reused.changed).encode()
        linked = [name for name in reused.changed if name in release.inodes and name not in changed]
        given = removed + "".join(f"{name}\0" for name in linked).encode()
        done = self._ran(
            REUSE,
            given=given,
            size=str(len(removed)),
            name=release.folder.name,
            before=before.folder.name,
            spare=reused.name,
        )
        return done.returncode == 0

    def show(self, name: str, portal: str) -> None:
        """Make a release current, and mark the folder as that of a portal.

        Raises ReleaseError if the lock was lost: another machine may be deploying. If the connection is cut while the
        other machine switches, it is not known whether it has.
        """
        if portal:
            self._run(MARK, portal=portal)
        self._check_lock()
        done = self._ran(SHOW, name=name)
        if done.returncode:
            raise ReleaseError(
                f"{self} không xác nhận đã chuyển sang bản {name}: {_said(done.stderr)}. Người đọc thấy bản trước hoặc bản ấy, "
                "đều nguyên vẹn; chạy lại."
            )

    def _check_lock(self) -> None:
        if self._held is None or self._held.poll() is not None:
            raise ReleaseError(
                f"Đã mất kết nối giữ khóa ở {self}. Trang đang phục vụ ở đó không thay đổi; chạy lại."
            )

    def withhold(self, urls: Collection[str]) -> None:
        """Answer 410 at some URLs, such as `/2024/03/x/`, and at no others, from now on."""
        marks = [url.lstrip("/") + ("index.html" if url.endswith("/") else "") for url in sorted(urls)]
        self._run(WITHHOLD, given="\0".join(marks))

    def write(self, path: str, content: bytes) -> None:
        """Replace a file below the folder in one step, readable by the web server, e.g. `.alert/alert.html`."""
        folder = str(PurePosixPath(path).parent)
        self._run(WRITE, given=content, path=path, folder=folder)

    def read(self, path: str) -> bytes | None:
        """Return the content of a file below the folder, None if there is none."""
        done = self._ran(READ, path=path)
        if done.returncode:
            raise self._error(done.stderr)
        return done.stdout.removeprefix(FOUND) if done.stdout.startswith(FOUND) else None

    def remove(self, path: str) -> None:
        """Delete a file below the folder, if there is one."""
        self._run(REMOVE, path=path)

    def keep(self, names: Collection[str], spare: str | None) -> None:
        """Delete all other releases there but the files of `spare`, and withhold nothing any more. What cannot be deleted is logged and left to the next deploy."""
        done = self._ran(KEEP, names="\n".join(sorted(names)), spare=spare or "-")
        if done.returncode:
            _log.warning(
                "Chưa xóa được bản cũ ở %s: %s. Lần phát hành sau sẽ xóa tiếp.", self, _said(done.stderr)
            )

    def _copy(self, release: Path, names: Collection[str]) -> None:
        if not names:
            return
        with TemporaryDirectory(prefix="trang-tin-") as folder:
            listed = Path(folder, "files")
            listed.write_bytes("\0".join(names).encode())
            # --ignore-times: a file with the size and time of the one before may have other bytes.
            command = [
                "rsync",
                "-rts",  # -s: the server's shell does not read the names
                "--chmod=D755,F644",
                "--ignore-times",
                "--from0",
                f"--files-from={listed}",
            ]
            target = f"{self._host}:{self._root / f'.incoming-{release.name}'}/"
            done = subprocess.run(  # noqa: S603 - as above
                [*command, "-e", shlex.join([*self._ssh, *self._connection]), f"{release}/", target],
                capture_output=True,
                check=False,
            )
        if done.returncode:
            raise self._error(done.stderr)

    def _check_complete(self, release: Tree, sent: Collection[str]) -> None:
        """Raise ReleaseError unless all files are there, and those that were sent with all their bytes."""
        expected = f"{len(release.inodes)} {len(sent)} {sum(map(release.size, sent))}"
        done = self._ran(CHECK, given="\0".join(sent), name=release.folder.name, expected=expected)
        if done.returncode == INCOMPLETE:
            found = done.stdout.decode(errors="replace").split()
            raise ReleaseError(
                f"{self} chỉ nhận được {found[0] if found else 0} trong {len(release.inodes)} tệp, hoặc tệp bị cắt. Trang đang "
                "phục vụ không thay đổi; chạy lại."
            )
        if done.returncode:
            raise self._error(done.stderr)

    def _run(self, script: str, *, given: str | bytes = "", **values: str) -> str:
        done = self._ran(script, given=given, **values)
        if done.returncode:
            raise self._error(done.stderr)
        return done.stdout.decode(errors="replace")

    def _ran(
        self, script: str, *, given: str | bytes = "", **values: str
    ) -> subprocess.CompletedProcess[bytes]:
        command = [*self._ssh, *self._connection, self._host, self._command(script, **values)]
        sent = given if isinstance(given, bytes) else given.encode()
        return subprocess.run(command, input=sent, capture_output=True, check=False)  # noqa: S603 - as above

    def _command(self, script: str, **values: str) -> str:
        quoted = {name: shlex.quote(value) for name, value in values.items()}
        return f"sh -c {shlex.quote(script.format(root=shlex.quote(str(self._root)), **quoted))}"

    def _busy(self) -> ReleaseError:
        return ReleaseError(f"Một lần phát hành khác đang chạy trên {self}. Hãy đợi nó xong rồi chạy lại.")

    def _error(self, said: bytes) -> ReleaseError:
        return ReleaseError(
            f"Không phát hành được tới {self}: {_said(said)}. Trang đang phục vụ ở đó không thay đổi."
        )


def _said(output: bytes) -> str:
    return output.decode(errors="replace").strip() or "không rõ lý do"
