"""Every page as every role: made from the table of routes, so that no page is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest

from plugins.desk.desk import Desk
from plugins.desk.people.roles import Right, Role, rights_of
from plugins.desk.texts.drafts import new_text
from plugins.desk.web.routes import Page, pages
from tests.desk.conftest import Browser, Staff

ROLES = [roles for size in (0, 1, 2) for roles in combinations(Role, size)]
NOBODY = 999
REJECTED, NOT_ALLOWED = 403, 405
ENDING = {"/dang-xuat", "/vao/khoa", "/vao/bang-khoa"}  # the session ends, or another one starts


def requests() -> Iterator[tuple[str, Page, Right]]:
    for page in pages():
        if page.show is not None:
            yield "GET", page, page.right
        if page.act is not None:
            yield "POST", page, page.act_right or page.right


def path_of(page: Page, text: int) -> str:
    number = text if page.path.startswith("/bai") else NOBODY
    return (
        page.path.replace("{commit}", "0" * 40)
        .replace("{token}", "x" * 43)
        .replace("{part}", "menu")
        .replace("{item}", "0")
        .replace("{name}", "trang-chu")
        .replace("{name:path}", "a.css")
        .replace("{name}", "a.jpg")
        .replace("{kept:int}", str(NOBODY))
        .replace("{number:int}", str(number))
    )


@pytest.mark.parametrize("roles", ROLES, ids=lambda roles: "+".join(role.name for role in roles) or "none")
def test_pages_ask_for_their_rights(desk: Desk, roles: tuple[Role, ...]) -> None:
    browser = Staff(desk, "lan", *roles).signed_in()
    browser.client.follow_redirects = False
    token = browser.page.select_one("input[name=ma-bieu-mau]")
    assert token is not None
    text = new_text(desk.database, "article")
    for method, page, right in requests():
        if page.path in ENDING:
            continue
        browser.response = browser.client.request(
            method,
            path_of(page, text.id),
            data={"ma-bieu-mau": str(token["value"])} if method == "POST" else None,
            headers={"Origin": desk.address},
        )
        is_rejected = browser.response.status_code == REJECTED
        assert is_rejected == (right not in rights_of(roles)), (method, page.path)
        assert browser.response.status_code not in (NOT_ALLOWED, 500), (method, page.path)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_pages_lead_who_is_not_signed_in_to_the_door(desk: Desk, visitor: Browser, method: str) -> None:
    visitor.client.follow_redirects = False
    for _, page, right in requests():
        if right is Right.NONE or (page.act if method == "POST" else page.show) is None:
            continue
        visitor.response = visitor.client.request(method, path_of(page, 1), headers={"Origin": desk.address})
        assert visitor.response.status_code == 303, (method, page.path)
        assert visitor.response.headers["location"].startswith("/vao"), (method, page.path)


def test_every_right_is_asked_for_by_a_page() -> None:
    asked = {right for _, _, right in requests()}
    assert asked == set(Right)
