"""A change to one text must not leave others with an error, since then no deploy would succeed; and changes come one by one."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

import pytest

from plugins.desk.desk import Desk
from plugins.desk.repository.history import PUBLISHED, History
from plugins.desk.texts import submitting
from plugins.desk.texts.deciding import publish, where
from plugins.desk.texts.drafts import new_text
from plugins.desk.texts.submitting import submit
from plugins.errors.issue import UserError
from tests.conftest import TinySite
from tests.desk.office import PATH, TEXT, Office

LINK = TEXT.replace("Họp thôn", "Tin liên quan").replace(
    "Nội dung họp.", "[Bài kia]({filename}/articles/2026/09/hop-thon-thang-12.md)"
)


@pytest.fixture
def built(desk: Desk, site: TinySite) -> Desk:
    """A desk whose site has been built once."""
    site.page()
    entry = desk.content.checks.check("pages/gioi-thieu.md", {}, desk.clock()).entry
    assert entry is not None
    desk.content.site.entries = [entry]  # type: ignore[attr-defined]
    return desk


def test_end_of_a_text_that_others_lead_to_is_refused(built: Desk, office: Office) -> None:
    text = office.publish(TEXT)
    office.publish(LINK)
    office.write(text, TEXT.replace("author:", "expires: 30/12/2027\nauthor:"))
    with pytest.raises(UserError, match="làm bài khác có lỗi") as raised:
        submit(built, text, office.by("lan"))
    assert "tin-lien-quan-thang-12.md" in str(raised.value)


def test_url_of_another_text_is_refused(built: Desk, office: Office) -> None:
    office.publish(TEXT)
    other = office.publish(TEXT.replace("20/9/2026", "20/8/2026"))
    office.write(other, TEXT)
    with pytest.raises(UserError, match="lỗi"):
        submit(built, other, office.by("lan"))
    later = office.publish(TEXT.replace("20/9/2026", "21/8/2026"), other)
    assert office.state(later).name == "PUBLISHED"


def test_missed_text_leaves_no_second_at_its_url(built: Desk, office: Office) -> None:
    office.publish(TEXT)
    built.content.site.entries = list(built.content.site.texts() or ())  # type: ignore[attr-defined]
    second = new_text(built.database, "article")
    office.write(second, TEXT.replace("author:", "slug: hop-thon-thang-12\nauthor:"))
    with pytest.raises(UserError, match="lỗi"):
        submit(built, second, office.by("lan"))


def test_text_that_no_build_knows_is_checked_at_publication(built: Desk, office: Office) -> None:
    office.submitted(TEXT.replace("author:", "tags: cầu mới\nauthor:"))
    text = office.approved(
        LINK.replace("{filename}/articles/2026/09/hop-thon-thang-12.md", "/chu-de/cau-moi/")
    )
    checks, known = built.content.checks, list(built.content.site.texts() or ())
    for _ in range(2):
        built.content.site.entries = known.copy()  # type: ignore[attr-defined]
        assert checks.entries()
    assert text.path not in checks.entries()
    with pytest.raises(UserError, match="trên cổng sẽ có lỗi"):
        publish(built, text, office.by("binh"))


def test_page_that_only_an_unpublished_text_makes_is_no_target(built: Desk, office: Office) -> None:
    office.submitted(TEXT.replace("author:", "tags: cầu mới\nauthor:"))
    text = office.approved(
        LINK.replace("{filename}/articles/2026/09/hop-thon-thang-12.md", "/chu-de/cau-moi/")
    )
    with pytest.raises(UserError, match="trên cổng sẽ có lỗi"):
        publish(built, text, office.by("binh"))


def test_same_version_is_published_once(built: Desk, office: Office) -> None:
    text = office.publish(TEXT)
    with pytest.raises(UserError, match="đang đăng rồi"):
        publish(built, text, office.by("binh"))


def test_submissions_at_the_same_time_all_succeed(built: Desk, office: Office) -> None:
    failed: list[str] = []

    def go(number: int) -> None:
        text = new_text(built.database, "article")
        office.write(text, TEXT.replace("Họp thôn tháng 12", f"Họp thôn {number}"))
        try:
            submit(built, text, office.by("lan"))
        except UserError as error:
            failed.append(str(error))

    threads = [threading.Thread(target=go, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    paths = {row["path"] for row in built.database.rows("SELECT path FROM texts")}
    assert paths == {path for path in built.content.blobs() if path.startswith("articles/")}
    assert len(paths) == 6
    assert built.content.history.git.line("status", "--porcelain", "--untracked-files=no") == ""


@pytest.mark.parametrize("when", ["before the index", "before the decision"])
def test_interrupted_submission_is_completed_by_the_next(
    built: Desk, office: Office, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    place: tuple[Any, str] = (
        (submitting, "add_step") if when == "before the decision" else (History, "_check_out")
    )
    monkeypatch.setattr(*place, fail)
    text = new_text(built.database, "article")
    office.write(text)
    with pytest.raises(KeyboardInterrupt):
        submit(built, text, office.by("lan"))
    monkeypatch.undo()
    commit = built.content.history.head()
    submit(built, office.now(text), office.by("lan"))
    assert office.now(text).path == PATH
    assert where(built, office.now(text)).state.name == "SUBMITTED"
    assert built.content.history.head() == commit
    assert built.content.history.git.line("status", "--porcelain", "--untracked-files=no") == ""


@pytest.mark.parametrize("branch", ["HEAD", PUBLISHED])
def test_lock_of_a_killed_command_stops_nothing(built: Desk, office: Office, branch: str) -> None:
    history = built.content.history
    folder = history.git.folder if branch == "HEAD" else history.published_content
    lock = folder / type(history.git)(folder).line("rev-parse", "--git-path", "index.lock")
    lock.touch()
    os.utime(lock, (time.time() - 3600,) * 2)
    text = office.publish(TEXT)
    history.update_published()
    assert (history.published_content / (text.path or "")).is_file()


def _published(desk: Desk, path: str | None) -> str:
    return (desk.content.history.read(path or "", PUBLISHED) or b"").decode()


def test_file_that_is_in_no_commit_is_no_file_of_a_text(built: Desk, office: Office, site: TinySite) -> None:
    site.write("articles/2026/09/ke-hoach.csv", "a,b\n")
    built.content.checks.take_in(["articles/2026/09/ke-hoach.csv"], None)
    text = new_text(built.database, "article")
    office.write(text, TEXT.replace("Nội dung họp.", "[Kế hoạch]({static}/articles/2026/09/ke-hoach.csv)"))
    with pytest.raises(UserError, match="chưa có trong lịch sử Git"):
        submit(built, text, office.by("lan"))


def test_path_of_a_deleted_text_is_not_given_to_another(built: Desk, office: Office) -> None:
    first = office.submitted()
    built.content.history.submit({PATH: None}, "x", "x", before={PATH: built.content.blobs()[PATH]})
    built.content.checks.take_in([PATH], None)
    built.content.checks._newer.clear()
    second = office.submitted()
    assert (first.path, second.path) == (PATH, PATH.replace(".md", "-2.md"))
