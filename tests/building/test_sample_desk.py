"""The desk of the sample portal: what is published there stands in the folder that is served."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup

from plugins.building import sample_desk as module
from plugins.building.sample_desk import sample_desk
from tests.conftest import TinySite
from tests.desk.office import PATH, TEXT

pytestmark = [pytest.mark.long, pytest.mark.posix]


class Person:
    """A user of the sample desk, who sends the forms that a page has."""

    def __init__(self, sign_in: str, name: str, password: str) -> None:
        parts = urlsplit(sign_in)
        origin = f"{parts.scheme}://{parts.netloc}"
        self.client = httpx.Client(base_url=origin, follow_redirects=True, headers={"Origin": origin})
        self.page = BeautifulSoup(self.client.get("/vao").text, "html.parser")
        self.send("/vao", ten=name, mat_khau=password)

    def send(self, action: str, **fields: str) -> None:
        (form, *_) = [one for one in self.page.select("form") if one.get("action") == action]
        known = {
            str(one["name"]): str(one.get("value", ""))
            for one in form.select("input[name]")
            if one.get("type") != "checkbox" or one.has_attr("checked")
        }
        data = known | {name.replace("_", "-"): value for name, value in fields.items()}
        self.page = BeautifulSoup(self.client.post(action, data=data).text, "html.parser")

    def __enter__(self) -> Person:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def open(self, path: str) -> None:
        self.page = BeautifulSoup(self.client.get(path).text, "html.parser")


def test_text_goes_from_the_sample_desk_to_the_served_folder(
    site: TinySite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "STATE", tmp_path / "state")
    site.article("articles/2026/11/bai.md")
    with ExitStack() as stack:
        desk = stack.enter_context(sample_desk(site.content, "http://localhost:8000/", 0))
        assert desk.moment().startswith("2026-11-30 08:0")
        said = capsys.readouterr().out
        (password,) = re.findall(r"mật khẩu lần này: (\S+)", said)
        writer = stack.enter_context(Person(desk.sign_in, "viet", password))
        edited = site.article("articles/2026/11/bai.md", body="Sửa bằng tay.")
        writer.open("/bai/moi")
        writer.send("/bai/moi", loai="article")
        fields = {"title": "Họp thôn tháng 12", "date": "20/9/2026", "author": "Ban Biên tập"}
        writer.send("/bai/1/viet", department="Văn phòng", noi_dung="Nội dung họp.", lam="gui", **fields)
        assert not (site.content / PATH).exists()
        approver = stack.enter_context(Person(desk.sign_in, "duyet", password))
        approver.open("/bai/1")
        assert "08:0" in approver.page.get_text()  # in the agency's time zone
        approver.send("/bai/1/duyet")
        assert "Đã duyệt và đăng" in approver.page.get_text()
        administrator = stack.enter_context(Person(desk.sign_in, "quan-tri", password))
        administrator.open("/co-quan/viet/ten")
        administrator.send("/co-quan/viet/ten", name="UBND xã Đông Kho")
        administrator.open("/co-quan/viet")
        administrator.send("/co-quan/gui")
        approver.open("/co-quan")
        approver.send("/co-quan/duyet")
        assert "Đã duyệt và đăng" in approver.page.get_text()
        assert "UBND xã Đông Kho" in approver.page.get_text()
    assert "name: UBND xã Đông Kho" in (site.content / "agency.yaml").read_text(encoding="utf-8")
    assert (site.content / PATH).read_text(encoding="utf-8").endswith(TEXT.rpartition("---")[2])
    assert "Sửa bằng tay." in edited.read_text(encoding="utf-8")
    assert not (site.content / ".git").exists()
