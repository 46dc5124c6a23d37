"""Run the search as a stand-alone process: `python -m plugins.search`."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from plugins.errors.issue import UserError, printable
from plugins.search.service.application import SearchService, Settings
from plugins.serving.listening import listening_at, listening_on
from plugins.serving.process import serve_until_stopped
from plugins.urls.patterns import SEARCH

log = logging.getLogger(__name__)

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8002
FAILURE = 1
GRACE_SECONDS = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line, serve until stopped and return the exit status. Errors are printed in one line.

    `arguments` are by default those of the process.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    chosen = _parser().parse_args(arguments)
    service = SearchService(Settings(release=chosen.release, index=chosen.index))
    try:
        opened = (
            listening_on(chosen.host, chosen.port) if chosen.socket is None else listening_at(chosen.socket)
        )
        with opened as listener:
            log.info(
                "Tìm kiếm nghe ở %s, địa chỉ %s.",
                chosen.socket or f"{chosen.host} cổng {chosen.port}",
                SEARCH,
            )
            return 0 if serve_until_stopped(service, listener, grace_seconds=GRACE_SECONDS) else FAILURE
    except UserError as error:
        print(f"Lỗi: {printable(str(error))}", file=sys.stderr)
        return FAILURE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m plugins.search",
        description="Chạy dịch vụ tìm kiếm. Dịch vụ đọc các trang của bản đang phục vụ, không giữ gì về người đọc.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--release",
        type=Path,
        required=True,
        metavar="THƯ_MỤC",
        help="bản đang phục vụ, ví dụ /srv/cong-thong-tin/current",
    )
    parser.add_argument(
        "--index",
        type=Path,
        required=True,
        metavar="THƯ_MỤC",
        help="nơi giữ chỉ mục; xóa đi thì dịch vụ tự lập lại",
    )
    parser.add_argument(
        "--socket",
        type=Path,
        metavar="TỆP",
        help="socket Unix để máy chủ web nối vào, thay cho --host và --port (quyền 660)",
    )
    parser.add_argument("--host", default=DEFAULT_HOST, help="địa chỉ lắng nghe (mặc định: %(default)s)")
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help="cổng lắng nghe (mặc định: %(default)s)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
