"""Read the settings file of one portal's server, in TOML, and check every key."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

from plugins.errors.io_errors import why
from plugins.errors.issue import UserError
from plugins.server.settings import FIRST_PORTAL, Server
from plugins.vietnamese.text import closest

VARIABLE = "TRANG_TIN_SERVER"
DEFAULT_FILE = "server.toml"
INSTALLED_FILE = "/etc/trang-tin/server.toml"  # where the operator's guide puts it
TARGETS = "targets"  # a table of `plugins/mirrors`
# Linux takes 31 characters for an account, of which `trang-tin-` and `-phat-hanh` are 20. Without hyphens no name can
# meet another, such as `tim-kiem` of the first portal.
NAME = re.compile(rf"[a-z][a-z0-9]{{0,10}}|{FIRST_PORTAL}")
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
PATH = re.compile(r"(/[\w.-]+)+", re.ASCII)  # nothing that nginx or systemd would need quoted
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
ACCOUNT = re.compile(r"[a-z_][a-z0-9_-]{0,30}")
MAIL = re.compile(r"[\w.+-]+@[\w.-]+", re.ASCII)
STORE = re.compile(r"(rediss?|unix)://[\w.:/\[\]?=-]+", re.ASCII)  # without a password
LAST_PORT = 65535


def settings_file() -> Path:
    """Return the absolute path that TRANG_TIN_SERVER names, or `server.toml` in the working directory, or INSTALLED_FILE if that alone exists."""
    if named := os.environ.get(VARIABLE):
        return Path(named).absolute()
    file, installed = Path(DEFAULT_FILE).absolute(), Path(INSTALLED_FILE)
    return installed if installed.is_file() and not file.is_file() else file


def read_server(file: Path) -> Server:
    """Read the settings of one portal's server. Raises UserError that names the file and the key."""
    return server_of(read_settings(file), file)


