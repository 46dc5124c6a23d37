"""An upgrade is shown before it is live, done with one rename, undone by itself if a step fails, and taken back."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.building.verbs import Outcome, real_verb, verb
from tests.conftest import FULL, ROOT, TinySite

pytestmark = [pytest.mark.long, pytest.mark.posix]

COPIED = ("bench", "plugins", "theme", "pelicanconf.py", "publishconf.py", "pyproject.toml", "tasks.py")
# Programs of the machine: systemctl writes down what it is asked, and releases as the unit would.
SYSTEMCTL = """#!/bin/sh
echo "$@" >> {root}/systemctl.log
case "$*" in
  "start trang-tin-phat-hanh"*)
    test ! -e {root}/hong || exit 1
    test ! -e {root}/chi-ghi || exit 0
    exec {root}/opt/trang-tin/.venv/bin/invoke -r {root}/opt/trang-tin deploy --to {root}/srv/cong-thong-tin \\
      --content {root}/srv/noi-dung/content ;;
esac
"""
RUNUSER = '#!/bin/sh\nshift 3\nexec "$@"\n'


def wheel(folder: Path) -> tuple[str, str]:
    """Write a wheel that stands for all packages: it leads to those of this environment. Returns its line and digest."""
    file = folder / "goi_thu-1-py3-none-any.whl"
    info = "goi_thu-1.dist-info"
    files = {
        "goi_thu.pth": sysconfig.get_paths()["purelib"],
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: goi-thu\nVersion: 1\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\ninvoke = invoke.main:program.run\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD"))
    with zipfile.ZipFile(file, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return "goi-thu==1", hashlib.sha256(file.read_bytes()).hexdigest()


def give_environment(version: Path) -> None:
    """Let a version have that of these tests, which takes no time to make."""
    invoke = version / ".venv/bin/invoke"
    invoke.parent.mkdir(parents=True)
    invoke.write_text(f'#!/bin/sh\nexec {sys.executable} -m invoke "$@"\n', encoding="utf-8")
    invoke.chmod(0o755)
    installed = hashlib.sha256((version / "requirements.txt").read_bytes()).hexdigest()
    (version / ".venv/da-cai").write_text(installed, encoding="ascii")


class Server:
    """A machine below `root`, on which version 0.1.0 runs."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.link = root / "opt/trang-tin"
        self.site = TinySite(root / "srv/noi-dung")
        self.site.article()
        self.settings = root / "etc/trang-tin/server.toml"
        self.settings.parent.mkdir(parents=True)
        self.settings.write_text(
            'address = "https://xathu.example"\ncontent = "/srv/noi-dung/content"\n', encoding="utf-8"
        )
        (root / "bin").mkdir()
        for name, text in {
            "systemctl": SYSTEMCTL.format(root=root),
            "runuser": RUNUSER,
            **dict.fromkeys(("nginx", "install", "systemd-sysusers"), "#!/bin/sh\nexit 0\n"),
        }.items():
            (root / "bin" / name).write_text(text, encoding="utf-8")
            (root / "bin" / name).chmod(0o755)
        give_environment(self.version("0.1.0"))
        self.link.symlink_to("trang-tin-0.1.0")

    def version(self, number: str) -> Path:
        """Copy this project, as another version."""
        folder = self.root / "opt" / f"trang-tin-{number}"
        folder.mkdir(parents=True)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, folder / name)
        file = folder / "pyproject.toml"
        file.write_text(
            file.read_text(encoding="utf-8").replace('"0.1.0"', f'"{number}"', 1), encoding="utf-8"
        )
        line, digest = wheel(self.root)
        (folder / "requirements.txt").write_text(f"{line} --hash=sha256:{digest}\n", encoding="utf-8")
        return folder

    def upgrade(self, *words: str) -> Outcome:
        return real_verb(self.link.resolve(), "upgrade", *words, "--root", str(self.root))

    def verb(self, *words: str) -> Outcome:
        """Call the verb in this process: what it starts is not seen."""
        return verb("upgrade", *words, "--root", str(self.root))

    def page(self) -> str:
        return (self.root / "srv/cong-thong-tin/current/2024/03/bai/index.html").read_text(encoding="utf-8")

    def asked(self) -> list[str]:
        """What systemctl was asked since the last time."""
        file = self.root / "systemctl.log"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return lines


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server(tmp_path / "may")
    monkeypatch.setenv("TRANG_TIN_SERVER", str(made.settings))
    monkeypatch.setenv("TRANG_TIN_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("PATH", f"{made.root}/bin:{os.environ['PATH']}")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(made.root))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return made


def test_upgrade_is_shown_done_undone_and_taken_back(server: Server) -> None:
    old = real_verb(server.link, "server", "--root", str(server.root), "--write")
    assert old.status == 0, old.said
    deployed = real_verb(server.link, "deploy", "--to", str(server.root / "srv/cong-thong-tin"), "--content", str(server.site.content))  # fmt: skip
    assert deployed.status == 0, deployed.said
    before = server.page()
    new = server.version("0.2.0")
    if not FULL:  # then pip installs it, which takes ten seconds; so does the test of the guide
        give_environment(new)
    for file, was, now in (
        ("theme/templates/article.html", "{{ valid_until(article", "<p>Chữ mới.</p>{{ valid_until(article"),
        ("plugins/visitor_counter/bo-dem.service", "TimeoutStopSec=15", "TimeoutStopSec=25"),
    ):
        text = (new / file).read_text(encoding="utf-8")
        (new / file).write_text(text.replace(was, now), encoding="utf-8")

    shown = server.upgrade("--from", str(new))
    assert shown.status == 0, shown.said
    for said in ("đang chạy: 0.1.0; phiên bản mới: 0.2.0", "Chữ mới.", "\n+TimeoutStopSec=25", "--go"):
        assert said in shown.said, said
    assert (server.link.readlink(), server.page(), server.asked()) == (Path("trang-tin-0.1.0"), before, [])

    (server.root / "hong").touch()  # the release after the switch fails
    failed = server.upgrade("--from", str(new), "--go")
    assert failed.status == 1
    assert "Phiên bản 0.1.0 vẫn chạy" in failed.said
    assert server.link.readlink() == Path("trang-tin-0.1.0")
    assert server.page() == before
    unit = server.root / "etc/systemd/system/trang-tin-bo-dem.service"
    assert "TimeoutStopSec=15" in unit.read_text(encoding="utf-8")
    asked = server.asked()
    assert (asked[0], asked[-1]) == ("stop trang-tin-theo-lich", "start trang-tin-theo-lich")
    assert not server.link.with_name("trang-tin.truoc").is_symlink()

    (server.root / "hong").unlink()
    done = server.upgrade("--from", str(new), "--go")
    assert done.status == 0, done.said
    assert server.link.readlink() == Path("trang-tin-0.2.0")
    assert "Chữ mới." in server.page()
    assert "TimeoutStopSec=25" in unit.read_text(encoding="utf-8")
    assert "restart trang-tin-bo-dem trang-tin-tim-kiem" in server.asked()

    (server.root / "chi-ghi").touch()
    taken = server.upgrade("--back")
    assert taken.status == 0, taken.said
    assert server.link.readlink() == Path("trang-tin-0.1.0")
    assert "TimeoutStopSec=15" in unit.read_text(encoding="utf-8")
    assert "start trang-tin-phat-hanh" in server.asked()
    assert server.link.with_name("trang-tin.truoc").readlink() == Path("trang-tin-0.2.0")


@pytest.mark.skipif(not FULL, reason="only with invoke test --full: makes another environment")
def test_changed_package_stops_an_upgrade(server: Server) -> None:
    new = server.version("0.2.0")
    text = (new / "requirements.txt").read_text(encoding="utf-8")
    (new / "requirements.txt").write_text(text.replace("sha256:", "sha256:0")[:-2] + "\n", encoding="utf-8")
    wrong = server.upgrade("--from", str(new), "--go")
    assert wrong.status == 1
    assert "Lệnh không thành công" in wrong.said
    assert (server.link.readlink(), server.asked()) == (Path("trang-tin-0.1.0"), [])


def test_unusable_version_is_rejected(server: Server) -> None:
    new = server.version("0.2.0")
    for words, said in (
        (("--from", str(server.link)), "chính là phiên bản đang chạy"),
        (("--from", str(server.root)), "không phải mã nguồn của Trang Tin"),
        (("--back",), "chưa có phiên bản trước"),
        ((), "Viết thư mục của phiên bản mới"),
    ):
        assert said in server.verb(*words).said
    server.settings.write_text('address = "https://xathu.example"\n', encoding="utf-8")
    assert "nội dung còn nằm trong thư mục phần mềm" in server.verb("--from", str(new)).said
