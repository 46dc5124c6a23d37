import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT, TinySite


def invoke(site: TinySite, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "invoke", "-r", str(ROOT), *arguments]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, capture_output=True, text=True, cwd=site.content.parent, env=environment, check=False
    )


def deploy(site: TinySite) -> subprocess.CompletedProcess[str]:
    return invoke(site, "deploy", "--to", "dich", "--content", str(site.content))


def shown(site: TinySite) -> str:
    return (site.content.parent / "dich/current/2024/03/bai/index.html").read_text(encoding="utf-8")


def inode(site: TinySite, path: str) -> int:
    return Path(site.content.parent, "dich/current", path).stat().st_ino


def test_deploy_publishes_and_rollback_goes_back(site: TinySite) -> None:
    site.article(title="Bản một")
    assert deploy(site).returncode == 0
    unchanged = inode(site, "404.html")
    site.article(title="Bản hai")
    done = deploy(site)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Bản hai" in shown(site)
    assert inode(site, "404.html") == unchanged, "what has not changed is linked, not built and written again"
    back = invoke(site, "rollback", "--to", "dich")
    assert back.returncode == 0
    assert "Bản một" in shown(site)


def test_a_refused_article_changes_nothing_that_citizens_see(site: TinySite) -> None:
    site.article(title="Bản một")
    deploy(site)
    before = (site.content.parent / "dich/current").readlink()
    site.article(title="Bản hai", department="Phong Van hoa")
    done = deploy(site)
    assert done.returncode == 1
    assert "Ý bạn là “Phòng Văn hóa và Thông tin”?" in done.stdout + done.stderr
    assert (site.content.parent / "dich/current").readlink() == before
    assert "Bản một" in shown(site)


def test_a_release_is_not_changed_by_the_next_build(site: TinySite) -> None:
    site.article(title="Bản một")
    deploy(site)
    first = (site.content.parent / "dich/current").resolve()
    site.article(title="Bản hai")
    deploy(site)
    assert "Bản một" in (first / "2024/03/bai/index.html").read_text(encoding="utf-8")


def test_check_tells_five_mistakes_in_five_messages_and_then_accepts(site: TinySite) -> None:
    site.write(
        "articles/2024/03/bai.md",
        """
        ---
        titel: Lịch tiếp công dân
        date: 31/4/2024
        author: Ban Biên tập
        department: Phong Van hoa va Thong tin
        category: Tin túc
        ---

        <iframe src="https://x.example"></iframe>
        """,
    )
    refused = invoke(site, "check", "--path", str(site.content))
    assert refused.returncode == 1
    for said in (
        "Ý bạn là “title”?",
        "từ 1 đến 30",
        "Ý bạn là “Phòng Văn hóa và Thông tin”?",
        "Ý bạn là “Tin tức”?",
        "thẻ <iframe>",
    ):
        assert said in refused.stdout
    site.article()
    accepted = invoke(site, "check", "--path", str(site.content))
    assert accepted.returncode == 0
    assert "không có lỗi" in accepted.stdout


def test_every_verb_teaches(site: TinySite) -> None:
    verbs = ("build", "check", "deploy", "init", "new", "rollback", "serve", "styleguide", "test")
    listed = invoke(site, "--list").stdout
    for verb in verbs:
        assert verb in listed
        help_text = invoke(site, verb, "--help")
        assert help_text.returncode == 0
        assert len(help_text.stdout.split()) > 20, verb


def test_deploy_without_a_target_says_what_is_missing(site: TinySite) -> None:
    done = invoke(site, "deploy")
    assert done.returncode == 2
    assert "--to" in done.stderr
