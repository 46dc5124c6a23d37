"""Secret links: somebody without an account, such as the chairman, looks at one version for three days.

Chat programs load every link to show a picture of it, so that opening one shows only a button. The token is random; only a
digest of it is stored. Page and pictures are those of the moment at which the link was made.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import PurePosixPath

from plugins.desk.database.journal import Act, record
from plugins.desk.desk import Desk
from plugins.desk.people.sessions import digest_of
from plugins.desk.texts.deciding import By, reject_closed
from plugins.desk.texts.draft_files import draft_path, files_of_draft
from plugins.desk.texts.drafts import Draft, Text, draft_of
from plugins.desk.texts.frame import files_named, for_frame, media_type, without_others
from plugins.desk.texts.heads import title_of
from plugins.errors.issue import UserError

HOURS = 72
DOCUMENTS = "tai-lieu/"
LARGEST = 30_000_000  # bytes of all files of a page
NOTED_SECONDS = 60
MOST_LOOKED_AT = 500  # newest entries of the journal; it has no index of moments
MOST = 20  # links of one text that have not ended
MOST_BYTES = 500_000_000  # of what a person's links show: each has copies of its own


@dataclass(frozen=True)
class Link:
    """A link that can be used: the page that it shows. `until` is in seconds since 1970."""

    digest: bytes
    text: int
    title: str
    html: bytes
    until: float


def make_link(desk: Desk, text: Text, draft: Draft, by: By) -> str:
    """Return a new link to a draft as it is now. Raises UserError and ContentError."""
    if len(open_links(desk, text, by.now)) >= MOST:
        raise UserError(f"Mỗi bài có nhiều nhất {MOST} liên kết. Hủy bớt rồi tạo lại.")
    published = desk.content.published_blobs().get(text.path or "")
    _, page = desk.content.page(draft_path(desk.content, text), files_of_draft(desk, text, draft), by.now)
    html, token = without_others(for_frame(page)), secrets.token_urlsafe(32)
    named = ((name, desk.content.site.file(name)) for name in files_named(html) if media_type(name))
    files = {name: file.read_bytes() for name, file in named if file is not None} | documents_of(
        desk, text, draft, by
    )
    if sum(map(len, files.values())) > LARGEST:
        raise UserError("Bài có quá nhiều ảnh và tệp để gửi bằng liên kết.")
    with desk.content.history.changing, desk.database.transaction() as connection:
        if desk.content.published_blobs().get(text.path or "") != published:
            # A withdrawal has just revoked the links of this text; a new one would show the withdrawn page.
            raise UserError("Bài vừa đổi trên cổng. Xem lại bài, rồi tạo liên kết.")
        reject_closed(desk, by)
        if text.path is None and draft_of(desk.database, text, by.person.id) is None:
            raise UserError("Bài này vừa được bỏ.")
        delete_ended_links(desk, by.now)
        if _size_of_links(desk, by) + sum(map(len, files.values())) + len(html) > MOST_BYTES:
            raise UserError(
                "Các liên kết bạn đã tạo chiếm quá nhiều chỗ. Hủy những liên kết không dùng nữa rồi tạo lại."
            )
        connection.execute(
            "INSERT INTO preview_links (digest, text, person, title, html, created, until) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                digest_of(token),
                text.id,
                by.person.id,
                title_of(draft.content),
                html,
                by.now,
                by.now + HOURS * 3600,
            ),
        )
        connection.executemany(
            "INSERT INTO preview_files VALUES (?, ?, ?)",
            [(digest_of(token), name, content) for name, content in files.items()],
        )
        record(desk.database, by.now, by.person.id, Act.LINK_MADE, _subject(text))
    return f"{desk.address}/lien-ket/{token}"


def _size_of_links(desk: Desk, by: By) -> int:
    """Return how many bytes the links of a person take."""
    pages = desk.database.rows(
        "SELECT coalesce(sum(length(html)), 0) AS size FROM preview_links WHERE person = ?", by.person.id
    )
    files = desk.database.rows(
        "SELECT coalesce(sum(length(content)), 0) AS size FROM preview_files"
        " JOIN preview_links ON digest = link WHERE person = ?",
        by.person.id,
    )
    return int(pages[0]["size"]) + int(files[0]["size"])


def documents_of(desk: Desk, text: Text, draft: Draft, by: By) -> dict[str, bytes]:
    """Return the documents that a draft uses, by names below DOCUMENTS: those of the site may be somebody else's."""
    path, files = draft_path(desk.content, text), files_of_draft(desk, text, draft)
    used = [one for one in desk.content.checks.check(path, files, by.now).files if media_type(one) is None]
    found = {one: files.get(one) or desk.content.history.read(one) or b"" for one in used}
    return {DOCUMENTS + PurePosixPath(one).name: content for one, content in found.items()}


def documents(desk: Desk, link: Link) -> list[str]:
    """Return the names of the documents of a link's page."""
    rows = desk.database.rows(
        "SELECT name FROM preview_files WHERE link = ? AND name GLOB ? ORDER BY name",
        link.digest,
        f"{DOCUMENTS}*",
    )
    return [row["name"] for row in rows]


def find_link(desk: Desk, token: str, now: float) -> Link | None:
    """Return the link of a token, None if there is none, it has ended or was revoked."""
    row = desk.database.row(
        "SELECT * FROM preview_links WHERE digest = ? AND until > ? AND revoked = 0", digest_of(token), now
    )
    if row is None:
        return None
    return Link(row["digest"], row["text"], row["title"], row["html"], row["until"])


def link_file(desk: Desk, link: Link, name: str) -> bytes | None:
    """Return a file of the page that a link shows."""
    row = desk.database.row(
        "SELECT content FROM preview_files WHERE link = ? AND name = ?", link.digest, name
    )
    return row["content"] if row is not None else None


def open_links(desk: Desk, text: Text, now: float) -> list[float]:
    """Return until when the links of a text can be used, the last first."""
    rows = desk.database.rows(
        "SELECT until FROM preview_links WHERE text = ? AND until > ? AND revoked = 0 ORDER BY until DESC",
        text.id,
        now,
    )
    return [row["until"] for row in rows]


def revoke_links(desk: Desk, text: Text, by: By) -> None:
    """End all links of a text."""
    with desk.database.transaction():
        desk.database.write("UPDATE preview_links SET revoked = 1 WHERE text = ?", text.id)
        record(desk.database, by.now, by.person.id, Act.LINKS_REVOKED, _subject(text))


def delete_ended_links(desk: Desk, now: float) -> None:
    """Delete what ended links have shown."""
    desk.database.write("DELETE FROM preview_links WHERE until <= ? OR revoked = 1", now)


def note_opening(desk: Desk, link: Link, now: float) -> None:
    """Note that a link was opened, once a minute at most; nothing about who did it is known."""
    lately = desk.database.row(
        "SELECT 1 FROM (SELECT * FROM journal ORDER BY id DESC LIMIT ?) WHERE act = ? AND subject = ? AND moment > ?",
        MOST_LOOKED_AT,
        Act.LINK_OPENED.name,
        link.title,
        now - NOTED_SECONDS,
    )
    if lately is None:
        record(desk.database, now, None, Act.LINK_OPENED, link.title)


def _subject(text: Text) -> str:
    return text.path or f"bài mới {text.id}"
