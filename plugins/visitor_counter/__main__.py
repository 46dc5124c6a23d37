"""Run the counter by itself: `python -m plugins.visitor_counter`."""

import gc
import logging
import os
import shlex
import signal
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn

from plugins.visitor_counter.admin.report import report_lines
from plugins.visitor_counter.command_line import UsageError, parsed, settings_of
from plugins.visitor_counter.service.application import (
    PREFIX,
    StoreUnavailable,
    VisitorCounter,
    create_app,
    store_of,
)
from plugins.visitor_counter.service.listening import (
    OF_SYSTEM,
    CannotListenError,
    listening_at,
    listening_on,
)
from plugins.visitor_counter.settings import Settings
from plugins.visitor_counter.stores.store import NoStoreError
from plugins.visitor_counter.terminal import visible

log = logging.getLogger(__name__)

OPEN_FOLDER = "Thư mục %s mở cho mọi tài khoản ghi, nên ai trên máy này cũng thay được tệp của bộ đếm. Hãy chạy: chmod o-w %s"
AT_SOCKET = "Bộ đếm nghe ở ổ cắm %s (tài khoản của máy chủ web phải thuộc nhóm %s), địa chỉ %s."
WRONG_USE, CANNOT = 2, 1
GRACE_SECONDS = 12  # for answers that are under way: longer than a view waits for its commit
# Hardly anything here is garbage in circles. With Python's own (700, 10, 10) the search for it took 6 % of the time of
# a counter under load, and stopped it for 60 ms at a time.
GC_THRESHOLDS = 10_000, 20, 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and serve until stopped; give the exit status. Trouble is said in one line.

    `arguments` are the process's own by default.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        chosen = parsed(arguments)
        settings = settings_of(chosen)
        if chosen.report:
            today = datetime.now(ZoneInfo(settings.time_zone)).date()
            print("\n".join(report_lines(store_of(settings).report(), today)))
            return 0
        return serve(settings, chosen.host, chosen.port, chosen.metrics_port)
    except (UsageError, ValueError) as error:
        _complain(str(error))
        return WRONG_USE
    except CannotListenError as error:
        _complain(str(error))
        return CANNOT
    except NoStoreError as error:
        _complain(f"--store {error}. Nếu là lần chạy đầu, thêm --create")
        return CANNOT
    except StoreUnavailable as error:
        _complain(f"--store {error}")
        return CANNOT


def _complain(text: str) -> None:
    print(f"Lỗi: {visible(text)}", file=sys.stderr)


def serve(settings: Settings, host: str, port: int, metrics_port: int | None = None) -> int:
    """Serve until stopped, on the settings' socket or else on a port.

    Raises ValueError, CannotListenError or StoreUnavailable when it cannot begin.
    """
    app = create_app(settings)
    _try_store(settings)
    opened = listening_on(host, port) if settings.socket is None else listening_at(settings.socket)
    with opened as listener:
        if metrics_port is not None:
            _open_metrics(app, metrics_port)
        app.paths.refresh()
        app.paths.log_status()
        for folder in open_folders(settings):
            log.warning(OPEN_FOLDER, folder, shlex.quote(str(folder)))
        if settings.socket is None:
            log.info("Bộ đếm nghe ở %s cổng %d, địa chỉ %s.", host, port, PREFIX)
        else:
            log.info(AT_SOCKET, settings.socket, _group_of(settings.socket), PREFIX)
        gc.set_threshold(*GC_THRESHOLDS)
        server = uvicorn.Server(_configuration(app))
        # Once it has stopped, uvicorn raises the signal again, which would end the process before it has cleaned up.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
        return 0 if server.started else CANNOT


def open_folders(settings: Settings) -> Iterator[Path]:
    """Give the folders of the service in which everybody may replace its files."""
    places = [settings.socket, settings.figures_folder and settings.figures_folder / "x"]
    if "://" not in str(settings.store):
        places.append(Path(settings.store).resolve())
    for folder in dict.fromkeys(place.parent for place in places if place):
        with suppress(OSError):  # a folder that is not there yet is made for its owner alone
            mode = folder.stat().st_mode
            if os.name == "posix" and mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
                yield folder


def _group_of(file: Path) -> str:
    if sys.platform == "win32":
        return ""
    try:
        return file.group()
    except KeyError:  # a group without a name
        return str(file.stat().st_gid)


def _try_store(settings: Settings) -> None:
    """Open the store once before the server does, which would say the same in many lines."""
    store = store_of(settings)
    store.open()
    store.close()


def _open_metrics(app: VisitorCounter, port: int) -> None:
    from plugins.visitor_counter.service.metrics import serve_metrics  # noqa: PLC0415 - only for those who ask for it

    try:
        serve_metrics(app, port)
    except OSError as error:
        raise CannotListenError(
            f"--metrics-port {port}: {OF_SYSTEM.get(error.errno or 0, str(error))}"
        ) from error


def _configuration(app: VisitorCounter) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        # What strangers send wrongly is no news, and a way to fill the disk.
        log_level="error",
        # No access log: it would keep readers' addresses. Proxies are our own affair: uvicorn would trust 127.0.0.1.
        access_log=False,
        proxy_headers=False,
        server_header=False,
        lifespan="on",
        ws="none",
        http="httptools",
        limit_concurrency=4096,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


if __name__ == "__main__":
    sys.exit(main())
