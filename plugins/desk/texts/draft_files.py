"""What the content would have with a draft: the text and the files that it names."""

from __future__ import annotations

from pathlib import PurePosixPath

from plugins.desk.desk import Desk
from plugins.desk.texts.content import Content
from plugins.desk.texts.drafts import (
    Draft,
    Text,
)
from plugins.desk.texts.heads import as_published
from plugins.desk.uploads.store import listed_uploads, uploads_of


def draft_path(content: Content, text: Text) -> str:
    """Return where a text would stand: at its path, or at one for texts that have not been submitted."""
    if text.path is not None:
        return text.path
    kind = content.type_named(text.kind)
    folder = kind.folder if kind is not None else "articles"
    return f"{folder}/ban-thao/{text.id}.md"


def files_of_draft(desk: Desk, text: Text, draft: Draft) -> dict[str, bytes]:
    """Return what the content would have with a draft, by paths, the text first: it, and the uploaded files that it names."""
    path = draft_path(desk.content, text)
    folder, said = PurePosixPath(path).parent, draft.content.decode(errors="replace")
    names = {one.name for one in listed_uploads(desk.database, text, draft.person) if one.name in said}
    sent = uploads_of(desk.database, text, draft.person, names)
    uploads = {f"{folder}/{one.name}": one.content for one in sent}
    return {path: as_published(draft.content), **uploads}
