"""Open the listening socket: a TCP port, or a Unix socket for a web server on the same machine."""

import errno
import os
import socket
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from plugins.errors.io_errors import why
from plugins.errors.issue import UserError
from plugins.files.lock import LockedError, exclusive

BACKLOG = 2048
MAX_SOCKET_PATH = 107  # bytes: sockaddr_un holds 108, one of them the terminating null (unix(7))
GROUP_ONLY = 0o117  # the umask that leaves a socket mode 0660
OF_SYSTEM = {
    errno.EADDRINUSE: "đang có chương trình khác dùng; hãy dừng chương trình ấy hoặc chọn cổng khác bằng --port",
    errno.EACCES: "không được phép dùng; hãy chọn một số từ 1024 trở lên bằng --port",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ ấy; hãy sửa --host",
}


def listening_on(host: str, port: int) -> socket.socket:
    """Listen on an IPv4 or IPv6 address, or a name of this machine. Raises UserError."""
    try:
        family, *_, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise UserError(f"{host}: không phải địa chỉ của máy này; hãy sửa --host") from error
    try:
        dual = family == socket.AF_INET6 and socket.has_dualstack_ipv6()
        return socket.create_server(address, family=family, backlog=BACKLOG, dualstack_ipv6=dual)
    except OSError as error:
        raise UserError(f"{host} cổng mạng {port}: {reason_of(error)}") from error


def reason_of(error: OSError) -> str:
    """Return why a port is not available, in Vietnamese."""
    return OF_SYSTEM.get(error.errno or 0, error.strerror or str(error))


@contextmanager
def listening_at(path: Path) -> Iterator[socket.socket]:
    """Listen on a Unix socket that the group of this process may connect to (mode 0660); remove it at the end.

    The socket of a killed process is replaced, that of a running one is not. Raises UserError.
    """
    if sys.platform == "win32":
        raise UserError("--socket: máy này không có socket Unix; hãy dùng --port")
    length = len(os.fsencode(path))
    if length > MAX_SOCKET_PATH:
        raise UserError(
            f"--socket: đường dẫn dài {length} byte, nhiều nhất là {MAX_SOCKET_PATH}; hãy chọn đường dẫn ngắn hơn"
        )
    if not path.parent.is_dir():
        raise UserError(
            f"--socket {path}: không có thư mục {path.parent}; hãy tạo nó (systemd: RuntimeDirectory=)"
        )
    with ExitStack() as stack:
        try:
            # Guards against two services that start at once; released when the process ends, however it ends.
            stack.enter_context(exclusive(path.with_name(f"{path.name}.lock"), mode=0o600))
            listener = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            _remove_stale(path)
            # By umask rather than chmod, so that the socket is never open to others.
            before = os.umask(GROUP_ONLY)
            try:
                listener.bind(os.fspath(path))
            finally:
                os.umask(before)
            created = path.lstat()
            listener.listen(BACKLOG)
        except LockedError as error:
            raise UserError(
                f"--socket {path}: một dịch vụ khác đang dùng socket này (tiến trình {error.pid})"
            ) from error
        except OSError as error:
            raise UserError(f"--socket {path}: {why(error)}") from error
        try:
            yield listener
        finally:
            with suppress(OSError):
                if os.path.samestat(path.lstat(), created):
                    path.unlink()


def _remove_stale(path: Path) -> None:
    """Remove the socket of a process that has ended: a running one would hold the lock. Raises OSError, UserError."""
    with suppress(FileNotFoundError):
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise UserError(
                f"--socket {path}: ở đây có một tệp khác, không phải socket; hãy xóa tệp ấy hoặc chọn tên khác"
            )
        path.unlink()
