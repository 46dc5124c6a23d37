"""What can be done with the portal: `uv run invoke --list`, and `uv run invoke VERB --help`."""

import io
import os
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

# Invoke keeps Python from writing compiled modules, and each verb would compile Pelican again: 0.5 s on two cores.
sys.dont_write_bytecode = bool(sys.flags.dont_write_bytecode)

# Windows writes to files and pipes in an old code page, which lacks most Vietnamese letters.
os.environ["PYTHONIOENCODING"] = "utf-8"  # for the processes that a verb starts
for stream in (sys.stdin, sys.stdout, sys.stderr):
    if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")

ROOT = Path(__file__).resolve().parent
FOLDERS = {
    "content": "the content folder (default: content)",
    "agency": "another folder's agency.yaml (default: the content folder's own)",
}
NOTHING_WRITTEN = "Đã dừng, chưa ghi gì."


@task(
    help={
        "port": "the port to listen on (default: 8000)",
        **FOLDERS,
        "output": "where the pages go, drafts among them: not a folder to publish (default: .trang-tin/xem-thu)",
        "host": "another name of this machine under which the preview may be asked for, several by commas",
    }
)
def serve(
    _c: Context, port: str = "8000", content: str = "", agency: str = "", output: str = "", host: str = ""
) -> None:
    """Build the site, serve it with the visitor counter, and rebuild on every edit; drafts are shown, marked as such.

    Opens http://localhost:8000/ over IPv4 and IPv6; the page in the browser reloads by itself. Ctrl-C stops.
    """
    from plugins.building.live import serve_site
    from plugins.building.messages import messages

    if not port.isdecimal():
        raise Exit(f"Cổng mạng “{port}” không phải là số. Viết, ví dụ: --port 8080", code=2)
    with messages():
        serve_site(
            _path(content),
            _path(output),
            agency=_path(agency),
            port=int(port),
            hosts=[name.strip() for name in host.split(",") if name.strip()],
        )


@task(
    help={
        **FOLDERS,
        "output": "where the built site goes (default: output)",
        "publish": "build with publishconf.py, as a release is built",
    }
)
def build(
    _c: Context, content: str = "", agency: str = "", output: str = "", *, publish: bool = False
) -> None:
    """Check the content and build the site; on any fault nothing changes and the exit status is 1."""
    from plugins.building import build as building
    from plugins.building.messages import messages

    with messages("Đã dừng. Lần dựng sau làm nốt phần còn dở."):
        print(building.build(_path(content), _path(output), agency=_path(agency), publish=publish))


@task(
    help={
        "page": "the page's address or file, e.g. /2024/03/bai-viet/",
        "content": FOLDERS["content"],
        "output": "the output folder that was built (default: output)",
        "publish": "look at what publishconf.py has built",
    }
)
def explain(
    _c: Context, page: str = "/", content: str = "", output: str = "", *, publish: bool = False
) -> None:
    """Say why a page was rendered the last time and what it depends on."""
    from plugins.building.explanation import explain_page
    from plugins.building.messages import messages

    with messages():
        print(explain_page(page, _path(content), _path(output), publish=publish))


@task(help={"path": "the content folder to check (default: content)", "agency": FOLDERS["agency"]})
def check(_c: Context, path: str = "", agency: str = "") -> None:
    """Check all articles and pages without building; every fault is named with file, line and remedy."""
    from plugins.building.build import load_settings
    from plugins.building.messages import messages
    from plugins.building.reminders import unwritten
    from plugins.contract.check import check as check_content
    from plugins.errors.issue import report

    with messages():
        settings = load_settings(_path(path), agency=_path(agency))
        count, faults = check_content(settings)
        found = [*faults, *unwritten(settings)]
    if found:
        print(report(found) + "\n")
    if any(not fault.is_warning for fault in found):
        raise Exit(code=1)
    print(f"Đã kiểm tra {count} tệp: không có lỗi.")


@task(help=FOLDERS)
def new(_c: Context, content: str = "", agency: str = "") -> None:
    """Ask for title, department, category and author, and open a new article that is already valid (a draft)."""
    from plugins.authoring.editor import open_in_editor, start_text
    from plugins.building.build import load_settings
    from plugins.building.messages import messages

    with messages(NOTHING_WRITTEN):
        file = start_text(load_settings(_path(content), agency=_path(agency)))
    with messages():
        open_in_editor(file)


@task(positional=["folder"], help={"folder": "the new content folder, e.g. ../xa-dong-kho"})
def init(_c: Context, folder: str) -> None:
    """Make a new portal's content folder by asking a handful of questions."""
    from plugins.authoring.new_portal import new_portal
    from plugins.building.messages import messages

    if folder.startswith("-"):  # invoke takes the word after `init` for the folder, even --help
        print(
            "Usage: invoke init FOLDER   (a new content folder, e.g. ../xa-dong-kho)\n\n"
            + (init.__doc__ or "")
        )
        return
    with messages(NOTHING_WRITTEN):
        written = new_portal(Path(folder), datetime.now().astimezone(), ask=input, say=print)
    print(f"Đã tạo {len(written)} tệp trong {folder}.")
    print("Viết tiếp vào chỗ có ngoặc vuông “[…]” trong agency.yaml và pages/.")
    print(f"Xem thử: uv run invoke serve --content {quoted(folder)}")


