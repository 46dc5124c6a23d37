from plugins.agency.reading import read_agency
from tests.conftest import ROOT


def test_the_demonstration_claims_nothing_that_nobody_has_seen() -> None:
    """Where it will be served is not known, and the directory of Tín nhiệm mạng has no entry for it."""
    agency = read_agency(ROOT / "content" / "agency.yaml")
    assert agency.demo
    assert not agency.badges.ipv6
    assert not agency.badges.trust_url
