"""The lists of texts: what waits for whom, what time will change, and search among all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from starlette.responses import Response

from plugins.alert.alert import WORDS
from plugins.desk.desk import Desk
from plugins.desk.people.accounts import people, person_by_id
from plugins.desk.people.roles import Right
from plugins.desk.texts.alerting import proposal
from plugins.desk.texts.catalogue import (
    MOST_FOUND,
    Listed,
    find_texts,
    listed_at,
    refresh_catalogue,
    texts_to_appear,
    texts_to_expire,
)
from plugins.desk.texts.drafts import (
    MOST_KEPT,
    ListedDraft,
    Text,
    drafts_of_person,
    kept_lately,
    number_of_drafts,
    number_of_kept,
    published_lately,
    texts_at,
    undecided_texts,
)
from plugins.desk.texts.standing import Standing, standing_of
from plugins.desk.texts.times import seen, spoken
from plugins.desk.texts.workflow import State, may_approve
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page

LONGEST_QUERY = 200  # characters
MOST_WAITING = 50  # of a list of work; those behind them follow as it is done
MOST_SHOWN = 10  # of a list to be looked at
KEPT_PAGE = "/bai/da-giu"
KEPT = "Bản bạn đã bỏ hoặc chưa dùng"
SOON_SECONDS = 30 * 86_400


@dataclass(frozen=True)
class Row:
    """A text in a list: where its page is; `who` and `when` are of what was last done with it."""

    href: str
    title: str
    state: str
    who: str = ""
    when: float | None = None


@dataclass(frozen=True)
class Rows:
    """A list with its title; `more` says how many are left out, `following` is the path of the page that has them, if one has."""

    title: str
    rows: Sequence[Row]
    more: int = 0
    following: str = ""


def show_home(call: Call) -> Response:
    """Show what waits for who asks, what time will change, and what was published lately."""
    lists = [_alert(call)] if call.may(Right.ALERT) else []
    lists += _lists(call) if call.may(Right.WRITE) else []
    return call.page("texts/home.html", lists=[one for one in lists if one.rows])


def _alert(call: Call) -> Rows:
    """Return the alert that waits for who asks."""
    waiting = proposal(call.desk)
    rows = []
    if waiting is not None and (call.desk.content.alone or waiting.person != call.person.id):
        who = person_by_id(call.desk.database, waiting.person)
        name = who.full_name if who is not None else ""
        rows = [Row("/loi-canh-bao", waiting.text, WORDS[waiting.level], name, waiting.written)]
    return Rows("Cảnh báo chờ bạn xác nhận", rows)


def _lists(call: Call) -> list[Rows]:
    desk, person = call.desk, call.person.id
    blobs, published = desk.content.blobs(), desk.content.published_blobs()
    refresh_catalogue(desk, blobs)
    standings = [
        standing_of(desk.database, text, blobs, published) for text in undecided_texts(desk.database)
    ]
    listed = listed_at(desk, [one.text.path for one in standings if one.text.path])
    names = {one.id: one.full_name for one in people(desk.database)}

    def waiting(title: str, wanted: Iterable[Standing]) -> Rows:
        found = list(wanted)
        rows = [_row(desk, one, listed, names) for one in found[:MOST_WAITING]]
        return Rows(title, rows, len(found) - len(rows))

    submitted = [one for one in standings if one.state is State.SUBMITTED]
    returned = (one for one in standings if one.state is State.RETURNED and _is_mine(one, person))
    lists = [_drafts(desk, person), waiting("Trả lại để sửa", returned)]
    if call.may(Right.APPROVE):
        alone = desk.content.alone
        to_approve = (
            one for one in submitted if not may_approve(one.steps, one.current, person, alone=alone)
        )
        lists.append(waiting("Chờ bạn duyệt", to_approve))
    if call.may(Right.PUBLISH):
        approved = (one for one in standings if one.state is State.APPROVED)
        lists.append(waiting("Đã duyệt, chờ đăng", approved))
    lists.append(waiting("Bạn đã gửi, đang chờ duyệt", (one for one in submitted if _is_mine(one, person))))
    appearing = texts_to_appear(desk, published, call.now)
    expiring = texts_to_expire(desk, published, call.now, call.now + SOON_SECONDS)
    return [
        *lists,
        _timed("Hẹn đăng", desk, appearing, [("Hiện lúc", one.times.appears) for one in appearing]),
        _timed(
            "Người đọc sắp không còn thấy",
            desk,
            expiring,
            [("Hết hạn lúc", one.times.expires) for one in expiring],
        ),
        _kept(desk, person),
        _lately(desk, call.now),
    ]


def _drafts(desk: Desk, person: int) -> Rows:
    rows = [
        Row(href_of(desk, one.text), _title(desk, one), State.DRAFT.value, when=one.saved)
        for one in drafts_of_person(desk.database, person, MOST_WAITING)
    ]
    return Rows("Bạn đang viết", rows, number_of_drafts(desk.database, person) - len(rows))


def _kept(desk: Desk, person: int, most: int = MOST_SHOWN) -> Rows:
    rows = [
        Row(_kept_href(desk, one), _title(desk, one), "giữ trong 30 ngày", when=one.saved)
        for one in kept_lately(desk.database, person, most)
    ]
    return Rows(KEPT, rows, number_of_kept(desk.database, person) - len(rows), KEPT_PAGE)


def show_kept(call: Call) -> Response:
    """Show everything that is kept of who asks."""
    return call.page("texts/kept_list.html", kept=_kept(call.desk, call.person.id, MOST_KEPT))


def _timed(
    title: str, desk: Desk, texts: Sequence[Listed], events: Sequence[tuple[str, float | None]]
) -> Rows:
    """Return a list of what time will change; the events are those of the texts, in the same order."""
    hrefs = _hrefs(desk, texts[:MOST_SHOWN])
    rows = [
        Row(
            hrefs[text.path],
            text.title,
            f"{what} {spoken(datetime.fromtimestamp(when or 0, desk.agency.zone))}",
        )
        for text, (what, when) in zip(texts[:MOST_SHOWN], events, strict=False)
    ]
    return Rows(title, rows, len(texts) - len(rows))


def _lately(desk: Desk, now: float) -> Rows:
    found = published_lately(desk.database, MOST_SHOWN)
    listed = listed_at(desk, [text.path for text, _ in found if text.path])
    rows = [
        Row(href_of(desk, text), one.title, seen(one.times, now, desk.agency.zone), when=moment)
        for text, moment in found
        if (one := listed.get(text.path or "")) is not None
        and (one.times.appears or 0) <= now  # others stand among those that will appear
    ]
    return Rows("Vừa đăng", rows)


def show_texts(call: Call) -> Response:
    """Search among all texts of the content folder."""
    desk, query = call.desk, call.request.query_params.get("tim", "")[:LONGEST_QUERY].strip()
    written = call.request.query_params.get("tu", "")
    after = int(written) if written.isascii() and written.isdecimal() and len(written) < len("1000000") else 0
    blobs, published = desk.content.blobs(), desk.content.published_blobs()
    refresh_catalogue(desk, blobs)
    found = find_texts(desk, query, after=after)
    shown = found[:MOST_FOUND]
    known, hrefs = texts_at(desk.database, [one.path for one in shown]), _hrefs(desk, shown)
    rows = []
    for one in shown:
        text = known.get(one.path) or Text(0, one.path, one.kind, None, 0)
        state = standing_of(desk.database, text, blobs, published).state
        said = seen(one.times, call.now, desk.agency.zone) if state is State.PUBLISHED else state.value
        rows.append(Row(hrefs[one.path], one.title, said))
    following = f"/bai?tim={quote(query)}&tu={after + MOST_FOUND}" if len(found) > MOST_FOUND else ""
    return call.page("texts/list.html", query=query, rows=rows, following=following)


def href_of(desk: Desk, text: Text) -> str:
    """Return the path of a text's page."""
    file = desk.agency_file
    return file.href if file is not None and desk.is_agency(text.path) else f"/bai/{text.id}"


