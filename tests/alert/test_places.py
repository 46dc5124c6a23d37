"""The files of an alert in the folder of releases."""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest

from plugins.alert.alert import Alert
from plugins.alert.places import (
    DATA,
    SHOWN,
    LocalPlace,
    Place,
    current_alert,
    remove_alert,
    remove_expired,
    show_alert,
)
from plugins.errors.issue import UserError

END = datetime(2026, 12, 5, 10, tzinfo=UTC)
ALERT = Alert("important", "Cúp điện.", END)


def test_alert_is_shown_and_removed(tmp_path: Path) -> None:
    place: Place = LocalPlace(tmp_path)
    assert current_alert(place) is None
    show_alert(place, ALERT)
    assert current_alert(place) == ALERT
    assert b"C\xc3\xbap" in (tmp_path / SHOWN).read_bytes()
    remove_alert(place)
    assert current_alert(place) is None
    assert not (tmp_path / SHOWN).exists()
    assert (tmp_path / DATA).read_bytes() == b"{}\n"
    remove_alert(place)


def test_expired_alert_is_removed_at_its_end(tmp_path: Path) -> None:
    place = LocalPlace(tmp_path)
    assert not remove_expired(place, END)
    assert not (tmp_path / ".alert").exists()
    show_alert(place, ALERT)
    assert not remove_expired(place, END - timedelta(seconds=1))
    assert (tmp_path / SHOWN).exists()
    assert remove_expired(place, END)
    assert not (tmp_path / SHOWN).exists()
    assert not remove_expired(place, END)


@pytest.mark.posix
def test_files_are_open_to_the_web_server(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        show_alert(LocalPlace(tmp_path), ALERT)
    finally:
        os.umask(before)
    assert (tmp_path / ".alert").stat().st_mode & 0o777 == 0o755
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in (DATA, SHOWN)} == {0o644}


def test_killed_between_two_files_leaves_an_alert_that_is_known(tmp_path: Path) -> None:
    place = LocalPlace(tmp_path)

    def killed(path: str, content: bytes) -> None:
        if path == SHOWN:
            raise KeyboardInterrupt
        LocalPlace.write(place, path, content)

    with mock.patch.object(place, "write", killed), pytest.raises(KeyboardInterrupt):
        show_alert(place, ALERT)
    assert current_alert(place) == ALERT
    assert not (tmp_path / SHOWN).exists()


@pytest.mark.posix
def test_link_in_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".alert").symlink_to("elsewhere")
    with pytest.raises(UserError, match="không phải thư mục thật"):
        show_alert(LocalPlace(tmp_path), ALERT)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_removal_that_fails_stops_no_deploy(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    place = LocalPlace(tmp_path)
    show_alert(place, ALERT)
    denied = mock.patch.object(place, "remove", side_effect=PermissionError(13, "Permission denied", SHOWN))
    with denied, caplog.at_level(logging.WARNING):
        assert not remove_expired(place, END)
    assert "Chưa dọn được cảnh báo đã hết hạn" in caplog.text
