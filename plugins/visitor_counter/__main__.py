"""Run the counter by itself: `python -m plugins.visitor_counter`."""

import argparse
import logging
from pathlib import Path

import uvicorn

from plugins.visitor_counter.report import report_lines
from plugins.visitor_counter.service import Settings, StoreUnavailable, create_app


def arguments() -> argparse.ArgumentParser:
    """Describe the command line, explained in Vietnamese for the operator."""
    default = Settings()
    parser = argparse.ArgumentParser(
        prog="python -m plugins.visitor_counter",
        description="Chạy bộ đếm lượt truy cập. Bộ đếm không dùng cookie và không lưu địa chỉ của người đọc.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="địa chỉ lắng nghe (mặc định: %(default)s)")
    parser.add_argument("--port", type=int, default=8001, help="cổng lắng nghe (mặc định: %(default)s)")
    parser.add_argument(
        "--database", type=Path, default=default.database, help="tệp dữ liệu (mặc định: %(default)s)"
    )
    parser.add_argument(
        "--figures-folder",
        type=Path,
        help="thư mục để ghi so-lieu.json cho máy chủ web (mặc định: không ghi)",
    )
    parser.add_argument(
        "--paths-file",
        type=Path,
        help="danh sách địa chỉ đã xuất bản, thường là .../luot-truy-cap/cac-trang.txt (mặc định: đếm mọi trang)",
    )
    parser.add_argument("--time-zone", default=default.time_zone, help="múi giờ (mặc định: %(default)s)")
    parser.add_argument(
        "--opening-total", type=int, default=0, help="tổng lượt truy cập của cổng cũ (mặc định: %(default)s)"
    )
    parser.add_argument(
        "--trusted-proxy",
        action="append",
        default=[],
        metavar="ĐỊA_CHỈ",
        help="máy chủ đứng trước được tin khi nêu địa chỉ người đọc (X-Forwarded-For); dùng được nhiều lần",
    )
    parser.add_argument(
        "--origin",
        action="append",
        default=[],
        metavar="https://...",
        help="địa chỉ của cổng, chỉ cần khi máy chủ đứng trước đổi tiêu đề Host; dùng được nhiều lần",
    )
    parser.add_argument(
        "--report", action="store_true", help="chỉ in số lượt và số lần không tính của tệp dữ liệu, rồi thôi"
    )
    return parser


def main() -> None:
    """Read the command line and serve until stopped."""
    parser = arguments()
    chosen = parser.parse_args()
    if chosen.report:
        try:
            print("\n".join(report_lines(chosen.database)))
        except StoreUnavailable as trouble:
            parser.exit(1, f"Không đọc được tệp dữ liệu: {trouble}\n")
        return
    settings = Settings(
        database=chosen.database,
        figures_folder=chosen.figures_folder,
        paths_file=chosen.paths_file,
        time_zone=chosen.time_zone,
        opening_total=chosen.opening_total,
        trusted_proxies=tuple(chosen.trusted_proxy),
        origins=tuple(chosen.origin),
    )
    try:
        app = create_app(settings)
    except ValueError as fault:
        parser.error(str(fault))
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    # No access log: it would keep readers' addresses. Proxies are our own affair: uvicorn would trust 127.0.0.1.
    uvicorn.run(
        app,
        host=chosen.host,
        port=chosen.port,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        lifespan="on",
        ws="none",
        timeout_keep_alive=30,
        limit_concurrency=4096,
    )


if __name__ == "__main__":
    main()
