"""Personal data is erased from the history, and from everything else that the desk keeps of the past."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from plugins.desk.database.journal import Act, entries, record
from plugins.desk.desk import Desk
from plugins.desk.erasure.erased import Erased
from plugins.desk.erasure.records import WRITTEN, erase_from_records, name_new_commits
from plugins.desk.erasure.repository import find, forget_map, read_map, remaining, rewrite
from plugins.desk.repository.git import Git
from plugins.desk.texts.catalogue import find_texts, refresh_catalogue
from plugins.desk.texts.deciding import send_back, where
from plugins.desk.texts.drafts import Draft, new_text
from plugins.desk.texts.links import make_link
from plugins.desk.texts.standing import blobs_of_version, commit_of_version
from plugins.desk.texts.submitting import submit
from plugins.desk.texts.workflow import State
from plugins.desk.uploads.opening import Opened
from plugins.desk.uploads.store import add_upload, listed_uploads
from plugins.errors.issue import UserError
from tests.conversion.documents import document, paragraph, run
from tests.conversion.pdfs import pdf
from tests.desk.office import PATH, TEXT, Office, published

NUMBER = "0912 345 678"
WITH_NUMBER = TEXT + f"Hỏi ông A, {NUMBER}.\n"


def erase(desk: Desk, erased: Erased) -> None:
    found = find(desk.content.history, erased)
    erase_from_records(desk.database, erased, found.blobs, now=desk.clock(), reason="Theo đơn")
    name_new_commits(desk.database, desk.content.history, rewrite(desk.content.history, erased))
    forget_map(desk.content.history)
    assert not remaining(desk.content.history, erased, found.blobs)


def test_documents_that_have_the_words_are_deleted(desk: Desk, office: Office) -> None:
    text, lan = new_text(desk.database, "article"), office.people["lan"].id
    pieces = paragraph(run(NUMBER[:5]) + run(NUMBER[5:]))
    for name, content in (
        ("a.docx", document(pieces)),
        ("b.docx", document(paragraph("Khác"))),
        ("c.pdf", pdf(["x"])),
    ):
        add_upload(desk.database, 0, text, lan, name=name, content=content, opened=Opened(name[1:], content))
    found = erase_from_records(desk.database, Erased((NUMBER,), ()), (), now=desk.clock(), reason="Theo đơn")
    left = [one.name for one in listed_uploads(desk.database, text, lan)]
    assert [name[0] for name in left] == ["b", "c"]
    assert (found.changed, found.unread) == (1, (left[1],))


def test_words_are_found_as_markdown_writes_them(desk: Desk, office: Office) -> None:
    text = office.publish(TEXT.replace("Nội dung họp.", r"Hỏi nguyen\_van\_a@xa.example."))
    office.publish(TEXT, text)
    erase(desk, Erased(("nguyen_van_a@xa.example",), ()))
    assert b"van" not in everything_in(desk.content.folder).replace(b"\\", b"")


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


def test_every_column_of_the_file_is_erased_or_has_no_words(desk: Desk) -> None:
    """A new column of text has to be named in WRITTEN, or here."""
    other = {
        "people": {"name", "full_name", "roles", "password", "totp", "handle"},
        "passkeys": {"id", "public_key", "host"},
        "recovery_codes": {"digest"},
        "sessions": {"digest", "form_token", "pending"},
        "failures": {"name", "origin"},
        "browsers": {"digest"},
        "journal": {"act"},
        "texts": {"path", "kind"},
        "drafts": {"base", "page"},
        "kept_drafts": {"base", "page"},
        "uploads": {"name", "thumbnail"},
        "steps": {"kind", "digest", "version"},
        "catalogue": {"path", "blob", "kind", "title", "folded", "status"},  # deleted, and read again
        "releases": {"published"},
        "preview_links": {"digest", "title", "html"},  # all are deleted
        "preview_files": {"link", "name", "content"},
        "alerts": {"level", "until"},
    }
    tables = [
        row["name"]
        for row in desk.database.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    ]
    for table in tables:
        columns = {
            row["name"]
            for row in desk.database.rows(f"PRAGMA table_info({table})")
            if row["type"] in {"TEXT", "BLOB"}
        }
        assert columns == other.get(table, set()) | set(WRITTEN.get(table, ())), table


def test_words_are_gone_from_titles_and_descriptions(desk: Desk, office: Office) -> None:
    text = office.publish(TEXT.replace("Họp thôn", f"Họp thôn, gọi {NUMBER}"))
    add_upload(desk.database, 0, text, office.people["lan"].id, name=f"Gọi {NUMBER}.csv", content=b"a,b\n")
    refresh_catalogue(desk)
    (one,) = find_texts(desk, "hop thon")
    assert NUMBER in one.title
    erase(desk, Erased((NUMBER,), ()))
    assert listed_uploads(desk.database, text, office.people["lan"].id)[0].words == "Gọi [đã xóa]"
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


@pytest.mark.parametrize("is_released", [True, False], ids=["released", "not released yet"])
def test_words_are_gone_before_the_correction_is_released(
    desk: Desk, office: Office, *, is_released: bool
) -> None:
    history = desk.content.history
    text = office.publish(WITH_NUMBER)
    history.update_published()
    office.publish(TEXT, text)
    if is_released:
        history.update_published()
    erase(desk, Erased((NUMBER,), ()))
    assert NUMBER.encode() not in everything_in(desk.content.folder)
    assert (history.published_content / PATH).read_text(encoding="utf-8") == TEXT


def test_copies_from_elsewhere_are_gone(desk: Desk, office: Office) -> None:
    git = desk.content.history.git
    text = office.publish(WITH_NUMBER)
    git.run("update-ref", "refs/remotes/origin/main", "HEAD")
    git.run("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")  # as a clone has it
    git.run("tag", "cu")
    (desk.content.folder / ".git/COMMIT_EDITMSG").write_text(NUMBER, encoding="utf-8")
    office.publish(TEXT, text)
    erase(desk, Erased((NUMBER,), ()))
    assert NUMBER.encode() not in everything_in(desk.content.folder)
    assert not (desk.content.folder / ".git/COMMIT_EDITMSG").exists()


@pytest.mark.parametrize("kind", ["work tree", "notes", "kept pack", "shared objects"])
def test_what_would_keep_it_is_named_before_anything_changes(
    desk: Desk, office: Office, tmp_path: Path, kind: str
) -> None:
    git, text = desk.content.history.git, office.publish(WITH_NUMBER)
    match kind:
        case "work tree":
            git.run("worktree", "add", "-q", "--detach", str(tmp_path / "khac"), "HEAD")
        case "notes":
            git.run("update-ref", "refs/notes/commits", "HEAD")
        case "kept pack":
            git.run("repack", "-a", "-d", "-q")
            (pack,) = desk.content.folder.glob(".git/objects/pack/*.pack")
            pack.with_suffix(".keep").touch()
        case "shared objects":
            (desk.content.folder / ".git/objects/info/alternates").write_text(f"{tmp_path}\n")
    office.publish(TEXT, text)
    said = {
        "work tree": "khac",
        "notes": "refs/notes/commits",
        "kept pack": "keep",
        "shared objects": "altern",
    }
    with pytest.raises(UserError, match=f"không viết lại được:\n.*{said[kind]}.*; "):
        find(desk.content.history, Erased((NUMBER,), ()))


def test_what_is_left_has_a_name(desk: Desk, office: Office) -> None:
    office.publish(WITH_NUMBER)
    git, erased = desk.content.history.git, Erased((NUMBER,), ())
    alone = git.run("hash-object", "-w", "--stdin", given=NUMBER.encode()).decode().strip()
    left = remaining(desk.content.history, erased, ())
    assert f"blob ({alone})" in left
    assert any(one.startswith(f"{PATH} (") for one in left)


def test_words_in_a_file_of_another_kind_ask_for_the_file(desk: Desk, office: Office) -> None:
    office.publish(TEXT)
    history, path = desk.content.history, "articles/2026/09/don.pdf"
    history.submit({path: b"%PDF-1.4\0" + NUMBER.encode()}, "Lan", "x", before={})
    with pytest.raises(UserError, match=r"don\.pdf không phải tệp chữ.*--file"):
        find(history, Erased((NUMBER,), ()))
    assert path in find(history, Erased((NUMBER,), (path,))).current


def test_words_in_committed_documents_ask_for_the_file(desk: Desk, office: Office) -> None:
    history, pieces = desk.content.history, paragraph(run(NUMBER[:5]) + run(NUMBER[5:]))
    files = {
        "files/ho-so.docx": document(pieces),
        "files/don.doc": b"\xd0\xcf\x11\xe0\0" + NUMBER.encode("utf-16-le"),
        "files/so.pdf": pdf(["x"]),
        "files/hong.zip": b"PK\x03\x04",
    }
    before = dict.fromkeys(files)
    history.submit(files, "Lan", "Tệp", before=before, at=office.clock.now)
    for path in list(files)[:2]:
        with pytest.raises(UserError, match="không phải tệp chữ"):
            find(history, Erased((NUMBER,), tuple({"files/ho-so.docx", "files/don.doc"} - {path})))
    found = find(history, Erased((NUMBER,), ("files/ho-so.docx", "files/don.doc")))
    assert found.unread == ("files/hong.zip", "files/so.pdf")
    history.submit(
        dict.fromkeys(list(files)[:2]), "Lan", "Bỏ", before=history.blobs_of("HEAD", list(files)[:2]), at=0
    )
    erase(desk, Erased((NUMBER,), ("files/ho-so.docx", "files/don.doc")))


def test_same_file_under_another_name_is_found(desk: Desk, office: Office) -> None:
    office.publish(TEXT)
    history, folder = desk.content.history, "articles/2026/09"
    history.submit({f"{folder}/a.csv": b"x", f"{folder}/b.csv": b"x"}, "Lan", "x", before={})
    history.submit({f"{folder}/a.csv": None}, "Lan", "y", before={})
    assert find(history, Erased((), (f"{folder}/a.csv",))).current == (f"{folder}/b.csv",)


def test_secret_links_end_with_an_erasure(desk: Desk, office: Office) -> None:
    text = office.publish(TEXT)
    draft = Draft(text.id, office.people["lan"].id, WITH_NUMBER.encode(), None, 0)
    make_link(desk, text, draft, office.by("lan"))
    desk.database.write("UPDATE preview_links SET html = ?", b"<b>0912</b> 345 678")
    erase(desk, Erased((NUMBER,), ()))
    assert not desk.database.rows("SELECT * FROM preview_links")


@pytest.mark.parametrize(
    "written",
    ['Lê &amp; "Kín"', "Lê &amp; &quot;Kín&quot;", "Lê &amp; &#34;Kín&#34;", 'Lê & \\"Kín\\"'],
)
def test_words_are_found_as_html_and_json_write_them(written: str) -> None:
    erased = Erased(('Lê & "Kín"',), ())
    assert erased.without(f"<p>{written}</p>".encode()).decode() == "<p>[đã xóa]</p>"


def test_words_are_found_as_yaml_writes_them(desk: Desk, office: Office) -> None:
    text = office.publish(TEXT.replace("title: Họp thôn tháng 12", "title: 'Họp: ông K''Brình'"))
    office.publish(TEXT, text)
    erase(desk, Erased(("K'Brình",), ()))
    assert "Brình".encode() not in everything_in(desk.content.folder)
