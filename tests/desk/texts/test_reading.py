"""No text holds up the desk: each is read in another process, which ends when it takes too long."""

from __future__ import annotations

import gc
import os
import time
from datetime import date
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from plugins.contract.fields.values import Names
from plugins.contract.settings import MARKDOWN
from plugins.contract.sources.source import Source
from plugins.contract.types import ARTICLE
from plugins.desk.texts import reading
from plugins.desk.texts.reading import TextReader
from plugins.errors.issue import ContentError
from tests.waiting import wait_until

HEAD = "---\ntitle: A\ndate: 1/9/2026\nauthor: A\ndepartment: Văn phòng\n---\n\n"
LONG = "Một [liên kết](https://vi.wikipedia.org/) và *chữ nghiêng*.\n\n" * 4_000
NAMES = Names(("Văn phòng",), (), ZoneInfo("Asia/Ho_Chi_Minh"), date(2026, 9, 21))


def read(reader: TextReader, body: str, names: Names = NAMES) -> Source:
    return reader.read((HEAD + body).encode(), "a.md", ARTICLE, names)


def test_text_is_read_as_in_a_build() -> None:
    reader = TextReader(MARKDOWN)
    assert read(reader, "Nội dung.").html == "<p>Nội dung.</p>"
    with pytest.raises(ContentError, match="không có đơn vị"):
        read(reader, "Nội dung.", Names(("Công an xã",), (), NAMES.zone, NAMES.today))


def test_text_that_takes_too_long_is_rejected() -> None:
    reader = TextReader(MARKDOWN, seconds=0.1)
    with pytest.raises(ContentError, match="mất hơn 0 giây"):
        read(reader, LONG)
    assert read(reader, "Ngắn.").html == "<p>Ngắn.</p>"


def test_process_that_does_not_answer_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = TextReader(MARKDOWN)
    read(reader, "Nội dung.")
    with monkeypatch.context() as patch:
        patch.setattr(reading, "PATIENCE_SECONDS", 0.05)
        with pytest.raises(ContentError, match="mất hơn"):
            read(reader, LONG)
    assert read(reader, LONG).html.startswith("<p>Một")  # what was not answered is not remembered


def test_others_are_read_beside_a_long_text() -> None:
    reader = TextReader(MARKDOWN)
    slow = Thread(target=read, args=(reader, LONG))
    slow.start()
    time.sleep(0.1)
    assert read(reader, "Ngắn.").html == "<p>Ngắn.</p>"
    assert slow.is_alive()
    slow.join()


def test_same_text_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = TextReader(MARKDOWN)
    first = read(reader, "Nội dung.")
    monkeypatch.setattr(reading._Process, "answer", None)
    assert read(reader, "Nội dung.") == first
    monkeypatch.setattr(reading, "REMEMBERED", 1)
    reader._answers.keep(b"another", b"answer")
    assert reader._answers.of(b"another") is None


@pytest.mark.posix
def test_processes_end_with_their_reader() -> None:
    reader = TextReader(MARKDOWN)
    read(reader, "Nội dung.")
    process = reader._processes.queue[-1]
    assert process is not None
    number = process._process.pid
    assert is_running(number)
    del reader, process
    gc.collect()
    wait_until(lambda: not is_running(number))


def is_running(number: int | None) -> bool:
    try:
        os.kill(number or 0, 0)
    except ProcessLookupError:
        return False
    return True
