"""The socket that the service listens on."""

import errno
import socket

OF_SYSTEM = {
    errno.EADDRINUSE: "đang có chương trình khác dùng; hãy dừng chương trình ấy hoặc chọn cổng khác bằng --port",
    errno.EACCES: "không được phép dùng; hãy chọn một số từ 1024 trở lên bằng --port",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ ấy; hãy sửa --host",
}


class CannotListenError(Exception):
    """The address cannot be had; the text says why, in Vietnamese."""


def listening_on(host: str, port: int) -> socket.socket:
    """Listen on an IPv4 or IPv6 address, or a name of this machine. Raises CannotListenError."""
    try:
        family, *_, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as trouble:
        raise CannotListenError(f"{host}: không phải địa chỉ của máy này; hãy sửa --host") from trouble
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        # Without it the port would stay taken for a minute after each stop.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as trouble:
        listener.close()
        told = OF_SYSTEM.get(trouble.errno or 0, trouble.strerror or str(trouble))
        raise CannotListenError(f"{host} cổng {port}: {told}") from trouble
    return listener