def _kept_href(desk: Desk, kept: ListedDraft) -> str:
    is_agency = desk.is_agency(kept.text.path)
    return href_of(desk, kept.text) if is_agency else f"/bai/{kept.text.id}/ban-giu/{kept.number}"


def _title(desk: Desk, draft: ListedDraft) -> str:
    file = desk.agency_file
    return file.title if file is not None and desk.is_agency(draft.text.path) else draft.title


def _hrefs(desk: Desk, texts: Sequence[Listed]) -> dict[str, str]:
    """Return where the pages of texts are, by their paths; the desk remembers a text when its page is opened."""
    known = texts_at(desk.database, [one.path for one in texts])
    return {
        one.path: href_of(desk, known[one.path]) if one.path in known else f"/bai/mo?tep={quote(one.path)}"
        for one in texts
    }


def _is_mine(standing: Standing, person: int) -> bool:
    return standing.submission is not None and standing.submission.person == person


def _row(desk: Desk, standing: Standing, listed: Mapping[str, Listed], names: Mapping[int, str]) -> Row:
    last, path, file = standing.steps[-1], standing.text.path or "", desk.agency_file
    title = listed[path].title if path in listed else path
    if file is not None and desk.is_agency(path):
        title = file.title
    href = href_of(desk, standing.text)
    return Row(href, title, standing.state.value, names.get(last.person, ""), last.moment)


PAGES = [
    Page("/", Right.ACCOUNT, show_home),
    Page("/bai", Right.WRITE, show_texts),
    Page(KEPT_PAGE, Right.WRITE, show_kept),
]
