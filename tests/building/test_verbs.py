"""Every verb teaches, and the guides tell of each."""

import re

import pytest

from tasks import ns
from tests.building.verbs import HELP, flags_of, verb
from tests.conftest import ROOT, TinySite


def test_check_reports_five_mistakes_and_then_accepts(site: TinySite) -> None:
    site.write(
        "articles/2024/03/bai.md",
        """
        ---
        titel: Lịch tiếp công dân
        date: 31/4/2024
        author: Ban Biên tập
        department: Phong Van hoa va Thong tin
        category: Tin túc
        ---

        <iframe src="https://x.example"></iframe>
        """,
    )
    refused = verb("check", "--content", str(site.content))
    assert refused.status == 1
    for said in (
        "Ý bạn là “title”?",
        "từ 1 đến 30",
        "Ý bạn là “Phòng Văn hóa và Thông tin”?",
        "Ý bạn là “Tin tức”?",
        "thẻ <iframe>",
    ):
        assert said in refused.said
    site.article()
    accepted = verb("check", "--content", str(site.content))
    assert accepted.status == 0
    assert "không có lỗi" in accepted.said


@pytest.mark.parametrize("name", sorted(ns.task_names))
def test_every_verb_and_every_flag_teaches(name: str) -> None:
    assert len((ns[name].__doc__ or "").split()) > 8
    assert [flag for flag in flags_of(name) if len(HELP[name].get(flag, "").split()) < 4] == []
    done = verb(name, "--help")
    assert done.status == 0
    assert "Usage: invoke" in done.said


@pytest.mark.parametrize("file", ["README.md", "CHANGELOG.md", "docs/huong-dan-van-hanh.md"])
def test_every_verb_stands_in_the_guides(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    named = " ".join(re.findall(r"`[^`\n]+`", text))
    assert [
        name for name in ns.task_names if not re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", named)
    ] == []


@pytest.mark.parametrize(
    "name", ["serve", "build", "check", "deploy", "follow", "rollback", "new", "explain"]
)
def test_the_operators_guide_knows_every_flag(name: str) -> None:
    guide = (ROOT / "docs/huong-dan-van-hanh.md").read_text(encoding="utf-8")
    assert [flag for flag in flags_of(name) if f"--{flag.rstrip('_').replace('_', '-')}" not in guide] == []
