"""What can be done with the portal: `uv run invoke --list`, and `uv run invoke VERB --help`."""

import atexit
import gc
import io
import os
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

from bench.tasks import bench
from plugins.building.usage_errors import answer_in_vietnamese
from plugins.visitor_counter.admin.tasks import visitors

# Of one edit among 10,000 articles, collecting garbage took 0.4 of 2.6 s, mostly at the exit, where everything that
# modules hold was searched once more.
gc.set_threshold(200_000, 20, 100)
atexit.register(gc.freeze)

# Invoke disables compiled modules, so each verb would compile Pelican again: 0.5 s on two cores.
sys.dont_write_bytecode = bool(sys.flags.dont_write_bytecode)

# Windows writes to files and pipes in an old code page, which lacks most Vietnamese letters.
os.environ["PYTHONIOENCODING"] = "utf-8"  # for the processes that a verb starts
for stream in (sys.stdin, sys.stdout, sys.stderr):
    if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")

ROOT = Path(__file__).resolve().parent


def _verbs(group: str) -> ModuleType:
    """Import verbs only when one is called: most import Pelican."""
    return import_module(f"plugins.building.verbs.{group}")


FOLDERS = {
    "content": "the content folder (default: content)",
    "agency": "another folder's agency.yaml (default: the content folder's own)",
}

RELEASING = {
    "to": "the folder of releases, e.g. /srv/cong-thong-tin, or of another machine: user@host:/srv/cong-thong-tin",
    **FOLDERS,
    "live": "the portal's address, e.g. https://tanhlinh.example: load some pages after the switch, go back if they are wrong",
    "connect": "connect --live to this host instead of looking its name up, e.g. 127.0.0.1",
}


@task(
    help={
        "port": "the port to listen on (default: 8000)",
        **FOLDERS,
        "output": "where the pages go, drafts among them: not a folder to publish (default: .trang-tin/xem-thu)",
        "host": "another name of this machine under which the preview is reachable, several separated by commas",
        "sample": "the portal of an invented commune with a hundred articles, instead of a content folder",
    }
)
def serve(
    _c: Context,
    port: str = "8000",
    content: str = "",
    agency: str = "",
    output: str = "",
    host: str = "",
    *,
    sample: bool = False,
) -> None:
    """Build the site, serve it with the visitor counter, and rebuild on every edit; drafts are shown, marked as such.

    Opens http://localhost:8000/ over IPv4 and IPv6; the page in the browser reloads by itself. Ctrl-C stops.
    """
    _verbs("site").serve(content, output, agency=agency, port=port, host=host, sample=sample)


@task(
    help={
        **FOLDERS,
        "output": "where the built site goes (default: output)",
        "publish": "build with publishconf.py, as a release is built",
        "at": "build as if it were then, e.g. '05/12/2026 07:00': what readers will see, scheduled texts included",
    }
)
def build(
    _c: Context,
    content: str = "",
    agency: str = "",
    output: str = "",
    at: str = "",
    *,
    publish: bool = False,
) -> None:
    """Check the content and build the site; on any error nothing changes and the exit status is 1."""
    _verbs("site").build(content, output, agency=agency, publish=publish, at=at)


@task(help=FOLDERS)
def due(_c: Context, content: str = "", agency: str = "") -> None:
    """List what time alone will change, the next first: texts to be published, to expire, to be unpinned, turning old."""
    _verbs("site").due(content, agency=agency)


@task(
    help={
        "page": "the page's address or file, e.g. /2024/03/bai-viet/",
        "content": FOLDERS["content"],
        "output": "the output folder that was built (default: output)",
        "publish": "explain a build by publishconf.py",
    }
)
def explain(
    _c: Context, page: str = "/", content: str = "", output: str = "", *, publish: bool = False
) -> None:
    """Show why a page was last rendered and what it depends on."""
    _verbs("site").explain(page, content, output, publish=publish)


@task(
    help={
        "query": "what to search for, e.g. tiep cong dan",
        "to": "the folder that holds releases/ and current: search what is published there",
        "output": "a built site instead (default: output)",
    }
)
def search(_c: Context, query: str = "", to: str = "", output: str = "") -> None:
    """Search a built site or a release as its readers do, and print the first results."""
    _verbs("site").search(query, to, output)


@task(
    help={
        **FOLDERS,
        "to": "a folder of releases: also name texts whose URL there is another, and URLs that would be gone",
    }
)
def check(_c: Context, content: str = "", agency: str = "", to: str = "") -> None:
    """Check everything that a build would find, without changing the site; every error has file, line and hint."""
    _verbs("site").check(content, agency=agency, to=to)


