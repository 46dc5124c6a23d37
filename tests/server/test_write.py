"""`invoke server`: shows what would change, writes it in one rename each, and says what to run next."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from plugins.server.nginx import COMMON_FILE
from plugins.server.privacy import LOG, NO_LOG, PAGE
from plugins.server.settings import Server
from plugins.server.write import changes, next_commands, write_server_files, written_files
from tests.building.verbs import verb

SERVER = Server("https://tanhlinh.example")
NGINX = "/etc/nginx/conf.d/cong-thong-tin.conf"
CREATE = "/opt/trang-tin/.venv/bin/invoke visitors.create --store"
AS_RELEASE = (
    "cd /opt/trang-tin && runuser -u trang-tin-phat-hanh -- env TRANG_TIN_STATE=/var/lib/trang-tin-phat-hanh"
)
COUNTER = "/etc/systemd/system/trang-tin-bo-dem.service"


def write(server: Server, root: Path) -> list[str]:
    """Write the files of a server; return the commands that follow."""
    found = changes(written_files(server), root)
    write_server_files(found, root)
    return list(next_commands(server, found))


@pytest.mark.posix
def test_files_are_written_once_and_readable_by_all(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        commands = write(SERVER, tmp_path)
    finally:
        os.umask(before)
    files = written_files(SERVER)
    assert {
        f"/{file.relative_to(tmp_path).as_posix()}" for file in tmp_path.rglob("*") if file.is_file()
    } == set(files)
    for path, text in files.items():
        file = tmp_path / path.lstrip("/")
        assert (file.read_text(encoding="utf-8"), stat.S_IMODE(file.stat().st_mode)) == (text, 0o644)
    assert commands == [
        "systemd-sysusers /etc/sysusers.d/trang-tin.conf",
        "install -d -o trang-tin-phat-hanh -m 755 /srv/cong-thong-tin",
        "install -d -m 700 /var/backups/trang-tin",
        "systemctl daemon-reload",
        "systemctl start trang-tin-phat-hanh.service",
        "install -d -o trang-tin -g trang-tin -m 755 /var/lib/trang-tin",
        f"cd /opt/trang-tin && runuser -u trang-tin -- {CREATE} /var/lib/trang-tin/luot-truy-cap.sqlite3",
        "systemctl enable --now trang-tin-bo-dem.service trang-tin-tim-kiem.service trang-tin-theo-lich.service trang-tin-sao-luu.timer",
        "nginx -t && systemctl reload nginx",
    ]
    assert write(SERVER, tmp_path) == []


def test_releases_and_figures_of_a_backup_are_not_made_again(tmp_path: Path) -> None:
    (tmp_path / "srv/cong-thong-tin/current").mkdir(parents=True)
    store = tmp_path / SERVER.counter_store.lstrip("/")
    store.parent.mkdir(parents=True)
    store.touch()
    found = changes(written_files(SERVER), tmp_path)
    commands = "\n".join(next_commands(SERVER, found, tmp_path))
    assert "phat-hanh.service" not in commands
    assert CREATE not in commands
    assert "systemctl enable --now trang-tin-bo-dem.service" in commands


def test_change_is_shown_as_a_diff_and_restarts_what_changed(tmp_path: Path) -> None:
    write(SERVER, tmp_path)
    changed = replace(SERVER, ceiling=900)
    found = {change.path: str(change) for change in changes(written_files(changed), tmp_path)}
    assert found.keys() == {NGINX, COUNTER}
    assert "\n+    --ceiling 900 \\\n" in found[COUNTER]
    assert "\n-limit_req_zone $trang_tin_mang zone=trang_tin_luot:4m rate=600r/m;\n" in found[NGINX]
    assert write(changed, tmp_path) == [
        "systemctl daemon-reload",
        "systemctl restart trang-tin-bo-dem.service",
        "nginx -t && systemctl reload nginx",
    ]


def test_hand_edited_file_is_seen_before_it_is_replaced(tmp_path: Path) -> None:
    write(SERVER, tmp_path)
    file = tmp_path / COUNTER.lstrip("/")
    file.write_text(file.read_text(encoding="utf-8") + "# của máy này\n", encoding="utf-8")
    (change,) = changes(written_files(SERVER), tmp_path)
    assert "\n-# của máy này" in str(change)


def test_desk_is_set_up_in_place_of_the_schedule(tmp_path: Path) -> None:
    server = replace(SERVER, content="/srv/noi-dung/tanhlinh")
    write(server, tmp_path)
    desk = replace(server, desk="https://ban.tanhlinh.example")
    found = changes(written_files(desk), tmp_path)
    write_server_files(found, tmp_path)
    assert list(next_commands(desk, found, tmp_path)) == [
        "systemd-sysusers /etc/sysusers.d/trang-tin.conf",
        "install -d -o trang-tin-phat-hanh -m 755 /srv/cong-thong-tin",
        "systemctl disable --now trang-tin-theo-lich.service",
        "rm /etc/systemd/system/trang-tin-theo-lich.service",
        "systemctl daemon-reload",
        "cd /opt/trang-tin && /opt/trang-tin/.venv/bin/invoke desk.editor",
        "chown -R trang-tin-phat-hanh: /srv/noi-dung/tanhlinh",
        "install -d -o trang-tin-phat-hanh -g trang-tin-phat-hanh -m 755 /var/lib/trang-tin-phat-hanh",
        (
            f"{AS_RELEASE} /opt/trang-tin/.venv/bin/invoke desk.user --name quan-tri "
            '--full-name "Quản trị" --history --content /srv/noi-dung/tanhlinh'
        ),
        "systemctl enable --now trang-tin-ban-bien-tap.service",
        "nginx -t && systemctl reload nginx",
    ]
    (tmp_path / "etc/systemd/system/trang-tin-theo-lich.service").unlink()
    assert write(desk, tmp_path) == []
    # And back.
    commands = write(server, tmp_path)
    assert "systemctl disable --now trang-tin-ban-bien-tap.service" in list(
        next_commands(server, [], tmp_path)
    )
    assert "systemctl enable --now trang-tin-theo-lich.service" in commands


def test_accounts_of_a_restored_desk_are_not_made_again(tmp_path: Path) -> None:
    desk = replace(SERVER, content="/srv/noi-dung/tanhlinh", desk="https://ban.tanhlinh.example")
    folder = tmp_path / "var/lib/trang-tin-phat-hanh/ban-bien-tap-0123456789"
    folder.mkdir(parents=True)
    (folder / "ban-bien-tap.sqlite3").touch()
    commands = "\n".join(next_commands(desk, changes(written_files(desk), tmp_path), tmp_path))
    assert "desk.user" not in commands
    assert "chown -R trang-tin-phat-hanh: /srv/noi-dung/tanhlinh" in commands


def test_second_portal_shares_one_file_with_the_first(tmp_path: Path) -> None:
    write(SERVER, tmp_path)
    second = replace(SERVER, name="dongkho", address="https://dongkho.example")
    assert set(written_files(SERVER)) & set(written_files(second)) == {COMMON_FILE}
    assert COMMON_FILE < "/etc/nginx/conf.d/cong-thong-tin.conf"
    assert changes({COMMON_FILE: written_files(second)[COMMON_FILE]}, tmp_path) == []


@pytest.mark.posix
def test_link_in_place_of_a_file_is_replaced_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "khac"
    other.write_text("giữ nguyên", encoding="utf-8")
    file = tmp_path / "root" / NGINX.lstrip("/")
    file.parent.mkdir(parents=True)
    file.symlink_to(other)
    write(SERVER, tmp_path / "root")
    assert other.read_text(encoding="utf-8") == "giữ nguyên"
    assert not file.is_symlink()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "tanhlinh.toml"
    file.write_text('address = "https://tanhlinh.example"\n', encoding="utf-8")
    monkeypatch.setenv("TRANG_TIN_SERVER", str(file))
    return file


@pytest.mark.usefixtures("settings")
def test_verb_shows_before_it_writes(tmp_path: Path) -> None:
    root = tmp_path / "root"
    shown = verb("server", "--root", str(root)).said
    assert f"Tệp mới: {NGINX}" in shown
    assert f"invoke server --root {root} --write" in shown
    assert not root.exists()
    written = verb("server", "--root", str(root), "--write").said
    assert "Đã ghi 9 tệp" in written
    assert "    nginx -t && systemctl reload nginx" in written
    assert "Chưa có chứng thư /etc/letsencrypt/live/tanhlinh.example/fullchain.pem" in written
    assert "không có gì để ghi" in verb("server", "--root", str(root)).said


@pytest.mark.posix
def test_verb_says_what_the_desk_needs(settings: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    content = root / "srv/noi-dung/tanhlinh"
    content.mkdir(parents=True)
    (content / "agency.yaml").write_text("name: x\n", encoding="utf-8")
    text = 'address = "https://tanhlinh.example"\ncontent = "/srv/noi-dung/tanhlinh"\n'
    settings.write_text(text, encoding="utf-8")
    assert "agency.yaml" not in verb("server", "--root", str(root), "--write").said
    settings.write_text(text + 'desk = "https://ban.tanhlinh.example"\n', encoding="utf-8")
    written = verb("server", "--root", str(root), "--write").said
    assert "Ghi vào agency.yaml: desk: https://ban.tanhlinh.example" in written
    assert "Chưa có chứng thư /etc/letsencrypt/live/ban.tanhlinh.example/fullchain.pem" in written
    (content / "agency.yaml").write_text("desk: https://ban.tanhlinh.example/\n", encoding="utf-8")
    again = verb("server", "--root", str(root)).said
    assert "Không còn dùng: /etc/systemd/system/trang-tin-theo-lich.service" in again
    assert "agency.yaml" not in again
    (root / "etc/systemd/system/trang-tin-theo-lich.service").unlink()
    assert "không có gì để ghi" in verb("server", "--root", str(root)).said


def test_dossier_has_the_facts_of_the_desk(settings: Path) -> None:
    text = 'address = "https://tanhlinh.example"\ncontent = "/srv/noi-dung/a"\n'
    settings.write_text(text + 'desk = "https://ban.tanhlinh.example"\ndesk_alone = true\n', encoding="utf-8")
    said = verb("server", "--dossier").said
    for fact in (
        "| Bàn biên tập | https://ban.tanhlinh.example:",
        "chế độ một người",
        "| trang-tin-ban-bien-tap.service | bàn biên tập; phát hành theo lịch | `/run/trang-tin-ban-bien-tap/ban-bien-tap.sock` |",
        "nhiều nhất 12 giờ",
        "| Cache-Control | `no-store` |",
        "| Cache-Control | `no-cache;",
        "| argon2-cffi | ",
    ):
        assert fact in said, fact
    assert "$" not in said
    settings.write_text(text, encoding="utf-8")
    assert "àn biên tập" not in verb("server", "--dossier").said


def test_dossier_states_the_settings(settings: Path) -> None:
    settings.write_text('address = "https://tanhlinh.example"\nname = "dongkho"\naccess_log = true\n')
    text = verb("server", "--dossier").said
    for fact in (
        "https://tanhlinh.example",
        "| trang-tin-dongkho-bo-dem.service | đếm lượt truy cập | `/run/trang-tin-dongkho/bo-dem.sock` |",
        "`trang-tin-dongkho-phat-hanh`",
        "| Content-Security-Policy | `default-src 'none'; script-src 'self';",
        "| Strict-Transport-Security | `max-age=31536000` |",
        "`/var/log/nginx/trang-tin-dongkho.log`: giờ, mã trả lời",
        "| nginx | ",
    ):
        assert fact in text, fact
    assert "$" not in text
    settings.write_text('address = "https://tanhlinh.example"\n')
    assert "| Truy cập của nginx | tắt |" in verb("server", "--dossier").said


@pytest.mark.parametrize("logs", [False, True])
def test_privacy_page_that_differs_from_the_log_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logs: bool
) -> None:
    settings = tmp_path / "server.toml"
    settings.write_text(
        f'address = "https://tanhlinh.example"\ncontent = "/srv/noi-dung"\naccess_log = {str(logs).lower()}\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("TRANG_TIN_SERVER", str(settings))
    page = tmp_path / "srv/noi-dung" / PAGE
    page.parent.mkdir(parents=True)
    for sentence, other in ((NO_LOG, LOG), (LOG, NO_LOG)):
        page.write_text(sentence.replace(" ", "\n", 1), encoding="utf-8")
        said = verb("server", "--root", str(tmp_path)).said
        assert (PAGE in said) == ((sentence == LOG) != logs)
        assert (other in said) == (PAGE in said)
    page.unlink()
    assert PAGE not in verb("server", "--root", str(tmp_path)).said
