"""The listening sockets of the preview: 127.0.0.1 and ::1."""

import errno
import socket

from plugins.errors.issue import UserError

_NO_IPV6 = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT)
_LAST_PORT = 65535


def listen(port: int) -> list[socket.socket]:
    """Return sockets that listen on 127.0.0.1 and ::1 on the same port; 0 chooses a free one.

    Without IPv6 on this machine, there is only the first. Raises UserError if the port is not available.
    """
    if not 0 <= port <= _LAST_PORT:
        raise UserError(f"Không có cổng mạng {port}. Hãy chọn một số từ 1024 đến {_LAST_PORT} với --port.")
    ipv4 = _listen(socket.AF_INET, "127.0.0.1", port)
    try:
        return [ipv4, _listen(socket.AF_INET6, "::1", ipv4.getsockname()[1])]
    except (UserError, OSError) as error:
        if isinstance(error, OSError) and error.errno in _NO_IPV6:
            return [ipv4]
        ipv4.close()
        raise


def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    try:
        # Listens before the first build, to reserve the port.
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UserError(
                f"Cổng mạng (port) {port} đang được chương trình khác dùng (có thể là một lần chạy serve chưa dừng). "
                f"Hãy dừng chương trình đó, hoặc chọn cổng khác: --port {port + 1 if port < _LAST_PORT else 8001}"
            ) from error
        if error.errno == errno.EACCES:
            raise UserError(
                f"Không được phép dùng cổng mạng {port}. Hãy chọn một số từ 1024 trở lên, ví dụ --port 8000."
            ) from error
        raise
