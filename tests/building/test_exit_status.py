"""A failed or rejected build has exit status 1 and keeps the old site, however it was started."""

import os
import signal
import subprocess
import sys
from typing import Any

import pytest

from plugins.building.build import build
from plugins.contract.reader import ContractReader
from plugins.errors.issue import UserError
from tests.building.verbs import Outcome, real_verb
from tests.conftest import ROOT, BuiltSite, TinySite

WAYS = ["invoke build", "pelicanconf.py", "publishconf.py"]


def built(site: TinySite, way: str) -> Outcome:
    folder = site.content.parent
    if way == "invoke build":
        return real_verb(folder, "build", "--content", "content", "--output", "output")
    command = [sys.executable, "-m", "pelican", "content", "-s", str(ROOT / way), "-o", "output"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    return Outcome(done.returncode, done.stdout + done.stderr)


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
def test_rejected_article_and_unreadable_file_keep_the_old_site(site: TinySite, way: str) -> None:
    site.article()
    build(site.content, site.output, publish=way == "publishconf.py")
    before = BuiltSite(site.output).files()
    site.article("articles/2024/03/sai.md", department="Phong Van hoa")
    site.article("articles/2024/03/trung.md", slug="bai")
    (site.content / "articles/2024/03/dut.md").symlink_to("khong-co.md")
    done = built(site, way)
    assert done.status == 1
    reported = " ".join(done.said.split())
    for words in ("sai.md, dòng 5", "Phòng Văn hóa và Thông tin", "trung.md", "dut.md"):
        assert words in reported
    for english in ("There are", "Could not process", "Cannot get modification", "Traceback"):
        assert english not in reported
    assert BuiltSite(site.output).files() == before


@pytest.mark.long
def test_folder_without_agency_is_rejected(site: TinySite) -> None:
    (site.content / "agency.yaml").unlink()
    site.article()
    done = built(site, "publishconf.py")
    assert done.status == 1
    assert "invoke init" in " ".join(done.said.split())
    assert list(site.output.rglob("*.html")) == []


@pytest.mark.posix
def test_killed_worker_is_reported_in_a_sentence(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(60):  # enough for several processes
        site.article(f"articles/2024/03/bai-{number}.md")
    parent, read = os.getpid(), ContractReader.read

    def read_or_die(reader: ContractReader, path: str) -> Any:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does when memory ends
        return read(reader, path)

    monkeypatch.setattr("plugins.incremental.engine.usable_processes", lambda: 2)
    monkeypatch.setattr(ContractReader, "read", read_or_die)
    with pytest.raises(UserError, match="hết bộ nhớ"):
        build(site.content, site.output)
    assert not (site.output / "index.html").exists()


@pytest.mark.long
def test_first_build_killed_while_it_renames_is_completed(site: TinySite) -> None:
    """The style sheet is among the last files that are renamed."""
    site.article()
    program = (
        "import os, signal, sys; from pathlib import Path; from plugins.building.build import build\n"
        "from plugins.incremental.outputs import folder\n"
        "rename = folder.replace\n"
        "def rename_or_die(scratch, target):\n"
        "    rename(scratch, target)\n"
        "    if str(target).endswith('.html'): os.kill(os.getpid(), signal.SIGKILL)\n"
        "folder.replace = rename_or_die\n"
        "build(Path(sys.argv[1]), Path(sys.argv[2]))\n"
    )
    command = [sys.executable, "-c", program, str(site.content), str(site.output)]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not any(site.output.glob("theme/site.*.css"))
    build(site.content, site.output)
    assert "2024/03/bai/index.html" in BuiltSite(site.output).paths()
