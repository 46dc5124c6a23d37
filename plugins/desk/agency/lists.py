"""The pages of a list, such as the menu, and of an item in it."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from plugins.agency.fields import Part, Series
from plugins.agency.reading import Finding
from plugins.desk.agency.draft import agency_file
from plugins.desk.agency.form import (
    DEFAULTS,
    Choices,
    about,
    inputs_of_item,
    number_of_errors,
    place_in_file,
    put_issues,
)
from plugins.desk.agency.opened import FORMS, Opened, part_of, report_issues
from plugins.desk.agency.series import (
    Place,
    digest_of,
    end_of,
    filled_in,
    item_at,
    moved,
    name_of,
    parts_of,
    place_of,
    rows_of,
    text_of,
    with_item,
)
from plugins.desk.repository.history import ChangedError
from plugins.desk.web.call import Call, asks_for_json
from plugins.front_matter.parser import Value

NEW = "moi"
SECTIONS = frozenset({"departments", "categories"})  # lists whose names texts give
SAVED = "Đã lưu vào bản bạn đang sửa. Sửa xong mọi mục thì bấm “Gửi duyệt” ở trang “Sửa thông tin cơ quan”."
CHANGED = "Danh sách đã đổi ở một trang khác. Xem lại rồi làm tiếp."


def list_page(call: Call, part: Part, series: Series, problem: str = "", *, status: int = 200) -> Response:
    """Show a list with the buttons that move its items."""
    opened = Opened(call)
    value, findings = _list_in(opened, series), opened.checked.findings
    words = {key: word for one in series.fields for key, word in one.choices.items()}
    rows = rows_of(value, series, words)
    own = {row.name: _own(findings, series, row.place) for row in rows}
    return call.page(
        "agency/list.html",
        status=status,
        part=part,
        series=series,
        rows=rows,
        errors={name: number_of_errors(found) for name, found in own.items()},
        warned={name for name, found in own.items() if found},
        issues=[one.issue for one in findings if one.place == (series.key,)],
        texts=opened.checked.texts if series.key in SECTIONS else [],
        digest=digest_of(value),
        problem=problem,
        holder=opened.holder,
    )


def _own(findings: list[Finding], series: Series, place: Place) -> list[Finding]:
    """Return what was found about an item, without what is about the items below it."""
    start = place_in_file(series, place)
    below = (*start, series.children)
    return [
        one
        for one in about(findings, start)
        if not series.children or one.place[: len(below)] != below or len(one.place) == len(below)
    ]


def move(call: Call, part: Part, series: Series) -> Response:
    """Do what a button of a row says."""
    opened = Opened(call)
    value = _list_in(opened, series)
    if call.text("ban") != digest_of(value):
        return list_page(call, part, series, CHANGED, status=422)
    button, _, name = call.text("lam").partition(" ")
    try:
        made, place = moved(value, place_of(name), series, button)
    except LookupError:
        raise HTTPException(404) from None
    opened.change({series.key: made})
    return call.redirect(f"{FORMS}/{part.slug}#muc-{name_of(place)}")


def show_item(call: Call) -> Response:
    """Show an item of a list."""
    part, series = _series(call)
    return _item_page(call, part, series)


def _item_page(call: Call, part: Part, series: Series, problem: str = "", *, status: int = 200) -> Response:
    opened = Opened(call)
    value = _list_in(opened, series)
    item, place = _item(call, value, series)
    inputs = inputs_of_item(series, item, opened.choices)
    start = place_in_file(series, place)
    issues = put_issues(inputs, _own(opened.checked.findings, series, place), start)
    if item is None and problem:
        for one in inputs:
            one.value = call.text(one.name)
    return call.page(
        "agency/item.html",
        status=status,
        part=part,
        series=series,
        inputs=inputs,
        issues=issues,
        is_new=item is None,
        may_have_children=bool(series.children) and item is not None and not place[1:],
        row=name_of(place),
        uses=_uses(call, series, item),
        digest=digest_of(value),
        problem=problem,
        holder=opened.holder,
    )


def save_item(call: Call) -> Response:
    """Save an item, or delete it."""
    part, series = _series(call)
    opened = Opened(call)
    value = _list_in(opened, series)
    if call.text("ban") != digest_of(value):
        is_new = call.request.path_params["item"].rpartition(".")[2] == NEW
        if is_new or call.text("lam") == "xoa":
            return _item_page(call, part, series, CHANGED, status=422)
        raise ChangedError(CHANGED)  # its place may be another item's by now
    item, place = _item(call, value, series)
    if call.text("lam") == "xoa" and item is not None:
        opened.change({series.key: with_item(value, place, series, None)})
        return call.redirect(f"{FORMS}/{part.slug}", "Đã xóa một mục.")
    sent, problem = opened.sent(inputs_of_item(series, item, Choices(opened.values, ())))
    made = filled_in(item, series, sent.get)
    if made in ("", {}):
        problem = f"Chưa ghi gì cho {series.item} này."
    if problem and (item is None or made in ("", {})):
        return _item_page(call, part, series, problem, status=422)
    opened.change({series.key: with_item(value, place, series, made)})
    if asks_for_json(call.request):
        return _answer(opened, series, place)
    if problem:
        return _item_page(call, part, series, problem, status=422)
    return _after_saving(opened, part, series, place)


def _answer(opened: Opened, series: Series, place: Place) -> Response:
    value = _list_in(opened, series)
    inputs = inputs_of_item(series, item_at(value, place, series), Choices(opened.values, ()))
    found = _own(opened.checked.findings, series, place)
    return report_issues(inputs, put_issues(inputs, found, place_in_file(series, place)), digest_of(value))


def _after_saving(opened: Opened, part: Part, series: Series, place: Place) -> Response:
    """Lead on: to what is wrong with the item, to another new one, or back to the list."""
    call, above = opened.call, f"{FORMS}/{part.slug}"
    if number_of_errors(_own(opened.checked.findings, series, place)):
        return call.redirect(f"{above}/{name_of(place)}", "Đã lưu, còn chỗ phải sửa.")
    if call.text("lam") == "them":
        parent = f"{place[0]}." if place[1:] else ""
        return call.redirect(f"{above}/{parent}{NEW}", "Đã lưu. Ghi tiếp mục sau.")
    return call.redirect(f"{above}#muc-{name_of(place)}", SAVED)


def _series(call: Call) -> tuple[Part, Series]:
    part = part_of(call)
    if part.series is None:
        raise HTTPException(404)
    return part, part.series


def _list_in(opened: Opened, series: Series) -> Value:
    return opened.values.get(series.key) or DEFAULTS.get(series.key, [])


def _item(call: Call, value: Value, series: Series) -> tuple[Value | None, Place]:
    """Return the item that a request names, None for a new one, and its place. Raises HTTPException if there is none."""
    parent, _, last = call.request.path_params["item"].rpartition(".")
    try:
        if last == NEW and not (parent and not series.children):
            return None, end_of(value, series, place_of(parent) if parent else ())
        place = place_of(call.request.path_params["item"])
        return item_at(value, place, series), place
    except LookupError:
        raise HTTPException(404) from None


def _uses(call: Call, series: Series, item: Value | None) -> int:
    """Return how many texts name a department or a category."""
    name = text_of(parts_of(item, series).get("name", "")) if item is not None else ""
    if not name or series.key not in SECTIONS:
        return 0
    return len(agency_file(call.desk).uses.texts(series.key, name))
