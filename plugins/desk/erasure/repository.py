"""Erase from the content's history: every commit that had it is written again, and what was before is gone."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from plugins.desk.erasure.documents import has_words
from plugins.desk.erasure.erased import IN_PLACE, SEPARATOR, Erased
from plugins.desk.repository.git import Git, GitError, environment_of_git
from plugins.desk.repository.history import PUBLISHED, History
from plugins.errors.issue import UserError

BRANCHES = ("refs/heads", "refs/tags")
# Copies of commits that would keep what is erased: those fetched from elsewhere, and set aside.
LEFT_OVER = ("refs/remotes", "refs/stash", "refs/original", "refs/replace")
MAP = Path("filter-repo") / "commit-map"
LAST_MESSAGE = "COMMIT_EDITMSG"
NO_TEXT_WITHIN = 8192  # bytes: git-filter-repo replaces nothing in files that have a NUL there


@dataclass(frozen=True)
class Found:
    """Where it stands: paths with the number of versions that have it, and those that still have it today.

    `messages` is a number of commits, `blobs` are the ids of the files that are to be erased as a whole, `unread` the paths of
    documents in which no words can be looked for.
    """

    versions: Mapping[str, int]
    current: tuple[str, ...]
    messages: int
    blobs: frozenset[str]
    unread: tuple[str, ...] = ()


def find(history: History, erased: Erased) -> Found:
    """Return where words and files stand in all branches. Raises UserError for what cannot be erased, before anything is changed."""
    git, files = history.git, {history.prefix + path for path in erased.files}
    _reject_other_copies(history)
    for path in files:
        if _names_below(git, path) - {path}:
            raise UserError(f"{path} là thư mục. Viết từng tệp.")
    blobs, named, unread = dict[str, str](), _named(git), set[str]()
    for name, kind, content in _objects(git):
        has = has_words(erased, content) if kind == "blob" and name in named else False
        if has is None and named[name] not in files:
            unread.add(named[name].removeprefix(history.prefix))
        if has:
            blobs[name] = path = named[name]
            if b"\0" in content[:NO_TEXT_WITHIN] and path not in files:
                raise UserError(
                    f"{path} không phải tệp chữ, không sửa được bên trong. Xóa cả tệp: thêm --file"
                )
    versions = Counter(blobs.values())
    whole = {path: _blobs_of_file(git, path) for path in files}
    versions.update({path: len(found) for path, found in whole.items() if found})
    everywhere = frozenset().union(*whole.values())
    current = {
        path
        for branch in ("HEAD", PUBLISHED)
        for path, blob in _files(git, branch)
        if blob in blobs or blob in everywhere or path in files
    }
    messages = git.run("log", "--all", "--format=%B%x00").split(b"\0")
    return Found(
        {path.removeprefix(history.prefix): count for path, count in versions.items()},
        tuple(sorted(path.removeprefix(history.prefix) for path in current)),
        sum(map(erased.is_in, messages)),
        everywhere,
        tuple(sorted(unread)),
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
                b"literal:" + form + SEPARATOR.encode() + IN_PLACE.encode() + b"\n" for form in erased.forms()
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
    history.update_published()  # indexes keep objects, too
    git.run("reset", "-q")
    _delete_what_was_before(history)
    return _joined(before, read_map(history))


def remaining(history: History, erased: Erased, blobs: Collection[str]) -> list[str]:
    """Return the names of all objects of the repository that still have it, whether a commit leads to them or not."""
    named, found = _named(history.git), []
    for name, kind, content in _objects(history.git):
        said = content if kind == "blob" else content.partition(b"\n\n")[2]  # names of people and files stay
        if name in blobs or (kind != "tree" and has_words(erased, said)):
            found.append(f"{named.get(name) or kind} ({name})")
    return found


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


def _reject_other_copies(history: History) -> None:
    """Raise UserError for whatever would keep old commits or files and is not written again."""
    git, published, found = history.git, history.published_content.resolve(), list[str]()
    for entry in git.line("worktree", "list", "--porcelain").split("\n\n"):
        first, *more = entry.splitlines()
        place = Path(first.removeprefix("worktree "))
        is_own = place.resolve() == history.top.resolve() or published.is_relative_to(place.resolve())
        if not is_own and "bare" not in more:
            found.append(f"thư mục làm việc {place}; bỏ: git worktree remove --force {place}")
    names = git.line("for-each-ref", "--format=%(refname)").split("\n")
    found += [
        f"{name}; bỏ: git update-ref -d {name}"
        for name in names
        if name and not f"{name}/".startswith(tuple(f"{kind}/" for kind in (*BRANCHES, *LEFT_OVER)))
    ]
    objects = _git_folder(history) / "objects"
    found += [f"{file}; bỏ tệp này" for file in sorted(objects.glob("pack/*.keep"))]
    if (shared := objects / "info/alternates").exists():
        found.append(f"{shared}; chép các kho ấy vào đây: git repack -a -d, rồi bỏ tệp này")
    if found:
        lines = "\n".join(f"  {one}" for one in found)
        raise UserError(f"Kho Git ở {history.top} còn giữ bản cũ ở nơi không viết lại được:\n{lines}")


def _delete_what_was_before(history: History) -> None:
    """Delete the objects that only other references and logs still had."""
    git = history.git
    (_git_folder(history) / LAST_MESSAGE).unlink(missing_ok=True)
    names = git.line("for-each-ref", "--format=%(refname)", *LEFT_OVER)
    for name in filter(None, names.split("\n")):
        git.run("update-ref", "--no-deref", "-d", name)
    git.run("reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all")
    git.run("repack", "-a", "-d", "-q")
    git.run("prune", "--expire=now")


def _named(git: Git) -> dict[str, str]:
    """Return a path of every object of every commit by its id."""
    listed = git.run("rev-list", "--objects", "--all").decode(errors="surrogateescape").split("\n")
    return dict(line.split(" ", 1) for line in listed if " " in line)


def _objects(git: Git) -> Iterator[tuple[str, str, bytes]]:
    """Yield the id, kind and content of every object of the repository, also of those that nothing names."""
    command = ["git", "cat-file", "--batch-all-objects", "--batch", "--unordered"]
    with subprocess.Popen(  # noqa: S603 - fixed arguments
        command, cwd=git.folder, env=environment_of_git(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as process:
        stream = process.stdout or BytesIO()
        while line := stream.readline():
            name, kind, size = line.decode().split()
            yield name, kind, stream.read(int(size))
            stream.read(1)
    if process.returncode:
        raise GitError(f"Kho Git ở {git.folder}: không đọc được hết")


def _files(git: Git, commit: str) -> Iterator[tuple[str, str]]:
    """Yield the path and the blob of every file of a commit."""
    for line in filter(
        None, git.run("ls-tree", "-r", "-z", commit).decode(errors="surrogateescape").split("\0")
    ):
        meta, _, path = line.partition("\t")
        yield path, meta.split()[2]


def _blobs_of_file(git: Git, path: str) -> frozenset[str]:
    """Return the ids of all that a file has ever been."""
    said = git.run("log", "--all", "--format=", "--raw", "--no-abbrev", "--no-renames", "-z", "--", path)
    ids = (word for entry in said.decode().split(":")[1:] for word in entry.split()[2:4])
    return frozenset(name for name in ids if name.strip("0"))


def _names_below(git: Git, path: str) -> set[str]:
    """Return the names of all files that have ever been at a path or below."""
    said = git.run("log", "--all", "--format=", "--name-only", "--no-renames", "-z", "--", path)
    return set(filter(None, said.decode(errors="surrogateescape").replace("\n", "").split("\0")))