@task(
    help={
        "to": "the folder that holds releases/ and current, e.g. /srv/cong-thong-tin",
        **FOLDERS,
        "force": "also after a rollback, when the content no longer holds what was taken back",
    }
)
def deploy(_c: Context, to: str = "", content: str = "", agency: str = "", *, force: bool = False) -> None:
    """Check, build with publishconf.py, and switch DIR/current to the new release in one rename.

    The last five releases are kept in DIR/releases/; a site with the very bytes of the one shown is no new release.
    A failure at any step leaves what citizens see as it was. After a rollback nothing is done without --force.
    """
    from plugins.building.build import load_settings
    from plugins.building.messages import messages
    from plugins.building.publish import build_release
    from plugins.building.reminders import reminders
    from plugins.errors.issue import report
    from plugins.release.deploy import deploy as deploy_release

    _require(to)
    source, whose = _path(content), _path(agency)
    with messages(
        "Đã dừng. Người đọc thấy bản cũ hoặc bản mới, luôn nguyên vẹn; xem: invoke rollback --show"
    ):
        settings = load_settings(source, agency=whose, publish=True)
        release = deploy_release(
            Path(to),
            lambda folder: print(build_release(source, Path(to), folder, agency=whose)),
            now=datetime.now(UTC),
            sources=[Path(settings["PATH"])],
            force=force,
        )
        reminded = reminders(settings)
    if reminded:
        print("\n" + report(reminded) + "\n")
    if release.made:
        print(
            f"Đã phát hành bản {release.name}. Quay lại bản trước: uv run invoke rollback --to {quoted(to)}"
        )
    else:
        print(f"Không có gì khác bản {release.name} đang phục vụ, nên không tạo bản mới.")


@task(
    help={
        "to": "the folder that holds releases/ and current",
        "release": "the release to go back to (default: the one before the current)",
        "show": "only list the releases",
    }
)
def rollback(_c: Context, to: str = "", release: str = "", *, show: bool = False) -> None:
    """Go back to the release before the current one, or to a named one; then `deploy` waits for --force."""
    from plugins.building.messages import messages
    from plugins.release.history import releases
    from plugins.release.rollback import rollback as roll_back

    _require(to)
    with messages():
        if not show:
            print(f"Đã quay lại bản {roll_back(Path(to), to=release or None).name}.")
        found = releases(Path(to))
        for item in found:
            print(f"{'→' if item.current else ' '} {item.name}")
        if not show and not found[0].current:
            print(f"Sửa nội dung xong, phát hành lại: uv run invoke deploy --to {quoted(to)} --force")


@task(help={"output": "the file to write (default: .trang-tin/styleguide/index.html)"})
def styleguide(_c: Context, output: str = "") -> None:
    """Render every component of the theme with its examples on one page, which is not published."""
    from plugins.styleguide.render import render_style_guide

    print(render_style_guide(Path(output or ROOT / ".trang-tin" / "styleguide")))


@task(
    help={
        "fast": "only what needs nothing but Python: lint, types and the quick tests, under a minute",
        "strict": "fail if a real part (browser, Java, nginx, …) is missing, instead of skipping its tests",
        "full": "longer random tests, and the fast ones again without what Windows lacks; takes an hour",
    }
)
def test(_c: Context, *, fast: bool = False, strict: bool = False, full: bool = False) -> None:
    """Run lint, types and all tests; installs what they need beyond Python when it may (root on Debian)."""
    from tests.running import run

    raise Exit(code=run(fast=fast, strict=strict, full=full))


@task(
    help={
        "folder": "where the pictures go (default: docs/images/trang)",
        "every": "every kind of page, light and dark, to look at after a change of the theme",
    }
)
def pictures(_c: Context, folder: str = "", *, every: bool = False) -> None:
    """Take the pictures of docs/hinh-anh.md: three widths and paper; needs what the browser tests need."""
    from tests.pictures import take_pictures

    written = take_pictures(Path(folder or ROOT / "docs" / "images" / "trang"), every=every)
    print(f"{len(written)} ảnh trong {written[0].parent}")


STORE = {
    "store": "the counter's file, or redis://… of its server (default: the variable VISITOR_COUNTER_STORE)",
    "prefix": "how this portal's keys begin on that server (default: luot-truy-cap)",
}


@task(name="show", default=True, help=STORE)
def visitors_show(_c: Context, store: str = "", prefix: str = "") -> None:
    """Show visits by day, views that were refused and why, and what readers answered; the counter may be running."""
    from plugins.building.messages import messages
    from plugins.visitor_counter.admin import verbs

    with messages():
        print("\n".join(verbs.show(store, prefix)))


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
    from plugins.building.messages import messages
    from plugins.visitor_counter.admin import verbs

    with messages():
        print(verbs.create(store, prefix, opening_total))


