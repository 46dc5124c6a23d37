from plugins.agency.reading import read_agency
from tests.conftest import ROOT


def test_the_demonstration_marks_its_trust_badge() -> None:
    """The directory of Tín nhiệm mạng has no entry for it, so the badge leads to its front page and says why."""
    agency = read_agency(ROOT / "content" / "agency.yaml")
    assert agency.demo
    assert agency.badges.ipv6  # `invoke serve` answers on ::1 too: tests/preview/test_listening.py
    assert agency.badges.trust_url == "https://tinnhiemmang.vn/"
    assert "trình diễn" in agency.badges.trust_label
