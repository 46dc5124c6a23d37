"""The whole portal with another agency.yaml, built in the background."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.building import desk_agency
from plugins.building.desk_agency import AgencyPreview
from plugins.building.portal import portal_at
from plugins.desk.agency.preview import Progress
from tests.conftest import TinySite

pytestmark = [pytest.mark.long, pytest.mark.posix]
PATH = "agency.yaml"
LAN, AN = 1, 2


@pytest.fixture
def preview(site: TinySite, tmp_path: Path) -> Iterator[AgencyPreview]:
    site.article()
    made = AgencyPreview(portal_at(site.content), tmp_path / "ban-bien-tap")
    with made.running():
        yield made


def built(preview: AgencyPreview, data: bytes) -> Progress:
    """Wait until a version was built, as a page does that is loaded again and again."""
    while not (progress := preview.look({PATH: data}, LAN)).is_done and not progress.problem:
        time.sleep(0.05)
    return progress


def home(preview: AgencyPreview) -> str:
    file = preview.file("index.html")
    assert file is not None
    return file.read_text(encoding="utf-8")


def test_portal_is_built_with_the_changed_file(site: TinySite, preview: AgencyPreview) -> None:
    before = (site.content / PATH).read_bytes()
    changed = before.replace("nhân dân xã Thử".encode(), "nhân dân xã Đông Kho".encode())
    assert not preview.look({PATH: changed}, LAN).is_done
    other = preview.look({PATH: before}, AN)
    assert not other.is_done
    assert built(preview, changed).is_done
    assert "Ủy ban nhân dân xã Đông Kho" in home(preview)
    assert (site.content / PATH).read_bytes() == before
    assert preview.look({PATH: changed}, LAN).is_done
    assert preview.file("../noi-dung-co-quan/agency.yaml") is None
    again = preview.look({PATH: before}, LAN)
    assert again.usual
    assert not again.is_done


def test_file_that_cannot_be_built_is_reported(site: TinySite, preview: AgencyPreview) -> None:
    data = (site.content / PATH).read_bytes()
    progress = built(preview, data.replace("Văn phòng".encode(), "Văn thư".encode()))
    assert "không có đơn vị" in progress.problem
    assert preview.file("index.html") is None
    assert not preview.look({PATH: data}, LAN).problem


def test_what_somebody_looks_at_is_not_replaced_at_once(
    site: TinySite, preview: AgencyPreview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AgencyPreview, "_run", lambda _: "")
    mine, submitted = {PATH: b"mine"}, {PATH: b"submitted"}
    assert built(preview, b"mine").is_done
    for _ in range(3):
        assert preview.look(submitted, AN).said == "Đang chờ: người khác đang xem bản dựng thử của họ."
        assert preview.look(mine, LAN).is_done
    monkeypatch.setattr(desk_agency, "HELD_SECONDS", 0.2)
    end = time.monotonic() + 10
    while preview.look(submitted, AN).said:  # however often the other looks meanwhile
        assert time.monotonic() < end
        preview.look(mine, LAN)
        time.sleep(0.02)
    del site
