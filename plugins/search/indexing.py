"""Pagefind at work: records in, the files of an index out, and kept for the next build."""

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
from plugins.incremental.api import digest as digest_of_text
from plugins.search.record import Record, indexed

PACKAGE = "pagefind-bin"
VERSION = version(PACKAGE)
CHUNK = "1000"  # Pagefind's measure of a chunk: 2 to 10 kB; its own default of 20000 makes 90 kB of a few hundred articles
NAMES = "files.txt"  # one list is read in no time, a folder of 600 files is not
ENTRY, HEAD = "pagefind-entry.json", "pagefind.{key}.pf_meta"
WANTED = (ENTRY, "*.pf_meta", "index/*", "filter/*", "fragment/*")
PROGRAM = ("pagefind.js", "pagefind-worker.js", "wasm.unknown.pagefind")


class IndexingError(UserError):
    """The indexer could not be run, or failed; the text is for the operator, in Vietnamese."""


class Indexes:
    """Indexes by what they are made of, kept in a folder from build to build."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)

    def make(self, wanted: Iterable[tuple[str, Callable[[], Iterable[Record]]]]) -> None:
        """Make those of the wanted indexes, by key and with what gives their records, that are not there, and forget others.

        Records are gathered here, one index after the other, while Pagefind works on the last ones beside.
        Raises IndexingError.
        """
        used = set[str]()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            working: deque[Future[None]] = deque()
            for key, records in wanted:
                used.add(key)
                if not (self.place(key) / NAMES).is_file():
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
                f"{digest_of_text(file.read_bytes()).hex()} {file.relative_to(made).as_posix()}"
                for file in files
            ]
            (made / NAMES).write_text("\n".join(lines), encoding="utf-8")
            shutil.rmtree(self.place(key), ignore_errors=True)
            replace(made, self.place(key))

    def files(self, key: str, *, program: bool = False) -> dict[str, bytes]:
        """Return the names of an index's files, below `place(key)`, with the digests of what they hold.

        Only with `program` what runs in the browser, which every index brings, is among them.
        """
        lines = (self.place(key) / NAMES).read_text(encoding="utf-8").split("\n")
        files = {name: digest.encode() for digest, _, name in (line.partition(" ") for line in lines)}
        return {name: digest for name, digest in files.items() if program or name not in PROGRAM}

    def place(self, key: str) -> Path:
        """Return the folder of an index."""
        return self._folder / key


def _named(key: str, files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an index with its key in the name of the one that is read first, so that a page can ask for it ahead."""
    entry = json.loads(files[ENTRY])
    for language in entry["languages"].values():
        own, language["hash"] = language["hash"], key
        yield HEAD.format(key=key), files.pop(HEAD.format(key=own))
    files[ENTRY] = json.dumps(entry, ensure_ascii=False).encode()
    yield from files.items()


def key_of(parts: Collection[str]) -> str:
    """Return the name of an index made of these parts by this program."""
    return digest_of_text("\n".join([_recipe(), *parts])).hex()[:16]


@cache
def _recipe() -> str:
    """Return what an index depends on beside its records; asked once, not for each of many shards."""
    code = [Path(__file__).with_name(f"{name}.py") for name in ("indexing", "publication", "record", "words")]
    return "\n".join([VERSION, *(file.read_text(encoding="utf-8") for file in code)])


def index(records: Iterable[dict[str, Any]]) -> dict[str, bytes]:
    """Return the files of an index of records in their order, so that it is the same on every machine.

    Speaks with Pagefind as its packages for Python and Node do, in one go: the one for Python takes 0.1 s a record, and
    Pagefind's own walk through a folder takes files in the order of the disk. It also says that it has written files
    before their last bytes are on the disk, so they are asked for and written here. Raises IndexingError.
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
        raise IndexingError(
            f"Không lập được chỉ mục tìm kiếm bằng Pagefind {VERSION}: {why}\n    → Cài lại: uv sync --reinstall-package {PACKAGE}"
        )
    return {file["path"]: b64decode(file["content"]) for file in answers[-1]["files"]}


def _conversation(messages: Sequence[str]) -> tuple[list[dict[str, Any]], str]:
    """Send messages to Pagefind and return its answers, fewer if it ended before, and what it complained of."""
    environment = {**os.environ, "PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": CHUNK}
    command = [_program(), "--service"]
    with (
        tempfile.TemporaryFile() as told,
        subprocess.Popen(  # noqa: S603 - the program of the package that we depend on, with nothing from outside
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=told, env=environment
        ) as pagefind,
    ):
        writing = Thread(target=_send, args=(pagefind.stdin, messages))
        writing.start()
        answers: list[dict[str, Any]] = []
        # Its input stays open until it has answered all: at the end of the input it leaves at once.
        for answer in _until_commas(pagefind.stdout):
            answers.append(json.loads(b64decode(answer))["payload"])
            if len(answers) == len(messages):
                break
        pagefind.kill()
        writing.join()
        told.seek(0)
        return answers, told.read().decode(errors="replace").strip()


def _send(pipe: Any, messages: Sequence[str]) -> None:
    try:
        for message in messages:
            pipe.write(b64encode(message.encode()) + b",")
        pipe.flush()
    except BrokenPipeError:  # it has ended; its missing answers say so
        with suppress(BrokenPipeError):
            pipe.close()


def _until_commas(pipe: Any) -> Iterator[bytes]:
    rest = b""
    while part := pipe.read1(1 << 20):
        *whole, rest = (rest + part).split(b",")
        yield from whole


def _program() -> str:
    from pagefind_bin import get_executable  # noqa: PLC0415 - where a build needs no index, it need not be there

    return str(get_executable())
