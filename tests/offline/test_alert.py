"""A stored page never shows an alert: without a network nothing says when it was taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from plugins.alert.alert import Alert
from plugins.alert.fragment import markup
from plugins.urls.patterns import file_of
from tests.offline.host import Answer, Host
from tests.offline.reader import Reader

pytestmark = [pytest.mark.browser, pytest.mark.long]
ARTICLE = "/2024/03/bai-1/"
TEXT = "Nước lên </section> nhanh."
ALERT = Alert("emergency", TEXT, datetime.now(UTC) + timedelta(hours=1), "/2024/03/bai-2/")


def show(host: Host) -> None:
    """Put the alert into every page, as nginx does."""

    def answer(path: str) -> Answer | None:
        file = host.folder / file_of(path)
        if not path.endswith("/") or not file.is_file():
            return None
        page = file.read_text(encoding="utf-8").replace("<header>", f"{markup(ALERT, 'vi')}<header>", 1)
        return 200, {"Content-Type": "text/html; charset=utf-8"}, page.encode()

    host.answers.append(answer)


def test_stored_page_has_no_alert(host: Host, reader: Reader) -> None:
    show(host)
    reader.visit("/")
    reader.visit(ARTICLE)
    assert reader.page.get_by_role("region", name="Khẩn cấp").inner_text().count(TEXT) == 1
    reader.leave_network()
    for path, text in ((ARTICLE, "Nội dung 1."), ("/2024/03/bai-9/", "Nội dung 9."), ("/", "Bài số 13")):
        reader.open(path)
        reader.sees(text)
        assert reader.page.locator(".alert").count() == 0
        assert "Nước lên" not in reader.page.content()


def test_page_from_the_network_has_the_alert(host: Host, reader: Reader) -> None:
    """Although the page is stored without it."""
    reader.visit(ARTICLE)
    show(host)
    reader.open(ARTICLE)
    assert reader.page.locator(".alert").count() == 1
