"""The listening sockets of the preview: 127.0.0.1 and ::1."""

import errno
import socket

from plugins.errors.issue import UserError

_NO_IPV6 = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT)
_LAST_PORT = 65535
# SO_REUSEADDR: otherwise the port stays taken for a minute after each stop. On Windows that option would let another
# program listen on the same port, and is not needed.
_PORT_OPTION = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)


def listen(port: int) -> list[socket.socket]:
    """Return sockets that listen on 127.0.0.1 and ::1 on the same port; 0 chooses a free one.

    Without IPv6 on this machine, there is only the first. Raises UserError if the port is not available.
    """
    if not 0 <= port <= _LAST_PORT:
        raise UserError(f"Không có cổng {port}. Hãy chọn một số từ 1024 đến {_LAST_PORT} với --port.")
    ipv4 = _listen(socket.AF_INET, "127.0.0.1", port)
    port = ipv4.getsockname()[1]
    try:
        ipv6 = _listen(socket.AF_INET6, "::1", port) if socket.has_ipv6 else None
    except UserError:
        ipv4.close()
        raise
    except OSError as error:
        if error.errno not in _NO_IPV6:
            ipv4.close()
            raise
        ipv6 = None
    return [ipv4, ipv6] if ipv6 else [ipv4]


def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, _PORT_OPTION, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, port))
        # Listen before the first build, to reserve the port.
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise UserError(
                f"Cổng {port} đang được chương trình khác dùng (có thể là một lần chạy serve chưa dừng). "
                f"Hãy dừng chương trình đó, hoặc chọn cổng khác: --port {port + 1 if port < _LAST_PORT else 8001}"
            ) from error
        if error.errno == errno.EACCES:
            raise UserError(
                f"Không được phép dùng cổng {port}. Hãy chọn một số từ 1024 trở lên, ví dụ --port 8000."
            ) from error
        raise
    return listener
