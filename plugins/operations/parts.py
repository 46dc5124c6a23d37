"""The parts of a backup: their names in the archive, and where they are on a machine."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from plugins.errors.issue import UserError
from plugins.search.unfound import MOST_QUESTIONS, Question, unfound
from plugins.server.settings import Server
from plugins.visitor_counter.admin.backup import packed
from plugins.visitor_counter.command_line import PASSWORD
from plugins.visitor_counter.service.application import store_of
from plugins.visitor_counter.settings import DEFAULT_PREFIX, Settings
from plugins.visitor_counter.stores.store import NoStoreError

SETTINGS = "server.toml"
FIGURES = "bo-dem.sqlite3"
QUESTIONS = "cau-hoi.json"
DESKS = "ban-bien-tap"  # a file for each desk, by the name of its folder
CONTENT = "noi-dung"
RELEASES = "phat-hanh"

TEMPORARY = (".incoming-", ".outgoing-", ".current-")
NOT_SAVED = (".deploy-lock", ".heartbeat.json")  # of this machine only; a lock is made again
GIT_SECONDS = 60


class Checkout(NamedTuple):
    """A commit that the content's repository has elsewhere too."""

    url: str
    commit: str


class Places(NamedTuple):
    """Where the parts of a portal are, below another root directory if the machine is not the running one."""

    releases: Path
    content: Path
    store: str  # the counter's file, or the address of its server
    search: Path  # the folder of its index
    state: Path  # of the account that releases; desks have a folder each in it
    backups: Path


def places_of(server: Server, root: Path) -> Places:
    """Return where the parts of a portal are below `root`."""
    return Places(
        below(root, server.target),
        below(root, server.content_folder),
        server.store or str(below(root, server.counter_store)),
        below(root, server.search_index),
        below(root, server.release_state),
        below(root, server.backup_folder),
    )


def below(root: Path, path: str) -> Path:
    """Return an absolute path of a machine whose root directory is at `root`."""
    return root / path.lstrip("/")


def is_saved(name: str) -> bool:
    """Return whether something in the folder of releases belongs into a backup."""
    return not name.startswith(TEMPORARY) and name not in NOT_SAVED


def key_prefix(server: Server) -> str:
    """Return how a portal's keys begin on a server of counters, as its unit says."""
    return server.prefix if server.name != server.prefix else DEFAULT_PREFIX


def password_of(server: Server, root: Path) -> str:
    """Return the password of the counter's server, from the environment or the file for root. Raises OSError."""
    if password := os.environ.get(PASSWORD):
        return password
    file = below(root, server.password_file)
    if not server.store or not file.exists():
        return ""
    lines = (line.partition("=") for line in file.read_text(encoding="utf-8").splitlines())
    return next((value.strip().strip("\"'") for name, _, value in lines if name.strip() == PASSWORD), "")


def figures_of(store: str, prefix: str, password: str) -> bytes | None:
    """Return the counter's figures as a backup has them, None if there is no store. Raises UserError."""
    settings = Settings(store=store if "://" in store else Path(store), prefix=prefix, password=password)
    try:
        with closing(store_of(settings)) as opened:
            return packed(opened.report())
    except NoStoreError:
        return None
    except ValueError as error:
        raise UserError(str(error)) from error


def questions_of(index: Path) -> bytes:
    """Return what readers searched for in vain, in words. Raises UserError."""
    try:
        found = unfound(index, MOST_QUESTIONS)
    except sqlite3.Error as error:
        raise UserError(f"{index}: không đọc được những câu tìm không có kết quả ({error})") from error
    return json.dumps([[text, visits, day.isoformat()] for text, visits, day in found], ensure_ascii=False).encode()  # fmt: skip


def questions_in(content: bytes) -> list[Question]:
    """Return what `questions_of` has written."""
    return [
        Question(str(text), int(visits), date.fromisoformat(day)) for text, visits, day in json.loads(content)
    ]


def checkout_of(content: Path) -> Checkout | None:
    """Return the commit of a content folder if it is the top of a Git checkout that has nothing to be pushed.

    That is one branch alone, nothing put aside: a desk has another branch, which a clone would not bring back. The remote's
    branches are those that were fetched last.
    """
    if not (content / ".git").exists():
        return None
    branches = _git(content, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/stash")
    if branches is None or len(branches.split()) > 1:
        return None
    commit = _git(content, "rev-parse", "HEAD")
    remote = _git(
        content, "for-each-ref", "--contains", "HEAD", "--format=%(refname:lstrip=2)", "refs/remotes"
    )
    if not commit or not remote or _git(content, "status", "--porcelain", "--ignored") != "":
        return None
    url = _git(content, "remote", "get-url", remote.split("/")[0].split("\n")[0])
    return Checkout(_without_password(url), commit) if url else None


def references_of(content: Path) -> str:
    """Return where all branches of a content folder are, "" if it is no Git checkout."""
    return _git(content, "for-each-ref") or ""


def has_whole_history(content: Path) -> bool:
    """Return whether the repository of a content folder is in it, and so in its backup."""
    return (content / ".git").is_dir()


def _git(folder: Path, *words: str) -> str | None:
    """Return what a command of Git prints, None if it fails. Nothing in the checkout's configuration is started."""
    command = [
        "git",
        "-C",
        str(folder),
        "-c",
        "core.fsmonitor=false",
        "-c",
        "core.hooksPath=/dev/null",
        *words,
    ]
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - Git, with fixed commands
            command, capture_output=True, text=True, check=False, env=environment, timeout=GIT_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _without_password(url: str) -> str:
    """Return a URL without a password in it.

    >>> _without_password("https://x:khoa@git.example/noi-dung.git")
    'https://git.example/noi-dung.git'
    >>> _without_password("git@git.example:noi-dung.git")
    'git@git.example:noi-dung.git'
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
