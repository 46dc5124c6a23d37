"""A picture is cut in a browser without script, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from plugins.desk.texts.drafts import kept_moments, text_by_id
from plugins.desk.uploads.store import listed_uploads, upload_of
from tests.desk.conftest import Browser, Staff, new, words, write
from tests.desk.web.test_attaching import act, body, names, send
from tests.images.photos import opened, photo

WORDS = "Bà con họp ở nhà văn hóa"


@pytest.fixture
def name(lan: Browser) -> str:
    """The name of a picture of 400 by 300 pixels that is in the text of a writer."""
    send(new(lan), ("IMG_1.jpg", photo(400, 300)))
    (found,) = names(lan)
    act(lan, "chen", found, WORDS)
    return found


def test_cut_picture_takes_the_place_of_the_first(desk: Desk, lan: Browser, name: str) -> None:
    lan.open(f"/bai/1/cat/{name}").send(trai="25", phai="25 %", duoi="10")
    text = text_by_id(desk.database, 1)
    assert text is not None
    first, made = listed_uploads(desk.database, text, 1)
    found = upload_of(desk.database, text, 1, made.name)
    assert found is not None
    assert opened(found.content).size == (200, 270)
    assert (first.name, made.words) == (name, WORDS)
    assert body(lan) == f"![{WORDS}]({made.name})"
    assert len(kept_moments(desk.database, text, 1)) == 1
    assert "ảnh trước khi cắt vẫn còn ở đây" in words(lan)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, "Chưa cắt gì"),
        ({"trai": "mười"}, "Viết số phần trăm"),
        ({"trai": "-5"}, "Viết số phần trăm"),
        ({"trai": "50", "phai": "45"}, "Hai bên đối nhau"),
        ({"tren": "999"}, "Hai bên đối nhau"),
    ],
)
def test_wrong_numbers_are_told(lan: Browser, name: str, fields: dict[str, Any], problem: str) -> None:
    lan.open(f"/bai/1/cat/{name}").send(**fields)
    assert problem in lan.problem
    for side, number in fields.items():
        field = lan.page.select_one(f"#{side}")
        assert field is not None
        assert field["value"] == number


def test_only_own_pictures_are_cut(desk: Desk, lan: Browser, name: str) -> None:
    write(lan, body(lan), lam="luu")
    other = Staff(desk, "minh", Role.WRITER).signed_in()
    assert other.client.get(f"/bai/1/cat/{name}").status_code == 404
    assert lan.client.get("/bai/1/cat/khong-co.jpg").status_code == 404
