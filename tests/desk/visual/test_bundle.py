"""The script of the visual editor: how it is made, how large it is, and what happens without it."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from plugins.desk.visual.bundle import Bundle, build_bundle
from tests.desk.conftest import Browser, Staff, new
from tests.desk.visual.bundle import BUNDLE, built_bundle

LARGEST = 250_000  # bytes, compressed


@pytest.mark.tools
def test_script_is_small_and_evaluates_no_strings() -> None:
    script = built_bundle()
    if script is None:
        pytest.skip("the npm registry is not reached")
    written = script.read_bytes()
    assert len(gzip.compress(written, 9)) < LARGEST
    assert b"eval(" not in written
    assert b"new Function" not in written


@pytest.mark.parametrize("missing", ["uv", "network"])
def test_desk_without_the_script_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    made = Bundle(tmp_path)
    monkeypatch.delenv("UV", raising=False)
    monkeypatch.setattr(shutil, "which", lambda _name: None if missing == "uv" else "/bin/false")
    build_bundle(made)
    assert "chưa có cách soạn như Word, chỉ soạn bằng chữ" in capsys.readouterr().err
    assert (made.name, list(tmp_path.iterdir())) == ("", [])


def test_page_has_the_script_only_if_it_is_there(desk: Desk, tmp_path: Path) -> None:
    without = new(Staff(replace(desk, bundle=Bundle(tmp_path)), "lan", Role.WRITER).signed_in())
    assert without.page.select("[data-visual], [data-mode], [data-visual-only]") == []
    assert "trusted-types 'none'" in without.response.headers["content-security-policy"]
    (tmp_path / BUNDLE.file_name).write_text("// script", encoding="utf-8")
    page = without.open(without.response.url.path)
    assert page.page.select_one(f"script[src='/tep/{BUNDLE.file_name}']") is not None
    assert "trusted-types ProseMirrorClipboard" in page.response.headers["content-security-policy"]
    answer = page.client.get(f"/tep/{BUNDLE.file_name}")
    assert (answer.status_code, answer.text) == (200, "// script")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert Browser(desk).client.get("/tep/soan-thao.00000000.js").status_code == 404
