"""Windows rejects a rename over a file that is open, and its deletion, until the other program closes it."""

import os
from pathlib import Path

import pytest

from plugins.files import replacing


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []
    monkeypatch.setattr(replacing, "ATTEMPTS", 8)
    monkeypatch.setattr("plugins.files.replacing.time.sleep", waited.append)
    return waited


def test_file_that_is_closed_in_time_is_replaced(
    tmp_path: Path, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refusals = os.replace, [PermissionError(13, "open elsewhere")] * 3

    def replace(source: Path, target: Path) -> None:
        if refusals:
            raise refusals.pop()
        real(source, target)

    monkeypatch.setattr("plugins.files.replacing.os.replace", replace)
    (tmp_path / "new").write_text("hai")
    (tmp_path / "old").write_text("một")
    replacing.replace(tmp_path / "new", tmp_path / "old")
    assert (tmp_path / "old").read_text() == "hai"
    assert pauses == [0.02, 0.04, 0.08]


def test_file_that_stays_open_is_reported(
    tmp_path: Path, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "open elsewhere")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(PermissionError):
        replacing.unlink(tmp_path / "file")
    assert 2 < sum(pauses) < 3


def test_other_errors_are_not_tried_again(tmp_path: Path, pauses: list[float]) -> None:
    with pytest.raises(FileNotFoundError):
        replacing.replace(tmp_path / "absent", tmp_path / "there")
    replacing.unlink(tmp_path / "absent", missing_ok=True)
    assert pauses == []
