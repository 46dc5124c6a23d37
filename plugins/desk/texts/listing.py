"""The lists of texts: what waits for whom, and search among all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import Response

from plugins.contract.site.due import due
from plugins.desk.desk import Desk
from plugins.desk.people.accounts import people
from plugins.desk.people.roles import Right
from plugins.desk.texts.catalogue import find_texts, refresh_catalogue, titles_of
from plugins.desk.texts.deciding import title_of
from plugins.desk.texts.drafts import Text, drafts_of_person, text_at, texts_decided_on
from plugins.desk.texts.standing import Standing, standing_of
from plugins.desk.texts.workflow import State, may_approve
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page

LONGEST_QUERY = 200  # characters
MOST_SOON = 10


@dataclass(frozen=True)
class Row:
    """A text in a list; `who` and `when` are of what was last done with it."""

    text: Text
    title: str
    state: str
    who: str = ""
    when: float | None = None


def show_home(call: Call) -> Response:
    """Show what waits for who asks: own drafts, what was sent back, what is to be approved or published."""
    person, desk = call.person, call.desk
    standings = _standings(desk)
    titles = titles_of(desk, [one.text.path for one in standings if one.text.path])
    names = {one.id: one.full_name for one in people(desk.database)}

    def rows(wanted: Iterator[Standing]) -> list[Row]:
        return [_row(one, titles, names) for one in wanted]

    drafts = [
        Row(text, title_of(draft.content), State.DRAFT.value, "", draft.saved)
        for text, draft in drafts_of_person(desk.database, person.id)
    ]
    waiting = [one for one in standings if one.state is State.SUBMITTED]
    lists = [
        ("Bạn đang viết", drafts),
        (
            "Trả lại để sửa",
            rows(one for one in standings if one.state is State.RETURNED and _is_mine(one, person.id)),
        ),
    ]
    if call.may(Right.APPROVE):
        alone = desk.content.alone
        to_approve = (
            one for one in waiting if not may_approve(one.steps, one.current, person.id, alone=alone)
        )
        lists.append(("Chờ bạn duyệt", rows(to_approve)))
    if call.may(Right.PUBLISH):
        lists.append(("Đã duyệt, chờ đăng", rows(one for one in standings if one.state is State.APPROVED)))
    lists.append(("Bạn đã gửi, đang chờ duyệt", rows(one for one in waiting if _is_mine(one, person.id))))
    lists.append(("Sắp lên cổng, sắp hết hạn", _soon(call)))
    return call.page("texts/home.html", lists=[(title, found) for title, found in lists if found])


def _soon(call: Call) -> list[Row]:
    """Return what time alone will change of the published texts, the next first."""
    desk, published = call.desk, call.desk.content.published_blobs()
    texts = [entry for entry in desk.content.site.texts() if entry.path in published]
    events = due(texts, call.now)[:MOST_SOON]
    titles = titles_of(desk, [event.text.path for event in events])
    return [
        Row(
            text_at(desk.database, event.text.path, event.text.kind),
            titles.get(event.text.path, event.text.path),
            event.turn.value.capitalize(),
            when=event.moment,
        )
        for event in events
    ]


def show_texts(call: Call) -> Response:
    """Search among all texts of the content folder."""
    desk, query = call.desk, call.request.query_params.get("tim", "")[:LONGEST_QUERY].strip()
    blobs = desk.content.blobs()
    refresh_catalogue(desk, blobs)
    published = desk.content.published_blobs()
    found = []
    for one in find_texts(desk, query):
        text = text_at(desk.database, one.path, one.kind)
        found.append(Row(text, one.title, standing_of(desk.database, text, blobs, published).state.value))
    return call.page("texts/list.html", query=query, rows=found)


def _standings(desk: Desk) -> list[Standing]:
    blobs, published = desk.content.blobs(), desk.content.published_blobs()
    refresh_catalogue(desk, blobs)
    return [standing_of(desk.database, text, blobs, published) for text in texts_decided_on(desk.database)]


def _is_mine(standing: Standing, person: int) -> bool:
    return standing.submission is not None and standing.submission.person == person


def _row(standing: Standing, titles: dict[str, str], names: dict[int, str]) -> Row:
    last = standing.steps[-1]
    title = titles.get(standing.text.path or "", standing.text.path or "")
    return Row(standing.text, title, standing.state.value, names.get(last.person, ""), last.moment)


PAGES = [
    Page("/", Right.ACCOUNT, show_home),
    Page("/bai", Right.WRITE, show_texts),
]