@task(
    help={
        **FOLDERS,
        "from_": "a Word document (.docx), whose text and pictures the article begins with, or a PDF to attach",
    }
)
def new(_c: Context, content: str = "", agency: str = "", from_: str = "") -> None:
    """Ask for title, department, category and author, and open a new article that is already valid (a draft)."""
    _verbs("writing").new(content, agency=agency, source=from_)


@task(positional=["folder"], help={"folder": "the new content folder, e.g. ../xa-dong-kho"})
def init(_c: Context, folder: str) -> None:
    """Create the content folder of a new portal from a few questions."""
    if folder.startswith("-"):  # invoke takes the word after `init` for the folder, even --help
        print(f"Usage: invoke init FOLDER   (a new content folder, e.g. ../xa-dong-kho)\n\n{init.__doc__}")
        return
    _verbs("writing").init(folder)


@task(
    help={
        **RELEASING,
        "force": "also after a rollback, when the content no longer has what was withdrawn",
        "dry_run": "only build, and list what readers would see change: pages, words, URLs that would be gone",
    }
)
def deploy(
    _c: Context,
    to: str = "",
    content: str = "",
    agency: str = "",
    live: str = "",
    connect: str = "",
    *,
    force: bool = False,
    dry_run: bool = False,
) -> None:
    """Check, build with publishconf.py, and switch DIR/current to the new release in one rename.

    The last five releases are kept in DIR/releases/; an unchanged site makes no new release. After a failure at any
    step citizens see the old release. After a rollback nothing is done without --force.
    """
    _verbs("release").deploy(
        to, content, agency=agency, live=live, connect=connect, force=force, dry_run=dry_run
    )


@task(
    help={
        **RELEASING,
        "mail_to": "who gets a mail when a deploy fails; needs the machine's sendmail",
        "pull": "also pull commits into the content's Git checkout, once a minute",
        "status": "only say whether the schedule works: exit status 1 if it has stopped, failed or is late",
    }
)
def follow(
    _c: Context,
    to: str = "",
    content: str = "",
    agency: str = "",
    live: str = "",
    *,
    connect: str = "",
    mail_to: str = "",
    pull: bool = False,
    status: bool = False,
) -> None:
    """Stay, and deploy whenever content changes and when a text is due: published, expired, unpinned, old.

    For a service: see the operator's guide. After a rollback nothing is deployed until `deploy --force`.
    """
    _verbs("release").follow(
        to,
        content,
        agency=agency,
        live=live,
        connect=connect,
        mail_to=mail_to,
        pull=pull,
        status=status,
    )


@task(
    help={
        "to": "the folder that holds releases/ and current",
        "release": "the release to go back to (default: the one before the current)",
        **FOLDERS,
        "at_once": "show the release as it was within a second, with 410 at what was taken out since; then build it again",
        "as_it_was": "show the release with all that it had, also what was taken out since",
    }
)
def rollback(
    _c: Context,
    to: str = "",
    release: str = "",
    content: str = "",
    agency: str = "",
    *,
    at_once: bool = False,
    as_it_was: bool = False,
) -> None:
    """Go back to the release before the current one, or to a named one; then `deploy` waits for --force.

    What has been deleted, withdrawn or has expired since does not come back: if there is such a thing, the release's
    content is built again without it. The agency of the content folder has to be that whose releases DIR holds.
    """
    _verbs("rollback").rollback(to, release, content, agency=agency, at_once=at_once, as_it_was=as_it_was)


@task(
    help={
        "to": RELEASING["to"],
        "text": "one or two plain sentences in Vietnamese, at most 300 characters",
        "level": "emergency (Khẩn cấp), important (Quan trọng) or notice (Thông báo)",
        "until": "when it is gone by itself, e.g. '05/12/2026 17:00'",
        "link": "the page of the portal that says more, e.g. /2026/12/lu-song-mau/",
        "off": "remove the present one now",
        **FOLDERS,
        "live": "the portal's address, e.g. https://tanhlinh.example: load the home page afterwards, fail if it has no alert",
        "connect": RELEASING["connect"],
    }
)
def alert(
    _c: Context,
    to: str = "",
    content: str = "",
    agency: str = "",
    *,
    text: str = "",
    level: str = "",
    until: str = "",
    link: str = "",
    live: str = "",
    connect: str = "",
    off: bool = False,
) -> None:
    """Show an alert on top of every page at once, without a build; without --text print the present one."""
    _verbs("alert").alert(
        to,
        content,
        agency=agency,
        live=live,
        connect=connect,
        text=text,
        level=level,
        until=until,
        link=link,
        off=off,
    )


