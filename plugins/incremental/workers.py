"""Share work among forked processes, which inherit everything that is loaded and send back small results."""

from __future__ import annotations

import gc
import os
import pickle
import struct
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import Any

HEADER = struct.Struct("!I")
SMALL = 40  # below this many items a fork costs more than it saves
MANY = 5000  # the same for checking files
# Windows cannot fork. On macOS a forked process may crash in the system's frameworks, which is why Python itself
# spawns there. A spawned worker would have to load the whole site again: one process does the work instead.
FORKS = hasattr(os, "fork") and sys.platform != "darwin"


class WorkerError(Exception):
    """A worker failed; the message is its traceback."""


class WorkerEndedError(WorkerError):
    """A worker process ended without a result, usually because the system was out of memory."""


def spread(
    items: Sequence[Any],
    work: Callable[[Any], Any],
    processes: int,
    *,
    before: Callable[[], None] | None = None,
) -> Iterator[Any]:
    """Yield the result of `work` for every item, in no particular order.

    `before` runs first in each worker. Nothing is forked for one process, for few items, or where that is not
    possible (FORKS).
    """
    if not FORKS or processes < 2 or len(items) < SMALL:  # noqa: PLR2004 - two are needed to share
        yield from map(work, items)
        return
    readers: dict[int, int] = {}
    gc.freeze()  # Exclude parent objects from worker GC: scanning them would copy shared pages.
    for number in range(processes):
        read_end, child = _fork(items[number::processes], work, before, others=readers)
        readers[read_end] = child
    gc.unfreeze()
    try:
        yield from _gather(readers)
    finally:
        _end(readers)


@contextmanager
def background(
    size: int, work: Callable[[], Any], processes: int, *, before: Callable[[], None] | None = None
) -> Iterator[Callable[[], Any]]:
    """Run `work` in a background process; yields a function that waits for its result.

    That function returns the result or raises the exception of `work`. With one process, for a small `size` (number of
    items to check), or where forking is not possible, it does the work itself.
    """
    if not FORKS or processes < 2 or size < MANY:  # noqa: PLR2004 - as above
        yield work
        return
    read_end, child = _fork([None], lambda _: work(), before, others=())
    readers = {read_end: child}
    try:
        yield lambda: next(_gather(readers))
    finally:
        _end(readers)


def usable_processes() -> int:
    """Return how many processes can share the work: one for each core that this process may use, or one."""
    return len(os.sched_getaffinity(0)) if FORKS and hasattr(os, "sched_getaffinity") else 1


def _fork(
    items: Sequence[Any],
    work: Callable[[Any], Any],
    before: Callable[[], None] | None,
    *,
    others: Iterable[int],
) -> tuple[int, int]:
    """Fork a worker; returns the read end of its pipe and its process id."""
    if sys.platform == "win32":
        raise NotImplementedError  # `spread` and `background` do not fork there
    read_end, write_end = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        for other in others:
            os.close(other)
        _work(items, work, write_end, before)
    os.close(write_end)
    return read_end, child


def _end(readers: Mapping[int, int]) -> None:
    for read_end, child in readers.items():
        os.close(read_end)
        os.kill(child, 9)
        os.waitpid(child, 0)


def _work(
    items: Sequence[Any], work: Callable[[Any], Any], write_end: int, before: Callable[[], None] | None
) -> None:
    """Run in the worker, which never returns into the caller's code."""
    status = 1
    try:
        with os.fdopen(write_end, "wb", buffering=1 << 16) as pipe:
            try:
                if before is not None:
                    before()
                for item in items:
                    _send(pipe, (True, work(item)))
                status = 0
            except BaseException as error:  # noqa: BLE001 - the parent re-raises it
                text = "".join(traceback.format_exception(error))
                _send(pipe, (False, error if can_be_pickled(error) else WorkerError(text)))
    finally:
        os._exit(status)


def can_be_pickled(error: BaseException) -> bool:
    """Tell whether an error can be sent to another process."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - __reduce__ can raise anything
        return False
    return True


def _send(pipe: Any, message: Any) -> None:
    data = pickle.dumps(message, protocol=5)
    pipe.write(HEADER.pack(len(data)))
    pipe.write(data)


def _gather(readers: dict[int, int]) -> Iterator[Any]:
    buffers = {read_end: bytearray() for read_end in readers}
    while readers:
        for ready in wait(list(readers)):
            read_end = int(ready)  # type: ignore[arg-type] # wait gives back the numbers it was given
            data = os.read(read_end, 1 << 20)
            buffer = buffers[read_end]
            if data:
                buffer += data
                yield from _messages(buffer)
                continue
            os.close(read_end)
            child = readers.pop(read_end)
            _, status = os.waitpid(child, 0)
            if status:
                raise WorkerEndedError(f"A worker process ended with status {status}.")


def _messages(buffer: bytearray) -> Iterator[Any]:
    start = 0
    while len(buffer) - start >= HEADER.size:
        (length,) = HEADER.unpack_from(buffer, start)
        end = start + HEADER.size + length
        if len(buffer) < end:
            break
        fine, value = pickle.loads(memoryview(buffer)[start + HEADER.size : end])  # noqa: S301 - our own worker's bytes
        start = end
        if not fine:
            raise value
        yield value
    del buffer[:start]
