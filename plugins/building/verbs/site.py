"""Verbs that build, check and serve the site: arguments as typed, output on the terminal, errors through `messages`."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from invoke.exceptions import Exit

from plugins.building.build import build as build_site
from plugins.building.build import describe
from plugins.building.check import check_site
from plugins.building.moves import compare, gone_issue, write_if_wanted
from plugins.building.places import sample_folder, state_folder
from plugins.building.portal import agency_of, host_and_zone, portal_at
from plugins.building.progress import ProgressLine
from plugins.building.targets import target_of
from plugins.building.verbs.arguments import (
    is_interactive,
    path,
)
from plugins.contract.site.due import due as next_turns
from plugins.contract.site.entry import Entry
from plugins.errors.commands import command, repeats_options
from plugins.errors.issue import UserError, printable, report
from plugins.errors.messages import messages
from plugins.release.folder import release_around
from plugins.release.history import released_texts
from plugins.sample.portal import BUILD_MOMENT, write_portal
from plugins.vietnamese.dates import DateError, parse_date
from plugins.vietnamese.writing import clock, number, short_date

MOST_DUE = 50  # events that `due` prints


@repeats_options
@messages("Đã dừng. Lần dựng sau làm nốt phần còn dở.")
def build(content: str, output: str, *, agency: str, publish: bool, at: str) -> None:
    """Build and print what was done; `at` is the moment that the pages are for, as an editor writes it."""
    moment = _moment(at, path(content), path(agency)) if at else None
    print(
        describe(
            build_site(path(content), _output(output), agency=path(agency), publish=publish, moment=moment)
        )
    )


def _moment(written: str, content: Path | None, agency: Path | None) -> str:
    """Return a moment in the portal's time zone as BUILD_MOMENT. Raises UserError if it cannot be read."""
    try:
        return parse_date(written, agency_of(portal_at(content, agency)).zone).isoformat()
    except DateError as error:
        raise UserError(f"--at: {error}. {error.hint}") from error


@repeats_options
@messages()
def due(content: str, *, agency: str) -> None:
    """Print what will change on the portal by time alone."""
    portal = portal_at(path(content), path(agency))
    texts: list[Entry] = []
    folder = state_folder("kiem-tra", portal.content)
    build_site(path(content), folder, agency=path(agency), publish=True, texts=texts)
    zone, found = agency_of(portal).zone, next_turns(texts, datetime.now(UTC).timestamp())
    for event in found[:MOST_DUE]:
        moment = datetime.fromtimestamp(event.moment, zone)
        line = f"{clock(moment)} ngày {short_date(moment):<10}  {event.turn.value:<14}  {event.text.path}"
        print(printable(line))
    if len(found) > MOST_DUE:
        print(f"… và {number(len(found) - MOST_DUE)} việc sau đó.")
    if not found:
        print("Không có bài nào hẹn giờ, hết hạn, thôi ghim hay sắp thành tin cũ.")


@repeats_options
@messages()
def serve(content: str, output: str, *, agency: str, port: str, host: str, sample: bool) -> None:
    """Serve until Ctrl-C; with `sample` the sample portal, whose texts and pictures are written first."""
    from plugins.building.live import serve_site  # noqa: PLC0415 - needs the whole service

    if not port.isdecimal() or len(port) > len("65535"):
        raise Exit(f"Cổng mạng “{port}” không dùng được. Viết, ví dụ: --port 8080", code=2)
    hosts = [name.strip() for name in host.split(",") if name.strip()]
    if not sample:
        serve_site(path(content), _output(output), agency=path(agency), port=int(port), hosts=hosts)
        return
    if content or agency:
        raise Exit("--sample dựng cổng mẫu: bỏ --content và --agency.", code=2)
    from plugins.building.sample_desk import sample_desk  # noqa: PLC0415 - of the sample only

    folder = write_sample()
    with sample_desk(folder, f"http://localhost:{port}/", int(port) + 1) as desk:
        serve_site(
            folder,
            _output(output),
            port=int(port),
            hosts=hosts,
            moment=desk.moment,
            sign_in=desk.sign_in,
        )


def _output(written: str) -> Path | None:
    """Return the output folder. Raises UserError for one that readers see: only `deploy` may change a release."""
    output = path(written)
    target = output and release_around(output)
    if target:
        raise UserError(
            f"Thư mục {output} nằm trong một bản đã phát hành ({target}), bạn đọc đang xem. "
            "Chọn thư mục khác bằng --output; muốn phát hành thì dùng: "
            f"{command('deploy', to=str(target))}"
        )
    return output


def write_sample() -> Path:
    """Write the content folder of the sample portal if it is not there, say what it is, and return it."""
    folder = sample_folder()
    line = ProgressLine()
    try:
        write_portal(folder, progress=partial(line, "draw"))
    finally:
        line.finish()
    moment = parse_date(BUILD_MOMENT, UTC)
    print(
        f"Cổng mẫu của một xã hư cấu, luôn dựng như vào lúc {clock(moment)} ngày {short_date(moment)}.\n"
        f"Bài nằm trong {folder}: cứ sửa thử; xóa thư mục ấy để có lại cổng mẫu ban đầu."
    )
    return folder


@repeats_options
@messages()
def search(query: str, to: str, output: str) -> None:
    """Print the first results for a query in a release or a built site."""
    from plugins.building.places import index_folder  # noqa: PLC0415 - with the search, which other verbs need not load
    from plugins.search.look_up import look_up  # noqa: PLC0415

    folder = target_of(to).folder / "current" if to else path(output) or Path("output")
    print("\n".join(map(printable, look_up(folder, index_folder(folder), query).splitlines())))


@repeats_options
@messages()
def check(content: str, *, agency: str, to: str) -> None:
    """Print all errors and warnings; the exit status is 1 if there is an error.

    With `to`, URLs are compared with those of the current release there.
    """
    portal = portal_at(path(content), path(agency))
    before = released_texts(target_of(to).folder, portal=host_and_zone(portal)[0]) if to else {}
    texts: list[Entry] = []
    count, found = check_site(path(content), agency=path(agency), texts=texts)
    moves, gone = compare(before, texts) if texts else ([], {})
    found = [*found, *(move.issue() for move in moves), *gone_issue(gone)]
    if found:
        print(report(found) + "\n")
    if not all(issue.is_warning for issue in found):
        raise Exit(code=1)
    print(f"Đã kiểm tra {count} tệp: không có lỗi.")
    if to and not before:
        print(f"Chưa so sánh được địa chỉ: {to} chưa có bản phát hành ghi địa chỉ các bài.")
    if is_interactive() and write_if_wanted(moves, portal.content):
        print(f"Kiểm tra lại: {command('check')}")


@repeats_options
@messages()
def explain(page: str, content: str, output: str, *, publish: bool) -> None:
    """Print why a page was rendered."""
    from plugins.building.explanation import explain_page  # noqa: PLC0415 - seldom needed

    print(explain_page(page, path(content), path(output), publish=publish))
