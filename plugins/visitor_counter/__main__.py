"""Run the counter as a stand-alone process: `python -m plugins.visitor_counter`."""

import logging
import sys
from collections.abc import Sequence

from plugins.errors.commands import options_of_call
from plugins.errors.issue import UserError, printable
from plugins.serving.listening import listening_at, listening_on
from plugins.serving.process import serve_until_stopped
from plugins.urls.patterns import COUNTER
from plugins.visitor_counter.command_line import parsed
from plugins.visitor_counter.service.application import create_app
from plugins.visitor_counter.settings import DEFAULT_PREFIX, Settings
from plugins.visitor_counter.stores.store import NoStoreError, StoreUnavailable

log = logging.getLogger(__name__)

AT_SOCKET = "Bộ đếm nghe ở socket %s, cho tài khoản cùng nhóm; địa chỉ %s."
USAGE_ERROR, FAILURE = 2, 1
GRACE_SECONDS = 12  # for pending responses: longer than a view waits for its commit


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
        return 0 if serve_until_stopped(app, listener, grace_seconds=GRACE_SECONDS) else FAILURE


if __name__ == "__main__":
    sys.exit(main())
