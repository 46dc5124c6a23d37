"""The decisions about texts, as they are stored."""

from __future__ import annotations

from plugins.desk.database.database import Database
from plugins.desk.texts.drafts import Text
from plugins.desk.texts.workflow import Step, StepKind


def steps_of(database: Database, text: Text) -> list[Step]:
    """Return the decisions about a text, oldest first."""
    rows = database.rows("SELECT * FROM steps WHERE text = ? ORDER BY id", text.id)
    return [
        Step(
            StepKind[row["kind"]], row["person"], row["moment"], row["digest"], row["version"], row["remark"]
        )
        for row in rows
    ]


def add_step(database: Database, text: Text, step: Step) -> None:
    """Store a decision."""
    database.write(
        "INSERT INTO steps (text, moment, person, kind, digest, version, remark) VALUES (?, ?, ?, ?, ?, ?, ?)",
        text.id,
        step.moment,
        step.person,
        step.kind.name,
        step.digest,
        step.version,
        step.remark,
    )
