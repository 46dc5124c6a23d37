"""The tables `[targets.NAME]`, and names in place of folders on the command line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from plugins.building.follow import _deploy as deploy_in_process
from plugins.building.targets import target_of
from plugins.errors.issue import UserError
from plugins.mirrors.keys import Keys
from plugins.mirrors.settings import Target, read_targets
from plugins.release.errors import ReleaseError
from tests.building.verbs import verb
from tests.conftest import ROOT, TinySite

FILE = Path("/etc/trang-tin/xa.toml")
CDN = """
[targets.cdn]
bucket = "cong-xa"
endpoint = "https://s3.kho.example"
keys = "/etc/trang-tin/xa.keys"
address = "https://xa.example"
[targets.cdn.switch]
url = "https://api.cdn.example/zone/1"
body = '{"OriginPath": "/{prefix}"}'
headers = {AccessKey = "{CDN_KEY}"}
"""


def targets(text: str) -> dict[str, Target]:
    return read_targets(tomllib.loads(text)["targets"], FILE)


def rejected(text: str) -> str:
    with pytest.raises(UserError) as error:
        targets(text)
    return str(error.value)


def test_three_kinds_of_targets_are_read() -> None:
    found = targets(
        f'[targets.chinh]\nfolder = "/srv/xa"\n'
        f'[targets.may-chu]\nhost = "phat-hanh@may.example"\nfolder = "/srv/xa"\nssh_config = "/etc/ssh"\n{CDN}'
    )
    assert found["chinh"] == (Path("/srv/xa"), None)
    assert str(found["may-chu"].mirror) == "phat-hanh@may.example:/srv/xa"
    assert str(found["cdn"].mirror) == "https://s3.kho.example/cong-xa"
    assert found["cdn"].folder is None


def test_example_of_the_guide_is_read() -> None:
    (text,) = re.findall(
        r"```toml\n([^`]*\[targets\.chinh\].+?)```",
        (ROOT / "docs/huong-dan-van-hanh.md").read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert list(targets(text)) == ["chinh", "may-chu", "cdn"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[targets.a]\nfolde = "/srv/xa"', "cần folder"),
        ('[targets.a]\nfolder = "/srv"\nport = 1', "không có mục “port”. Các mục dùng được: folder"),
        ('[targets.a]\nhost = "m"\nfolder = "/srv"\nssh_confg = "/x"', "Có phải “ssh_config”?"),
        ('[targets.a]\nfolder = "srv"', 'folder phải như: folder = "/srv/cong"'),
        ("[targets.a]\nfolder = 1", "[targets.a]: folder phải như"),
        ('[targets.a]\nhost = "-oProxyCommand=x"\nfolder = "/srv"', "host phải như"),
        ('[targets.Chinh]\nfolder = "/srv"', "chữ thường"),
        ('[targets]\na = "/srv"', "phải là một bảng"),
        ('[targets.a]\nbucket = "b"\nregion = "r"', "thiếu bảng switch"),
        ('[targets.a]\nbucket = "b"\nswitch = {command = ["x", "{prefix}"]}', "thiếu region"),
        ('[targets.a]\nbucket = "b"\nregion = "r"\nswitch = {command = ["x"]}', "command không có {prefix}"),
        (
            '[targets.a]\nbucket = "b"\nregion = "r"\nswitch = {command = "x {prefix}"}',
            "phải là một danh sách",
        ),
        (CDN.replace("https://s3", "http://s3"), "endpoint phải như"),
        (CDN.replace("https://api", "http://api"), "switch: url phải như"),
        (CDN.replace("/{prefix}", "/"), "url và body không có {prefix}"),
        (CDN.replace("{CDN_KEY}", "0123-4567"), "không viết khóa ở đây"),
        (CDN + 'methd = "PUT"', "Có phải “method”?"),
        (CDN + 'method = "DELETE"', "method phải như"),
        (CDN.replace("[targets.cdn.switch]", "wait = 0\n[targets.cdn.switch]"), "wait phải là số nguyên"),
        (CDN.replace("[targets.cdn.switch]", 'secret = "x"\n[targets.cdn.switch]'), "không có mục “secret”"),
    ],
)
def test_wrong_targets_are_rejected_by_name(text: str, said: str) -> None:
    message = rejected(text)
    assert said in message
    assert message.startswith(f"{FILE}, [targets.")
    assert "0123-4567" not in message


def test_all_errors_are_reported_at_once() -> None:
    said = rejected('[targets.a]\nfolder = "x"\nb = 1\n[targets.c]\nd = 1')
    assert len(said.split("\n")) == 3


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "xa.toml"
    file.write_text(
        'name = 3\n[targets.chinh]\nfolder = "/srv/xa"\n'
        '[targets.may-chu]\nhost = "phat-hanh@may.example"\nfolder = "/srv/xa"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("TRANG_TIN_SERVER", str(file))
    return file


@pytest.mark.usefixtures("server")
def test_name_leads_to_its_target() -> None:
    assert target_of("chinh") == (Path("/srv/xa"), None)
    named, typed = target_of("may-chu"), target_of("phat-hanh@may.example:/srv/xa")
    assert named.folder == typed.folder
    assert str(named.mirror) == str(typed.mirror)
    assert target_of("./chinh").folder == Path("chinh")


@pytest.mark.usefixtures("server")
def test_unknown_name_is_answered_with_known_ones() -> None:
    with pytest.raises(UserError) as error:
        target_of("may-chu2")
    said = str(error.value)
    assert "Có phải “may-chu”?" in said
    assert "chinh, may-chu" in said
    assert "--to ./may-chu2" in said


def test_name_without_settings_file_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRANG_TIN_SERVER", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="chưa có tệp thiết lập"):
        target_of("chinh")
    (tmp_path / "server.toml").write_text('[targets.chinh]\nfolder = "/srv/xa"\n', encoding="utf-8")
    assert target_of("chinh").folder == Path("/srv/xa")


@pytest.mark.usefixtures("server")
def test_schedule_repeats_names_for_its_deploys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = TinySite(tmp_path)
    given: list[list[str]] = []
    monkeypatch.setattr(
        "plugins.building.follow.follow", lambda _target, _watched, options, **_: given.append(options)
    )
    for name in ("chinh", "may-chu"):
        verb("follow", "--to", name, "--content", str(site.content))
    assert [options[options.index("--to") + 1] for options in given] == ["/srv/xa", "may-chu"]


@pytest.mark.long
def test_deploys_of_a_schedule_find_its_settings(server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server.rename(server.with_name("server.toml"))
    monkeypatch.delenv("TRANG_TIN_SERVER")
    monkeypatch.chdir(server.parent)
    assert "Các tên có trong tệp: chinh, may-chu." in deploy_in_process(["--to", "khac-han"])


def test_damaged_settings_file_is_named(server: Path) -> None:
    server.write_text("targets = [", encoding="utf-8")
    with pytest.raises(UserError, match=r"xa\.toml: không đọc được"):
        target_of("chinh")


@pytest.mark.posix
def test_key_file_must_be_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KHOA_A", raising=False)
    file = tmp_path / "xa.keys"
    file.write_text("# khóa của kho\nKHOA_A=một=hai\n\nKHOA_B = 'ba'\n", encoding="utf-8")
    file.chmod(0o640)
    with pytest.raises(ReleaseError, match="chmod 600"):
        Keys(file).get("KHOA_A")
    file.chmod(0o600)
    assert Keys(file).filled("Bearer {KHOA_A}, {KHOA_B}") == "Bearer một=hai, ba"
    monkeypatch.setenv("KHOA_A", "bốn")
    assert Keys(file).get("KHOA_A") == "bốn"


def test_missing_key_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KHOA_C", raising=False)
    with pytest.raises(ReleaseError, match="Thiếu khóa KHOA_C"):
        Keys().get("KHOA_C")
    with pytest.raises(ReleaseError, match=r"Không đọc được tệp khóa .*khong-co"):
        Keys(tmp_path / "khong-co").get("KHOA_C")
