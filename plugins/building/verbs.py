"""The verbs of `tasks.py`: arguments as typed, output on the terminal, errors through `messages`."""

from __future__ import annotations

import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from invoke.exceptions import Exit

from plugins.agency.publication import find_agency_file
from plugins.agency.reading import read_agency
from plugins.building.build import build as build_site
from plugins.building.build import describe, load_settings
from plugins.building.check import check_site, reminders
from plugins.building.publish import build_release
from plugins.errors.issue import report
from plugins.errors.messages import messages
from plugins.release.deploy import deploy as deploy_release
from plugins.release.history import releases
from plugins.release.rollback import rollback as roll_back

NOTHING_WRITTEN = "Đã dừng, chưa ghi gì."
NO_TARGET = "Viết thư mục đích, ví dụ: --to /srv/cong-thong-tin"


@messages("Đã dừng. Lần dựng sau làm nốt phần còn dở.")
def build(content: str, output: str, *, agency: str, publish: bool) -> None:
    """Build and print what was done."""
    print(describe(build_site(path(content), path(output), agency=path(agency), publish=publish)))


@messages()
def serve(content: str, output: str, *, agency: str, port: str, host: str) -> None:
    """Serve until Ctrl-C."""
    from plugins.building.live import serve_site  # noqa: PLC0415 - needs the whole service

    if not port.isdecimal() or len(port) > len("65535"):
        raise Exit(f"Cổng mạng “{port}” không dùng được. Viết, ví dụ: --port 8080", code=2)
    hosts = [name.strip() for name in host.split(",") if name.strip()]
    serve_site(path(content), path(output), agency=path(agency), port=int(port), hosts=hosts)


@messages()
def check(content: str, *, agency: str) -> None:
    """Print all errors and warnings; the exit status is 1 if there is an error."""
    count, found = check_site(path(content), agency=path(agency))
    if found:
        print(report(found) + "\n")
    if not all(issue.is_warning for issue in found):
        raise Exit(code=1)
    print(f"Đã kiểm tra {count} tệp: không có lỗi.")


@messages()
def explain(page: str, content: str, output: str, *, publish: bool) -> None:
    """Print why a page was rendered."""
    from plugins.building.explanation import explain_page  # noqa: PLC0415 - seldom needed

    print(explain_page(page, path(content), path(output), publish=publish))


@messages("Đã dừng. Người đọc thấy bản cũ hoặc bản mới, luôn nguyên vẹn; xem: invoke rollback --show")
def deploy(to: str, content: str, *, agency: str, force: bool) -> None:
    """Release the site, and print the current release and what is still to be filled in."""
    if not to:
        raise Exit(NO_TARGET, code=2)
    settings = load_settings(path(content), agency=path(agency), publish=True)
    release = deploy_release(
        Path(to),
        lambda folder: print(describe(build_release(path(content), Path(to), folder, agency=path(agency)))),
        now=datetime.now(UTC),
        sources=[Path(settings["PATH"])],
        force=force,
    )
    if reminded := reminders(settings):
        print("\n" + report(reminded) + "\n")
    if release.retired:
        print(release.retired)
    if release.made:
        print(
            f"Đã phát hành bản {release.name}. Quay lại bản trước: uv run invoke rollback --to {quoted(to)}"
        )
    else:
        print(f"Không có gì khác bản {release.name} đang phục vụ, nên không tạo bản mới.")


@messages()
def rollback(to: str, release: str, *, show: bool) -> None:
    """Go back, unless `show` is set, and list the releases."""
    if not to:
        raise Exit(NO_TARGET, code=2)
    if not show:
        print(f"Đã quay lại bản {roll_back(Path(to), to=release or None).name}.")
    found = releases(Path(to))
    for item in found:
        print(f"{'→' if item.current else ' '} {item.name}")
    if not show and not found[0].current:
        print(f"Sửa nội dung xong, phát hành lại: uv run invoke deploy --to {quoted(to)} --force")


def new(content: str, *, agency: str) -> None:
    """Ask, write a draft and open it in the editor."""
    from plugins.authoring.new_text import new_text, open_in_editor  # noqa: PLC0415 - of this verb only

    with messages(NOTHING_WRITTEN):
        settings = load_settings(path(content), agency=path(agency))
        known = read_agency(find_agency_file(settings), content=Path(settings["PATH"]))
        file = new_text(settings, known, datetime.now(known.zone))
    with messages():
        open_in_editor(file)


@messages(NOTHING_WRITTEN)
def init(folder: str) -> None:
    """Ask, and write a new content folder."""
    from plugins.authoring.new_portal import new_portal  # noqa: PLC0415 - of this verb only

    written = new_portal(Path(folder), datetime.now().astimezone())
    print(f"Đã tạo {len(written)} tệp trong {folder}.")
    print("Viết tiếp vào chỗ có ngoặc vuông “[…]” trong agency.yaml và pages/.")
    print(f"Xem thử: uv run invoke serve --content {quoted(folder)}")


def path(text: str) -> Path | None:
    """Return a path as typed, or None for an empty one."""
    return Path(text) if text else None


def quoted(word: str) -> str:
    """Return a word quoted for a command line of this system."""
    return subprocess.list2cmdline([word]) if sys.platform == "win32" else shlex.quote(word)
