"""Without Git, people write and look at the preview, and the desk says why nothing more is possible."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from plugins.desk.repository.folder import PlainFolder
from plugins.desk.repository.git import Git
from plugins.desk.texts.drafts import drafts_of_text, text_by_id
from tests.desk.conftest import Staff


@pytest.fixture
def plain(desk: Desk) -> Desk:
    return replace(desk, content=replace(desk.content, history=PlainFolder(desk.content.folder)))


def test_ids_are_those_of_git_and_follow_edits(desk: Desk) -> None:
    folder = PlainFolder(desk.content.folder)
    assert folder.blobs() == desk.content.history.blobs()
    file = desk.content.folder / "agency.yaml"
    file.write_bytes(file.read_bytes() + b"# x\n")
    git = Git(desk.content.folder)
    assert folder.blobs()["agency.yaml"] == git.line("hash-object", "agency.yaml")
    assert list(folder.contents([folder.blobs()["agency.yaml"]]).values()) == [file.read_bytes()]


@pytest.mark.parametrize("path", ["../ban-bien-tap.sqlite3", "/etc/passwd", "articles"])
def test_nothing_outside_of_the_folder_is_read(plain: Desk, path: str, tmp_path: Path) -> None:
    assert (tmp_path / "ban-bien-tap.sqlite3").exists()
    assert plain.content.history.read(path) is None


def test_draft_is_written_and_previewed_but_not_submitted(plain: Desk) -> None:
    writer = Staff(plain, "lan", Role.WRITER).signed_in()
    assert "chưa có Git" in writer.problem
    writer.open("/bai/moi").send(loai="article")
    fields: dict[str, Any] = {
        "title": "Họp thôn",
        "date": "20/9/2026",
        "author": "Ban Biên tập",
        "department": "Văn phòng",
    }
    writer.send(noi_dung="Nội dung họp.", lam="xem", **fields)
    assert writer.response.url.path == "/bai/1/xem"
    writer.open("/bai/1/viet").send(noi_dung="Nội dung họp.", lam="gui", **fields)
    assert "chưa có Git" in writer.problem
    text = text_by_id(plain.database, 1)
    assert text is not None
    assert "Nội dung họp." in drafts_of_text(plain.database, text)[0].content.decode()
    assert not (plain.content.folder / "articles/2026").exists()
