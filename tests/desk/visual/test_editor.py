"""The visual editor in a real browser: what is typed is what readers see, and blocks that nobody touches keep their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from plugins.desk.desk import Desk
from plugins.desk.texts.drafts import draft_of, text_by_id
from tests.desk.visual.bundle import BUNDLE, EDITOR, built_bundle
from tests.desk.web.test_browser import begin_text, serving_desk, watched, writing

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def running(desk: Desk) -> Iterator[Desk]:
    if built_bundle() is None:
        pytest.skip("the npm registry is not reached")
    with serving_desk(replace(desk, bundle=BUNDLE)) as opened:
        yield opened


def body_of(desk: Desk) -> str:
    """Return the body of the draft of the first text."""
    text = text_by_id(desk.database, 1)
    assert text is not None
    draft = draft_of(desk.database, text, 1)
    assert draft is not None
    return draft.content.decode().rpartition("---\n")[2].strip("\n")


@pytest.fixture
def page(running: Desk, browser: Browser) -> Iterator[Page]:
    """A new text whose visual editor is open."""
    opened, problems = watched(writing(browser, running))
    begin_text(opened, running)
    expect(opened.locator(EDITOR)).to_be_visible()
    yield opened
    assert problems == []


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc", timeout=10_000)


def test_text_is_typed_as_readers_see_it(page: Page, running: Desk) -> None:
    page.locator(EDITOR).click()
    page.keyboard.type("Mời bà con ")
    page.keyboard.press("Control+b")
    page.keyboard.type("đến họp")
    page.keyboard.press("Control+b")
    page.keyboard.type(".")
    page.keyboard.press("Enter")
    page.keyboard.type("## Việc bàn")
    page.keyboard.press("Enter")
    page.keyboard.type("- Đường làng")
    page.keyboard.press("Enter")
    page.keyboard.type("Nước sạch")
    saved(page)
    page.wait_for_timeout(2500)
    assert body_of(running) == "Mời bà con **đến họp**.\n\n## Việc bàn\n\n- Đường làng\n- Nước sạch"


TEXT = """Đoạn *một* có [liên kết](https://xa.example/a) và _gạch_,
viết hai dòng.

## Thời gian ##

* Sáng
* Chiều
    * Muộn

| Việc | Số |
|---|--:|
| Đường | 2 |

![Bà con họp ở nhà văn hóa](hop.jpg "Ảnh chụp sáng nay")

> Lời trích

<details>
<summary>Xem thêm</summary>

Bên trong

</details>

Câu cuối[^1].

[^1]: Lời chú.
"""


def test_opening_changes_no_byte_and_a_word_only_its_block(page: Page) -> None:
    page.click("[data-mode]")
    page.fill("#noi-dung", TEXT)
    page.click("[data-mode]")
    expect(page.locator(EDITOR)).to_contain_text("Câu cuối")
    assert page.input_value("#noi-dung") == TEXT
    page.locator(EDITOR).get_by_text("Câu cuối").click()
    page.keyboard.press("End")
    page.keyboard.type(" Hết.")
    expect(page.locator("#noi-dung")).to_have_value(TEXT.replace("Câu cuối[^1].", "Câu cuối[^1]. Hết."))
    page.keyboard.press("Control+z")
    expect(page.locator("#noi-dung")).to_have_value(TEXT)
