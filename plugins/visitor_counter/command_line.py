"""Parse the command line of `python -m plugins.visitor_counter`; errors are one Vietnamese line."""

import argparse
import os
import re
from collections.abc import Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path

from plugins.errors.issue import printable
from plugins.visitor_counter.settings import LARGEST_OPENING_TOTAL, Settings

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8001
LAST_PORT = 65_535
MAX_DIGITS = 15
STORE = "VISITOR_COUNTER_STORE"
PASSWORD = "VISITOR_COUNTER_PASSWORD"  # noqa: S105 - the name of a variable
DOTTED = re.compile(r"\d{1,3}(\.\d{3})+")


def parsed(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line, by default that of the process, also into `settings`. Raises ValueError; --help ends the process."""
    try:
        chosen, unknown = _parser().parse_known_args(arguments)
    except argparse.ArgumentError as error:
        reason = str(error.message)
        raise ValueError(
            f"{error.argument_name}: {'thiếu giá trị' if reason.startswith('expected') else reason}"
        ) from None
    if unknown:
        raise ValueError(f"không có tùy chọn {unknown[0]}; xem --help")
    if chosen.socket is not None and (chosen.host is not None or chosen.port is not None):
        raise ValueError("--socket thay cho --host và --port; hãy bỏ một trong hai")
    chosen.host = chosen.host or DEFAULT_HOST
    chosen.port = chosen.port or DEFAULT_PORT
    names = [field.name for field in fields(Settings) if field.name != "password"]
    options = {name: getattr(chosen, name) for name in names}  # each option's `dest` is the name of a field
    chosen.settings = Settings(**options, password=os.environ.get(PASSWORD, ""))
    return chosen


def parse_number(text: str, first: int = 0, last: int = LARGEST_OPENING_TOTAL) -> int:
    """Parse a number written as 7448251 or 7.448.251. Raises ArgumentTypeError."""
    digits = text.strip().replace(".", "") if DOTTED.fullmatch(text.strip()) else text.strip()
    if len(digits) <= MAX_DIGITS and digits.isascii() and digits.isdigit() and first <= int(digits) <= last:
        return int(digits)
    shown = printable(text[:MAX_DIGITS])
    raise argparse.ArgumentTypeError(
        f'viết một số từ {first} đến {last}, ví dụ 1234 hoặc 1.234, không phải "{shown}"'
    )


def _parser() -> argparse.ArgumentParser:
    default, port = Settings(), partial(parse_number, first=1, last=LAST_PORT)
    parser = argparse.ArgumentParser(
        prog="python -m plugins.visitor_counter",
        description="Chạy bộ đếm lượt truy cập. Bộ đếm không dùng cookie và không lưu địa chỉ của người đọc.",
        exit_on_error=False,
        allow_abbrev=False,
    )
    parser.add_argument("--host", help=f"địa chỉ lắng nghe (mặc định: {DEFAULT_HOST})")
    parser.add_argument("--port", type=port, help=f"cổng lắng nghe (mặc định: {DEFAULT_PORT})")
    parser.add_argument(
        "--socket",
        type=Path,
        metavar="TỆP",
        help="socket Unix để máy chủ web nối vào, thay cho --host và --port: chỉ nhóm của tài khoản chạy bộ đếm vào được "
        "(quyền 660), và ai vào được thì được tin khi nêu địa chỉ người đọc (X-Forwarded-For)",
    )
    parser.add_argument(
        "--store",
        default=os.environ.get(STORE, str(default.store)),
        metavar="TỆP",
        help="tệp dữ liệu, hoặc địa chỉ máy chủ Valkey hay Redis dùng chung cho nhiều máy (redis://máy:6379/0), mật khẩu "
        f"trong biến môi trường {PASSWORD} (mặc định: biến {STORE}, nếu không có thì {default.store})",
    )
    parser.add_argument(
        "--create",
        action="store_true",
        help="tạo chỗ chứa số liệu nếu chưa có; chỉ dùng cho lần chạy đầu, để viết nhầm --store không thành đếm lại từ 0",
    )
    parser.add_argument(
        "--prefix",
        default=default.prefix,
        help="phần đầu tên khóa trên máy chủ Redis, mỗi cổng một tên (mặc định: %(default)s)",
    )
    parser.add_argument(
        "--figures-folder",
        type=Path,
        help="thư mục để ghi số liệu cho máy chủ web phục vụ, cả khi bộ đếm ngừng (mặc định: không ghi)",
    )
    parser.add_argument(
        "--paths-file",
        type=Path,
        help="danh sách địa chỉ đã xuất bản, thường là .../luot-truy-cap/cac-trang.txt (mặc định: đếm mọi trang)",
    )
    parser.add_argument("--time-zone", default=default.time_zone, help="múi giờ (mặc định: %(default)s)")
    parser.add_argument(
        "--opening-total",
        type=parse_number,
        default=0,
        help="tổng lượt truy cập của cổng cũ, ví dụ 7448251 hoặc 7.448.251 (mặc định: %(default)s)",
    )
    parser.add_argument(
        "--trusted-proxy",
        dest="trusted_proxies",
        action="append",
        default=[],
        metavar="ĐỊA_CHỈ",
        help="máy chủ đứng trước được tin khi nêu địa chỉ người đọc (X-Forwarded-For); dùng được nhiều lần",
    )
    parser.add_argument(
        "--origin",
        dest="origins",
        action="append",
        default=[],
        metavar="https://...",
        help="địa chỉ của cổng, chỉ cần khi máy chủ đứng trước đổi tiêu đề Host; dùng được nhiều lần",
    )
    parser.add_argument(
        "--metrics-port",
        type=port,
        help="cổng lắng nghe, chỉ trên máy này, để Prometheus hỏi số đo ở /metrics (mặc định: không mở)",
    )
    parser.add_argument(
        "--ceiling",
        type=partial(parse_number, first=1),
        default=default.ceiling,
        help="số lượt mới nhiều nhất trong một giờ của một địa chỉ mạng (mặc định: %(default)s)",
    )
    return parser
