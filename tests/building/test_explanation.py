from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest

from plugins.building.explanation import explain_page
from plugins.errors.issue import UserError
from plugins.incremental.api import UnknownPageError
from tests.conftest import TinySite

CLEAR = "\x1b[2J"  # wipes the screen of a terminal


def test_explain_shows_no_escape_sequence(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    found = SimpleNamespace(
        name=f"a{CLEAR}",
        why=f"b{CLEAR}",
        made_with=f"c{CLEAR}",
        contents=((f"d{CLEAR}", "title"),),
        values=(f"e{CLEAR}",),
        neighbours=0,
        pending="",
    )

    monkeypatch.setattr("plugins.building.explanation.explain", lambda _ledger, _page: found)
    said = explain_page("/", site.content, site.output, publish=False)
    assert CLEAR not in said
    assert said.count("⟨U+001B⟩[2J") == 5


def test_explain_names_no_neighbour_with_escapes(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    def explain(_ledger: Path, page: str) -> NoReturn:
        raise UnknownPageError(page, [f"a{CLEAR}/index.html"])

    monkeypatch.setattr("plugins.building.explanation.explain", explain)
    with pytest.raises(UserError) as error:
        explain_page(f"/b{CLEAR}", site.content, site.output, publish=False)
    assert CLEAR not in str(error.value)
    assert "  /a⟨U+001B⟩[2J/" in str(error.value).splitlines()
