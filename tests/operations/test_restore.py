"""A restore checks first, never overwrites silently, and leads nowhere else."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from pathlib import Path

import pytest

from plugins.errors.issue import UserError
from plugins.operations.archive import MANIFEST, intact_archive
from plugins.release.errors import ReleaseError
from plugins.release.rollback import rollback
from tests.operations.conftest import Machine

pytestmark = pytest.mark.posix


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_damaged_backup_changes_nothing(machine: Machine, tmp_path: Path) -> None:
    machine.site.deploy("bản 1")
    whole = machine.back_up().file.read_bytes()
    shutil.rmtree(machine.root / "srv")
    before = tree(machine.root)
    at = whole.index(b"<b\xe1\xba\xa3n 1>")
    broken = {
        "a changed byte": whole[:at] + b"!" + whole[at + 1 :],
        "half a file": whole[: len(whole) // 2],
        "without its end": whole[: whole.rindex(MANIFEST.encode())],
        "another file": b"khong phai tar" * 1000,
        "empty": b"",
    }
    for what, content in broken.items():
        file = tmp_path / "hong.tar"
        file.write_bytes(content)
        with pytest.raises(UserError, match="Chưa khôi phục gì"):
            machine.restore(file)
        assert tree(machine.root) == before, what


def test_other_data_is_replaced_only_by_force(machine: Machine) -> None:
    machine.site.deploy("bản 1")
    file = machine.back_up().file
    machine.restore(file)  # all is as it was: nothing is in the way
    newer = machine.write("articles/moi.md", "viết sau khi sao lưu")
    machine.site.deploy("bản 2")
    with pytest.raises(UserError, match="thêm --force") as caught:
        machine.restore(file)
    assert str(newer) in str(caught.value)
    assert "srv/cong-thong-tin: đang có dữ liệu khác bản sao lưu" in str(caught.value)
    assert machine.site.seen() == "bản 2"
    done = machine.restore(file, force=True)
    assert machine.site.seen() == "bản 1"
    assert not newer.exists()
    aside = machine.content.with_name("noi-dung.truoc-khi-khoi-phuc")
    assert (aside / "articles/moi.md").read_text(encoding="utf-8") == "viết sau khi sao lưu"
    assert any(str(aside) in line for line in done.lines)


def test_other_settings_are_replaced_only_by_force(machine: Machine) -> None:
    file = machine.back_up().file
    text = machine.settings.read_text(encoding="utf-8")
    machine.settings.write_text('address = "https://khac.example"\n', encoding="utf-8")
    with pytest.raises(UserError, match="đã có tệp thiết lập khác"):
        machine.restore(file)
    machine.restore(file, force=True)
    assert machine.settings.read_text(encoding="utf-8") == text


def test_restored_releases_share_files_again(machine: Machine) -> None:
    machine.site.deploy("bản 1")
    file = machine.back_up().file
    shutil.rmtree(machine.root / "srv")
    machine.restore(file)
    (release,) = (machine.site.target / "releases").iterdir()
    assert (release / "index.html").stat().st_nlink > 1
    machine.site.deploy("bản 2")
    assert machine.site.seen() == "bản 2"


def test_restored_rollback_still_holds_deploys(machine: Machine) -> None:
    machine.site.deploy("bản 1")
    machine.site.deploy("bản 2")
    rollback(machine.site.target)
    file = machine.back_up().file
    shutil.rmtree(machine.root / "srv")
    machine.restore(file)
    with pytest.raises(ReleaseError):
        machine.site.deploy("bản 3")
    assert machine.site.seen() == "bản 1"


def test_commit_of_the_content_is_named(machine: Machine, tmp_path: Path) -> None:
    file = machine.back_up().file
    with tarfile.open(file) as tar:
        entries = [[name, 0o600, 0, digest, ""] for name, digest in digests(tar).items()]
    made = archive(tmp_path, file, entries, checkout=["https://git.example/a.git", "c0ffee"])
    shutil.rmtree(machine.root / "srv")
    checkout = machine.restore(made).checkout
    assert checkout is not None
    assert checkout.commit == "c0ffee"


def digests(tar: tarfile.TarFile) -> dict[str, str]:
    content = tar.extractfile(MANIFEST)
    assert content is not None
    found = json.load(content)["entries"]
    return {path: digest for path, _, _, digest, _ in found if "/" not in path and digest}


def archive(folder: Path, known: Path, entries: list[list[object]], **facts: object) -> Path:
    """Return an archive with files of another one, and a manifest that lists some entries."""
    file = folder / "tay.tar"
    with tarfile.open(known) as old, tarfile.open(file, "w") as tar:
        for path, _, _, _, target in entries:
            member = tarfile.TarInfo(str(path))
            if target:
                member.type, member.linkname = tarfile.SYMTYPE, str(target)
                tar.addfile(member)
                continue
            content = old.extractfile("server.toml" if "/" in str(path) else str(path))
            assert content is not None
            data = content.read()
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
        listed = {
            "format": 1,
            "portal": "x",
            "moment": "2026-12-01T00:00:00+00:00",
            "owner": "",
            "checkout": None,
        }
        data = json.dumps(listed | facts | {"entries": entries}).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(data)
        tar.addfile(member, io.BytesIO(data))
    return file


@pytest.mark.parametrize(
    "planted",
    [
        [["../ngoai", 0o644, 0, "d", ""]],
        [["/etc/ngoai", 0o644, 0, "d", ""]],
        [["noi-dung/./a", 0o644, 0, "d", ""]],
        [["noi-dung/lien-ket", 0o777, 0, "", "/etc"], ["noi-dung/lien-ket/a", 0o644, 0, "d", ""]],
    ],
)
def test_paths_lead_nowhere_else(machine: Machine, tmp_path: Path, planted: list[list[object]]) -> None:
    file = machine.back_up().file
    with tarfile.open(file) as tar:
        known = digests(tar)
    entries = [[name, 0o600, 0, digest, ""] for name, digest in known.items()]
    made = archive(
        tmp_path,
        file,
        [
            *entries,
            *(
                [path, mode, when, digest and known["server.toml"], to]
                for path, mode, when, digest, to in planted
            ),
        ],
    )
    with pytest.raises(UserError, match="bản kê hỏng"), intact_archive(made):
        pass
