"""The visual editor in a real browser: what is typed is what readers see, and blocks that nobody touches keep their bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from plugins.desk.desk import Desk
from plugins.desk.texts.drafts import draft_of, text_by_id
from tests.conversion.test_pasted import WORD
from tests.desk.visual.bundle import BUNDLE, EDITOR, built_bundle
from tests.desk.visual.test_blocks import EDITABLE
from tests.desk.web.test_browser import begin_text, serving_desk, until, watched, writing
from tests.desk.web.test_every_page import Look

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
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc")


def on(page: Page) -> list[str]:
    """Return the labels of the buttons that are on."""
    return page.locator(".tools [aria-pressed=true]").all_inner_texts()


def test_buttons_say_what_is_on_at_the_cursor(page: Page) -> None:
    editor = open_with(page, "Một **hai** *ba*.\n\n## Bốn\n\n- năm\n  1. sáu\n\n> bảy\n")
    shown = {"Một": [], "hai": ["Chữ đậm"], "ba": ["Chữ nghiêng"], "Bốn": ["Đề mục"], "bảy": ["Trích dẫn"]}
    for word, names in {**shown, "năm": ["Danh sách"], "sáu": ["Danh sách số"]}.items():
        editor.get_by_text(word, exact=word != "Một").click()
        assert on(page) == names, word
    editor.get_by_text("bảy").click()
    page.keyboard.press("Control+b")
    assert on(page) == ["Chữ đậm", "Trích dẫn"]
    page.click("[data-mode]")
    expect(page.locator("#noi-dung")).to_be_visible()
    assert page.locator("[aria-pressed]").count() == 0


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


PASTE = """([selector, html, text]) => {
    const data = new DataTransfer();
    if (html) data.setData("text/html", html);
    data.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector(selector).dispatchEvent(event);
}"""


def open_with(page: Page, text: str) -> Locator:
    """Open the visual editor with a text."""
    page.click("[data-mode]")
    page.fill("#noi-dung", text)
    page.click("[data-mode]")
    expect(page.locator(EDITOR)).to_be_visible()
    return page.locator(EDITOR)


def has(page: Page, text: str) -> None:
    expect(page.locator("#noi-dung")).to_have_value(text)


def test_every_kind_of_block_passes_through_the_editor(page: Page) -> None:
    parts = [one for number, block in enumerate(EDITABLE.values()) for one in (block, f"Câu giữa {number}.")]
    text = "\n\n".join([*parts, "Câu cuối."]) + "\n"
    editor = open_with(page, text)
    assert editor.locator(".unknown").count() == 0
    editor.get_by_text("Câu cuối.").click()
    page.keyboard.press("End")
    page.keyboard.type(" Hết.")
    has(page, text.replace("Câu cuối.", "Câu cuối. Hết."))


def test_what_is_pasted_from_word_keeps_its_form(page: Page) -> None:
    page.locator(EDITOR).click()
    page.evaluate(PASTE, [EDITOR, WORD, "THÔNG BÁO"])
    expect(page.locator(EDITOR).locator("strong").first).to_have_text("THÔNG BÁO")
    expect(page.locator(EDITOR).locator("li").first).to_be_visible()
    expect(page.locator("#noi-dung")).to_have_value(
        re.compile(r"\*\*THÔNG BÁO\*\*\n\nMời \*bà con\* dự họp\.")
    )


def test_plain_lines_with_tabs_become_a_table(page: Page) -> None:
    page.locator(EDITOR).click()
    page.evaluate(PASTE, [EDITOR, "", "Việc\tSố\nĐường\t2"])
    expect(page.locator(EDITOR).locator("th")).to_have_text(["Việc", "Số"])


def test_table_gets_a_row_and_a_column(page: Page) -> None:
    editor = open_with(page, "| Việc | Số |\n| --- | --- |\n| Đường | 2 |\n")
    editor.get_by_text("Đường").click()
    page.click("[data-insert=row-add]")
    page.keyboard.press("Tab")
    page.click("[data-insert=column-add]")
    editor.locator("tr").nth(2).locator("td").first.click()
    page.keyboard.type("Cầu")
    has(page, "| Việc | Số |  |\n| --- | --- | --- |\n| Đường | 2 |  |\n| Cầu |  |  |\n")


def test_block_that_readers_would_see_otherwise_is_not_saved(page: Page, running: Desk) -> None:
    editor = open_with(page, "- Một\n\nGiữa.\n\n- Hai\n")
    editor.get_by_text("Giữa.").click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.press("Backspace")
    expect(editor.locator(".wrong-block")).to_have_count(1)
    expect(page.locator("[data-saved]")).to_contain_text("Đoạn có vạch đỏ chưa lưu được")
    page.click("button[value=gui]")
    expect(page.locator("[data-saved]")).to_contain_text("Đoạn có vạch đỏ chưa lưu được")
    assert "Giữa." in body_of(running)
    editor.locator("p").last.click()
    page.keyboard.press("Control+z")
    expect(editor.locator(".wrong-block")).to_have_count(0)
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc")


def test_what_was_just_typed_is_submitted(page: Page, running: Desk) -> None:
    page.locator(EDITOR).click()
    page.keyboard.type("Vừa gõ xong.")
    page.click("button[value=gui]")
    expect(page.locator(".note").first).to_contain_text("Đã gửi duyệt")
    text = text_by_id(running.database, 1)
    assert text is not None
    assert "\nVừa gõ xong." in (running.content.history.read(text.path or "") or b"").decode()


def test_editor_is_for_everybody(page: Page, running: Desk) -> None:
    editor = open_with(page, TEXT)
    saved(page)
    page.goto(page.url)
    expect(editor).to_contain_text("Câu cuối")
    look = Look(page, running)
    look()
    assert look.found == [], look.found
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(color_scheme="light")
    editor.get_by_text("Chiều").click()


def test_choice_of_the_text_area_is_remembered(page: Page) -> None:
    open_with(page, "Một câu.")
    page.click("[data-mode]")
    expect(page.locator("#noi-dung")).to_be_visible()
    page.goto(page.url)
    expect(page.locator("[data-mode]")).to_have_text("Soạn như Word")
    expect(page.locator(EDITOR)).to_have_count(0)


def test_text_with_an_error_opens_in_the_text_area(page: Page) -> None:
    page.click("[data-mode]")
    page.fill("#noi-dung", "Bảng\tlệch\nmột\thai\tba\n")
    page.click("[data-mode]")
    expect(page.locator("[data-saved]")).to_contain_text("Bài này đang có lỗi")
    expect(page.locator("#noi-dung")).to_be_visible()


def test_pictures_get_captions_and_become_a_gallery(page: Page) -> None:
    editor = open_with(page, "Ảnh:\n\n![Bà con san đất](a.jpg)\n")
    editor.locator("figcaption").click()
    page.keyboard.type("Sáng nay")
    has(page, 'Ảnh:\n\n![Bà con san đất](a.jpg "Sáng nay")\n')
    page.keyboard.press("Enter")
    page.keyboard.type("Hết.")
    has(page, 'Ảnh:\n\n![Bà con san đất](a.jpg "Sáng nay")\n\nHết.\n')


def test_blocks_and_pictures_of_a_gallery_change_places(page: Page) -> None:
    editor = open_with(page, "Một *câu*.\n\n![Bà con họp](a.jpg)\n![Bà con về](b.jpg)\n\nHai.\n")
    editor.locator("figcaption").nth(1).click()
    page.keyboard.press("Alt+ArrowUp")
    has(page, "Một *câu*.\n\n![Bà con về](b.jpg)\n![Bà con họp](a.jpg)\n\nHai.\n")
    editor.get_by_text("Hai.").click()
    page.click("[data-insert=up]")
    has(page, "Một *câu*.\n\nHai.\n\n![Bà con về](b.jpg)\n![Bà con họp](a.jpg)\n")


def test_addresses_and_dashes_are_typed_as_words(page: Page) -> None:
    page.locator(EDITOR).click()
    page.keyboard.type("Xem https://baochinhphu.vn/a_b và C:\\Users.")
    page.keyboard.press("Enter")
    page.keyboard.type("– Một việc")
    has(page, "Xem https://baochinhphu.vn/a_b và C:\\Users.\n\n&#8211; Một việc\n")
    expect(page.locator(".wrong-block")).to_have_count(0)


def test_what_is_typed_while_the_editor_opens_stays(page: Page) -> None:
    page.click("[data-mode]")
    held = list[Route]()
    page.route("**/khoi", lambda route: route.continue_() if held else held.append(route))
    page.fill("#noi-dung", "Câu đầu.")
    page.click("[data-mode]")
    until(page, lambda: bool(held))
    page.fill("#noi-dung", "Câu đầu. Gõ thêm trong lúc mở.")
    held[0].continue_()
    expect(page.locator(EDITOR)).to_contain_text("Gõ thêm trong lúc mở.")
    has(page, "Câu đầu. Gõ thêm trong lúc mở.")


def test_submission_waits_for_what_is_being_pasted(page: Page, running: Desk) -> None:
    page.locator(EDITOR).click()
    page.keyboard.type("Đầu.")
    page.evaluate(PASTE, [EDITOR, "<p>Một</p><p><b>Hai</b></p>", "Một\n\nHai"])
    page.click("button[value=gui]")
    expect(page.locator(".note").first).to_contain_text("Đã gửi duyệt")
    text = text_by_id(running.database, 1)
    assert text is not None
    assert "Đầu.\n\nMột\n\n**Hai**" in (running.content.history.read(text.path or "") or b"").decode()


def test_unknown_block_and_picture_are_cut_and_pasted(page: Page) -> None:
    text = "Một.\n\n<details>\n<summary>Xem</summary>\n\nBên trong\n\n</details>\n\n![Bà con họp](a.jpg)\n\nHai.\n"
    editor = open_with(page, text)
    editor.get_by_text("Hai.").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+x")
    page.keyboard.type("Đầu.")
    expect(page.locator("#noi-dung")).to_have_value(re.compile(r"^Đầu\.\s*$"))
    page.keyboard.press("Enter")
    page.keyboard.press("Control+v")
    expect(editor.locator(".unknown")).to_have_count(1)
    expect(page.locator("#noi-dung")).to_have_value(
        re.compile(r"^Đầu\.\s+Một[^!]*\n<details>[^!]*Bên trong[^!]*!\[Bà con họp\]\(a\.jpg\)")
    )
    assert FOLDED in page.locator("#noi-dung").input_value()


FOLDED = "<details>\n<summary>Xem</summary>\n\nBên trong\n\n</details>"


@pytest.mark.parametrize("button", ["quote", "list", "numbers"])
def test_unknown_block_is_in_no_list_and_no_quotation(page: Page, button: str) -> None:
    editor = open_with(page, f"Một.\n\n{FOLDED}\n\n- a\n\nHai.\n\n> b\n")
    editor.locator(".unknown").click()
    page.click(f"[data-insert={button}]")
    for target in ("a", "b"):
        editor.locator(".unknown").click()
        page.keyboard.press("Control+x")
        editor.get_by_text(target, exact=True).click()
        page.keyboard.press("End")
        page.keyboard.press("Control+v")
        expect(page.locator("#noi-dung")).to_have_value(re.compile("Bên trong"))
        expect(editor.locator(":is(li, blockquote) .unknown")).to_have_count(0)


def test_tab_in_the_last_cell_adds_a_row(page: Page) -> None:
    page.locator(EDITOR).click()
    page.click("[data-insert=table]")
    page.keyboard.type("Việc")
    for words in ("Số", "Đường", "2", "Cầu", "1", "Chợ"):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    has(page, "| Việc | Số |\n| --- | --- |\n| Đường | 2 |\n| Cầu | 1 |\n| Chợ |  |\n")


def test_link_is_changed_and_removed(page: Page) -> None:
    editor = open_with(page, "Xem [trang của xã](https://cu.example) nhé.\n")
    answers = ["moi.example/a", ""]
    page.on("dialog", lambda dialog: dialog.accept(answers.pop(0)))
    editor.locator("a").click()
    page.click("[data-insert=link]")
    has(page, "Xem [trang của xã](https://moi.example/a) nhé.\n")
    page.click("[data-insert=link]")
    has(page, "Xem trang của xã nhé.\n")


def test_empty_caption_says_what_it_is_for(page: Page) -> None:
    editor = open_with(page, "Một.\n\n![Bà con họp](a.jpg)\n")
    shown = "getComputedStyle(document.querySelector('figcaption'), '::before').content"
    assert "Chú thích ảnh" in page.evaluate(shown)
    editor.locator("figcaption").click()
    page.keyboard.type("Sáng nay")
    assert "Chú thích ảnh" not in page.evaluate(shown)


def test_picture_is_removed_with_a_button(page: Page) -> None:
    editor = open_with(page, "Một.\n\n![Bà con họp](a.jpg)\n\nHai.\n")
    editor.locator("figcaption").click()
    page.keyboard.press("Delete")
    expect(editor.locator("figure")).to_have_count(1)
    page.click("[data-insert=figure-remove]")
    has(page, "Một.\n\nHai.\n")


def test_editor_opens_once_and_closes_with_all_that_was_typed(page: Page) -> None:
    page.click("[data-mode]")
    page.fill("#noi-dung", "Câu đầu.")
    held = list[Route]()
    page.route("**/khoi", lambda route: route.continue_() if held else held.append(route))
    page.click("[data-mode]")
    page.click("[data-mode]")
    until(page, lambda: bool(held))
    held[0].continue_()
    expect(page.locator(EDITOR)).to_have_count(1)
    waiting = list[Route]()
    page.route("**/ghep", lambda route: route.continue_() if waiting else waiting.append(route))
    page.locator(EDITOR).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Câu hai.")
    page.click("[data-mode]")
    until(page, lambda: bool(waiting))
    page.locator(EDITOR).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Câu ba.")
    waiting[0].continue_()
    expect(page.locator("#noi-dung")).to_be_visible()
    has(page, "Câu đầu. Câu hai. Câu ba.\n")
