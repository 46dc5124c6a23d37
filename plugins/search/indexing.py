"""Make the files of search indexes from records with Pagefind, and cache them for the next build."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import Any

from plugins.errors.issue import UserError
from plugins.files.replacing import replace
from plugins.incremental.api import digest
from plugins.search.record import Record, indexed

PACKAGE = "pagefind-bin"
VERSION = version(PACKAGE)
CHUNK = (
    "1000"  # size in Pagefind's unit: 2 to 10 kB; its default of 20000 makes 90 kB of a few hundred articles
)
NAMES = "files.txt"  # reading one list is faster than scanning a folder of 600 files
END = "end"  # its last line
ENTRY, HEAD = "pagefind-entry.json", "pagefind.{key}.pf_meta"
WANTED = (ENTRY, "*.pf_meta", "index/*", "filter/*", "fragment/*")
PROGRAM = ("pagefind.js", "pagefind-worker.js", "wasm.unknown.pagefind")


class Indexes:
    """Indexes by the key of their contents, cached in a folder from build to build."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)

    def make(self, wanted: Iterable[tuple[str, Callable[[], Iterable[Record]]]]) -> None:
        """Make the indexes that are not cached, and delete those that are not wanted.

        `wanted` has the key of each index and a function that returns its records. Records are collected in this
        thread while Pagefind indexes earlier ones in others. Raises UserError.
        """
        used = set[str]()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            working: deque[Future[None]] = deque()
            for key, records in wanted:
                used.add(key)
                if not self._is_whole(key):
                    if len(working) > (os.cpu_count() or 1):
                        working.popleft().result()
                    working.append(pool.submit(self._make, key, [indexed(one) for one in records()]))
            for one in working:
                one.result()
        for item in self._folder.iterdir():
            if item.name not in used:
                shutil.rmtree(item, ignore_errors=True)

    def _make(self, key: str, records: list[dict[str, Any]]) -> None:
        with tempfile.TemporaryDirectory(dir=self._folder, prefix="new-") as scratch:
            made = Path(scratch, "index")
            for name, data in _named(key, index(records)):
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                (made / name).write_bytes(data)
            files = sorted(file for name in (*WANTED, *PROGRAM) for file in made.glob(name))
            lines = [
                f"{digest(file.read_bytes()).hex()} {file.stat().st_size} {file.relative_to(made).as_posix()}"
                for file in files
            ]
            (made / NAMES).write_text("\n".join([*lines, END]), encoding="utf-8")
            shutil.rmtree(self.folder_of(key), ignore_errors=True)
            replace(made, self.folder_of(key))

    def files(self, key: str, *, program: bool = False) -> dict[str, bytes]:
        """Return the files of an index, relative to `folder_of(key)`, with the digests of their contents.

        Every index contains the program that runs in the browser; it is returned only with `program`.
        """
        return {name: made.encode() for made, _, name in self._lines(key) if program or name not in PROGRAM}

    def _lines(self, key: str) -> list[list[str]]:
        """Return digest, size and name of each file of an index. Raises ValueError if the list is damaged, OSError."""
        *lines, end = (self.folder_of(key) / NAMES).read_text(encoding="utf-8").split("\n")
        if end != END:
            raise ValueError(f"{NAMES} is cut off")
        return [line.split(" ", 2) for line in lines]

    def _is_whole(self, key: str) -> bool:
        """Return whether an index is cached, and no file of it was lost or cut off by a power failure."""
        folder = f"{self.folder_of(key)}{os.sep}"
        try:
            return all(os.stat(folder + name).st_size == int(size) for _, size, name in self._lines(key))  # noqa: PTH116 - 600 files each
        except (OSError, ValueError):
            return False

    def folder_of(self, key: str) -> Path:
        """Return the folder of an index."""
        return self._folder / key


def _named(key: str, files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an index, with its key in the name of the first that is read, so that a page can preload it."""
    entry = json.loads(files[ENTRY])
    for language in entry["languages"].values():
        own, language["hash"] = language["hash"], key
        yield HEAD.format(key=key), files.pop(HEAD.format(key=own))
    files[ENTRY] = json.dumps(entry, ensure_ascii=False).encode()
    yield from files.items()


def key_of(parts: Collection[str]) -> str:
    """Return the key of an index with these contents, made by this version of the code."""
    return digest("\n".join([_recipe(), *parts])).hex()[:16]


@cache
def _recipe() -> str:
    """Return what an index depends on besides its records: Pagefind's version and this package."""
    code = [Path(__file__).with_name(f"{name}.py") for name in ("indexing", "publication", "record")]
    return "\n".join([VERSION, *(file.read_text(encoding="utf-8") for file in code)])


def index(records: Iterable[dict[str, Any]]) -> dict[str, bytes]:
    """Return the files of an index of the records, identical on every machine.

    Uses the service protocol of Pagefind's packages for Python and Node, in one batch: the Python package takes 0.1 s a
    record, and Pagefind's own walk through a folder follows the order of the disk. Its command to write the files
    returns before their last bytes are on the disk, so they are requested and written here. Raises UserError.
    """
    requests: list[dict[str, Any]] = [{"type": "NewIndex", "config": {"force_language": "vi"}}]
    requests += [{"type": "AddRecord", "index_id": 0, **one} for one in records]
    requests += [{"type": "GetFiles", "index_id": 0}]
    messages = [
        json.dumps({"message_id": number, "payload": payload}) for number, payload in enumerate(requests)
    ]
    answers, complaint = _conversation(messages)
    errors = [answer["message"] for answer in answers if answer["type"] == "Error"]
    if errors or len(answers) < len(messages):
        why = errors[0] if errors else f"chương trình dừng giữa chừng. {complaint}".strip()
        raise UserError(
            f"Không lập được chỉ mục tìm kiếm bằng Pagefind {VERSION}: {why}\n    → Cài lại: uv sync --reinstall-package {PACKAGE}"
        )
    return {file["path"]: b64decode(file["content"]) for file in answers[-1]["files"]}


def _conversation(messages: Sequence[str]) -> tuple[list[dict[str, Any]], str]:
    """Send messages to Pagefind; return its answers, fewer if it ended early, and its error output."""
    environment = {**os.environ, "PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": CHUNK}
    command = [pagefind_program(), "--service"]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603 - the program of our dependency, without external input
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=environment
        ) as pagefind,
    ):
        writing = Thread(target=_send, args=(pagefind.stdin, messages))
        writing.start()
        answers: list[dict[str, Any]] = []
        # Keep its input open until it has answered everything: it exits at the end of the input.
        for answer in _until_commas(pagefind.stdout):
            answers.append(json.loads(b64decode(answer))["payload"])
            if len(answers) == len(messages):
                break
        pagefind.kill()
        writing.join()
        errors.seek(0)
        return answers, errors.read().decode(errors="replace").strip()


def _send(pipe: Any, messages: Sequence[str]) -> None:
    try:
        for message in messages:
            pipe.write(b64encode(message.encode()) + b",")
        pipe.flush()
    except BrokenPipeError:  # Pagefind has ended; the caller notices the missing answers
        with suppress(BrokenPipeError):
            pipe.close()


def _until_commas(pipe: Any) -> Iterator[bytes]:
    rest = b""
    while part := pipe.read1(1 << 20):
        *whole, rest = (rest + part).split(b",")
        yield from whole


def pagefind_program() -> str:
    """Return the path of the Pagefind program."""
    from pagefind_bin import get_executable  # noqa: PLC0415 - not installed where no index is made

    return str(get_executable())
