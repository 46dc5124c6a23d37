"""Connect to the server, check that it keeps what it acknowledges, and describe its errors for the operator."""

import logging
from collections.abc import Iterable
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from plugins.errors.commands import command

log = logging.getLogger(__name__)

OLDEST = (6, 2)
SOCKET_SECONDS = 4.0  # less than COMMIT_TIMEOUT_SECONDS of the recorder
NO_DATA = (
    "chưa bộ đếm nào ghi số liệu dưới tên này; hãy xem lại số của cơ sở dữ liệu trong địa chỉ, và --prefix"
)
LOST = "số liệu không còn trên máy chủ, nên bộ đếm không ghi tiếp; hãy đưa dữ liệu của máy chủ về, hoặc khôi phục bản sao lưu: {restore}"
PARTLY_LOST = (
    "trên máy chủ thiếu {keys}, nên bộ đếm không ghi tiếp; hãy khôi phục bản sao lưu: {restore}; chưa có bản nào thì chạy "
    "bộ đếm một lần với --create --opening-total SỐ, là tổng ban đầu"
)
OF_ANOTHER_LAYOUT = "dữ liệu do một phiên bản khác của bộ đếm tạo ra; hãy dùng đúng phiên bản ấy"
NOT_DURABLE = "máy chủ có thể mất lượt đã báo nhận; hãy đặt `appendonly yes` và `appendfsync always` trong cấu hình của nó (đang là: appendonly {appendonly}, appendfsync {appendfsync})"
CONFIG_DENIED = "không xem được cấu hình của máy chủ, nên không biết nó có giữ lượt đã báo nhận không; hãy cho tài khoản này lệnh CONFIG GET ({error})"
MAY_EVICT = "khi đầy bộ nhớ máy chủ sẽ tự xóa dữ liệu bất kỳ (maxmemory-policy {policy}); hãy đặt `maxmemory-policy noeviction`"
TOO_OLD = "máy chủ quá cũ ({version}); cần Redis 6.2 trở lên hoặc Valkey"
SNAPSHOTS = 'Máy chủ Redis còn chụp dữ liệu ra tệp (save %s): mã của lượt đã kết thúc còn trong tệp ấy đến lần chụp sau. Hãy tắt bằng `save ""` trong cấu hình của nó.'


class UnsuitableError(redis.RedisError):
    """The server cannot be used as it is. The message is Vietnamese."""


def client_of(url: str, password: str) -> Any:
    """Return a client without connecting. Raises ValueError, with a Vietnamese message, for an invalid address.

    Any: the client's types distinguish neither plain calls from pipelines nor the types of replies.
    """
    options: dict[str, Any] = {"password": password} if password else {}
    try:
        client = redis.Redis.from_url(
            url,
            socket_timeout=SOCKET_SECONDS,
            socket_connect_timeout=SOCKET_SECONDS,
            retry=Retry(NoBackoff(), 0),  # the page itself retries, with the same nonce
            **options,
        )
        client.connection_pool.make_connection()  # does not connect: checks the query part of the address
    except (ValueError, TypeError) as error:
        address = url.rpartition("@")[2]
        raise ValueError(
            f"Địa chỉ máy chủ Redis phải có dạng redis://tên-máy:6379/0, rediss://... hoặc unix://..., không phải {address!r}"
        ) from error
    return client


def check_server(server: Any) -> None:
    """Check that the server (a redis.Redis) keeps acknowledged writes. Raises redis.RedisError."""
    info: dict[str, Any] = server.info("server")
    version = str(info.get("redis_version", "0"))
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        raise UnsuitableError(TOO_OLD.format(version=version))
    set_to: dict[str, str] = {}
    try:
        for name in ("appendonly", "appendfsync", "maxmemory", "maxmemory-policy", "save"):
            set_to |= server.config_get(name)
    except redis.ResponseError as error:  # NoPermissionError, or a command that was renamed
        raise UnsuitableError(CONFIG_DENIED.format(error=error)) from error
    if (set_to.get("appendonly"), set_to.get("appendfsync")) != ("yes", "always"):
        raise UnsuitableError(NOT_DURABLE.format(**{"appendonly": "?", "appendfsync": "?"} | set_to))
    if set_to.get("maxmemory", "0") != "0" and set_to.get("maxmemory-policy", "").startswith("allkeys"):
        raise UnsuitableError(MAY_EVICT.format(policy=set_to["maxmemory-policy"]))
    if set_to.get("save"):
        log.warning(SNAPSHOTS, set_to["save"])


def lost() -> str:
    """Return the message for a store that was there, and is no more."""
    return LOST.format(restore=_restore())


def partly_lost(keys: Iterable[str]) -> str:
    """Return the message for a store that misses these keys."""
    return PARTLY_LOST.format(keys=", ".join(keys), restore=_restore())


def _restore() -> str:
    return command("visitors.restore", "--create --file TỆP")


def error_text(address: str, error: Exception) -> str:
    """Return a one-line Vietnamese message about the server at `address`."""
    text = str(error)
    if "HELLO must be called" in text or "NOAUTH" in text or "Authentication required" in text:
        message = "máy chủ đòi mật khẩu; hãy đặt biến môi trường VISITOR_COUNTER_PASSWORD"
    elif "DB index is out of range" in text:
        message = "máy chủ không có cơ sở dữ liệu số ấy; hãy sửa số ở cuối địa chỉ"
    elif isinstance(error, redis.AuthenticationError | redis.exceptions.NoPermissionError):
        message = f"sai mật khẩu, hoặc tài khoản không đủ quyền ({error})"
    elif isinstance(error, redis.TimeoutError):
        message = "máy chủ không trả lời kịp"
    elif isinstance(error, redis.exceptions.ReadOnlyError):
        message = "đây là máy chủ chỉ đọc (bản sao); hãy dùng máy chủ chính"
    elif isinstance(error, redis.exceptions.OutOfMemoryError):
        message = "máy chủ hết bộ nhớ; hãy tăng maxmemory"
    elif isinstance(error, redis.ConnectionError):
        message = "không nối được tới máy chủ; hãy xem nó có chạy và địa chỉ có đúng không"
    else:
        message = text
    return f"{address}: {message}"
