"""Read texts in processes of their own, so that no text holds up the desk: what takes too long is ended and rejected.

The contract's own limit has no effect in the threads of a server, and one regular expression keeps all of them waiting.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from multiprocessing.connection import Connection
from queue import LifoQueue
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from plugins.contract.content_type import ContentType
from plugins.contract.fields.values import Names
from plugins.contract.sources.source import Source, SourceReader, too_slow
from plugins.contract.sources.time_limit import TimeLimitError, time_limit
from plugins.errors.issue import ContentError, Issue, UserError

if TYPE_CHECKING:
    from plugins.contract.body.render import BodyRenderer

SECONDS = 5.0  # of processor time: half of what builds allow, so that they accept what is accepted here
PATIENCE_SECONDS = 20.0  # in all, for a process that gets a quarter of a processor
AT_ONCE = 2
MEMORY = 2_000_000_000  # bytes of address space, of which libraries map 400 MB
LOADED_FIRST = "plugins.contract.body.render"
REMEMBERED = 8_000_000  # bytes of answers
A = TypeVar("A")
R = TypeVar("R")


class TextReader:
    """Parses texts by the contract, and caches the last results."""

    def __init__(self, markdown: dict[str, Any], seconds: float = SECONDS) -> None:
        """`markdown` is Pelican's setting MARKDOWN; a text may take `seconds` of processor time."""
        self._markdown, self._seconds = markdown, seconds
        self._processes: LifoQueue[_Process | None] = LifoQueue()  # the last one is warm
        for _ in range(AT_ONCE):
            self._processes.put(None)
        self._answers = _Answers()

    def read(self, data: bytes, path: str, content_type: ContentType, names: Names) -> Source:
        """Return the parsed text; `path` is the file in messages. Raises ContentError with all its issues."""
        answer = self._answer(pickle.dumps((_read, (data, path, content_type, names))))
        if answer is None:
            found = too_slow(PATIENCE_SECONDS)
            raise ContentError([Issue(path, 0, found.message, found.hint)])
        read: Source | ContentError = answer
        if isinstance(read, ContentError):
            raise read
        return read

    def ask(self, function: Callable[[BodyRenderer, A], R], argument: A) -> R:
        """Return what a function of a module, given a renderer, returns. Raises UserError if it takes too long."""
        answer = self._answer(pickle.dumps((_call, (function, argument))))
        if answer is None or isinstance(answer, _TooSlow):
            raise UserError(too_slow(PATIENCE_SECONDS).message)
        found: R | Exception = answer
        if isinstance(found, Exception):
            raise found
        return found

    def _answer(self, asked: bytes) -> Any:
        """Return the answer to a request; None if there is none in time."""
        answer = self._answers.of(asked)
        if answer is None:
            with self._process() as process:
                answer = process.answer(asked)
            if answer is None:
                return None
            self._answers.keep(asked, answer)
        return pickle.loads(answer)  # noqa: S301 - from our own process

    @contextmanager
    def _process(self) -> Iterator[_Process]:
        """Yield a process that nobody else uses; it is kept for the next text unless it has ended."""
        process = self._processes.get()
        try:
            if process is None:
                process = _Process(self._markdown, self._seconds)
            yield process
        finally:
            self._processes.put(process if process is not None and process.is_alive else None)


class _Process:
    """A process that parses texts. It ends when its pipe is closed: with this object, or with the desk, however that ends."""

    def __init__(self, markdown: dict[str, Any], seconds: float) -> None:
        forks = "forkserver" in multiprocessing.get_all_start_methods()
        context: Any = multiprocessing.get_context("forkserver" if forks else "spawn")
        if forks:
            context.set_forkserver_preload([LOADED_FIRST])  # unless its server runs already, for builds
        self._pipe: Connection
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, markdown, seconds), daemon=True)
        self._process.start()
        other.close()  # so that each notices the end of the other
        self.is_alive = True

    def answer(self, asked: bytes) -> bytes | None:
        """Return the answer to a request; None if there is none in time, or the process has ended."""
        try:
            self._pipe.send_bytes(asked)
            if self._pipe.poll(PATIENCE_SECONDS):
                return self._pipe.recv_bytes()
        except (EOFError, OSError):
            pass
        self.is_alive = False
        self._process.kill()
        self._process.join()
        return None


def _serve(pipe: Connection, markdown: dict[str, Any], seconds: float) -> None:
    """Answer each request, a function and its arguments, with its pickled result, until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the desk, which ends this process
    _limit_memory()
    state = _State(markdown, seconds)
    while True:
        try:
            function, args = pickle.loads(pipe.recv_bytes())  # noqa: S301 - from the desk
        except EOFError:
            return
        pipe.send_bytes(pickle.dumps(function(state, *args)))


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


class _TooSlow:
    """The answer for what took more processor time than it may, or memory, or is nested too deeply."""


class _State:
    """What a process keeps from one request to the next."""

    def __init__(self, markdown: dict[str, Any], seconds: float) -> None:
        self.markdown, self.seconds = markdown, seconds
        self._reader: SourceReader | None = None
        self._names: Names | None = None

    def reader(self, names: Names) -> SourceReader:
        if self._reader is None or names != self._names:
            self._reader, self._names = SourceReader(names, self.markdown, self.seconds), names
        return self._reader

    @cached_property
    def renderer(self) -> BodyRenderer:
        from plugins.contract.body.render import BodyRenderer  # noqa: PLC0415 - loads much, for this process alone

        return BodyRenderer(self.markdown)


def _read(
    state: _State, data: bytes, path: str, content_type: ContentType, names: Names
) -> Source | ContentError:
    try:
        return state.reader(names).read_bytes(data, path, content_type)
    except ContentError as error:
        return error


def _call(state: _State, function: Callable[[BodyRenderer, object], object], argument: object) -> object:
    try:
        with time_limit(state.seconds):
            return function(state.renderer, argument)
    except (TimeLimitError, RecursionError, MemoryError):
        return _TooSlow()
    except Exception as error:  # noqa: BLE001 - raised again by who has asked
        return error


class _Answers:
    """A cache of the last answers, limited to REMEMBERED bytes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[bytes, bytes] = OrderedDict()
        self._size = 0

    def of(self, asked: bytes) -> bytes | None:
        key = sha256(asked).digest()
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def keep(self, asked: bytes, answer: bytes) -> None:
        key = sha256(asked).digest()
        with self._lock:
            self._size += len(answer) - len(self._known.pop(key, b""))
            self._known[key] = answer
            while self._size > REMEMBERED:
                self._size -= len(self._known.popitem(last=False)[1])
