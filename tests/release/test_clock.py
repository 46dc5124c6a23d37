"""A clock that is behind must not publish an older state of the portal."""

from datetime import UTC, datetime, timedelta

import pytest

from plugins.release.deploy import CLOCK_TOLERANCE
from plugins.release.errors import ReleaseError
from plugins.release.history import releases
from tests.release.conftest import Site, deploy_written


def deploy_at(site: Site, moment: datetime, text: str, *, force: bool = False) -> None:
    deploy_written(site.target, site.build(text), now=moment, force=force)


@pytest.mark.parametrize("behind", [timedelta(days=45), timedelta(days=20_000), timedelta(minutes=11)])
def test_clock_behind_the_newest_release_is_rejected(site: Site, behind: timedelta) -> None:
    site.deploy("một")
    before = site.names()
    with pytest.raises(
        ReleaseError, match=r"chậm hơn lúc phát hành bản mới nhất \(10:06 23/11/2026 UTC\).*--force"
    ):
        deploy_at(site, site.clock - behind, "cũ")
    assert (site.seen(), site.names(), len(releases(site.target))) == ("một", before, 1)


@pytest.mark.parametrize("behind", [timedelta(seconds=3), CLOCK_TOLERANCE])
def test_small_correction_of_the_clock_stops_nothing(site: Site, behind: timedelta) -> None:
    site.deploy("một")
    deploy_at(site, site.clock - behind, "hai")
    assert site.seen() == "hai"
    deploy_at(site, site.clock - behind, "ba")
    assert site.seen() == "ba"


def test_corrections_do_not_add_up(site: Site) -> None:
    site.deploy("một")
    deploy_at(site, site.clock - timedelta(minutes=9), "hai")
    with pytest.raises(ReleaseError, match="chậm hơn"):
        deploy_at(site, site.clock - timedelta(minutes=18), "ba")


def test_clock_that_was_ahead_is_put_right_with_force(site: Site) -> None:
    right = site.clock
    site.clock += timedelta(days=400)
    site.deploy("từ ngày mai")
    with pytest.raises(ReleaseError, match="chậm hơn"):
        deploy_at(site, right, "hôm nay")
    deploy_at(site, right, "hôm nay", force=True)
    assert site.seen() == "hôm nay"
    deploy_at(site, right + timedelta(minutes=5), "hôm nay, lần hai")
    assert site.seen() == "hôm nay, lần hai"
    with pytest.raises(ReleaseError, match="chậm hơn"):
        deploy_at(site, right - timedelta(days=1), "hôm qua")


def test_name_stands_in_for_a_record_that_is_missing(site: Site) -> None:
    site.deploy("một")
    (site.target / ".moment").unlink()
    with pytest.raises(ReleaseError, match="10:06 23/11/2026 UTC"):
        deploy_at(site, datetime(2025, 1, 1, tzinfo=UTC), "cũ")


def test_unchanged_site_does_not_move_the_moment(site: Site) -> None:
    site.deploy("một")
    deploy_at(site, site.clock + timedelta(days=9), "một")
    deploy_at(site, site.clock, "hai")
    assert site.seen() == "hai"
