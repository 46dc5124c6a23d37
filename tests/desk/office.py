"""A small office, whose people write, approve and publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.desk.database.database import Database
from plugins.desk.desk import Desk
from plugins.desk.people.accounts import create_person
from plugins.desk.people.roles import Role
from plugins.desk.repository.history import PUBLISHED
from plugins.desk.texts.deciding import By, approve, publish, where
from plugins.desk.texts.drafts import (
    Draft,
    Notes,
    Text,
    draft_of,
    drafts_of_person,
    new_text,
    save_draft,
    text_by_id,
)
from plugins.desk.texts.submitting import submit
from plugins.desk.texts.workflow import State

if TYPE_CHECKING:
    from tests.desk.conftest import Clock

PASSWORD = "sông La mùa nước nổi"
TEXT = """---
title: Họp thôn tháng 12
date: 20/9/2026
author: Ban Biên tập
department: Văn phòng
---

Nội dung họp.
"""
PATH = "articles/2026/09/hop-thon-thang-12.md"


class Office:
    """A writer, an approver and a publisher, and what they do."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self.desk, self.clock = desk, clock
        roles = {"lan": Role.WRITER, "an": Role.APPROVER, "binh": Role.PUBLISHER}
        self.people = {
            name: create_person(
                desk.database, clock.now, None, name, name.title(), roles=[role], password=PASSWORD
            )
            for name, role in roles.items()
        }

    def by(self, name: str) -> By:
        self.clock.now += 1
        return By(self.people[name], self.clock.now)

    def write(self, text: Text, content: str = TEXT, name: str = "lan", notes: Notes | None = None) -> None:
        known = text_by_id(self.desk.database, text.id) or text
        base = self.desk.content.blobs().get(known.path) if known.path else None
        person = self.people[name].id
        draft = Draft(text.id, person, content.encode(), base, 0, notes=notes or Notes())
        save_draft(self.desk.database, self.clock.now, draft)

    def state(self, text: Text) -> State:
        return where(self.desk, self.now(text)).state

    def now(self, text: Text) -> Text:
        found = text_by_id(self.desk.database, text.id)
        assert found is not None
        return found

    def submitted(self, content: str = TEXT) -> Text:
        text = new_text(self.desk.database, "article")
        self.write(text, content)
        submit(self.desk, text, self.by("lan"))
        return self.now(text)

    def approved(self, content: str = TEXT) -> Text:
        text = self.submitted(content)
        approve(self.desk, text, self.by("an"), where(self.desk, text).current or "")
        return self.now(text)

    def publish(self, content: str, text: Text | None = None) -> Text:
        """Bring a new text, or a new version of one, from the draft to readers."""
        if text is None:
            text = self.approved(content)
        else:
            self.write(text, content)
            approve(self.desk, text, self.by("an"), submit(self.desk, text, self.by("lan")).digest)
        publish(self.desk, self.now(text), self.by("binh"))
        return self.now(text)


def published(desk: Desk, path: str = PATH) -> bytes | None:
    return desk.content.history.read(path, PUBLISHED)


def typed(database: Database, person: int) -> str:
    """Return the only draft of a person."""
    (listed,) = drafts_of_person(database, person, 9)
    draft = draft_of(database, listed.text, person)
    assert draft is not None
    return draft.content.decode()