@task(help={"to": "the folder that holds releases/ and current"})
def releases(_c: Context, to: str = "") -> None:
    """List the releases that DIR holds, the newest first, and which of them is served."""
    _verbs("release").show_releases(to)


@task(help={"service": "the address of a query of the OSV API (default: that of osv.dev)"})
def audit(_c: Context, service: str = "") -> None:
    """Look up known vulnerabilities of the packages that servers install; needs uv and the Internet.

    The exit status is 1 if there is one, 75 if the service cannot be reached.
    """
    _verbs("machine").audit(service)


@task(
    help={
        "write": "write the files; without it only show what would change",
        "root": "another root directory, e.g. of a container (default: /)",
        "dossier": "instead print the facts for the security dossier of the portal, in Markdown",
    }
)
def server(_c: Context, root: str = "", *, write: bool = False, dossier: bool = False) -> None:
    """Generate what a portal needs on its server: nginx's configuration, systemd units, accounts.

    The settings file is named by the variable TRANG_TIN_SERVER (default: server.toml); plugins/server/server.toml is an
    example.
    """
    _verbs("machine").server(root, write=write, dossier=dossier)


ANOTHER_ROOT = "another root directory, e.g. the mounted disk of another server (default: /)"


@task(
    help={
        "folder": "where the backup goes (default: `backups` of the settings file, or /var/backups/trang-tin)",
        "keep": "how many backups to keep there (default: `backups_kept` of the settings file, or 14)",
        "root": ANOTHER_ROOT,
    }
)
def backup(_c: Context, folder: str = "", keep: str = "", root: str = "") -> None:
    """Save all of a portal that is in no repository, while it runs: settings, figures, content, releases.

    One private tar file, whole or not at all. The settings file is named by TRANG_TIN_SERVER. Certificates, keys and
    passwords are not saved.
    """
    _verbs("machine").backup(folder, keep, root)


@task(
    help={
        "file": "a file that `invoke backup` has written, e.g. /var/backups/trang-tin/….tar",
        "root": ANOTHER_ROOT,
        "force": "also replace folders that hold something else than the backup; they are put aside under another name",
    }
)
def restore(_c: Context, file: str = "", root: str = "", *, force: bool = False) -> None:
    """Bring a portal back from a backup, also onto an empty machine, and say which commands remain.

    Every file is compared with the backup's checksums before anything is changed. The counter's figures never fall.
    """
    _verbs("machine").restore(file, root, force=force)


@task(
    help={
        "from_": "the folder with the new version's source, e.g. /opt/trang-tin-0.2.0",
        "root": ANOTHER_ROOT,
        "go": "switch to it: one rename, then services are restarted and the portal is released",
        "back": "go back to the version before the last switch",
    }
)
def upgrade(_c: Context, from_: str = "", root: str = "", *, go: bool = False, back: bool = False) -> None:
    """Show what a new version of the software would change for readers and on the server; switch to it with --go.

    It gets its own environment and builds the portal beside the running version. If a step fails, the version before
    stays, or is put back.
    """
    _verbs("machine").upgrade(from_, root, go=go, back=back)


@task(
    name="run",
    default=True,
    help={
        "to": RELEASING["to"],
        **FOLDERS,
        "address": "where browsers open it, e.g. https://ban-bien-tap.tanhlinh.example (default: http://localhost:PORT)",
        "port": "the port to listen on, on this machine only (default: 8400)",
        "proxies": "addresses of web servers in front that name the client's address, separated by spaces",
        "socket": "listen at this Unix socket instead, for nginx: /run/trang-tin-ban-bien-tap/ban-bien-tap.sock",
        "mail_to": "who gets a mail when a release fails; needs the machine's sendmail",
        "live": RELEASING["live"],
        "connect": RELEASING["connect"],
        "alone": "an office of one: people may approve what they have written themselves; every page says so",
    },
)
def desk_run(
    _c: Context,
    to: str = "",
    content: str = "",
    agency: str = "",
    *,
    address: str = "",
    port: str = "8400",
    proxies: str = "127.0.0.1 ::1",
    socket: str = "",
    mail_to: str = "",
    live: str = "",
    connect: str = "",
    alone: bool = False,
) -> None:
    """Open the desk, where an office writes, approves and publishes; needs git. Ctrl-C stops."""
    _verbs("desk").desk(
        to,
        content,
        agency=agency,
        address=address,
        port=port,
        proxies=proxies,
        socket=socket,
        mail_to=mail_to,
        live=live,
        connect=connect,
        alone=alone,
    )


