"""What people are typing: saved at once, each person's own, and never overwritten by anybody else's."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import NamedTuple

from plugins.desk.database.database import Database
from plugins.desk.texts.heads import title_of

HELD_SECONDS = 90  # since the writer's browser last saved
KEPT_SECONDS = 30 * 86_400
MOST_KEPT = 200  # of a person, beside the drafts


@dataclass(frozen=True)
class Text:
    """A text that the desk has had to do with; `path` is None until it is submitted. `holder` is who is writing."""

    id: int
    path: str | None
    kind: str
    holder: int | None
    held: float

    def held_by_other(self, person: int, now: float) -> int | None:
        """Return who else is writing now, None if nobody."""
        is_held = self.holder is not None and self.holder != person and now - self.held < HELD_SECONDS
        return self.holder if is_held else None


@dataclass(frozen=True)
class Notes:
    """What goes with a submission: a `remark` for the approver, and a `correction` that readers see below the text.

    `is_minor` says that readers need no correction: only slips were corrected.
    """

    remark: str = ""
    correction: str = ""
    is_minor: bool = False


@dataclass(frozen=True)
class Draft:
    """What a person has typed: the file as it would be submitted, and the Git blob that it was begun from.

    `page` is the opened page that saved it last, `sent` when it sent that, in milliseconds of its own clock (0: not known).
    """

    text: int
    person: int
    content: bytes
    base: str | None
    saved: float
    page: str = ""
    notes: Notes = Notes()
    sent: int = 0


class ListedDraft(NamedTuple):
    """What a list shows of something that a person has typed; `number` is that of what is kept beside a draft."""

    text: Text
    title: str
    saved: float
    number: int = 0


def text_by_id(database: Database, number: int) -> Text | None:
    """Return a text by its id."""
    row = database.row("SELECT * FROM texts WHERE id = ?", number)
    return _text(row) if row is not None else None


def text_at(database: Database, path: str, kind: str) -> Text:
    """Return the text at a path of the content folder; the desk remembers it from now on."""
    with database.transaction():
        database.write("INSERT OR IGNORE INTO texts (path, kind) VALUES (?, ?)", path, kind)
        row = database.rows("SELECT * FROM texts WHERE path = ?", path)[0]
    return _text(row)


def undecided_texts(database: Database) -> list[Text]:
    """Return the texts whose last decision is no publication, that with the oldest decision first."""
    rows = database.rows(
        "SELECT texts.* FROM (SELECT text, max(id) AS last FROM steps GROUP BY text)"
        " JOIN steps ON steps.id = last JOIN texts ON texts.id = steps.text WHERE steps.kind <> 'PUBLISHED' ORDER BY last"
    )
    return [_text(row) for row in rows]


def published_lately(database: Database, most: int) -> list[tuple[Text, float]]:
    """Return the texts that were published or withdrawn last, with the moment, the newest first."""
    rows = database.rows(
        "SELECT texts.*, max(steps.id) AS last, moment FROM steps JOIN texts ON texts.id = steps.text"
        " WHERE steps.kind = 'PUBLISHED' GROUP BY steps.text ORDER BY last DESC LIMIT ?",
        most,
    )
    return [(_text(row), row["moment"]) for row in rows]


def texts_at(database: Database, paths: Iterable[str]) -> dict[str, Text]:
    """Return the texts at some paths that the desk has had to do with, by their paths."""
    wanted = list(paths)
    marks = ", ".join("?" * len(wanted))
    rows = database.rows(f"SELECT * FROM texts WHERE path IN ({marks})", *wanted)  # noqa: S608 - question marks alone
    return {row["path"]: _text(row) for row in rows}


def new_text(database: Database, kind: str) -> Text:
    """Return a new text, which has no path yet."""
    with database.transaction() as connection:
        number = connection.execute("INSERT INTO texts (kind) VALUES (?)", (kind,)).lastrowid
        return _text(database.rows("SELECT * FROM texts WHERE id = ?", number)[0])


def set_path(database: Database, text: Text, path: str | None) -> None:
    """Note where a text stands once it has been submitted, None for one that has not."""
    database.write("UPDATE texts SET path = ? WHERE id = ?", path, text.id)


def draft_of(database: Database, text: Text, person: int) -> Draft | None:
    """Return what a person has typed of a text, None if nothing."""
    row = database.row("SELECT * FROM drafts WHERE text = ? AND person = ?", text.id, person)
    return _draft(row) if row is not None else None


def drafts_of_text(database: Database, text: Text) -> list[Draft]:
    """Return what everybody has typed of a text, the newest first."""
    return [
        _draft(row)
        for row in database.rows("SELECT * FROM drafts WHERE text = ? ORDER BY saved DESC", text.id)
    ]


def drafts_of_person(database: Database, person: int, most: int) -> list[ListedDraft]:
    """Return the drafts of a person, the newest first."""
    rows = database.rows(
        "SELECT texts.*, title, saved FROM drafts JOIN texts ON texts.id = drafts.text WHERE person = ?"
        " ORDER BY saved DESC LIMIT ?",
        person,
        most,
    )
    return [ListedDraft(_text(row), row["title"], row["saved"]) for row in rows]


def number_of_drafts(database: Database, person: int) -> int:
    """Return of how many texts a person has a draft."""
    (row,) = database.rows("SELECT count(*) AS total FROM drafts WHERE person = ?", person)
    return int(row["total"])


def save_draft(database: Database, now: float, draft: Draft) -> None:
    """Store what a person has typed. If nobody else is writing, the person is the one who is."""
    title = title_of(draft.content)
    with database.transaction():
        database.write(
            "INSERT INTO drafts (text, person, content, base, saved, page, notes, title, sent)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (text, person)"
            " DO UPDATE SET content = ?3, base = ?4, saved = ?5, page = ?6, notes = ?7, title = ?8, sent = ?9",
            draft.text,
            draft.person,
            draft.content,
            draft.base,
            now,
            draft.page,
            _written(draft.notes),
            title,
            draft.sent,
        )
        database.write(
            "UPDATE texts SET holder = ?1, held = ?2 WHERE id = ?3 AND (holder IS NULL OR holder = ?1 OR held <= ?4)",
            draft.person,
            now,
            draft.text,
            now - HELD_SECONDS,
        )


def set_notes(database: Database, text: Text, person: int, notes: Notes) -> None:
    """Store what goes with a submission of a person's draft."""
    database.write(
        "UPDATE drafts SET notes = ? WHERE text = ? AND person = ?", _written(notes), text.id, person
    )


