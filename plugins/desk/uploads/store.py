"""Pictures and documents that belong to a text which has not been submitted yet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from plugins.desk.database.database import Database
from plugins.desk.texts.drafts import Text
from plugins.desk.uploads.opening import open_upload
from plugins.errors.issue import UserError
from plugins.vietnamese.text import slug_of

LARGEST = 50_000_000  # bytes
MOST = 100  # of one text
LONGEST_NAME = 60  # characters


@dataclass(frozen=True)
class Upload:
    """A file of a text, by the name that the text uses."""

    name: str
    content: bytes
    person: int


def uploads_of(database: Database, text: Text) -> list[Upload]:
    """Return the files of a text, the oldest first."""
    rows = database.rows("SELECT * FROM uploads WHERE text = ? ORDER BY added, name", text.id)
    return [Upload(row["name"], row["content"], row["person"]) for row in rows]


def add_upload(
    database: Database, now: float, text: Text, person: int, *, name: str, content: bytes
) -> Upload:
    """Store a file under a name that no other file has; the same file keeps its name. Raises UserError if it is too large."""
    if len(content) > LARGEST:
        raise UserError(f"Tệp lớn hơn {LARGEST // 1_000_000} MB. Nén lại hoặc chia thành nhiều tệp.")
    if len(uploads_of(database, text)) >= MOST:
        raise UserError(f"Mỗi bài có nhiều nhất {MOST} tệp.")
    opened = open_upload(name, content)
    upload = Upload(safe_name(name, opened.ending, opened.content), opened.content, person)
    database.write(
        "INSERT OR IGNORE INTO uploads (text, name, content, person, added) VALUES (?, ?, ?, ?, ?)",
        text.id,
        upload.name,
        upload.content,
        person,
        now,
    )
    return upload


def safe_name(written: str, ending: str, content: bytes) -> str:
    """Return a name of plain letters, digits and hyphens, which differs if the content does.

    >>> safe_name("../Ảnh hội nghị (1).JPG", ".jpg", b"x")
    'anh-hoi-nghi-1-2d711642.jpg'
    """
    path = PurePosixPath(written.replace("\\", "/"))
    stem = slug_of(path.stem)[:LONGEST_NAME].strip("-") or "tep"
    return f"{stem}-{hashlib.sha256(content).hexdigest()[:8]}{ending}"
