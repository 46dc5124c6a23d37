"""Erase from the content's history: every commit that had it is written again, and what was before is gone."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from plugins.desk.erasure.erased import IN_PLACE, SEPARATOR, Erased
from plugins.desk.repository.git import Git, environment_of_git
from plugins.desk.repository.history import PUBLISHED, History
from plugins.errors.issue import UserError

BRANCHES = ("refs/heads", "refs/tags")
# Copies of commits that would keep what is erased: those fetched from elsewhere, and set aside.
LEFT_OVER = ("refs/remotes", "refs/stash", "refs/original", "refs/replace")
MAP = Path("filter-repo") / "commit-map"
LARGEST_TEXT = 3_000_000  # bytes
BATCH = 500  # files that are read at once


@dataclass(frozen=True)
class Found:
    """Where it stands: paths with the number of versions that have it, and those that still have it today.

    `messages` is a number of commits, `blobs` are the ids of the files that are to be erased as a whole.
    """

    versions: Mapping[str, int]
    current: tuple[str, ...]
    messages: int
    blobs: frozenset[str]


def find(history: History, erased: Erased) -> Found:
    """Return where words and files stand in all branches."""
    git, files = history.git, {history.prefix + path for path in erased.files}
    blobs = {blob: path for blob, path, content in _texts(history) if erased.is_in(content)}
    versions = Counter(blobs.values())
    for path in files:
        if _names_below(git, path) - {path}:
            raise UserError(f"{path} là thư mục. Viết từng tệp.")
    whole = {path: _blobs_of_file(git, path) for path in files}
    versions.update({path: len(found) for path, found in whole.items() if found})
    current = {
        path
        for branch in ("HEAD", PUBLISHED)
        for path, blob in history.blobs(branch).items()
        if blob in blobs or history.prefix + path in files
    }
    messages = git.run("log", "--all", "--format=%B%x00").split(b"\0")
    return Found(
        {path.removeprefix(history.prefix): count for path, count in versions.items()},
        tuple(sorted(current)),
        sum(map(erased.is_in, messages)),
        frozenset().union(*whole.values()),
    )


def rewrite(history: History, erased: Erased) -> dict[str, str]:
    """Write the history again without it; return the new ids of all commits by the old ones. Raises UserError.

    What was before is deleted from the repository. The map is kept there until `forget_map`, so that a run that was killed can
    be finished.
    """
    git = history.git
    if git.line("status", "--porcelain", "--untracked-files=no"):
        raise UserError(f"{history.top} có thay đổi chưa lưu vào lịch sử. Lưu hoặc bỏ các thay đổi ấy trước.")
    before = read_map(history)
    with tempfile.TemporaryDirectory(prefix="trang-tin-") as folder:
        listed = Path(folder, "thay")
        listed.write_bytes(
            b"".join(
                b"literal:" + form + SEPARATOR.encode() + IN_PLACE.encode() + b"\n" for form in erased.forms
            )
        )
        options = ["--force", "--partial", "--prune-empty", "never", "--refs", *_refs(git)]
        if erased.words:
            options += ["--replace-text", str(listed), "--replace-message", str(listed)]
        if erased.files:
            options += [
                "--invert-paths",
                *(part for path in erased.files for part in ("--path", history.prefix + path)),
            ]
        done = subprocess.run(  # noqa: S603 - a fixed program; git reads the arguments, no shell
            [sys.executable, "-m", "git_filter_repo", *options],
            cwd=history.top,
            env=environment_of_git({"PYTHONPATH": ""}),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise UserError(f"Chưa viết lại được lịch sử: {done.stderr.strip()}")
    _delete_what_was_before(git)
    history.update_published()
    return _joined(before, read_map(history))


def read_map(history: History) -> dict[str, str]:
    """Return the map of the last run of which `forget_map` was not called."""
    file = _git_folder(history) / MAP
    if not file.exists():
        return {}
    lines = file.read_text(encoding="ascii").splitlines()[1:]
    return dict(line.split() for line in lines)


def forget_map(history: History) -> None:
    """Delete the map: everything else has the new ids."""
    shutil.rmtree(_git_folder(history) / MAP.parent, ignore_errors=True)


def _joined(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    """Return where two rewritings in a row lead."""
    return {**second, **{old: second.get(new, new) for old, new in first.items()}}


def _git_folder(history: History) -> Path:
    return history.top / history.git.line("rev-parse", "--git-common-dir")


def _refs(git: Git) -> list[str]:
    return git.line("for-each-ref", "--format=%(refname)", *BRANCHES).split("\n")


def _delete_what_was_before(git: Git) -> None:
    """Delete the objects that only other references and logs still had."""
    names = git.line("for-each-ref", "--format=%(refname)", *LEFT_OVER)
    for name in filter(None, names.split("\n")):
        git.run("update-ref", "-d", name)
    git.run("reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all")
    git.run("repack", "-a", "-d", "-q")
    git.run("prune", "--expire=now")


def _texts(history: History) -> Iterator[tuple[str, str, bytes]]:
    """Yield the id, a path and the content of every file of every commit that could be a text."""
    git = history.git
    listed = git.run("rev-list", "--objects", "--all").decode(errors="surrogateescape").split("\n")
    named = dict(line.split(" ", 1) for line in listed if " " in line)
    sizes = git.run(
        "cat-file",
        "--batch-check=%(objectname) %(objecttype) %(objectsize)",
        given="\n".join(named).encode(),
    )
    kinds = (line.split() for line in sizes.decode().splitlines())
    texts = [name for name, kind, size in kinds if kind == "blob" and int(size) <= LARGEST_TEXT]
    for start in range(0, len(texts), BATCH):
        for name, content in history.contents(texts[start : start + BATCH]).items():
            yield name, named[name], content


def _blobs_of_file(git: Git, path: str) -> frozenset[str]:
    """Return the ids of all that a file has ever been."""
    said = git.run("log", "--all", "--format=", "--raw", "--no-abbrev", "--no-renames", "-z", "--", path)
    ids = (word for entry in said.decode().split(":")[1:] for word in entry.split()[2:4])
    return frozenset(name for name in ids if name.strip("0"))


def _names_below(git: Git, path: str) -> set[str]:
    """Return the names of all files that have ever been at a path or below."""
    said = git.run("log", "--all", "--format=", "--name-only", "--no-renames", "-z", "--", path)
    return set(filter(None, said.decode(errors="surrogateescape").replace("\n", "").split("\0")))
