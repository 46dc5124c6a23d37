import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Served, Stream


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stop_is_quick_with_open_pages(
    served: Served, open_stream: Callable[[Served], Stream], number: int
) -> None:
    for _ in range(3):
        open_stream(served).next()
    idle = socket.create_connection(("127.0.0.1", served.port))
    status, seconds = served.stop(number)
    idle.close()
    assert status == 0
    assert seconds < 5  # an open stream alone would last for ever
    assert served.said.endswith("Đã dừng.\n")
    assert served.stderr == ""


def test_stop_during_the_first_build_does_not_wait_for_it(
    start: Callable[..., Served], tmp_path: Path
) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "page.txt").write_text("CHẬM 60")
    served = start(tmp_path, ready=False)
    served.wait_for_words("Đang dựng trang")
    while not (tmp_path / "log.txt").exists():
        time.sleep(0.02)
    status, seconds = served.stop()
    assert status == 0
    assert seconds < 10  # of the 60 s that the build takes
    assert served.stderr == ""


@pytest.mark.long
def test_stop_interrupts_endless_download(served: Served) -> None:
    (served.output / "video.mp4").write_bytes(bytes(30_000_000))
    with socket.create_connection(("127.0.0.1", served.port)) as reader:
        reader.sendall(b"GET /video.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert reader.recv(15) == b"HTTP/1.1 200 OK"
        status, seconds = served.stop()
    assert status == 0
    assert seconds < 2
    assert served.stderr == ""