def take_over(database: Database, now: float, text: Text, person: int) -> None:
    """Let another person write; what the one before has typed stays with that person."""
    database.write("UPDATE texts SET holder = ?, held = ? WHERE id = ?", person, now, text.id)


def keep_draft(database: Database, now: float, draft: Draft) -> int:
    """Keep something that is not the person's draft, in place of what was kept of the same opened page; return its number.

    Of more than MOST_KEPT the oldest goes.
    """
    title = title_of(draft.content)
    with database.transaction() as connection:
        database.write("DELETE FROM kept_drafts WHERE saved <= ?", now - KEPT_SECONDS)
        _delete_forgotten_uploads(database, now)
        if draft.page:
            database.write(
                "DELETE FROM kept_drafts WHERE text = ? AND person = ? AND page = ?",
                draft.text,
                draft.person,
                draft.page,
            )
        found = connection.execute(
            "INSERT INTO kept_drafts (text, person, page, content, base, saved, notes, title) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                draft.text,
                draft.person,
                draft.page,
                draft.content,
                draft.base,
                now,
                _written(draft.notes),
                title,
            ),
        ).lastrowid
        database.write(
            "DELETE FROM kept_drafts WHERE id IN"
            " (SELECT id FROM kept_drafts WHERE person = ? ORDER BY saved DESC, id DESC LIMIT -1 OFFSET ?)",
            draft.person,
            MOST_KEPT,
        )
    return found or 0


def _delete_forgotten_uploads(database: Database, now: float) -> None:
    """Delete the files that people have sent for new texts of which nothing that they typed is left."""
    database.write(
        "DELETE FROM uploads WHERE added <= ? AND text IN (SELECT id FROM texts WHERE path IS NULL)"
        " AND (text, person) NOT IN (SELECT text, person FROM drafts)"
        " AND (text, person) NOT IN (SELECT text, person FROM kept_drafts)",
        now - KEPT_SECONDS,
    )


