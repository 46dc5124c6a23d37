"""Versions of the content as commits on two branches.

`main`, or whatever branch the checkout is on, has every submitted version. `published` has what citizens may see, and
deploys are built from its work tree, which is a folder of the desk.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from plugins.desk.repository.git import Git, GitError, blob_id
from plugins.errors.issue import UserError
from plugins.files.atomic import PUBLIC, replace_file

PUBLISHED = "published"
AUTHOR_FORBIDDEN = re.compile(r"[<>\n\r\0]")
NOBODY = "0" * 40
NO_FILE = "000000"  # in place of a mode
FILE_MODES = {NO_FILE, "100644", "100755"}  # neither links nor submodules
FIRST = "Bắt đầu lưu lịch sử"
DESK = "Bàn biên tập"
MAIL = "ban-bien-tap@localhost"
COMMITTER = {"GIT_COMMITTER_NAME": DESK, "GIT_COMMITTER_EMAIL": MAIL}
ATTRIBUTES = b"* -text -ident -filter -working-tree-encoding -eol"  # of this repository alone; in no commit
KEPT = "trang-tin.desk"  # a setting in the repository: what is published of it is decided at a desk
KNOWN_COMMITS = 4  # whose files are kept listed: 10,000 take 50 ms
RECORD = "%H%x1f%at%x1f%an%x1f%s"  # commit, time, author, subject, which may hold any character but NUL


class ChangedError(UserError):
    """Somebody else has changed what was to be changed."""


@dataclass(frozen=True)
class Version:
    """A commit that changed a file: its id, who wrote it and when (seconds since 1970), and its subject."""

    commit: str
    author: str
    moment: int
    subject: str


class History:
    """The history of one content folder. Paths are relative to that folder, with slashes."""

    changing = threading.RLock()  # held from what a commit is made of until what is decided of it is stored
    missing = ""  # what this machine lacks, see `PlainFolder`

    def __init__(self, content: Path, published: Path) -> None:
        """Take a content folder, and the folder for the work tree of `published`. Raises UserError unless it has a history."""
        git = Git(content)
        if git.ran("rev-parse", "--is-inside-work-tree").returncode:
            raise UserError(f"{content} chưa có lịch sử Git.")
        self.top = Path(git.line("rev-parse", "--show-toplevel"))
        self.git = Git(self.top)
        self.content = content.resolve()
        prefix = self.content.relative_to(self.top.resolve()).as_posix()
        self.prefix = "" if prefix == "." else f"{prefix}/"
        self._published = published
        self._blobs = lru_cache(maxsize=KNOWN_COMMITS)(self._listed)

    @property
    def branch(self) -> str:
        """The branch of the checkout."""
        return self.git.line("symbolic-ref", "--short", "HEAD")

    @property
    def published_content(self) -> Path:
        """The content folder of the branch `published`."""
        return self._published / self.prefix.rstrip("/")

    def prepare(self) -> None:
        """Make the branch `published` of what there is, if it is missing, and its work tree. Raises UserError."""
        if self.branch == PUBLISHED:
            raise UserError(
                f"{self.top} đang ở nhánh {PUBLISHED}, là nhánh mà bàn biên tập dùng để phát hành. Chuyển sang nhánh khác, ví dụ: "
                "git switch main"
            )
        if self.git.ran("rev-parse", "--verify", "-q", f"refs/heads/{PUBLISHED}").returncode:
            self.git.run("branch", PUBLISHED, "HEAD")
        self.git.run("config", KEPT, "true")
        if not self._has_work_tree():
            if (self._published / ".git").is_file():  # of a repository that was replaced, such as by a backup
                shutil.rmtree(self._published)
            self._published.parent.mkdir(parents=True, exist_ok=True)
            self.git.run("worktree", "prune")
            self.git.run("worktree", "add", "-q", "--force", str(self._published), PUBLISHED)
        self._release_as_committed()

    def _release_as_committed(self) -> None:
        """Let no attributes of the content change the bytes of the published work tree: they are those that were approved."""
        file = self.top / self.git.line("rev-parse", "--git-path", "info/attributes")
        written = file.read_bytes() if file.is_file() else b""
        if ATTRIBUTES not in written.splitlines():
            file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(file, written + b"\n" + ATTRIBUTES + b"\n", mode=PUBLIC)

    def _has_work_tree(self) -> bool:
        if not (self._published / ".git").is_file():
            return False
        found = Git(self._published).ran("rev-parse", "--git-common-dir")
        own = self.top / self.git.line("rev-parse", "--git-common-dir")
        there = self._published / found.stdout.decode().strip()
        return found.returncode == 0 and there.resolve() == own.resolve()

    def head(self, branch: str = "HEAD") -> str:
        """Return the newest commit of a branch."""
        return self.git.line("rev-parse", f"{branch}^{{commit}}")

    def read(self, path: str, commit: str = "HEAD") -> bytes | None:
        """Return a file as it is in a commit, None if it is not there."""
        done = self.git.ran("cat-file", "blob", f"{commit}:{self.prefix}{path}")
        return None if done.returncode else done.stdout

    def blobs(self, commit: str = "HEAD") -> Mapping[str, str]:
        """Return the ids of all files of a commit by their paths."""
        return self._blobs(self.head(commit))

    def _listed(self, commit: str) -> Mapping[str, str]:
        listed = _decoded(self.git.run("ls-tree", "-r", "-z", commit, "--", self.prefix or "."))
        found = (line.partition("\t") for line in listed.split("\0") if line)
        return {name.removeprefix(self.prefix): meta.split()[2] for meta, _, name in found if is_utf8(name)}

    def blobs_of(self, commit: str, paths: Iterable[str]) -> dict[str, str]:
        """Return the ids of some files of a commit by their paths; those that are not there are left out."""
        wanted = list(paths)
        asked = "".join(f"{commit}:{self.prefix}{path}\n" for path in wanted)
        said = self.git.run("cat-file", "--batch-check=%(objectname)", given=asked.encode()).decode()
        lines = zip(wanted, said.splitlines(), strict=True)
        return {path: line for path, line in lines if not line.endswith(" missing")}

    def contents(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """Return files by the ids of their blobs; those that do not exist are left out."""
        wanted = list(dict.fromkeys(blobs))
        said = self.git.run("cat-file", "--batch", given="".join(f"{blob}\n" for blob in wanted).encode())
        found, at = {}, 0
        while at < len(said):
            end = said.index(b"\n", at)
            name, _, size = said[at:end].decode().partition(" blob ")
            at = end + 1
            if size:
                found[name] = said[at : at + int(size)]
                at += int(size) + 1
        return found

    def versions(self, path: str, *, branch: str = "HEAD", most: int = 100) -> list[Version]:
        """Return the commits that changed a file, newest first."""
        said = self.git.run("log", "-z", f"-{most}", f"--format={RECORD}", branch, "--", self.prefix + path)
        records = said.decode(errors="replace").split("\0")
        return [
            Version(commit, author, int(moment), subject)
            for commit, moment, author, subject in (record.split("\x1f", 3) for record in records if record)
        ]

    def read_version(self, path: str, commit: str) -> bytes | None:
        """Return a file as it is in one of its `versions`, None for any other commit or name of one."""
        known = {version.commit for version in self.versions(path)}
        return self.read(path, commit) if commit in known else None

    def submit(
        self,
        files: Mapping[str, bytes | None],
        author: str,
        message: str,
        *,
        before: Mapping[str, str | None],
        at: float | None = None,
    ) -> str:
        """Commit files to the branch of the checkout, and write them into it; None deletes a file. Return the commit.

        `at` is the time of the commit in seconds since 1970 (default: now). What the branch has already is not committed again.

        `before` has the ids of the files that the author began with (None: no such file). Raises ChangedError if one is another
        now, in the branch or in the checkout, and leaves everything as it is.
        """
        self._reject_detached()
        self.repair()
        for path in files:
            self._reject_outside(path)
        parent = self.head()
        if self._has(files, parent):  # committed by a submission that was interrupted before it was noted
            self._reject_edited(files, before)
            self._check_out(files, parent)
            return parent
        self._reject_changed(before, parent)
        commit = self._commit(parent, files, author, message, at)
        self.git.run("update-ref", "-m", message.partition("\n")[0], "HEAD", commit, parent)
        self._check_out(files, commit)
        return commit

    def keep_outside_edit(self, path: str, *, at: float | None = None) -> None:
        """Commit a file as it is in the checkout where that is not in the branch: what is submitted next takes its place."""
        self._reject_detached()
        self.repair()
        self._reject_outside(path)
        parent, file = self.head(), self.content / path
        if self._blob_in_checkout(path) == self._blob(path, parent):
            return
        files = {path: file.read_bytes() if file.is_file() else None}
        commit = self._commit(parent, files, DESK, f"Sửa ngoài bàn biên tập: {path}", at)
        self.git.run("update-ref", "-m", "keep", "HEAD", commit, parent)
        self.git.change_index("update-index", "--index-info", given=self._index_lines(files, commit))

    def _has(self, files: Mapping[str, bytes | None], commit: str) -> bool:
        blobs = self.blobs_of(commit, files)
        return all(
            blobs.get(path) == (blob_id(content) if content is not None else None)
            for path, content in files.items()
        )

    def repair(self) -> None:
        """Bring into the checkout what a killed `submit` has committed: files that are still as before its commit."""
        if self.git.ran("rev-parse", "--verify", "-q", "HEAD^").returncode:
            return
        fields = _decoded(self.git.run("diff-tree", "-r", "-z", "--no-renames", "HEAD^", "HEAD")).split("\0")
        late = []
        for meta, name in zip(fields[::2], fields[1::2], strict=False):
            old_mode, new_mode, old, _, _ = meta.lstrip(":").split()
            path = name.removeprefix(self.prefix)
            if name.startswith(self.prefix) and is_utf8(name) and {old_mode, new_mode} <= FILE_MODES:
                before = old if old_mode != NO_FILE else None
                if self._blob_in_checkout(path) == before:
                    late.append(path)
        if late:
            self._check_out({path: self.read(path) for path in late}, "HEAD")

    def publish(
        self, paths: Sequence[str], commit: str, author: str, message: str, *, at: float | None = None
    ) -> str:
        """Bring files to the branch `published` as they are in a commit; return its commit. Raises UserError if one is not there.

        Its work tree stays as it is until `update_published`: a build may be reading it.
        """
        parent = self.head(PUBLISHED)
        files = {path: self.read(path, commit) for path in paths}
        if missing := [path for path, content in files.items() if content is None]:
            raise UserError(
                f"Chưa đăng: không đọc được {', '.join(missing)} trong lịch sử Git. Thử lại, hoặc gửi lại bài."
            )
        made = self._commit(parent, files, author, message, at)
        self.git.run("update-ref", "-m", message.partition("\n")[0], f"refs/heads/{PUBLISHED}", made, parent)
        return made

    def update_published(self) -> None:
        """Bring the work tree of the branch `published` up to date, also after a kill."""
        Git(self._published).change_index("reset", "-q", "--hard", PUBLISHED)

    def _commit(
        self,
        parent: str,
        files: Mapping[str, bytes | None],
        author: str,
        message: str,
        at: float | None,
    ) -> str:
        """Return a new commit on no branch."""
        lines = [f"{self._entry(content)}\t{self.prefix}{path}\0" for path, content in files.items()]
        with tempfile.TemporaryDirectory(prefix="trang-tin-") as folder:
            own = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
            self.git.run("read-tree", parent, environment=own)
            self.git.run("update-index", "-z", "--index-info", given="".join(lines).encode(), environment=own)
            tree = self.git.line("write-tree", environment=own)
        name = AUTHOR_FORBIDDEN.sub(" ", author).strip() or DESK
        names = {**COMMITTER, "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": MAIL}
        if at is not None:
            names |= dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"@{int(at)} +0000")
        said = self.git.run("commit-tree", tree, "-p", parent, given=message.encode(), environment=names)
        return said.decode().strip()

    def _entry(self, content: bytes | None) -> str:
        if content is None:
            return f"0 {NOBODY}"
        blob = self.git.run("hash-object", "-w", "--stdin", given=content).decode().strip()
        return f"100644 {blob}"

    def _check_out(self, files: Mapping[str, bytes | None], commit: str) -> None:
        for path, content in files.items():
            self._write(path, content)
        self.git.change_index("update-index", "--index-info", given=self._index_lines(files, commit))

    def _index_lines(self, files: Mapping[str, bytes | None], commit: str) -> bytes:
        lines = []
        for path in files:
            blob = self._blob(path, commit)
            lines.append(f"{f'100644 {blob}' if blob else f'0 {NOBODY}'}\t{self.prefix}{path}\n")
        return "".join(lines).encode()

    def _reject_changed(self, before: Mapping[str, str | None], parent: str) -> None:
        for path, blob in before.items():
            if self._blob(path, parent) != blob or self._blob_in_checkout(path) != blob:
                raise ChangedError(f"{path} vừa được người khác sửa.")

    def _reject_edited(self, files: Mapping[str, bytes | None], before: Mapping[str, str | None]) -> None:
        """Raise ChangedError if a file of the checkout is neither as it was before, nor missing, nor as it is to be."""
        for path, content in files.items():
            made = blob_id(content) if content is not None else None
            if self._blob_in_checkout(path) not in {before.get(path), None, made}:
                raise ChangedError(f"{path} vừa được người khác sửa.")

    def _blob(self, path: str, commit: str) -> str | None:
        found = self.git.ran("rev-parse", "--verify", "-q", f"{commit}:{self.prefix}{path}")
        return found.stdout.decode().strip() or None

    def _blob_in_checkout(self, path: str) -> str | None:
        file = self.content / path
        if file.is_symlink():
            return blob_id(os.fsencode(file.readlink()))
        if file.is_file():
            return blob_id(file.read_bytes())
        return "" if file.exists() else None

    def _reject_detached(self) -> None:
        """Raise GitError while no branch is checked out, as during a rebase: what is committed then would be lost."""
        if self.git.ran("symbolic-ref", "-q", "HEAD").returncode:
            raise GitError(
                "Kho bài đang ở giữa một việc của Git (không nhánh nào được mở), nên chưa gửi được. Bản nháp vẫn còn. Nhờ người phụ "
                "trách kỹ thuật mở lại nhánh: git switch -"
            )

    def _reject_outside(self, path: str) -> None:
        if not (self.content / path).parent.resolve().is_relative_to(self.content):
            raise GitError(f"{path} nằm ngoài thư mục nội dung.")

    def _write(self, path: str, content: bytes | None) -> None:
        file = self.content / path
        if content is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(file, content, mode=PUBLIC)
            return
        with suppress(FileNotFoundError):
            file.unlink()


def _decoded(listed: bytes) -> str:
    """Return what git lists; of names in old encodings, those bytes as surrogates."""
    return listed.decode(errors="surrogateescape")


def is_utf8(name: str) -> bool:
    """Return whether a name is one that pages can show, and not one in an old encoding."""
    return name.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in name)


def is_kept(content: Path) -> bool:
    """Return whether a desk decides what is published of a content folder, as `History.prepare` has noted.

    The work tree of the branch `published` is what it has decided, and counts as none. Works for any account.
    """
    git = Git(content)
    trusted = ("-c", "safe.directory=*")  # of another account: only its settings are read
    kept = git.ran(*trusted, "config", "--bool", KEPT).stdout.strip() == b"true"
    return kept and git.ran(*trusted, "symbolic-ref", "--short", "HEAD").stdout.strip() != PUBLISHED.encode()


def has_history(content: Path) -> bool:
    """Return whether a content folder is in a repository with at least one commit."""
    return Git(content).ran("rev-parse", "--verify", "-q", "HEAD").returncode == 0


def begin_history(content: Path) -> None:
    """Make a content folder a repository whose first commit has everything in it. Raises UserError."""
    git = Git(content)
    git.run("init", "-q", "-b", "main")
    git.run("add", "-A")
    names = {**COMMITTER, "GIT_AUTHOR_NAME": DESK, "GIT_AUTHOR_EMAIL": MAIL}
    git.run("commit", "-q", "--allow-empty", "-m", FIRST, environment=names)
