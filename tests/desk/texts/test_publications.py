"""The journal as a table for spreadsheets: what strangers have typed calculates nothing."""

from __future__ import annotations

import csv
import io
from zoneinfo import ZoneInfo

import pytest

from plugins.desk.database.database import Database
from plugins.desk.database.journal import Act, record
from plugins.desk.texts.publications import whole_journal
from tests.desk.conftest import NOW


@pytest.mark.parametrize("name", ["=1+1", "x;=1+1", "x; @SUM(1)", 'x;"=1+1"', "x;\t-1", "x;;+1", "x;''=1"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_no_cell_of_the_journal_is_a_formula(database: Database, name: str, delimiter: str) -> None:
    record(database, NOW, None, Act.SIGN_IN_FAILED, name, details={"tên": name})
    text = whole_journal(database, ZoneInfo("Asia/Ho_Chi_Minh")).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row]
    assert any("đăng nhập không" in cell for cell in cells)
    assert [
        cell
        for cell in cells
        if cell.strip(" \"'").startswith(("=", "+", "-", "@")) and cell.lstrip()[0] != "'"
    ] == []


def test_semicolons_of_lists_stay_as_they_are(database: Database) -> None:
    record(database, NOW, None, Act.ACCOUNT_CREATED, "lan", details={"vai trò": "Người viết", "a": "b; c"})
    (_, row) = csv.reader(
        io.StringIO(whole_journal(database, ZoneInfo("UTC")).decode("utf-8-sig"), newline="")
    )
    assert row[4] == "vai trò: Người viết; a: b; c"
