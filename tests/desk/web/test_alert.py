"""The alert needs two people to appear, and one to disappear."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from plugins.desk.texts.alerting import proposal
from plugins.vietnamese.dates import parse_date
from tests.desk.conftest import Browser, Clock, PlainSite, Staff, words

ALERT: dict[str, Any] = {"text": "Nước sông Mẫu lên nhanh.", "level": "emergency", "until": "17:00 22/9/2026"}


@pytest.fixture
def an(desk: Desk) -> Browser:
    return Staff(desk, "an", Role.APPROVER).signed_in()


@pytest.fixture
def binh(desk: Desk) -> Browser:
    return Staff(desk, "binh", Role.PUBLISHER).signed_in()


def site_of(desk: Desk) -> PlainSite:
    site = desk.content.site
    assert isinstance(site, PlainSite)
    return site


def test_alert_appears_when_another_person_confirms_it(desk: Desk, an: Browser, binh: Browser) -> None:
    an.open("/loi-canh-bao").send("/loi-canh-bao", **ALERT)
    assert "Nhờ một người khác" in words(an)
    assert site_of(desk).shown == {}
    assert "Nước sông Mẫu" not in words(an.open("/"))
    waiting = binh.open("/").page.select_one("[href='/loi-canh-bao']:-soup-contains('Nước sông Mẫu')")
    assert waiting is not None
    binh.open("/loi-canh-bao")
    assert "Khẩn cấp: Nước sông Mẫu lên nhanh." in words(binh)
    binh.send("/loi-canh-bao/xac-nhan")
    assert site_of(desk).shown == {**ALERT, "link": ""}
    assert "Nước sông Mẫu" not in words(binh.open("/"))
    an.open("/loi-canh-bao").send("/loi-canh-bao/go")
    assert site_of(desk).shown == {}


def test_usual_ends_of_an_alert_take_one_tap(desk: Desk, an: Browser, clock: Clock) -> None:
    ends = [str(one["value"]) for one in an.open("/loi-canh-bao").page.select("[name=end]")]
    an.send("/loi-canh-bao", **{**ALERT, "until": "", "end": ends[2]})
    waiting = proposal(desk)
    assert waiting is not None
    end = parse_date(waiting.until, desk.agency.zone)
    now = datetime.fromtimestamp(clock.now, desk.agency.zone)
    assert (end.hour, end.minute, (end.date() - now.date()).days) == (23, 59, 1)
    assert an.page.select("[name=end][checked]")[0]["value"] == ends[0]


def test_nobody_confirms_an_own_alert(desk: Desk, an: Browser, binh: Browser) -> None:
    an.open("/loi-canh-bao").send("/loi-canh-bao", **ALERT)
    binh.open("/loi-canh-bao")
    form = binh.page.select_one("form[action='/loi-canh-bao/xac-nhan'] input[name=canh-bao]")
    assert form is not None
    token = an.page.select_one("input[name=ma-bieu-mau]")
    assert token is not None
    an.response = an.client.post(
        "/loi-canh-bao/xac-nhan",
        data={"ma-bieu-mau": str(token["value"]), "canh-bao": str(form["value"])},
        headers={"Origin": desk.address},
    )
    assert "Người khác phải xác nhận" in an.problem
    assert site_of(desk).shown == {}


def test_alert_that_changed_is_read_again(desk: Desk, an: Browser, binh: Browser) -> None:
    an.open("/loi-canh-bao").send("/loi-canh-bao", **ALERT)
    binh.open("/loi-canh-bao")
    an.open("/loi-canh-bao").send("/loi-canh-bao", **(ALERT | {"text": "Khác."}))
    binh.send("/loi-canh-bao/xac-nhan")
    assert "đã đổi" in binh.problem
    assert site_of(desk).shown == {}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("text", "", "Lời cảnh báo"),
        ("until", "17:00 1/1/2020", "Đến lúc"),
        ("until", "mai", "Đến lúc"),
        ("link", "javascript:x", "Liên kết"),
    ],
)
def test_wrong_alert_is_named_by_its_field(an: Browser, field: str, value: str, message: str) -> None:
    an.open("/loi-canh-bao").send("/loi-canh-bao", **(ALERT | {field: value}))
    assert an.problem.startswith(message)
    assert "--" not in an.problem
