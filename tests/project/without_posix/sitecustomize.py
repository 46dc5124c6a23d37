"""Take away what Windows lacks, in every Python process that has this folder in PYTHONPATH.

Modules are hidden from the project's own code only: libraries look at `sys.platform` and rightly take what is there.
"""

import builtins
import os
import sys
from typing import Any

MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
FUNCTIONS = (
    "fork",
    "forkpty",
    "getloadavg",
    "mkfifo",
    "O_DIRECTORY",
    "pread",
    "pwrite",
    "register_at_fork",
    "sched_getaffinity",
    "wait4",
)
OWN = ("plugins.", "tasks", "pelicanconf", "publishconf")

for name in FUNCTIONS:
    if hasattr(os, name):
        delattr(os, name)
sys.modules["uvloop"] = None  # type: ignore[assignment] # Python's own word for a module that is not there

real_import = builtins.__import__


def without_posix(name: str, calling: Any = None, *rest: Any, **named: Any) -> Any:
    """Import a module as Windows would; `calling` are the globals of the module that imports it."""
    if name in MODULES and str((calling or {}).get("__name__", "")).startswith(OWN):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return real_import(name, calling, *rest, **named)


builtins.__import__ = without_posix  # type: ignore[assignment] # it takes what the real one takes
