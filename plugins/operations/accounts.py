"""Run something as the account that owns a file, so that a backup by root neither follows nor creates what others control."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from plugins.errors.issue import UserError

if sys.platform != "win32":
    import grp
    import pwd

T = TypeVar("T")


class Account(NamedTuple):
    """An account of this machine."""

    name: str
    user: int
    group: int


def account_of(name: str) -> Account | None:
    """Return an account by its name, None if there is no such account."""
    if sys.platform != "win32":
        with suppress(KeyError):
            found = pwd.getpwnam(name)
            return Account(name, found.pw_uid, found.pw_gid)
    return None


def owner_of(path: Path) -> str:
    """Return the name of the account that owns a file, "" if it has none. Raises OSError."""
    if sys.platform != "win32":
        with suppress(KeyError):
            return pwd.getpwuid(path.lstat().st_uid).pw_name
    return ""


def as_account(account: Account | None, work: Callable[[], T]) -> T:
    """Return what `work` returns; if this process is root, `work` runs in another one as `account`.

    Result and exception are passed by pickle. Raises what `work` raises.
    """
    if sys.platform != "win32" and account is not None and os.geteuid() == 0 and account.user != 0:
        return _in_child(account, work)
    return work()


if sys.platform != "win32":

    def _in_child(account: Account, work: Callable[[], T]) -> T:
        readable, writable = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(readable)
            try:
                os.setgroups([group.gr_gid for group in grp.getgrall() if account.name in group.gr_mem])
                os.setgid(account.group)
                os.setuid(account.user)
                answer: tuple[bool, object] = True, work()
            except BaseException as error:  # noqa: BLE001 - it is raised in the parent
                answer = False, error
            with os.fdopen(writable, "wb") as pipe:
                pickle.dump(answer, pipe)
            os._exit(0)
        os.close(writable)
        with os.fdopen(readable, "rb") as pipe:
            content = pipe.read()
        os.waitpid(child, 0)
        if not content:
            raise UserError(
                f"Tiến trình chạy bằng tài khoản {account.name} bị dừng giữa chừng. Hãy chạy lại."
            )
        done, result = pickle.loads(content)  # noqa: S301 - of our own child
        if not done:
            raise result
        return result  # type: ignore[no-any-return] # what `work` has returned
