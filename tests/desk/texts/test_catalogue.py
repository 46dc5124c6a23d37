"""The lists know when readers see a text, and read no file twice."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from plugins.contract.content_type import Status
from plugins.desk.desk import Desk
from plugins.desk.repository.git import Git
from plugins.desk.repository.history import History
from plugins.desk.texts.catalogue import (
    MOST_FOUND,
    find_texts,
    listed_at,
    refresh_catalogue,
    texts_to_appear,
    texts_to_expire,
)
from plugins.desk.texts.times import status_of
from tests.conftest import TinySite
from tests.desk.conftest import NOW

DAY = 86_400.0  # NOW is in the evening of 21 September 2026 in Vietnam


def commit(desk: Desk, *, publish: bool = True) -> None:
    """Commit what is in the content folder, and publish it."""
    git = Git(desk.content.folder)
    git.run("add", "-A")
    git.run("-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x")
    if publish:
        git.run("update-ref", "refs/heads/published", "HEAD")
    refresh_catalogue(desk)


def appearing(desk: Desk) -> list[str]:
    return [one.title for one in texts_to_appear(desk, desk.content.published_blobs(), NOW)]


def expiring(desk: Desk, days: float = 30) -> list[str]:
    found = texts_to_expire(desk, desk.content.published_blobs(), NOW, NOW + days * DAY)
    return [one.title for one in found]


def test_texts_are_found_without_marks_and_newest_first(desk: Desk, site: TinySite) -> None:
    site.article("articles/2024/03/a.md", title="Lễ hội đua thuyền", date="1/3/2024")
    site.article("articles/2025/03/b.md", title="Lễ hội Cầu ngư", date="1/3/2025")
    site.page("pages/c.md", title="Về lễ hội")
    commit(desk)
    assert [one.title for one in find_texts(desk, "le hoi")] == [
        "Lễ hội Cầu ngư",
        "Lễ hội đua thuyền",
        "Về lễ hội",
    ]
    assert [one.title for one in find_texts(desk, "thuyền LỄ")] == ["Lễ hội đua thuyền"]
    assert [one.title for one in find_texts(desk, "lễ", after=1)] == ["Lễ hội đua thuyền", "Về lễ hội"]
    assert find_texts(desk, "%") == find_texts(desk, "")
    assert find_texts(desk, "khong co") == []


def test_words_at_the_end_of_a_long_title_are_found(desk: Desk, site: TinySite) -> None:
    site.article("articles/2024/03/a.md", title=f"{'Nghị quyết về việc ' * 8} cầu Đà Rằng")
    commit(desk)
    assert len(find_texts(desk, "cau da rang")) == 1


def test_search_says_that_there_are_more(desk: Desk, site: TinySite) -> None:
    for number in range(MOST_FOUND + 5):
        site.article(f"articles/2024/03/a{number}.md")
    commit(desk)
    assert len(find_texts(desk, "")) == MOST_FOUND + 1
    assert len(find_texts(desk, "", after=MOST_FOUND)) == 5


def test_scheduled_texts_are_listed_in_their_order(desk: Desk, site: TinySite) -> None:
    site.article("articles/2026/09/a.md", title="Mai", date="22/9/2026 07:00")
    site.article("articles/2026/09/b.md", title="Tối nay", date="21/9/2026 23:00")
    site.article("articles/2026/09/c.md", title="Đã hiện", date="21/9/2026 07:00")
    site.article("articles/2026/09/d.md", title="Nháp", date="22/9/2026 07:00", status="nháp")
    commit(desk)
    site.article("articles/2026/09/e.md", title="Chưa duyệt", date="22/9/2026 08:00")
    commit(desk, publish=False)
    assert appearing(desk) == ["Tối nay", "Mai"]


def test_texts_that_readers_will_lose_are_listed(desk: Desk, site: TinySite) -> None:
    site.article("articles/2026/09/a.md", title="Sau", expires="1/10/2026")
    site.article("articles/2026/09/b.md", title="Trước", expires="22/9/2026")
    site.article("articles/2026/09/c.md", title="Đã hết", expires="21/9/2026")
    site.article("articles/2026/09/d.md", title="Còn lâu", expires="1/12/2026")
    site.article("articles/2026/09/e.md", title="Không hết")
    commit(desk)
    assert expiring(desk) == ["Trước", "Sau"]


def test_lists_show_what_is_published_not_what_is_submitted(desk: Desk, site: TinySite) -> None:
    site.article("articles/2026/09/a.md", title="Có hạn", expires="1/10/2026")
    site.article("articles/2026/09/b.md", title="Không hạn")
    commit(desk)
    site.article("articles/2026/09/a.md", title="Có hạn, đã sửa")
    site.article("articles/2026/09/b.md", title="Không hạn, đã sửa", expires="1/10/2026")
    commit(desk, publish=False)
    assert expiring(desk) == ["Có hạn"]


def test_only_changed_texts_are_read(desk: Desk, site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("articles/2024/03/a.md")
    site.article("articles/2024/03/b.md")
    commit(desk)
    read: list[int] = []
    contents = History.contents

    def counted(self: History, blobs: Iterable[str]) -> dict[str, bytes]:
        wanted = list(blobs)
        read.append(len(wanted))
        return contents(self, wanted)

    monkeypatch.setattr(History, "contents", counted)
    refresh_catalogue(desk)
    assert read == []
    site.article("articles/2024/03/b.md", title="Sửa")
    (site.content / "articles/2024/03/a.md").unlink()
    commit(desk)
    assert read == [1]
    assert list(listed_at(desk, ["articles/2024/03/a.md", "articles/2024/03/b.md"])) == [
        "articles/2024/03/b.md"
    ]


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("", Status.PUBLISHED),
        ("Bản  nháp", Status.DRAFT),
        ("draft", Status.DRAFT),
        ("thu hồi", Status.WITHDRAWN),
    ],
)
def test_status_is_read_in_editors_words(written: str, status: Status) -> None:
    assert status_of({"status": written}) is status
