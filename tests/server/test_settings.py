"""The settings file: what is accepted, and how each mistake is reported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.errors.issue import UserError
from plugins.server import reading
from plugins.server.reading import KEYS, read_server, settings_file
from plugins.server.settings import Server
from plugins.server.units import unit_files
from tests.conftest import ROOT

EXAMPLE = ROOT / "plugins" / "server" / "server.toml"
ADDRESS = 'address = "https://tanhlinh.example"\n'
CONTENT = 'content = "/srv/noi-dung/tanhlinh"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tanhlinh.toml"


def read(file: Path, text: str) -> Server:
    file.write_text(text, encoding="utf-8")
    return read_server(file)


def test_example_is_a_valid_file_with_every_default(file: Path) -> None:
    example = EXAMPLE.read_text(encoding="utf-8").partition("#[targets")[0]  # a table of plugins/mirrors
    assert read_server(EXAMPLE) == Server("https://tanhlinh.example")
    every = re.sub(r"^#(\w+ = )", r"\1", example, flags=re.MULTILINE)
    assert {line.partition(" = ")[0] for line in re.findall(r"^\w+ = .*", every, re.MULTILINE)} == set(KEYS)
    # What the example gives as defaults is one, except for examples of what has no default.
    shown: tuple[str, ...] = (
        "name",
        "project",
        "proxy_header",
        "tls",
        "listen",
        "http_port",
        "https_port",
        "brotli",
    )
    shown += ("access_log", "hsts_subdomains", "ceiling", "web_account", "live_check")
    server, default = read(file, every), Server("https://tanhlinh.example")
    assert {key: getattr(server, key) for key in shown} == {key: getattr(default, key) for key in shown}


def test_names_follow_from_the_name_of_the_portal(file: Path) -> None:
    server = read(file, ADDRESS + 'name = "dongkho"\n')
    assert (server.prefix, server.target) == ("trang-tin-dongkho", "/srv/dongkho")
    assert server.places.counter == "unix:/run/trang-tin-dongkho/bo-dem.sock"
    assert len(server.release_account) <= 31
    assert read(file, ADDRESS).target == "/srv/cong-thong-tin"


def test_targets_are_left_to_their_own_package(file: Path) -> None:
    assert read(file, ADDRESS + '[targets.cdn]\nbucket = "cong"\n') == Server("https://tanhlinh.example")


def test_settings_file_is_named_or_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TRANG_TIN_SERVER", raising=False)
    monkeypatch.chdir(tmp_path)
    assert settings_file() == Path("server.toml").absolute()
    installed = tmp_path / "etc.toml"
    installed.touch()
    monkeypatch.setattr(reading, "INSTALLED_FILE", str(installed))
    assert settings_file() == installed
    Path("server.toml").touch()
    assert settings_file() == Path("server.toml").absolute()
    monkeypatch.setenv("TRANG_TIN_SERVER", "/etc/trang-tin/tanhlinh.toml")
    assert settings_file() == Path("/etc/trang-tin/tanhlinh.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "thiếu address"),
        ('adress = "https://a.example"', "không có mục “adress”. Ý bạn là “address”?"),
        ('zzz = "a"', "không có mục “zzz”. Các mục: name, address"),
        ('address = "http://a.example"', 'address = "http://a.example": viết https://'),
        ('address = "https://a.example/"', "address"),
        ('address = "https://A.example"', "address"),
        ('address = "https://a.example; root /"', "address"),
        (ADDRESS + 'name = "Tánh Linh"', "name"),
        (ADDRESS + 'name = "tim-kiem"', "name"),
        (ADDRESS + 'name = "huyentanhlinh"', "nhiều nhất"),
        (ADDRESS + 'folder = "srv/a"', "folder"),
        (ADDRESS + 'folder = "/srv/a b"', "folder"),
        (ADDRESS + 'folder = "/srv/../etc"', "folder"),
        (ADDRESS + 'certificate = "/a/b.pem"', "certificate_key"),
        (ADDRESS + 'listen = "0.0.0.0"', "danh sách"),
        (ADDRESS + "listen = []", "danh sách"),
        (ADDRESS + 'listen = ["10.0.0.0/24"]', "listen"),
        (ADDRESS + 'listen = ["localhost"]', "listen"),
        (ADDRESS + 'proxies = ["10.0.0.1/24"]', "proxies"),
        (ADDRESS + "proxies = [1]", "proxies"),
        (ADDRESS + 'access_log = "false"', 'access_log = "false": viết true hoặc false'),
        (ADDRESS + "ceiling = true", "ceiling = true: viết một số"),
        (ADDRESS + "http_port = 65536", "http_port"),
        (ADDRESS + 'store = "/var/lib/a.sqlite3"', "store"),
        (ADDRESS + 'store = "redis://:mat-khau@10.0.0.7:6379/0"', "store"),
        (ADDRESS + "tls = false", "proxies"),
        (ADDRESS + "pull = true", "content"),
        (ADDRESS + 'mail_to = "a b@c.vn"', "mail_to"),
        (ADDRESS + 'desk = "http://ban.tanhlinh.example"', "https://ban-bien-tap.tanhlinh.example"),
        (ADDRESS + 'desk = "https://10.0.0.5:8400"', "desk"),
        (ADDRESS + CONTENT + 'desk = "https://tanhlinh.example"', "một tên miền khác"),
        (ADDRESS + CONTENT + 'aliases = ["a.example"]\ndesk = "https://a.example"', "một tên miền khác"),
        (ADDRESS + 'desk = "https://ban.tanhlinh.example"', "desk cần content"),
        (ADDRESS + CONTENT + 'desk = "https://ban.tanhlinh.example"\npull = true', "Bỏ dòng pull"),
        (ADDRESS + "desk_alone = true", "chỉ dùng cùng desk"),
        (ADDRESS + CONTENT + 'desk = "https://b.example"\ndesk_certificate = "/a.pem"', "đi đôi"),
        ("address =", "không đọc được"),
    ],
)
def test_mistakes_are_reported_with_file_and_key(file: Path, text: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        read(file, text)
    assert str(caught.value).startswith(f"{file}: ")
    assert said in str(caught.value)


def test_missing_file_leads_to_the_example(file: Path) -> None:
    with pytest.raises(UserError, match=r"plugins/server/server\.toml"):
        read_server(file)


def test_all_mistakes_of_a_file_are_reported_at_once(file: Path) -> None:
    with pytest.raises(UserError) as caught:
        read(file, 'zzz = 1\nname = "Tánh Linh"\nceiling = true')
    assert [line.partition(": ")[2].split(" ")[0] for line in str(caught.value).splitlines()] == [
        "không",
        "name",
        "ceiling",
        "thiếu",
    ]


def test_live_check_needs_an_address_that_answers(file: Path) -> None:
    with pytest.raises(UserError, match="live_check = true cần tls"):
        read(file, ADDRESS + 'tls = false\nproxies = ["10.0.0.5"]\nlive_check = true')
    (unit,) = [
        text
        for path, text in unit_files(
            read(file, ADDRESS + 'listen = ["::"]\nhttps_port = 8443\nlive_check = true')
        ).items()
        if path.endswith("-theo-lich.service")
    ]
    assert "--live https://tanhlinh.example:8443 --connect ::1" in unit