@task(
    name="export",
    help={"file": "the CSV file to write, e.g. luot-truy-cap.csv", **STORE},
)
def visitors_export(_c: Context, file: str = "", store: str = "", prefix: str = "") -> None:
    """Write every number by day to a CSV file for a spreadsheet."""
    from plugins.building.messages import messages
    from plugins.visitor_counter.admin import verbs

    with messages():
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
    from plugins.building.messages import messages
    from plugins.visitor_counter.admin import verbs

    with messages():
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
    from plugins.building.messages import messages
    from plugins.visitor_counter.admin import verbs

    with messages():
        if undo and (source or target or reason):
            raise Exit("--undo đi một mình: hoàn lại lần chuyển cuối.", code=2)
        if undo:
            print(verbs.take_day_back(store, prefix))
        else:
            print(verbs.move_day_to(source, target, reason, store=store, prefix=prefix))


@task(name="move", help={"to": "redis://… of the server to move to", **STORE})
def visitors_move(_c: Context, to: str = "", store: str = "", prefix: str = "") -> None:
    """Move the counter's file to a Valkey or Redis server, open visits and all; stop the counter meanwhile.

    Broken off at any point, it may be done again. The server's password: the variable VISITOR_COUNTER_PASSWORD.
    """
    from plugins.building.messages import messages
    from plugins.visitor_counter.admin import verbs

    with messages():
        print(verbs.move_to_server(to, store, prefix))


@task(help={"file": "the file to write, e.g. sao-luu/luot-truy-cap.json", **STORE})
def backup(_c: Context, file: str = "", store: str = "", prefix: str = "") -> None:
    """Save the counter's numbers while it runs: one file, whole or not at all, without secrets or digests."""
    from plugins.building.messages import messages
    from plugins.visitor_counter.admin import verbs

    with messages():
        print(verbs.back_up_to(_file(file), store, prefix))


@task(
    help={
        "file": "a file that `invoke backup` has written",
        "create": "also make the store if there is none",
        **STORE,
    }
)
def restore(_c: Context, file: str = "", store: str = "", prefix: str = "", *, create: bool = False) -> None:
    """Bring the counter's numbers back while it runs. Of two numbers for one day the larger stays: nothing falls."""
    from plugins.building.messages import messages
    from plugins.visitor_counter.admin import verbs

    with messages():
        print(verbs.restore_from(_file(file), store, prefix, create=create))


@task(
    name="build",
    help={
        "sizes": "numbers of articles, e.g. 1000,10000",
        "generators": "which to compare (default: ours,stock,hugo)",
        "runs": "how often each scenario is measured (default: 3)",
        "report": "the report whose section is replaced (default: docs/benchmarks.md)",
    },
)
def bench_build(
    _c: Context,
    sizes: str = "1000,10000",
    generators: str = "ours,stock,hugo",
    runs: int = 3,
    report: str = "docs/benchmarks.md",
) -> None:
    """Measure builds and edits side by side with stock Pelican and Hugo, in one run."""
    from bench.build import run

    run([int(size) for size in sizes.split(",")], generators.split(","), runs, Path(report))


def _require(to: str) -> None:
    # A parameter without a default would be a positional one for invoke, and take even --help for a folder.
    if not to:
        raise Exit("Viết thư mục đích, ví dụ: --to /srv/cong-thong-tin", code=2)


@task(
    name="counter",
    help={
        "seconds": "how long each load lasts (default: 10)",
        "rounds": "how often each server is measured (default: 3)",
        "report": "the report whose sections are replaced (default: docs/benchmarks.md)",
    },
)
def bench_counter(
    _c: Context, seconds: int = 10, rounds: int = 3, report: str = "docs/benchmarks.md"
) -> None:
    """Measure the counter's speed and accuracy, and replay an attack; needs wrk and Redis."""
    from bench.counter.run import run

    run(seconds, rounds, Path(report))


def quoted(word: str) -> str:
    """Return a word as it is typed in a command line of this system."""
    return subprocess.list2cmdline([word]) if sys.platform == "win32" else shlex.quote(word)


def _file(text: str) -> Path:
    if not text:
        raise Exit("Viết tên tệp, ví dụ: --file luot-truy-cap.json", code=2)
    return Path(text)


def _path(text: str) -> Path | None:
    return Path(text) if text else None


ns = Collection(
    serve, build, check, explain, new, init, deploy, rollback, backup, restore, styleguide, pictures, test
)
ns.add_collection(
    Collection(
        "visitors",
        visitors_show,
        visitors_create,
        visitors_export,
        visitors_set_total,
        visitors_move_day,
        visitors_move,
    )
)
ns.add_collection(Collection("bench", bench_build, bench_counter))
