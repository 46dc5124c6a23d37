"""`invoke check` finds what only a build can find."""

import pytest

from plugins.budget import publication as budget
from plugins.building.check import check_site
from plugins.building.places import state_folder
from plugins.errors.issue import Issue, UserError
from tests.budget.test_budget import long_menu
from tests.conftest import TinySite


def errors_in(site: TinySite) -> list[Issue]:
    return [issue for issue in check_site(site.content)[1] if not issue.is_warning]


@pytest.mark.long
def test_check_weighs_pages(site: TinySite) -> None:
    site.article()
    assert errors_in(site) == []
    long_menu(site, 95)
    found = errors_in(site)
    assert {issue.path for issue in found} >= {"/index.html", "/2024/03/bai/index.html"}
    assert all("quá mức 14.600 byte" in issue.message for issue in found)


def test_check_names_text_that_cannot_be_rendered(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise ValueError("not to be weighed")

    site.article()
    monkeypatch.setattr(budget, "within_budget", fail)
    with pytest.raises(UserError, match=r"articles/2024/03/bai\.md: .*not to be weighed"):
        check_site(site.content)


def test_check_does_not_build_rejected_content(site: TinySite) -> None:
    site.article(title="")
    assert [issue.path for issue in errors_in(site)] == ["articles/2024/03/bai.md"]
    assert not state_folder("kiem-tra", site.content).exists()


def test_check_leaves_the_built_site_as_it_is(site: TinySite) -> None:
    site.article()
    check_site(site.content)
    assert not site.output.exists()