@task(
    name="user",
    positional=[],
    iterable=["role"],
    help={
        "name": "the name to sign in with, e.g. lan.nguyen",
        "full_name": "the full name, e.g. 'Nguyễn Thị Lan'",
        "role": "writer, approver, publisher or administrator, several times (default: all)",
        "reset": "give an existing account a new first password",
        "history": "make the content folder a Git repository first, if it is none",
        **FOLDERS,
    },
)
def desk_user(
    _c: Context,
    name: str,
    role: list[str],
    full_name: str = "",
    content: str = "",
    agency: str = "",
    *,
    reset: bool = False,
    history: bool = False,
) -> None:
    """Create an account of the desk and print its first password."""
    _verbs("desk").add_user(name, full_name, role, content, agency=agency, reset=reset, history=history)


@task(
    name="journal",
    positional=[],
    help={
        "file": "the CSV file to write, e.g. da-dang.csv",
        "everything": "the whole journal, sign-ins and accounts among it, instead of publications alone",
        **FOLDERS,
    },
)
def desk_journal(
    _c: Context, file: str = "", content: str = "", agency: str = "", *, everything: bool = False
) -> None:
    """Write a CSV file of what was published, when, and who wrote, approved and published it, e.g. for royalties."""
    print(_verbs("desk").write_journal(file, content, agency=agency, everything=everything))


@task(name="editor")
def desk_editor(_c: Context) -> None:
    """Make the script of the desk's visual editor from npm packages; needs a network. On this machine `desk.run` does it."""
    print(_verbs("desk").make_editor())


@task(
    name="erase",
    positional=[],
    iterable=["words", "file"],
    help={
        "words": "words as they stand in the texts, e.g. a telephone number; several times",
        "file": "a file of the content folder, e.g. articles/2026/12/don.pdf; several times",
        "reason": "for the journal, without the personal data itself",
        "write": "erase; without it, only print where the words and files are",
        **FOLDERS,
    },
)
def desk_erase(
    _c: Context,
    words: list[str],
    file: list[str],
    reason: str = "",
    content: str = "",
    agency: str = "",
    *,
    write: bool = False,
) -> None:
    """Erase personal data from the history of the content and from the desk's own file; cannot be undone."""
    _verbs("erase").erase(words, file, reason, content, agency=agency, write=write)


@task(help={"output": "the file to write (default: .trang-tin/styleguide/index.html)"})
def styleguide(_c: Context, output: str = "") -> None:
    """Render every component of the theme with its examples on one page, which is not published."""
    from plugins.styleguide.render import render_style_guide

    print(render_style_guide(Path(output or ROOT / ".trang-tin" / "styleguide")))


@task(
    help={
        "fast": "only what needs nothing but Python: lint, types and the quick tests, two minutes on two cores",
        "strict": "fail if a real part (browser, Java, nginx, …) is missing, instead of skipping its tests",
        "full": "the widest matrices, longer random tests, Lighthouse's mark, and a run without what Windows lacks; an hour or more",
    }
)
def test(_c: Context, *, fast: bool = False, strict: bool = False, full: bool = False) -> None:
    """Run lint, types and all tests; installs what they need beyond Python when it may (root on Debian)."""
    from tests.running import run

    raise Exit(code=run(fast=fast, strict=strict, full=full))


@task(
    help={
        "folder": "where the pictures go (default: docs/images/trang)",
        "every": "every kind of page, light and dark, to review a change of the theme",
    }
)
def pictures(_c: Context, folder: str = "", *, every: bool = False) -> None:
    """Take the pictures of docs/hinh-anh.md: three widths and print; needs what the browser tests need."""
    from tests.pictures import take_pictures

    written = take_pictures(Path(folder or ROOT / "docs" / "images" / "trang"), every=every)
    print(f"{len(written)} ảnh trong {written[0].parent}")


ns = Collection(
    serve,
    build,
    due,
    search,
    check,
    explain,
    new,
    init,
    deploy,
    follow,
    rollback,
    releases,
    audit,
    server,
    alert,
    backup,
    restore,
    upgrade,
    styleguide,
    pictures,
    test,
)
desk = Collection("desk", desk_run, desk_user, desk_editor, desk_journal, desk_erase)
ns.add_collection(desk)
ns.add_collection(visitors)
ns.add_collection(bench)
answer_in_vietnamese(ns)
