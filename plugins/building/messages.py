"""The end of a verb that cannot go on: one text for people, and an exit status that tells the truth."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from invoke.exceptions import Exit

from plugins.authoring.new_portal import FolderTakenError
from plugins.building.build import FolderError
from plugins.building.disk import why
from plugins.contract.faults import ContractError, printable
from plugins.preview.errors import PreviewError
from plugins.release.errors import ReleaseError
from plugins.search.indexing import IndexingError
from plugins.visitor_counter.terminal import OperationError

FOR_PEOPLE = (
    FolderError,
    IndexingError,
    ReleaseError,
    FolderTakenError,
    PreviewError,
    OperationError,
)
INTERRUPTED = 130  # 128 and the number of SIGINT, as shells have it


@contextmanager
def messages(stopped: str = "Đã dừng.") -> Iterator[None]:
    """Turn errors that are meant for people into their text and exit status 1; faults of the program stay as they are.

    `stopped` is what holds when a person ends the verb by Ctrl-C, or by ending the input.
    """
    try:
        yield
    except BrokenPipeError:  # who read the lines has seen enough
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - for the last flush at the end of the process
        raise Exit(code=0) from None
    except ContractError as error:  # whose text is printable already
        raise Exit(str(error), code=1) from None
    except FOR_PEOPLE as error:
        raise Exit("\n".join(map(printable, str(error).split("\n"))), code=1) from None
    except OSError as error:
        raise Exit(printable(f"{error.filename or 'Không ghi được'}: {why(error)}"), code=1) from None
    except (KeyboardInterrupt, EOFError):
        print(f"\n{stopped}", file=sys.stderr)
        raise Exit(code=INTERRUPTED) from None
