"""An office of one: people may approve what they wrote themselves, and every page says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from tests.desk.conftest import Browser, Clock, PlainSite, Staff, words
from tests.desk.office import TEXT, Office, published
from tests.desk.web.test_alert import ALERT

RULE = "Chế độ một người"


@pytest.fixture
def alone(desk: Desk) -> Desk:
    return replace(desk, content=replace(desk.content, alone=True))


def test_one_person_writes_approves_and_publishes(alone: Desk, clock: Clock) -> None:
    office = Office(alone, clock)
    an = Staff(alone, "hoa", Role.WRITER, Role.APPROVER, Role.PUBLISHER)
    office.people["lan"] = an.person
    browser = an.signed_in()
    assert RULE in words(browser)
    text = office.submitted()
    browser.open(f"/bai/{text.id}").send(f"/bai/{text.id}/duyet")
    assert "Đã duyệt và đăng." in words(browser)
    assert published(alone) == TEXT.encode()
    browser.open("/loi-canh-bao").send("/loi-canh-bao", **ALERT)
    assert "Người khác" not in words(browser)
    browser.send("/loi-canh-bao/xac-nhan")
    assert isinstance(alone.content.site, PlainSite)
    assert alone.content.site.shown["text"] == ALERT["text"]


def test_rule_stands_on_every_page_of_such_an_office_alone(desk: Desk, alone: Desk) -> None:
    every = (Role.WRITER, Role.APPROVER, Role.PUBLISHER, Role.ADMINISTRATOR)
    browser, other = Staff(alone, "hoa", *every).signed_in(), Staff(desk, "an", *every).signed_in()
    for path in ("/", "/bai", "/bai/moi", "/loi-canh-bao", "/nguoi", "/nhat-ky", "/tai-khoan"):
        assert RULE in words(browser.open(path)), path
        assert RULE not in words(other.open(path)), path
    assert RULE not in words(Browser(alone).open("/vao")), "not for strangers"
