"""What can be done with the portal: `uv run invoke --list`, and `uv run invoke VERB --help`."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

ROOT = Path(__file__).resolve().parent
CONTENT = {"content": "the content folder (default: content)"}


@task(
    help={
        "port": "the port to listen on (default: 8000)",
        **CONTENT,
        "output": "where the built site goes (default: output)",
    }
)
def serve(_c: Context, port: int = 8000, content: str = "", output: str = "") -> None:
    """Build the site, serve it with the visitor counter, and rebuild on every edit.

    Opens http://localhost:8000/ over IPv4 and IPv6; the page in the browser reloads by itself. Ctrl-C stops.
    """
    from plugins.building.live import serve_site

    with _messages():
        serve_site(_path(content), _path(output), port=port)


@task(
    help={
        **CONTENT,
        "output": "where the built site goes (default: output)",
        "publish": "build with publishconf.py, as a release is built",
    }
)
def build(_c: Context, content: str = "", output: str = "", *, publish: bool = False) -> None:
    """Check the content and build the site; on any fault nothing changes and the exit status is 1."""
    from plugins.building import build as building

    with _messages():
        print(building.build(_path(content), _path(output), publish=publish))


@task(
    help={
        "page": "the page's address or file, e.g. /2024/03/bai-viet/",
        **CONTENT,
        "output": "the output folder that was built (default: output)",
        "publish": "look at what publishconf.py has built",
    }
)
def explain(
    _c: Context, page: str = "/", content: str = "", output: str = "", *, publish: bool = False
) -> None:
    """Say why a page was rendered the last time and what it depends on."""
    from plugins.building.explanation import explain_page

    with _messages():
        print(explain_page(page, _path(content), _path(output), publish=publish))


@task(help={"path": "the content folder to check (default: content)"})
def check(_c: Context, path: str = "") -> None:
    """Check all articles and pages without building; every fault is named with file, line and remedy."""
    from plugins.building.build import load_settings
    from plugins.contract.check import check as check_content
    from plugins.contract.faults import report

    count, faults = check_content(load_settings(_path(path)))
    if faults:
        print(report(faults) + "\n")
    if any(not fault.reminder for fault in faults):
        raise Exit(code=1)
    print(f"Đã kiểm tra {count} tệp: không có lỗi.")


@task(help=CONTENT)
def new(_c: Context, content: str = "") -> None:
    """Ask for title, department and author, and open a new article that is already valid (a draft)."""
    from plugins.authoring.editor import open_in_editor, start_article

    with _messages():
        open_in_editor(start_article(_path(content)))


@task(positional=["folder"], help={"folder": "the new content folder, e.g. ../xa-dong-kho"})
def init(_c: Context, folder: str) -> None:
    """Make a new portal's content folder by asking a handful of questions."""
    from plugins.authoring.new_portal import new_portal

    if folder.startswith("-"):  # invoke takes the word after `init` for the folder, even --help
        print(
            "Usage: invoke init FOLDER   (a new content folder, e.g. ../xa-dong-kho)\n\n"
            + (init.__doc__ or "")
        )
        return
    with _messages():
        written = new_portal(Path(folder), datetime.now().astimezone(), ask=input, say=print)
    print(f"Đã tạo {len(written)} tệp trong {folder}. Xem thử: uv run invoke serve --content {folder}")


@task(
    help={
        "to": "the folder that holds releases/ and current, e.g. /srv/cong-thong-tin",
        **CONTENT,
    }
)
def deploy(_c: Context, to: str = "", content: str = "") -> None:
    """Check, build with publishconf.py, and switch DIR/current to the new release in one rename.

    The last five releases are kept in DIR/releases/. A failure at any step leaves what citizens see as it was.
    """
    from plugins.building.build import load_settings
    from plugins.building.publish import build_release
    from plugins.release.deploy import deploy as deploy_release

    _require(to)
    source = _path(content)
    with _messages():
        release = deploy_release(
            Path(to),
            lambda folder: print(build_release(source, Path(to), folder)),
            now=datetime.now(UTC),
            sources=[Path(load_settings(source)["PATH"])],
        )
    print(f"Đã đăng bản {release.name}. Quay lại bản trước: uv run invoke rollback --to {to}")


@task(
    help={
        "to": "the folder that holds releases/ and current",
        "release": "the release to go back to (default: the one before the current)",
        "show": "only list the releases",
    }
)
def rollback(_c: Context, to: str = "", release: str = "", *, show: bool = False) -> None:
    """Go back to the release before the current one, or to a named one."""
    from plugins.release.history import releases
    from plugins.release.rollback import rollback as roll_back

    _require(to)
    with _messages():
        if not show:
            print(f"Đã quay lại bản {roll_back(Path(to), to=release or None).name}.")
        for item in releases(Path(to)):
            print(f"{'→' if item.current else ' '} {item.name}")


@task(help={"output": "the file to write (default: .trang-tin/styleguide/index.html)"})
def styleguide(_c: Context, output: str = "") -> None:
    """Render every component of the theme with its examples on one page, which is not published."""
    from plugins.styleguide.render import render_style_guide

    print(render_style_guide(Path(output or ROOT / ".trang-tin" / "styleguide")))


@task(
    help={
        "fast": "only what needs nothing but Python: lint, types and the quick tests, under a minute",
        "strict": "fail if a real part (browser, Java, nginx, …) is missing, instead of skipping its tests",
    }
)
def test(_c: Context, *, fast: bool = False, strict: bool = False) -> None:
    """Run lint, types and all tests; installs what they need beyond Python when it may (root on Debian)."""
    from tests.running import run

    raise Exit(code=run(fast=fast, strict=strict))


@task(
    name="build",
    help={
        "sizes": "numbers of articles, e.g. 1000,10000",
        "generators": "which to compare (default: ours,stock,hugo,eleventy)",
        "runs": "how often each scenario is measured (default: 3)",
        "report": "the report to write (default: docs/benchmarks.md)",
    },
)
def bench_build(
    _c: Context,
    sizes: str = "1000,10000",
    generators: str = "ours,stock,hugo,eleventy",
    runs: int = 3,
    report: str = "docs/benchmarks.md",
) -> None:
    """Measure builds and edits side by side with other generators, in one run, and write the report."""
    from bench.build import run

    run([int(size) for size in sizes.split(",")], generators.split(","), runs, Path(report))


def _require(to: str) -> None:
    # A parameter without a default would be a positional one for invoke, and take even --help for a folder.
    if not to:
        raise Exit("Viết thư mục đích, ví dụ: --to /srv/cong-thong-tin", code=2)


def _path(text: str) -> Path | None:
    return Path(text) if text else None


class _messages:  # noqa: N801 - reads as a phrase where it is used: with _messages()
    """Turns the errors that are meant for people into their text and exit status 1; others stay as they are."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        from plugins.authoring.new_portal import FolderTakenError
        from plugins.building.build import OutputError
        from plugins.contract.faults import ContractError
        from plugins.preview.errors import PreviewError
        from plugins.release.errors import ReleaseError

        if isinstance(error, (ContractError, OutputError, ReleaseError, FolderTakenError, PreviewError)):
            raise Exit(str(error), code=1) from None
        if isinstance(error, (KeyboardInterrupt, EOFError)):
            print("\nĐã dừng, chưa ghi gì.", file=sys.stderr)
            raise Exit(code=130) from None


ns = Collection(serve, build, check, explain, new, init, deploy, rollback, styleguide, test)
ns.add_collection(Collection("bench", bench_build))