def kept_moments(database: Database, text: Text, person: int) -> dict[int, float]:
    """Return when what is kept of a person beside the draft of a text was typed, the newest first, by its numbers."""
    rows = database.rows(
        "SELECT id, saved FROM kept_drafts WHERE text = ? AND person = ? ORDER BY saved DESC, id DESC",
        text.id,
        person,
    )
    return {row["id"]: row["saved"] for row in rows}


def kept_draft(database: Database, text: Text, person: int, number: int) -> Draft | None:
    """Return something that is kept of a person beside the draft of a text."""
    row = database.row(
        "SELECT * FROM kept_drafts WHERE text = ? AND person = ? AND id = ?", text.id, person, number
    )
    return _draft(row) if row is not None else None


def kept_lately(database: Database, person: int, most: int) -> list[ListedDraft]:
    """Return what is kept of a person beside drafts, the newest first."""
    rows = database.rows(
        "SELECT texts.*, kept_drafts.id AS number, title, saved FROM kept_drafts"
        " JOIN texts ON texts.id = kept_drafts.text WHERE person = ? ORDER BY saved DESC, number DESC LIMIT ?",
        person,
        most,
    )
    return [ListedDraft(_text(row), row["title"], row["saved"], row["number"]) for row in rows]


def number_of_kept(database: Database, person: int) -> int:
    """Return how much is kept of a person beside drafts."""
    (row,) = database.rows("SELECT count(*) AS total FROM kept_drafts WHERE person = ?", person)
    return int(row["total"])


def drop_kept(database: Database, person: int, number: int) -> None:
    """Delete something that is kept of a person."""
    database.write("DELETE FROM kept_drafts WHERE id = ? AND person = ?", number, person)


def replace_draft(database: Database, now: float, draft: Draft) -> None:
    """Store a draft in place of the one that the person has, which is kept."""
    with database.transaction():
        row = database.row("SELECT * FROM drafts WHERE text = ? AND person = ?", draft.text, draft.person)
        if row is not None and (row["content"], row["notes"]) != (draft.content, _written(draft.notes)):
            keep_draft(database, now, replace(_draft(row), page=""))
        save_draft(database, now, draft)


def end_draft(database: Database, text: Text, submitted: Draft, base: str | None) -> None:
    """Delete a draft that was submitted; what was typed meanwhile stays, as begun from the submitted version `base`."""
    with database.transaction():
        row = database.row("SELECT * FROM drafts WHERE text = ? AND person = ?", text.id, submitted.person)
        if row is not None and (row["content"], row["notes"]) != (
            submitted.content,
            _written(submitted.notes),
        ):
            database.write(
                "UPDATE drafts SET base = ? WHERE text = ? AND person = ?", base, text.id, submitted.person
            )
            return
        _delete(database, text, submitted.person)


def drop_draft(database: Database, now: float, text: Text, person: int) -> None:
    """End what a person has typed, because it is not wanted, and let others write; it is kept for a while."""
    with database.transaction():
        if (found := draft_of(database, text, person)) is not None:
            keep_draft(database, now, replace(found, page=""))
        _delete(database, text, person)


def _delete(database: Database, text: Text, person: int) -> None:
    with database.transaction():
        database.write("DELETE FROM drafts WHERE text = ? AND person = ?", text.id, person)
        database.write("UPDATE texts SET holder = NULL WHERE id = ? AND holder = ?", text.id, person)


def _text(row: sqlite3.Row) -> Text:
    return Text(row["id"], row["path"], row["kind"], row["holder"], row["held"])


def _draft(row: sqlite3.Row) -> Draft:
    notes = Notes(**json.loads(row["notes"]))
    sent = row["sent"] if "sent" in row.keys() else 0  # noqa: SIM118 - a row has no keys as a mapping has
    return Draft(
        row["text"], row["person"], row["content"], row["base"], row["saved"], row["page"], notes, sent
    )


def _written(notes: Notes) -> str:
    return json.dumps(asdict(notes), ensure_ascii=False)
