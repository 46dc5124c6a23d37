"""The other side of `builder.py`: receives requests, forks, builds and reports the outcome.

Everything that a build imports is imported here, so that each fork finds it ready.
"""

from __future__ import annotations

import gc
import importlib
import io
import logging
import os
import pickle
import select
import signal
import sys
import traceback
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pelican.generators
import pelican.plugins._utils
import pelican.readers
from babel import localedata
from jinja2 import Environment
from markdown import Markdown
from pelican import Pelican
from pelican.contents import Content
from pelican.plugins import signals
from pelican.settings import read_settings
from PIL import Image
from rich.console import Console

from pelicanconf import PLUGINS
from plugins.contract.body.render import BodyRenderer
from plugins.contract.settings import MARKDOWN
from plugins.errors.issue import ContentError
from plugins.feeds import publication as feeds
from plugins.incremental import engine, workers
from plugins.incremental.errors import RenderError
from plugins.incremental.outputs.declared import Outputs
from plugins.incremental.outputs.folder import ForeignFolderError
from plugins.incremental.outputs.render import Renderer
from plugins.incremental.store import ledger
from plugins.incremental.store.ledger import BusyError
from plugins.incremental.unsupported import UnsupportedError
from plugins.vietnamese import writing
from tests.compiled import SharingEnvironment, share_with_engine
from tests.incremental import killing
from tests.incremental.builder import KILLED, Order, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

WARM = (pelican.readers, feeds, writing)
FILES = pelican.generators.Generator.get_files
REFUSALS = (ContentError, UnsupportedError, BusyError, ForeignFolderError)


def do(order: Order) -> Outcome:
    """Build in this process."""
    if order.small is not None:
        workers.SMALL = workers.MANY = order.small
    heard = _Heard()
    root = logging.getLogger()
    root.addHandler(heard)
    outcome = Outcome("built")
    built = None
    if not order.engine:
        pelican.generators.Environment = SharingEnvironment
        if order.in_order:
            setattr(pelican.generators.Generator, "get_files", _files_in_order)  # noqa: B010 - as below
    try:
        settings = read_settings(order.settings_file, override=dict(order.override))
        with killing.counted(order.fate) as count, _watching(outcome, order):
            built = (engine.IncrementalPelican if order.engine else Pelican)(settings)
            built.run()
        outcome.steps = count.steps
    except REFUSALS as error:
        outcome.how, outcome.kind, outcome.said = "refused", type(error).__name__, str(error)
    except BaseException as error:  # noqa: BLE001 - the test reports any exception
        cause = error.__cause__ if isinstance(error, RenderError) else error
        outcome.how, outcome.kind = "failed", type(cause).__name__
        outcome.said = "".join(traceback.format_exception(error))
    finally:
        root.removeHandler(heard)
    outcome.log = heard.lines
    summary = getattr(built, "summary", None)
    if summary is not None:
        outcome.summary = vars(summary)
    return outcome


class _InOrder(set[str]):
    """Paths of files, walked in order: stock Pelican may read them in any order."""

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(set.__iter__(self), key=os.path.normpath))


def _files_in_order(self: Any, *arguments: Any, **options: Any) -> set[str]:
    return _InOrder(FILES(self, *arguments, **options))


@contextmanager
def _watching(outcome: Outcome, order: Order) -> Iterator[None]:
    """Note what is parsed, which files of the content and output folders are opened, and what `Outcome` has besides."""
    if not order.watched:
        yield
        return

    def parsed(content: Any) -> None:
        if hasattr(content, "source_path") and type(content).__name__ in {"Article", "Page"}:
            outcome.parsed.append(os.path.relpath(content.source_path, order.override["PATH"]))

    folders = tuple(f"{order.override[name]}{os.sep}" for name in ("PATH", "OUTPUT_PATH"))

    def opened(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str) and arguments[0].startswith(folders):
            outcome.opened.append(arguments[0])

    render = Renderer._render

    def noted(self: Any, output: Any) -> Any:
        outcome.rendered[output.name] = output.why
        return render(self, output)

    declare = Outputs.declare

    def declared(self: Any, output: Any) -> None:
        outcome.declared.append(output.name)
        declare(self, output)

    connect = ledger.connect

    def counted(file: Any) -> Any:
        connection = connect(file)
        connection.set_trace_callback(lambda _: outcome.counts.update(statements=1))
        return connection

    formatted = Content.get_url_setting

    def url(self: Any, key: str) -> str:
        outcome.counts["urls"] += 1
        return str(formatted(self, key))

    signals.content_object_init.connect(parsed)
    sys.addaudithook(opened)
    with ExitStack() as patches:
        for owner, name, patched in (
            (Renderer, "_render", noted),
            (Outputs, "declare", declared),
            (ledger, "connect", counted),
            (Content, "get_url_setting", url),
        ):
            patches.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, patched)
        try:
            yield
        finally:
            signals.content_object_init.disconnect(parsed)


class _Heard(logging.Handler):
    """Keeps warnings and errors."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.getMessage()}")


def warm() -> None:
    """Import and compile what Markdown, Jinja and rich load lazily, and plugins: half of the time of a small build."""
    for plugin in (*PLUGINS, "plugins.errors.messages", "plugins.visitor_counter.publication"):
        importlib.import_module(plugin)
    Image.init()
    for language in ("vi", "en"):
        localedata.load(language)
    Markdown(extensions=["extra", "meta", "codehilite", "nl2br"]).convert("*a* [b](c)")
    BodyRenderer(MARKDOWN).render("*a* [b](c)")
    Environment().from_string("{% for a in b %}{{ a | e }}{% endfor %}").render(b=[1])
    Console(file=io.StringIO()).print("[b]a[/b]")
    gc.freeze()  # otherwise each fork copies pages by counting references


def serve() -> None:
    """Receive requests from standard input, one after the other, until it ends."""
    warm()
    share_with_engine(gives=False)
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # output of a build must not mix with the answers
    while True:
        try:
            order = pickle.load(orders)
        except EOFError:
            return
        pickle.dump(_quietly(order) if order.lasting else _forked(order), answers)
        answers.flush()


def _quietly(order: Order) -> Outcome:
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.close(silent)
    return do(order)


def _forked(order: Order) -> Outcome:
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(read_end)
            os.setpgid(0, 0)
            outcome = _quietly(order)
            with os.fdopen(write_end, "wb") as pipe:
                pickle.dump(outcome, pipe)
        finally:
            os._exit(0)
    os.close(write_end)
    with suppress(OSError):  # parent or child may be first: it is killed as a group
        os.setpgid(child, child)
    if order.fate.dies_after and not select.select([read_end], [], [], order.fate.dies_after)[0]:
        os.kill(child if order.fate.alone else -child, signal.SIGKILL)
        os.close(read_end)  # its workers may outlive it and keep the other end open
        os.waitpid(child, 0)
        return Outcome(KILLED)
    with os.fdopen(read_end, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return Outcome(KILLED)
    sent: Outcome = pickle.loads(data)
    return sent
