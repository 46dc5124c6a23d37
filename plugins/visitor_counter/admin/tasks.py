"""The counter's verbs for `tasks.py`: `visitors`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

from plugins.errors.commands import options_of_call
from plugins.errors.messages import messages

STORE = {
    "store": "the counter's file, or redis://… of its server (default: the variable VISITOR_COUNTER_STORE)",
    "prefix": "how this portal's keys begin on that server (default: luot-truy-cap)",
}


@contextmanager
def _verbs(store: str, prefix: str) -> Iterator[ModuleType]:
    """Import the functions behind the verbs, only when one is called, and show their errors."""
    from plugins.visitor_counter.admin import verbs

    with messages(), options_of_call(store=store, prefix=prefix):
        yield verbs


@task(
    name="show",
    default=True,
    help={
        **STORE,
        "index": "the folder of the search index (default: /var/lib/trang-tin-tim-kiem, if there is one)",
    },
)
def visitors_show(_c: Context, store: str = "", prefix: str = "", index: str = "") -> None:
    """Show visits by day, views that were rejected and why, what readers answered, and what they searched for in vain.

    The counter and the search may be running.
    """
    with _verbs(store, prefix) as verbs:
        print("\n".join(verbs.show(store, prefix, index)))


@task(
    name="create",
    help={
        **STORE,
        "opening_total": "what an older portal's counter had reached, e.g. 7448251 or 7.448.251 (default: 0)",
    },
)
def visitors_create(_c: Context, store: str = "", prefix: str = "", opening_total: str = "") -> None:
    """Make a new store for the counter, once, before its first start: a store that does not exist is an error later.

    Does nothing where a store is already. For a file, call it as the account that the counter runs under.
    """
    with _verbs(store, prefix) as verbs:
        print(verbs.create(store, prefix, opening_total))


@task(
    name="export",
    help={"file": "the CSV file to write, e.g. luot-truy-cap.csv", **STORE},
)
def visitors_export(_c: Context, file: str = "", store: str = "", prefix: str = "") -> None:
    """Write every number by day to a CSV file for a spreadsheet."""
    with _verbs(store, prefix) as verbs:
        print(verbs.export(_file(file), store, prefix))


@task(
    name="set-total",
    help={
        "total": "the total that readers are to see from now on, e.g. 7448251 or 7.448.251",
        "reason": "why, for the trace that is kept",
        "undo": "take the last setting back; visits counted since then stay",
        **STORE,
    },
)
def visitors_set_total(
    _c: Context, total: str = "", reason: str = "", *, undo: bool = False, store: str = "", prefix: str = ""
) -> None:
    """Set the total by hand, such as to what an older portal's counter had reached. It never falls, except by --undo."""
    with _verbs(store, prefix) as verbs:
        if undo and (total or reason):
            raise Exit("--undo đi một mình: hoàn lại lần đặt cuối, không đặt số mới.", code=2)
        if undo:
            print(verbs.take_back(store, prefix))
        else:
            print(verbs.adjust(total, reason, store, prefix))


@task(
    name="move-day",
    help={
        "source": "the day whose numbers are wrong, e.g. 2031-05-01 or 1/5/2031",
        "target": "the day they belong to (default: today)",
        "reason": "why, for the trace that is kept",
        "undo": "take the last move back",
        **STORE,
    },
)
def visitors_move_day(
    _c: Context,
    source: str = "",
    target: str = "",
    reason: str = "",
    *,
    undo: bool = False,
    store: str = "",
    prefix: str = "",
) -> None:
    """Move what was counted for a day while the server's clock was wrong to another; the total does not change.

    `invoke visitors` names such days. The counter may be running.
    """
    with _verbs(store, prefix) as verbs:
        if undo and (source or target or reason):
            raise Exit("--undo đi một mình: hoàn lại lần chuyển cuối.", code=2)
        if undo:
            print(verbs.take_day_back(store, prefix))
        else:
            print(verbs.move_day_to(source, target, reason, store=store, prefix=prefix))


@task(name="backup", help={"file": "the file to write, e.g. sao-luu/luot-truy-cap.sqlite3", **STORE})
def visitors_backup(_c: Context, file: str = "", store: str = "", prefix: str = "") -> None:
    """Save the counter's numbers while it runs: one file, whole or not at all, without secrets or digests."""
    with _verbs(store, prefix) as verbs:
        print(verbs.back_up_to(_file(file), store, prefix))


@task(
    name="restore",
    help={
        "file": "a file that `invoke visitors.backup` has written, or the file of a counter, to continue it in another store",
        "create": "also make the store if there is none",
        **STORE,
    },
)
def visitors_restore(
    _c: Context, file: str = "", store: str = "", prefix: str = "", *, create: bool = False
) -> None:
    """Bring the counter's numbers back while it runs. Of two numbers for one day the larger stays: nothing falls."""
    with _verbs(store, prefix) as verbs:
        print(verbs.restore_from(_file(file), store, prefix, create=create))


def _file(text: str) -> Path:
    if not text:
        raise Exit("Viết tên tệp, ví dụ: --file luot-truy-cap.sqlite3", code=2)
    return Path(text)


visitors = Collection(
    "visitors",
    visitors_show,
    visitors_create,
    visitors_export,
    visitors_set_total,
    visitors_move_day,
    visitors_backup,
    visitors_restore,
)
