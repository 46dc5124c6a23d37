"""Nothing that was typed is lost, and nobody overwrites anybody."""

from __future__ import annotations

import sqlite3

import pytest

from plugins.desk.database.database import Database
from plugins.desk.people.accounts import create_person
from plugins.desk.people.roles import Role
from plugins.desk.texts import drafts
from plugins.desk.texts.drafts import (
    HELD_SECONDS,
    Draft,
    draft_of,
    drafts_of_text,
    drop_draft,
    keep_draft,
    kept_draft,
    kept_moments,
    new_text,
    save_draft,
    set_path,
    take_over,
    text_at,
    text_by_id,
)
from plugins.desk.texts.steps import add_step, steps_of
from plugins.desk.texts.workflow import Step, StepKind
from plugins.desk.uploads.store import add_upload, listed_uploads
from tests.desk.conftest import NOW
from tests.desk.office import PASSWORD, typed


@pytest.fixture
def writers(database: Database) -> tuple[int, int]:
    made = [
        create_person(database, NOW, None, name, name.title(), roles=[Role.WRITER], password=PASSWORD)
        for name in ("lan", "an")
    ]
    return made[0].id, made[1].id


def test_oldest_of_what_is_kept_goes_first(
    database: Database, writers: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST_KEPT", 2)
    text = new_text(database, "article")
    for number, person in enumerate((writers[1], *(writers[0],) * 4)):
        keep_draft(database, NOW + number, Draft(text.id, person, f"{number}".encode(), None, 0))
    found = [
        kept_draft(database, text, writers[0], number) for number in kept_moments(database, text, writers[0])
    ]
    assert [one.content for one in found if one is not None] == [b"4", b"3"]
    assert len(kept_moments(database, text, writers[1])) == 1


def test_files_of_forgotten_new_texts_are_deleted(database: Database, writers: tuple[int, int]) -> None:
    (lan, _), kept, dropped = writers, new_text(database, "article"), new_text(database, "article")
    submitted = text_at(database, "articles/a.md", "article")
    for text in (kept, dropped, submitted):
        add_upload(database, NOW, text, lan, name="a.csv", content=b"a,b\n1,2\n")
    save_draft(database, NOW, Draft(kept.id, lan, b"x", None, 0))
    keep_draft(database, NOW, Draft(dropped.id, lan, b"x", None, 0))
    for days, left in ((29, 3), (31, 2)):
        keep_draft(database, NOW + days * 86_400, Draft(kept.id, lan, b"y", None, 0))
        assert len(database.rows("SELECT 1 FROM uploads")) == left
    assert [bool(listed_uploads(database, text, lan)) for text in (kept, dropped)] == [True, False]


def test_draft_is_there_again_as_it_was_typed(database: Database, writers: tuple[int, int]) -> None:
    lan, _ = writers
    text = new_text(database, "article")
    save_draft(database, NOW, Draft(text.id, lan, "một".encode(), None, 0))
    save_draft(database, NOW + 2, Draft(text.id, lan, "một hai".encode(), None, 0))
    assert draft_of(database, text, lan) == Draft(text.id, lan, "một hai".encode(), None, NOW + 2)
    assert typed(database, lan) == "một hai"


def test_each_person_has_an_own_draft(database: Database, writers: tuple[int, int]) -> None:
    lan, an = writers
    text = text_at(database, "articles/a.md", "article")
    save_draft(database, NOW, Draft(text.id, lan, b"lan", "blob", 0))
    save_draft(database, NOW + 1, Draft(text.id, an, b"an", "blob", 0))
    assert [draft.content for draft in drafts_of_text(database, text)] == [b"an", b"lan"]
    drop_draft(database, NOW, text, an)
    assert [draft.content for draft in drafts_of_text(database, text)] == [b"lan"]


def test_second_writer_sees_the_first_and_may_take_over(database: Database, writers: tuple[int, int]) -> None:
    lan, an = writers
    number = text_at(database, "articles/a.md", "article").id

    def other(person: int, now: float) -> int | None:
        text = text_by_id(database, number)
        assert text is not None
        return text.held_by_other(person, now)

    save_draft(database, NOW, Draft(number, lan, b"lan", None, 0))
    save_draft(database, NOW + 1, Draft(number, an, b"an", None, 0))
    assert (other(an, NOW + 1), other(lan, NOW + 1)) == (lan, None)
    text = text_by_id(database, number)
    assert text is not None
    take_over(database, NOW + 2, text, an)
    save_draft(database, NOW + 3, Draft(number, lan, b"lan 2", None, 0))
    assert (other(an, NOW + 3), other(lan, NOW + 3)) == (None, an)
    assert other(lan, NOW + 2 + HELD_SECONDS) is None


def test_text_is_known_by_its_path(database: Database) -> None:
    first = text_at(database, "articles/a.md", "article")
    assert text_at(database, "articles/a.md", "article") == first
    text = new_text(database, "article")
    assert text.path is None
    set_path(database, text, "articles/b.md")
    assert text_at(database, "articles/b.md", "article").id == text.id
    with pytest.raises(sqlite3.IntegrityError):
        set_path(database, text, "articles/a.md")


@pytest.mark.parametrize("statement", ["UPDATE steps SET person = 1", "DELETE FROM steps"])
def test_decisions_are_append_only(database: Database, writers: tuple[int, int], statement: str) -> None:
    text = text_at(database, "articles/a.md", "article")
    step = Step(StepKind.SUBMITTED, writers[0], NOW, "d" * 64, "c" * 40, "xin duyệt")
    add_step(database, text, step)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        database.write(statement)
    assert steps_of(database, text) == [step]
