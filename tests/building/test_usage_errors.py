"""A mistyped call of `invoke` is answered in Vietnamese."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        ("chek", "Không có lệnh “chek”. Ý bạn là “check”?"),
        ("xyz", "Không có lệnh “xyz”. Xem các lệnh: uv run invoke --list"),
        ("build --contnt x", "Lệnh build không có lựa chọn “--contnt”. Ý bạn là “--content”?"),
        ("init", "Lệnh init còn thiếu: folder. Xem: uv run invoke init --help"),
        ("deploy --to", "Lựa chọn “--to” cần một giá trị. Xem: uv run invoke deploy --help"),
        ("visitors.creat", "Ý bạn là “visitors.create”?"),
    ],
)
def test_mistyped_call_is_answered_with_the_nearest_name(call: str, answer: str) -> None:
    command = [sys.executable, "-m", "invoke", *call.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert answer in done.stderr