def read_settings(file: Path) -> dict[str, Any]:
    """Return the tables of a settings file, unchecked. Raises UserError if it cannot be read."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(
            f"Chưa có tệp thiết lập {file}. Chép plugins/server/server.toml ra, điền địa chỉ của cổng, rồi nêu tệp ấy ở biến "
            f"môi trường {VARIABLE}."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(
            f"{file}: không đọc được ({error}). Viết theo mẫu plugins/server/server.toml."
        ) from None
    except OSError as error:
        raise UserError(f"{file}: {why(error)}") from None


def server_of(table: Mapping[str, Any], file: Path) -> Server:
    """Check the keys of a settings file. Raises UserError that names everything that is wrong."""
    values: dict[str, Any] = {}
    errors = []
    for key, value in table.items():
        if key == TARGETS:
            continue
        if key not in KEYS:
            meant = closest(key, KEYS)
            hint = f"Ý bạn là “{meant}”?" if meant else f"Các mục: {', '.join(KEYS)}."
            errors.append(f"không có mục “{key}”. {hint}")
            continue
        try:
            values[key] = KEYS[key](value)
        except ValueError as error:
            errors.append(f"{key} = {json.dumps(value, ensure_ascii=False, default=str)}: {error}")
    if "address" not in table:
        errors.append('thiếu address. Viết, ví dụ: address = "https://tanhlinh.example"')
    if not errors:
        server = Server(**values)
        errors = list(_contradictions(server))
        if not errors:
            return server
    raise UserError("\n".join(f"{file}: {error}" for error in errors))


def _contradictions(server: Server) -> Iterator[str]:
    if bool(server.certificate) != bool(server.certificate_key):
        yield "certificate và certificate_key phải đi đôi: viết cả hai, hoặc bỏ cả hai."
    if bool(server.desk_certificate) != bool(server.desk_certificate_key):
        yield "desk_certificate và desk_certificate_key phải đi đôi: viết cả hai, hoặc bỏ cả hai."
    if server.desk:
        yield from _contradictions_of_desk(server)
    elif server.desk_alone or server.desk_certificate:
        yield "desk_alone và desk_certificate chỉ dùng cùng desk, địa chỉ của bàn biên tập."
    if server.pull and not server.content:
        yield 'pull = true cần content, thư mục gốc của kho Git chứa nội dung, ví dụ content = "/srv/noi-dung/tanhlinh"'
    if not server.tls and not server.proxies:
        yield (
            "tls = false chỉ dùng khi máy chủ proxy giữ chứng thư: ghi địa chỉ máy đó ở proxies, ví dụ "
            'proxies = ["10.0.0.5"]'
        )
    if not server.tls and server.live_check:
        yield "live_check = true cần tls: phần mềm tải thử trang từ máy này qua https. Bỏ dòng live_check."


def _contradictions_of_desk(server: Server) -> Iterator[str]:
    if server.desk_host in {server.host, *server.aliases}:
        yield (
            "desk phải là một tên miền khác với address và aliases: trang công khai không được chung tên miền với nơi đăng nhập. "
            f'Ví dụ: desk = "https://ban-bien-tap.{server.host}"'
        )
    if not server.content:
        yield 'desk cần content, thư mục nội dung riêng mà tài khoản phát hành ghi được, ví dụ content = "/srv/noi-dung/tanhlinh"'
    if server.pull:
        yield "pull = true không dùng cùng desk: nội dung do bàn biên tập ghi, không lấy từ kho Git khác. Bỏ dòng pull."


def _text(pattern: re.Pattern[str], expected: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError(expected)
        return value

    return check


def _path(value: Any) -> str:
    text = _text(PATH, 'viết đường dẫn đầy đủ, chỉ gồm chữ, số và . _ - /, ví dụ "/srv/tanhlinh".')(value)
    if {".", ".."} & set(text.split("/")):
        raise ValueError("viết đường dẫn đầy đủ, không có . hay ..")
    return text


def _address(value: Any) -> str:
    scheme, _, host = value.partition("://") if isinstance(value, str) else ("", "", "")
    if scheme != "https" or not HOST.fullmatch(host):
        raise ValueError(
            'viết https:// và tên miền bằng chữ thường, không có gì sau đó, ví dụ "https://tanhlinh.example".'
        )
    return str(value)


def _desk_address(value: Any) -> str:
    try:
        return _address(value)
    except ValueError:
        raise ValueError(
            'viết https:// và tên miền bằng chữ thường, không có gì sau đó, ví dụ "https://ban-bien-tap.tanhlinh.example".'
        ) from None


def _network(value: Any) -> str:
    try:
        ip_network(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError('viết địa chỉ hay mạng, ví dụ ["10.0.0.5", "10.1.0.0/24"].') from None
    return str(value)


def _own_address(value: Any) -> str:
    try:
        return str(ip_address(value if isinstance(value, str) else ""))
    except ValueError:
        raise ValueError('viết địa chỉ mạng của máy này, ví dụ ["0.0.0.0", "::"].') from None


def _list(check: Callable[[Any], str], *, empty: bool = True) -> Callable[[Any], tuple[str, ...]]:
    def check_list(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not (value or empty):
            raise ValueError('viết một danh sách trong ngoặc vuông, ví dụ ["a", "b"].')
        return tuple(map(check, value))

    return check_list


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("viết true hoặc false, không có dấu nháy.")  # noqa: TRY004 - a message of the settings
    return value


def _number(last: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= last:
            raise ValueError(f"viết một số từ 1 đến {last}, không có dấu nháy.")
        return value

    return check


KEYS: dict[str, Callable[[Any], Any]] = {
    "name": _text(
        NAME, "viết nhiều nhất 11 chữ thường không dấu hay chữ số, bắt đầu bằng chữ, ví dụ tanhlinh."
    ),
    "address": _address,
    "aliases": _list(_text(HOST, 'viết tên miền, ví dụ ["www.tanhlinh.example"].')),
    "folder": _path,
    "project": _path,
    "content": _path,
    "certificate": _path,
    "certificate_key": _path,
    "tls": _yes_no,
    "listen": _list(_own_address, empty=False),
    "http_port": _number(LAST_PORT),
    "https_port": _number(LAST_PORT),
    "proxies": _list(_network),
    "proxy_header": _text(HEADER, "viết tên một tiêu đề HTTP, ví dụ X-Forwarded-For."),
    "brotli": _yes_no,
    "access_log": _yes_no,
    "hsts_subdomains": _yes_no,
    "ceiling": _number(1_000_000),
    "store": _text(STORE, "viết địa chỉ máy chủ Valkey hay Redis, ví dụ redis://10.0.0.7:6379/0."),
    "web_account": _text(ACCOUNT, "viết tên tài khoản của nginx, ví dụ www-data hay nginx."),
    "live_check": _yes_no,
    "mail_to": _text(MAIL, "viết một địa chỉ thư điện tử."),
    "pull": _yes_no,
    "desk": _desk_address,
    "desk_alone": _yes_no,
    "desk_certificate": _path,
    "desk_certificate_key": _path,
    "backups": _path,
    "backups_kept": _number(1000),
}
