"""A folder of releases belongs to one portal."""

import pytest

from plugins.release.errors import ReleaseError
from plugins.release.history import released_texts
from plugins.release.rollback import rollback

from .conftest import Site

OURS, OTHER = "xathu.example", "xakhac.example"


def test_folder_of_another_portal_is_rejected_unchanged(site: Site) -> None:
    site.deploy("một", portal=OURS)
    site.deploy("hai", portal=OURS)
    before = site.names()
    named = rf"cổng {OURS}.*cổng {OTHER}.*xóa tệp {site.target}/\.portal"
    with pytest.raises(ReleaseError, match=named):
        site.deploy("lạ", portal=OTHER, force=True)
    with pytest.raises(ReleaseError, match=named):
        rollback(site.target, portal=OTHER)
    assert (site.seen(), site.names()) == ("hai", before)


def test_folder_without_a_mark_is_adopted(site: Site) -> None:
    site.deploy("một")
    site.deploy("một", portal=OURS)  # the same bytes: no new release
    with pytest.raises(ReleaseError, match=OURS):
        site.deploy("hai", portal=OTHER)


def test_failed_first_deploy_leaves_no_mark(site: Site) -> None:
    with pytest.raises(ReleaseError, match="trống"):
        site.deploy("", build=lambda _folder: None, portal=OTHER)
    site.deploy("một", portal=OURS)
    assert site.seen() == "một"


def test_renamed_portal_removes_the_mark(site: Site) -> None:
    site.deploy("một", portal=OURS)
    (site.target / ".portal").unlink()
    site.deploy("hai", portal=OTHER)
    rollback(site.target, portal=OTHER)
    assert site.seen() == "một"


def test_portal_that_is_not_known_may_roll_back(site: Site) -> None:
    site.deploy("một", portal=OURS)
    site.deploy("hai", portal=OURS)
    rollback(site.target)
    assert site.seen() == "một"


def test_urls_of_texts_are_kept_with_each_release(site: Site) -> None:
    assert released_texts(site.target) == {}
    first = site.deploy("một", built={"texts": {"a.md": "/a/"}})
    second = site.deploy("hai", built={"texts": {"a.md": "/b/"}})
    assert released_texts(site.target) == {"a.md": "/b/"}
    rollback(site.target)
    assert released_texts(site.target) == {"a.md": "/a/"}
    (site.target / f".texts/{first.name}.json").write_text("[1]")
    assert released_texts(site.target) == {}
    site.deploy("một", built={"texts": {"a2.md": "/a/"}}, force=True)  # the same bytes: no new release
    assert released_texts(site.target) == {"a2.md": "/a/"}
    for number in range(5):
        site.deploy(f"bản {number}", built={"texts": {"a.md": "/a/"}})
    assert not (site.target / f".texts/{second.name}.json").exists()
    assert len(list((site.target / ".texts").iterdir())) == 5
