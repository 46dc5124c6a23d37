"""Show errors to people: the message and exit status of a verb, and records of Pelican's log."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from invoke.exceptions import Exit

from plugins.errors.io_errors import why
from plugins.errors.issue import UserError, printable

INTERRUPTED = 130  # 128 and the number of SIGINT, as in shells


@contextmanager
def messages(stopped: str | Callable[[], str] = "Đã dừng.") -> Iterator[None]:
    """Turn a UserError or an OSError into its text and exit status 1; other exceptions are bugs and keep their traceback.

    A context manager, or a decorator of a verb. `stopped` is shown when a person ends the verb by Ctrl-C, or by ending
    the input: a text, or a function that returns it.
    """
    try:
        yield
    except BrokenPipeError:  # the reader of the output has closed it, as `head` does
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - for the last flush at the end of the process
        raise Exit(code=0) from None
    except UserError as error:
        raise Exit("\n".join(map(printable, str(error).split("\n"))), code=1) from None
    except OSError as error:
        raise Exit(printable(f"{error.filename or 'Không ghi được'}: {why(error)}"), code=1) from None
    except (KeyboardInterrupt, EOFError):
        print(f"\n{stopped if isinstance(stopped, str) else stopped()}", file=sys.stderr)
        raise Exit(code=INTERRUPTED) from None


def without_traceback(record: logging.LogRecord) -> bool:
    """Reduce the log record of a UserError to its message. A log filter that keeps every record."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, UserError):
        record.msg, record.args, record.exc_info = str(error), (), None
    return True
