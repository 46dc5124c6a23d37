"""The alert on every page: written by one person, confirmed by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from starlette.responses import Response

from plugins.alert.alert import LEVELS, WORDS, alert_of
from plugins.desk.database.journal import Act, record
from plugins.desk.desk import Desk
from plugins.desk.people.accounts import people
from plugins.desk.people.roles import Right
from plugins.desk.texts.deciding import By, reject_closed
from plugins.desk.texts.times import spoken, written
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page
from plugins.errors.issue import UserError

LABELS = {"--text": "Lời cảnh báo", "--level": "Mức", "--until": "Đến lúc", "--link": "Liên kết"}
ANOTHER = "Người khác phải xác nhận cảnh báo mà bạn viết."


@dataclass(frozen=True)
class Proposal:
    """An alert that waits for another person. `until` is as it was written."""

    id: int
    level: str
    text: str
    until: str
    link: str
    person: int
    written: float

    @property
    def words(self) -> dict[str, str]:
        """What is to be shown, by the names of the verb's options."""
        return {"text": self.text, "level": self.level, "until": self.until, "link": self.link}


def proposal(desk: Desk) -> Proposal | None:
    """Return the alert that waits to be confirmed, None if none does."""
    row = desk.database.row("SELECT * FROM alerts WHERE ended IS NULL ORDER BY id DESC LIMIT 1")
    if row is None:
        return None
    return Proposal(
        row["id"], row["level"], row["text"], row["until"], row["link"], row["person"], row["written"]
    )


def show_alert(call: Call) -> Response:
    """Show the present alert, the one that waits, and a form for another."""
    return _page(call)


def _page(call: Call, problem: str = "", *, status: int = 200) -> Response:
    return call.page(
        "texts/alert.html",
        status=status,
        problem=problem,
        levels={level: WORDS[level] for level in LEVELS},
        waiting=proposal(call.desk),
        present=call.desk.content.site.alert(),
        names={one.id: one.full_name for one in people(call.desk.database)},
        ends=_ends(datetime.fromtimestamp(call.now, call.desk.agency.zone)),
        sent=call.text,
    )


def _ends(now: datetime) -> dict[str, str]:
    """Return the moments at which an alert usually ends, as they are written, with their words."""
    soon = now.replace(second=0, microsecond=0)
    evening = datetime.combine(now.date(), time(23, 59), now.tzinfo)
    known = {
        "Sau 3 giờ": soon + timedelta(hours=3),
        "Hết hôm nay": evening,
        "Hết ngày mai": evening + timedelta(days=1),
    }
    return {written(end): f"{words}, {spoken(end)}" for words, end in known.items()}


def propose(call: Call) -> Response:
    """Check an alert and let it wait for another person; one that waited before is thrown away."""
    words = {name: call.text(name).strip() for name in ("text", "level", "until", "link")}
    words["until"] = words["until"] or call.text("end")
    try:
        alert_of(
            words["text"],
            words["level"],
            words["until"],
            words["link"],
            now=datetime.fromtimestamp(call.now, UTC),
            zone=call.desk.agency.zone,
        )
    except UserError as error:
        return _page(call, _for_people(str(error)), status=422)
    with call.desk.database.transaction():
        reject_closed(call.desk, By(call.person, call.now))
        call.desk.database.write("UPDATE alerts SET ended = ? WHERE ended IS NULL", call.now)
        call.desk.database.write(
            "INSERT INTO alerts (level, text, until, link, person, written) VALUES (?, ?, ?, ?, ?, ?)",
            words["level"],
            words["text"],
            words["until"],
            words["link"],
            call.person.id,
            call.now,
        )
        record(call.desk.database, call.now, call.person.id, Act.ALERT_WRITTEN, words["text"])
    who = "Xác nhận" if call.desk.content.alone else "Người khác mở trang này và xác nhận"
    return call.redirect("/loi-canh-bao", f"Đã ghi. {who} thì cảnh báo hiện lên.")


def confirm(call: Call) -> Response:
    """Show the alert that another person has written."""
    waiting = proposal(call.desk)
    if waiting is None or str(waiting.id) != call.text("canh-bao"):
        return _page(call, "Cảnh báo này đã đổi. Đọc lại rồi xác nhận.", status=422)
    if waiting.person == call.person.id and not call.desk.content.alone:
        return _page(call, ANOTHER, status=422)
    try:
        reject_closed(call.desk, By(call.person, call.now))
        said = call.desk.content.site.show_alert(waiting.words)
    except UserError as error:
        return _page(call, _for_people(str(error)), status=422)
    with call.desk.database.transaction():
        call.desk.database.write(
            "UPDATE alerts SET ended = ?, confirmed_by = ? WHERE id = ?", call.now, call.person.id, waiting.id
        )
        record(call.desk.database, call.now, call.person.id, Act.ALERT_SHOWN, waiting.text)
    return call.redirect("/loi-canh-bao", said)


def remove(call: Call) -> Response:
    """Remove the alert, and throw away the one that waits; one person may do that."""
    said = call.desk.content.site.show_alert(None)
    with call.desk.database.transaction():
        call.desk.database.write("UPDATE alerts SET ended = ? WHERE ended IS NULL", call.now)
        record(call.desk.database, call.now, call.person.id, Act.ALERT_REMOVED)
    return call.redirect("/loi-canh-bao", said)


def _for_people(message: str) -> str:
    """Return a message of the verb with the names of the form's fields in place of options."""
    for option, label in LABELS.items():
        message = message.replace(option, label)
    return message


PAGES = [
    Page("/loi-canh-bao", Right.ALERT, show_alert, propose),
    Page("/loi-canh-bao/xac-nhan", Right.ALERT, act=confirm),
    Page("/loi-canh-bao/go", Right.ALERT, act=remove),
]
