"""Take away what a process does not need, as far as the kernel of Linux can: files (Landlock), other processes and sockets (seccomp).

Nothing can be given back, and what the process starts has no more. The numbers are those of the kernel's own headers:
linux/landlock.h, linux/seccomp.h, linux/filter.h, linux/prctl.h, asm/unistd.h.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

SET_DUMPABLE, SET_SECCOMP, SET_NO_NEW_PRIVS = 4, 22, 38
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_VERSION, BELOW_PATH = 1, 1
READ = 1 << 2 | 1 << 3  # files and folders
# How many rights to files each version of Landlock knows. Two rights to networks came with 4, two to other processes with 6.
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
NETWORK, PROCESSES = 4, 6
MISSING = {errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM}  # too old, turned off, or forbidden by a unit

# Calls that reach other processes or networks, start some, or change files in ways that Landlock leaves (truncating them: its
# first two versions). Their numbers on MACHINES, 0 where there is no such call.
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_…
# fmt: off
CALLS = {
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440), "prlimit64": (302, 261), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118),
    "sched_setattr": (314, 274), "socket": (41, 198), "socketpair": (53, 199), "io_uring_setup": (425, 425),
    "execve": (59, 221), "execveat": (322, 281), "truncate": (76, 45), "ftruncate": (77, 46), "chmod": (90, 0),
    "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, 0), "lchown": (94, 0),
    "fchown": (93, 55), "fchownat": (260, 54), "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "setxattrat": (463, 463), "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "removexattrat": (466, 466), "fork": (57, 0), "vfork": (58, 0), "utime": (132, 0), "utimes": (235, 0), "futimesat": (261, 0), "utimensat": (280, 88),
}
# fmt: on
OTHER_CALLS = 0x40000000  # of x86_64: the same calls under other numbers
CLONE, CLONE_3 = (
    (56, 220),
    435,
)  # may start threads, no processes; the flags of the newer one cannot be looked at
A_THREAD = 0x10000  # CLONE_THREAD
LOAD, EQUAL, AT_LEAST, HAS_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # codes of a filter
ALLOW, REJECT, UNKNOWN = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
NUMBER, MACHINE, FLAGS = 0, 4, 16  # where a filter finds them
FILTER = 2


def hide_memory() -> None:
    """Keep other processes of this account from reading and writing this one's memory."""
    if sys.platform == "linux":
        _prctl(SET_DUMPABLE, 0)


def confine(readable: Iterable[Path]) -> None:
    """Leave this process nothing but what is open, and reading in some folders. Raises OSError if a kernel that can does not."""
    if sys.platform != "linux":
        return
    _prctl(SET_NO_NEW_PRIVS, 1)
    _forbid_files(readable)
    _forbid_calls()


def landlock_version() -> int:
    """Return the version of the kernel's Landlock, 0 without it. Raises OSError."""
    try:
        return _call(CREATE_RULESET, None, 0, ASK_VERSION)
    except OSError as error:
        if error.errno in MISSING:
            return 0
        raise


def _forbid_files(readable: Iterable[Path]) -> None:
    version = landlock_version()
    if sys.platform != "linux" or not version:
        return
    files = max(count for since, count in FILE_RIGHTS.items() if since <= version)
    rights = struct.pack("=QQQ", (1 << files) - 1, 3 * (version >= NETWORK), 3 * (version >= PROCESSES))
    rules = _call(CREATE_RULESET, rights, len(rights), 0)
    for folder in readable:
        with suppress(FileNotFoundError):
            opened = os.open(folder, os.O_PATH | os.O_CLOEXEC)
            _call(ADD_RULE, rules, BELOW_PATH, struct.pack("=Qi", READ, opened), 0)
            os.close(opened)
    _call(RESTRICT_SELF, rules, 0)
    os.close(rules)


def _forbid_calls() -> None:
    if platform.machine() not in MACHINES or sys.maxsize < 1 << 32:
        return
    machine, column = MACHINES[platform.machine()], list(MACHINES).index(platform.machine())
    numbers = [found for call in CALLS.values() if (found := call[column])]
    last = len(numbers) + 5  # how far it is from the first of these comparisons to the rejection
    steps = [(LOAD, 0, 0, MACHINE), (EQUAL, 0, last + 2, machine), (LOAD, 0, 0, NUMBER)]
    steps.append((AT_LEAST, last, 0, OTHER_CALLS))
    steps += [(EQUAL, last - 1 - at, 0, number) for at, number in enumerate(numbers)]
    steps += [
        (EQUAL, 5, 0, CLONE_3),
        (EQUAL, 0, 2, CLONE[column]),
        (LOAD, 0, 0, FLAGS),
        (HAS_BIT, 0, 1, A_THREAD),
    ]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REJECT), (RETURN, 0, 0, UNKNOWN)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    with suppress(OSError):  # a kernel without filters
        _prctl(SET_SECCOMP, FILTER, struct.pack("HP", len(steps), ctypes.addressof(program)))


def _prctl(option: int, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, *(_as_word(one) for one in (*arguments, 0, 0, 0)[:4])) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _call(number: int, *arguments: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.syscall(ctypes.c_long(number), *(_as_word(one) for one in arguments))
    if found < 0:
        raise OSError(ctypes.get_errno(), f"syscall {number}")
    return int(found)


def _as_word(value: object) -> object:
    return ctypes.c_long(value) if isinstance(value, int) else value
