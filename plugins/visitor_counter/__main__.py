"""Run the counter as a stand-alone process: `python -m plugins.visitor_counter`."""

import gc
import logging
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

import uvicorn

from plugins.errors.commands import options_of_call
from plugins.errors.issue import UserError, printable
from plugins.urls.patterns import COUNTER
from plugins.visitor_counter.command_line import parsed
from plugins.visitor_counter.service.application import create_app
from plugins.visitor_counter.service.listening import listening_at, listening_on
from plugins.visitor_counter.settings import DEFAULT_PREFIX, Settings
from plugins.visitor_counter.stores.store import NoStoreError, StoreUnavailable

log = logging.getLogger(__name__)

AT_SOCKET = "Bộ đếm nghe ở ổ cắm %s, cho tài khoản cùng nhóm; địa chỉ %s."
USAGE_ERROR, FAILURE = 2, 1
GRACE_SECONDS = 12  # for pending responses: longer than a view waits for its commit
# Reference cycles are rare here. With Python's default (700, 10, 10) garbage collection took 6 % of the time under load,
# in pauses of 60 ms.
GC_THRESHOLDS = 10_000, 20, 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line, serve until stopped and return the exit status. Errors are printed in one line.

    `arguments` are by default those of the process.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        chosen = parsed(arguments)
        settings = chosen.settings
        prefix = "" if settings.prefix == DEFAULT_PREFIX else settings.prefix
        with options_of_call(store=str(settings.store), prefix=prefix):
            return serve(settings, chosen.host, chosen.port, chosen.metrics_port)
    except ValueError as error:
        status, text = USAGE_ERROR, str(error)
    except NoStoreError as error:
        status, text = FAILURE, f"--store {error}. Nếu là lần chạy đầu, thêm --create"
    except StoreUnavailable as error:
        status, text = FAILURE, f"--store {error}"
    except UserError as error:
        status, text = FAILURE, str(error)
    text = printable(text).replace("\n", " ")
    print(f"Lỗi: {text}", file=sys.stderr)
    return status


def serve(settings: Settings, host: str, port: int, metrics_port: int | None = None) -> int:
    """Serve on the socket of `settings`, or else on a port, until stopped; return the exit status.

    Raises ValueError or UserError if the service cannot start.
    """
    app = create_app(settings)
    app.store.open()  # an error during uvicorn's startup would print a traceback
    app.store.close()
    opened = listening_on(host, port) if settings.socket is None else listening_at(settings.socket)
    with opened as listener:
        if metrics_port is not None:
            # Imported here because most do without.
            from plugins.visitor_counter.service.metrics import serve_metrics  # noqa: PLC0415

            serve_metrics(app, metrics_port)
        app.paths.refresh()
        app.paths.log_status()
        if settings.socket is None:
            log.info("Bộ đếm nghe ở %s cổng %d, địa chỉ %s.", host, port, COUNTER)
        else:
            log.info(AT_SOCKET, settings.socket, COUNTER)
        gc.set_threshold(*GC_THRESHOLDS)
        configuration = uvicorn.Config(
            app,
            log_config=None,
            # Warnings about malformed requests would let clients fill the disk.
            log_level="error",
            # No access log: it would hold addresses of readers. `client_address` handles proxies; uvicorn would trust 127.0.0.1.
            access_log=False,
            proxy_headers=False,
            server_header=False,
            lifespan="on",
            ws="none",
            http="httptools",
            limit_concurrency=4096,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        server = uvicorn.Server(configuration)
        # After shutdown uvicorn raises the signal again, which would end the process before the socket is removed.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
        return 0 if server.started else FAILURE


if __name__ == "__main__":
    sys.exit(main())
