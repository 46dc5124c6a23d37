"""Pictures and documents that people have sent for texts, until they are published with them. Nobody sees another's."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from plugins.contract.body.pictures import PICTURES, is_played
from plugins.desk.database.database import Database
from plugins.desk.repository.git import blob_id
from plugins.desk.texts.drafts import Text
from plugins.desk.uploads.opening import Opened, open_upload
from plugins.errors.issue import INVISIBLE, UserError
from plugins.vietnamese.text import normalise, slug_of

LARGEST = 50_000_000  # bytes
MOST = 100  # of one person for one text
MOST_BYTES = 2_000_000_000  # of one person
# Of one person for one text: each check holds all its files in memory, and writes them while others wait.
MOST_BYTES_OF_TEXT = 200_000_000
LONGEST_NAME = 60  # characters
LONGEST_WORDS = 500  # characters of what is said about a file


@dataclass(frozen=True)
class Listed:
    """A file of a text, by the name that the text uses; `size` is in bytes.

    `words` are the text alternative of a picture, or what readers see of a document.
    """

    name: str
    size: int
    words: str

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown as a picture."""
        return self.name.endswith(tuple(PICTURES))

    @property
    def is_word(self) -> bool:
        """Whether its text can be taken into a text of the portal."""
        return self.name.endswith(".docx")

    @property
    def is_played(self) -> bool:
        """Whether it is a video or sound."""
        return is_played(self.name)


@dataclass(frozen=True)
class Upload:
    """A file of a text with its bytes, and the thumbnail of a picture as JPEG."""

    name: str
    content: bytes
    thumbnail: bytes = b""


def uploads_of(
    database: Database, text: Text, person: int, names: Container[str] | None = None
) -> list[Upload]:
    """Return the files of a person for a text, the oldest first; only those with some names if they are given."""
    listed = [
        one.name for one in listed_uploads(database, text, person) if names is None or one.name in names
    ]
    found = (upload_of(database, text, person, name) for name in listed)
    return [one for one in found if one is not None]


def listed_uploads(database: Database, text: Text, person: int) -> list[Listed]:
    """Return what is known of the files of a person for a text without reading them, the oldest first."""
    rows = database.rows(
        "SELECT name, length(content) AS size, words FROM uploads WHERE text = ? AND person = ? ORDER BY added, rowid",
        text.id,
        person,
    )
    return [Listed(row["name"], row["size"], row["words"]) for row in rows]


def upload_of(database: Database, text: Text, person: int, name: str) -> Upload | None:
    """Return a file of a person for a text by its name."""
    row = database.row(
        "SELECT * FROM uploads WHERE text = ? AND person = ? AND name = ?", text.id, person, name
    )
    return Upload(row["name"], row["content"], row["thumbnail"]) if row is not None else None


def add_upload(
    database: Database,
    now: float,
    text: Text,
    person: int,
    *,
    name: str,
    content: bytes,
    opened: Opened | None = None,
) -> Listed:
    """Store a file under a name that no other file has; the same file keeps its name. Raises UserError naming the file.

    `opened` is the result of `open_upload` for this file, if the caller has it.
    """
    if len(content) > LARGEST:
        raise UserError(f"{name}: lớn hơn {LARGEST // 1_000_000} MB. Nén lại hoặc chia thành nhiều tệp.")
    if len(listed_uploads(database, text, person)) >= MOST:
        raise UserError(f"{name}: mỗi bài có nhiều nhất {MOST} tệp. Bỏ bớt tệp không dùng.")
    own = sum(one.size for one in listed_uploads(database, text, person))
    if own + len(content) > MOST_BYTES_OF_TEXT:
        raise UserError(
            f"{name}: các tệp của một bài có tới {MOST_BYTES_OF_TEXT // 1_000_000} MB. Bỏ bớt tệp không dùng, hoặc chia thành hai bài."
        )
    (row,) = database.rows("SELECT total(length(content)) AS size FROM uploads WHERE person = ?", person)
    if row["size"] + len(content) > MOST_BYTES:
        raise UserError(f"{name}: các tệp của bạn đã chiếm hết chỗ. Gửi duyệt hoặc bỏ bớt bài đang viết dở.")
    opened = opened or open_upload(name, content)
    kept = safe_name(name, opened.ending, opened.content)
    words = "" if opened.thumbnail or is_played(kept) else readable_name(name)
    database.write(
        "INSERT OR IGNORE INTO uploads (text, name, content, thumbnail, words, person, added) VALUES (?, ?, ?, ?, ?, ?, ?)",
        text.id,
        kept,
        opened.content,
        opened.thumbnail,
        words,
        person,
        now,
    )
    return next(one for one in listed_uploads(database, text, person) if one.name == kept)


def set_words(database: Database, text: Text, person: int, name: str, words: str) -> None:
    """Store the words for a file of a person: its text alternative, or what readers see of it."""
    database.write(
        "UPDATE uploads SET words = ?1 WHERE text = ?2 AND person = ?3 AND name = ?4 AND words <> ?1",
        words,
        text.id,
        person,
        name,
    )


def remove_upload(database: Database, text: Text, person: int, name: str) -> None:
    """Delete a file of a person for a text."""
    database.write("DELETE FROM uploads WHERE text = ? AND person = ? AND name = ?", text.id, person, name)


def drop_stored(database: Database, text: Text, stored: Mapping[str, str]) -> int:
    """Delete the files of a text that the history has: `stored` are the ids of its blobs by the names. Return how many.

    A file whose content differs stays: it was sent under the name of another one.
    """
    dropped = 0
    with database.transaction():
        for name, blob in stored.items():
            rows = database.rows("SELECT person FROM uploads WHERE text = ? AND name = ?", text.id, name)
            for person in [row["person"] for row in rows]:
                found = upload_of(database, text, person, name)  # one at a time: they may be large
                if found is not None and blob_id(found.content) == blob:
                    remove_upload(database, text, person, name)
                    dropped += 1
    return dropped


def readable_name(written: str) -> str:
    r"""Return the name of a document for readers, from that of its file.

    >>> readable_name("C:\\Ban\\Kế hoạch_số 86.pdf")
    'Kế hoạch số 86'
    """
    stem = PurePosixPath(written.replace("\\", "/")).stem
    return " ".join(INVISIBLE.sub("", normalise(stem)).replace("_", " ").split())[:LONGEST_WORDS]


def safe_name(written: str, ending: str, content: bytes) -> str:
    """Return a name of plain letters, digits and hyphens, which differs if the content does.

    >>> safe_name("../Ảnh hội nghị (1).JPG", ".jpg", b"x")
    'anh-hoi-nghi-1-2d711642.jpg'
    """
    path = PurePosixPath(written.replace("\\", "/"))
    stem = slug_of(path.stem)[:LONGEST_NAME].strip("-") or "tep"
    return f"{stem}-{hashlib.sha256(content).hexdigest()[:8]}{ending}"
