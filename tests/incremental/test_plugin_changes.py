"""A plugin that changes articles after they were read changes everything that is made of them."""

import pytest

from tests.incremental.edits import PLUGINS
from tests.incremental.sites import Portal


@pytest.mark.parametrize("cards", ["true", "article"])
def test_search_index_follows_titles_changed_by_a_plugin(portal: Portal, cards: str) -> None:
    agency = portal.content / "agency.yaml"
    agency.write_text(f"{agency.read_text(encoding='utf-8')}cards: {cards}\n", encoding="utf-8")
    portal.article("a")
    portal.article("b", title="Bài khác")
    portal.plugin("extra", PLUGINS["none"])
    portal.check()
    for number in (1, 2):
        portal.plugin("extra", PLUGINS["counts"].replace("NUMBER", str(number)))
        portal.check()
