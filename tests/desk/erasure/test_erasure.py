"""Personal data is erased from the history, and from everything else that the desk keeps of the past."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from plugins.desk.database.journal import Act, entries, record
from plugins.desk.desk import Desk
from plugins.desk.erasure.erased import Erased
from plugins.desk.erasure.records import erase_from_records, name_new_commits
from plugins.desk.erasure.repository import find, forget_map, read_map, rewrite
from plugins.desk.repository.git import Git
from plugins.desk.texts.catalogue import find_texts, refresh_catalogue
from plugins.desk.texts.deciding import send_back, submit, where
from plugins.desk.texts.drafts import new_text
from plugins.desk.texts.standing import blobs_of_version, commit_of_version
from plugins.desk.texts.workflow import State
from plugins.desk.uploads.store import add_upload, listed_uploads
from plugins.errors.issue import UserError
from tests.desk.office import PATH, TEXT, Office, published

NUMBER = "0912 345 678"
WITH_NUMBER = TEXT + f"Hỏi ông A, {NUMBER}.\n"


def erase(desk: Desk, erased: Erased) -> None:
    found = find(desk.content.history, erased)
    erase_from_records(desk.database, erased, found.blobs, now=desk.clock(), reason="Theo đơn")
    name_new_commits(desk.database, desk.content.history, rewrite(desk.content.history, erased))
    forget_map(desk.content.history)


def everything_in(repository: Path) -> bytes:
    """Return all objects of a repository, also those that nothing names."""
    git = Git(repository)
    ids = git.run("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    return git.run("cat-file", "--batch", given=ids)


def test_words_are_gone_and_the_history_stays(desk: Desk, office: Office) -> None:
    text = office.publish(WITH_NUMBER)
    office.publish(TEXT, text)
    old = Git(desk.content.folder).line("rev-parse", "HEAD")
    assert find(desk.content.history, Erased((NUMBER,), ())).versions == {PATH: 1}

    erase(desk, Erased((NUMBER,), ()))

    assert NUMBER.encode() not in everything_in(desk.content.folder)
    assert Git(desk.content.folder).ran("cat-file", "-e", old).returncode != 0
    assert office.state(text) is State.PUBLISHED
    assert published(desk) == TEXT.encode() == (desk.content.folder / PATH).read_bytes()
    assert (desk.content.history.published_content / PATH).read_text(encoding="utf-8") == TEXT
    first, *_ = where(desk, text).steps
    kept = desk.content.history.read(PATH, commit_of_version(first))
    assert kept is not None
    assert "Hỏi ông A, [đã xóa]." in kept.decode()
    assert list(desk.content.history.contents(blobs_of_version(first).values()).values()) == [kept]
    entry = next(one for one in entries(desk.database) if one.act is Act.ERASED)
    assert entry.details == {"lý do": "Theo đơn"}
    office.publish(WITH_NUMBER.replace(NUMBER, "Văn phòng"), text)
    assert office.state(text) is State.PUBLISHED


def test_words_are_found_however_their_marks_are_written(desk: Desk, office: Office) -> None:
    decomposed = unicodedata.normalize("NFD", "Nguyễn Văn Tèo")
    text = office.publish(f"{TEXT}\n{decomposed}\n")
    office.publish(TEXT, text)
    erase(desk, Erased(("Nguyễn Văn Tèo",), ()))
    assert decomposed.encode() not in everything_in(desk.content.folder)


def test_words_are_gone_from_the_desks_own_file(desk: Desk, office: Office, tmp_path: Path) -> None:
    text = office.publish(TEXT)
    office.write(text, WITH_NUMBER)
    submit(desk, text, office.by("lan"))
    send_back(desk, text, office.by("an"), f"Bỏ số {NUMBER}")
    office.write(text, TEXT)
    submit(desk, text, office.by("lan"))
    office.write(text, WITH_NUMBER)
    record(desk.database, 0, None, Act.RETURNED, details={"nhận xét": f"“{NUMBER}”"})
    erase(desk, Erased((NUMBER,), ()))
    files = [file.read_bytes() for file in tmp_path.glob("ban-bien-tap.sqlite3*")]
    assert files
    assert not any(NUMBER.encode() in file for file in files)
    with pytest.raises(Exception, match="append-only"):
        desk.database.write("DELETE FROM journal")
    with pytest.raises(Exception, match="append-only"):
        desk.database.write("DELETE FROM steps")


def test_words_are_gone_from_titles_and_descriptions(desk: Desk, office: Office) -> None:
    text = office.publish(TEXT.replace("Họp thôn", f"Họp thôn, gọi {NUMBER}"))
    add_upload(desk.database, 0, text, office.people["lan"].id, name=f"Gọi {NUMBER}.csv", content=b"a,b\n")
    refresh_catalogue(desk)
    (one,) = find_texts(desk, "hop thon")
    assert NUMBER in one.title
    erase(desk, Erased((NUMBER,), ()))
    assert listed_uploads(desk.database, text)[0].words == "Gọi [đã xóa]"
    assert not desk.database.rows("SELECT * FROM catalogue")
    refresh_catalogue(desk)
    (one,) = find_texts(desk, "hop thon")
    assert NUMBER not in one.title


def test_file_is_gone_from_every_version(desk: Desk, office: Office) -> None:
    text, stored = new_text(desk.database, "article"), b"ten,so\nA,0912\n"
    added = add_upload(desk.database, 0, text, office.people["lan"].id, name="ong-a.csv", content=stored)
    office.write(text, TEXT + f"\n[Danh sách]({added.name})\n")
    submit(desk, text, office.by("lan"))
    text, path = office.now(text), f"articles/2026/09/{added.name}"
    assert desk.content.history.read(path) == stored
    erased = Erased((), (path,))
    assert path in find(desk.content.history, erased).current
    office.write(text, TEXT)
    submit(desk, text, office.by("lan"))
    desk.content.history.submit({path: None}, "Lan", "Bỏ ảnh", before={path: desk.content.blobs()[path]})
    found = find(desk.content.history, erased)
    assert (found.current, found.versions) == ((), {path: 1})
    erase(desk, erased)
    assert stored not in everything_in(desk.content.folder)
    assert not desk.database.rows("SELECT * FROM uploads")
    assert list(blobs_of_version(where(desk, text).steps[0])) == [PATH]


def test_killed_erasure_is_finished_by_the_next(desk: Desk, office: Office) -> None:
    text = office.publish(WITH_NUMBER)
    office.publish(TEXT, text)
    erased = Erased((NUMBER,), ())
    rewrite(desk.content.history, erased)  # killed before the decisions named the new commits
    assert not find(desk.content.history, erased).versions
    erase(desk, erased)
    assert not read_map(desk.content.history)
    assert all(desk.content.history.read(PATH, commit_of_version(step)) for step in where(desk, text).steps)


def test_uncommitted_change_is_not_lost(desk: Desk, office: Office) -> None:
    office.publish(TEXT, office.publish(WITH_NUMBER))
    (desk.content.folder / PATH).write_text("đang sửa", encoding="utf-8")
    with pytest.raises(UserError, match="chưa lưu vào lịch sử"):
        rewrite(desk.content.history, Erased((NUMBER,), ()))
    assert (desk.content.folder / PATH).read_text(encoding="utf-8") == "đang sửa"


@pytest.mark.parametrize("words", ["", "abc", "một\nhai dòng", "xa ==> gần"])
def test_words_that_cannot_be_erased_are_rejected(words: str) -> None:
    with pytest.raises(UserError, match="Không xóa được"):
        Erased((words,), ())


def test_nothing_to_erase_is_an_error() -> None:
    with pytest.raises(UserError, match="--words"):
        Erased((), ())


def test_folder_is_not_taken_for_a_file(desk: Desk, office: Office) -> None:
    office.publish(TEXT)
    with pytest.raises(UserError, match="articles là thư mục"):
        find(desk.content.history, Erased((), ("articles",)))
