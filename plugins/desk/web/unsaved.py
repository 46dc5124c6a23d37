"""What somebody has typed into a form that is not accepted any more, so that it can be copied."""

from __future__ import annotations

from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.responses import Response

from plugins.desk.people.roles import Right
from plugins.desk.web.call import Call, asks_for_json
from plugins.desk.web.rendering import agency_labels, labels

TYPED = frozenset({Right.WRITE, Right.APPROVE, Right.PUBLISH, Right.AGENCY, Right.ALERT})  # not passwords
OTHERS = MappingProxyType({
    "noi-dung": "Nội dung",
    "loi-nhan-gui": "Lời nhắn cho người duyệt",
    "ghi-chu-sua": "Đã sửa gì",
    "nhan-xet": "Điều cần sửa",
    "ly-do": "Lý do thu hồi",
})  # fmt: skip
ANY = "Mục khác"
UNTYPED = frozenset({"mo", "ban", "ma-bieu-mau"})  # of the page itself


def unsaved_page(call: Call, right: Right, problem: str = "") -> Response | None:
    """Return a page with what was typed into the form, None if that is nothing, or a script asks, which has it still.

    `problem` says why it was not accepted; without one the session, or the page, is too old.
    """
    if right not in TYPED or asks_for_json(call.request):
        return None
    names = agency_labels() if right is Right.AGENCY else labels() | OTHERS
    typed = [
        (names.get(name, ANY), value)
        for name, value in call.form.multi_items()
        # Other fields are those of buttons, and digests.
        if isinstance(value, str)
        and value.strip()
        and name not in UNTYPED
        and (name in names or len(value.split()) > 1)
    ]
    if right is not Right.AGENCY and not any(len(value.split()) > 1 for _, value in typed):
        return None
    is_over = call.session is None or call.session.signed_in is None
    status = 422 if problem else 403
    return call.page(
        "unsaved.html",
        status=status,
        typed=typed,
        is_over=is_over,
        problem=problem,
        opened=_opened_page(call),
    )


def _opened_page(call: Call) -> str:
    """Return the path of the page that has sent the form, for a link to it."""
    sender = call.request.headers.get("referer", "")
    return urlsplit(sender).path if sender.startswith(f"{call.desk.address}/") else "/"
