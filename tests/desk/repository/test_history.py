"""Versions of the content in a real repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plugins.desk.repository.git import Git, GitError
from plugins.desk.repository.history import PUBLISHED, ChangedError, History, begin_history
from plugins.errors.issue import UserError

TEXT = "articles/2026/12/lu.md"


@pytest.fixture(params=["", "portal/content"], ids=["top", "subfolder"])
def history(tmp_path: Path, request: pytest.FixtureRequest) -> History:
    content = tmp_path / "repository" / request.param
    (content / TEXT).parent.mkdir(parents=True)
    (content / TEXT).write_text("một\n", encoding="utf-8")
    (content / "tên có dấu.jpg").write_bytes(b"\xff")
    begin_history(tmp_path / "repository")
    found = History(content, tmp_path / "state/published")
    found.prepare()
    return found


def submit(history: History, text: str, author: str = "Nguyễn Thị Lan") -> str:
    before = {TEXT: history.blobs().get(TEXT)}
    return history.submit({TEXT: text.encode()}, author, f"Gửi duyệt: {text}", before=before)


def status(history: History) -> str:
    return Git(history.top).line("status", "--porcelain")


def test_submitted_version_is_a_commit_of_its_author(history: History) -> None:
    submit(history, "hai\n")
    version, first = history.versions(TEXT)
    assert (version.author, version.subject) == ("Nguyễn Thị Lan", "Gửi duyệt: hai")
    assert history.read(TEXT) == b"hai\n"
    assert history.read(TEXT, first.commit) == "một\n".encode()
    assert (history.content / TEXT).read_bytes() == b"hai\n"
    assert status(history) == ""


def test_what_is_submitted_is_not_published(history: History) -> None:
    commit = submit(history, "hai\n")
    published = history.published_content / TEXT
    assert published.read_text(encoding="utf-8") == "một\n"
    history.publish([TEXT], commit, "Lê An", "Đăng: hai")
    history.update_published()
    assert published.read_bytes() == b"hai\n"
    assert history.versions(TEXT, branch=PUBLISHED)[0].author == "Lê An"
    assert status(history) == ""


def test_only_the_named_files_are_published(history: History) -> None:
    commit = history.submit(
        {TEXT: b"hai\n", "articles/2026/12/anh.jpg": b"\xfe"},
        "Lan",
        "x",
        before={"articles/2026/12/anh.jpg": None},
    )
    history.publish(["articles/2026/12/anh.jpg"], commit, "An", "x")
    history.update_published()
    assert (history.published_content / "articles/2026/12/anh.jpg").read_bytes() == b"\xfe"
    assert (history.published_content / TEXT).read_text(encoding="utf-8") == "một\n"


def test_file_that_cannot_be_read_stays_published(history: History) -> None:
    """Also one whose commit was amended and pruned, and one for which git was killed."""
    commit = history.submit({TEXT: None}, "Lan", "Xóa", before={TEXT: history.blobs()[TEXT]})
    assert not (history.content / TEXT).exists()
    for one in (commit, "0" * 40):
        with pytest.raises(UserError, match="không đọc được"):
            history.publish([TEXT], one, "Lan", "Xóa")
    assert history.read(TEXT, PUBLISHED) == "một\n".encode()
    assert status(history) == ""


def test_version_of_somebody_else_is_not_overwritten(history: History) -> None:
    before = {TEXT: history.blobs()[TEXT]}
    submit(history, "của An\n")
    head = history.head()
    with pytest.raises(ChangedError, match="người khác sửa"):
        history.submit({TEXT: "của Lan\n".encode()}, "Lan", "x", before=before)
    assert (history.head(), history.read(TEXT)) == (head, "của An\n".encode())


def test_edit_in_the_checkout_is_not_overwritten(history: History) -> None:
    (history.content / TEXT).write_text("sửa tay\n", encoding="utf-8")
    with pytest.raises(ChangedError):
        submit(history, "hai\n")
    assert (history.content / TEXT).read_text(encoding="utf-8") == "sửa tay\n"


def test_other_work_in_the_checkout_stays_as_it_is(history: History) -> None:
    content = history.content
    (content / "tên có dấu.jpg").write_bytes(b"sua tay")
    (content / "moi.md").write_text("chưa xong", encoding="utf-8")
    before = status(history)
    submit(history, "hai\n")
    assert status(history) == before
    assert (content / "tên có dấu.jpg").read_bytes() == b"sua tay"


def test_author_cannot_forge_a_commit(history: History) -> None:
    submit(history, "hai\n", author="Lan <x@y>\ncommitter An <an@y> 0 +0000")
    raw = Git(history.top).line("cat-file", "commit", "HEAD")
    assert raw.count("committer ") == 2
    assert "\ncommitter An" not in raw
    assert history.versions(TEXT)[0].author.startswith("Lan")


def test_subject_of_another_tool_may_have_any_character(history: History) -> None:
    submit(history, "hai\x1eba\x1fbốn")
    assert [one.subject for one in history.versions(TEXT)][:1] == ["Gửi duyệt: hai\x1eba\x1fbốn"]


def test_versions_are_those_of_the_file_alone(history: History) -> None:
    submit(history, "Một văn bản khá dài để Git thấy là giống nhau.\n" * 9)
    other = TEXT.replace("lu.md", "lu-2.md")
    made = history.submit({other: history.read(TEXT)}, "Lan", "Bài giống", before={other: None})
    assert [one.commit for one in history.versions(other)] == [made]


def test_link_out_of_the_content_folder_is_not_followed(history: History, tmp_path: Path) -> None:
    (history.content / "ra-ngoai").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(GitError, match="nằm ngoài"):
        history.submit({"ra-ngoai/x.md": b"x"}, "Lan", "x", before={})
    assert not (tmp_path / "x.md").exists()


def test_account_settings_and_hooks_have_no_effect(
    history: History, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".gitconfig").write_text(
        "[commit]\n gpgsign = true\n[core]\n autocrlf = true\n", encoding="utf-8"
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "khac"))
    hook = Path(Git(history.top).line("rev-parse", "--absolute-git-dir")) / "hooks/reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    submit(history, "hai\r\n")
    assert history.read(TEXT) == b"hai\r\n"


def test_killed_submission_is_completed_later(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(History, "_check_out", lambda *_: None)  # as if killed before the files were written
        submit(history, "hai\n")
    assert (history.content / TEXT).read_text(encoding="utf-8") == "một\n"
    submit(history, "ba\n")
    assert [version.subject for version in history.versions(TEXT)][:2] == ["Gửi duyệt: ba", "Gửi duyệt: hai"]
    assert status(history) == ""


def test_same_bytes_again_overwrite_no_edit_of_the_checkout(history: History) -> None:
    before = {TEXT: history.blobs()[TEXT]}
    history.submit({TEXT: b"hai\n"}, "Lan", "x", before=before)
    (history.content / TEXT).write_text("sửa tay\n", encoding="utf-8")
    with pytest.raises(ChangedError):
        history.submit({TEXT: b"hai\n"}, "Lan", "x", before=before)
    assert (history.content / TEXT).read_text(encoding="utf-8") == "sửa tay\n"


def test_repair_keeps_what_somebody_edits(history: History) -> None:
    submit(history, "hai\n")
    (history.content / TEXT).write_text("sửa tay\n", encoding="utf-8")
    history.repair()
    assert (history.content / TEXT).read_text(encoding="utf-8") == "sửa tay\n"


def test_work_tree_follows_when_it_is_asked_to(history: History) -> None:
    commit = submit(history, "hai\n")
    git = Git(history.top)
    made = history.publish([TEXT], commit, "An", "x")
    assert (history.published_content / TEXT).read_text(encoding="utf-8") == "một\n", "a build may read it"
    history.update_published()
    assert (history.published_content / TEXT).read_bytes() == b"hai\n"
    assert git.line("rev-parse", PUBLISHED) == made


def test_published_branch_is_no_place_to_write(history: History, tmp_path: Path) -> None:
    git = Git(history.top)
    git.run("worktree", "remove", "--force", str(tmp_path / "state/published"))
    git.run("switch", "-q", PUBLISHED)
    with pytest.raises(UserError, match="Chuyển sang nhánh khác"):
        history.prepare()


def test_folder_without_history_is_named(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    with pytest.raises(UserError, match="chưa có lịch sử Git"):
        History(tmp_path / "content", tmp_path / "published")


@pytest.mark.parametrize("target", ["khong-co", "articles", None])
def test_links_and_submodules_in_the_last_commit_stop_nobody(history: History, target: str | None) -> None:
    odd = history.content / "articles/la"
    if target is not None:
        odd.symlink_to(target)
    else:
        odd.mkdir()
        odd.joinpath("a.txt").write_text("x", encoding="utf-8")
        for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "x")):
            Git(odd).run("-c", "user.name=x", "-c", "user.email=x@localhost", *command)
    for command in (("add", "-A"), ("commit", "-q", "-m", "x")):
        history.git.run("-c", "user.name=x", "-c", "user.email=x@localhost", *command)
    history.keep_outside_edit(TEXT)
    submit(history, "hai\n")
    assert history.read(TEXT) == b"hai\n"
    assert (odd.is_symlink(), status(history)) == (target is not None, "")


def test_names_in_old_encodings_are_left_out(history: History) -> None:
    known = set(history.blobs())
    Path(os.fsdecode(os.fsencode(history.content) + b"/articles/b\xe0i.md")).write_bytes(b"x")
    for command in (("add", "-A"), ("commit", "-q", "-m", "x")):
        history.git.run("-c", "user.name=x", "-c", "user.email=x@localhost", *command)
    assert set(history.blobs()) == known
    submit(history, "hai\n")
    assert history.read(TEXT) == b"hai\n"


def test_nothing_is_submitted_to_no_branch(history: History) -> None:
    history.git.run("checkout", "-q", "--detach")
    with pytest.raises(GitError, match="không nhánh nào"):
        submit(history, "hai\n")
    with pytest.raises(GitError, match="không nhánh nào"):
        history.keep_outside_edit(TEXT)
    assert (history.content / TEXT).read_text(encoding="utf-8") == "một\n"
