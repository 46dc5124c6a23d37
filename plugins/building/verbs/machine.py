"""Verbs for the server: its configuration, backups, upgrades and installed software."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from invoke.exceptions import Exit

from plugins.building.places import REQUIREMENTS
from plugins.building.verbs.arguments import (
    path,
)
from plugins.errors.commands import command, quoted, repeats_options
from plugins.errors.issue import printable
from plugins.errors.messages import messages
from plugins.vietnamese.writing import number

UNKNOWN = 75  # exit status EX_TEMPFAIL of sysexits.h: try again later


@messages()
def audit(service: str) -> None:
    """Print the known vulnerabilities of what servers install; the exit status is 1 if there is one, 75 if nobody knows."""
    from plugins.dependencies.audit import UnreachableError  # noqa: PLC0415 - of this verb only
    from plugins.dependencies.audit import audit as look_up  # noqa: PLC0415

    try:
        count, found = look_up(REQUIREMENTS, service)
    except UnreachableError as error:
        print(printable(str(error)), file=sys.stderr)
        raise Exit(code=UNKNOWN) from None
    for one in found:
        fixed = f"đã sửa ở {', '.join(one.fixed_in)}" if one.fixed_in else "chưa có bản sửa"
        print(printable(f"{one.package} {one.version}: {one.vulnerability}, {fixed}"))
    if found:
        raise Exit(code=1)
    print(f"Đã tra {count} gói: không có lỗ hổng đã biết.")


@repeats_options
@messages("Đã dừng. Tệp nào đã ghi thì đã ghi trọn.")
def server(root: str, *, write: bool, dossier: bool) -> None:
    """Print what would change on the server, and write it if `write` is set; or print the facts for the dossier."""
    from plugins.server import write as files  # noqa: PLC0415 - of this verb only
    from plugins.server.dossier import dossier_of  # noqa: PLC0415
    from plugins.server.nginx import installed_version  # noqa: PLC0415
    from plugins.server.privacy import PAGE, missing_sentence  # noqa: PLC0415
    from plugins.server.reading import read_server, settings_file  # noqa: PLC0415
    from plugins.server.sign_in import missing_line  # noqa: PLC0415

    file = settings_file()
    settings = read_server(file)
    version = installed_version()
    if dossier:
        print(dossier_of(settings, nginx=version))
        return
    place = path(root) or Path("/")
    found = files.changes(files.written_files(settings, settings=str(file), version=version), place)
    for change in found:
        print("\n".join(map(printable, str(change).split("\n"))) + "\n")
    for unit in files.left_over(settings, place):
        print(
            f"Không còn dùng: {unit}. Bàn biên tập phát hành đúng giờ, nên hai dịch vụ không được cùng chạy.\n"
        )
    if not found and not files.left_over(settings, place):
        print("Máy chủ đã đúng theo tệp thiết lập, không có gì để ghi.")
    elif write:
        files.write_server_files(found, place)
        print(f"Đã ghi {number(len(found))} tệp. Chạy tiếp, lần lượt:\n")
        print("\n".join(f"    {line}" for line in files.next_commands(settings, found, place)))
        for certificate in files.missing_certificates(settings, place):
            print(
                f"\nChưa có chứng thư {certificate}: nginx chưa nhận cấu hình này. Lấy chứng thư trước, xem mục "
                "HTTPS của hướng dẫn vận hành."
            )
    else:
        print(f"Chưa ghi gì. Ghi: {command('server', '--write')}")
    if sentence := missing_sentence(settings, place):
        print(f"\nTrang {PAGE} chưa nói đúng về nhật ký của máy chủ web. Ghi vào đó: “{sentence}”")
    if line := missing_line(settings, place):
        print(f"\nTrang Đăng nhập chưa dẫn tới bàn biên tập. Ghi vào agency.yaml: {line}")


@repeats_options
@messages("Đã dừng. Chưa có bản sao lưu mới.")
def backup(folder: str, keep: str, root: str) -> None:
    """Save everything of the portal that is in no repository, and say what was not saved."""
    from plugins.operations.backup import back_up  # noqa: PLC0415 - of this verb only
    from plugins.server.reading import read_server, settings_file  # noqa: PLC0415

    if keep and not (keep.isdecimal() and int(keep)):
        raise Exit(f"--keep {keep}: viết số bản giữ lại, từ 1 trở lên.", code=2)
    file = settings_file()
    settings = read_server(file)
    saved = back_up(
        settings,
        file,
        root=path(root) or Path("/"),
        folder=path(folder),
        keep=int(keep or settings.backups_kept),
        now=datetime.now(UTC),
    )
    print(
        f"Đã sao lưu cổng {settings.host} vào {saved.file} ({number(saved.files)} tệp, {megabytes(saved.size)})."
    )
    if saved.checkout:
        print(
            f"Nội dung không chép: mọi thay đổi đã ở kho {saved.checkout.url}, bản {saved.checkout.commit}."
        )
    for what in saved.missing:
        print(f"Chưa có: {what}.")
    for old in saved.deleted:
        print(f"Đã xóa bản cũ {old.name}.")
    print(
        "Không kèm chứng thư, khóa và mật khẩu. Bản sao lưu còn nằm trên chính máy này: hãy chép sang máy khác.\n"
        f"Khôi phục: {command('restore', file=str(saved.file))}"
    )


def megabytes(size: int) -> str:
    """Return a size for people, such as `4,5 MB`."""
    return f"{size / 1e6:.1f} MB".replace(".", ",")


@repeats_options
@messages("Đã dừng. Phần nào đã khôi phục thì đã trọn; chạy lại lệnh để làm nốt.")
def restore(file: str, root: str, *, force: bool) -> None:
    """Bring a portal back, and print the commands that remain."""
    from plugins.operations.archive import intact_archive  # noqa: PLC0415 - of this verb only
    from plugins.operations.restore import restore as bring_back  # noqa: PLC0415
    from plugins.server.reading import settings_file  # noqa: PLC0415

    if not file:
        raise Exit("Viết tên bản sao lưu, ví dụ: --file /var/backups/trang-tin/….tar", code=2)
    with intact_archive(Path(file)) as archive:
        done = bring_back(archive, settings_file(), root=path(root) or Path("/"), force=force)
    print("\n".join(map(printable, done.lines)))
    print("\nChạy tiếp, lần lượt:\n")
    if done.checkout:
        folder = done.server.content_folder
        print(f"    git clone {quoted(done.checkout.url)} {folder}")
        print(f"    git -C {folder} checkout -B khoi-phuc {done.checkout.commit}")
    print(f"    export TRANG_TIN_SERVER={done.settings}")
    print(f"    {command('server', '--write')}")
    print(
        "\nrồi những lệnh mà lệnh cuối in ra. Chứng thư, khóa và mật khẩu không có trong bản sao lưu: đặt lại trước khi nạp nginx."
    )


@repeats_options
@messages("Đã dừng. Phiên bản đang chạy giữ nguyên.")
def upgrade(from_: str, root: str, *, go: bool, back: bool) -> None:
    """Show what a new version of the software changes, and switch to it if `go` is set, or `back` to the one before."""
    from plugins.operations.upgrade import go_back, installed_portals, preview, switch, was_shown  # noqa: PLC0415 - of this verb only

    portals = installed_portals(path(root) or Path("/"))
    if back:
        if from_ or go:
            raise Exit("--back đi một mình: trở về phiên bản trước.", code=2)
        version = go_back(portals)
        print(f"Đã chuyển sang phiên bản {version}. Chuyển lại: {command('upgrade', '--back', from_='')}")
        return
    if not from_:
        raise Exit("Viết thư mục của phiên bản mới, ví dụ: --from /opt/trang-tin-0.2.0", code=2)
    folder = Path(from_)
    if not go or not was_shown(portals, folder):
        new = preview(portals, folder)
    if not go:
        print(
            f"\nChưa đổi gì: phiên bản đang chạy giữ nguyên. Chuyển sang {new}: {command('upgrade', '--go')}"
        )
        return
    new = switch(portals, folder)
    print(
        f"\nĐã chuyển sang phiên bản {new}. Trở về phiên bản trước: {command('upgrade', '--back', from_='')}"
    )
