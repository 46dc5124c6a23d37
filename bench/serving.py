"""Measure the preview: the time from saving a text to its new page in the browser."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from bench.corpus import Corpus
from bench.environment import ROOT, environment, free_port
from plugins.urls.patterns import PREVIEW

ROUNDS = 5
LONGEST = 3600  # seconds for the first build
PAUSE = 1.0  # seconds between two edits; their part decides when the preview looks


def seconds_until_seen(content: Path, corpus: Corpus, state: Path) -> float:
    """Return the median time from writing a text to the new page, which is asked for when the event says so.

    Texts are edited in the original corpus, one among the newest each time. The preview builds into a folder below
    `state`.
    """
    port = free_port()
    command = [sys.executable, "-m", "invoke", "serve", "--content", str(content), "--port", str(port)]
    log = content.with_suffix(".serve.log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--output", str(state / "preview")], cwd=ROOT, env=environment(state), stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        site = f"http://127.0.0.1:{port}"
        _wait(site, process)
        return median(_edit(site, corpus, number) for number in range(ROUNDS))
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def _wait(site: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the first page is served, after the first build. Raises RuntimeError if the preview ends before."""
    while process.poll() is None:
        try:
            urllib.request.urlopen(f"{site}/", timeout=LONGEST).close()
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("invoke serve has ended")


def _edit(site: str, corpus: Corpus, number: int) -> float:
    """Edit a text and return the seconds until its page was received."""
    chosen = corpus.newest(30 + number)
    before = corpus.article(chosen)
    added = f"Đoạn này được thêm khi đang xem thử, lần {number + 1}."
    with urllib.request.urlopen(f"{site}{PREVIEW}su-kien", timeout=LONGEST) as events:
        marks = _marks(events)
        first = next(marks)
        time.sleep(PAUSE + number / (2 * ROUNDS))
        start = time.perf_counter()
        corpus.save(chosen, replace(before, body=f"{before.body}\n{added}\n"))
        while next(marks) == first or added not in _text(f"{site}{before.url}"):
            pass
        return time.perf_counter() - start


def _text(url: str) -> str:
    with urllib.request.urlopen(url, timeout=LONGEST) as answer:
        page: bytes = answer.read()
        return page.decode()


def _marks(events: Iterable[bytes]) -> Iterator[str]:
    """Yield the marks of builds that the event stream reports. Raises RuntimeError for a failed one."""
    for line in events:
        if line.startswith(b"data: "):
            data = json.loads(line.removeprefix(b"data: "))
            if data["error"]:
                raise RuntimeError(data["error"])
            yield data["mark"]
